//! The views in which a run reads the headers: a guest's, and those of toolstacks, by release.

use super::input::{Input, Toolstacks};
use crate::diagnostics::Diagnostics;
use crate::model::facts::Facts;
use crate::model::release::Release;
use crate::model::target::Target;
use crate::parallel;
use crate::source::{self, HeaderTree, Libclang, Options};

/// How toolstacks read the headers: for a release, or for the newest by default.
#[derive(Clone, Copy, Debug)]
pub(super) struct View {
    pub(super) release: Option<Release>,
    is_newest: bool,
    /// Whether all headers are read, and not only those that have something for toolstacks.
    is_whole: bool,
}

/// The views of toolstacks, the oldest release first; none, where these are not asked for.
pub(super) fn views(input: &Input, stated: Option<&[Release]>) -> Vec<View> {
    if input.toolstacks == Toolstacks::LeftOut {
        return Vec::new();
    }
    let releases = stated.map_or_else(
        || vec![None],
        |known| known.iter().copied().map(Some).collect(),
    );
    let count = releases.len();
    let views = (1..).zip(releases).map(|(number, release)| View {
        release,
        is_newest: number == count,
        is_whole: release.is_none()
            || (number == count && input.toolstacks == Toolstacks::NewestWhole),
    });
    views.collect()
}

/// The facts of each target, then those of each view of toolstacks; `None` for a target that
/// failed.
pub(super) fn extract_all(
    library: &Libclang,
    tree: &HeaderTree,
    input: &Input,
    views: &[View],
    targets: &[Target],
) -> (Vec<Option<Facts>>, Diagnostics) {
    let options = |tools, release| {
        targets.iter().map(move |&target| Options {
            target,
            interface_version: input.interface_version,
            tools,
            release,
        })
    };
    type Job<'f> = (Options, bool, Option<&'f Facts>);
    let extract = |(options, whole, newest): Job<'_>| {
        let (facts, found) = match whole {
            true => source::extract(library, tree, &options),
            false => source::extract_for_toolstacks(library, tree, &options, newest),
        };
        (facts, (options.target.name(), found))
    };
    let of_view = |view: &View| {
        let (is_whole, release) = (view.is_whole, view.release.filter(|_| !view.is_newest));
        options(true, release).map(move |options| (options, is_whole, None))
    };
    let guests = options(input.tools, input.release).map(|options| (options, true, None));
    let (older, newest) = views.split_at(views.len().saturating_sub(1));
    let mut results = parallel::map(
        guests.chain(newest.iter().flat_map(of_view)).collect(),
        extract,
    );
    let newest = results.split_off(targets.len());
    let older = older.iter().flat_map(of_view).zip(newest.iter().cycle());
    let older = older.map(|((options, whole, _), (facts, _))| (options, whole, facts.as_ref()));
    results.extend(parallel::map(older.collect(), extract));
    results.extend(newest);
    let (facts, mut found): (Vec<_>, Vec<_>) = results.into_iter().collect();
    let found_by_others = found.split_off(targets.len());
    let mut diagnostics = Diagnostics::of_targets(found);
    let releases = views.iter().map(|view| view.release);
    diagnostics.extend(messages_of_views(releases, found_by_others, targets.len()));
    (facts, diagnostics)
}

/// The messages of a stage that ran for each target of the views of these releases.
pub(super) fn messages_of_views(
    releases: impl Iterator<Item = Option<Release>>,
    found: Vec<(&'static str, Diagnostics)>,
    targets: usize,
) -> Diagnostics {
    let mut found = found.into_iter();
    let of_view = |release: Option<Release>| {
        let found = found.by_ref().take(targets).collect();
        (release, Diagnostics::of_targets(found))
    };
    Diagnostics::of_releases(releases.map(of_view).collect())
}
