//! Reads macros from the text of headers, and finds which of them can be values.

use std::ptr;
use std::sync::Arc;

use super::literal::Literal;
use crate::c_text::{is_name, logical_line, string_bytes, tokens};
use crate::model::facts::Definition;
use crate::model::hash::HashMap;
use crate::model::location::Location;

/// A `#define` that was carried out.
#[derive(Debug)]
pub(super) struct Macro {
    define: Arc<Define>,
    pub(super) location: Location,
    /// Whether it is the name that an include guard asks for.
    pub(super) guard: bool,
}

/// A `#define` as it is written.
#[derive(Debug)]
pub(super) struct Define {
    /// Where its name starts.
    pub(super) offset: usize,
    pub(super) name: String,
    pub(super) function_like: bool,
    pub(super) tokens: Vec<String>,
    /// The tokens, parted by blanks.
    pub(super) replacement: Arc<str>,
    /// What the tokens are if that is one integer literal.
    pub(super) literal: Option<Literal>,
    /// What it may be, judged by its tokens alone.
    shape: Shape,
    /// Whether an `#if` around it decides.
    pub(super) conditional: bool,
}

impl Macro {
    pub(super) fn new(define: Arc<Define>, location: Location, guard: bool) -> Self {
        Self {
            define,
            location,
            guard,
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.define.name
    }

    pub(super) fn takes_arguments(&self) -> bool {
        self.define.function_like
    }

    /// The integer literal that it stands for.
    pub(super) fn literal(&self) -> Option<Literal> {
        self.define.literal
    }

    /// The tokens of its replacement.
    pub(super) fn tokens(&self) -> &[String] {
        &self.define.tokens
    }

    /// The macro as a fact.
    pub(super) fn definition(self) -> Definition {
        Definition {
            name: self.define.name.clone(),
            location: self.location,
            function_like: self.define.function_like,
            replacement: Arc::clone(&self.define.replacement),
        }
    }
}

impl Define {
    /// Reads the one whose name stands at an offset.
    pub(super) fn read(text: &str, offset: usize, name: &str, conditional: bool) -> Self {
        let (function_like, tokens) = replacement(text, offset + name.len());
        Self {
            offset,
            name: name.to_owned(),
            function_like,
            replacement: tokens.join(" ").into(),
            literal: Literal::of(&tokens).filter(|_| !function_like),
            shape: own_shape(&tokens),
            tokens,
            conditional,
        }
    }

    /// How certain it is whether clang is asked for its value: most of all if it would break the
    /// expression apart.
    pub(super) fn weight(&self) -> u8 {
        let string = self.tokens.iter().all(|token| token.starts_with('"'));
        match self.shape {
            _ if self.function_like || self.literal.is_some() => 0,
            Shape::Open => u8::from(!string),
            Shape::Braces | Shape::List | Shape::Statement | Shape::Unbalanced | Shape::Place => 2,
        }
    }
}

/// The rest of a `#define` after the name: parameters, and replacement tokens.
fn replacement(text: &str, name_end: usize) -> (bool, Vec<String>) {
    let line = logical_line(text, name_end.min(text.len()));
    let (function_like, body) = match line.strip_prefix('(') {
        Some(rest) => (true, rest.split_once(')').map_or("", |(_, body)| body)),
        None => (false, &*line),
    };
    let tokens = tokens(body).into_iter().map(str::to_owned);
    (function_like, tokens.collect())
}

/// What a macro may be, judged by its tokens and those of the macros it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// An expression or a type: only clang knows.
    Open,
    /// Something in braces.
    Braces,
    /// Several things with commas between them.
    List,
    /// A statement or a piece of a declaration.
    Statement,
    /// Parentheses that do not match.
    Unbalanced,
    /// Something that differs from one place of use to the next.
    Place,
}

/// The depth to which names of macros are followed.
///
/// No header nests them deeper, and a macro that names itself ends here.
const DEEPEST: usize = 32;

