//! Speed beside C programs on Xen's own libraries, in the same boot and in turn.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use xen_abi::event_channel::{self, Port};
use xen_abi::frame::XenPfn;
use xen_abi::memory::{self, MemoryFlags};
use xen_abi::shared::SharedMemory as _;
use xen_abi::xen::DomId;
use xen_abi_linux::EventChannels;

use crate::checks::Test;
use crate::domain::{self, Domain, FIRST};

pub(crate) const TESTS: &[Test] = &[
    ("speed::getdomaininfo", getdomaininfo),
    ("speed::ports", ports),
    ("speed::events", events),
    ("speed::memory", mapped_memory),
];

/// The length of a slice.
const SLICE: Duration = Duration::from_millis(200);
/// The number of pairs of slices.
const PAIRS: usize = 11;
/// How often the rates are measured at most.
const ATTEMPTS: usize = 6;
/// The pause before the second measurement; it grows.
const PAUSE: Duration = Duration::from_millis(500);
/// The lowest median of our rate by that of C, for calls.
const BOUND: f64 = 0.97;
/// The same for copies: in an emulator, what pages a boot gave each program moves it by a tenth.
const BOUND_OF_COPIES: f64 = 0.9;
/// The frames of 16 MiB.
const FRAMES: u64 = 4096;

/// The C program, which does a slice of a kind of work for each line.
struct Rival {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Rival {
    fn start(words: &[String]) -> Self {
        let mut command = Command::new("/witness");
        command.arg("speed").args(words);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("the witness");
        let input = child.stdin.take().expect("a pipe");
        let output = BufReader::new(child.stdout.take().expect("a pipe"));
        Self {
            child,
            input,
            output,
        }
    }

    /// The rate of a slice, in rounds per second.
    fn slice(&mut self) -> f64 {
        self.input.write_all(b"slice\n").expect("the witness reads");
        let mut line = String::new();
        self.output
            .read_line(&mut line)
            .expect("the witness answers");
        line.trim()
            .parse()
            .unwrap_or_else(|_| panic!("not a rate: {line:?}"))
    }
}

impl Drop for Rival {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The rate of a slice of ours, in rounds per second.
fn slice(round: &mut dyn FnMut()) -> f64 {
    let began = Instant::now();
    let mut rounds = 0_u32;
    while began.elapsed() < SLICE {
        round();
        rounds += 1;
    }
    f64::from(rounds) / began.elapsed().as_secs_f64()
}

/// Compares rates in turn, and checks the median of the ratios.
///
/// The load of the host moves it by some percent, so it is measured again if it is too low, after a
/// pause that a burst of load may need. Both programs have the same share of the load, so that code
/// that is slower stays below the bound however often it is measured. Each time, the rival is a new
/// process, in other memory.
fn compare(name: &str, words: &[String], bound: f64, round: &mut dyn FnMut()) {
    let mut ratios = Vec::new();
    while ratios.len() < ATTEMPTS {
        let mut rival = Rival::start(words);
        rival.slice();
        slice(round);
        let (ours, theirs) = median(&mut rival, round);
        let ratio = ours / theirs;
        println!("  {name}: {ours:.0} per second, of C {theirs:.0}, {ratio:.3} times");
        if ratio >= bound {
            return;
        }
        ratios.push(ratio);
        std::thread::sleep(PAUSE * ratios.len() as u32);
    }
    panic!("{name}: {ratios:.3?} times the rate of C");
}

/// The rates of the pair with the median ratio.
fn median(rival: &mut Rival, round: &mut dyn FnMut()) -> (f64, f64) {
    let mut pairs: Vec<_> = (0..PAIRS)
        .map(|pair| {
            // The second of a pair has no advantage over the first.
            if pair % 2 == 0 {
                let ours = slice(round);
                (ours, rival.slice())
            } else {
                let theirs = rival.slice();
                (slice(round), theirs)
            }
        })
        .collect();
    pairs.sort_by(|a, b| (a.0 / a.1).total_cmp(&(b.0 / b.1)));
    pairs[PAIRS / 2]
}

fn word(text: impl ToString) -> String {
    text.to_string()
}

fn getdomaininfo() {
    let domain = Domain::new();
    let words = [word("domaininfo"), word(domain.id.0)];
    compare("getdomaininfo", &words, BOUND, &mut || {
        domain::info_record(&domain.xen, domain.id).expect("getdomaininfo");
    });
}

fn ports() {
    let xen = xen_abi_linux::Privcmd::open().expect("privcmd");
    compare(
        "alloc_unbound and close",
        &[word("ports")],
        BOUND,
        &mut || {
            let port = event_channel::alloc_unbound(&xen, DomId::SELF, DomId(0)).expect("a port");
            event_channel::close(&xen, port).expect("close");
        },
    );
}

fn events() {
    let events = EventChannels::open().expect("evtchn");
    let first = events.bind_unbound(DomId(0)).expect("a port");
    let second = events
        .bind_interdomain(DomId(0), first.port())
        .expect("the other end");
    // Like libxenevtchn.
    events.set_nonblocking(false).expect("blocking");
    let mut next = [Port(0)];
    let mut expect = |channel: &xen_abi_linux::EventChannel| {
        assert_eq!(events.read_pending(&mut next), Ok(1));
        assert_eq!(next, [channel.port()]);
        channel.unmask().expect("unmask");
    };
    expect(&second);
    compare(
        "round trips of an event",
        &[word("events")],
        BOUND,
        &mut || {
            second.notify().expect("notify");
            expect(&first);
            first.notify().expect("notify");
            expect(&second);
        },
    );
}

fn mapped_memory() {
    let domain = Domain::new();
    let first = FIRST + 0x100;
    let frames: Vec<_> = (first..first + FRAMES)
        .map(|frame| XenPfn(frame as _))
        .collect();
    // SAFETY: the domain has no pages there.
    let done = unsafe {
        let mut frames = frames.clone();
        memory::populate_physmap(&domain.xen, &mut frames, 0, MemoryFlags::empty(), domain.id)
    };
    assert_eq!(done, Ok(frames.len()));
    let mut copy = vec![0_u8; frames.len() * 4096];
    let words = [word("memory"), word(domain.id.0), word(first)];
    compare(
        "mapping and reading 16 MiB",
        &words,
        BOUND_OF_COPIES,
        &mut || {
            // SAFETY: nothing runs in the domain.
            let memory = unsafe { domain.xen.map_frames(domain.id, &frames) }.expect("the frames");
            memory.read(0, &mut copy);
        },
    );
}
