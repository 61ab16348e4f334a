//! Links the freestanding guest by a script of its own.

use std::env;
use std::path::Path;

fn main() {
    println!("cargo:rerun-if-changed=link");
    let out = env::var("OUT_DIR").unwrap();
    if !Path::new(&out).ancestors().nth(3).is_some_and(|profile| profile.ends_with("guest")) {
        return;
    }
    let script = format!("{}/link/{}.ld", env::var("CARGO_MANIFEST_DIR").unwrap(), env::var("CARGO_CFG_TARGET_ARCH").unwrap());
    for argument in ["-nostartfiles", "-nostdlib", "-static", "-no-pie", "-Wl,--build-id=none", &format!("-Wl,-T,{script}")] {
        println!("cargo:rustc-link-arg-bins={argument}");
    }
}
