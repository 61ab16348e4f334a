//! Turns what clang complains about into messages of ours: located, without paths of the machine,
//! with help.

use std::collections::{BTreeMap, BTreeSet};

use super::check;
use super::directives::{self, Directives};
use super::includes;
use super::macros;
use super::position::{Complaint, Seat};
use super::refusals;
use super::suggest;
use super::tree::HeaderTree;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::facts::Origin;
use crate::model::hash::{HashMap, HashSet, IndexMap};
use crate::model::location::Location;

/// How many messages about one header are shown. What follows is mostly a consequence.
const MOST: usize = 50;

/// The messages for the errors that a unit of these headers has. One of them may end within a
/// declaration.
pub(super) fn diagnose(
    tree: &HeaderTree,
    pass: &Directives,
    headers: &[usize],
    unfinished: Option<usize>,
) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    let including = about_includes(tree, pass);
    // A header without its includes, and whoever includes it, is full of errors that say nothing.
    // So is what follows on a header that is not finished.
    let broken: BTreeSet<usize> = including.keys().map(|(file, _)| *file).collect();
    let readers = pass.first_readers(headers);
    let last = unfinished.and_then(|file| headers.iter().position(|header| *header == file));
    let hidden = |file: usize| {
        let after = last
            .zip(readers.get(&file))
            .is_some_and(|(last, reader)| *reader > last);
        after || pass.closure(file).iter().any(|file| broken.contains(file))
    };
    let mut consequences: HashMap<usize, bool> = HashMap::default();
    let mut unknown = Unknown::new(pass);
    let mut shown: BTreeMap<usize, usize> = BTreeMap::new();
    for error in pass
        .errors
        .iter()
        .filter(|error| error.position.seat != Seat::Unit)
    {
        let Some(file) = error.position.seat.header() else {
            diagnostics.push(Diagnostic::error("c-syntax", error.message.clone()));
            continue;
        };
        let line = directives::line_of(tree, file, error.position.line);
        let ignored = *consequences.entry(file).or_insert_with(|| hidden(file));
        let own = directives::error_text(line).is_some();
        // The annotations' reader tells it better.
        let unclosed = error.message.starts_with("unterminated /* comment");
        if is_include(line) || not_found(error).is_some() || (ignored && !own) || unclosed {
            continue;
        }
        let count = shown.entry(file).or_default();
        // A name that is missing is told once, where it is met first.
        if !own && unknown.takes(tree, file, error, count) {
            continue;
        }
        *count += 1;
        if *count <= MOST {
            diagnostics.push(if own {
                refusal(tree, file, error, line)
            } else {
                syntax(tree, file, error)
            });
        }
    }
    for (file, count) in shown.into_iter().filter(|(_, count)| *count > MOST) {
        let message = format!(
            "{} further errors in this header are not shown",
            count - MOST
        );
        diagnostics.push(
            Diagnostic::error("c-syntax", message)
                .at(Location::line(&tree.files[file].path, 1), ""),
        );
    }
    diagnostics.extend(unknown.messages());
    if let Some(file) = unfinished.filter(|file| !broken.contains(file)) {
        diagnostics.push(unclosed(tree, file));
    }
    diagnostics.extend(including.into_values().collect());
    diagnostics
}

/// The messages about `#include` lines, by header and line.
fn about_includes(tree: &HeaderTree, pass: &Directives) -> BTreeMap<(usize, u32), Diagnostic> {
    let mut including: BTreeMap<(usize, u32), Diagnostic> = BTreeMap::new();
    for error in &pass.errors {
        if let Some(file) = error.position.seat.header()
            && let Some(message) = about_include(tree, pass, file, error)
        {
            including
                .entry((file, error.position.line))
                .or_insert(message);
        }
    }
    for &(file, line) in &pass.outside {
        including
            .entry((file, line))
            .or_insert_with(|| outside(tree, file, line));
    }
    including
}

/// The headers of a unit that have nothing to do with a cycle of includes.
pub(super) fn without_cycles(
    tree: &HeaderTree,
    pass: &Directives,
    headers: &[usize],
) -> Vec<usize> {
    let cycles = about_includes(tree, pass)
        .into_iter()
        .filter(|(_, message)| message.code == "include-cycle");
    let files: BTreeSet<usize> = cycles.map(|((file, _), _)| file).collect();
    headers
        .iter()
        .copied()
        .filter(|header| {
            !pass
                .closure(*header)
                .iter()
                .any(|file| files.contains(file))
        })
        .collect()
}

