//! The operations of xenstore.

use super::client::Xenstore;
use super::error::{Error, ErrorKind};
use super::path::{check_path, check_watch_path};
use super::payload::{Digits, Permission, Permissions, Strings, number};
use super::transport::Transport;
use crate::Errno;
use crate::event_channel::Port;
use crate::frame::Gfn;
use crate::io::xenbus::XenbusState;
use crate::io::xs_wire::{ServerFeatures, SockmsgType, XENSTORE_PAYLOAD_MAX};
use crate::xen::DomId;

const NUL: &[u8] = b"\0";

/// How often a long list of children is read again if it changes meanwhile.
const ATTEMPTS: usize = 8;

/// A part of a list of children.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// A number that changes with the list.
    pub generation: u64,
    /// The names.
    pub names: Strings<'a>,
    /// The offset of the next part; `None` if this is the last one.
    pub next: Option<usize>,
}

/// Refuses text that ends before its end.
#[inline]
fn without_nul<'a>(path: &str, text: &'a str) -> Result<&'a [u8], Error> {
    if text.contains('\0') {
        return Err(Error::new(path, ErrorKind::Nul));
    }
    Ok(text.as_bytes())
}

#[inline]
fn node(path: &str) -> Result<&[u8], Error> {
    check_path(path).map_err(|why| Error::new(path, why))?;
    Ok(path.as_bytes())
}

#[inline]
fn watched(path: &str) -> Result<&[u8], Error> {
    check_watch_path(path).map_err(|why| Error::new(path, why))?;
    Ok(path.as_bytes())
}

#[inline]
fn form(path: &str) -> Error {
    Error::new(path, ErrorKind::Form)
}

impl<T: Transport, const EVENTS: usize> Xenstore<T, EVENTS> {
    /// Reads the value of a node.
    pub fn read(&mut self, path: &str) -> Result<&[u8], Error> {
        self.call(path, SockmsgType::READ, &[node(path)?, NUL])
    }

    /// Reads the value of a node as text.
    pub fn read_text(&mut self, path: &str) -> Result<&str, Error> {
        core::str::from_utf8(self.read(path)?).map_err(|_| form(path))
    }

    /// Reads the value of a node as a decimal number.
    pub fn read_number(&mut self, path: &str) -> Result<u64, Error> {
        number(self.read_text(path)?).ok_or_else(|| form(path))
    }

    /// Reads the state of one end of a device: the node `state` in its directory.
    ///
    /// Returns [`XenbusState::UNKNOWN`] if there is no such node. Then the end is gone, or not
    /// there yet.
    pub fn read_state(&mut self, path: &str) -> Result<XenbusState, Error> {
        match self.read_number(path) {
            Ok(state) => u32::try_from(state)
                .map_or_else(|_| Err(form(path)), |state| Ok(XenbusState(state))),
            Err(error) if error.errno() == Some(Errno::ENOENT) => Ok(XenbusState::UNKNOWN),
            Err(error) => Err(error),
        }
    }

    /// Writes the state of one end of a device: the node `state` in its directory.
    pub fn write_state(&mut self, path: &str, state: XenbusState) -> Result<(), Error> {
        self.write_number(path, state.0.into())
    }

    /// Writes the value of a node, and creates it and its missing parents.
    pub fn write(&mut self, path: &str, value: &[u8]) -> Result<(), Error> {
        let payload = [node(path)?, NUL, value];
        self.call(path, SockmsgType::WRITE, &payload).map(|_| ())
    }

    /// Writes a decimal number.
    pub fn write_number(&mut self, path: &str, value: u64) -> Result<(), Error> {
        self.write(path, Digits::new(value).as_bytes())
    }

    /// Creates a node and its missing parents, unless it exists.
    pub fn make(&mut self, path: &str) -> Result<(), Error> {
        let payload = [node(path)?, NUL];
        self.call(path, SockmsgType::MKDIR, &payload).map(|_| ())
    }

    /// Removes a node and its children.
    ///
    /// The node may be missing; its parent may not.
    pub fn remove(&mut self, path: &str) -> Result<(), Error> {
        let payload = [node(path)?, NUL];
        self.call(path, SockmsgType::RM, &payload).map(|_| ())
    }

