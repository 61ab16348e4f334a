//! Lets clang evaluate every macro that may be a value, in declarations at the end of the unit.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use clang_sys as c;

use super::libclang::{Complaint, Cursor, Seat, Unit};
use super::macros::{self, Macro, Macros, Shape};
use super::types;
use crate::model::facts::{Constant, Facts, Integer, Skipped, StringConstant};

/// The value of `__XEN_INTERFACE_VERSION__` at the end of the unit, for the text below.
const VERSION: &str = "static const unsigned int xen_abi_gen_version = __XEN_INTERFACE_VERSION__;\n";

/// How many lines each candidate takes.
const LINES: u32 = 4;

/// The declarations that ask for values.
#[derive(Debug)]
pub(super) struct Probe {
    /// The line of the unit on which each macro's lines begin.
    lines: HashMap<String, u32>,
    /// The line that asks for the interface version.
    version: u32,
    /// The declarations.
    pub(super) text: String,
}

/// Whether only clang can say what a macro is.
fn open<'m>(one: &'m Macro, macros: &mut Macros<'m>) -> bool {
    let valued = !one.definition.function_like && !one.tokens.is_empty();
    valued && macros.shape(one) == Shape::Open && macros.string(one).is_none()
}

impl Probe {
    /// Asks for every macro that may be a value, given how many lines of the unit stand above.
    pub(super) fn new(all: &[Macro], lines_above: usize) -> Self {
        let mut macros = Macros::new(all);
        let version = lines_above as u32 + 1;
        let mut probe = Self { lines: HashMap::new(), version, text: VERSION.to_owned() };
        for one in macros.at_the_end(all) {
            if !open(one, &mut macros) {
                continue;
            }
            let name = &one.definition.name;
            let number = probe.lines.len() as u32;
            let _ = writeln!(probe.text, "#ifdef {name}\nstatic const __typeof__({name}) xen_abi_gen_value_{number} = ({name});");
            if macros.may_be_type(one) {
                let _ = write!(probe.text, "typedef int xen_abi_gen_type_{number}[sizeof({name} *)];");
            }
            probe.text.push_str("\n#endif\n");
            probe.lines.insert(name.clone(), version + 1 + LINES * number);
        }
        probe
    }

    /// Whether everything was asked that the macros which the unit turned out to have need.
    pub(super) fn covers(&self, all: &[Macro]) -> bool {
        let mut macros = Macros::new(all);
        macros.at_the_end(all).into_iter().all(|one| self.lines.contains_key(&one.definition.name) || !open(one, &mut macros))
    }

    /// Reads the answers into the facts, given the macros and the errors that the unit turned out to have.
    pub(super) fn answers(&self, unit: &Unit<'_>, all: &[Macro], errors: &[Complaint], facts: &mut Facts) {
        let mut macros = Macros::new(all);
        let own = errors.iter().filter(|error| error.position.seat == Seat::Unit);
        let wrong: HashSet<u32> = own.map(|error| error.position.line).collect();
        let mut values: HashMap<u32, Result<(i128, Integer), &'static str>> = HashMap::new();
        let mut types: HashSet<u32> = HashSet::new();
        for cursor in unit.children(|kind| kind == c::CXCursor_VarDecl || kind == c::CXCursor_TypedefDecl) {
            let place = unit.place(cursor);
            if place.seat != Seat::Unit || wrong.contains(&place.line) || !cursor.is_valid() {
                continue;
            }
            if cursor.kind() == c::CXCursor_TypedefDecl {
                types.insert(place.line);
            } else if place.line == self.version {
                facts.interface_version = cursor.evaluate().and_then(|value| u32::try_from(value).ok()).unwrap_or(0);
            } else {
                values.insert(place.line, value(cursor));
            }
        }
        for one in macros.at_the_end(all) {
            let name = &one.definition.name;
            let location = one.definition.location.clone();
            let line = self.lines.get(name).map(|line| line + 1);
            let answer = line.map(|line| (values.get(&line), types.contains(&(line + 1)), wrong.contains(&line)));
            let string = if one.definition.function_like { None } else { macros.string(one) };
            let reason = match (answer, string) {
                (Some((Some(Ok((value, ty))), _, _)), _) => {
                    facts.constants.insert(name.clone(), Constant { value: *value, ty: *ty, location });
                    continue;
                }
                (_, Some(value)) => {
                    facts.strings.insert(name.clone(), StringConstant { value, location });
                    continue;
                }
                (Some((_, true, _)), _) => "it names a type".to_owned(),
                (Some((Some(Err(reason)), _, _)), _) => (*reason).to_owned(),
                (Some((None, _, false)), _) => "it is undefined again further down".to_owned(),
                (Some((None, _, true)), _) => unevaluated(one, &macros),
                (None, None) => unasked(one, macros.shape(one)),
            };
            facts.skipped.push(Skipped { name: name.clone(), location, reason });
        }
    }
}

/// A variable's value, as its type has it.
fn value(variable: Cursor<'_>) -> Result<(i128, Integer), &'static str> {
    let ty = variable.ty().canonical();
    let Some(integer) = types::integer(ty) else {
        return Err(match ty.kind() {
            c::CXType_Pointer => "its value is a pointer",
            c::CXType_Float | c::CXType_Double | c::CXType_LongDouble => "its value is a floating-point number",
            c::CXType_ConstantArray => "its value is an array or a string that is put together",
            c::CXType_Record => "its value is a record",
            _ => "its value is no integer",
        });
    };
    let raw = variable.evaluate().ok_or("its value is not known at compile time")?;
    fit(raw, integer).map(|value| (value, integer)).ok_or("its value is wider than 64 bits")
}

/// Brings a value to its type's width: libclang hands out 64 bits.
fn fit(raw: i128, ty: Integer) -> Option<i128> {
    if ty.bits > 64 {
        return None;
    }
    let modulus = 1_i128 << ty.bits;
    let low = raw.rem_euclid(modulus);
    Some(if ty.signed && low >= modulus / 2 { low - modulus } else { low })
}

fn unevaluated(one: &Macro, macros: &Macros<'_>) -> String {
    match one.tokens.as_slice() {
        [name] if macros.last(name).is_some_and(|named| named.tokens.is_empty()) => {
            format!("it stands for `{name}`, which has no value")
        }
        [name] if macros::is_identifier(name) => format!("it stands for the name `{name}`, which is no value"),
        _ => "it is not an integer constant expression".to_owned(),
    }
}

fn unasked(one: &Macro, shape: Shape) -> String {
    let reason = match shape {
        _ if one.definition.function_like => "it takes arguments",
        _ if one.guard => "it has no value: it keeps its header from being read twice",
        _ if one.tokens.is_empty() => "it has no value",
        Shape::Braces => "it expands to something in braces",
        Shape::Statement => "it expands to a piece of a declaration or to a statement",
        Shape::Unbalanced => "its parentheses do not match",
        Shape::Open => "it is not an integer constant expression",
    };
    reason.to_owned()
}
