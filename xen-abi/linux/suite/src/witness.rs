//! Runs the witness, a C program on Xen's own libraries, and compares what it prints with the answers
//! of the crate.

use std::collections::BTreeMap;
use std::process::Command;
use std::time::Duration;

use xen_abi::event_channel::{self, StatusVariant};
use xen_abi::frame::XenPfn;
use xen_abi::grant_table::{self, GrantRef};
use xen_abi::memory::{self, MemResourceType};
use xen_abi::shared::SharedMemory as _;
use xen_abi::xen::{DomId, HypercallNum, Virq};
use xen_abi::{Buffer, Errno, Hypercall as _, Plain, version};
use xen_abi_linux::{EventChannels, GrantCopy, GrantMapper, GrantPlace, Privcmd};

use crate::checks::Test;
use crate::domain::{self, Domain, FIRST};

pub(crate) const TESTS: &[Test] = &[("witness::every_field", every_field)];

const NOBODY: DomId = DomId(0x7000);
const DOM0: DomId = DomId(0);

/// Names and values, as the witness prints them.
#[derive(Default)]
struct Answers(BTreeMap<String, String>);

impl Answers {
    fn number(&mut self, name: &str, value: impl Into<i64>) {
        self.0.insert(name.to_owned(), value.into().to_string());
    }

    /// A result: 0, or an error as a negative number.
    fn result<T>(&mut self, name: &str, result: &Result<T, Errno>) {
        let code = result.as_ref().err().map_or(0, |error| -error.code());
        self.number(name, code);
    }

    fn bytes(&mut self, name: &str, bytes: &[u8]) {
        let text = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        self.0.insert(name.to_owned(), text);
    }

    fn record<T: Plain>(&mut self, name: &str, record: &Result<T, Errno>) {
        match record {
            Ok(record) => self.bytes(name, record.as_bytes()),
            Err(_) => self.result(name, record),
        }
    }
}

fn every_field() {
    let domain = Domain::new();
    let memory = domain.memory();
    for at in 0..512_usize {
        memory.set(at * 8, &(at as u64 * 0x0101_0101_0101));
    }
    memory.write(4096, b"the second page");
    let grant = domain.grant(20, 0, false);
    let words = [u64::from(domain.id.0), FIRST, u64::from(grant.0)].map(|word| word.to_string());
    let output = Command::new("/witness")
        .args(words)
        .output()
        .expect("the witness");
    let text = String::from_utf8(output.stdout).expect("text");
    assert!(output.status.success(), "{}: {text}", output.status);
    let mut theirs = BTreeMap::new();
    let mut changing = Vec::new();
    for line in text.lines() {
        let (name, value) = line.split_once(' ').unwrap_or((line, ""));
        if let Some(field) = name.strip_prefix("changing.") {
            changing.push((field.to_owned(), value.to_owned()));
        } else {
            theirs.insert(name.to_owned(), value.to_owned());
        }
    }
    let mut ours = Answers::default();
    calls(&mut ours, &domain.xen);
    toolstack(&mut ours, &domain, &theirs);
    events(&mut ours);
    grants(&mut ours, &domain, grant);
    foreign(&mut ours, &domain);
    let mut ours = ours.0;
    for (field, place) in &changing {
        let record = field.split('.').next().unwrap_or_default();
        let numbers: Vec<usize> = place
            .split(' ')
            .filter_map(|word| word.parse().ok())
            .collect();
        for answers in [&mut ours, &mut theirs] {
            let lines = answers
                .iter_mut()
                .filter(|(name, _)| name.starts_with(&format!("{record}.")));
            for (_, value) in lines {
                let (from, to) = (numbers[0] * 2, (numbers[0] + numbers[1]) * 2);
                value.replace_range(from..to, &"-".repeat(to - from));
            }
        }
    }
    let names: Vec<_> = ours.keys().chain(theirs.keys()).collect();
    let differing: Vec<_> = names
        .into_iter()
        .filter(|name| ours.get(*name) != theirs.get(*name))
        .map(|name| format!("{name}: {:?}, of C {:?}", ours.get(name), theirs.get(name)))
        .collect();
    assert!(differing.is_empty(), "{differing:#?}");
    println!("  {} answers equal those of Xen's libraries", ours.len());
    assert!(ours.len() >= 60);
}

