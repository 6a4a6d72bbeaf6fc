//! Connections: how many there may be, how long one may say nothing, and who makes room for whom.
//!
//! Whoever opens connections and never finishes a request keeps nobody out. A newcomer is always let in as long as
//! somebody is there who is not signed in: the oldest of these goes, first of those who asked for nothing yet. One address
//! makes room among its own. A part of all places is kept for people who are signed in; they are never sent away.

use axum::http::Request;
use axum_server::accept::Accept;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use std::collections::BTreeMap;
use std::future::Future;
use std::io::{Error, ErrorKind, Result};
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::time::{Sleep, sleep};
use tower::Service;
use web::Seat;

/// Time to say the first words of a connection, and to finish the head of each request.
const HEAD: Duration = Duration::from_secs(10);
/// So many bytes tell which protocol is spoken; until then no other limit of time runs.
const FIRST_WORDS: usize = 24;
/// Files that the program itself has open: databases, their logs, the listener, a copy that is being written.
const OWN_FILES: usize = 64;
/// More connections than this serve nobody on one machine.
const MOST: usize = 4_096;
/// Fewer than this could not show one page to two people.
const FEWEST: usize = 16;

/// How many connections there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    /// In all.
    all: usize,
    /// Of people who are not signed in: the rest is kept for those who are.
    anonymous: usize,
    /// Of those, from one address; `None` behind a proxy, whose address everybody has.
    per_address: Option<usize>,
}

impl Limits {
    /// Limits that fit into so many open files.
    pub(crate) fn within(files: usize, behind_proxy: bool) -> Self {
        let all = files.saturating_sub(OWN_FILES).clamp(FEWEST, MOST);
        let anonymous = all - all / 4;
        // Behind one address there may be a whole police station.
        let per_address = (!behind_proxy).then_some((anonymous / 2).min(128));
        Self { all, anonymous, per_address }
    }

    /// Limits that fit into what the system lets this process open.
    pub(crate) fn of_this_process(behind_proxy: bool) -> Self {
        Self::within(open_files(), behind_proxy)
    }
}

/// How many files this process may have open. Where the system does not say it as Linux does, what is usual.
fn open_files() -> usize {
    const USUAL: usize = 1_024;
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"));
    let soft = line.and_then(|line| line.split_whitespace().next());
    soft.map_or(USUAL, |soft| soft.parse().unwrap_or(usize::MAX))
}

/// Sets the limits of time of a server: a head that is never finished, and a peer that is gone, end their connection.
pub(crate) fn be_patient_no_longer(http: &mut Builder<TokioExecutor>) {
    http.http1().timer(TokioTimer::new()).header_read_timeout(HEAD);
    let mut http2 = http.http2();
    http2.timer(TokioTimer::new()).keep_alive_interval(Some(2 * HEAD)).keep_alive_timeout(HEAD);
    http2.max_concurrent_streams(Some(64));
}

/// A connection that is open.
struct Guest {
    address: IpAddr,
    seat: Seat,
    asked: Arc<AtomicBool>,
    /// Dropped, it ends the connection.
    _stays: oneshot::Sender<()>,
}

/// Who is inside, oldest first. Shared by all clones.
#[derive(Clone)]
pub(crate) struct House {
    limits: Limits,
    guests: Arc<Mutex<Guests>>,
}

#[derive(Default)]
struct Guests {
    next: u64,
    inside: BTreeMap<u64, Guest>,
}

impl Guests {
    fn anonymous(&self) -> impl Iterator<Item = (&u64, &Guest)> {
        self.inside.iter().filter(|(_, guest)| !guest.seat.is_of_somebody_signed_in())
    }

    /// Sends the oldest away that `may` go: first of those who asked for nothing yet.
    fn make_room(&mut self, may: impl Fn(&Guest) -> bool) {
        let going = self.anonymous().filter(|(_, guest)| may(guest));
        let oldest = going.min_by_key(|(number, guest)| (guest.asked.load(Ordering::Relaxed), **number));
        if let Some(number) = oldest.map(|(number, _)| *number) {
            self.inside.remove(&number);
        }
    }
}

