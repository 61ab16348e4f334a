//! The examples run to their end.

#[path = "../examples/argo_chat.rs"]
mod argo_chat;
#[path = "../examples/ping_pong.rs"]
mod ping_pong;
#[path = "../examples/pv_driver/main.rs"]
mod pv_driver;
#[path = "../examples/version_banner.rs"]
mod version_banner;

#[test]
fn argo_chat_ends() {
    argo_chat::main();
}

#[test]
fn ping_pong_ends() {
    ping_pong::main().unwrap();
}

#[test]
fn pv_driver_ends() {
    pv_driver::main().unwrap();
}

#[test]
fn version_banner_ends() {
    version_banner::main().unwrap();
}