/// The macros that are defined at the end of a unit, by name.
pub(super) struct Macros<'m> {
    by_name: HashMap<&'m str, &'m Macro>,
    shapes: HashMap<&'m str, Shape>,
}

impl<'m> Macros<'m> {
    /// Of several definitions of one name the last counts.
    pub(super) fn new(all: &'m [Macro]) -> Self {
        let by_name = all.iter().map(|one| (one.name(), one));
        Self {
            by_name: by_name.collect(),
            shapes: HashMap::default(),
        }
    }

    /// The definition that counts at the end.
    pub(super) fn last(&self, name: &str) -> Option<&'m Macro> {
        self.by_name.get(name).copied()
    }

    /// Of all definitions those that count at the end, in order.
    pub(super) fn at_the_end(&self, all: &'m [Macro]) -> Vec<&'m Macro> {
        let last = |one: &&Macro| {
            self.last(one.name())
                .is_some_and(|last| ptr::eq(last, *one))
        };
        all.iter().filter(last).collect()
    }

    /// What a macro may be.
    pub(super) fn shape(&mut self, one: &'m Macro) -> Shape {
        self.shape_of(one, 0)
    }

    fn shape_of(&mut self, one: &'m Macro, depth: usize) -> Shape {
        let name = one.name();
        if let Some(shape) = self.shapes.get(name) {
            return *shape;
        }
        // A macro that names itself stops there, as it does in C.
        self.shapes.insert(name, Shape::Open);
        let mut shape = one.define.shape;
        for token in one.tokens() {
            if shape == Shape::Open
                && depth < DEEPEST
                && is_name(token)
                && let Some(named) = self.last(token)
            {
                shape = self.shape_of(named, depth + 1);
                // What takes arguments may be there to make some: a call within an expression.
                if shape == Shape::List && named.takes_arguments() {
                    shape = Shape::Open;
                }
            }
        }
        self.shapes.insert(name, shape);
        shape
    }

    /// Whether a macro may name a type: it starts with a name, also when expanded.
    ///
    /// One that takes arguments may begin with one of them; the ring macros, which do not, take
    /// clang as long as thousands of others.
    pub(super) fn may_be_type(&self, one: &Macro) -> bool {
        let mut first = one.tokens().first();
        for _ in 0..DEEPEST {
            let Some(name) = first.filter(|name| is_name(name)) else {
                return false;
            };
            match self.last(name) {
                Some(named) if named.takes_arguments() => {
                    return named.tokens().first().is_none_or(|name| is_name(name));
                }
                Some(named) => first = named.tokens().first(),
                None => return true,
            }
        }
        false
    }

    /// The bytes of string literals, through parentheses and names of macros.
    pub(super) fn string(&self, one: &Macro) -> Option<Vec<u8>> {
        self.string_of(one.tokens(), 0)
    }

    fn string_of(&self, tokens: &[String], depth: usize) -> Option<Vec<u8>> {
        let mut tokens = tokens;
        while let [first, inner @ .., last] = tokens
            && first == "("
            && last == ")"
        {
            tokens = inner;
        }
        if tokens.is_empty() || depth > DEEPEST {
            return None;
        }
        let mut bytes = Vec::new();
        for token in tokens {
            if token.starts_with('"') {
                bytes.extend(string_bytes(token)?);
            } else {
                let named = self.last(token).filter(|named| !named.takes_arguments())?;
                bytes.extend(self.string_of(named.tokens(), depth + 1)?);
            }
        }
        Some(bytes)
    }
}

