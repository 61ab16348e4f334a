//! The rate of reading 4 KiB messages from a ring, compared with `memcpy`.
//!
//! Run with `cargo bench -p xen-abi --features mock`.
//!
//! Fails where reading has less than half of `memcpy`'s rate. Both are measured in turns, so that
//! whatever else the machine does slows both down; the middle of the ratios counts.

use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use xen_abi::argo::Port;
use xen_abi::argo_endpoint::{Partner, Receiver, Sender};
use xen_abi::mock::Machine;
use xen_abi::xen::DomId;

const MESSAGE: usize = 4096;
/// Messages in the ring at a time.
const BATCH: usize = 64;
const TURNS: usize = 2001;

fn main() -> ExitCode {
    let machine = Machine::new();
    let (one, two) = (machine.domain(DomId(1)), machine.domain(DomId(2)));
    // Room for a batch and one message more.
    let pages = one.pages(((BATCH + 1) * (MESSAGE + 16)).div_ceil(4096) + 1);
    let mut inbox =
        Receiver::register(&one, pages, Port(7), Partner::Domain(two.id())).expect("a ring");
    let sender = Sender::new(&two, Port(3), one.id(), Port(7)).expect("a destination");

    let sent: Vec<u8> = (0..MESSAGE).map(|index| index as u8).collect();
    // The source of the comparison is as large and as much used as the ring.
    let source = vec![sent.clone(); BATCH].concat();
    let mut target = vec![0; MESSAGE];
    let mut turns = Vec::new();
    for _ in 0..TURNS {
        let sending = timed(|| {
            for _ in 0..BATCH {
                sender.send(0, &[&sent]).expect("room");
            }
        });
        let reading = timed(|| {
            for _ in 0..BATCH {
                let message = inbox
                    .receive(black_box(&mut target))
                    .expect("a sound ring")
                    .expect("a message");
                assert_eq!(message.len, MESSAGE);
            }
        });
        assert!(inbox.receive(&mut target).expect("a sound ring").is_none());
        black_box(source.as_ptr());
        let copying = timed(|| {
            for part in source.chunks_exact(MESSAGE) {
                black_box(&mut target).copy_from_slice(black_box(part));
            }
        });
        turns.push((sending, reading, copying));
    }
    let middle = |of: fn(&(Duration, Duration, Duration)) -> f64| {
        let mut values: Vec<_> = turns.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    let rate = |seconds: f64| (BATCH * MESSAGE) as f64 / seconds / 1e9;
    println!(
        "memcpy                    {:6.2} GB/s",
        rate(middle(|turn| turn.2.as_secs_f64()))
    );
    println!(
        "receiving                 {:6.2} GB/s",
        rate(middle(|turn| turn.1.as_secs_f64()))
    );
    println!(
        "sending, by the mock      {:6.2} GB/s",
        rate(middle(|turn| turn.0.as_secs_f64()))
    );
    let ratio = middle(|turn| turn.2.as_secs_f64() / turn.1.as_secs_f64());
    println!("receiving beside memcpy   {ratio:6.2}");
    if ratio < 0.5 {
        eprintln!("receiving has less than half of memcpy's rate");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}
