//! Debian's xenstored, as init starts it.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use xen_abi_linux::StoreConnection;

pub(super) const SOCKET: &str = "/run/xenstored/socket";

/// How long it may take to start.
const LIMIT: Duration = Duration::from_secs(60);

static RUNNING: Mutex<Option<Child>> = Mutex::new(None);

/// Starts it, unless it runs, and waits until it serves its socket.
pub(super) fn start() {
    let mut running = RUNNING.lock().unwrap_or_else(|error| error.into_inner());
    if running.is_some() {
        return;
    }
    for folder in [
        "/run/xenstored",
        "/run/xen",
        "/var/log/xen",
        "/var/lib/xenstored",
    ] {
        fs::create_dir_all(folder).expect("a folder");
    }
    if !Path::new("/var/run").exists() {
        std::os::unix::fs::symlink("/run", "/var/run").expect("a link");
    }
    // The library loader finds what was built for another system.
    let mut command = Command::new("/xenstored/ld.so");
    command.args(["--library-path", "/xenstored", "/xenstored/xenstored"]);
    command.args(["--no-fork", "--pid-file", "/run/xenstored.pid", "-I"]);
    command.stdin(Stdio::null());
    *running = Some(command.spawn().expect("xenstored"));
    let began = Instant::now();
    while let Err(error) = StoreConnection::connect(SOCKET) {
        assert!(began.elapsed() < LIMIT, "{error}");
        thread::sleep(Duration::from_millis(20));
    }
}

/// Ends it, as a crash does: the socket stays.
pub(super) fn kill() {
    let mut running = RUNNING.lock().unwrap_or_else(|error| error.into_inner());
    if let Some(mut child) = running.take() {
        child.kill().expect("xenstored is ours");
        child.wait().expect("its end");
    }
}