fn unclosed(tree: &HeaderTree, file: usize) -> Diagnostic {
    let source = &tree.files[file];
    let place = match check::open_brace(&source.text) {
        Some(offset) => {
            let before = &source.text[..offset];
            let line = before.matches('\n').count() as u32 + 1;
            let column = before.rfind('\n').map_or(offset, |at| offset - at - 1) as u32 + 1;
            (Location::new(&source.path, line, column, 1), "opened here")
        }
        None => (
            Location::line(&source.path, source.text.lines().count() as u32),
            "the last line",
        ),
    };
    Diagnostic::error("unclosed", "the header ends within a declaration")
        .at(place.0, place.1)
        .help("a `}` or a `;` is missing between here and the end of the header")
}

fn is_include(line: &str) -> bool {
    line.strip_prefix('#')
        .is_some_and(|rest| rest.trim_start().starts_with("include"))
}

/// The file that clang looked for in vain.
fn not_found(error: &Complaint) -> Option<&str> {
    error
        .message
        .strip_prefix('\'')?
        .strip_suffix("' file not found")
}

fn location(tree: &HeaderTree, file: usize, error: &Complaint) -> Location {
    let source = &tree.files[file];
    let rest = source
        .stripped
        .code
        .get(error.position.offset as usize..)
        .unwrap_or("");
    let length = macros::first_token(rest.lines().next().unwrap_or(""));
    Location::new(
        &source.path,
        error.position.line,
        error.position.column,
        length as u32,
    )
}

fn syntax(tree: &HeaderTree, file: usize, error: &Complaint) -> Diagnostic {
    if error.message.contains(refusals::NO_OPERATOR) {
        return refusals::made().at(location(tree, file, error), "here");
    }
    let mut message = error.message.replace(['\'', '\u{2018}', '\u{2019}'], "`");
    for folder in &tree.folders {
        message = message.replace(&format!("{folder}/"), "");
    }
    Diagnostic::error("c-syntax", message)
        .at(location(tree, file, error), "clang stopped here")
        .help(match tree.files[file].origin {
            Origin::Tree => format!(
                "the header must be C as of 2011, with GNU extensions; `--skip {}` leaves it out",
                tree.files[file].path
            ),
            _ => "it must be C as of 2011, with GNU extensions".to_owned(),
        })
}

/// For how many missing names all headers of the tree are looked through.
const SEARCHES: usize = 20;

/// The code of messages about macros.
const MACRO: &str = "unknown-macro";

/// Names that no header declares, each with the message of its first place.
struct Unknown<'p> {
    pass: &'p Directives,
    /// The macros that were defined.
    macros: HashSet<String>,
    /// By name: the message, and whether the name is missing elsewhere too.
    found: IndexMap<String, (Diagnostic, bool)>,
    /// Header and line of calls of macros that nothing defines: what else clang says of them follows
    /// from that.
    calls: HashSet<(usize, u32)>,
}

impl<'p> Unknown<'p> {
    fn new(pass: &'p Directives) -> Self {
        let macros = pass.macros.iter().map(|one| one.definition.name.clone());
        Self {
            pass,
            macros: macros.collect(),
            found: IndexMap::default(),
            calls: HashSet::default(),
        }
    }

    /// Whether an error is about a name that is missing; then it is taken in, and counted if it is the
    /// first of its name.
    fn takes(
        &mut self,
        tree: &HeaderTree,
        file: usize,
        error: &Complaint,
        count: &mut usize,
    ) -> bool {
        // A word of ours stands for what is refused.
        if error.message.contains(refusals::NO_OPERATOR) {
            return false;
        }
        let at = (file, error.position.line);
        if self.calls.contains(&at) {
            return true;
        }
        let (name, code, message, place) = if let Some(name) = missing_name(&error.message) {
            let message = match name.strip_prefix("__guest_handle_") {
                Some(pointee) => format!("there is no guest handle of `{pointee}`"),
                None => format!("`{name}` is not declared"),
            };
            (
                name.to_owned(),
                "unknown-type",
                message,
                location(tree, file, error),
            )
        } else if let Some((name, column)) = self.call(tree, file, error) {
            self.calls.insert(at);
            let path = &tree.files[file].path;
            let place = Location::new(path, error.position.line, column, name.len() as u32);
            let message = format!("`{name}` is used like a macro, and nothing defines it");
            (name, MACRO, message, place)
        } else {
            return false;
        };
        if let Some((_, again)) = self.found.get_mut(&name) {
            *again = true;
            return true;
        }
        *count += 1;
        if *count > MOST {
            return true;
        }
        let mut wrong = Diagnostic::error(code, message).at(place, "met here");
        let missing = suggest::Missing {
            file,
            name: &name,
            is_macro: code == MACRO,
            thorough: self.found.len() < SEARCHES,
        };
        for help in suggest::help(tree, self.pass, missing) {
            wrong = wrong.help(help);
        }
        self.found.insert(name, (wrong, false));
        true
    }

