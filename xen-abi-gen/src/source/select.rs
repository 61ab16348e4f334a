//! Which of the headers asked for a target takes: found by trying, not from a list of names.

use std::collections::{BTreeMap, BTreeSet};

use super::directives::{self, Directives};
use super::libclang::Libclang;
use super::macros::Macro;
use super::position::FileId;
use super::translation_unit::{View, including, opening, parse};
use super::tree::HeaderTree;
use super::{Options, check};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::hash::HashSet;
use crate::model::location::Location;

/// The headers that a target takes, as far as is known.
#[derive(Debug, Default)]
pub(super) struct Choice {
    /// The headers that the unit includes itself, in order.
    pub(super) headers: Vec<usize>,
    /// Headers that were asked for and are not taken, each with a reason.
    pub(super) refused: BTreeMap<usize, String>,
    /// The macros that these headers define, or more.
    pub(super) macros: Vec<Macro>,
    /// Names among them that may not be there in the end.
    pub(super) doubtful: HashSet<String>,
    /// Headers of other architectures.
    foreign: HashSet<usize>,
    /// Headers whose `#error` was met already.
    blamed: HashSet<usize>,
    /// The first `#error` that was met.
    stopped: Option<Location>,
}

/// Looks at what is left out by the tree's `xen.h`, and then by the headers' own `#error`s.
pub(super) fn choose(
    library: &Libclang,
    tree: &HeaderTree,
    options: &Options,
) -> Result<Choice, Diagnostics> {
    let mut choice = Choice {
        headers: tree.selected.clone(),
        ..Choice::default()
    };
    let mut by_architecture = tree
        .xen
        .filter(|_| tree.selected.iter().any(|file| belongs(tree, *file)));
    // Where xen.h was not asked for, others must not find it read.
    if let Some(xen) = by_architecture.take_if(|xen| !tree.selected.contains(xen)) {
        let pass = scout(library, tree, options, &[xen])?;
        choice.part(tree, options, xen, &pass);
    }
    let may_refuse = may_refuse(tree);
    loop {
        choice.some_left(tree)?;
        // What belongs to an architecture waits until it is known to which the target does, but for
        // what stands above all of them.
        let early = |file: usize| {
            !belongs(tree, file) || !included(tree, file) && !tree.files[file].path.contains('/')
        };
        let worth = |file: &usize| may_refuse[*file] && (by_architecture.is_none() || early(*file));
        let first = |file: &usize| by_architecture == Some(*file) || worth(file);
        let scouted: Vec<usize> = choice.headers.iter().copied().filter(first).collect();
        if scouted.is_empty() {
            break;
        }
        let pass = scout(library, tree, options, &scouted)?;
        if let Some(xen) = by_architecture.take() {
            choice.part(tree, options, xen, &pass);
        }
        let before = choice.headers.clone();
        let changed = choice.revise(tree, &pass);
        if !changed || !choice.reads_refused(&before, &pass) {
            choice.some_left(tree)?;
            break;
        }
    }
    choice.expect_macros(tree);
    Ok(choice)
}

/// Whether another header has a line that includes this one.
fn included(tree: &HeaderTree, file: usize) -> bool {
    tree.files
        .iter()
        .flat_map(|other| &other.includes)
        .any(|(_, target)| *target == Some(file))
}

/// Whether a header belongs to one architecture by its path.
fn belongs(tree: &HeaderTree, file: usize) -> bool {
    check::architecture(&tree.files[file].path).is_some()
}

/// Which files may refuse to be read, by the look of them: they hold an `#error` or include what
/// belongs to an architecture, or include one that does. What every header rests on does not count.
fn may_refuse(tree: &HeaderTree) -> Vec<bool> {
    let targets = |file: usize| {
        tree.files[file]
            .includes
            .iter()
            .filter_map(|(_, target)| *target)
    };
    let mut base = vec![false; tree.files.len()];
    tree.within_reach(tree.xen.as_slice(), |_| false)
        .into_iter()
        .for_each(|file| base[file] = true);
    let own = |file: usize| {
        tree.files[file].may_refuse || targets(file).any(|target| belongs(tree, target))
    };
    let mut may_refuse: Vec<bool> = (0..tree.files.len()).map(own).collect();
    loop {
        let rest = |file: &usize| {
            !may_refuse[*file] && targets(*file).any(|target| may_refuse[target] && !base[target])
        };
        let found: Vec<usize> = (0..tree.files.len()).filter(rest).collect();
        if found.is_empty() {
            return may_refuse;
        }
        for file in found {
            may_refuse[file] = true;
        }
    }
}