fn calls(ours: &mut Answers, xen: &Privcmd) {
    ours.number("version", version::version(xen).expect("version"));
    ours.number("pagesize", version::pagesize(xen).expect("pagesize"));
    ours.record("extraversion", &version::extraversion(xen));
    ours.record("compile_info", &version::compile_info(xen));
    ours.record("capabilities", &version::capabilities(xen));
    ours.record("changeset", &version::changeset(xen));
    ours.record("platform_parameters", &version::platform_parameters(xen));
    ours.record("guest_handle", &version::guest_handle(xen));
    ours.record("commandline", &version::commandline(xen));
    for index in 0..2 {
        let features = version::get_features(xen, index).unwrap_or(0);
        ours.number(&format!("features.{index}"), features);
    }
    let port = event_channel::alloc_unbound(xen, DomId::SELF, DOM0);
    ours.result("alloc_unbound", &port);
    let port = port.expect("a port");
    let status = event_channel::status(xen, DomId::SELF, port);
    ours.result("status", &status);
    let status = status.expect("the status");
    ours.number("status.status", status.status.0);
    ours.number("status.vcpu", status.vcpu);
    let StatusVariant::Unbound(unbound) = status.variant() else {
        panic!("not unbound: {status:?}");
    };
    ours.number("status.unbound.dom", unbound.dom.0);
    ours.result("close", &event_channel::close(xen, port));
    ours.result("close.again", &event_channel::close(xen, port));
    let nobody = event_channel::alloc_unbound(xen, NOBODY, DOM0);
    ours.result("alloc_unbound.nobody", &nobody);
    let mut sizes = [grant_table::QuerySize {
        dom: DomId::SELF,
        ..Default::default()
    }];
    ours.result("query_size", &grant_table::query_size(xen, &mut sizes));
    ours.bytes("query_size.record", sizes[0].as_bytes());
    let pages = memory::current_reservation(xen, DOM0).expect("pages");
    ours.number("current_reservation", pages as i64);
    let frame = memory::maximum_gpfn(xen, DOM0).expect("a frame");
    ours.number("maximum_gpfn", frame as i64);
    // SAFETY: there is no such call.
    let unknown = unsafe { xen.hypercall(63, []) };
    ours.result("unknown", &xen_abi::returns::neg_errnoval(unknown));
}

/// Makes a `sysctl` call, whose operations are not those of guests.
fn sysctl(xen: &Privcmd, command: u32, argument: &mut [u8; 128]) -> Result<(), Errno> {
    let mut record = [0_u8; 136];
    record[..4].copy_from_slice(&command.to_ne_bytes());
    record[4..8].copy_from_slice(&0x15_u32.to_ne_bytes());
    record[8..].copy_from_slice(argument);
    // SAFETY: the commands of this module only tell something, in their record or in the buffer that
    // it names.
    let result = unsafe {
        xen.with_buffer(Buffer::in_out(&raw mut record), |address| {
            xen.hypercall(HypercallNum::SYSCTL.0, [address])
        })
    };
    argument.copy_from_slice(&record[8..]);
    xen_abi::returns::neg_errnoval(result)
}

fn toolstack(ours: &mut Answers, domain: &Domain, theirs: &BTreeMap<String, String>) {
    let xen = &domain.xen;
    let size = |name: &str| theirs.get(name).map_or(0, |text| text.len() / 2);
    ours.number("getdomaininfolist", 1);
    for (name, dom) in [("domaininfo.0", DOM0), ("domaininfo.1", domain.id)] {
        let record = domain::info_record(xen, dom).expect("getdomaininfo");
        ours.bytes(name, &record[..size(name)]);
    }
    let mut physical = [0; 128];
    ours.result("physinfo", &sysctl(xen, 3, &mut physical));
    ours.bytes("physinfo.record", &physical[..size("physinfo.record")]);
    let highest = memory::maximum_ram_page(xen);
    ours.result("maximum_ram_page", &highest);
    ours.number("maximum_ram_page.value", highest.unwrap_or(0) as i64);
    let mut scheduler = [0; 128];
    ours.result("sched_id", &sysctl(xen, 4, &mut scheduler));
    ours.number("sched_id.value", word(&scheduler, 0));
    let mut text = [0_u8; 512];
    let mut record = [0; 128];
    record[1] = 1;
    record[16..20].copy_from_slice(&512_u32.to_ne_bytes());
    // SAFETY: the buffer has 512 bytes, and `with_buffer` returns after the call.
    let read = unsafe {
        xen.with_buffer(Buffer::output(&raw mut text), |address| {
            record[8..16].copy_from_slice(&(address as u64).to_ne_bytes());
            sysctl(xen, 1, &mut record)
        })
    };
    ours.result("readconsole", &read);
    let size = word(&record, 16);
    ours.number("readconsole.size", size);
    ours.bytes("readconsole.text", &text[..size as usize]);
}

