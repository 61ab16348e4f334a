//! The toolstack's calls in the form of the release that was found.

mod lists;
#[cfg(target_arch = "x86_64")]
mod machine;
mod records;
mod texts;

use xen_abi::Errno;
use xen_abi::detect::DetectError;
use xen_abi::mock::Mock;
use xen_abi::toolstack::domctl::DomctlGsiAction;
use xen_abi::toolstack::{CallError, Release, Toolstack};
use xen_abi::xen::DomId;

/// A Xen that returns these numbers as its version, and then these results.
fn xen(major: usize, minor: usize, results: &[usize]) -> Mock {
    let xen = Mock::new();
    xen.answer(major << 16 | minor);
    results.iter().for_each(|result| xen.answer(*result));
    xen
}

/// What Xen answers to the calls that try the versions.
fn accepted() -> [usize; 2] {
    [Errno::ESRCH.into_raw(), 0]
}

#[test]
fn finds_each_release() {
    for release in Release::ALL {
        let (major, minor) = release.numbers();
        let xen = xen(major.into(), minor.into(), &accepted());
        let toolstack = Toolstack::detect(&xen).expect("a known release");
        assert_eq!(toolstack.release(), *release);
        assert_eq!(xen.calls().len(), 3);
        assert_eq!(Release::of_numbers(major, minor), Some(*release));
    }
    assert!(Release::ALL.is_sorted());
}

#[test]
fn a_caller_without_privilege_finds_the_release_too() {
    let xen = xen(4, 20, &[Errno::ESRCH.into_raw(), Errno::EPERM.into_raw()]);
    assert!(Toolstack::detect(&xen).is_ok());
}

#[test]
fn says_what_it_found_and_what_it_knows() {
    for (major, minor) in [(4, 16), (4, 23), (5, 17), (3, 4)] {
        let found = Toolstack::detect(&xen(major, minor, &[])).map(|found| found.release());
        let error = found.expect_err("no known release");
        let (major, minor) = (major as u16, minor as u16);
        assert_eq!(error, DetectError::Unknown { major, minor });
        let known = "4.17, 4.18, 4.19, 4.20, 4.21, 4.22";
        let expected =
            format!("Xen is {major}.{minor}, and only these releases are known: {known}");
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn an_interface_of_another_release_is_an_error() {
    let refused = Errno::EACCES.into_raw();
    for (results, interface) in [
        ([refused, 0], "domctl"),
        ([Errno::ESRCH.into_raw(), refused], "sysctl"),
    ] {
        let found = Toolstack::detect(&xen(4, 18, &results)).map(|found| found.release());
        let error = found.expect_err("refused");
        assert_eq!(
            error,
            DetectError::Refused {
                release: Release::V4_18,
                interface
            }
        );
        let expected = format!("Xen is 4.18, and refuses the {interface} calls of that release");
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn without_a_version_there_is_no_release() {
    let xen = Mock::new();
    xen.answer(Errno::ENOSYS.into_raw());
    let found = Toolstack::detect(&xen).map(|found| found.release());
    assert_eq!(found, Err(DetectError::Version(Errno::ENOSYS)));
}

/// An operation that a release does not have fails before Xen is called.
#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
#[test]
fn an_operation_of_later_releases_is_an_error() {
    for release in Release::ALL {
        let xen = Mock::new();
        xen.answer(0);
        // SAFETY: the mock writes no records.
        let toolstack = unsafe { Toolstack::of_release(&xen, *release) };
        let result = toolstack.gsi_permission(DomId(1), 2, DomctlGsiAction(1));
        let known = [Release::V4_20, Release::V4_21, Release::V4_22];
        if known.contains(release) {
            assert_eq!(result, Ok(()));
            assert_eq!(xen.calls().len(), 1);
            continue;
        }
        let error = result.expect_err("no such operation");
        assert_eq!(error.errno(), None);
        assert_eq!(
            error.to_string(),
            format!("Xen {release} has no XEN_DOMCTL_gsi_permission: it is in 4.20, 4.21, 4.22")
        );
        assert!(matches!(error, CallError::Missing { known: since, .. } if since == known));
        assert_eq!(xen.calls().len(), 0);
    }
}
