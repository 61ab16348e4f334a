//! What requests have in common: whose they are, and what their payloads say.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;

use super::nodes::Requester;
use crate::Errno;
use crate::io::xs_wire::XENSTORE_PAYLOAD_MAX;
use crate::xen::DomId;
use crate::xenstore::{Strings, check_path, check_watch_path};

pub(super) const MAX: usize = XENSTORE_PAYLOAD_MAX as usize;
pub(super) const OK: &[u8] = b"OK\0";

/// What a request works on.
#[derive(Clone, Copy)]
pub(super) struct Context {
    pub(super) who: Requester,
    pub(super) transaction: u32,
}

impl Context {
    /// What the program that has the store does, as a toolstack.
    #[inline]
    pub(super) const fn of_toolstack() -> Self {
        let who = Requester {
            domain: DomId(0),
            target: None,
        };
        let transaction = 0;
        Self { who, transaction }
    }
}

/// Returns the strings of a payload, which must be this many.
#[inline]
pub(super) fn strings<const N: usize>(payload: &[u8]) -> Result<[&str; N], Errno> {
    let mut all = Strings::new(payload).ok_or(Errno::EINVAL)?;
    let mut found = [""; N];
    for place in &mut found {
        *place = all.next().ok_or(Errno::EINVAL)?;
    }
    match all.next() {
        None => Ok(found),
        Some(_) => Err(Errno::EINVAL),
    }
}

#[inline]
pub(super) fn number<N: core::str::FromStr>(text: &str) -> Result<N, Errno> {
    text.parse().map_err(|_| Errno::EINVAL)
}

#[inline]
pub(super) fn domain(text: &str) -> Result<DomId, Errno> {
    number(text).map(DomId)
}

#[inline]
pub(super) fn home(domain: DomId) -> String {
    format!("/local/domain/{}", domain.0)
}

/// Returns the absolute form of a path, and how much of it a relative one lacks.
#[inline]
pub(super) fn absolute(
    who: Requester,
    path: &str,
    takes_special: bool,
) -> Result<(String, usize), Errno> {
    let check = if takes_special {
        check_watch_path
    } else {
        check_path
    };
    check(path).map_err(|_| Errno::EINVAL)?;
    if path.starts_with(['/', '@']) {
        return Ok((path.to_owned(), 0));
    }
    let home = home(who.domain) + "/";
    Ok((home.clone() + path, home.len()))
}