fn word(record: &[u8], at: usize) -> u32 {
    u32::from_ne_bytes(record[at..at + 4].try_into().expect("four bytes"))
}

fn events(ours: &mut Answers) {
    let events = EventChannels::open().expect("evtchn");
    let first = events.bind_unbound(DOM0).expect("a port");
    let second = events
        .bind_interdomain(DOM0, first.port())
        .expect("the other end");
    let soon = Some(Duration::from_secs(20));
    let next = || {
        assert_eq!(events.wait(soon), Ok(true));
        events.pending().expect("pending")
    };
    let bound = first.port().0 > 0 && second.port().0 > 0 && first.port() != second.port();
    ours.number("events.bound", bound);
    ours.number("events.at_once", next() == [second.port()]);
    ours.result("events.unmask", &second.unmask());
    ours.result("events.notify", &second.notify());
    ours.number("events.pending", next() == [first.port()]);
    ours.result("events.unmask.first", &first.unmask());
    ours.result("events.virq.unknown", &events.bind_virq(Virq(99)));
    let nobody = events.bind_interdomain(NOBODY, event_channel::Port(1));
    ours.result("events.bind.nobody", &nobody);
    let bound = events.bind_interdomain(DOM0, first.port());
    ours.result("events.bind.bound", &bound);
    drop(second);
    ours.number("events.unbind", 0);
}

fn grants(ours: &mut Answers, domain: &Domain, grant: GrantRef) {
    let mapper = GrantMapper::open().expect("gntdev");
    let page = mapper.map(&[(domain.id, grant)]).expect("the page");
    let mut bytes = [0; 64];
    page.read(0, &mut bytes);
    ours.bytes("grants.page", &bytes);
    drop(page);
    let missing = mapper.map(&[(domain.id, GrantRef(99))]);
    ours.result("grants.missing", &missing);
    let (mut copied, mut other) = ([0; 16], [0; 1]);
    let place = |grant| GrantPlace {
        dom: domain.id,
        grant,
        offset: 8,
    };
    let mut copies = [
        GrantCopy::read(place(grant), &mut copied),
        GrantCopy::read(place(GrantRef(99)), &mut other),
    ];
    // Of Xen's library, only the statuses tell that a copy was refused.
    ours.number(
        "grants.copy.all",
        mapper.copy(&mut copies) != Err(Errno::EIO),
    );
    ours.number("grants.copy.0", copies[0].status().0);
    ours.number("grants.copy.1", copies[1].status().0);
    ours.bytes("grants.copied", &copied);
}

fn foreign(ours: &mut Answers, domain: &Domain) {
    let frames = [1, 0x7000, 0].map(|frame| XenPfn((FIRST + frame) as _));
    // SAFETY: nothing runs in the domain.
    let failed = unsafe { domain.xen.map_frames(domain.id, &frames) }.expect_err("a frame");
    for (index, error) in failed.frames().iter().enumerate() {
        let code = error.map_or(0, |error| -error.code());
        ours.number(&format!("memory.error.{index}"), code);
    }
    // SAFETY: as above.
    let pages = unsafe { domain.xen.map_frames(domain.id, &[frames[0], frames[2]]) };
    let pages = pages.expect("the frames");
    let mut bytes = [0; 64];
    pages.read(0, &mut bytes);
    ours.bytes("memory.page", &bytes);
    pages.read(4096, &mut bytes);
    ours.bytes("memory.page.2", &bytes);
    // SAFETY: there is no such domain.
    let nobody = unsafe { domain.xen.map_frames(NOBODY, &frames[..1]) };
    ours.result("memory.nobody", &nobody.map_err(|error| error.error()));
    let table = domain.grant_table();
    let mut bytes = [0; 4096];
    table.read(0, &mut bytes);
    ours.bytes("memory.grant_table", &bytes);
    // SAFETY: nothing runs in the domain.
    let unknown = unsafe {
        domain
            .xen
            .map_resource(domain.id, MemResourceType(77), 0, [0, 1])
    };
    ours.result("memory.resource.unknown", &unknown);
}
