//! The safe Argo types, on the software Xen and on rings with arbitrary contents.

mod messages;
mod reader;
mod receiver;

use xen_abi::argo::Port;
use xen_abi::argo_endpoint::{Partner, Receiver, Refused, Sender, WhyRefused};
use xen_abi::mock::{Domain, Machine, Pages};
use xen_abi::xen::DomId;

const TWO: Partner = Partner::Domain(DomId(2));

fn pair() -> (Domain, Domain) {
    let machine = Machine::new();
    (machine.domain(DomId(1)), machine.domain(DomId(2)))
}

fn inbox(domain: &Domain, pages: usize) -> Receiver<&Domain, Pages> {
    Receiver::register(domain, domain.pages(pages), Port(7), TWO).unwrap()
}

fn sender(domain: &Domain) -> Sender<&Domain> {
    Sender::new(domain, Port(3), DomId(1), Port(7)).unwrap()
}

fn why<X: xen_abi::Hypercall>(refused: Result<Receiver<X, Pages>, Refused<Pages>>) -> WhyRefused {
    match refused {
        Ok(_) => panic!("it was registered"),
        Err(refused) => refused.why,
    }
}
