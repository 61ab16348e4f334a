//! The command line of the guest.

use xen_abi::event_channel::Port;
use xen_abi::xen::DomId;

/// The words of a command line that are for the suite; others are ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommandLine {
    /// `suite`: run the tests, area by area; the default.
    pub suite: bool,
    /// `sequences`: run `count=` pseudo-random sequences of operations from a seed (`seed=`).
    pub sequences: bool,
    /// `domains`: list the domains of the host, as the example `domains` does.
    pub domains: bool,
    /// `seed=`.
    pub seed: u64,
    /// `count=`.
    pub count: u32,
    /// `from=`: the number of the first sequence.
    pub from: u32,
    /// `step=`: the number of sequences per line of output.
    pub step: u32,
    /// `show=`: print this sequence in full, call by call, instead of its hash.
    pub show: Option<u32>,
    /// `require=argo`: a Xen without Argo is a failure.
    pub require_argo: bool,
    /// `pair`: on the software Xen, run a second domain too, each the other's peer.
    pub pair: bool,
    /// `release=4.N`: on the software Xen, the release.
    pub release: Option<u16>,
    /// `pv`: on the software Xen, run as a PV guest.
    pub pv: bool,
    /// `arm`: on the software Xen, run as a guest on Arm.
    pub arm: bool,
    /// `peer=`: the ID of the other domain.
    pub peer: Option<DomId>,
    /// `static=`: the port, at both ends, of a static event channel to the other domain.
    pub wired: Option<Port>,
}

impl CommandLine {
    /// Parses a command line. Unknown words and invalid UTF-8 are ignored.
    pub fn parse(line: &[u8]) -> Self {
        let mut own = Self {
            suite: false,
            sequences: false,
            domains: false,
            seed: 1,
            count: 10_000,
            from: 0,
            step: 100,
            show: None,
            require_argo: false,
            pair: false,
            release: None,
            pv: false,
            arm: false,
            peer: None,
            wired: None,
        };
        for word in line.split(|byte| byte.is_ascii_whitespace() || *byte == 0) {
            let Ok(word) = core::str::from_utf8(word) else {
                continue;
            };
            match word.split_once('=').unwrap_or((word, "")) {
                ("suite", "") => own.suite = true,
                ("sequences", "") => own.sequences = true,
                ("domains", "") => own.domains = true,
                ("pair", "") => own.pair = true,
                ("pv", "") => own.pv = true,
                ("arm", "") => own.arm = true,
                ("release", value) => {
                    own.release = value
                        .strip_prefix("4.")
                        .and_then(|minor| minor.parse().ok());
                }
                ("seed", value) => own.seed = value.parse().unwrap_or(own.seed),
                ("count", value) => own.count = value.parse().unwrap_or(own.count),
                ("from", value) => own.from = value.parse().unwrap_or(own.from),
                ("step", value) => own.step = value.parse().unwrap_or(own.step),
                ("show", value) => own.show = value.parse().ok(),
                ("require", "argo") => own.require_argo = true,
                ("peer", value) => own.peer = value.parse().ok().map(DomId),
                ("static", value) => own.wired = value.parse().ok().map(Port),
                _ => {}
            }
        }
        own.suite |= !own.sequences && !own.domains;
        own
    }
}
