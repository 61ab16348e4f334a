fn main() {
    let arch = std::env::var("CARGO_CFG_TARGET_ARCH").unwrap();
    let script = format!("{}/link/{arch}.ld", std::env::var("CARGO_MANIFEST_DIR").unwrap());
    println!("cargo:rerun-if-changed={script}");
    for argument in ["-pie", "--no-dynamic-linker", "-zmax-page-size=4096", "--oformat=binary", &format!("-T{script}")] {
        println!("cargo:rustc-link-arg-bins={argument}");
    }
}
