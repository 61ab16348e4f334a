//! Each operation on a port in each state, in both ABIs.

use super::table::rows;
use xen_abi::Errno;
use xen_abi::event_channel::{self as events, ChannelState, Port};
use xen_abi::guest::Pv64;
use xen_abi::mock::{Domain, Machine, Pages, Setup};
use xen_abi::pages::GuestPages;
use xen_abi::xen::{DomId, Virq};

const TABLE: &str = include_str!("../../src/mock/ports.md");

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    TwoLevel,
    Fifo,
}

/// Domain 1 with a port in the state that a row names, and its neighbours.
struct Scene {
    machine: Machine,
    domains: [Domain<Pv64>; 3],
    port: Port,
    /// The remote port, if there is one.
    far: Option<(Domain<Pv64>, Port)>,
    _pages: Vec<Pages>,
}

impl Scene {
    fn new(state: &str, layout: Layout) -> Self {
        let machine = Machine::new();
        let domains = [1, 2, 3].map(|id| {
            machine.start::<Pv64>(
                DomId(id),
                Setup {
                    vcpus: 2,
                    ..Setup::default()
                },
            )
        });
        let mut pages = Vec::new();
        if layout == Layout::Fifo {
            for domain in &domains {
                let memory = domain.pages(3);
                // SAFETY: the pages are zero, have no other use, and live as long as the
                // domain.
                unsafe {
                    events::init_control(domain, memory.frame(0), 0, 0).unwrap();
                    events::init_control(domain, memory.frame(1), 0, 1).unwrap();
                    events::expand_array(domain, memory.frame(2)).unwrap();
                }
                pages.push(memory);
            }
        }
        let [one, two, _] = &domains;
        let bind_far = |port| {
            Some((
                two.clone(),
                events::bind_interdomain(two, DomId(1), port).unwrap(),
            ))
        };
        let (port, far) = match state {
            "beyond all groups" => (Port(1000), None),
            "number 0" => (Port(0), None),
            "closed" => {
                let port = events::bind_ipi(one, 0).unwrap();
                events::close(one, port).unwrap();
                (port, None)
            }
            "unbound" => (
                events::alloc_unbound(one, DomId::SELF, DomId(2)).unwrap(),
                None,
            ),
            "interdomain" => {
                let port = events::alloc_unbound(one, DomId::SELF, DomId(2)).unwrap();
                (port, bind_far(port))
            }
            "loopback" => {
                let port = events::alloc_unbound(one, DomId::SELF, DomId::SELF).unwrap();
                (
                    port,
                    Some((
                        one.clone(),
                        events::bind_interdomain(one, DomId::SELF, port).unwrap(),
                    )),
                )
            }
            "virq, per domain" => (events::bind_virq(one, Virq::ARGO, 0).unwrap(), None),
            "virq, per vCPU" => (events::bind_virq(one, Virq::TIMER, 0).unwrap(), None),
            "pirq" => {
                let pirq = one.give_pirq(Some(5), true);
                (
                    events::bind_pirq(one, pirq, events::BindPirqFlags::empty()).unwrap(),
                    None,
                )
            }
            "ipi" => (events::bind_ipi(one, 0).unwrap(), None),
            "Xen's own, unbound" => (one.port_of_xen(DomId(2)).unwrap(), None),
            "Xen's own, interdomain" => {
                let port = one.port_of_xen(DomId(2)).unwrap();
                (port, bind_far(port))
            }
            unknown => panic!("no state is called `{unknown}`"),
        };
        let scene = Self {
            machine,
            domains,
            port,
            far,
            _pages: pages,
        };
        // Binding raised the remote port; clear it to see later events.
        if let Some((domain, port)) = &scene.far {
            clear(domain, *port, layout, &scene._pages);
        }
        assert_eq!(scene.pending(), [], "{state}");
        scene
    }

    /// All pending ports, as domain and port.
    fn pending(&self) -> Vec<(DomId, Port)> {
        let ports = |domain: &Domain<Pv64>| {
            let pending = (0..64)
                .map(Port)
                .filter(|port| domain.is_pending(*port))
                .map(|port| (domain.id(), port));
            pending.collect::<Vec<_>>()
        };
        self.domains.iter().flat_map(ports).collect()
    }

    fn status(&self, domain: &Domain<Pv64>, port: Port) -> String {
        match events::status(domain, DomId::SELF, port) {
            Ok(status) => {
                if status.status == ChannelState::INTERDOMAIN {
                    let far = status.u.interdomain_untagged();
                    let owner = &self.domains[usize::from(far.dom.0) - 1];
                    let back = events::status(owner, DomId::SELF, far.port).unwrap();
                    assert_eq!(
                        (
                            back.u.interdomain_untagged().dom,
                            back.u.interdomain_untagged().port
                        ),
                        (domain.id(), port),
                        "the far end"
                    );
                }
                status
                    .status
                    .name()
                    .unwrap()
                    .trim_start_matches("EVTCHNSTAT_")
                    .to_owned()
            }
            Err(errno) => errno.to_string(),
        }
    }
}