impl House {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { limits, guests: Arc::default() }
    }

    /// The list is whole after every statement.
    fn guests(&self) -> MutexGuard<'_, Guests> {
        self.guests.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets somebody in; `None` when everybody inside is signed in and every place is taken.
    fn enter(&self, address: IpAddr) -> Option<Place> {
        let mut guests = self.guests();
        let of_address = guests.anonymous().filter(|(_, guest)| guest.address == address).count();
        if self.limits.per_address.is_some_and(|most| of_address >= most) {
            guests.make_room(|guest| guest.address == address);
        }
        if guests.inside.len() >= self.limits.all || guests.anonymous().count() >= self.limits.anonymous {
            guests.make_room(|_| true);
        }
        if guests.inside.len() >= self.limits.all {
            return None;
        }
        let (_stays, sent_away) = oneshot::channel();
        let (seat, asked) = (Seat::default(), Arc::default());
        let number = guests.next;
        guests.next += 1;
        let guest = Guest { address, seat: seat.clone(), asked: Arc::clone(&asked), _stays };
        guests.inside.insert(number, guest);
        Some(Place { house: self.clone(), number, seat, asked, sent_away })
    }
}

/// The place of a connection, free again when it is dropped.
struct Place {
    house: House,
    number: u64,
    seat: Seat,
    asked: Arc<AtomicBool>,
    sent_away: oneshot::Receiver<()>,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.house.guests().inside.remove(&self.number);
    }
}

/// Lets connections in, then hands them to another acceptor (TLS, or none).
#[derive(Clone)]
pub(crate) struct Doors<A> {
    house: House,
    inner: A,
}

impl<A> Doors<A> {
    pub(crate) fn new(house: House, inner: A) -> Self {
        Self { house, inner }
    }
}

type Accepted<T, S> = Pin<Box<dyn Future<Output = Result<(Guarded<T>, S)>> + Send>>;

impl<A, S> Accept<TcpStream, S> for Doors<A>
where
    A: Accept<TcpStream, Seated<S>>,
    A::Future: Send + 'static,
    A::Stream: Send + 'static,
    A::Service: Send + 'static,
{
    type Stream = Guarded<A::Stream>;
    type Service = A::Service;
    type Future = Accepted<A::Stream, A::Service>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let place = stream.peer_addr().and_then(|peer| {
            self.house
                .enter(peer.ip().to_canonical())
                .ok_or_else(|| Error::from(ErrorKind::ConnectionRefused))
        });
        let mut place = match place {
            Ok(place) => place,
            Err(error) => return Box::pin(std::future::ready(Err(error))),
        };
        let seated = Seated { inner: service, seat: place.seat.clone(), asked: Arc::clone(&place.asked) };
        let accepted = self.inner.accept(stream, seated);
        Box::pin(async move {
            let (stream, service) = tokio::select! {
                accepted = accepted => accepted?,
                _ = &mut place.sent_away => return Err(ErrorKind::ConnectionAborted.into()),
            };
            let first_words = Some((Box::pin(sleep(HEAD)), 0));
            Ok((Guarded { stream, place, is_over: false, first_words }, service))
        })
    }
}

/// A service that tells each request on which connection it came.
#[derive(Clone)]
pub(crate) struct Seated<S> {
    inner: S,
    seat: Seat,
    asked: Arc<AtomicBool>,
}

impl<S, B> Service<Request<B>> for Seated<S>
where
    S: Service<Request<B>>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<std::result::Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<B>) -> S::Future {
        self.asked.store(true, Ordering::Relaxed);
        request.extensions_mut().insert(self.seat.clone());
        self.inner.call(request)
    }
}

/// A connection that ends when its place is needed, or when its first words do not come.
pub(crate) struct Guarded<T> {
    stream: T,
    place: Place,
    /// Its place was given to somebody else.
    is_over: bool,
    /// Until when they must have come, and how many bytes did.
    first_words: Option<(Pin<Box<Sleep>>, usize)>,
}

