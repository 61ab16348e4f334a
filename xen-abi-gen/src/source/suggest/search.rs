//! Looks through the headers of a tree for the declaration of a name, by the look of their lines.

use std::fs;
use std::path::Path;

use super::conditions::{ELSE, holds};
use crate::c_text::{self, Blanked, Directive};
use crate::model::facts::Origin;
use crate::model::hash::HashSet;
use crate::source::check;
use crate::source::directives::Directives;
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
}

/// The lines that declare it: first those of headers that were read, then those that need no
/// condition, then by path.
pub(super) fn declarations(
    tree: &HeaderTree,
    pass: &Directives,
    wanted: &Wanted<'_>,
    thorough: bool,
) -> Vec<Declared> {
    let mut found = Vec::new();
    let defined: HashSet<&str> = pass
        .macros
        .iter()
        .map(|one| one.definition.name.as_str())
        .collect();
    for (number, file) in tree.files.iter().enumerate() {
        let read = pass.reached.contains(&number);
        search(&file.blanked.code, &file.path, read, wanted, &mut found);
    }
    let mut left = if thorough { HEADERS } else { 0 };
    for (number, folder) in tree.disks.iter().enumerate() {
        let origin = if number == 0 {
            Origin::Tree
        } else {
            Origin::IncludeFolder
        };
        walk(folder, "", DEEPEST, &mut left, &mut |path, shown| {
            if tree.files.iter().all(|file| *file.path != *shown)
                && let Ok(text) = check::read(path, origin)
                && text.contains(wanted.name)
            {
                search(&Blanked::of(&text).code, shown, false, wanted, &mut found);
            }
        });
    }
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

/// The tree's header whose path ends like the name of a header that is missing: at least in the
/// name of the file.
pub(in crate::source) fn namesake(tree: &HeaderTree, name: &str) -> Option<String> {
    let name = name.trim_matches(['"', '<', '>']);
    let alike = |path: &str| {
        let (ours, theirs) = (path.rsplit('/'), name.rsplit('/'));
        ours.zip(theirs)
            .take_while(|(one, other)| one == other)
            .count()
    };
    let mut best: Option<(usize, String)> = None;
    let mut left = HEADERS;
    walk(
        tree.disks.first()?,
        "",
        DEEPEST,
        &mut left,
        &mut |_, path| {
            let length = alike(path);
            if length > best.as_ref().map_or(0, |(most, _)| *most) {
                best = Some((length, path.to_owned()));
            }
        },
    );
    best.map(|(_, path)| path)
}

/// The headers below a folder, without links.
fn walk(
    folder: &Path,
    prefix: &str,
    depth: usize,
    left: &mut usize,
    each: &mut impl FnMut(&Path, &str),
) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    let mut entries: Vec<_> = entries.flatten().collect();
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let (Ok(kind), Ok(name)) = (entry.file_type(), entry.file_name().into_string()) else {
            continue;
        };
        let shown = format!("{prefix}{name}");
        if *left == 0 {
            return;
        }
        if kind.is_dir() && depth > 0 && !name.starts_with('.') {
            walk(&entry.path(), &format!("{shown}/"), depth - 1, left, each);
        } else if kind.is_file() && name.ends_with(".h") && !check::awkward(&shown) {
            *left -= 1;
            each(&entry.path(), &shown);
        }
    }
}

/// Adds the lines of a header's code that declare it.
fn search(code: &str, path: &str, read: bool, wanted: &Wanted<'_>, found: &mut Vec<Declared>) {
    let mut conditions: Vec<String> = Vec::new();
    let mut first = true;
    for (number, line) in code.lines().enumerate() {
        let line = line.trim();
        if let Some(directive) = Directive::on(line) {
            match directive.keyword {
                // The include guard holds where the header is read.
                "ifndef" if first => conditions.push(String::new()),
                "if" | "ifdef" | "ifndef" => conditions.push(line.to_owned()),
                "else" => {
                    if let Some(last) = conditions.last_mut() {
                        *last = format!("{ELSE}{last}");
                    }
                }
                "elif" => {
                    if let Some(last) = conditions.last_mut() {
                        line.clone_into(last);
                    }
                }
                "endif" => drop(conditions.pop()),
                _ => {}
            }
            first = false;
        }
        if declares(line, wanted) {
            found.push(Declared {
                path: path.to_owned(),
                line: number + 1,
                conditions: conditions
                    .iter()
                    .filter(|one| !one.is_empty())
                    .cloned()
                    .collect(),
                read,
            });
        }
    }
}

/// Whether a line looks like the declaration of a name.
fn declares(line: &str, wanted: &Wanted<'_>) -> bool {
    let Wanted { kind, name, handle } = *wanted;
    if !line.contains(name) {
        return false;
    }
    let tokens = c_text::tokens(line);
    let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
    if handle {
        let defines = |window: &[&str]| {
            window[0].contains("DEFINE")
                && window[0].contains("GUEST_HANDLE")
                && window[1] == "("
                && window[2] == name
        };
        return tokens.windows(3).any(defines) && tokens[0] != "#";
    }
    if let Some(kind) = kind {
        let at = tokens.windows(2).position(|pair| pair == [kind, name]);
        return at.is_some_and(|at| {
            matches!(tokens.get(at + 2), None | Some(&"{")) || tokens.get(at + 2) == Some(&"{")
        });
    }
    match tokens.as_slice() {
        ["#", "define", defined, ..] => *defined == name,
        ["#", ..] => false,
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
    fn declarations_by_their_look() {
        let wanted = |name| Wanted {
            kind: None,
            name,
            handle: false,
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
        };
        assert!(declares("struct N {", &tag) && declares("typedef struct N", &tag));
        assert!(!declares("struct N *p;", &tag) && !declares("struct N;", &tag));
        let handle = Wanted {
            kind: None,
            name: "N",
            handle: true,
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