/// Takes the event of a port, as the guest does.
fn clear(domain: &Domain<Pv64>, port: Port, layout: Layout, pages: &[Pages]) {
    use std::sync::atomic::{AtomicUsize, Ordering};
    let index = port.0 as usize;
    match layout {
        Layout::TwoLevel => {
            let word = domain.shared_info().as_ptr();
            // SAFETY: a word of the shared page, which the domain keeps alive.
            let word = unsafe {
                AtomicUsize::from_ptr(
                    (&raw mut (*word).evtchn_pending)
                        .cast::<usize>()
                        .add(index / usize::BITS as usize),
                )
            };
            assert!(
                word.fetch_and(!(1 << (index % usize::BITS as usize)), Ordering::SeqCst)
                    & 1 << (index % usize::BITS as usize)
                    != 0
            );
        }
        Layout::Fifo => {
            let words = &pages[usize::from(domain.id().0) - 1];
            words.word(2 * 4096 + index * 4).store(0, Ordering::SeqCst);
        }
    }
}

fn perform(scene: &Scene, operation: &str) -> (Result<(), Errno>, Option<Port>) {
    let [one, two, three] = &scene.domains;
    let port = scene.port;
    let bind = |domain: &Domain<Pv64>| match events::bind_interdomain(domain, DomId(1), port) {
        Ok(port) => (Ok(()), Some(port)),
        Err(errno) => (Err(errno), None),
    };
    let result = match operation {
        "close" => events::close(one, port),
        "send" => events::send(one, port),
        "bind_vcpu to 1" => events::bind_vcpu(one, port, 1),
        "bind_vcpu to 2" => events::bind_vcpu(one, port, 2),
        "unmask" => events::unmask(one, port),
        "set_priority 3, 2-level" | "set_priority 3, FIFO" => events::set_priority(one, port, 3),
        "set_priority 16, FIFO" => events::set_priority(one, port, 16),
        "bind_interdomain by 2" => return bind(two),
        "bind_interdomain by 3" => return bind(three),
        unknown => panic!("no operation is called `{unknown}`"),
    };
    (result, None)
}

fn check(state: &str, operation: &str, expected: &str, layout: Layout) {
    let scene = Scene::new(state, layout);
    let [one, ..] = &scene.domains;
    let context = format!("{operation} of {state}, {layout:?}");
    let before = scene.status(one, scene.port);
    if operation == "status" {
        assert_eq!(before, expected, "{context}");
        return;
    }
    let (result, bound) = perform(&scene, operation);
    let (mut after, mut far_after, mut raised) = (
        before,
        scene
            .far
            .as_ref()
            .map(|(domain, port)| scene.status(domain, *port)),
        vec![],
    );
    let mut error = None;
    for fact in expected.split(", ") {
        match fact.split_once(' ') {
            None if fact == "ok" => {}
            None if fact
                .chars()
                .all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit()) =>
            {
                error = Some(fact.to_owned())
            }
            None => after = fact.to_owned(),
            Some(("far", state)) => far_after = Some(state.to_owned()),
            Some(("raises", "itself")) => raised.push((DomId(1), scene.port)),
            Some(("raises", "far")) => match (&scene.far, bound) {
                (Some((domain, port)), _) => raised.push((domain.id(), *port)),
                (None, Some(port)) => raised.push((DomId(2), port)),
                (None, None) => panic!("{context}: no far end"),
            },
            Some(_) => panic!("{context}: what is `{fact}`?"),
        }
    }
    assert_eq!(
        result.err().map(|errno| errno.to_string()),
        error,
        "{context}"
    );
    assert_eq!(scene.status(one, scene.port), after, "{context}: the port");
    assert_eq!(
        scene
            .far
            .as_ref()
            .map(|(domain, port)| scene.status(domain, *port)),
        far_after,
        "{context}: the far end"
    );
    assert_eq!(scene.pending(), raised, "{context}: pending");
    if operation == "bind_vcpu to 1" {
        let vcpu = events::status(one, DomId::SELF, scene.port).map(|status| status.vcpu);
        assert_eq!(
            vcpu.ok(),
            vcpu.ok().map(|_| u32::from(error.is_none())),
            "{context}: the processor"
        );
    }
    assert!(format!("{:?}", scene.machine).contains("DomId"));
}

#[test]
fn operations_on_ports_have_the_results_of_the_table() {
    let rows = rows(TABLE, "Operations on a port");
    let operations = &rows[0][1..];
    let mut checked = 0;
    for row in &rows[1..] {
        assert_eq!(row.len(), rows[0].len(), "{row:?}");
        for (operation, expected) in operations.iter().zip(&row[1..]) {
            for layout in [Layout::TwoLevel, Layout::Fifo] {
                let other = if layout == Layout::Fifo {
                    ", 2-level"
                } else {
                    ", FIFO"
                };
                if !operation.ends_with(other) {
                    check(row[0], operation, expected, layout);
                    checked += 1;
                }
            }
        }
    }
    assert_eq!(checked, 12 * (8 * 2 + 3));
}
