//! Grants through `/dev/xen/gntalloc` and `/dev/xen/gntdev`.

mod allocator;
mod copy;
mod list;
mod mapper;
mod on_drop;
mod on_unmap;

pub use allocator::{GrantAllocator, GrantedPages};
pub use copy::{GrantCopy, GrantPlace};
pub use mapper::{GrantMapper, MappedGrants};
pub use on_unmap::OnUnmap;
