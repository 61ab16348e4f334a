//! Searches the lines of a tree's headers for the declaration of a name.

use std::fs;
use std::path::{Path, PathBuf};

use super::conditions::{ELSE, holds};
use crate::c_text::{self, Blanked, Directive};
use crate::model::facts::Origin;
use crate::model::hash::HashSet;
use crate::source::check;
use crate::source::directives::Directives;
use crate::source::macros::Macro;
use crate::source::tree::HeaderTree;

/// How many headers that were not read are looked through at most, and how deep folders are.
const HEADERS: usize = 4000;
const DEEPEST: usize = 8;

/// A line that declares a name.
pub(super) struct Declared {
    /// The header's path within the tree, or within an include folder.
    pub(super) path: String,
    pub(super) line: usize,
    /// The conditions that it stands under, the outermost first.
    pub(super) conditions: Vec<String>,
    /// Whether the header was read before the error.
    pub(super) read: bool,
}

/// What is looked for.
pub(super) struct Wanted<'a> {
    /// `struct`, `union` or `enum`, of a tag.
    pub(super) kind: Option<&'a str>,
    pub(super) name: &'a str,
    /// Whether it is a guest handle's pointee.
    pub(super) handle: bool,
    /// Whether it is a macro's.
    pub(super) is_macro: bool,
}

/// The lines that declare a name.
///
/// Headers that were read come first, then lines without conditions, then by path.
pub(super) fn declarations(
    tree: &HeaderTree,
    pass: &Directives,
    wanted: &Wanted<'_>,
    thorough: bool,
) -> Vec<Declared> {
    let mut found = Vec::new();
    for (number, file) in tree.files.iter().enumerate() {
        let read = pass.reached.contains(&number);
        search(&file.blanked.code, &file.path, read, wanted, &mut found);
    }
    let mut headers = Vec::new();
    for folder in tree.disks.iter().filter(|_| thorough) {
        list(folder, "", DEEPEST, &mut headers);
    }
    for (path, shown) in headers {
        if tree.files.iter().all(|file| *file.path != *shown)
            && let Ok(text) = check::read(&path, Origin::IncludeFolder)
            && text.contains(wanted.name)
        {
            search(&Blanked::of(&text).code, &shown, false, wanted, &mut found);
        }
    }
    let defined: HashSet<_> = pass.macros.iter().map(Macro::name).collect();
    for one in &mut found {
        one.conditions
            .retain(|condition| !holds(condition, &defined));
    }
    found.sort_by_cached_key(|one| {
        (
            !one.read,
            one.conditions.len(),
            one.path.matches('/').count(),
            one.path.clone(),
            one.line,
        )
    });
    found
}

/// The tree's header whose path ends most like that of a missing header.
///
/// At least the file name must be equal.
pub(in crate::source) fn namesake(tree: &HeaderTree, name: &str) -> Option<String> {
    let name = name.trim_matches(['"', '<', '>']);
    let alike = |path: &str| {
        let both = path.rsplit('/').zip(name.rsplit('/'));
        both.take_while(|(one, other)| one == other).count()
    };
    let mut headers = Vec::new();
    list(tree.disks.first()?, "", DEEPEST, &mut headers);
    // Of several that are alike the first counts.
    let paths = headers.into_iter().rev().map(|(_, path)| path);
    paths
        .max_by_key(|path| alike(path))
        .filter(|path| alike(path) > 0)
}

/// Adds the headers below a folder, without links: where they are, and their paths within.
fn list(folder: &Path, prefix: &str, depth: usize, found: &mut Vec<(PathBuf, String)>) {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let (Ok(kind), Ok(name)) = (entry.file_type(), entry.file_name().into_string()) else {
            continue;
        };
        let path = format!("{prefix}{name}");
        if kind.is_dir() && depth > 0 && !name.starts_with('.') {
            list(&entry.path(), &format!("{path}/"), depth - 1, found);
        } else if kind.is_file()
            && name.ends_with(".h")
            && !check::awkward(&path)
            && found.len() < HEADERS
        {
            found.push((entry.path(), path));
        }
    }
}

/// An `#if` that is open, with its branch.
struct Frame {
    /// The condition of the branch; empty for an include guard, which holds.
    condition: String,
    /// The number of the branch, and whether it is the `#else`.
    branch: usize,
    is_else: bool,
    /// How many lines were found before.
    begin: usize,
}

/// Adds the lines of a header's code that declare it.
fn search(code: &str, path: &str, read: bool, wanted: &Wanted<'_>, found: &mut Vec<Declared>) {
    let mut frames: Vec<Frame> = Vec::new();
    // For each line that is found here, how many frames are around it and the last one's branch.
    let mut places: Vec<(usize, usize)> = Vec::new();
    let mut here: Vec<Declared> = Vec::new();
    let mut first = true;
    for (number, line) in code.lines().enumerate() {
        let line = line.trim();
        if let Some(directive) = Directive::on(line) {
            let opened = |condition: String| Frame {
                condition,
                branch: 0,
                is_else: false,
                begin: places.len(),
            };
            match (directive.keyword, frames.last_mut()) {
                // The include guard holds where the header is read.
                ("ifndef", _) if first => frames.push(opened(String::new())),
                ("if" | "ifdef" | "ifndef", _) => frames.push(opened(line.to_owned())),
                ("else", Some(last)) => {
                    last.condition = format!("{ELSE}{}", last.condition);
                    last.branch += 1;
                    last.is_else = true;
                }
                ("elif", Some(last)) => {
                    line.clone_into(&mut last.condition);
                    last.branch += 1;
                }
                ("endif", Some(_)) => close(&mut frames, &mut places, &mut here),
                _ => {}
            }
            first = false;
        }
        if declares(line, wanted) {
            let conditions = frames.iter().map(|frame| &frame.condition);
            places.push((frames.len(), frames.last().map_or(0, |last| last.branch)));
            here.push(Declared {
                path: path.to_owned(),
                line: number + 1,
                conditions: conditions.filter(|one| !one.is_empty()).cloned().collect(),
                read,
            });
        }
    }
    found.append(&mut here);
}

