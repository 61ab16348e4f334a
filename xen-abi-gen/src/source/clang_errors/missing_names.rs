//! The names that C does not know, each with one message at its first place.

use super::{MOST, UnitErrors};
use crate::c_text::{first_token, is_word};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::hash::{HashMap, HashSet, IndexMap};
use crate::model::location::Location;
use crate::source::position::ClangError;
use crate::source::{refusals, suggest};

/// For how many missing names all headers of the tree are looked through.
const SEARCHES: usize = 20;

/// The code of messages about macros.
const MACRO: &str = "unknown-macro";

/// A name at a place where it is missing.
struct Met {
    name: String,
    /// The message, without its help.
    wrong: Diagnostic,
    /// The `#define` that makes it stand for nothing, if it may be a macro.
    empty: Option<String>,
}

/// Names that no header declares, each with the message of its first place.
pub(super) struct MissingNames<'a> {
    unit: UnitErrors<'a>,
    /// Which of the unit's headers reads each header first.
    readers: HashMap<usize, usize>,
    /// The macros that were defined, with the first of the unit's headers that read a definition.
    macros: HashMap<&'a str, usize>,
    /// By name: the message, and whether the name is missing elsewhere too.
    found: IndexMap<String, (Diagnostic, bool)>,
    /// The positions of calls of undefined macros, which cause further errors.
    calls: HashSet<(usize, u32)>,
}

impl<'a> MissingNames<'a> {
    pub(super) fn new(unit: UnitErrors<'a>) -> Self {
        let readers = unit.pass.first_readers(unit.headers);
        let files = unit.tree.files.iter().enumerate();
        let numbers: HashMap<_, _> = files.map(|(number, file)| (&file.path, number)).collect();
        let mut macros = HashMap::default();
        for one in &unit.pass.macros {
            let file = numbers.get(&one.location.header);
            let reader = file.and_then(|file| readers.get(file)).copied();
            let first = macros.entry(one.name()).or_insert(usize::MAX);
            *first = reader.unwrap_or(0).min(*first);
        }
        Self {
            unit,
            readers,
            macros,
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
        let Some(Met {
            name,
            mut wrong,
            empty,
        }) = self.met(file, error)
        else {
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
            empty: empty.as_deref(),
            thorough: self.found.len() < SEARCHES,
        };
        wrong.help = suggest::help(self.unit.tree, self.unit.pass, missing);
        self.found.insert(name, (wrong, false));
        true
    }

    /// The name that is missing, and what is wrong.
    fn met(&mut self, file: usize, error: &ClangError) -> Option<Met> {
        if let Some(name) = missing_name(&error.message) {
            let message = match suggest::pointee(name) {
                Some(pointee) => format!("there is no guest handle of `{pointee}`"),
                None => format!("`{name}` is not declared"),
            };
            let place = self.unit.location(file, error);
            return Some(Met {
                name: name.to_owned(),
                wrong: Diagnostic::error("unknown-type", message).at(place, "met here"),
                empty: None,
            });
        }
        let call = self.call(file, error).map(|(name, column)| {
            let empty = format!("#define {name}(...)");
            (name, column, "is used like a macro", empty)
        });
        let (name, column, how, empty) = call.or_else(|| {
            let (name, column) = self.attribute(file, error)?;
            let empty = format!("#define {name}");
            Some((name, column, "stands where an attribute may", empty))
        })?;
        let line = error.position.line;
        self.calls.insert((file, line));
        let path = self.unit.tree.path(file);
        let place = Location::new(path, line, column, name.len() as u32);
        let message = format!("`{name}` {how}, and nothing defines it");
        Some(Met {
            name,
            wrong: Diagnostic::error(MACRO, message).at(place, "met here"),
            empty: Some(empty),
        })
    }

    /// Whether a macro of that name was defined before a header was read.
    fn is_defined(&self, name: &str, file: usize) -> bool {
        let reader = self.readers.get(&file).copied().unwrap_or(usize::MAX);
        self.macros.get(name).is_some_and(|first| *first <= reader)
    }

    /// The name behind a declarator or a type at which clang stopped, where an attribute may stand:
    /// its name and column. It must look like the name of a macro.
    fn attribute(&self, file: usize, error: &ClangError) -> Option<(String, u32)> {
        let code = &self.unit.tree.files[file].blanked.code;
        let offset = error.position.offset as usize;
        let is_behind = error.message.starts_with("expected ';' ");
        let is_variable = error.message.starts_with("redefinition of ")
            && code.get(..offset)?.trim_end().ends_with('}');
        if !is_behind && !is_variable {
            return None;
        }
        let line = code.get(offset..)?.lines().next()?;
        let rest = line.trim_start();
        let name = &rest[..first_token(rest)];
        let shouts = !name.bytes().any(|byte| byte.is_ascii_lowercase());
        let word = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        if !word || !(shouts || name.starts_with("__")) {
            return None;
        }
        let unknown = !KEYWORDS.contains(&name) && !self.is_defined(name, file);
        let column = error.position.column + (line.len() - rest.len()) as u32;
        unknown.then(|| (name.to_owned(), column))
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
            let unknown = !KEYWORDS.contains(&token) && !self.is_defined(token, file);
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
