//! Finds the values of macros. clang evaluates all but literals, in declarations at the end of the
//! unit.

use std::fmt::Write as _;

use clang_sys as c;

use super::directives::Directives;
use super::libclang::{Cursor, Unit};
use super::macros::{Macro, Macros, Shape};
use super::position::{ClangError, FileId, Position};
use super::select::Choice;
use super::translation_unit::Run;
use super::types;
use crate::c_text::is_name;
use crate::model::facts::{Constant, Facts, Integer, Skipped, StringConstant};
use crate::model::hash::{HashMap, HashSet};

/// The start of the list of values. One enum for all of them is fastest in clang. Its first member
/// makes it 64 bits wide with a sign, so that libclang returns every value whole; the second one is
/// the version that the headers chose.
const OPENING: &str = "enum {\n\
                       xen_abi_gen_lowest = -0x7fffffffffffffffLL - 1,\n\
                       xen_abi_gen_version = (__XEN_INTERFACE_VERSION__),\n";

/// The line of the version within the list.
const VERSION: u32 = 2;

/// Why a macro that may be a value has none.
const NO_INTEGER: &str = "it is not an integer constant expression";

/// How many lines each macro takes.
const LINES: u32 = 3;

/// The declarations that ask for values.
pub(super) struct Probe<'r> {
    run: Run<'r>,
    /// The line of the unit that has each macro's value.
    values: HashMap<String, u32>,
    /// The line that is valid if the macro is a type, for those that may be one.
    types: HashMap<String, u32>,
    /// The line of the interface version.
    version: u32,
    /// The unit: what it includes, and below that the declarations.
    pub(super) text: String,
}

impl<'r> Probe<'r> {
    /// Evaluates every macro that may be a value; `above` are the lines before.
    pub(super) fn new(choice: &Choice<'r>, above: String) -> Self {
        let all = &choice.macros;
        let tree = choice.run.tree;
        let mut macros = Macros::new(all);
        let mut probe = Self {
            run: choice.run,
            values: HashMap::default(),
            types: HashMap::default(),
            version: above.lines().count() as u32 + 1 + VERSION,
            text: above + OPENING,
        };
        let mut line = probe.version + 1;
        let mut may_be_types = Vec::new();
        for one in macros.at_the_end(all) {
            if !probe.leaves_open(one, &mut macros) {
                continue;
            }
            let name = one.name();
            let may_lack = choice.conditional.contains(name) || tree.undefined.contains(name);
            // Asking first whether it is still there costs too much to ask of all.
            let (before, after) = if may_lack {
                (format!("#ifdef {name}"), "#endif")
            } else {
                (String::new(), "")
            };
            let text = &mut probe.text;
            let _ = writeln!(text, "{before}\nxen_abi_gen_{line} = ({name}),\n{after}");
            probe.values.insert(name.to_owned(), line + 1);
            line += LINES;
            if macros.may_be_type(one) {
                may_be_types.push(name);
            }
        }
        probe.text.push_str("};\n");
        for name in may_be_types {
            line += 1;
            let text = &mut probe.text;
            let _ = writeln!(text, "typedef int xen_abi_gen_{line}[sizeof({name} *)];");
            probe.types.insert(name.to_owned(), line);
        }
        probe
    }

    /// The value of a defined macro that its definition alone tells.
    fn literal(&self, one: &Macro) -> Option<(i128, Integer)> {
        let Run { tree, options, .. } = self.run;
        let value = one.literal()?.value(options.target)?;
        let may_change = tree.hides_changes_of_macros || tree.undefined.contains(one.name());
        (!may_change).then_some(value)
    }