/// Closes an `#if`. If each of its branches declares the name, it does not matter: the first
/// declaration stays, and is not under its condition.
fn close(frames: &mut Vec<Frame>, places: &mut Vec<(usize, usize)>, here: &mut Vec<Declared>) {
    let depth = frames.len();
    let Some(frame) = frames.pop() else { return };
    let within: Vec<usize> = (frame.begin..places.len())
        .filter(|at| places[*at].0 == depth)
        .collect();
    let branches: HashSet<usize> = within.iter().map(|at| places[*at].1).collect();
    if !frame.is_else || branches.len() <= frame.branch {
        return;
    }
    if let [first, others @ ..] = within.as_slice() {
        here[*first].conditions.pop();
        places[*first] = (depth - 1, frames.last().map_or(0, |last| last.branch));
        for at in others.iter().rev() {
            here.remove(*at);
            places.remove(*at);
        }
    }
}

/// Whether a line looks like the declaration of a name.
fn declares(line: &str, wanted: &Wanted<'_>) -> bool {
    let Wanted {
        kind,
        name,
        handle,
        is_macro,
    } = *wanted;
    if !line.contains(name) {
        return false;
    }
    let tokens = c_text::tokens(line);
    if handle {
        let defines = |call: &[&str]| {
            call[0].contains("DEFINE")
                && call[0].contains("GUEST_HANDLE")
                && call[1..] == ["(", name]
        };
        return tokens.windows(3).any(defines) && tokens[0] != "#";
    }
    if let Some(kind) = kind {
        let mut pairs = tokens.windows(2);
        let at = pairs.position(|pair| pair == [kind, name]);
        return at.is_some_and(|at| matches!(tokens.get(at + 2), None | Some(&"{")));
    }
    match tokens.as_slice() {
        ["#", "define", defined, ..] => *defined == name,
        ["#", ..] => false,
        _ if is_macro => false,
        // `typedef int name;`, `} name;`, `typedef char name[16];`
        ["typedef" | "}", ..] => tokens
            .windows(2)
            .any(|pair| pair[0] == name && matches!(pair[1], ";" | "[" | ",")),
        // A member of an enum.
        [first, rest @ ..] => *first == name && matches!(rest.first(), None | Some(&("," | "="))),
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recognises_declarations_of_a_name() {
        let wanted = |name| Wanted {
            kind: None,
            name,
            handle: false,
            is_macro: false,
        };
        for (line, name) in [
            ("#define N 1", "N"),
            ("#  define N(x) (x)", "N"),
            ("typedef uint64_t __attribute__((aligned(8))) N;", "N"),
            ("} N;", "N"),
            ("typedef unsigned char N[16];", "N"),
            ("N = 3,", "N"),
            ("N,", "N"),
        ] {
            assert!(declares(line, &wanted(name)), "{line}");
        }
        for line in [
            "N x;",
            "#undef N",
            "typedef N x;",
            "#define M N",
            "int f(N x);",
            "typedef int NN;",
        ] {
            assert!(!declares(line, &wanted("N")), "{line}");
        }
        let tag = Wanted {
            kind: Some("struct"),
            name: "N",
            handle: false,
            is_macro: false,
        };
        assert!(declares("struct N {", &tag) && declares("typedef struct N", &tag));
        assert!(!declares("struct N *p;", &tag) && !declares("struct N;", &tag));
        let handle = Wanted {
            kind: None,
            name: "N",
            handle: true,
            is_macro: false,
        };
        assert!(declares("DEFINE_XEN_GUEST_HANDLE(N);", &handle));
        assert!(declares("__DEFINE_GUEST_HANDLE(N, struct n)", &handle));
        assert!(!declares(
            "#define DEFINE_XEN_GUEST_HANDLE(N) __X(N, N)",
            &handle
        ));
    }

    #[test]
    fn conditions_around_a_line() {
        let text = "#ifndef A_H\n#define A_H\n#ifdef __XEN_TOOLS__\n#define N 1\n#else\n\
                    #if X\n#define N 2\n#endif\n#endif\n#define N 3\n#endif\n";
        let mut found = Vec::new();
        search(
            text,
            "a.h",
            true,
            &Wanted {
                kind: None,
                name: "N",
                handle: false,
                is_macro: false,
            },
            &mut found,
        );
        let shown: Vec<_> = found
            .iter()
            .map(|one| (one.line, one.conditions.join(" && ")))
            .collect();
        assert_eq!(
            shown,
            [
                (4, "#ifdef __XEN_TOOLS__".to_owned()),
                (7, "#else of #ifdef __XEN_TOOLS__ && #if X".to_owned()),
                (10, String::new())
            ]
        );
    }
}
