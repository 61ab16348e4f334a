//! Two channels of one port: dropping one would close the port of the other.
use xen_abi::events::Channel;
use xen_abi::{Errno, Hypercall};

pub fn twice<X: Hypercall>(xen: &X, channel: &Channel<X>) -> Result<(), Errno> {
    Channel::adopt(xen, channel.port())?;
    Ok(())
}
