//! Lists that continue, and the text of the console, on a back end that returns both.

use std::cell::Cell;

use xen_abi::guest::Pv64;
use xen_abi::toolstack::domctl::any::Getdomaininfo;
use xen_abi::toolstack::sysctl::{SysctlOp, XenSysctl};
use xen_abi::toolstack::{Release, Toolstack, domctl};
use xen_abi::xen::{DomId, HypercallNum};
use xen_abi::{Errno, Hypercall};

/// A machine with domains, a console, and an error for the list.
struct Machine {
    domains: Vec<u16>,
    console: &'static [u8],
    /// How many calls list domains before one fails.
    calls: Cell<u32>,
    /// How many domains more than it wrote it says that there are.
    beyond: u32,
    /// Whether a list begins with the first domain, wherever it should.
    is_stuck: bool,
}

/// Runs domains of these IDs.
fn machine(domains: impl IntoIterator<Item = u16>) -> Machine {
    Machine {
        domains: domains.into_iter().collect(),
        console: b"(XEN) Xen is up, and says so",
        calls: Cell::new(u32::MAX),
        beyond: 0,
        is_stuck: false,
    }
}

impl Machine {
    /// Returns the domains from one ID on. The records of all releases begin with the ID.
    fn list(&self, request: &mut XenSysctl) -> Result<(), Errno> {
        let calls = self.calls.get().checked_sub(1).ok_or(Errno::EPERM)?;
        self.calls.set(calls);
        let mut argument: xen_abi::toolstack::sysctl::v4_22::XenSysctlGetdomaininfolist =
            request.u.held();
        let most = argument.max_domains as usize;
        let later = self
            .domains
            .iter()
            .filter(|id| self.is_stuck || **id >= argument.first_domain.0);
        let mut count = 0;
        for id in later.take(most) {
            let record = domctl::v4_22::Getdomaininfo {
                domain: DomId(*id),
                tot_pages: u64::from(*id) + 100,
                ..Default::default()
            };
            // SAFETY: the caller's list has room for as many records as it says.
            unsafe { argument.buffer.as_ptr().add(count).write(record) };
            count += 1;
        }
        argument.num_domains = (count as u32).wrapping_add(self.beyond);
        request.u = xen_abi::toolstack::sysctl::XenSysctlUnion::holding(argument);
        Ok(())
    }

    /// Returns the console's text from a position on.
    fn read(&self, request: &mut XenSysctl) {
        let mut argument = request.u.readconsole_untagged();
        let start = match argument.incremental {
            0 => 0,
            _ => argument.index as usize,
        };
        let text = &self.console[start.min(self.console.len())..];
        let count = text.len().min(argument.count as usize);
        // SAFETY: the caller's buffer is as long as it says.
        unsafe { argument.buffer.as_ptr().copy_from(text.as_ptr(), count) };
        argument.count = count as u32;
        argument.index = (start + count) as u32;
        request.u.set_readconsole(argument);
    }
}

// SAFETY: it writes to the memory that a call says only.
unsafe impl Hypercall for Machine {
    type Guest = Pv64;

    unsafe fn hypercall<const N: usize>(&self, number: u32, arguments: [usize; N]) -> usize {
        assert_eq!(number, HypercallNum::SYSCTL.0);
        let request = core::ptr::with_exposed_provenance_mut::<XenSysctl>(arguments[0]);
        // SAFETY: the argument of a sysctl is the address of its record.
        let request = unsafe { &mut *request };
        let result = match SysctlOp::try_from(request.cmd) {
            Ok(SysctlOp::Getdomaininfolist) => self.list(request),
            Ok(SysctlOp::Readconsole) => {
                self.read(request);
                Ok(())
            }
            _ => Err(Errno::ENOSYS),
        };
        result.map_or_else(Errno::into_raw, |()| 0)
    }
}

fn ids(machine: &Machine, release: Release) -> Vec<u16> {
    // SAFETY: on x86, the record of a domain is as large in every release.
    let toolstack = unsafe { Toolstack::of_release(machine, release) };
    let domains = toolstack.domains().map(|domain| domain.expect("a domain"));
    domains
        .map(|domain| {
            assert_eq!(domain.tot_pages, u64::from(domain.domain.0) + 100);
            domain.domain.0
        })
        .collect()
}

