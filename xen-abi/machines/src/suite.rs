//! The steps of a run.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::{fs, io, thread};

use anyhow::Result;

use crate::boot::{Boot, Ended, Files, Limits};
use crate::console::Console;
use crate::machine::{Architecture, MACHINES, Machine, OLDEST};
use crate::parts::{self, Lack, Parts};
use crate::transcript::{self, Comparison};
use crate::verdict::{Counts, Report, judge};
use crate::{documents, sequences};

/// The name of the caller's hypervisor in place of a release.
pub(crate) const OWN: &str = "own";

/// The request of the caller.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// The caller's hypervisor image, unpacked, and the architecture that it is for.
    pub(crate) own: Option<(PathBuf, Architecture)>,
    /// Additions to Xen's command line.
    pub(crate) xen_args: String,
    /// A part of Xen without which the suite fails.
    pub(crate) require: Option<String>,
    /// Only boots whose names contain one of these; all if there are none.
    pub(crate) only: Vec<String>,
    pub(crate) limits: Limits,
    /// The number of random sequences, in place of each machine's.
    pub(crate) sequences: Option<u32>,
    /// The number of machines that run at a time.
    pub(crate) jobs: usize,
    /// Whether a missing part is a failure.
    pub(crate) strict: bool,
}

/// A machine on a release.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) release: &'static str,
    pub(crate) machine: &'static Machine,
}

impl Place {
    /// The heading above its tests in the output.
    fn heading(self) -> String {
        format!("Xen {}, {}", self.release, self.machine.name)
    }

    /// The name of its transcript.
    pub(crate) fn name(self) -> String {
        format!("{}-{}", self.release, self.machine.name)
    }
}

impl Request {
    /// The words of the suite's command line.
    pub(crate) fn words(&self) -> String {
        let require = self.require.iter().map(|part| format!(" require={part}"));
        std::iter::once("suite".to_owned()).chain(require).collect()
    }

    /// The boots of the suite.
    pub(crate) fn places(&self) -> Vec<Place> {
        let mut places: Vec<_> = MACHINES
            .iter()
            .flat_map(|machine| match &self.own {
                Some((_, architecture)) => {
                    let fits = machine.takes_own && machine.architecture == *architecture;
                    vec![
                        Place {
                            release: OWN,
                            machine
                        };
                        usize::from(fits)
                    ]
                }
                None => {
                    let releases = machine.releases.iter();
                    releases.map(|release| Place { release, machine }).collect()
                }
            })
            .collect();
        places.sort_by_key(|place| place.release);
        places.retain(|place| self.asks_for(&place.name()));
        places
    }

    pub(crate) fn asks_for(&self, name: &str) -> bool {
        // Whole words: `pv` does not select `x86_64-pvh`.
        let name = format!("-{name}-");
        let fits = |part: &String| name.contains(&format!("-{part}-"));
        self.only.is_empty() || self.only.iter().any(fits)
    }

    /// The number of sequences there.
    fn sequences(&self, place: Place) -> Option<u32> {
        let sequences = place.machine.sequences?;
        if self.sequences.is_some() && (self.own.is_some() || place.release == OLDEST) {
            return self.sequences;
        }
        match self.own {
            Some(_) => sequences.own,
            None => (place.release == OLDEST).then_some(sequences.debian),
        }
    }
}

/// One step, with the files that it needs.
enum Step {
    Suite(Place, Files),
    Sequences(Place, Files, PathBuf, u32),
    Readme(Files),
    /// A step that cannot run, with the reason.
    Lacking(String, Lack),
}

/// The result of a step.
enum Done {
    Report(Report),
    /// A boot of the suite, to be judged.
    Boot(Place, Result<Ended>),
}

