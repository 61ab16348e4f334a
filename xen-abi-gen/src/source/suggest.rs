//! Where a name that C does not know is declared, and which option brings it in.
//!
//! A header that was read may declare the name in a branch that was not taken, another header of the
//! tree may declare it, or nothing does. Declarations are found by the look of their lines.

use std::fs;
use std::path::Path;

use super::check;
use super::directives::Directives;
use super::macros;
use super::stripped::Stripped;
use super::tree::HeaderTree;
use crate::model::facts::Origin;
use crate::model::hash::HashSet;
use crate::model::target::Target;

/// How many headers that were not read are looked through at most, and how deep folders are.
const HEADERS: usize = 4000;
const DEEPEST: usize = 8;

/// How many places are named.
const PLACES: usize = 2;

/// What a kernel or a C library declares beside what C does: the tree leaves them to its includer.
const CUSTOMARY: [(&str, &str); 22] = [
    ("u_int8_t", "typedef unsigned char u_int8_t;"),
    ("u_int16_t", "typedef unsigned short u_int16_t;"),
    ("u_int32_t", "typedef unsigned int u_int32_t;"),
    ("u_int64_t", "typedef unsigned long long u_int64_t;"),
    ("LONG_PTR", "typedef long LONG_PTR;"),
    ("ULONG_PTR", "typedef unsigned long ULONG_PTR;"),
    ("u8", "typedef unsigned char u8;"),
    ("u16", "typedef unsigned short u16;"),
    ("u32", "typedef unsigned int u32;"),
    ("u64", "typedef unsigned long long u64;"),
    ("s8", "typedef signed char s8;"),
    ("s16", "typedef short s16;"),
    ("s32", "typedef int s32;"),
    ("s64", "typedef long long s64;"),
    ("UINT8", "typedef unsigned char UINT8;"),
    ("UINT16", "typedef unsigned short UINT16;"),
    ("UINT32", "typedef unsigned int UINT32;"),
    ("UINT64", "typedef unsigned long long UINT64;"),
    ("bool", "#include <stdbool.h>"),
    ("ssize_t", "typedef long ssize_t;"),
    ("pid_t", "typedef int pid_t;"),
    ("gfp_t", "typedef unsigned int gfp_t;"),
];

/// What stands before a condition in whose other branch a line is.
const ELSE: &str = "#else of ";

/// A line that declares a name.
struct Declared {
    /// The header's path within the tree, or within an include folder.
    path: String,
    line: usize,
    /// The conditions that it stands under, the outermost first.
    conditions: Vec<String>,
    /// Whether the header was read before the error.
    read: bool,
}

/// A name that is missing.
#[derive(Clone, Copy)]
pub(super) struct Missing<'a> {
    /// The header that needs it.
    pub(super) file: usize,
    /// The name; of a tag, with its keyword.
    pub(super) name: &'a str,
    /// Whether it is used like a macro.
    pub(super) is_macro: bool,
    /// Whether headers that were not read are looked through too.
    pub(super) thorough: bool,
}

/// How a name comes to be declared: sentences for the help of a message about it.
pub(super) fn help(tree: &HeaderTree, pass: &Directives, missing: Missing<'_>) -> Vec<String> {
    let (kind, name) = match missing.name.split_once(' ') {
        Some((keyword, tag)) => (Some(keyword), tag),
        None => (None, missing.name),
    };
    let pointee = name.strip_prefix("__guest_handle_").map(|pointee| {
        let pointee = pointee.strip_prefix("64_").unwrap_or(pointee);
        pointee.strip_prefix("const_").unwrap_or(pointee)
    });
    let looked_for = Looked {
        kind,
        name: pointee.unwrap_or(name),
        handle: pointee.is_some(),
    };
    let found = declarations(tree, pass, &looked_for, missing.thorough);
    let shown = match pointee {
        Some(pointee) => format!("DEFINE_XEN_GUEST_HANDLE({pointee})"),
        None => name.to_owned(),
    };
    let places = found.iter().take(PLACES);
    match (found.is_empty(), pointee) {
        (false, _) => places
            .map(|one| one.sentence(tree, missing.file, &shown))
            .collect(),
        (true, None) => unknown(name, missing.is_macro),
        (true, Some(pointee)) => vec![format!(
            "no header of the tree says `{shown}`: put that into a file, below what declares `{pointee}`, and pass `--prelude FILE`"
        )],
    }
}

