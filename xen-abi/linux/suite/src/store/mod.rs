//! Xenstore's client on Debian's xenstored: its transports, and the same requests as others make.

mod daemon;
mod requests;
mod runners;
mod transports;

use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

use crate::checks::Test;
use crate::domain::Domain;
use xen_abi_linux::StoreConnection;

use requests::Requests;
use runners::{Library, OverDevice, OverSocket, Own, Runner};

pub(crate) const TESTS: &[Test] = &[
    ("xenstore::transports", transports::both),
    ("xenstore::beside_libxenstore", beside_libxenstore),
    ("xenstore::through_the_device", through_the_device),
    ("xenstore::own_store", own_store),
    ("xenstore::names", names),
    ("xenstore::lost", transports::lost),
];

/// The number of requests, unless a word `requests=N` says otherwise.
const SOME: usize = 600;

/// Sets the number of requests.
pub(crate) fn set_requests(words: &[String]) {
    let given = words.iter().find_map(|word| word.strip_prefix("requests="));
    let _ = REQUESTS.set(given.and_then(|text| text.parse().ok()).unwrap_or(SOME));
}

static REQUESTS: OnceLock<usize> = OnceLock::new();

fn count() -> usize {
    *REQUESTS.get().unwrap_or(&SOME)
}

fn requests() -> Vec<String> {
    Requests::new(0x5eed).take(count()).collect()
}

/// How much longer than other tests one may take: two clients make each request, in QEMU.
pub(crate) fn time() -> Duration {
    Duration::from_millis(30) * count() as u32
}

/// The answers of a runner.
fn answers(name: &str, runner: &mut dyn Runner, requests: &[String]) -> Vec<String> {
    // Relative paths do not begin with the runner's own root.
    let mut store = runners::client(StoreConnection::open().expect("the socket"));
    store.make("relative").expect("make");
    store.remove("relative").expect("remove");
    let began = std::time::Instant::now();
    let answers = runners::run(runner, requests);
    let seconds = began.elapsed().as_secs_f32();
    println!("  {name}: {} requests in {seconds:.1} s", requests.len());
    answers
}

/// Compares answers, and returns the differences as text.
fn differences(requests: &[String], ours: &[String], theirs: &[String]) -> Vec<String> {
    assert_eq!((ours.len(), theirs.len()), (requests.len(), requests.len()));
    let all = requests.iter().zip(ours).zip(theirs).enumerate();
    all.filter(|(_, ((_, ours), theirs))| ours != theirs)
        .map(|(index, ((request, ours), theirs))| {
            format!("request {index}, {request}: {ours} and not {theirs}")
        })
        .collect()
}

fn check(differences: &[String]) {
    let first = &differences[..differences.len().min(8)];
    assert!(
        differences.is_empty(),
        "{} differences: {first:#?}",
        differences.len()
    );
}

/// The client over the socket, and a C program with libxenstore, on one xenstored.
fn beside_libxenstore() {
    daemon::start();
    let requests = requests();
    let ours = answers("client", &mut OverSocket::new("/ours"), &requests);
    let mut theirs = answers("libxenstore", &mut Library::new("/theirs"), &requests);
    // The client checks the path; xenstored looks for a watch, and finds none.
    for ((request, ours), theirs) in requests.iter().zip(&ours).zip(&mut theirs) {
        if request.starts_with("unwatch ") && (&**ours, &**theirs) == ("!22", "!2") {
            theirs.clone_from(ours);
        }
    }
    check(&differences(&requests, &ours, &theirs));
    let refused = ours.iter().filter(|answer| answer.contains('!')).count();
    let events = ours.iter().filter(|answer| answer.contains('@')).count();
    println!("  answers are equal, {refused} of them refusals, {events} with events");
    assert!(refused > 50 && events > 50);
}

/// The client over `/dev/xen/xenbus`: a tenth of the requests.
///
/// Without watches, which Linux keeps itself: it refuses none, and takes one twice.
fn through_the_device() {
    daemon::start();
    let mut requests = requests();
    requests.truncate(requests.len() / 10);
    requests.retain(|request| !request.starts_with("watch ") && !request.starts_with("unwatch "));
    requests::close(&mut requests);
    let socket = answers("socket", &mut OverSocket::new("/socket"), &requests);
    let device = answers("device", &mut OverDevice::new("/device"), &requests);
    check(&differences(&requests, &device, &socket));
}

/// The example that lists domains has their names.
fn names() {
    daemon::start();
    let mut store = runners::client(StoreConnection::open().expect("the socket"));
    store
        .write("/local/domain/0/name", b"Domain-0")
        .expect("write");
    let _domain = Domain::new();
    let output = Command::new("/xen-domains").output().expect("the example");
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().for_each(|line| println!("  {line}"));
    let line = text.lines().nth(1).unwrap_or_default();
    assert!(line.starts_with("Domain-0 "), "{line}");
}

/// The store of `xen-abi`, and xenstored.
///
/// Nothing interferes with transactions: xenstored copies a node at its first use, and the store all
/// nodes at the start, so they conflict at different requests.
fn own_store() {
    daemon::start();
    let mut requests = requests();
    requests.retain(|request| !request.starts_with("other "));
    let ours = answers("store", &mut Own::new("/store"), &requests);
    let theirs = answers("xenstored", &mut OverSocket::new("/xenstored"), &requests);
    let unify = |answers: &[String]| -> Vec<_> {
        let all = requests.iter().zip(answers);
        all.map(|(request, answer)| unified(request, answer))
            .collect()
    };
    check(&differences(&requests, &unify(&ours), &unify(&theirs)));
}

/// An answer without what the protocol leaves open: the order of children, and whether an event that
/// equals one that waits is sent.
fn unified(request: &str, answer: &str) -> String {
    let mut events: Vec<_> = answer.split(" @").collect();
    let result = events.remove(0);
    events.dedup();
    let mut words: Vec<_> = result.split(['[', ']', ' ']).collect();
    if request.starts_with("list ") {
        words.sort_unstable();
    }
    format!("{} @{}", words.join(" "), events.join(" @"))
}
