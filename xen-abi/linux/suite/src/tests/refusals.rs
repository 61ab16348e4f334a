//! Refusals: restricted files, device model operations, missing devices, other files.

use std::fs;

use xen_abi::Errno;
use xen_abi::frame::XenPfn;
use xen_abi::xen::DomId;
use xen_abi_linux::{EventChannels, Privcmd, Reason};

use super::fork::in_child;
use crate::checks::Test;
use crate::domain::{Domain, FIRST};

pub(crate) const TESTS: &[Test] = &[
    ("refusals::dm_op", dm_op),
    ("refusals::restricted", restricted),
    ("refusals::permission", permission),
    ("refusals::missing", missing),
];

/// `XEN_DMOP_nr_vcpus`, which answers in its record.
fn number_of_vcpus() -> [u8; 16] {
    let mut record = [0; 16];
    record[..4].copy_from_slice(&20_u32.to_ne_bytes());
    record
}

fn dm_op() {
    let domain = Domain::new();
    let xen = &domain.xen;
    let mut record = number_of_vcpus();
    let done = xen.dm_op(domain.id, &mut [&mut record]);
    if cfg!(target_arch = "x86_64") {
        assert_eq!(done, Ok(()));
        assert_eq!(record[8..12], 1_u32.to_ne_bytes());
    } else {
        // Debian builds Xen for Arm without them.
        assert_eq!(done, Err(Errno::ENOSYS));
        return;
    }
    let own = xen.dm_op(DomId(0), &mut [&mut number_of_vcpus()]);
    assert!(matches!(
        own,
        Err(Errno::EPERM | Errno::EINVAL | Errno::ESRCH | Errno::EOPNOTSUPP)
    ));
    let nobody = xen.dm_op(DomId(0x6ffe), &mut [&mut number_of_vcpus()]);
    assert_eq!(nobody, Err(Errno::ESRCH));
    let mut large = vec![0; 8192];
    assert_eq!(xen.dm_op(domain.id, &mut [&mut large]), Err(Errno::E2BIG));
}

fn restricted() {
    let (one, other) = (Domain::new(), Domain::new());
    let restricted = Privcmd::open()
        .expect("privcmd")
        .restrict(one.id)
        .expect("restrict");
    assert_eq!(restricted.domain(), one.id);
    if cfg!(target_arch = "x86_64") {
        assert_eq!(restricted.dm_op(&mut [&mut number_of_vcpus()]), Ok(()));
    }
    let frames = [XenPfn(FIRST as _)];
    // SAFETY: nothing runs in the domain.
    assert!(unsafe { restricted.map_frames(&frames) }.is_ok());
    // The file itself refuses the rest.
    let refused = crate::machine::refusals(&restricted, other.id);
    assert_eq!(refused, [libc::EPERM, libc::EPERM]);
}

/// Without root's permissions, opening fails with a reason.
fn permission() {
    let status = in_child(|| {
        // SAFETY: the child gives up its permissions, and opens files.
        assert_eq!(unsafe { libc::setuid(65534) }, 0);
        let refused = Privcmd::open().map(|_| ());
        let told = matches!(&refused, Err(error) if matches!(error.reason(), Reason::Permission));
        u8::from(!told)
    });
    assert_eq!(status, 0);
}

/// A device that is not there is told apart from a system that is not Xen's.
fn missing() {
    let (device, aside) = ("/dev/xen/evtchn", "/dev/xen/aside");
    fs::rename(device, aside).expect("rename");
    let error = EventChannels::open().map(|_| ()).unwrap_err();
    fs::rename(aside, device).expect("rename");
    assert!(matches!(error.reason(), Reason::Missing), "{error}");
    let text = error.to_string();
    assert!(
        text.contains("/dev/xen/evtchn") && text.contains("modprobe xen-evtchn"),
        "{text}"
    );
}