    /// The call of a macro that nothing defines, up to where clang stopped: its name and column.
    fn call(&self, tree: &HeaderTree, file: usize, error: &Complaint) -> Option<(String, u32)> {
        let code = &tree.files[file].stripped.code;
        let offset = (error.position.offset as usize).min(code.len());
        let start = code.get(..offset)?.rfind('\n').map_or(0, |at| at + 1);
        let line = code[start..].lines().next()?;
        if line.trim_start().starts_with('#') {
            return None;
        }
        let mut before = "";
        let mut at = 0;
        let mut found = None;
        while at <= offset - start {
            let rest = line.get(at..)?;
            let blanks = rest.len() - rest.trim_start().len();
            let token = rest[blanks..].get(..macros::first_token(&rest[blanks..]))?;
            if token.is_empty() {
                break;
            }
            let begin = at + blanks;
            at = begin + token.len();
            let called = line[at..].trim_start().starts_with('(');
            // A function's name stands behind its type.
            let leads = matches!(
                before,
                "" | "{" | "}" | ";" | ")" | "const" | "volatile" | "static"
            );
            let shouts = !token.bytes().any(|byte| byte.is_ascii_lowercase());
            let word = token.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
            if word
                && called
                && (leads || shouts)
                && begin <= offset - start
                && !KEYWORDS.contains(&token)
                && !self.macros.contains(token)
            {
                found = Some((token.to_owned(), begin as u32 + 1));
            }
            before = token;
        }
        found
    }

    fn messages(self) -> Diagnostics {
        let told = self
            .found
            .into_values()
            // How often may differ from target to target, and the message must not.
            .map(|(wrong, again)| match again {
                false => wrong,
                true => wrong.help("it is missing in further places, which are not shown"),
            });
        told.collect()
    }
}

/// Words of C that a parenthesis may follow, and what compilers declare themselves.
const KEYWORDS: [&str; 22] = [
    "if",
    "for",
    "while",
    "switch",
    "return",
    "do",
    "else",
    "sizeof",
    "typeof",
    "__typeof__",
    "_Alignof",
    "_Alignas",
    "_Static_assert",
    "__attribute__",
    "__attribute",
    "asm",
    "__asm__",
    "__asm",
    "offsetof",
    "__extension__",
    "struct",
    "union",
];

