//! Links the freestanding guest with the linker scripts in `link/`.

use std::env;
use std::path::Path;

fn main() {
    println!("cargo:rerun-if-changed=link");
    let out = env::var("OUT_DIR").unwrap();
    if !Path::new(&out)
        .ancestors()
        .nth(3)
        .is_some_and(|profile| profile.ends_with("guest"))
    {
        return;
    }
    let architecture = env::var("CARGO_CFG_TARGET_ARCH").unwrap();
    let script = format!(
        "{}/link/{architecture}.ld",
        env::var("CARGO_MANIFEST_DIR").unwrap()
    );
    let arguments: &[&str] = match &*architecture {
        // Linked by the linker itself, since few machines have a C compiler for Arm. The output is
        // the image that Xen loads.
        "aarch64" => &[
            "-pie",
            "--no-dynamic-linker",
            "-zmax-page-size=4096",
            "--oformat=binary",
            "-T",
        ],
        _ => &[
            "-nostartfiles",
            "-nostdlib",
            "-static",
            "-no-pie",
            "-Wl,--build-id=none",
            "-T",
        ],
    };
    for argument in arguments.iter().copied().chain([&*script]) {
        println!("cargo:rustc-link-arg-bins={argument}");
    }
}
