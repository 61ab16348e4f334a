//! The integration tests of the crate: one program with a module per subject.

mod all_hypercalls;
mod argo_endpoint;
mod argo_ring;
mod block_driver;
mod clock;
mod copying;
mod events;
mod events_model;
mod examples;
mod flags;
mod generated_rings;
mod grants;
mod grants_model;
mod hostile_peer;
mod memory;
mod mock;
mod operations;
mod ring_model;
mod rings;
mod software_xen;
mod store;
mod streams;
mod tagged_unions;
mod toolstack;
mod version;
mod xenstore;
