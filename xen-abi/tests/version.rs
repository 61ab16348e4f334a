//! The crate's version names the newest release of Xen that the crate knows.

use xen_abi::releases::NEWEST;

#[test]
fn the_version_names_the_newest_release() {
    let (_, metadata) = env!("CARGO_PKG_VERSION")
        .split_once('+')
        .expect("build metadata");
    assert_eq!(metadata, format!("xen.{NEWEST}"));
}
