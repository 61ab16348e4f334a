//! The examples of `xen-abi-linux`, as a user runs them.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Command, Stdio};

use crate::checks::Test;
use crate::domain::Domain;

pub(crate) const TESTS: &[Test] = &[
    ("examples::console_ring", console_ring),
    ("examples::domains", domains),
    ("examples::events", events),
];

fn console_ring() {
    let output = Command::new("/xen-console-ring")
        .output()
        .expect("the example");
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        text.contains("Xen version 4.") || text.contains("Dom0"),
        "{text}"
    );
    println!("  {} bytes of messages:", text.len());
    text.lines().take(3).for_each(|line| println!("  {line}"));
}

fn domains() {
    let domain = Domain::new();
    let output = Command::new("/xen-domains").output().expect("the example");
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().for_each(|line| println!("  {line}"));
    let lines: Vec<Vec<_>> = text
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    // No xenstored runs in this boot, so there are no names.
    let told = String::from_utf8_lossy(&output.stderr);
    println!("  {}", told.trim_end());
    assert!(told.starts_with("xen-domains: no names: "), "{told}");
    assert_eq!(lines[1][0], "0");
    assert!(lines[1][3].starts_with('r'), "dom0 runs");
    let own = lines.last().expect("a line");
    // Paused, and without a vCPU that is online.
    let expected = [&*domain.id.0.to_string(), "0", "0", "--p---", "0.0"];
    assert_eq!(own[..], expected);
    let wrong = Command::new("/xen-domains")
        .arg("--what")
        .output()
        .expect("the example");
    let usage = "xen-domains: usage: xen-domains [--watch]\n";
    assert_eq!(String::from_utf8_lossy(&wrong.stderr), usage);
}

/// Both ends in this domain.
fn events() {
    let mut offer = Command::new("/xen-events")
        .args(["offer", "0"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the example");
    let mut output = BufReader::new(offer.stdout.take().expect("a pipe"));
    let mut line = String::new();
    output.read_line(&mut line).expect("a line");
    let port = line.split_whitespace().last().expect("a port").to_owned();
    let connect = Command::new("/xen-events")
        .args(["connect", "0", &port])
        .output();
    let connect = connect.expect("the example");
    let text = String::from_utf8_lossy(&connect.stdout);
    assert!(text.starts_with("1000 round trips, "), "{connect:?}");
    println!("  {}", text.trim_end());
    line.clear();
    output.read_to_string(&mut line).expect("the rest");
    assert_eq!(line, "1000 events answered\n");
    assert!(offer.wait().expect("its end").success());
    let refused = Command::new("/xen-events")
        .args(["connect", "0", "1000000"])
        .output();
    let refused = refused.expect("the example");
    assert_eq!(
        String::from_utf8_lossy(&refused.stderr),
        "xen-events: EINVAL\n"
    );
}
