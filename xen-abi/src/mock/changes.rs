//! Changes in the life of domains, of which Xen tells domain 0 by `VIRQ_DOM_EXC`.

use std::collections::BTreeSet;

use crate::xen::DomId;

/// The domains that have changed since domain 0 bound the VIRQ, if it has.
#[derive(Default)]
pub(super) struct Changes(Option<BTreeSet<DomId>>);

impl Changes {
    /// Begins to note changes. At first, all of these domains count as changed.
    pub(super) fn begin(&mut self, domains: impl Iterator<Item = DomId>) {
        self.0 = Some(domains.collect());
    }

    pub(super) fn end(&mut self) {
        self.0 = None;
    }

    /// Notes a change, for which Xen raises no VIRQ.
    pub(super) fn note(&mut self, id: DomId) {
        if let Some(changed) = &mut self.0 {
            changed.insert(id);
        }
    }

    /// Returns the first domain that has changed, and forgets its change.
    #[cfg(feature = "toolstack")]
    pub(super) fn take(&mut self) -> Option<DomId> {
        self.0.as_mut()?.pop_first()
    }
}
