//! What the guard says of a report while it is typed.

use crate::record::channel_key::{Key, Meet};
use crate::record::form::Form;
use crate::record::id::Postcode;
use crate::record::person::{Reach, Role};
use crate::report::form::{PEOPLE_MAX, PHONES_MAX, shared_address};

/// Something to say at a field while a report is typed: `warning-{word}` is its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Name of the field.
    pub field: String,
    /// Word of the message.
    pub word: &'static str,
}

/// What in a form is also the other party's: said at once, where it is typed.
pub fn warnings(form: &Form) -> Vec<Warning> {
    let typed: Vec<_> = (0..PEOPLE_MAX).flat_map(|i| fields_of(form, i)).collect();
    let (his, hers): (Vec<_>, Vec<_>) = typed.iter().partition(|one| one.role == Some(Role::OtherParty));
    let shared = |one: &&Typed| {
        let meets = his.iter().filter_map(|other| one.key.meets(&other.key)).min()?;
        let word = match (&one.key, meets) {
            (Key::Place(_), Meet::Perhaps) => "perhaps-his-address",
            (Key::Place(_), Meet::Same) => "also-his-address",
            (Key::Email(_) | Key::NoEmail(_), Meet::Same) => "also-his-email",
            (Key::Email(_) | Key::NoEmail(_), Meet::Perhaps) => "perhaps-his-email",
            (_, Meet::Same) => "also-his-number",
            (_, Meet::Perhaps) => "perhaps-his-number",
        };
        Some(Warning { field: one.field.clone(), word })
    };
    hers.into_iter().filter_map(|one| shared(&one)).collect()
}

/// A channel as typed.
struct Typed {
    field: String,
    role: Option<Role>,
    key: Key,
}

fn fields_of(form: &Form, i: usize) -> Vec<Typed> {
    let text = |name: &str| form.get(&format!("p{i}.{name}")).map_or("", |text| text.trim()).to_owned();
    let role = Role::from_word(&text("role"));
    let typed = |name: String, at: Reach| Typed { field: format!("p{i}.{name}"), role, key: Key::of(&at) };
    let phones = (0..PHONES_MAX).map(|j| format!("phone{j}"));
    let mut all: Vec<_> = phones.map(|name| typed(name.clone(), Reach::Phone(text(&name)))).collect();
    all.push(typed("email".to_owned(), Reach::Email(text("email"))));
    let postcode = Postcode::parse(&text("address_postcode")).ok();
    let address = Reach::Address { street: text("street"), postcode, town: text("town") };
    all.push(typed("street".to_owned(), address));
    all.extend(shared_address(form, i).map(|at| typed("street".to_owned(), at)));
    all
}