    /// Lists the names of a node's children.
    ///
    /// Fails with [`Errno::E2BIG`] if they have more than 4096 bytes; [`children`](Self::children)
    /// does not.
    pub fn list(&mut self, path: &str) -> Result<Strings<'_>, Error> {
        let names = self.call(path, SockmsgType::DIRECTORY, &[node(path)?, NUL])?;
        Strings::new(names).ok_or_else(|| form(path))
    }

    /// Lists the names of a node's children from a byte offset on.
    pub fn list_part(&mut self, path: &str, offset: usize) -> Result<Part<'_>, Error> {
        self.transport.begin();
        self.next_part(path, offset)
    }

    /// The same within the time limit of an operation that has begun.
    fn next_part(&mut self, path: &str, offset: usize) -> Result<Part<'_>, Error> {
        let at = Digits::new(offset as u64);
        let payload = [node(path)?, NUL, at.as_bytes(), NUL];
        let part = self.continue_call(path, SockmsgType::DIRECTORY_PART, &payload)?;
        let strings = Strings::new(part).ok_or_else(|| form(path))?;
        let mut names = strings;
        let generation = names.next().and_then(number).ok_or_else(|| form(path))?;
        let text = names.rest();
        // An empty name ends the list.
        let (text, is_last) = match text.strip_suffix("\0\0") {
            Some(_) => (&text[..text.len() - 1], true),
            None if text == "\0" => ("", true),
            None => (text, false),
        };
        if text.is_empty() && !is_last {
            return Err(form(path));
        }
        Ok(Part {
            generation,
            names: Strings::new(text.as_bytes()).ok_or_else(|| form(path))?,
            next: match is_last {
                true => None,
                false => Some(offset.checked_add(text.len()).ok_or_else(|| form(path))?),
            },
        })
    }

    /// Calls `each` for the name of each child, however many there are.
    ///
    /// The time limit is that of the whole list, with the calls of `each`.
    ///
    /// Fails with [`ErrorKind::Changing`] if the list changes while it is read; `each` has then
    /// been called for some of the names.
    pub fn children(&mut self, path: &str, mut each: impl FnMut(&str)) -> Result<(), Error> {
        self.transport.begin();
        self.all_children(path, &mut each)
    }

    /// The same within the time limit of an operation that has begun.
    fn all_children(&mut self, path: &str, each: &mut impl FnMut(&str)) -> Result<(), Error> {
        match self.continue_call(path, SockmsgType::DIRECTORY, &[node(path)?, NUL]) {
            Ok(names) => {
                let names = Strings::new(names).ok_or_else(|| form(path))?;
                names.for_each(each);
                return Ok(());
            }
            Err(error) if error.errno() == Some(Errno::E2BIG) => {}
            Err(error) => return Err(error),
        }
        let (mut offset, mut generation) = (0, None);
        loop {
            let part = self.next_part(path, offset)?;
            if generation.is_some_and(|before| before != part.generation) {
                return Err(Error::new(path, ErrorKind::Changing));
            }
            generation = Some(part.generation);
            part.names.for_each(&mut *each);
            match part.next {
                Some(next) => offset = next,
                None => return Ok(()),
            }
        }
    }

    /// Returns the number of children, however many there are.
    ///
    /// A list that changes while it is read is read again, up to eight times within the time limit.
    pub fn count_children(&mut self, path: &str) -> Result<usize, Error> {
        self.transport.begin();
        let mut attempts = 0;
        loop {
            let mut count = 0;
            match self.all_children(path, &mut |_| count += 1) {
                Err(error) if error.kind == ErrorKind::Changing && attempts < ATTEMPTS => {
                    attempts += 1;
                }
                listed => return listed.map(|()| count),
            }
        }
    }

    /// Reads the permissions of a node or of a special path.
    pub fn permissions(&mut self, path: &str) -> Result<Permissions<'_>, Error> {
        let payload = [watched(path)?, NUL];
        let permissions = self.call(path, SockmsgType::GET_PERMS, &payload)?;
        Permissions::new(permissions).ok_or_else(|| form(path))
    }

    /// Sets the permissions of a node or of a special path; the first one names the owner.
    pub fn set_permissions(&mut self, path: &str, permissions: &[Permission]) -> Result<(), Error> {
        let mut text = Text::new(path);
        text.push(watched(path)?)?;
        text.push(NUL)?;
        for permission in permissions {
            text.push(permission.letter.as_bytes())?;
            text.push(Digits::new(permission.domain.0.into()).as_bytes())?;
            text.push(NUL)?;
        }
        self.call(path, SockmsgType::SET_PERMS, &[text.as_bytes()])
            .map(|_| ())
    }

    /// Watches a node and its children, or a special path.
    ///
    /// `token` is in each event. The first event comes at once.
    pub fn watch(&mut self, path: &str, token: &str) -> Result<(), Error> {
        let payload = [watched(path)?, NUL, without_nul(path, token)?, NUL];
        self.call(path, SockmsgType::WATCH, &payload).map(|_| ())
    }

    /// Watches a node and its children down to a depth: 0 is the node alone.
    ///
    /// Xenstore must have [`ServerFeatures::WATCHDEPTH`].
    pub fn watch_depth(&mut self, path: &str, token: &str, depth: u32) -> Result<(), Error> {
        let depth = Digits::new(depth.into());
        let token = without_nul(path, token)?;
        let payload = [watched(path)?, NUL, token, NUL, depth.as_bytes(), NUL];
        self.call(path, SockmsgType::WATCH, &payload).map(|_| ())
    }

    /// Removes a watch.
    pub fn unwatch(&mut self, path: &str, token: &str) -> Result<(), Error> {
        let payload = [watched(path)?, NUL, without_nul(path, token)?, NUL];
        self.call(path, SockmsgType::UNWATCH, &payload).map(|_| ())
    }

    /// Removes all watches and transactions of the caller, as after a kexec.
    pub fn reset_watches(&mut self) -> Result<(), Error> {
        self.call("", SockmsgType::RESET_WATCHES, &[NUL])
            .map(|_| ())
    }

    /// Runs `body` in a transaction: its changes happen at once, or not at all.
    ///
    /// `body` gets the client, whose operations belong to the transaction. If another client has
    /// changed what it read, xenstore drops the changes, and `body` runs again, up to `attempts`
    /// times; the error is then [`Errno::EAGAIN`]. An error of `body` drops the changes.
    pub fn transaction<R, E: From<Error>>(
        &mut self,
        attempts: u32,
        mut body: impl FnMut(&mut Self) -> Result<R, E>,
    ) -> Result<R, E> {
        if self.transaction != 0 {
            return Err(Error::new("", ErrorKind::InTransaction).into());
        }
        for attempt in 1.. {
            let started = self.call("", SockmsgType::TRANSACTION_START, &[NUL])?;
            let id = Strings::new(started).and_then(|mut strings| strings.next());
            let id = id.and_then(number).and_then(|id| u32::try_from(id).ok());
            self.transaction = id.filter(|id| *id != 0).ok_or_else(|| form(""))?;
            let outcome = body(self);
            let end: &[u8] = if outcome.is_ok() { b"T\0" } else { b"F\0" };
            let ended = self
                .call("", SockmsgType::TRANSACTION_END, &[end])
                .map(|_| ());
            self.transaction = 0;
            match (outcome, ended) {
                (Ok(_), Err(error))
                    if error.errno() == Some(Errno::EAGAIN) && attempt < attempts => {}
                (Ok(_), Err(error)) => return Err(error.into()),
                // Xenstore has no transaction, or will notice that the connection is gone.
                (outcome, _) => return outcome,
            }
        }
        unreachable!("there is always another attempt, or a result")
    }

    /// Returns the directory of a domain, whether it exists or not.
    pub fn domain_path(&mut self, domain: DomId) -> Result<&str, Error> {
        let path = self.about("", SockmsgType::GET_DOMAIN_PATH, domain, &[])?;
        first(path).ok_or_else(|| form(""))
    }

    /// Returns whether xenstore serves a domain. For the toolstack.
    pub fn is_introduced(&mut self, domain: DomId) -> Result<bool, Error> {
        let answer = self.about("", SockmsgType::IS_DOMAIN_INTRODUCED, domain, &[])?;
        match first(answer) {
            Some("T") => Ok(true),
            Some("F") => Ok(false),
            _ => Err(form("")),
        }
    }

    /// Has xenstore serve a domain, through its ring page and its port. For the toolstack.
    pub fn introduce(&mut self, domain: DomId, frame: Gfn, port: Port) -> Result<(), Error> {
        let [frame, port] = [frame.get(), port.0.into()].map(Digits::new);
        let arguments = [frame.as_bytes(), port.as_bytes()];
        self.about("", SockmsgType::INTRODUCE, domain, &arguments)
            .map(|_| ())
    }

    /// Closes the connection of a domain. For the toolstack.
    pub fn release(&mut self, domain: DomId) -> Result<(), Error> {
        self.about("", SockmsgType::RELEASE, domain, &[])
            .map(|_| ())
    }

    /// Clears the shutdown state of a resumed domain. For the toolstack.
    pub fn resume(&mut self, domain: DomId) -> Result<(), Error> {
        self.about("", SockmsgType::RESUME, domain, &[]).map(|_| ())
    }

    /// Grants a domain the permissions of its target. For the toolstack.
    pub fn set_target(&mut self, domain: DomId, target: DomId) -> Result<(), Error> {
        let target = Digits::new(target.0.into());
        self.about("", SockmsgType::SET_TARGET, domain, &[target.as_bytes()])
            .map(|_| ())
    }

    /// Returns the features that xenstore offers the caller.
    ///
    /// Fails with [`Errno::ENOSYS`] if xenstore is older than Xen 4.21.
    pub fn features(&mut self) -> Result<ServerFeatures, Error> {
        let bits = self.call("", SockmsgType::GET_FEATURE, &[NUL])?;
        features(bits)
    }

    /// Returns the features that xenstore offers another domain. For the control domain.
    pub fn features_of(&mut self, domain: DomId) -> Result<ServerFeatures, Error> {
        let bits = self.about("", SockmsgType::GET_FEATURE, domain, &[])?;
        features(bits)
    }

    /// Sets the features of a domain that is not introduced yet. For the control domain.
    pub fn set_features(&mut self, domain: DomId, bits: ServerFeatures) -> Result<(), Error> {
        let bits = Digits::new(bits.bits().into());
        self.about("", SockmsgType::SET_FEATURE, domain, &[bits.as_bytes()])
            .map(|_| ())
    }

    /// Returns the names of all quotas. For the control domain.
    pub fn quotas(&mut self) -> Result<impl Iterator<Item = &str>, Error> {
        let names = self.call("", SockmsgType::GET_QUOTA, &[NUL])?;
        let names = first(names).ok_or_else(|| form(""))?;
        Ok(names.split(' ').filter(|name| !name.is_empty()))
    }

    /// Returns a quota of a domain, or that of new domains; 0 is unlimited. For the control domain.
    pub fn quota(&mut self, domain: Option<DomId>, name: &str) -> Result<u64, Error> {
        let quota = without_nul(name, name)?;
        let value = match domain {
            Some(domain) => self.about(name, SockmsgType::GET_QUOTA, domain, &[quota])?,
            None => self.call(name, SockmsgType::GET_QUOTA, &[quota, NUL])?,
        };
        first(value).and_then(number).ok_or_else(|| form(name))
    }

    /// Sets a quota of a domain, or that of new domains; 0 is unlimited. For the control domain.
    pub fn set_quota(
        &mut self,
        domain: Option<DomId>,
        name: &str,
        value: u64,
    ) -> Result<(), Error> {
        let (quota, value) = (without_nul(name, name)?, Digits::new(value));
        let value = value.as_bytes();
        match domain {
            Some(domain) => self.about(name, SockmsgType::SET_QUOTA, domain, &[quota, value])?,
            None => self.call(name, SockmsgType::SET_QUOTA, &[quota, NUL, value, NUL])?,
        };
        Ok(())
    }

    /// Sends a command to xenstore itself, and returns its output. For privileged domains.
    pub fn control(&mut self, command: &str, parameters: &[&str]) -> Result<&[u8], Error> {
        let mut text = Text::new(command);
        for part in [command].iter().chain(parameters) {
            text.push(without_nul(command, part)?)?;
            text.push(NUL)?;
        }
        self.call(command, SockmsgType::CONTROL, &[text.as_bytes()])
    }

    /// Makes a request whose first argument is a domain.
    fn about(
        &mut self,
        subject: &str,
        type_: SockmsgType,
        domain: DomId,
        arguments: &[&[u8]],
    ) -> Result<&[u8], Error> {
        let domain = Digits::new(domain.0.into());
        let [first, second] = [0, 1].map(|at| arguments.get(at).copied());
        let nul = |argument: Option<_>| argument.map_or(&b""[..], |_| NUL);
        let payload = [
            domain.as_bytes(),
            NUL,
            first.unwrap_or_default(),
            nul(first),
            second.unwrap_or_default(),
            nul(second),
        ];
        self.call(subject, type_, &payload)
    }
}

/// Returns the first string of a payload.
#[inline]
fn first(payload: &[u8]) -> Option<&str> {
    Strings::new(payload)?.next()
}

#[inline]
fn features(payload: &[u8]) -> Result<ServerFeatures, Error> {
    let bits = first(payload).and_then(number);
    let bits = bits.and_then(|bits| u32::try_from(bits).ok());
    bits.map(ServerFeatures::from_bits_retain)
        .ok_or_else(|| form(""))
}

/// A payload of many parts.
struct Text<'a> {
    path: &'a str,
    bytes: [u8; XENSTORE_PAYLOAD_MAX as usize],
    len: usize,
}

impl<'a> Text<'a> {
    #[inline]
    fn new(path: &'a str) -> Self {
        Self {
            path,
            bytes: [0; XENSTORE_PAYLOAD_MAX as usize],
            len: 0,
        }
    }

    #[inline]
    fn push(&mut self, part: &[u8]) -> Result<(), Error> {
        let space = self.bytes[self.len..].get_mut(..part.len());
        let space = space.ok_or_else(|| Error::new(self.path, ErrorKind::TooLong))?;
        space.copy_from_slice(part);
        self.len += part.len();
        Ok(())
    }

    #[inline]
    fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}
