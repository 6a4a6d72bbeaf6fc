//! Which pages are measured: what each function opens first, and every filter and order of its lists, taken from the
//! same places as the pages themselves.

use crate::bench::client::session;
use axum::Router;
use casework::record::staff::Function;
use journal::{Account, Journal};

/// A page, and who opens it.
pub(super) struct Page {
    /// What it is called in the figures.
    pub(super) name: String,
    pub(super) path: String,
    pub(super) cookie: String,
    /// Opened first by its function, not after a choice.
    pub(super) first: bool,
}

/// The pages of every function that has an account.
pub(super) async fn of(journal: &Journal, router: &Router) -> anyhow::Result<Vec<Page>> {
    let accounts = journal.accounts().await?;
    let mut pages = Vec::new();
    for function in Function::ALL {
        let Some(account) = widest(&accounts, *function) else { continue };
        let cookie = session(router, &account.username).await?;
        let named = |path: &str| format!("{function}, {} zones: {path}", account.zones.len());
        let page = |path: String, first| Page { name: named(&path), path, cookie: cookie.clone(), first };
        pages.push(page(web::home_of(*function).to_owned(), true));
        pages.extend(web::list_addresses(*function).into_iter().map(|path| page(path, false)));
    }
    Ok(pages)
}

/// Of the accounts of a function the one with most zones: her pages cost most.
fn widest(accounts: &[Account], function: Function) -> Option<&Account> {
    let of_function = accounts.iter().filter(|account| account.function == function);
    of_function.max_by_key(|account| account.zones.len())
}
