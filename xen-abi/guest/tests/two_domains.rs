//! Runs the tests of two domains on one software Xen, each domain in a thread.

use std::thread;

use xen_abi::guest::Arm;
use xen_abi::mock::{Argo, Machine};
use xen_abi::xen::DomId;
use xen_guest::hosted::Hosted;
use xen_guest::{CommandLine, run};

#[test]
fn they_keep_step() {
    let machine = Machine::with_argo(Argo::Permissive);
    // Both exist before the first call of either, as on Xen: calls about a domain that does not
    // exist fail with ESRCH.
    let domains = [(DomId(0), "suite peer=1"), (DomId(1), "suite peer=0")].map(|(id, words)| {
        (
            Hosted::<Arm>::start(&machine, id),
            CommandLine::parse(words.as_bytes()),
        )
    });
    let transcripts = thread::scope(|scope| {
        let runs = domains.map(|(domain, command_line)| {
            scope.spawn(move || {
                let verdict = run(&domain, &command_line);
                (verdict, domain)
            })
        });
        // Both are kept until both are done: destroying one closes its ports, which the other may
        // still query.
        runs.map(|run| run.join().unwrap())
            .map(|(verdict, domain)| (verdict, domain.lines()))
    });
    for (verdict, lines) in &transcripts {
        assert!(verdict.is_good(), "{transcripts:#?}");
        let talks = lines
            .iter()
            .filter(|line| line.starts_with("test peer::") && line.ends_with(" ... ok"))
            .count();
        assert_eq!(talks, 8, "{lines:#?}");
    }
}