/// Runs the suite, prints a line for each test, and counts them.
pub(crate) fn run(request: &Request) -> Counts {
    let mut parts = Parts::new(request.own.as_ref().map(|(xen, _)| xen.clone()), None);
    let steps = steps(request, &mut parts);
    let mut counts = Counts::default();
    let print = |done| {
        let report = match done {
            Done::Report(report) => report,
            Done::Boot(place, ended) => judged(request, place, ended),
        };
        report.lines.iter().for_each(|line| println!("{line}"));
        counts += report.counts;
    };
    in_order(request.jobs, &steps, |step| request.carry_out(step), print);
    counts
}

/// The steps of a run, with the files that they need.
fn steps(request: &Request, parts: &mut Parts) -> Vec<Step> {
    let mut steps = Vec::new();
    for place in request.places() {
        steps.push(match parts.files(place.machine, place.release) {
            Ok(files) => Step::Suite(place, files),
            Err(lack) => Step::Lacking(place.name(), lack),
        });
    }
    for place in request.places() {
        // The reason for the missing boot has been printed.
        let Ok(files) = parts.files(place.machine, place.release) else {
            continue;
        };
        if let Some(count) = request.sequences(place) {
            steps.push(match parts.software() {
                Ok(software) => Step::Sequences(place, files, software, count),
                Err(lack) => Step::Lacking(format!("{}: sequences", place.name()), lack),
            });
        }
    }
    if request.own.is_none() && request.asks_for(documents::NAME) {
        steps.push(match documents::files(parts) {
            Ok(files) => Step::Readme(files),
            Err(lack) => Step::Lacking(documents::NAME.to_owned(), lack),
        });
    }
    steps
}

impl Request {
    fn carry_out(&self, step: &Step) -> Done {
        let boot = |machine, files| Boot {
            machine,
            files,
            xen_args: &self.xen_args,
            words: "",
            limits: self.limits,
            stops: None,
        };
        match step {
            Step::Suite(place, files) => {
                let words = &self.words();
                let boot = Boot {
                    words,
                    ..boot(place.machine, files)
                };
                Done::Boot(*place, boot.run(&mut io::sink()))
            }
            Step::Sequences(place, files, software, count) => {
                let heading = format!(
                    "{}: sequences, compared with the software Xen",
                    place.heading()
                );
                let mut report = Report::headed(heading);
                let boot = boot(place.machine, files);
                sequences::run(&mut report, &place.name(), &boot, software, *count);
                Done::Report(report)
            }
            Step::Readme(files) => Done::Report(documents::run(&boot(documents::machine(), files))),
            Step::Lacking(name, lack) => Done::Report(self.lacking(name, lack)),
        }
    }

    /// A missing part is reported; in CI it is a failure.
    ///
    /// The script that fetches it has printed the reason.
    pub(crate) fn lacking(&self, name: &str, lack: &Lack) -> Report {
        let mut report = Report::headed(name.to_owned());
        match lack {
            Lack::Part(part) if self.strict => report.problem(
                &format!("{name}: CI is set, so a missing part is a failure ({part})"),
                [""; 0],
            ),
            Lack::Part(part) => report
                .lines
                .push(format!("xen-test: {name} did not run ({part})")),
            Lack::Broken(why) => report.problem(&format!("{name}:"), why.lines()),
        }
        report
    }
}

/// The report of a boot of the suite.
fn judged(request: &Request, place: Place, ended: Result<Ended>) -> Report {
    let mut report = Report::headed(place.heading());
    let name = place.name();
    let ended = match ended {
        Ok(ended) => ended,
        Err(error) => {
            report.problem(&format!("{name}: {error:#}"), [""; 0]);
            return report;
        }
    };
    keep(&name, &ended);
    let domains = place.machine.domains.len();
    if !judge(&mut report, &name, &ended, domains) {
        return report;
    }
    let console = Console::new(&ended.console);
    let text = transcript::of(&console);
    let (name, comparison) = match request.own {
        None => (name.clone(), transcript::assert(&name, &text)),
        Some(_) => {
            let release = transcript::release(&console).unwrap_or_else(|| "unknown".into());
            let name = format!("{release}-{}", place.machine.name);
            (name.clone(), transcript::compare_own(&name, &text))
        }
    };
    match comparison {
        Comparison::Same => {}
        Comparison::Unreviewed => report.lines.push(format!(
            "xen-test: the transcript is not compared: snapshots/xen has no {name}.snap"
        )),
        Comparison::Different(lines) => report.problem(
            &format!(
                "{name}: the transcript is not the one in snapshots/xen; \
                 INSTA_UPDATE=always make xen-test accepts the new one"
            ),
            lines,
        ),
    }
    report
}

