//! Where a name that C does not know is declared, and which option brings it in.
//!
//! A header that was read may declare the name in a branch that was not taken, another header of
//! the tree may declare it, or nothing does. Declarations are found by the look of their lines.

mod conditions;
mod search;

use super::check;
use super::directives::Directives;
use super::tree::HeaderTree;
use crate::model::handles::HANDLE_PREFIX;
use conditions::mend;
pub(super) use search::namesake;
use search::{Declared, Wanted, declarations};

/// How many places are named.
const PLACES: usize = 2;

/// What a kernel or a C library declares beside what C does: the tree leaves them to its includer.
const CUSTOMARY: [(&str, &str); 38] = [
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
    ("__u8", "typedef unsigned char __u8;"),
    ("__u16", "typedef unsigned short __u16;"),
    ("__u32", "typedef unsigned int __u32;"),
    ("__u64", "typedef unsigned long long __u64;"),
    ("__s8", "typedef signed char __s8;"),
    ("__s16", "typedef short __s16;"),
    ("__s32", "typedef int __s32;"),
    ("__s64", "typedef long long __s64;"),
    ("INT8", "typedef signed char INT8;"),
    ("INT16", "typedef short INT16;"),
    ("INT32", "typedef int INT32;"),
    ("INT64", "typedef long long INT64;"),
    ("UINTN", "typedef unsigned long UINTN;"),
    ("CHAR8", "typedef char CHAR8;"),
    ("BOOLEAN", "typedef unsigned char BOOLEAN;"),
    ("VOID", "typedef void VOID;"),
    ("UINT8", "typedef unsigned char UINT8;"),
    ("UINT16", "typedef unsigned short UINT16;"),
    ("UINT32", "typedef unsigned int UINT32;"),
    ("UINT64", "typedef unsigned long long UINT64;"),
    ("bool", "#include <stdbool.h>"),
    ("ssize_t", "typedef long ssize_t;"),
    ("pid_t", "typedef int pid_t;"),
    ("gfp_t", "typedef unsigned int gfp_t;"),
];

/// A name that is missing.
pub(super) struct Missing<'a> {
    /// The header that needs it.
    pub(super) file: usize,
    /// The name; of a tag, with its keyword.
    pub(super) name: &'a str,
    /// The `#define` that makes it stand for nothing, if it is used like a macro.
    pub(super) empty: Option<&'a str>,
    /// Whether headers that were not read are looked through too.
    pub(super) thorough: bool,
}

/// What a guest handle points to, by the name of its type.
pub(super) fn pointee(name: &str) -> Option<&str> {
    let pointee = name.strip_prefix(HANDLE_PREFIX)?;
    let pointee = pointee.strip_prefix("64_").unwrap_or(pointee);
    Some(pointee.strip_prefix("const_").unwrap_or(pointee))
}

/// How a name comes to be declared: sentences for the help of a message about it.
pub(super) fn help(tree: &HeaderTree, pass: &Directives, missing: Missing<'_>) -> Vec<String> {
    let (kind, name) = match missing.name.split_once(' ') {
        Some((keyword, tag)) => (Some(keyword), tag),
        None => (None, missing.name),
    };
    let pointee = pointee(name);
    let wanted = Wanted {
        kind,
        name: pointee.unwrap_or(name),
        handle: pointee.is_some(),
        is_macro: missing.empty.is_some(),
    };
    let found = declarations(tree, pass, &wanted, missing.thorough);
    let shown = match pointee {
        Some(pointee) => format!("DEFINE_XEN_GUEST_HANDLE({pointee})"),
        None => name.to_owned(),
    };
    let sentence = |one: &Declared| one.sentence(tree, missing.file, &shown);
    match pointee {
        _ if !found.is_empty() => found.iter().take(PLACES).map(sentence).collect(),
        None => unknown(name, missing.empty),
        Some(pointee) => vec![format!(
            "no header of the tree says `{shown}`: put that into a file, below what declares \
             `{pointee}`, and pass `--prelude FILE`"
        )],
    }
}

/// No header of the tree declares it.
fn unknown(name: &str, empty: Option<&str>) -> Vec<String> {
    let none = "no header of the tree or of the --include folders declares it; `--include DIR` \
                adds the folder of one that does";
    let declaration = CUSTOMARY.iter().find(|(known, _)| *known == name);
    let of_an_error = |letter: char| letter.is_ascii_uppercase() || letter.is_ascii_digit();
    let is_error = name.len() > 2 && name.starts_with('E') && name.chars().all(of_an_error);
    let advice = match (declaration, empty) {
        (Some((_, declaration)), _) => format!(
            "the tree leaves it to its includer: put `{declaration}` into a file and pass \
             `--prelude FILE`"
        ),
        (None, Some(empty)) => format!(
            "if the includer defines it, put that into a file and pass `--prelude FILE`; `{empty}` \
             where it stands for nothing"
        ),
        (None, None) if is_error => format!(
            "the C library defines it in <errno.h>: put `#define {name}` with its number into a \
             file and pass `--prelude FILE`"
        ),
        (None, None) => {
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
        let mut conditions = self.conditions.iter().rev();
        if let Some(condition) = conditions.find_map(|condition| mend(condition)) {
            return format!("`{place}` declares `{name}` {condition}");
        }
        if let Some(condition) = self.conditions.last() {
            return format!(
                "`{place}` declares `{name}` under `{condition}`: put what that asks for into a \
                 file and pass `--prelude FILE`"
            );
        }
        let (path, from) = (&*self.path, &**tree.path(file));
        if !self.read && check::architecture(path).is_some() {
            return format!(
                "`{place}` declares `{name}` for an architecture: `--target NAME` reads the tree \
                 for that one"
            );
        }
        if path == from {
            return format!(
                "it is declared below, on line {}: declare it earlier, or in a file for \
                 `--prelude FILE`",
                self.line
            );
        }
        if !self.read && tree.asked && tree.selected.contains(&file) && path < from {
            return format!(
                "`{place}` declares `{name}`, and `{from}` does not include it: name both, \
                 `--header {path} --header {from}`"
            );
        }
        format!(
            "`{place}` declares `{name}`, and is not read before `{from}`: put `#include \
             \"{path}\"` into a file and pass `--prelude FILE`"
        )
    }
}
