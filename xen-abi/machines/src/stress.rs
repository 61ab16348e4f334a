//! Boots each machine again and again while the host is busy and QEMU is stopped at random.

use std::io;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::boot::{Boot, End, Ended, Files};
use crate::console::Console;
use crate::disturbance::{Stops, under_load};
use crate::parts::Parts;
use crate::suite::{Place, Request, in_order, keep};
use crate::transcript::{self, Comparison};
use crate::verdict::{Counts, Report, judge};

/// Runs the suite on each machine several times, under load and with stops; counts the boots.
pub(crate) fn run(request: &Request, times: u32, seed: u64) -> Counts {
    println!("stress: four busy loops; QEMU stopped and continued at random, --seed {seed}");
    let mut parts = Parts::new(request.own.as_ref().map(|(xen, _)| xen.clone()), None);
    let places: Vec<_> = request
        .places()
        .into_iter()
        .map(|place| (place, parts.files(place.machine, place.release)))
        .collect();
    let mut counts = Counts::default();
    under_load(|| {
        for (place, files) in &places {
            let report = match files {
                Ok(files) => boots(request, *place, files, times, seed),
                Err(lack) => request.lacking(&place.name(), lack),
            };
            report.lines.iter().for_each(|line| println!("{line}"));
            counts += report.counts;
        }
    });
    counts
}

/// Boots one machine several times.
fn boots(request: &Request, place: Place, files: &Files, times: u32, seed: u64) -> Report {
    let mut report = Report::default();
    let name = place.name();
    let words = request.words();
    let seeds: Vec<u64> = (0..u64::from(times)).map(|number| seed + number).collect();
    let (mut held, mut hung, mut longest) = (0, 0, Duration::ZERO);
    let boot = |seed: &u64| {
        let boot = Boot {
            machine: place.machine,
            files,
            xen_args: &request.xen_args,
            words: &words,
            limits: request.limits,
            stops: Some(Stops { seed: *seed }),
        };
        let began = Instant::now();
        let mut ended = boot.run(&mut io::sink());
        // Rarely, a timer of Xen never expires after a stop of QEMU: the guest sleeps in a hypercall
        // with a timeout. Only a second boot that falls silent too is a failure.
        let is_silent = |ended: &&Ended| matches!(ended.end, End::Silent(_));
        let first = ended.as_ref().ok().filter(is_silent);
        let again = first.is_some();
        if let Some(first) = first {
            keep(&format!("{name}-hung-{seed}"), first);
            ended = boot.run(&mut io::sink());
        }
        (*seed, ended, again, began.elapsed())
    };
    in_order(request.jobs, &seeds, boot, |(seed, ended, again, took)| {
        longest = longest.max(took);
        hung += u32::from(again);
        match failure(request, place, ended, &format!("{name}-stress-{seed}")) {
            None => held += 1,
            Some(failure) => {
                report.problem(&format!("{name} with --seed {seed}:"), failure.lines);
            }
        }
    });
    report.counts.passed = held;
    report.lines.push(format!(
        "stress {name} ... {held} of {times} held, {hung} hung and booted again, the longest took \
         {:.1} s",
        longest.as_secs_f64()
    ));
    report
}

/// The error of a boot, if there is one. Then its console is kept.
fn failure(request: &Request, place: Place, ended: Result<Ended>, name: &str) -> Option<Report> {
    let mut report = Report::default();
    let ended = match ended {
        Ok(ended) => ended,
        Err(error) => {
            report.problem(&format!("{error:#}"), [""; 0]);
            return Some(report);
        }
    };
    if judge(&mut report, name, &ended, place.machine.domains.len()) {
        let text = transcript::of(&Console::new(&ended.console));
        let same = match request.own {
            None => transcript::compare(&place.name(), &text),
            Some(_) => Comparison::Same,
        };
        if let Comparison::Different(lines) = same {
            report.problem("the transcript is not the one in snapshots/xen", lines);
        }
    }
    if report.counts.failed == 0 {
        return None;
    }
    keep(name, &ended);
    // Lines of passed tests do not explain the failure.
    report.lines.retain(|line| !line.ends_with("... ok"));
    Some(report)
}