/// Has clang preprocess headers.
fn scout(
    library: &Libclang,
    tree: &HeaderTree,
    options: &Options,
    headers: &[usize],
) -> Result<Directives, Diagnostics> {
    let text = opening(tree) + &including(tree, headers);
    let unit = parse(library, tree, options, &text, View::Directives)?;
    Ok(Directives::includes(tree, &unit))
}

impl Choice {
    fn leave_out(&mut self, refused: BTreeMap<usize, String>) {
        self.headers.retain(|file| !refused.contains_key(file));
        self.refused.extend(refused);
    }

    /// Leaves out the headers of other architectures, by what `xen.h` includes in a unit that it
    /// comes first in.
    fn part(&mut self, tree: &HeaderTree, options: &Options, xen: usize, pass: &Directives) {
        let first: BTreeSet<usize> = tree
            .prelude
            .into_iter()
            .chain([xen])
            .flat_map(|file| pass.closure(file))
            .collect();
        let others = other_architectures(tree, options, &first);
        self.foreign.extend(others.keys().copied());
        self.leave_out(others);
    }

    /// Whether a header that is left includes one that was refused since `before`. Where none does,
    /// nothing that is left can read differently but by accident, which the caller notices.
    fn reads_refused(&self, before: &[usize], pass: &Directives) -> bool {
        let mut refused = before.iter().filter(|file| !self.headers.contains(file));
        let reads = |other: &usize, file: &usize| pass.closure(*other).contains(file);
        refused.any(|file| self.headers.iter().any(|other| reads(other, file)))
    }

    /// Goes on with the macros that the headers left define by the look of them.
    fn expect_macros(&mut self, tree: &HeaderTree) {
        let left_out =
            |file: usize| self.foreign.contains(&file) || self.refused.contains_key(&file);
        let files = tree.within_reach(&self.headers, left_out);
        self.macros = Directives::written(tree, &files);
        self.doubtful.clone_from(&tree.undefined);
        let defines = files.iter().flat_map(|file| &tree.files[*file].defines);
        let conditional = defines.filter(|define| define.conditional);
        self.doubtful
            .extend(conditional.map(|define| define.name.clone()));
    }

    /// Goes on with what a unit turned out to define.
    pub(super) fn use_macros(&mut self, tree: &HeaderTree, macros: Vec<Macro>) {
        self.macros = macros;
        self.doubtful.clone_from(&tree.undefined);
    }

    /// Leaves out what a unit of these headers refused. Says whether there was such a header.
    pub(super) fn revise(&mut self, tree: &HeaderTree, pass: &Directives) -> bool {
        self.stopped = self.stopped.take().or_else(|| first_stop(tree, pass));
        let mut found = stopped(tree, &self.headers, pass, &mut self.blamed);
        let others = includers_of(tree, &self.headers, pass, &self.foreign);
        self.foreign.extend(others.keys().copied());
        found.extend(others);
        let changed = !found.is_empty();
        self.leave_out(found);
        changed
    }

    /// An error where no header is left, or none that the others could rest on.
    pub(super) fn some_left(&self, tree: &HeaderTree) -> Result<(), Diagnostics> {
        let base = tree.xen.filter(|xen| self.refused.contains_key(xen));
        if !self.headers.is_empty() && base.is_none() {
            return Ok(());
        }
        let mut wrong = Diagnostic::error("no-header-left", "none of the headers can be read");
        if let Some(stopped) = &self.stopped {
            wrong = wrong.at(stopped.clone(), "the first to refuse");
        }
        let reasons = self
            .refused
            .iter()
            .filter(|(file, _)| base.is_none_or(|base| base == **file));
        for (file, reason) in reasons.take(3) {
            wrong = wrong.help(format!("{}: {reason}", tree.files[*file].path));
        }
        let wrong = wrong.help(
            "`--target NAME` reads them for another architecture; what else they ask for, a file \
             for `--prelude FILE` can define",
        );
        Err(Diagnostics::from_iter([wrong]))
    }
}

