//! Generates the module `acme` from the vendor's header.

use std::env;
use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(env::var("OUT_DIR")?);
    xen_abi_gen::Builder::new()
        .headers("include/acme")
        .include("../../../headers")
        .generate()?
        .tell_cargo()
        .write_to(out.join("acme"))?;
    Ok(())
}
