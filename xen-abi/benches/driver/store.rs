//! The requests that the store serves in a second.

use std::time::Instant;

use xen_abi::io::xs_wire::{Sockmsg, SockmsgType};
use xen_abi::store::Store;
use xen_abi::xen::DomId;

const REQUESTS: u32 = 100_000;
/// The nodes of the directory.
const NODES: u32 = 64;

/// Measures reads and writes of nodes of a directory, and prints their rates.
pub(crate) fn print() {
    let mut store = Store::new();
    store.introduce(DomId(0));
    for (name, request) in [("write", SockmsgType::WRITE), ("read", SockmsgType::READ)] {
        let start = Instant::now();
        for number in 0..REQUESTS {
            let mut payload = format!("/local/domain/1/device/{}\0", number % NODES).into_bytes();
            if request == SockmsgType::WRITE {
                payload.extend_from_slice(b"a value of some length");
            }
            let header = Sockmsg {
                type_: request,
                req_id: number,
                tx_id: 0,
                len: payload.len() as u32,
            };
            store.request(DomId(0), header, &payload);
            let answer = store.output(DomId(0));
            assert!(answer.starts_with(&request.0.to_ne_bytes()), "an error");
        }
        let rate = f64::from(REQUESTS) / start.elapsed().as_secs_f64() / 1e6;
        println!(
            "{:32} {:>12} {rate:7.2} M/s",
            format!("the store, {name}"),
            ""
        );
    }
}
