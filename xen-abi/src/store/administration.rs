//! Domains that come and go: requests of the toolstack, and of the program that has the store.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::clients::Client;
use super::nodes::Node;
use super::payloads::{Context, OK, domain, number, strings};
use super::state::{SPECIAL, Store};
use crate::Errno;
use crate::io::xenbus::XenbusState;
use crate::io::xs_wire::SockmsgType as Type;
use crate::xen::DomId;
use crate::xenstore::{Permission, PermissionLetter};

impl Store {
    /// Begins to serve a domain.
    #[inline]
    pub fn introduce(&mut self, domain: DomId) {
        self.clients.insert(domain, Client::new(self.quotas));
        self.fire_special(SPECIAL[0], domain);
    }

    /// Stops serving a domain, removes the nodes that it owns, and takes its permissions on others.
    ///
    /// A domain that gets its ID later has none of them.
    #[inline]
    pub fn release(&mut self, domain: DomId) {
        self.clients.remove(&domain);
        let is_owned = |(path, node): (&String, &Node)| {
            (node.owner() == domain && path.starts_with('/')).then(|| path.clone())
        };
        let owned: Vec<String> = self.tree.iter().filter_map(is_owned).collect();
        for path in owned {
            if self.tree.contains_key(&path) && path != "/" {
                self.remove_tree(Context::of_toolstack(), &path);
            }
        }
        self.forget(domain);
        self.fire_release(domain);
    }

    /// Takes all that a domain was permitted, also in transactions.
    #[inline]
    fn forget(&mut self, gone: DomId) {
        for client in self.clients.values_mut() {
            client.target = client.target.filter(|target| *target != gone);
            for transaction in client.transactions.values_mut() {
                for node in transaction.tree.values_mut() {
                    node.forget(gone);
                }
            }
        }
        for node in self.tree.values_mut() {
            if node.forget(gone) {
                self.generation += 1;
                node.generation = self.generation;
            }
        }
    }

    /// Creates both directories of a device, as a toolstack does.
    ///
    /// `kind` is the name of the kind of device in paths, such as `vbd`. The directories are
    /// `/local/domain/F/device/KIND/NUMBER` and `/local/domain/B/backend/KIND/F/NUMBER`. Each
    /// belongs to the domain of its end, names the other one, and is in state Initialising; the
    /// other domain may read it. Directories of that name are replaced.
    ///
    /// # Errors
    ///
    /// EINVAL: a path cannot have the name of the kind.
    #[inline]
    pub fn add_device(
        &mut self,
        frontend: DomId,
        backend: DomId,
        kind: &str,
        number: u32,
    ) -> Result<(), Errno> {
        let (front, back) = (frontend.0, backend.0);
        let front = (
            frontend,
            format!("/local/domain/{front}/device/{kind}/{number}"),
        );
        let back = (
            backend,
            format!(
                "/local/domain/{back}/backend/{kind}/{}/{number}",
                frontend.0
            ),
        );
        for (this, other, role) in [(&front, &back, "backend"), (&back, &front, "frontend")] {
            self.remove_tree(Context::of_toolstack(), &this.1);
            let permissions = [
                (this.0, PermissionLetter::None),
                (other.0, PermissionLetter::Read),
            ]
            .map(|(domain, letter)| Permission { domain, letter });
            self.put(&this.1, b"", &permissions)?;
            for (name, value) in [
                (role, other.1.clone()),
                (&*format!("{role}-id"), other.0.0.to_string()),
                ("state", XenbusState::INITIALISING.0.to_string()),
            ] {
                self.put(
                    &format!("{}/{name}", this.1),
                    value.as_bytes(),
                    &permissions,
                )?;
            }
        }
        Ok(())
    }

    /// Performs a request of the toolstack.
    #[inline]
    pub(super) fn administer(&mut self, type_: Type, payload: &[u8]) -> Result<Vec<u8>, Errno> {
        match type_ {
            Type::IS_DOMAIN_INTRODUCED => {
                let [of] = strings(payload)?;
                let of = domain(of)?;
                let is_there = of == DomId::SELF || self.clients.contains_key(&of);
                return Ok(if is_there { b"T\0" } else { b"F\0" }.to_vec());
            }
            Type::INTRODUCE => {
                let [of, _frame, port] = strings(payload)?;
                let of = domain(of)?;
                if number::<u32>(port)? == 0 {
                    return Err(Errno::EINVAL);
                }
                // A domain that is known has a new port, and begins anew.
                match self.clients.contains_key(&of) {
                    true => self.reset(of),
                    false => self.introduce(of),
                }
            }
            Type::SET_TARGET => {
                let [of, target] = strings(payload)?;
                let [of, target] = [domain(of)?, domain(target)?];
                if !self.clients.contains_key(&target) {
                    return Err(Errno::ENOENT);
                }
                let client = self.clients.get_mut(&of);
                client.ok_or(Errno::ENOENT)?.target = Some(target);
            }
            Type::RELEASE | Type::RESUME => {
                let [of] = strings(payload)?;
                let of = domain(of)?;
                if of == DomId(0) {
                    return Err(Errno::EINVAL);
                }
                if !self.clients.contains_key(&of) {
                    return Err(Errno::ENOENT);
                }
                if type_ == Type::RELEASE {
                    self.release(of);
                }
            }
            // There are no control commands.
            _ => return Err(Errno::ENOSYS),
        }
        Ok(OK.to_vec())
    }
}