impl<T> Guarded<T> {
    /// Whether the connection must end now.
    fn must_end(&mut self, context: &mut Context<'_>) -> Option<ErrorKind> {
        if self.is_over || Pin::new(&mut self.place.sent_away).poll(context).is_ready() {
            self.is_over = true;
            return Some(ErrorKind::ConnectionAborted);
        }
        let (until, _) = self.first_words.as_mut()?;
        until.as_mut().poll(context).is_ready().then_some(ErrorKind::TimedOut)
    }

    fn heard(&mut self, bytes: usize) {
        if let Some((_, so_far)) = &mut self.first_words {
            *so_far += bytes;
            if *so_far >= FIRST_WORDS {
                self.first_words = None;
            }
        }
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Guarded<T> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<Result<()>> {
        let guarded = self.get_mut();
        if let Some(why) = guarded.must_end(context) {
            return Poll::Ready(Err(why.into()));
        }
        let before = into.filled().len();
        let read = Pin::new(&mut guarded.stream).poll_read(context, into);
        guarded.heard(into.filled().len() - before);
        read
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Guarded<T> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        let guarded = self.get_mut();
        if let Some(why) = guarded.must_end(context) {
            return Poll::Ready(Err(why.into()));
        }
        // What is answered was asked: a request may be shorter than the first words.
        guarded.first_words = None;
        Pin::new(&mut guarded.stream).poll_write(context, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        let guarded = self.get_mut();
        // A peer that reads nothing keeps its place no longer than others need it.
        if let Some(why) = guarded.must_end(context) {
            return Poll::Ready(Err(why.into()));
        }
        Pin::new(&mut guarded.stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    fn house(all: usize, anonymous: usize, per_address: usize) -> House {
        House::new(Limits { all, anonymous, per_address: Some(per_address) })
    }

    fn is_sent_away(place: &mut Place) -> bool {
        !matches!(place.sent_away.try_recv(), Err(oneshot::error::TryRecvError::Empty))
    }

    #[test]
    fn limits_fit_into_the_open_files_and_keep_a_reserve() {
        let small = Limits::within(120, false);
        assert!(small.all + OWN_FILES <= 120 && small.anonymous < small.all, "{small:?}");
        assert!(small.per_address.is_some_and(|most| most < small.anonymous), "{small:?}");
        assert_eq!(
            Limits::within(usize::MAX, true),
            Limits { all: MOST, anonymous: 3_072, per_address: None }
        );
        assert_eq!(Limits::within(0, false).all, FEWEST);
        assert!(open_files() > 0);
    }

    #[test]
    fn one_address_makes_room_among_its_own_and_first_those_who_asked_for_nothing() {
        let house = house(10, 8, 2);
        let mut asked = house.enter(address(1)).unwrap();
        asked.asked.store(true, Ordering::Relaxed);
        let mut silent = house.enter(address(1)).unwrap();
        let mut other = house.enter(address(2)).unwrap();
        let mut third = house.enter(address(1)).unwrap();
        assert!(is_sent_away(&mut silent) && !is_sent_away(&mut asked));
        assert!(!is_sent_away(&mut other) && !is_sent_away(&mut third));
    }

    #[test]
    fn whoever_is_signed_in_is_never_sent_away_and_has_places_of_her_own() {
        let house = house(4, 3, 100);
        let mut signed_in = house.enter(address(1)).unwrap();
        signed_in.seat.clone().is_hers();
        let crowd: Vec<_> = (0..50).map(|_| house.enter(address(9)).unwrap()).collect();
        assert!(!is_sent_away(&mut signed_in));
        let kept = house.guests().inside.len();
        assert_eq!(kept, 4, "three strangers and her");
        drop(crowd);
        let all: Vec<_> = (0..3).map(|_| house.enter(address(1)).unwrap()).collect();
        all.iter().for_each(|place| place.seat.clone().is_hers());
        assert!(house.enter(address(9)).is_none(), "nobody of those inside can be sent away");
        drop(all);
        assert!(house.enter(address(9)).is_some());
    }
}
