//! Clang's types as the model has them, and as C spells them, the same with every version of clang.

use clang_sys as c;

use super::builtin;
use super::libclang::{Cursor, Type};
use crate::model::facts::{CType, Integer, Rank};
use crate::model::hash::HashMap;

/// The keys of records and enums by their definition.
pub(super) type Keys<'u> = HashMap<Cursor<'u>, String>;

/// What a tag type is called.
#[derive(PartialEq, Eq)]
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
    let of_a_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let plain = |text: &str| !text.is_empty() && text.chars().all(of_a_word);
    match spelling.split_once(' ') {
        Some(("struct" | "union" | "enum", tag)) if plain(tag) => Name::Tag(tag.to_owned()),
        None if plain(&spelling) => Name::Typedef(spelling),
        _ => Name::None,
    }
}

/// The definition of a struct, union or enum type, or else its declaration.
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

/// The most levels of nested types, since each pass follows them by recursion.
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
        c::CXType_Typedef => {
            let declaration = ty.declaration()?;
            let name = declaration.spelling();
            match builtin::integer_typedef(&name).map(|word| (word, integer(ty))) {
                Some((word, Some(integer))) => {
                    let rank = if word { Rank::Long } else { Rank::Fixed };
                    CType::Integer(Integer { rank, ..integer })
                }
                Some(_) => ctype(ty.canonical())?,
                None if declaration.is_of_compiler() => ctype(ty.canonical())?,
                None => CType::Typedef(name),
            }
        }
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

/// The key of a record or enum with a tag, if no other has it.
pub(super) fn tag_key(declaration: Cursor<'_>, tag: &str) -> String {
    if declaration.kind() == c::CXCursor_UnionDecl {
        format!("union {tag}")
    } else {
        tag.to_owned()
    }
}

/// The key of a record or enum. One that is never defined goes by its tag; one of the compiler, such
/// as that of `va_list`, has none.
fn key(declaration: Cursor<'_>, keys: &Keys<'_>) -> Option<String> {
    let known = keys.get(&declaration).cloned();
    known.or_else(|| match name(declaration) {
        _ if declaration.is_of_compiler() => None,
        Name::Tag(tag) => Some(tag_key(declaration, &tag)),
        Name::Typedef(name) => Some(name),
        Name::None => None,
    })
}

/// A type as C spells it.
pub(super) fn spelling(ty: Type<'_>) -> String {
    declare(ty, String::new())
}

/// Spells a type around what is declared to have it.
fn declare(ty: Type<'_>, inner: String) -> String {
    match ty.kind() {
        c::CXType_Pointer => {
            let pointee = ty.pointee();
            let inner = format!("*{}{inner}", qualifiers(ty)).trim_end().to_owned();
            let kind = match pointee.kind() {
                c::CXType_Unexposed => pointee.canonical().kind(),
                kind => kind,
            };
            let wraps = matches!(
                kind,
                c::CXType_ConstantArray
                    | c::CXType_IncompleteArray
                    | c::CXType_FunctionProto
                    | c::CXType_FunctionNoProto
            );
            declare(pointee, if wraps { format!("({inner})") } else { inner })
        }
        c::CXType_ConstantArray => {
            let length = ty.length().unwrap_or(0);
            declare(ty.element(), format!("{inner}[{length}]"))
        }
        c::CXType_IncompleteArray => declare(ty.element(), format!("{inner}[]")),
        c::CXType_FunctionProto | c::CXType_FunctionNoProto => {
            let mut parameters: Vec<_> = ty.parameters().into_iter().map(spelling).collect();
            if parameters.is_empty() {
                parameters.push("void".to_owned());
            }
            declare(ty.result(), format!("{inner}({})", parameters.join(", ")))
        }
        _ if inner.is_empty() || inner.starts_with('[') => base(ty) + &inner,
        _ => format!("{} {inner}", base(ty)),
    }
}

fn qualifiers(ty: Type<'_>) -> String {
    let constant = if ty.is_const() { "const " } else { "" };
    let volatile = if ty.is_volatile() { "volatile " } else { "" };
    format!("{constant}{volatile}")
}

/// A type that neither points, nor is an array or a function, with its qualifiers.
fn base(ty: Type<'_>) -> String {
    let plain = match ty.kind() {
        // clang calls it `bool` where a header defines that.
        c::CXType_Bool => "_Bool".to_owned(),
        c::CXType_Typedef => ty.declaration().map(Cursor::spelling).unwrap_or_default(),
        c::CXType_Elaborated => base(ty.named()),
        c::CXType_Record | c::CXType_Enum => tagged(ty),
        _ => match behind(ty) {
            Some(behind) => spelling(behind),
            // The types that C has itself: every version spells them alike.
            None => return ty.spelling(),
        },
    };
    qualifiers(ty) + &plain
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
