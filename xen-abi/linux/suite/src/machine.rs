//! What an init does: file systems, modules, and the end of the machine.

use std::ffi::CString;
use std::fs::{self, File};
use std::os::fd::{AsFd, AsRawFd as _};
use std::path::Path;
use std::ptr;
use std::thread;
use std::time::Duration;

use xen_abi::xen::DomId;
use xen_abi_linux::ioctls::privcmd::{
    IOCTL_PRIVCMD_DM_OP, IOCTL_PRIVCMD_HYPERCALL, PrivcmdDmOp, PrivcmdHypercall,
};

/// The modules of Xen's devices, in the order of their dependencies.
const MODULES: [&str; 5] = [
    "xen-privcmd",
    "xen-evtchn",
    "xen-gntdev",
    "xen-gntalloc",
    "xenfs",
];

/// Mounts the file systems and loads the modules.
pub(crate) fn start() {
    for (kind, path) in [
        ("devtmpfs", "/dev"),
        ("proc", "/proc"),
        ("sysfs", "/sys"),
        ("tmpfs", "/run"),
    ] {
        mount(kind, path);
    }
    load(&MODULES);
    mount("xenfs", "/proc/xen");
}

/// Loads modules of the initial file system, which may be compressed.
pub(crate) fn load(modules: &[&str]) {
    for name in modules {
        let plain = format!("/modules/{name}.ko");
        let compressed = format!("{plain}.xz");
        // MODULE_INIT_COMPRESSED_FILE
        let (path, flags) = match Path::new(&plain).exists() {
            true => (plain, 0),
            false => (compressed, 4),
        };
        let file = File::open(&path).unwrap_or_else(|error| fail(&format!("{path}: {error}")));
        // SAFETY: an open file, and an empty text of options.
        let result = unsafe {
            libc::syscall(
                libc::SYS_finit_module,
                file.as_raw_fd(),
                c"".as_ptr(),
                flags,
            )
        };
        if result != 0 {
            fail(&format!("{path}: {}", std::io::Error::last_os_error()));
        }
    }
}

fn mount(kind: &str, path: &str) {
    let _ = fs::create_dir(path);
    let texts = [kind, path].map(|text| CString::new(text).expect("no NUL"));
    // SAFETY: texts that end with NUL, and no options.
    let result = unsafe {
        libc::mount(
            texts[0].as_ptr(),
            texts[1].as_ptr(),
            texts[0].as_ptr(),
            0,
            ptr::null(),
        )
    };
    if result != 0 {
        fail(&format!("{path}: {}", std::io::Error::last_os_error()));
    }
}

/// The words of the kernel's command line that are for the suite: those with the prefix `suite.`.
pub(crate) fn words() -> Vec<String> {
    let line = fs::read_to_string("/proc/cmdline").unwrap_or_default();
    let words = line.split_whitespace();
    words
        .filter_map(|word| word.strip_prefix("suite."))
        .map(str::to_owned)
        .collect()
}

/// Prints why the suite cannot run, and ends the machine.
fn fail(why: &str) -> ! {
    println!("FAILED init: {why}");
    println!("linux-suite: 0 passed, 1 failed");
    stop()
}

/// Ends the machine. QEMU ends when Xen reboots (x86) or powers off (Arm).
pub(crate) fn stop() -> ! {
    // The console prints what it has.
    thread::sleep(Duration::from_millis(200));
    let how = match cfg!(target_arch = "aarch64") {
        true => libc::RB_POWER_OFF,
        false => libc::RB_AUTOBOOT,
    };
    // SAFETY: nothing is left to lose.
    unsafe { libc::reboot(how) };
    loop {
        thread::sleep(Duration::from_secs(1));
    }
}

/// The errors of a hypercall, and of a device model operation on another domain, through a file that
/// is restricted.
pub(crate) fn refusals(file: &impl AsFd, other: DomId) -> [i32; 2] {
    let file = file.as_fd().as_raw_fd();
    let mut hypercall = PrivcmdHypercall {
        op: 17,
        ..Default::default()
    };
    let mut operation = PrivcmdDmOp {
        dom: other,
        ..Default::default()
    };
    let error = |result: i32| match result {
        -1 => std::io::Error::last_os_error().raw_os_error().unwrap_or(0),
        _ => 0,
    };
    // SAFETY: `xen_version` without an address, and an operation without buffers.
    unsafe {
        [
            error(libc::ioctl(
                file,
                IOCTL_PRIVCMD_HYPERCALL as _,
                &raw mut hypercall,
            )),
            error(libc::ioctl(
                file,
                IOCTL_PRIVCMD_DM_OP as _,
                &raw mut operation,
            )),
        ]
    }
}
