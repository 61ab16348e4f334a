//! The operations of a vendor's own hypercall, which the build script generates from the vendor's
//! header.
//!
//! The header includes those of Xen, and the module refers to `xen-abi` for what these declare.

#![no_std]

include!(concat!(env!("OUT_DIR"), "/acme/include-mod.rs"));

#[cfg(test)]
mod tests {
    use xen_abi::event_channel::Port;
    use xen_abi::mock::{Call, Mock, copy_from_guest};
    use xen_abi::xen::DomId;

    use crate::acme::watchdog::{self, AcmeWatch};

    /// The vendor's operation takes the port that `xen-abi` has.
    #[test]
    fn the_watchdog_takes_a_port_of_xen_abi() {
        let xen = Mock::new();
        xen.answer_with(|call: &Call| {
            let [number, address] = [call.arguments()[0], call.arguments()[1]];
            // SAFETY: the function passes the address of the operation's argument.
            let argument: AcmeWatch = unsafe { copy_from_guest(address) }.expect("an argument");
            assert_eq!((call.number(), number), (47, 0));
            assert_eq!((argument.port, argument.period_ms), (Port(5), 500));
            0
        });
        assert_eq!(watchdog::watch(&xen, Port(5), 500), Ok(()));
        xen.answer_with(|_| 0);
        assert!(watchdog::state(&xen, DomId::SELF).is_ok());
    }
}
