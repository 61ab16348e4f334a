//! Adds what only toolstacks see, of every release: what is the same once, what differs once per
//! range of releases.
//!
//! A *unit* is what a module has under one name. A unit is the toolstack's if no guest has it, if
//! toolstacks see more of it, or if it names such a unit. Its releases form ranges: a new one begins
//! where the unit, or a unit that it names, differs from the release before.

mod documentation;
mod making;
mod modules;
mod overlaps;
mod ranges;
mod requests;
mod unified;
mod units;
mod unnamed;

pub(super) use overlaps::overlaps;

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::location::{HeaderPath, Location};
use crate::model::projection::toolstack::Releases;
use crate::model::projection::{Projection, TOOLSTACK};
use crate::model::release::Release;
use crate::parallel;
use crate::pipeline::merge;
use making::Making;
use units::Units;

/// Adds the modules of toolstacks to those of guests.
///
/// `releases` are in ascending order; `lowered` has the targets of the first one, then those of the
/// next.
pub(super) fn add(
    guest: &mut Projection,
    releases: Vec<Option<Release>>,
    lowered: Vec<Projection>,
) -> Diagnostics {
    let hidden = guest
        .modules
        .iter()
        .find(|module| module.path[0] == TOOLSTACK);
    if let Some(module) = hidden {
        return collision(&module.header).into();
    }
    let targets = lowered.len() / releases.len().max(1);
    let mut lowered = lowered.into_iter();
    let of_release = releases
        .iter()
        .map(|_| lowered.by_ref().take(targets).collect());
    let mut views = parallel::map(of_release.collect(), merge::merge);
    let requests = requests::share(&mut views);
    let units = Units::of(guest, &views, &requests);
    let ranges = ranges::ranges(&units, &requests, &views);
    let making = Making {
        guest,
        views: &views,
        releases: &releases,
        ranges: &ranges,
        unnamed: requests.unnamed(&units, &ranges),
        requests: &requests,
    };
    let mut made = making.made(&units);
    // Without a list of releases, there is one view, of no release that is known.
    let known: Option<Vec<Release>> = releases.iter().copied().collect();
    if let Some(all) = known {
        let header = |header: &HeaderPath| making.header(header, None);
        let constants = requests.constants(&views, &all, header);
        let methods = unified::methods(&making, &units, &made.modules, &all, &constants);
        made.modules.extend(methods.modules);
        guest.toolstack_releases = Releases {
            all,
            constants,
            operations: methods.operations,
            texts: methods.texts,
        };
    }
    guest.modules.extend(made.modules);
    guest.toolstack_layouts = made.layouts;
    Diagnostics::new()
}

fn collision(header: &HeaderPath) -> Diagnostic {
    let message =
        format!("`{header}` becomes the module `{TOOLSTACK}`, which what only toolstacks see has");
    Diagnostic::error("module-collision", message)
        .at(Location::line(header, 1), "this header")
        .help("rename the header or its folder")
}
