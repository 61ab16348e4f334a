//! What requests have in common: whose they are, and what their payloads say.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;

use super::nodes::Requester;
use crate::Errno;
use crate::io::xs_wire::{XENSTORE_PAYLOAD_MAX, XENSTORE_REL_PATH_MAX};
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

/// Returns where the part of a path begins that lies in the directory of a domain, whichever.
#[inline]
fn below_home(path: &str) -> usize {
    let number = |rest: &str| rest.find(|it: char| !it.is_ascii_digit());
    let inside = path.strip_prefix("/local/domain/").and_then(|rest| {
        let digits = number(rest).filter(|digits| (1..=5).contains(digits))?;
        rest[digits..].starts_with('/').then_some(digits)
    });
    inside.map_or(0, |digits| "/local/domain/".len() + digits + 1)
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
        let is_long = path.len() - below_home(path) > XENSTORE_REL_PATH_MAX as usize;
        if is_long && !who.is_privileged() {
            return Err(Errno::EINVAL);
        }
        return Ok((path.to_owned(), 0));
    }
    let home = home(who.domain) + "/";
    Ok((home.clone() + path, home.len()))
}
