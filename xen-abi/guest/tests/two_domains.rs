//! Two domains of one software Xen talk, each on a thread of its own.

use std::thread;

use xen_abi::guest::Arm;
use xen_abi::mock::{Argo, Machine};
use xen_abi::xen::DomId;
use xen_guest::hosted::Hosted;
use xen_guest::{CommandLine, run};

#[test]
fn they_keep_step() {
    let machine = Machine::with_argo(Argo::Permissive);
    let transcripts = thread::scope(|scope| {
        let domains = [(DomId(0), "suite peer=1"), (DomId(1), "suite peer=0")].map(|(id, words)| {
            let machine = &machine;
            scope.spawn(move || {
                let domain = Hosted::<Arm>::start(machine, id);
                let verdict = run(&domain, &CommandLine::parse(words.as_bytes()));
                (verdict, domain.lines())
            })
        });
        domains.map(|domain| domain.join().unwrap())
    });
    for (verdict, lines) in &transcripts {
        assert!(verdict.is_good(), "{transcripts:#?}");
        let talks = lines.iter().filter(|line| line.starts_with("test peer::") && line.ends_with(" ... ok")).count();
        assert_eq!(talks, 8, "{lines:#?}");
    }
}
