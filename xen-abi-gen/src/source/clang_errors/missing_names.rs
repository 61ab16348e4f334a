//! The names that C does not know, each with one message at its first place.

use super::{MOST, UnitErrors};
use crate::c_text::{first_token, is_word};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::handles::HANDLE_PREFIX;
use crate::model::hash::{HashSet, IndexMap};
use crate::model::location::Location;
use crate::source::macros::Macro;
use crate::source::position::ClangError;
use crate::source::{refusals, suggest};

/// For how many missing names all headers of the tree are looked through.
const SEARCHES: usize = 20;

/// The code of messages about macros.
const MACRO: &str = "unknown-macro";

/// Names that no header declares, each with the message of its first place.
pub(super) struct MissingNames<'a> {
    unit: UnitErrors<'a>,
    /// The macros that were defined.
    macros: HashSet<&'a str>,
    /// By name: the message, and whether the name is missing elsewhere too.
    found: IndexMap<String, (Diagnostic, bool)>,
    /// The positions of calls of undefined macros, which cause further errors.
    calls: HashSet<(usize, u32)>,
}

impl<'a> MissingNames<'a> {
    pub(super) fn new(unit: UnitErrors<'a>) -> Self {
        let macros = unit.pass.macros.iter();
        Self {
            unit,
            macros: macros.map(Macro::name).collect(),
            found: IndexMap::default(),
            calls: HashSet::default(),
        }
    }

    /// Whether an error is about an undefined name.
    ///
    /// The name is recorded, and counted if it is the first such error.
    pub(super) fn takes(&mut self, file: usize, error: &ClangError, count: &mut usize) -> bool {
        // A word of ours stands for what is refused.
        if error.message.contains(refusals::NO_OPERATOR) {
            return false;
        }
        if self.calls.contains(&(file, error.position.line)) {
            return true;
        }
        let Some((name, mut wrong)) = self.met(file, error) else {
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
        let missing = suggest::Missing {
            file,
            name: &name,
            is_macro: wrong.code == MACRO,
            thorough: self.found.len() < SEARCHES,
        };
        wrong.help = suggest::help(self.unit.tree, self.unit.pass, missing);
        self.found.insert(name, (wrong, false));
        true
    }

    /// The name that is missing, and what is wrong.
    fn met(&mut self, file: usize, error: &ClangError) -> Option<(String, Diagnostic)> {
        if let Some(name) = missing_name(&error.message) {
            let message = match name.strip_prefix(HANDLE_PREFIX) {
                Some(pointee) => format!("there is no guest handle of `{pointee}`"),
                None => format!("`{name}` is not declared"),
            };
            let place = self.unit.location(file, error);
            let wrong = Diagnostic::error("unknown-type", message).at(place, "met here");
            return Some((name.to_owned(), wrong));
        }
        let (name, column) = self.call(file, error)?;
        let line = error.position.line;
        self.calls.insert((file, line));
        let path = self.unit.tree.path(file);
        let place = Location::new(path, line, column, name.len() as u32);
        let message = format!("`{name}` is used like a macro, and nothing defines it");
        let wrong = Diagnostic::error(MACRO, message).at(place, "met here");
        Some((name, wrong))
    }

    /// The call of a macro that nothing defines, up to where clang stopped: its name and column.
    fn call(&self, file: usize, error: &ClangError) -> Option<(String, u32)> {
        let code = &self.unit.tree.files[file].blanked.code;
        let offset = (error.position.offset as usize).min(code.len());
        let start = code.get(..offset)?.rfind('\n').map_or(0, |at| at + 1);
        let line = code[start..].lines().next()?;
        if line.trim_start().starts_with('#') {
            return None;
        }
        let (mut before, mut rest) = ("", line.trim_start());
        let mut found = None;
        while !rest.is_empty() && line.len() - rest.len() <= offset - start {
            let begin = line.len() - rest.len();
            let token;
            (token, rest) = rest.split_at(first_token(rest));
            rest = rest.trim_start();
            let called = rest.starts_with('(');
            // A function's name stands behind its type.
            let leads = matches!(
                before,
                "" | "{" | "}" | ";" | ")" | "const" | "volatile" | "static"
            );
            let shouts = !token.bytes().any(|byte| byte.is_ascii_lowercase());
            let word = token.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
            let unknown = !KEYWORDS.contains(&token) && !self.macros.contains(token);
            if word && called && unknown && (leads || shouts) {
                found = Some((token.to_owned(), begin as u32 + 1));
            }
            before = token;
        }
        found
    }

    pub(super) fn messages(self) -> Diagnostics {
        // How often may differ from target to target, and the message must not.
        let further = "it is missing in further places, which are not shown";
        let found = self.found.into_values();
        found
            .map(|(wrong, again)| if again { wrong.help(further) } else { wrong })
            .collect()
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

/// The name that an error of clang says is missing; of a tag, with its keyword.
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
    let word = match name.split_once(' ') {
        Some(("struct" | "union" | "enum", tag)) => tag,
        _ => name,
    };
    word.chars().all(is_word).then_some(name)
}