fn own_shape(tokens: &[String]) -> Shape {
    // For each parenthesis that is open, whether it is that of a call, or of an attribute's.
    let mut open = Vec::new();
    let (mut statement, mut place, mut list) = (false, false, false);
    let mut before = "";
    for token in tokens {
        match token.as_str() {
            "{" | "}" => return Shape::Braces,
            "(" | "[" => {
                let within = before == "(" && open.last() == Some(&true);
                open.push(is_name(before) || within);
            }
            ")" | "]" if open.pop().is_none() => return Shape::Unbalanced,
            // clang would take the last of them for the value.
            "," => list |= open.last() != Some(&true),
            // `##` only joins, and `#` with it: both are part of many macros that make values.
            ";" | "do" | "while" | "if" | "else" | "for" | "return" | "switch" | "case"
            | "default" | "goto" | "break" | "continue" | "typedef" | "extern" | "static"
            | "inline" | "__inline__" | "asm" | "__asm__" | "_Pragma" | "__extension__" => {
                statement = true;
            }
            "__LINE__" | "__COUNTER__" | "__INCLUDE_LEVEL__" => place = true,
            _ => {}
        }
        before = token;
    }
    match open.is_empty() {
        true if statement => Shape::Statement,
        true if list => Shape::List,
        true if place => Shape::Place,
        true => Shape::Open,
        false => Shape::Unbalanced,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn define(name: &str, text: &str) -> Macro {
        let text = format!("{name}{text}");
        let define = Define::read(&text, 0, name, false);
        Macro::new(define.into(), Location::line(&"a.h".into(), 1), false)
    }

    #[test]
    fn replacement_is_split_into_tokens() {
        let read = |text: &str| replacement(text, 0).1.join("|");
        assert_eq!(
            read(" (1UL<<_X) /* a\n b */ + 2 // c\nd"),
            "(|1UL|<<|_X|)|+|2"
        );
        assert_eq!(read(" a \\\n  b\\\r\nc\r\n d"), "a|bc");
        assert_eq!(read("\n#define NEXT 1"), "");
        let owned = |parts: &[&str]| {
            parts
                .iter()
                .map(|part| (*part).to_owned())
                .collect::<Vec<_>>()
        };
        let body = owned(&["x", "+", "y"]);
        assert_eq!(replacement("(x, y) x + y\n", 0), (true, body));
        let body = owned(&["(", "x", ")"]);
        assert_eq!(replacement(" (x)\n", 0), (false, body));
    }

    #[test]
    fn strings_are_read_through_names_and_parentheses() {
        let all = [
            define("A", " \"a\\n\\x41\\101\\0\"\n"),
            define("B", " (A \"b\")\n"),
            define("C", " C\n"),
            define("D", " L\"wide\"\n"),
            define("E", " ((1) + (2))\n"),
        ];
        let macros = Macros::new(&all);
        assert_eq!(macros.string(&all[1]).as_deref(), Some(&b"a\nAA\0b"[..]));
        for other in &all[2..] {
            assert_eq!(macros.string(other), None, "{other:?}");
        }
    }

    #[test]
    fn shape_looks_through_names() {
        let all = [
            define("LIST", " { 1, 2 }\n"),
            define("NAMES", " LIST\n"),
            define("LOOP", "(x) do { x; } while (0)\n"),
            define("CALLS", " LOOP(1)\n"),
            define("OPEN", " (\n"),
            define("SELF", " SELF + 1\n"),
            define("EXTERN", " extern int\n"),
            define("BYTES", " 0x0f, 0x0b\n"),
            define("ALL", " (BYTES)\n"),
            define("BOTH", "(a, b) a, b\n"),
            define("ADD", "(a, b) ((a) + (b))\n"),
            define("SUM", " ADD(1, 2)\n"),
            define("MADE", " F(BOTH(1, 2))\n"),
            define("COMMA", " ((1, 2) + 1)\n"),
            define("TYPE", " int __attribute__((unused, aligned(8)))\n"),
        ];
        let mut macros = Macros::new(&all);
        let shapes: Vec<_> = all.iter().map(|one| macros.shape(one)).collect();
        use Shape::{Braces, List, Open, Statement, Unbalanced};
        let in_braces = [Braces, Braces, Braces, Braces];
        let lists = [List, List, List, Open, Open, Open, List, Open];
        let others = [Unbalanced, Open, Statement];
        assert_eq!(shapes, [&in_braces[..], &others, &lists].concat());
    }
}