/// No header of the tree declares it.
fn unknown(name: &str, is_macro: bool) -> Vec<String> {
    let none = "no header of the tree or of the --include folders declares it; `--include DIR` adds the folder of one that does";
    let declaration = CUSTOMARY.iter().find(|(known, _)| *known == name);
    let is_error = name.len() > 2
        && name.starts_with('E')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let advice = match declaration {
        Some((_, declaration)) => format!(
            "the tree leaves it to its includer: put `{declaration}` into a file and pass `--prelude FILE`"
        ),
        None if is_macro => format!(
            "if the includer defines it, put that into a file and pass `--prelude FILE`; `#define {name}(...)` where it stands for nothing"
        ),
        None if is_error => format!(
            "the C library defines it in <errno.h>: put `#define {name}` with its number into a file and pass `--prelude FILE`"
        ),
        None => {
            "if the includer declares it, put the declaration into a file and pass `--prelude FILE`"
                .to_owned()
        }
    };
    if declaration.is_some() || is_error {
        vec![advice]
    } else {
        vec![none.to_owned(), advice]
    }
}

impl Declared {
    fn sentence(&self, tree: &HeaderTree, file: usize, name: &str) -> String {
        let place = format!("{}:{}", self.path, self.line);
        if let Some(condition) = self
            .conditions
            .iter()
            .rev()
            .find_map(|condition| mend(condition))
        {
            return format!("`{place}` declares `{name}` {condition}");
        }
        if let Some(condition) = self.conditions.last() {
            return format!(
                "`{place}` declares `{name}` under `{condition}`: put what that asks for into a file and pass `--prelude FILE`"
            );
        }
        let from = &*tree.files[file].path;
        if !self.read && check::architecture(&self.path).is_some() {
            return format!(
                "`{place}` declares `{name}` for an architecture: `--target NAME` reads the tree for that one"
            );
        }
        if *self.path == *from {
            return format!(
                "it is declared below, on line {}: declare it earlier, or in a file for `--prelude FILE`",
                self.line
            );
        }
        let asked = tree.selected.contains(&file);
        match (self.read, asked && tree.asked) {
            (false, true) if *self.path < *from => format!(
                "`{place}` declares `{name}`, and `{from}` does not include it: name both, `--header {} --header {from}`",
                self.path
            ),
            _ => format!(
                "`{place}` declares `{name}`, and is not read before `{from}`: put `#include \"{}\"` into a file and pass `--prelude FILE`",
                self.path
            ),
        }
    }
}

/// What makes a condition hold, where an option does.
fn mend(condition: &str) -> Option<String> {
    let tokens = macros::tokens(condition);
    let has = |name: &str| tokens.iter().any(|token| token == name);
    let wanted = |name: &str| has(name) && !is_negated(condition, &tokens, name);
    if wanted("__XEN_TOOLS__") {
        return Some(format!(
            "for toolstacks only, under `{condition}`: pass `--tools`"
        ));
    }
    if has("__XEN_TOOLS__") {
        return Some(format!(
            "for guests only, under `{condition}`: leave `--tools` out"
        ));
    }
    if wanted("__XEN__") {
        return Some(format!(
            "within the hypervisor only, under `{condition}`: leave the header that needs it out (`--skip PATH`), or put `#define __XEN__ 1` into a file and pass `--prelude FILE`"
        ));
    }
    if has("__XEN_INTERFACE_VERSION__") {
        return Some(format!(
            "for some versions only, under `{condition}`: `--interface-version N` chooses another"
        ));
    }
    let architectures = [
        ("__i386__", "i686"),
        ("__x86_64__", "x86_64"),
        ("__arm__", "armv7"),
        ("__aarch64__", "aarch64"),
    ];
    let named: Vec<String> = architectures
        .iter()
        .filter(|(name, target)| {
            has(name) && Target::ALL.iter().any(|known| known.name() == *target)
        })
        .map(|(_, target)| format!("`--target {target}`"))
        .collect();
    (!named.is_empty()).then(|| {
        format!(
            "for some architectures only, under `{condition}`: read the tree for these alone ({})",
            named.join(", ")
        )
    })
}

