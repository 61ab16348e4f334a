//! Event words that are read after the pages of the FIFO ABI were returned.
use xen_abi::Hypercall;
use xen_abi::event_channel::Port;
use xen_abi::events::Fifo;
use xen_abi::pages::GuestPages;

pub fn late<X: Hypercall, P: GuestPages>(fifo: Fifo<X, P>) -> bool {
    let words = fifo.array();
    let _ = fifo.close();
    words.is_pending(Port(1))
}