/// No domain is missed or seen twice, wherever the parts of the list end.
#[test]
fn every_domain_is_listed_once() {
    for release in Release::ALL {
        for count in 0..20 {
            let all: Vec<u16> = (0..count).map(|number| number * 3).collect();
            assert_eq!(ids(&machine(all.clone()), *release), all);
        }
        let last: Vec<u16> = (0x7fe0..0x7ff0).collect();
        assert_eq!(ids(&machine(last.clone()), *release), last);
    }
}

#[test]
fn a_list_that_fails_ends_with_the_error() {
    let machine = machine(0..20);
    machine.calls.set(1);
    // SAFETY: on x86, the record of a domain is as large in every release.
    let toolstack = unsafe { Toolstack::of_release(&machine, Release::V4_17) };
    let found: Vec<_> = toolstack.domains().collect();
    assert_eq!(found.len(), 9);
    assert_eq!(found[8], Err(Errno::EPERM));
}

/// No count that Xen returns makes the list longer than what it wrote, or restarts it.
#[test]
fn a_list_ends_whatever_xen_says() {
    for beyond in [1, 8, 1 << 31, u32::MAX - 8] {
        let machine = Machine {
            beyond,
            ..machine(0..8)
        };
        // SAFETY: on x86, the record of a domain is as large in every release.
        let toolstack = unsafe { Toolstack::of_release(&machine, Release::V4_20) };
        machine.calls.set(1);
        let mut domains = toolstack.domains();
        let listed = domains.by_ref().take(20);
        let ids: Vec<_> = listed.map(|item| item.map(|found| found.domain)).collect();
        let expected: Vec<_> = (0..8).map(|id| Ok(DomId(id))).collect();
        assert_eq!(ids[..8], expected, "{beyond}");
        assert_eq!(ids[8..], [Err(Errno::EPERM)], "{beyond}");
        assert_eq!(domains.next(), None, "{beyond}");
    }
    let machine = Machine {
        is_stuck: true,
        ..machine(3..11)
    };
    // SAFETY: on x86, the record of a domain is as large in every release.
    let toolstack = unsafe { Toolstack::of_release(&machine, Release::V4_20) };
    assert_eq!(toolstack.domains().take(100).count(), 16);
}

/// One call fills a slice of any length: fewer domains than elements are all that there are.
#[test]
fn one_call_fills_a_long_slice() {
    let machine = machine(0..20);
    for release in Release::ALL {
        // SAFETY: on x86, the record of a domain is as large in every release.
        let toolstack = unsafe { Toolstack::of_release(&machine, *release) };
        for length in 0..30 {
            let mut list = vec![Getdomaininfo::default(); length];
            machine.calls.set(1);
            let found = toolstack.getdomaininfolist(DomId(5), &mut list);
            assert_eq!(found, Ok(length.min(15) as u32));
            let (filled, rest) = list.split_at(length.min(15));
            for (domain, id) in filled.iter().zip(5..) {
                assert_eq!(domain.domain, DomId(id));
                assert_eq!(domain.tot_pages, u64::from(id) + 100);
            }
            assert!(rest.iter().all(|rest| *rest == Getdomaininfo::default()));
        }
    }
}

/// A call that fails leaves records of zeros.
#[test]
fn a_list_of_a_failed_call_is_empty() {
    let machine = machine(0..20);
    machine.calls.set(0);
    // SAFETY: on x86, the record of a domain is as large in every release.
    let toolstack = unsafe { Toolstack::of_release(&machine, Release::V4_20) };
    let old = Getdomaininfo {
        domain: DomId(77),
        tot_pages: u64::MAX,
        ..Default::default()
    };
    let mut list = [old; 3];
    let found = toolstack.getdomaininfolist(DomId(0), &mut list);
    assert_eq!(found, Err(Errno::EPERM));
    assert_eq!(list, [Getdomaininfo::default(); 3]);
}

#[test]
fn the_console_is_read_in_parts() {
    let machine = machine([]);
    // SAFETY: on x86, the record of a domain is as large in every release.
    let toolstack = unsafe { Toolstack::of_release(&machine, Release::V4_19) };
    let (mut text, mut position) = (Vec::new(), None);
    loop {
        let mut buffer = [0; 5];
        let part = toolstack
            .read_console(&mut position, &mut buffer)
            .expect("text");
        if part.is_empty() {
            break;
        }
        text.extend_from_slice(part);
    }
    assert_eq!(text, machine.console);
    assert_eq!(position, Some(machine.console.len() as u32));
}