    /// Whether only clang can say what a macro is.
    fn leaves_open<'m>(&self, one: &'m Macro, macros: &mut Macros<'m>) -> bool {
        let valued = !one.takes_arguments() && !one.tokens().is_empty();
        valued
            && self.literal(one).is_none()
            && macros.shape(one) == Shape::Open
            && macros.string(one).is_none()
    }

    /// Whether every macro of the unit was evaluated, and nothing disturbs the list.
    ///
    /// Further values do no harm.
    pub(super) fn covers(&self, all: &[Macro]) -> bool {
        let mut macros = Macros::new(all);
        macros.at_the_end(all).into_iter().all(|one| {
            if self.values.contains_key(one.name()) {
                one.takes_arguments() || macros.shape(one) == Shape::Open
            } else {
                !self.leaves_open(one, &mut macros)
            }
        })
    }

    /// Reads the answers into the facts, given what the unit turned out to have.
    pub(super) fn answers(&self, unit: &Unit<'_>, pass: &Directives, facts: &mut Facts) {
        let read = Answers::read(unit, &pass.errors);
        let version = read.value(self.version);
        let version = version.and_then(|(value, _)| u32::try_from(value).ok());
        facts.interface_version = version.unwrap_or(0);
        let mut macros = Macros::new(&pass.macros);
        for one in macros.at_the_end(&pass.macros) {
            let name = one.name();
            let location = one.location.clone();
            let line = self.values.get(name);
            let line = line.filter(|_| self.leaves_open(one, &mut macros));
            let asked = || read.value(*line?);
            let name = name.to_owned();
            if let Some((value, ty)) = self.literal(one).or_else(asked) {
                let constant = Constant {
                    value,
                    ty,
                    location,
                };
                facts.constants.insert(name, constant);
                continue;
            }
            let is_object = !one.takes_arguments();
            if let Some(value) = macros.string(one).filter(|_| is_object) {
                let string = StringConstant { value, location };
                facts.strings.insert(name, string);
                continue;
            }
            let types = self.types.get(&name);
            let reason = match line {
                Some(_) if types.is_some_and(|line| read.types.contains(line)) => {
                    "it names a type".to_owned()
                }
                Some(line) if !read.wrong.contains(line) && !read.values.contains_key(line) => {
                    "it is undefined again further down".to_owned()
                }
                Some(_) => unevaluated(one, &macros),
                None => unasked(one, macros.shape(one)).to_owned(),
            };
            facts.skipped.push(Skipped {
                name,
                location,
                reason,
            });
        }
    }
}

/// The results of the declarations, by their lines.
struct Answers {
    values: HashMap<u32, Option<(i128, Integer)>>,
    /// The lines of macros that are types.
    types: HashSet<u32>,
    /// The lines with an error.
    wrong: HashSet<u32>,
}

impl Answers {
    fn read(unit: &Unit<'_>, errors: &[ClangError]) -> Self {
        let own = |place: Position| (place.file_id == FileId::Unit).then_some(place.line);
        let wrong = errors.iter().filter_map(|error| own(error.position));
        let types = unit.children(&[c::CXCursor_TypedefDecl]);
        let mut read = Self {
            wrong: wrong.collect(),
            types: types.filter_map(|cursor| own(unit.place(cursor))).collect(),
            values: HashMap::default(),
        };
        for list in unit.children(&[c::CXCursor_EnumDecl]) {
            if own(unit.place(list)).is_some() {
                let answer = |member| (unit.place(member).line, value(member));
                read.values.extend(list.enumerators().map(answer));
            }
        }
        read.values.retain(|line, _| !read.wrong.contains(line));
        read.types.retain(|line| !read.wrong.contains(line));
        read
    }

    fn value(&self, line: u32) -> Option<(i128, Integer)> {
        self.values.get(&line).copied().flatten()
    }
}

/// The value of a member of the list, with the type that its expression has.
fn value(member: Cursor<'_>) -> Option<(i128, Integer)> {
    let mut expression = member.children().next()?;
    // Behind the conversion to the enum's type.
    while expression.kind() == c::CXCursor_UnexposedExpr {
        expression = expression.children().next()?;
    }
    let ty = types::integer(expression.ty())?;
    fit(member.enumerator(true), ty).map(|value| (value, ty))
}

/// Brings a value to its type's width: libclang hands out 64 bits with a sign.
fn fit(raw: i128, ty: Integer) -> Option<i128> {
    if ty.bits > 64 {
        return None;
    }
    let modulus = 1_i128 << ty.bits;
    let low = raw.rem_euclid(modulus);
    let negative = ty.signed && low >= modulus / 2;
    Some(if negative { low - modulus } else { low })
}

fn unevaluated(one: &Macro, macros: &Macros<'_>) -> String {
    match one.tokens() {
        [name] if macros.last(name).is_some_and(|one| one.tokens().is_empty()) => {
            format!("it stands for `{name}`, which has no value")
        }
        [name] if is_name(name) => format!("it stands for the name `{name}`, which is no value"),
        _ => NO_INTEGER.to_owned(),
    }
}

fn unasked(one: &Macro, shape: Shape) -> &'static str {
    match shape {
        _ if one.takes_arguments() => "it takes arguments",
        _ if one.guard => "it has no value: it keeps its header from being read twice",
        _ if one.tokens().is_empty() => "it has no value",
        Shape::Braces => "it expands to something in braces",
        Shape::List => "it expands to a list",
        Shape::Statement => "it expands to a piece of a declaration or to a statement",
        Shape::Unbalanced => "its parentheses do not match",
        Shape::Place => "its value depends on where it is used",
        Shape::Open => NO_INTEGER,
    }
}
