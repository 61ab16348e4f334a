//! What the command line asks the guest to do.

use xen_abi::event_channel::Port;
use xen_abi::xen::DomId;

/// The words of a command line that are for the suite. Others are the boot's, or nobody's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommandLine {
    /// `suite`: run the tests, area by area. Also what an empty command line asks for.
    pub suite: bool,
    /// `sequences`: run so many (`count=`) pseudo-random sequences of operations, from a seed
    /// (`seed=`).
    pub sequences: bool,
    /// `seed=`.
    pub seed: u64,
    /// `count=`.
    pub count: u32,
    /// `from=`: the number of the first of them.
    pub from: u32,
    /// `step=`: so many of them share a line of output.
    pub step: u32,
    /// `show=`: print this sequence in full, call by call, in place of its hash.
    pub show: Option<u32>,
    /// `require=argo`: a Xen without Argo is a failure.
    pub require_argo: bool,
    /// `peer=`: the number of the domain to talk to.
    pub peer: Option<DomId>,
    /// `static=`: the port, at both ends, of a channel to it that is there from the start.
    pub wired: Option<Port>,
}

impl CommandLine {
    /// Reads a command line. Whatever it does not know, and whatever is no text, it passes over.
    pub fn parse(line: &[u8]) -> Self {
        let mut own = Self {
            suite: false,
            sequences: false,
            seed: 1,
            count: 10_000,
            from: 0,
            step: 100,
            show: None,
            require_argo: false,
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
        own.suite |= !own.sequences;
        own
    }
}
