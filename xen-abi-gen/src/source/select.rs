//! Selects the headers that a target accepts, by preprocessing them and not by a list of names.

use std::collections::{BTreeMap, BTreeSet};

use super::check;
use super::directives::Directives;
use super::macros::Macro;
use super::position::{ClangError, Position};
use super::translation_unit::{Run, View, including, opening};
use super::tree::{HeaderTree, SourceFile};
use crate::c_text::{self, Directive, is_name};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::facts::Facts;
use crate::model::hash::{HashMap, HashSet};
use crate::model::location::Location;

/// The headers that a target takes, as far as is known.
pub(super) struct Choice<'r> {
    pub(super) run: Run<'r>,
    /// The headers that the unit includes itself, in order.
    pub(super) headers: Vec<usize>,
    /// Headers that were asked for and are not taken, each with a reason.
    pub(super) refused: BTreeMap<usize, String>,
    /// The macros that these headers may define.
    pub(super) macros: Vec<Macro>,
    /// Names among them that are defined under a condition.
    pub(super) conditional: HashSet<String>,
    /// Headers of other architectures, which are refused.
    foreign: HashSet<usize>,
    /// Headers whose `#error` was met already.
    blamed: HashSet<usize>,
    /// The first `#error` that was met.
    stopped: Option<Location>,
    /// Whether it was made without a look at the headers.
    is_guess: bool,
}

