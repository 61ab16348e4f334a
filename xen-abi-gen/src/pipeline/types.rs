//! Finds the type that an annotation names among the facts.

use crate::model::abi::{Family, NamedType, Referent};
use crate::model::annotations::{ArrayText, TypeText};
use crate::model::facts::{CType, Facts, Integer, Rank, Record};
use crate::model::hash::IndexMap;

/// The type that a text names, such as `struct evtchn_close`, if the facts have it.
///
/// A typedef of a record is that record.
pub fn find(facts: &Facts, text: &str) -> Option<CType> {
    let text = text.trim();
    let record = |key: &str| {
        let (key, _) = facts.records.get_key_value(key)?;
        Some(CType::Record(key.clone()))
    };
    match (text.split_once(' '), facts.typedefs.get(text)) {
        (Some(("struct", tag)), _) => record(tag),
        (Some(("union", _)), _) => record(text),
        (_, Some(typedef)) => {
            let record = record_behind(facts, &typedef.ty);
            Some(record.map_or_else(
                || CType::Typedef(text.to_owned()),
                |key| CType::Record(key.to_owned()),
            ))
        }
        (_, None) => record(text).or_else(|| builtin(facts, text)),
    }
}

/// The type that `text` spells.
pub fn spelled(facts: &Facts, text: &str) -> NamedType {
    NamedType {
        name: text.to_owned(),
        referent: find(facts, text).map_or(Referent::Undeclared, Referent::C),
    }
}

/// The type or the family that `text` spells.
pub fn spelled_or_family(
    facts: &Facts,
    families: &IndexMap<String, Family>,
    text: &str,
) -> NamedType {
    match text.strip_prefix("enum ") {
        Some(family) if families.contains_key(family) => NamedType {
            name: text.to_owned(),
            referent: Referent::Family(family.to_owned()),
        },
        _ => spelled(facts, text),
    }
}

/// The type that a text names, by its record or typedef; `None` if unknown.
pub fn declared(facts: &Facts, text: &str) -> Option<NamedType> {
    let ty = spelled(facts, text);
    (!ty.is_undeclared()).then(|| ty.by_key())
}

/// What a type comes down to through typedefs. Chains of them may be long, so it goes without
/// recursion; clang lets none run in a circle.
pub fn behind_typedefs<'a>(facts: &'a Facts, mut ty: &'a CType) -> Option<&'a CType> {
    while let CType::Typedef(name) = ty {
        ty = &facts.typedefs.get(name)?.ty;
    }
    Some(ty)
}

/// The record that a type comes down to through typedefs.
pub fn record_behind<'a>(facts: &'a Facts, ty: &'a CType) -> Option<&'a str> {
    match behind_typedefs(facts, ty)? {
        CType::Record(key) => Some(key),
        _ => None,
    }
}

/// What a guest handle's record leads to: what the pointer in it points to.
pub fn handle_target<'a>(facts: &'a Facts, name: &'a str) -> Option<&'a CType> {
    let typedef = facts.typedefs.get(name);
    let key = typedef.and_then(|typedef| record_behind(facts, &typedef.ty));
    pointee(facts, facts.records.get(key.unwrap_or(name))?)
}

fn pointee<'a>(facts: &'a Facts, record: &'a Record) -> Option<&'a CType> {
    record.fields.iter().find_map(|field| match &field.ty {
        CType::Pointer { pointee, .. } => Some(&**pointee),
        // Linux puts the union that gives a handle its width into a struct.
        CType::Record(key) if field.name.is_empty() => pointee(facts, facts.records.get(key)?),
        _ => None,
    })
}

/// The integer that a type comes down to through typedefs and enums.
pub fn integer_behind(facts: &Facts, ty: &CType) -> Option<Integer> {
    match behind_typedefs(facts, ty)? {
        CType::Integer(integer) => Some(*integer),
        CType::Enum(key) => facts.enums.get(key).map(|found| found.ty),
        _ => None,
    }
}

/// The integer that a typedef is if its name says only how wide it is, as `u8`, `__u8` and `UINT8`.
///
/// A tree may have several such names for one, and whether C's `long` is behind does not matter.
pub fn named_by_width(facts: &Facts, name: &str) -> Option<Integer> {
    let CType::Integer(integer) = behind_typedefs(facts, &facts.typedefs.get(name)?.ty)? else {
        return None;
    };
    let fixed = Integer {
        rank: Rank::Fixed,
        ..*integer
    };
    (integer.rank != Rank::PlainChar && says_width(name, fixed)).then_some(fixed)
}

/// Whether a name says how wide an integer is and whether it has a sign, and nothing else.
fn says_width(name: &str, integer: Integer) -> bool {
    let bare = name.trim_matches('_').to_ascii_lowercase();
    let bare = bare.strip_suffix("_t").unwrap_or(&bare);
    let words: &[&str] = match integer.signed {
        true => &["s", "int"],
        false => &["u", "uint", "u_int"],
    };
    words
        .iter()
        .any(|word| *bare == format!("{word}{}", integer.bits))
}

/// Whether a parameter's type is an integer.
pub fn is_number(facts: &Facts, ty: &TypeText<NamedType>) -> bool {
    let integer = || integer_behind(facts, ty.base.c_type()?);
    ty.pointers == 0 && ty.array == ArrayText::No && integer().is_some()
}

/// C's own integer types, the fixed ones of `stdint.h` and the short ones that the annotations use.
fn builtin(facts: &Facts, text: &str) -> Option<CType> {
    let integer = |signed, bits, rank| CType::Integer(Integer { signed, bits, rank });
    let fixed = |signed, bits| integer(signed, bits, Rank::Fixed);
    let long = |signed| integer(signed, facts.target.word_bits(), Rank::Long);
    Some(match text {
        "void" | "VOID" => CType::Void,
        "char" => integer(false, 8, Rank::PlainChar),
        "uint8_t" | "unsigned char" | "u8" | "uint8" => fixed(false, 8),
        "int8_t" | "signed char" | "s8" => fixed(true, 8),
        "uint16_t" | "unsigned short" | "u16" => fixed(false, 16),
        "int16_t" | "short" | "s16" => fixed(true, 16),
        "uint32_t" | "unsigned int" | "unsigned" | "u32" | "uint" => fixed(false, 32),
        "int32_t" | "int" | "s32" => fixed(true, 32),
        "uint64_t" | "u64" | "unsigned long long" => fixed(false, 64),
        "int64_t" | "s64" | "long long" => fixed(true, 64),
        "unsigned long" | "size_t" | "uintptr_t" => long(false),
        "long" | "ssize_t" | "intptr_t" => long(true),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_say_a_width() {
        let says = |name: &str, signed, bits| {
            let rank = Rank::Fixed;
            says_width(name, Integer { signed, bits, rank })
        };
        for name in [
            "u64",
            "__u64",
            "UINT64",
            "u_int64_t",
            "__uint64",
            "__uint64_t",
        ] {
            assert!(says(name, false, 64), "{name}");
            assert!(!says(name, true, 64) && !says(name, false, 32), "{name}");
        }
        assert!(says("s8", true, 8) && says("INT8", true, 8) && says("__int16_t", true, 16));
        for name in ["uint64_aligned_t", "xen_u64", "ulong", "64", "u064", "le64"] {
            assert!(!says(name, false, 64), "{name}");
        }
    }
}
