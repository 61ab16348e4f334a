//! What commands cost, and the table that says so.

use std::num::NonZero;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

/// What a command takes, in seconds.
struct Cost {
    /// Of all processors together.
    cpu: f64,
    /// Of the one who waits.
    wall: f64,
}

/// How many processors there are.
pub(crate) fn processors() -> f64 {
    f64::from(
        u32::try_from(std::thread::available_parallelism().map_or(1, NonZero::get)).unwrap_or(1),
    )
}

/// What the ended children of this process took, their children included.
fn children() -> Duration {
    let mut usage = std::mem::MaybeUninit::<libc::rusage>::zeroed();
    // SAFETY: the pointer is to a live variable of the type that is asked for; all zeroes are a
    // value of it.
    let usage = unsafe {
        assert_eq!(
            libc::getrusage(libc::RUSAGE_CHILDREN, usage.as_mut_ptr()),
            0,
            "getrusage"
        );
        usage.assume_init()
    };
    let time = |time: libc::timeval| {
        let (seconds, micros) = (u64::try_from(time.tv_sec), u64::try_from(time.tv_usec));
        Duration::from_secs(seconds.unwrap_or(0)) + Duration::from_micros(micros.unwrap_or(0))
    };
    time(usage.ru_utime) + time(usage.ru_stime)
}

fn run(mut command: Command) -> Cost {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let (before, started) = (children(), Instant::now());
    let status = command
        .status()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let cost = Cost {
        wall: started.elapsed().as_secs_f64(),
        cpu: (children() - before).as_secs_f64(),
    };
    assert!(status.success(), "{command:?}: {status}");
    cost
}

/// What a command took in each round.
pub(crate) struct Costs(Vec<Cost>);

impl Costs {
    /// The middle one of its CPU times.
    pub(crate) fn cpu(&self) -> f64 {
        middle(self.0.iter().map(|cost| cost.cpu))
    }

    /// The middle one of its times on the clock.
    pub(crate) fn wall(&self) -> f64 {
        middle(self.0.iter().map(|cost| cost.wall))
    }

    /// The middle one of the ratios to another's CPU time in the same round: what slows the machine
    /// for some seconds slows both.
    pub(crate) fn cpu_to(&self, other: &Self) -> f64 {
        let rounds = self.0.iter().zip(&other.0);
        middle(rounds.map(|(own, other)| own.cpu / other.cpu))
    }
}

fn middle(values: impl Iterator<Item = f64>) -> f64 {
    let mut all: Vec<f64> = values.collect();
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}

/// Runs commands in turn, so that a slow moment of the machine affects all of them.
///
/// The first round does not count, since it finds files that nobody read yet.
pub(crate) fn race<const N: usize>(
    rounds: usize,
    commands: [&dyn Fn() -> Command; N],
) -> [Costs; N] {
    let mut costs = commands.map(|_| Costs(Vec::new()));
    for round in 0..=rounds {
        for (costs, command) in costs.iter_mut().zip(commands) {
            let cost = run(command());
            if round > 0 {
                costs.0.push(cost);
            }
        }
    }
    costs
}

/// The table, printed row by row.
pub(crate) struct Table {
    bounds: Vec<(String, f64, f64, bool)>,
    absent: bool,
}

impl Table {
    pub(crate) fn start() -> Self {
        println!(
            "{:48} {:>9} {:>9}",
            format!("medians, {} processors", processors()),
            "CPU ms",
            "time ms"
        );
        Self {
            bounds: Vec::new(),
            absent: false,
        }
    }

    pub(crate) fn row(&mut self, what: &str, costs: &Costs) {
        println!(
            "{what:48} {:9.1} {:9.1}",
            costs.cpu() * 1e3,
            costs.wall() * 1e3
        );
    }

    /// What cannot be measured here.
    pub(crate) fn absent(&mut self, what: &str, why: &str) {
        println!("{what:48} not measured: {why}");
        self.absent = true;
    }

    /// What a ratio or a number of seconds may be at most.
    pub(crate) fn bound(&mut self, what: &str, found: f64, most: f64) {
        self.bounds.push((what.to_owned(), found, most, true));
    }

    /// The same of time on the clock, which other programs lengthen.
    pub(crate) fn busy_bound(&mut self, what: &str, found: f64, most: f64) {
        self.bounds.push((what.to_owned(), found, most, false));
    }

    /// The bounds, and whether they hold. Where the machine is busy, only CPU time decides.
    pub(crate) fn finish(self) -> ExitCode {
        let load = std::fs::read_to_string("/proc/loadavg").ok();
        let load = load
            .and_then(|text| text.split(' ').next()?.parse::<f64>().ok())
            .unwrap_or(0.0);
        // This program keeps one processor busy, or all of them for a moment.
        let busy = load > processors() + 0.5;
        println!("\n{:48} {:>9} {:>9}", "bounds", "found", "at most");
        let mut broken = false;
        for (what, found, most, always) in self.bounds {
            let verdict = match (found <= most, always || !busy) {
                (true, _) => "",
                (false, true) => "BROKEN",
                (false, false) => "not held, on a busy machine",
            };
            broken |= verdict == "BROKEN";
            println!("{what:48} {found:9.2} {most:9.2} {verdict}");
        }
        if busy {
            println!(
                "the machine is busy (load {load}): times on the clock say little, and CPU times \
                 are longer than they need be"
            );
        }
        let ci =
            std::env::var("CI").is_ok_and(|value| !matches!(value.as_str(), "" | "0" | "false"));
        if broken || (ci && self.absent) {
            ExitCode::FAILURE
        } else {
            ExitCode::SUCCESS
        }
    }
}
