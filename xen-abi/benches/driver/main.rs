//! The speed of a driver beside the same in C: requests with grants and events, and byte streams.
//!
//! Run with `make bench-driver`. Both run in turns, so that whatever else the machine does slows
//! both down; the middle of the ratios counts. Fails below 0.95 of C's rate. The rate of the store
//! has nothing to stand beside, and is printed alone.

mod requests;
mod store;
mod streams;
mod world;

use std::process::ExitCode;
use std::sync::{Barrier, LazyLock};
use std::thread;
use std::time::{Duration, Instant};

use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
use world::{C, Counting, World};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const TURNS: usize = 101;
const REQUESTS: u64 = 20_000;
const BYTES: u64 = 4 << 20;
/// The bytes that a stream's writer and reader pass at once.
const CHUNKS: [u64; 3] = [64, 1000, 4096];
/// The least rate, as a part of C's.
const BOUND: f64 = 0.95;

fn main() -> ExitCode {
    let c = C::compile();
    let mut world = World::new();
    let mut slow = Vec::new();
    println!("{:32} {:>12} {:>12} {:>6}", "", "C", "Rust", "ratio");
    let mut row = |name: &str, unit: &str, amount: f64, turns: Vec<[Duration; 2]>| {
        let middle = |of: &dyn Fn(&[Duration; 2]) -> f64| {
            let mut values: Vec<f64> = turns.iter().map(of).collect();
            values.sort_by(f64::total_cmp);
            values[values.len() / 2]
        };
        let rate = |which: usize| amount / middle(&|turn| turn[which].as_secs_f64()) / 1e6;
        let ratio = middle(&|[c, rust]| c.as_secs_f64() / rust.as_secs_f64());
        println!(
            "{name:32} {:7.2} {unit} {:7.2} {unit} {ratio:6.2}",
            rate(0),
            rate(1)
        );
        if ratio < BOUND {
            slow.push(format!("{name}: {ratio:.2}, not {BOUND}"));
        }
    };

    let turns = |world: &mut World, run: &dyn Fn(&World, bool) -> Duration| {
        (0..TURNS)
            .map(|_| {
                [true, false].map(|in_c| {
                    world.reset();
                    run(world, in_c)
                })
            })
            .collect()
    };
    let measured = turns(&mut world, &|world, in_c| {
        if in_c {
            // SAFETY: the world is laid out as the C code expects.
            race(
                || unsafe { (c.front)(world, REQUESTS) },
                || unsafe { (c.back)(world, REQUESTS) },
            )
        } else {
            race(
                || requests::front(world, &c, REQUESTS),
                || requests::back(world, &c, REQUESTS),
            )
        }
    });
    row(
        "requests, grants and events",
        "M/s ",
        REQUESTS as f64,
        measured,
    );
    for chunk in CHUNKS {
        let measured = turns(&mut world, &|world, in_c| {
            if in_c {
                // SAFETY: as above; a message of the C code is as large as the largest chunk.
                race(
                    || unsafe { (c.writer)(world, BYTES, chunk) },
                    || unsafe { (c.reader)(world, BYTES, chunk) },
                )
            } else {
                race(
                    || streams::writer(world, &c, BYTES, chunk),
                    || streams::reader(world, &c, BYTES, chunk),
                )
            }
        });
        row(
            &format!("a stream, {chunk} bytes at once"),
            "MB/s",
            BYTES as f64,
            measured,
        );
    }
    store::print();
    if slow.is_empty() {
        return ExitCode::SUCCESS;
    }
    eprintln!("slower than C: {}", slow.join("; "));
    ExitCode::FAILURE
}

/// Runs both ends at the same time, and returns the time that they take.
fn race(first: impl FnOnce(), second: impl FnOnce() + Send) -> Duration {
    let ready = Barrier::new(2);
    thread::scope(|scope| {
        let second = scope.spawn(|| {
            run_on(1);
            ready.wait();
            second();
        });
        run_on(0);
        ready.wait();
        let start = Instant::now();
        first();
        second.join().expect("the second end");
        start.elapsed()
    })
}

/// Moves this thread to a CPU of its own, where there are several.
///
/// Ends that share a CPU pass no memory between caches, and are another measurement.
fn run_on(end: usize) {
    static ALLOWED: LazyLock<CpuSet> = LazyLock::new(|| sched_getaffinity(None).expect("the CPUs"));
    let allowed = (0..CpuSet::MAX_CPU).filter(|cpu| ALLOWED.is_set(*cpu));
    let mut cpu = CpuSet::new();
    cpu.set(allowed.cycle().nth(end).expect("a CPU"));
    sched_setaffinity(None, &cpu).expect("a CPU that is allowed");
}
