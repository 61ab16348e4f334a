//! Runs the tests of two domains on one software Xen, each domain in a thread.

use xen_abi::mock::{Argo, Machine};
use xen_guest::CommandLine;
use xen_guest::hosted::pair;

#[test]
fn they_keep_step() {
    let machine = Machine::with_argo(Argo::Permissive);
    let transcripts = pair(&machine, &CommandLine::parse(b"suite"));
    for (verdict, lines) in &transcripts {
        assert!(verdict.is_good(), "{transcripts:#?}");
        let talks = lines
            .iter()
            .filter(|line| line.starts_with("test peer::") && line.ends_with(" ... ok"))
            .count();
        assert_eq!(talks, 9, "{lines:#?}");
    }
}

#[test]
fn sequences_of_grants_repeat() {
    let [one, two] = [(); 2].map(|()| {
        let words = CommandLine::parse(b"sequences count=60 step=20");
        pair(&Machine::new(), &words)
    });
    for (verdict, lines) in &one {
        assert!(verdict.is_good(), "{lines:#?}");
        let hashes = lines.iter().filter(|line| line.starts_with("grants of d"));
        assert_eq!(hashes.count(), 3, "{lines:#?}");
    }
    assert_eq!(one, two);
}
