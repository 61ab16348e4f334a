//! Clang's types as the model has them, and as C spells them, the same with every version of clang.

use clang_sys as c;

use super::builtin;
use super::libclang::{Cursor, Type};
use crate::model::facts::{CType, Integer, Rank};
use crate::model::hash::HashMap;

/// The keys of records and enums by their definition.
pub(super) type Keys<'u> = HashMap<Cursor<'u>, String>;

/// What a tag type is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Name {
    /// `struct TAG`.
    Tag(String),
    /// The typedef that names a type without a tag.
    Typedef(String),
    /// Neither.
    None,
}

/// What a struct, union or enum is called. Versions of clang differ in what they tell of a type
/// without a tag, but for the way in which its type is spelled.
pub(super) fn name(declaration: Cursor<'_>) -> Name {
    let spelling = declaration.ty().spelling();
    let plain = |text: &str| {
        !text.is_empty()
            && text
                .chars()
                .all(|letter| letter.is_alphanumeric() || letter == '_')
    };
    match spelling.split_once(' ') {
        Some(("struct" | "union" | "enum", tag)) if plain(tag) => Name::Tag(tag.to_owned()),
        None if plain(&spelling) => Name::Typedef(spelling),
        _ => Name::None,
    }
}

/// The definition behind a struct, union or enum type; its declaration where there is no
/// definition.
pub(super) fn tag_type(ty: Type<'_>) -> Option<Cursor<'_>> {
    let ty = if ty.kind() == c::CXType_Elaborated {
        ty.named()
    } else {
        ty
    };
    if ty.kind() != c::CXType_Record && ty.kind() != c::CXType_Enum {
        return None;
    }
    let declaration = ty.declaration()?;
    Some(declaration.definition().unwrap_or(declaration))
}

/// An integer type; an enum counts as the integer that holds it.
pub(super) fn integer(ty: Type<'_>) -> Option<Integer> {
    let ty = ty.canonical();
    let bits = u8::try_from(ty.size()?.checked_mul(8)?).ok()?;
    let (signed, rank) = match ty.kind() {
        c::CXType_Char_S => (true, Rank::PlainChar),
        c::CXType_Char_U => (false, Rank::PlainChar),
        c::CXType_SChar
        | c::CXType_Short
        | c::CXType_Int
        | c::CXType_LongLong
        | c::CXType_Int128 => (true, Rank::Fixed),
        c::CXType_Bool
        | c::CXType_UChar
        | c::CXType_UShort
        | c::CXType_UInt
        | c::CXType_ULongLong
        | c::CXType_UInt128 => (false, Rank::Fixed),
        c::CXType_Long => (true, Rank::Long),
        c::CXType_ULong => (false, Rank::Long),
        c::CXType_Enum => return integer(ty.declaration()?.enum_type()),
        _ => return None,
    };
    Some(Integer { signed, bits, rank })
}

/// How many types may stand within each other: what is read of them is followed by recursion in
/// every pass.
pub(super) const DEEPEST: usize = 64;

/// A type; `None` for one that the model has no form for.
pub(super) fn ctype(ty: Type<'_>, keys: &Keys<'_>) -> Option<CType> {
    within(ty, keys, 0)
}

/// The same of a type within so many others.
fn within(ty: Type<'_>, keys: &Keys<'_>, depth: usize) -> Option<CType> {
    if depth > DEEPEST {
        return None;
    }
    let ctype = |ty| within(ty, keys, depth + 1);
    Some(match ty.kind() {
        c::CXType_Void => CType::Void,
        c::CXType_Bool => CType::Bool,
        c::CXType_Float | c::CXType_Double | c::CXType_LongDouble => {
            CType::Float(u16::try_from(ty.size()? * 8).ok()?)
        }
        c::CXType_Pointer => {
            let pointee = ty.pointee();
            CType::Pointer {
                pointee: Box::new(ctype(pointee)?),
                constant: pointee.is_const(),
            }
        }
        c::CXType_ConstantArray => CType::Array {
            element: Box::new(ctype(ty.element())?),
            length: ty.length()?,
        },
        c::CXType_IncompleteArray => CType::Flexible(Box::new(ctype(ty.element())?)),
        c::CXType_FunctionProto | c::CXType_FunctionNoProto => CType::Function,
        c::CXType_Record => CType::Record(key(tag_type(ty)?, keys)?),
        c::CXType_Enum => CType::Enum(key(tag_type(ty)?, keys)?),
        c::CXType_Typedef => named(ty, &ctype)?,
        c::CXType_Elaborated => ctype(ty.named())?,
        _ => match integer(ty) {
            Some(integer) => CType::Integer(integer),
            None => behind(ty).and_then(ctype)?,
        },
    })
}

/// What stands behind a form of clang's own (a parenthesis, an attribute, `typeof`).
fn behind(ty: Type<'_>) -> Option<Type<'_>> {
    let canonical = ty.canonical();
    (canonical.kind() != ty.kind()).then_some(canonical)
}

fn named<'u>(ty: Type<'u>, ctype: &impl Fn(Type<'u>) -> Option<CType>) -> Option<CType> {
    let name = ty.declaration()?.spelling();
    let Some(word) = builtin::integer_typedef(&name) else {
        return Some(CType::Typedef(name));
    };
    match integer(ty) {
        Some(integer) => {
            let rank = if word { Rank::Long } else { Rank::Fixed };
            Some(CType::Integer(Integer { rank, ..integer }))
        }
        None => ctype(ty.canonical()),
    }
}

/// The key of a record or enum. One that is never defined goes by its tag.
fn key(declaration: Cursor<'_>, keys: &Keys<'_>) -> Option<String> {
    if let Some(key) = keys.get(&declaration) {
        return Some(key.clone());
    }
    match name(declaration) {
        Name::Tag(tag) if declaration.kind() == c::CXCursor_UnionDecl => {
            Some(format!("union {tag}"))
        }
        Name::Tag(name) | Name::Typedef(name) => Some(name),
        Name::None => None,
    }
}

/// A type as C spells it.
pub(super) fn spelling(ty: Type<'_>) -> String {
    declare(ty, String::new())
}

/// Spells a type around what is declared to have it.
fn declare(ty: Type<'_>, inner: String) -> String {
    let behind_pointer = |inner: &str, target: Type<'_>| {
        let target = if target.kind() == c::CXType_Unexposed {
            target.canonical()
        } else {
            target
        };
        let wraps = [
            c::CXType_ConstantArray,
            c::CXType_IncompleteArray,
            c::CXType_FunctionProto,
            c::CXType_FunctionNoProto,
        ];
        if wraps.contains(&target.kind()) {
            format!("({inner})")
        } else {
            inner.to_owned()
        }
    };
    match ty.kind() {
        c::CXType_Pointer => {
            let inner = format!("*{}{inner}", qualifiers(ty)).trim_end().to_owned();
            declare(ty.pointee(), behind_pointer(&inner, ty.pointee()))
        }
        c::CXType_ConstantArray => declare(
            ty.element(),
            format!("{inner}[{}]", ty.length().unwrap_or(0)),
        ),
        c::CXType_IncompleteArray => declare(ty.element(), format!("{inner}[]")),
        c::CXType_FunctionProto | c::CXType_FunctionNoProto => {
            let parameters: Vec<String> = ty.parameters().into_iter().map(spelling).collect();
            let list = if parameters.is_empty() {
                "void".to_owned()
            } else {
                parameters.join(", ")
            };
            declare(ty.result(), format!("{inner}({list})"))
        }
        _ => {
            let base = format!("{}{}", qualifiers(ty), base(ty));
            if inner.is_empty() || inner.starts_with('[') {
                base + &inner
            } else {
                format!("{base} {inner}")
            }
        }
    }
}

fn qualifiers(ty: Type<'_>) -> String {
    let constant = if ty.is_const() { "const " } else { "" };
    let volatile = if ty.is_volatile() { "volatile " } else { "" };
    format!("{constant}{volatile}")
}

fn base(ty: Type<'_>) -> String {
    let plain = match ty.kind() {
        c::CXType_Void => "void",
        c::CXType_Bool => "_Bool",
        c::CXType_Char_S | c::CXType_Char_U => "char",
        c::CXType_SChar => "signed char",
        c::CXType_UChar => "unsigned char",
        c::CXType_Short => "short",
        c::CXType_UShort => "unsigned short",
        c::CXType_Int => "int",
        c::CXType_UInt => "unsigned int",
        c::CXType_Long => "long",
        c::CXType_ULong => "unsigned long",
        c::CXType_LongLong => "long long",
        c::CXType_ULongLong => "unsigned long long",
        c::CXType_Float => "float",
        c::CXType_Double => "double",
        c::CXType_LongDouble => "long double",
        c::CXType_Typedef => return ty.declaration().map(Cursor::spelling).unwrap_or_default(),
        c::CXType_Elaborated => return base(ty.named()),
        c::CXType_Record | c::CXType_Enum => return tagged(ty),
        _ => match behind(ty) {
            Some(behind) => return declare(behind, String::new()),
            None => return ty.spelling(),
        },
    };
    plain.to_owned()
}

fn tagged(ty: Type<'_>) -> String {
    let Some(declaration) = tag_type(ty) else {
        return ty.spelling();
    };
    let keyword = match declaration.kind() {
        c::CXCursor_UnionDecl => "union",
        c::CXCursor_EnumDecl => "enum",
        _ => "struct",
    };
    match name(declaration) {
        Name::Tag(tag) => format!("{keyword} {tag}"),
        Name::Typedef(name) => name,
        Name::None => format!("{keyword} {{...}}"),
    }
}
