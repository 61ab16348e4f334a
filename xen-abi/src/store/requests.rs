//! The requests: which method performs each, and the response.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::clients::{Client, Watch};
use super::node_requests::list;
use super::nodes::{Requester, Use};
use super::payloads::{Context, MAX, OK, absolute, domain, home, strings};
use super::state::Store;
use crate::Errno;
use crate::io::xs_wire::{Sockmsg, SockmsgType as Type};
use crate::xen::DomId;

impl Store {
    /// Performs a request of a client, and queues the response and the events that it causes.
    ///
    /// `payload` may have another length than the header says.
    #[inline]
    pub fn request(&mut self, domain: DomId, header: Sockmsg, payload: &[u8]) {
        let Some(client) = self.served(domain) else {
            return;
        };
        let who = Requester {
            domain,
            target: client.target,
        };
        let context = Context {
            who,
            transaction: header.tx_id,
        };
        let mut initial = None;
        let outcome = self.perform(context, header.type_, payload, &mut initial);
        let Some(client) = self.served(domain) else {
            return;
        };
        let (id, transaction) = (header.req_id, header.tx_id);
        match outcome {
            Ok(payload) if payload.len() <= MAX => {
                client.push(header.type_, id, transaction, &payload);
            }
            other => {
                let errno = other.err().unwrap_or(Errno::E2BIG);
                let name = errno.name().unwrap_or("EIO");
                client.push(
                    Type::ERROR,
                    id,
                    transaction,
                    &[name.as_bytes(), b"\0"].concat(),
                );
            }
        }
        if let Some(watch) = initial {
            let path = watch.path.clone();
            client.notify(&watch, &path);
        }
    }

    #[inline]
    pub(super) fn perform(
        &mut self,
        context: Context,
        type_: Type,
        payload: &[u8],
        initial: &mut Option<Watch>,
    ) -> Result<Vec<u8>, Errno> {
        let who = context.who;
        match kind(type_) {
            Kind::Unknown => return Err(Errno::ENOSYS),
            Kind::Administration if !who.is_privileged() => return Err(Errno::EACCES),
            Kind::OfConnection => {}
            Kind::Administration | Kind::Other => {
                let transactions = &self.client(who).transactions;
                if context.transaction != 0 && !transactions.contains_key(&context.transaction) {
                    return Err(Errno::ENOENT);
                }
            }
        }
        let ok = |()| OK.to_vec();
        match type_ {
            Type::WATCH => {
                *initial = Some(self.watch(who, payload)?);
                Ok(OK.to_vec())
            }
            Type::UNWATCH => self.unwatch(who, payload).map(ok),
            Type::RESET_WATCHES => {
                let client = self.client(who);
                client.watches.clear();
                client.transactions.clear();
                Ok(OK.to_vec())
            }
            Type::GET_DOMAIN_PATH => {
                let [of] = strings(payload)?;
                Ok((home(domain(of)?) + "\0").into_bytes())
            }
            Type::READ => {
                let [path] = strings(payload)?;
                let (path, _) = absolute(who, path, false)?;
                Ok(self.node(context, &path, Use::Read)?.value.clone())
            }
            Type::WRITE => self.write(context, payload).map(ok),
            Type::MKDIR => self.make_directory(context, payload).map(ok),
            Type::RM => self.remove(context, payload).map(ok),
            Type::DIRECTORY => {
                let [path] = strings(payload)?;
                let (path, _) = absolute(who, path, false)?;
                let node = self.node(context, &path, Use::Read)?;
                Ok(list(node))
            }
            Type::DIRECTORY_PART => self.list_part(context, payload),
            Type::GET_PERMS => {
                let [path] = strings(payload)?;
                let (path, _) = absolute(who, path, true)?;
                let node = self.node(context, &path, Use::Read)?;
                let text = node.permissions.iter().map(|it| it.to_string() + "\0");
                Ok(text.collect::<String>().into_bytes())
            }
            Type::SET_PERMS => self.set_permissions(context, payload).map(ok),
            Type::TRANSACTION_START => self.start(context),
            Type::TRANSACTION_END => self.end(context, payload).map(ok),
            _ => self.administer(type_, payload),
        }
    }

    #[inline]
    pub(super) fn client(&mut self, who: Requester) -> &mut Client {
        self.clients
            .get_mut(&who.domain)
            .expect("a client that makes a request")
    }
}

/// Who may make a request, and whether it belongs to a transaction.
enum Kind {
    Unknown,
    /// For the control domain alone.
    Administration,
    /// It takes no notice of a transaction.
    OfConnection,
    Other,
}

#[inline]
fn kind(type_: Type) -> Kind {
    match type_ {
        Type::CONTROL
        | Type::IS_DOMAIN_INTRODUCED
        | Type::INTRODUCE
        | Type::RELEASE
        | Type::RESUME
        | Type::SET_TARGET => Kind::Administration,
        Type::WATCH | Type::UNWATCH => Kind::OfConnection,
        Type::RESET_WATCHES
        | Type::GET_DOMAIN_PATH
        | Type::READ
        | Type::WRITE
        | Type::MKDIR
        | Type::RM
        | Type::DIRECTORY
        | Type::DIRECTORY_PART
        | Type::GET_PERMS
        | Type::SET_PERMS
        | Type::TRANSACTION_START
        | Type::TRANSACTION_END => Kind::Other,
        _ => Kind::Unknown,
    }
}
