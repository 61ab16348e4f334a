//! Records for all releases: what a release does not have is refused on the way in, and an option
//! on the way out.

use xen_abi::mock::Mock;
use xen_abi::toolstack::domctl::any::CreateDomain;
use xen_abi::toolstack::domctl::{CreateDomainAltp2m, v4_19, v4_21};
use xen_abi::toolstack::{CallError, Release, Toolstack};
use xen_abi::xen::DomId;

/// Creates a domain in the form of a release. Returns the result and the number of hypercalls.
fn create(release: Release, wanted: &mut CreateDomain) -> (Result<DomId, CallError>, usize) {
    let xen = Mock::new();
    xen.answer(0);
    // SAFETY: the mock writes no records.
    let toolstack = unsafe { Toolstack::of_release(&xen, release) };
    let result = toolstack.createdomain(DomId(5), wanted);
    (result, xen.calls().len())
}

/// What every release has reaches Xen and comes back.
#[test]
fn members_of_every_release_are_plain() {
    for release in Release::ALL {
        let mut wanted = CreateDomain {
            max_vcpus: 3,
            max_grant_frames: -1,
            ..Default::default()
        };
        assert_eq!(create(*release, &mut wanted), (Ok(DomId(5)), 1));
        assert_eq!((wanted.max_vcpus, wanted.max_grant_frames), (3, -1));
    }
}

/// A member is an option that its releases fill in, and that the others refuse before the call.
#[test]
fn a_member_of_some_releases_is_refused_by_the_others() {
    use Release::{V4_19, V4_20, V4_21, V4_22};
    let old = CreateDomain {
        altp2m_opts: Some(v4_19::DomctlAltp2m(2)),
        ..Default::default()
    };
    let new = CreateDomain {
        altp2m: Some(CreateDomainAltp2m {
            opts: v4_21::DomctlAltp2m(2),
            nr: 10,
        }),
        ..Default::default()
    };
    for (wanted, member, known) in [
        (old, "altp2m_opts", [V4_19, V4_20]),
        (new, "altp2m", [V4_21, V4_22]),
    ] {
        for release in Release::ALL {
            let mut record = wanted;
            let (result, calls) = create(*release, &mut record);
            if known.contains(release) {
                assert_eq!((result, calls), (Ok(DomId(5)), 1));
                assert_eq!(record, wanted);
                continue;
            }
            let error = result.expect_err("refused");
            assert_eq!(calls, 0);
            let [first, last] = known;
            assert_eq!(
                error.to_string(),
                format!(
                    "Xen {release} has no xen_domctl_createdomain.{member}: it is in {first}, {last}"
                )
            );
        }
    }
}

/// After a call, the members that the release has are there, and the others are not.
#[test]
fn a_member_that_the_release_does_not_have_stays_empty() {
    for release in Release::ALL {
        let mut record = CreateDomain::default();
        create(*release, &mut record).0.expect("a domain");
        let (major, minor) = release.numbers();
        assert_eq!(major, 4);
        assert_eq!(record.altp2m_opts.is_some(), matches!(minor, 19 | 20));
        assert_eq!(record.altp2m.is_some(), minor >= 21);
    }
}