/// Writes a console to a file.
pub(crate) fn keep(name: &str, ended: &Ended) {
    let folder = parts::folder().join("consoles");
    let kept = fs::create_dir_all(&folder)
        .and_then(|()| fs::write(folder.join(format!("{name}.txt")), &ended.console));
    if let Err(error) = kept {
        eprintln!("xen-test: the console of {name} is not kept: {error}");
    }
}

/// Does work on each item, several at a time, and passes on the results in the items' order.
pub(crate) fn in_order<T: Sync, R: Send>(
    jobs: usize,
    items: &[T],
    work: impl Fn(&T) -> R + Sync,
    mut pass_on: impl FnMut(R),
) {
    let next = AtomicUsize::new(0);
    let (sender, results) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..jobs.max(1) {
            let sender = sender.clone();
            scope.spawn(|| {
                let sender = sender;
                while let Some(index) = Some(next.fetch_add(1, Ordering::Relaxed))
                    && let Some(item) = items.get(index)
                {
                    if sender.send((index, work(item))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let mut early = BTreeMap::new();
        let mut due = 0;
        for (index, result) in results {
            early.insert(index, result);
            while let Some(result) = early.remove(&due) {
                pass_on(result);
                due += 1;
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn request() -> Request {
        Request {
            own: None,
            xen_args: String::new(),
            require: None,
            only: Vec::new(),
            limits: Limits {
                silence: Duration::from_secs(1),
                whole: Duration::from_secs(1),
            },
            sequences: None,
            jobs: 1,
            strict: false,
        }
    }

    #[test]
    fn the_selection_of_boots() {
        let names = |request: &Request| -> Vec<_> {
            request.places().into_iter().map(Place::name).collect()
        };
        let all = names(&request());
        assert_eq!(all.len(), 10);
        assert_eq!(
            (&*all[0], &*all[9]),
            ("4.17-x86_64-pv", "4.20-aarch64-static")
        );
        let only = ["static", "4.20-x86_64-pv"].map(str::to_owned).to_vec();
        let some = names(&Request { only, ..request() });
        assert_eq!(
            some,
            [
                "4.17-aarch64-static",
                "4.20-x86_64-pv",
                "4.20-aarch64-static"
            ]
        );
        let own = Some((PathBuf::new(), Architecture::X86_64));
        let own = names(&Request { own, ..request() });
        assert_eq!(own, ["own-x86_64-pv", "own-x86_64-pvh"]);
    }

    #[test]
    fn a_missing_part_fails_where_ci_is_set() {
        let lack = Lack::Part("qemu.sh".into());
        for strict in [false, true] {
            let report = Request {
                strict,
                ..request()
            }
            .lacking("boot", &lack);
            assert_eq!(report.counts.failed, u32::from(strict));
        }
        let report = request().lacking("boot", &Lack::Broken("error".into()));
        assert_eq!(report.counts.failed, 1);
    }

    #[test]
    fn results_come_in_order() {
        let items: Vec<u64> = (0..20).rev().collect();
        let mut results = Vec::new();
        let work = |item: &u64| {
            thread::sleep(Duration::from_millis(*item));
            *item
        };
        in_order(7, &items, work, |item| results.push(item));
        assert_eq!(results, items);
    }
}
