//! Two channels of one port, of which the first that goes closes the other one's.
use xen_abi::events::Channel;
use xen_abi::{Errno, Hypercall};

pub fn twice<X: Hypercall>(xen: &X, channel: &Channel<X>) -> Result<(), Errno> {
    Channel::adopt(xen, channel.port())?;
    Ok(())
}