/// Whether a condition only asks that a name be not defined that is not.
fn holds(condition: &str, defined: &HashSet<&str>) -> bool {
    let tokens = macros::tokens(condition);
    let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
    match tokens.as_slice() {
        ["#", "ifndef", name]
        | ["#", "if", "!", "defined", name]
        | ["#", "if", "!", "defined", "(", name, ")"] => !defined.contains(name),
        _ => false,
    }
}

/// Whether a condition asks that a name be not defined.
fn is_negated(condition: &str, tokens: &[String], name: &str) -> bool {
    let before = tokens
        .iter()
        .take_while(|token| *token != name)
        .filter(|token| !matches!(token.as_str(), "(" | "defined"))
        .last();
    let not = before.is_some_and(|token| token == "!" || token == "ifndef");
    not != condition.starts_with(ELSE)
}

/// What is looked for.
struct Looked<'a> {
    /// `struct`, `union` or `enum`, of a tag.
    kind: Option<&'a str>,
    name: &'a str,
    /// Whether it is a guest handle's pointee.
    handle: bool,
}

/// The lines that declare it: first those of headers that were read, then those that need no
/// condition, then by path.
fn declarations(
    tree: &HeaderTree,
    pass: &Directives,
    looked_for: &Looked<'_>,
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
        search(
            &file.stripped.code,
            &file.path,
            read,
            looked_for,
            &mut found,
        );
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
                && memchr::memmem::find(text.as_bytes(), looked_for.name.as_bytes()).is_some()
            {
                search(
                    &Stripped::of(&text).code,
                    shown,
                    false,
                    looked_for,
                    &mut found,
                );
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

/// The tree's header whose path ends like the name of a header that is missing: at least in the name
/// of the file.
pub(super) fn namesake(tree: &HeaderTree, name: &str) -> Option<String> {
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
fn search(code: &str, path: &str, read: bool, looked_for: &Looked<'_>, found: &mut Vec<Declared>) {
    let mut conditions: Vec<String> = Vec::new();
    let mut first = true;
    for (number, line) in code.lines().enumerate() {
        let line = line.trim();
        if let Some(directive) = line.strip_prefix('#') {
            let directive = directive.trim_start();
            let keyword = directive
                .split(|c: char| !c.is_ascii_alphabetic())
                .next()
                .unwrap_or("");
            match keyword {
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
        if declares(line, looked_for) {
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
fn declares(line: &str, looked_for: &Looked<'_>) -> bool {
    let Looked { kind, name, handle } = *looked_for;
    if !line.contains(name) {
        return false;
    }
    let tokens = macros::tokens(line);
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
        let looked_for = |name| Looked {
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
            assert!(declares(line, &looked_for(name)), "{line}");
        }
        for line in [
            "N x;",
            "#undef N",
            "typedef N x;",
            "#define M N",
            "int f(N x);",
            "typedef int NN;",
        ] {
            assert!(!declares(line, &looked_for("N")), "{line}");
        }
        let tag = Looked {
            kind: Some("struct"),
            name: "N",
            handle: false,
        };
        assert!(declares("struct N {", &tag) && declares("typedef struct N", &tag));
        assert!(!declares("struct N *p;", &tag) && !declares("struct N;", &tag));
        let handle = Looked {
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
        let text = "#ifndef A_H\n#define A_H\n#ifdef __XEN_TOOLS__\n#define N 1\n#else\n#if X\n#define N 2\n#endif\n#endif\n#define N 3\n#endif\n";
        let mut found = Vec::new();
        search(
            text,
            "a.h",
            true,
            &Looked {
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
