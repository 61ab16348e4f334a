//! The examples run to their end.

#[path = "../examples/argo_chat.rs"]
mod argo_chat;
#[path = "../examples/ping_pong.rs"]
mod ping_pong;
#[path = "../examples/version_banner.rs"]
mod version_banner;

#[test]
fn two_domains_talk() {
    argo_chat::main();
}

#[test]
fn two_domains_play() {
    ping_pong::main().unwrap();
}

#[test]
fn a_guest_learns_the_version() {
    version_banner::main().unwrap();
}
