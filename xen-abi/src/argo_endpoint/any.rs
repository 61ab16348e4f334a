//! The domain ID that stands for every domain.

use crate::argo::XEN_ARGO_DOMID_ANY;
use crate::xen::DomId;

/// `XEN_ARGO_DOMID_ANY` as a domain ID.
pub(super) const ANY: DomId = DomId(XEN_ARGO_DOMID_ANY as u16);
