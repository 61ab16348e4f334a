//! The examples of `xen-abi-linux`, as a user runs them.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Command, Stdio};

use crate::checks::Test;

pub(crate) const TESTS: &[Test] = &[
    ("examples::console_ring", console_ring),
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
