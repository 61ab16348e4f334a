//! The argument of another operation.
use xen_abi::Hypercall;
use xen_abi::event_channel::{Port, Send, event_channel_op};

pub fn close<X: Hypercall>(xen: &X) {
    let mut argument = Send { port: Port(7) };
    // SAFETY: none: it does not compile.
    let _ = unsafe { event_channel_op::<event_channel_op::Close, X>(xen, &mut argument) };
}
