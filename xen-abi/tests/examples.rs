//! The examples run to their end.

#[path = "../examples/argo_chat.rs"]
mod argo_chat;
#[cfg(feature = "toolstack")]
#[path = "../examples/domains/main.rs"]
mod domains;
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

#[cfg(feature = "toolstack")]
#[test]
fn domains_lists_what_each_release_runs() {
    for release in xen_abi::toolstack::Release::ALL {
        let text = domains::on(*release);
        let lines: Vec<_> = text.lines().collect();
        assert!(lines[0].starts_with(&format!("Xen {release}, ")), "{text}");
        assert!(lines[2].starts_with("0       64      1  r----h"), "{text}");
        assert!(lines[3].starts_with("3       64      2  --p--h"), "{text}");
        let vcpus = [
            "0         0     0  r--",
            "3         0     0  ---",
            "3         1     0  ---",
        ];
        assert_eq!(lines[5..], vcpus, "{text}");
    }
    domains::main();
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