/// The name that a complaint says is missing; of a tag, with its keyword.
fn missing_name(message: &str) -> Option<&str> {
    let starts = [
        "unknown type name ",
        "use of undeclared identifier ",
        "call to undeclared function ",
        "implicit declaration of function ",
        "field has incomplete type ",
        "array has incomplete element type ",
        "variable has incomplete type ",
    ];
    let rest = starts
        .iter()
        .find_map(|start| message.strip_prefix(start))?;
    let rest = rest.strip_prefix(['\'', '\u{2018}', '`'])?;
    let name = &rest[..rest.find(['\'', '\u{2019}', '`'])?];
    // A type may be an array, or have a name of its own beside.
    let name = name.trim_end_matches(|c: char| {
        matches!(c, '[' | ']' | ' ') || c.is_ascii_digit() && name.ends_with(']')
    });
    let is_word = |word: &str| {
        word.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    match name.split_once(' ') {
        Some(("struct" | "union" | "enum", tag)) => is_word(tag).then_some(name),
        Some(_) => None,
        None => is_word(name).then_some(name),
    }
}

fn refusal(tree: &HeaderTree, file: usize, error: &Complaint, line: &str) -> Diagnostic {
    let text = directives::error_text(line).unwrap_or("");
    Diagnostic::error(
        "error-directive",
        format!("the header refuses to be read: {text}"),
    )
    .at(location(tree, file, error), "it stops here")
    .help(match tree.files[file].origin {
        Origin::Tree => format!(
            "define what it asks for in a file for `--prelude FILE`, or leave it out: `--skip {}`",
            tree.files[file].path
        ),
        _ => "define what it asks for before it, in the file for `--prelude FILE`".to_owned(),
    })
}

/// The message for an error on an `#include` line.
fn about_include(
    tree: &HeaderTree,
    pass: &Directives,
    file: usize,
    error: &Complaint,
) -> Option<Diagnostic> {
    let line = directives::line_of(tree, file, error.position.line);
    let wanted = not_found(error);
    if !is_include(line) && wanted.is_none() {
        return None;
    }
    let known = tree.files[file]
        .includes
        .iter()
        .find(|(include, _)| include.line == error.position.line);
    Some(match known {
        Some((_, Some(target))) => cycle(tree, pass, file, error, *target),
        Some((include, None)) => missing(tree, location(tree, file, error), &include.name),
        // A macro names it, or the line is written in an odd way.
        None => missing(
            tree,
            location(tree, file, error),
            wanted.unwrap_or_else(|| {
                line.trim_start_matches(['#', ' '])
                    .trim_start_matches("include")
                    .trim()
            }),
        ),
    })
}

fn missing(tree: &HeaderTree, location: Location, name: &str) -> Diagnostic {
    if name.starts_with('/') {
        let message = format!("`{name}` is a path of the machine, where nothing is read");
        return Diagnostic::error("outside-the-tree", message)
            .at(location, "included here")
            .help("name the header by its path within the tree, or within a folder of `--include DIR`");
    }
    let wrong = Diagnostic::error("missing-include", format!("there is no header `{name}`"))
        .at(location.clone(), "included here");
    let beside = format!("{}{name}", includes::folder(&location.header));
    if includes::normal(&beside).is_none() {
        return wrong.help("it leads out of the tree: give the folder above as the tree, and name the headers with `--header`");
    }
    if let Some(other) = suggest::namesake(tree, name) {
        let name = name.trim_matches(['"', '<', '>']);
        return wrong
            .help(format!("the tree has `{other}`: if that is meant, put a file `{name}` into a folder DIR that says `#include <{other}>`, and pass `--include DIR`"))
            .help("otherwise `--include DIR` adds the folder that has it, which may be a whole tree of headers");
    }
    let skip = format!(
        "if nothing of it is needed, an empty file of this name in such a folder stands in for it; `--skip {}` leaves out this header",
        location.header
    );
    wrong
        .help("it was looked for beside this header, in the tree, and in the folders of --include")
        .help("`--include DIR` adds a folder, which may be a whole tree of headers")
        .help(skip)
}

/// clang found a file that was not looked for by our rules: through an absolute path, or the
/// environment.
fn outside(tree: &HeaderTree, file: usize, line: u32) -> Diagnostic {
    let source = &tree.files[file];
    match source
        .includes
        .iter()
        .find(|(include, _)| include.line == line)
    {
        Some((include, _)) => {
            let length = include.name.len() as u32 + 2;
            missing(
                tree,
                Location::new(&source.path, line, include.column, length),
                &include.name,
            )
        }
        None => missing(
            tree,
            Location::line(&source.path, line),
            directives::line_of(tree, file, line),
        ),
    }
}

fn cycle(
    tree: &HeaderTree,
    pass: &Directives,
    file: usize,
    error: &Complaint,
    target: usize,
) -> Diagnostic {
    let path = |file: usize| &tree.files[file].path;
    let message = if file == target {
        format!("{} includes itself without end", path(file))
    } else {
        format!(
            "{} and {} include each other without end",
            path(file),
            path(target)
        )
    };
    let label = format!("includes {} again", path(target));
    let mut wrong =
        Diagnostic::error("include-cycle", message).at(location(tree, file, error), label);
    for (from, line, to) in way(pass, target, file) {
        let written = tree.files[from]
            .includes
            .iter()
            .map(|(include, _)| include)
            .find(|include| include.line == line);
        let place = match written {
            Some(include) => Location::new(
                path(from),
                line,
                include.column,
                include.name.len() as u32 + 2,
            ),
            None => Location::line(path(from), line),
        };
        wrong = wrong.related(place, format!("includes {}", path(to)));
    }
    let whom = if file == target { "it" } else { "each of them" };
    wrong.help(format!(
        "give {whom} an include guard: #ifndef NAME, #define NAME, … #endif"
    ))
}

/// The shortest chain of includes from one header to another.
fn way(pass: &Directives, from: usize, to: usize) -> Vec<(usize, u32, usize)> {
    let mut came: HashMap<usize, (usize, u32)> = HashMap::default();
    let mut open = std::collections::VecDeque::from([from]);
    while let Some(file) = open.pop_front() {
        for &(line, target) in pass.includes.get(&file).into_iter().flatten() {
            if target != from && !came.contains_key(&target) {
                came.insert(target, (file, line));
                open.push_back(target);
            }
        }
    }
    let mut steps = Vec::new();
    let mut at = to;
    while at != from {
        let Some(&(before, line)) = came.get(&at) else {
            return Vec::new();
        };
        steps.push((before, line, at));
        at = before;
    }
    steps.reverse();
    steps
}