/// Leaves out what the tree's `xen.h` excludes, and then headers with an `#error`.
pub(super) fn choose(run: Run<'_>) -> Result<Choice<'_>, Diagnostics> {
    let tree = run.tree;
    let mut choice = Choice::of_all(run);
    let mut by_architecture = tree
        .xen
        .filter(|_| run.selected.iter().any(|file| belongs(tree, *file)));
    // Where xen.h was not asked for, others must not find it read.
    if let Some(xen) = by_architecture.take_if(|xen| !run.selected.contains(xen)) {
        choice.part(xen, &scout(run, &[xen])?);
    }
    let may_refuse = may_refuse(tree);
    loop {
        choice.some_left()?;
        // What belongs to an architecture waits until it is known to which the target does, but for
        // what stands above all of them.
        let early = |file: usize| {
            !belongs(tree, file) || !included(tree, file) && !tree.path(file).contains('/')
        };
        let worth = |file: usize| may_refuse[file] && (by_architecture.is_none() || early(file));
        let first = |&file: &usize| by_architecture == Some(file) || worth(file);
        let scouted: Vec<_> = choice.headers.iter().copied().filter(first).collect();
        if scouted.is_empty() {
            break;
        }
        let pass = scout(run, &scouted)?;
        if let Some(xen) = by_architecture.take() {
            choice.part(xen, &pass);
        }
        let before = choice.headers.clone();
        if !choice.revise(&pass) || !choice.reads_refused(&before, &pass) {
            choice.some_left()?;
            break;
        }
    }
    choice.expect_macros();
    Ok(choice)
}

/// Whether another header has a line that includes this one.
fn included(tree: &HeaderTree, file: usize) -> bool {
    let mut targets = tree.files.iter().flat_map(SourceFile::targets);
    targets.any(|target| target == file)
}

/// The architecture that a header belongs to by its path.
fn architecture(tree: &HeaderTree, file: usize) -> Option<&str> {
    check::architecture(tree.path(file))
}

/// Whether a header belongs to one architecture by its path.
fn belongs(tree: &HeaderTree, file: usize) -> bool {
    architecture(tree, file).is_some()
}

/// The headers that may refuse to be read.
///
/// They have an `#error`, or include a header of an architecture or one that does. What every
/// header rests on does not count.
fn may_refuse(tree: &HeaderTree) -> Vec<bool> {
    let base = tree.within_reach(tree.xen.as_slice(), |_| false);
    let own = |file: &SourceFile| {
        file.directives.error || file.targets().any(|target| belongs(tree, target))
    };
    let mut may_refuse: Vec<bool> = tree.files.iter().map(own).collect();
    loop {
        let mut changed = false;
        for (number, file) in tree.files.iter().enumerate() {
            let rests = |target: usize| may_refuse[target] && !base.contains(&target);
            if !may_refuse[number] && file.targets().any(rests) {
                may_refuse[number] = true;
                changed = true;
            }
        }
        if !changed {
            return may_refuse;
        }
    }
}

/// Has clang preprocess headers.
fn scout(run: Run<'_>, headers: &[usize]) -> Result<Directives, Diagnostics> {
    let text = opening(run.tree) + &including(run.tree, headers);
    let unit = run.parse(&text, View::Directives)?;
    Ok(Directives::read(run.tree, &unit, View::Directives))
}

impl<'r> Choice<'r> {
    /// All headers of the selection.
    fn of_all(run: Run<'r>) -> Self {
        Self {
            run,
            headers: run.selected.to_vec(),
            refused: BTreeMap::new(),
            macros: Vec::new(),
            conditional: HashSet::default(),
            foreign: HashSet::default(),
            blamed: HashSet::default(),
            stopped: None,
            is_guess: false,
        }
    }

    /// The headers that the same target takes in another release, as a guess.
    pub(super) fn like(run: Run<'r>, alike: &Facts) -> Self {
        let mut choice = Self::of_all(run);
        let skipped = alike.skipped.iter();
        let reasons: HashMap<&str, &str> = skipped
            .map(|skipped| (&*skipped.name, &*skipped.reason))
            .collect();
        let refused =
            |&file: &usize| Some((file, reasons.get(&**run.tree.path(file))?.to_string()));
        let refused: BTreeMap<_, _> = run.selected.iter().filter_map(refused).collect();
        choice.foreign.extend(refused.keys());
        choice.leave_out(refused);
        choice.expect_macros();
        choice.is_guess = true;
        choice
    }

    /// Whether it is a guess that the unit made of it does not confirm.
    ///
    /// It does where the architecture is the only reason to refuse a header, and nobody includes one
    /// that was refused.
    pub(super) fn is_wrong(&mut self, pass: &Directives) -> bool {
        if !std::mem::take(&mut self.is_guess) {
            return false;
        }
        let others = self.run.tree.xen.map(|xen| self.others(xen, pass));
        others.as_ref() != Some(&self.refused) || self.revise(pass)
    }

    fn leave_out(&mut self, refused: BTreeMap<usize, String>) {
        self.headers.retain(|file| !refused.contains_key(file));
        self.refused.extend(refused);
    }

    /// Skips headers of other architectures, by what `xen.h` includes when read first.
    fn part(&mut self, xen: usize, pass: &Directives) {
        let others = self.others(xen, pass);
        self.foreign.extend(others.keys());
        self.leave_out(others);
    }

    /// Headers of the selection that belong to another architecture than the target's.
    fn others(&self, xen: usize, pass: &Directives) -> BTreeMap<usize, String> {
        let first = self.run.tree.prelude.into_iter().chain([xen]);
        let reached: BTreeSet<_> = first.flat_map(|file| pass.closure(file)).collect();
        let Run {
            tree,
            options,
            selected,
            ..
        } = self.run;
        let target = options.target.name();
        let taken: HashSet<&str> = reached
            .iter()
            .filter_map(|&file| architecture(tree, file))
            .collect();
        let other = |&file: &usize| {
            let own = architecture(tree, file).filter(|_| !reached.contains(&file))?;
            let includes = |by: &&usize| tree.files[**by].targets().any(|to| to == file);
            let reason = if let Some(&by) = tree.xen.iter().chain(&reached).find(includes) {
                format!("{} does not include it for {target}", tree.path(by))
            } else if taken.contains(own) {
                // It is one of the target's own.
                return None;
            } else if tree.path(file).starts_with(&format!("{own}/")) {
                format!("xen.h includes nothing of {own}/ for {target}")
            } else if !taken.is_empty() && !tree.files[file].targets().any(|to| belongs(tree, to)) {
                format!("nothing that xen.h includes for {target} includes it")
            } else {
                return None;
            };
            Some((file, reason))
        };
        selected.iter().filter_map(other).collect()
    }

    /// Whether a header that is left includes one that was refused since `before`. Where none does,
    /// nothing that is left can read differently but by accident, which the caller notices.
    fn reads_refused(&self, before: &[usize], pass: &Directives) -> bool {
        let mut refused = before.iter().filter(|file| !self.headers.contains(file));
        let reads = |other: &usize, file: &usize| pass.closure(*other).contains(file);
        refused.any(|file| self.headers.iter().any(|other| reads(other, file)))
    }

    /// Takes the macros that the remaining headers may define.
    fn expect_macros(&mut self) {
        let tree = self.run.tree;
        let refused = |file: usize| self.refused.contains_key(&file);
        let files = tree.within_reach(&self.headers, refused);
        self.use_macros(Directives::written(tree, &files));
        let defines = files
            .iter()
            .flat_map(|file| &tree.files[*file].directives.defines);
        let conditional = defines.filter(|define| define.conditional);
        self.conditional = conditional.map(|define| define.name.clone()).collect();
    }

    /// Takes the macros that a unit defined.
    pub(super) fn use_macros(&mut self, macros: Vec<Macro>) {
        self.macros = macros;
        self.conditional.clear();
    }

    /// Leaves out the headers that a unit refused. Returns whether there was one.
    pub(super) fn revise(&mut self, pass: &Directives) -> bool {
        self.stopped = self.stopped.take().or_else(|| self.first_stop(pass));
        let mut found = self.stopped(pass);
        let others = self.includers_of_foreign(pass);
        self.foreign.extend(others.keys());
        found.extend(others);
        let changed = !found.is_empty();
        self.leave_out(found);
        changed
    }

    /// An error where no header is left, or none that the others could rest on.
    pub(super) fn some_left(&self) -> Result<(), Diagnostics> {
        let tree = self.run.tree;
        let base = tree.xen.filter(|xen| self.refused.contains_key(xen));
        if !self.headers.is_empty() && base.is_none() {
            return Ok(());
        }
        let mut wrong = Diagnostic::error("no-header-left", "none of the headers can be read");
        if let Some(stopped) = &self.stopped {
            wrong = wrong.at(stopped.clone(), "the first to refuse");
        }
        let reasons = self.refused.iter();
        let reasons = reasons.filter(|(file, _)| base.is_none_or(|base| base == **file));
        for (file, reason) in reasons.take(3) {
            wrong = wrong.help(format!("{}: {reason}", tree.path(*file)));
        }
        let asked = self.stopped.iter().flat_map(|place| self.asked(place));
        let asked: Vec<_> = asked.map(|name| format!("`{name}`")).collect();
        if !asked.is_empty() {
            let names = asked.join(", ");
            wrong = wrong.help(format!(
                "its conditions ask for {names}, which nothing defines"
            ));
        }
        let wrong = wrong.help(
            "`--target NAME` reads them for another architecture; what else they ask for, a file \
             for `--prelude FILE` can define",
        );
        Err(Diagnostics::from_iter([wrong]))
    }

    /// Headers of the unit that run into an `#error`, which may stand in what they include.
    fn stopped(&mut self, pass: &Directives) -> BTreeMap<usize, String> {
        let tree = self.run.tree;
        let mut found = BTreeMap::new();
        for (file, text) in pass.errors.iter().filter_map(|error| tree.refusal(error)) {
            let entries = pass.entries.iter().filter(|(entered, _)| *entered == file);
            let mut includers: Vec<_> = entries.filter_map(|(_, outermost)| *outermost).collect();
            includers.retain(|includer| self.headers.contains(includer));
            // The first to read it is the one that ran into it, for a guard keeps the others out.
            // If it is back in the next round, there is none, or it comes too late.
            if self.blamed.insert(file) {
                includers.truncate(1);
            }
            for includer in includers {
                let reason = if includer == file {
                    format!("#error {text}")
                } else {
                    format!("{} says #error {text}", tree.path(file))
                };
                found.entry(includer).or_insert(reason);
            }
        }
        found
    }

    /// Where the first `#error` stands.
    fn first_stop(&self, pass: &Directives) -> Option<Location> {
        let tree = self.run.tree;
        let refuses = |error: &&ClangError| tree.refusal(error).is_some();
        let Position {
            file_id,
            line,
            column,
            ..
        } = pass.errors.iter().find(refuses)?.position;
        let file = &tree.files[file_id.header()?];
        // clang points behind the `#`.
        let column = column.saturating_sub(1).max(1);
        let length = file.line(line).len() as u32;
        Some(Location::new(&file.path, line, column, length))
    }

    /// The names that the conditions around a line ask for and that no header defines.
    fn asked(&self, place: &Location) -> Vec<&str> {
        let tree = self.run.tree;
        let mut files = tree.files.iter();
        let Some(file) = files.find(|file| file.path == place.header) else {
            return Vec::new();
        };
        let defined: HashSet<&str> = tree
            .files
            .iter()
            .flat_map(|file| &file.directives.defines)
            .map(|define| &*define.name)
            .collect();
        let before = file.blanked.code.lines().take(place.line as usize);
        // For each `#if` that is open, the words of its branches.
        let mut open: Vec<Vec<&str>> = Vec::new();
        for line in before {
            let keyword = Directive::on(line).map_or("", |directive| directive.keyword);
            let words = c_text::tokens(line).into_iter().skip(2);
            match (keyword, open.last_mut()) {
                ("if" | "ifdef" | "ifndef", _) => open.push(words.collect()),
                ("elif", Some(last)) => last.extend(words),
                ("endif", _) => drop(open.pop()),
                _ => {}
            }
        }
        // What begins with two underscores is the compiler's to define.
        let is_asked = |name: &&str| {
            is_name(name)
                && *name != "defined"
                && !name.starts_with("__")
                && !defined.contains(name)
        };
        let mut names: Vec<&str> = open.into_iter().flatten().filter(is_asked).collect();
        names.dedup();
        names
    }

    /// Headers of the unit that include one of another architecture.
    fn includers_of_foreign(&self, pass: &Directives) -> BTreeMap<usize, String> {
        let includer = |&file: &usize| {
            let mut closure = pass.closure(file).into_iter();
            let foreign = closure.find(|other| self.foreign.contains(other))?;
            let path = self.run.tree.path(foreign);
            let reason = format!("it includes {path}, which is of another architecture");
            Some((file, reason))
        };
        self.headers.iter().filter_map(includer).collect()
    }
}