/// Headers of the selection that belong to another architecture than the target's.
fn other_architectures(
    tree: &HeaderTree,
    options: &Options,
    reached: &BTreeSet<usize>,
) -> BTreeMap<usize, String> {
    let target = options.target.name();
    let family = |file: usize| check::architecture(&tree.files[file].path);
    let taken: HashSet<&str> = reached.iter().filter_map(|&file| family(file)).collect();
    let mut others = BTreeMap::new();
    for &file in tree.selected.iter().filter(|file| !reached.contains(file)) {
        let Some(architecture) = family(file) else {
            continue;
        };
        let mut readers = tree.xen.iter().chain(reached);
        if let Some(&by) = readers.find(|&&by| {
            tree.files[by]
                .includes
                .iter()
                .any(|(_, to)| *to == Some(file))
        }) {
            others.insert(
                file,
                format!("{} does not include it for {target}", tree.files[by].path),
            );
        } else if taken.contains(architecture) {
            // It is one of the target's own.
        } else if tree.files[file]
            .path
            .starts_with(&format!("{architecture}/"))
        {
            others.insert(
                file,
                format!("xen.h includes nothing of {architecture}/ for {target}"),
            );
        } else if !taken.is_empty()
            && !tree.files[file]
                .includes
                .iter()
                .any(|(_, to)| to.is_some_and(|to| belongs(tree, to)))
        {
            others.insert(
                file,
                format!("nothing that xen.h includes for {target} includes it"),
            );
        }
    }
    others
}

/// Headers of the unit that run into an `#error`, which may stand in what they include.
fn stopped(
    tree: &HeaderTree,
    headers: &[usize],
    pass: &Directives,
    blamed: &mut HashSet<usize>,
) -> BTreeMap<usize, String> {
    let mut found = BTreeMap::new();
    for error in &pass.errors {
        let FileId::Header(file) = error.position.file_id else {
            continue;
        };
        let Some(text) =
            directives::error_text(directives::line_of(tree, file, error.position.line))
        else {
            continue;
        };
        let mut includers: Vec<usize> = pass
            .entries
            .iter()
            .filter(|(file_id, _)| *file_id == FileId::Header(file))
            .filter_map(|(_, stack)| directives::outermost(file, stack))
            .collect();
        includers.retain(|file| headers.contains(file));
        // The first to read it is the one that ran into it, for a guard keeps the others out. If it
        // is back in the next round, there is none, or it comes too late.
        if blamed.insert(file) {
            includers.truncate(1);
        }
        for includer in includers {
            let path = &tree.files[file].path;
            let reason = if includer == file {
                format!("#error {text}")
            } else {
                format!("{path} says #error {text}")
            };
            found.entry(includer).or_insert(reason);
        }
    }
    found
}

/// Where the first `#error` stands.
fn first_stop(tree: &HeaderTree, pass: &Directives) -> Option<Location> {
    pass.errors.iter().find_map(|error| {
        let file = error.position.file_id.header()?;
        let line = directives::line_of(tree, file, error.position.line);
        directives::error_text(line)?;
        // clang points behind the `#`.
        let column = error.position.column.saturating_sub(1).max(1);
        Some(Location::new(
            &tree.files[file].path,
            error.position.line,
            column,
            line.len() as u32,
        ))
    })
}

/// Headers of the unit that include one of another architecture.
fn includers_of(
    tree: &HeaderTree,
    headers: &[usize],
    pass: &Directives,
    foreign: &HashSet<usize>,
) -> BTreeMap<usize, String> {
    let mut found = BTreeMap::new();
    for &file in headers {
        if let Some(other) = pass
            .closure(file)
            .into_iter()
            .find(|other| foreign.contains(other))
        {
            found.insert(
                file,
                format!(
                    "it includes {}, which is of another architecture",
                    tree.files[other].path
                ),
            );
        }
    }
    found
}
