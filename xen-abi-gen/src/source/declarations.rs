//! The second pass, first half: finds every declaration of the headers and gives records and enums
//! their keys.

use clang_sys as c;

use super::libclang::{Cursor, Type, Unit};
use super::position::FileId;
use super::types::{self, Keys, Name};
use crate::model::hash::{HashMap, HashSet};

/// The declarations of a unit, in source order.
#[derive(Debug, Default)]
pub(super) struct Declarations<'u> {
    /// Definitions of structs and unions.
    pub(super) records: Vec<Declared<'u>>,
    /// Definitions of enums.
    pub(super) enums: Vec<Declared<'u>>,
    /// Typedefs, each name once.
    pub(super) typedefs: Vec<Declared<'u>>,
    /// Tags without a definition.
    pub(super) incomplete: Vec<Declared<'u>>,
    /// Functions and variables.
    pub(super) others: Vec<Declared<'u>>,
    /// The keys of records and enums.
    pub(super) keys: Keys<'u>,
    taken: HashSet<(bool, String)>,
    unnamed: usize,
    unnamed_enums: usize,
}

/// A declaration with its key.
#[derive(Clone, Debug)]
pub(super) struct Declared<'u> {
    pub(super) cursor: Cursor<'u>,
    /// The key that it has in the model; for what the model does not hold, its name.
    pub(super) key: String,
    /// The record that it is declared in.
    pub(super) outer: Option<String>,
    /// Its tag, where it has one.
    pub(super) tag: Option<String>,
}

/// Whether something is a struct, a union or an enum.
fn is_tag(kind: c::CXCursorKind) -> bool {
    matches!(
        kind,
        c::CXCursor_StructDecl | c::CXCursor_UnionDecl | c::CXCursor_EnumDecl
    )
}

/// Finds the declarations that stand in headers.
pub(super) fn collect<'u>(unit: &'u Unit<'_>) -> Declarations<'u> {
    let mut found = Declarations::default();
    let mut typedefs = HashSet::default();
    let mut others = HashSet::default();
    let wanted = |kind| {
        is_tag(kind)
            || matches!(
                kind,
                c::CXCursor_TypedefDecl | c::CXCursor_FunctionDecl | c::CXCursor_VarDecl
            )
    };
    for cursor in unit.children(wanted) {
        if !matches!(unit.place(cursor).file_id, FileId::Header(_)) {
            continue;
        }
        let plain = || Declared {
            cursor,
            key: cursor.spelling(),
            outer: None,
            tag: None,
        };
        match cursor.kind() {
            kind if is_tag(kind) => found.tag(cursor, None, None),
            c::CXCursor_TypedefDecl => {
                let declared = plain();
                if typedefs.insert(declared.key.clone()) {
                    found.typedefs.push(declared);
                }
            }
            c::CXCursor_FunctionDecl | c::CXCursor_VarDecl => {
                let declared = plain();
                if others.insert(declared.key.clone()) {
                    found.others.push(declared);
                }
            }
            _ => {}
        }
    }
    let mut seen = HashSet::default();
    let defined = |one: &Declared<'_>| one.cursor.definition().is_some();
    found
        .incomplete
        .retain(|one| !defined(one) && seen.insert(one.key.clone()));
    found
}

impl<'u> Declarations<'u> {
    /// A struct, union or enum. `named` is its key where a member gives it one.
    fn tag(&mut self, cursor: Cursor<'u>, outer: Option<&str>, named: Option<String>) {
        let is_enum = cursor.kind() == c::CXCursor_EnumDecl;
        if !cursor.is_definition() {
            if let Name::Tag(tag) = types::name(cursor) {
                let key = format!("{}{tag}", prefix(cursor));
                self.incomplete.push(Declared {
                    cursor,
                    key,
                    outer: None,
                    tag: Some(tag),
                });
            }
            return;
        }
        if self.keys.contains_key(&cursor) {
            return;
        }
        let name = types::name(cursor);
        let key = self.unique(cursor, is_enum, &name, named);
        self.keys.insert(cursor, key.clone());
        let tag = if let Name::Tag(tag) = name {
            Some(tag)
        } else {
            None
        };
        let declared = Declared {
            cursor,
            key: key.clone(),
            outer: outer.map(str::to_owned),
            tag,
        };
        if is_enum {
            self.enums.push(declared);
        } else {
            self.records.push(declared);
            self.members(cursor, &key);
        }
    }

    /// The key of a definition. C keeps tags, unions' tags and typedefs apart: where two meet in
    /// one key, the later one says more.
    fn unique(
        &mut self,
        cursor: Cursor<'u>,
        is_enum: bool,
        name: &Name,
        named: Option<String>,
    ) -> String {
        let (key, longer) = match name {
            Name::Tag(tag) => {
                let keyword = if is_enum { "enum" } else { "struct" };
                (prefix(cursor).to_owned() + tag, (keyword, tag.as_str()))
            }
            Name::Typedef(name) => (name.clone(), ("typedef", name.as_str())),
            Name::None => {
                let count = if is_enum {
                    &mut self.unnamed_enums
                } else {
                    &mut self.unnamed
                };
                let key = named.unwrap_or_else(|| {
                    *count += 1;
                    format!("(anon{})", *count - 1)
                });
                (key, ("", ""))
            }
        };
        if self.taken.insert((is_enum, key.clone())) || longer.1.is_empty() {
            return key;
        }
        let key = format!("{} {}", longer.0, longer.1);
        self.taken.insert((is_enum, key.clone()));
        key
    }

    /// The types that are declared inside a record.
    fn members(&mut self, record: Cursor<'u>, key: &str) {
        let nested = record.children(is_tag);
        if nested.is_empty() {
            return;
        }
        let inner: HashSet<Cursor<'u>> = nested.iter().copied().collect();
        let mut names: HashMap<Cursor<'u>, String> = HashMap::default();
        let mut unnamed = 0;
        for field in record.ty().fields() {
            let Some(declaration) = innermost(field.ty()) else {
                continue;
            };
            if !inner.contains(&declaration)
                || names.contains_key(&declaration)
                || types::name(declaration) != Name::None
            {
                continue;
            }
            let name = field_name(field);
            let name = if name.is_empty() {
                numbered(&mut unnamed)
            } else {
                name
            };
            names.insert(declaration, format!("{key}.{name}"));
        }
        for inner in nested {
            let named = names
                .remove(&inner)
                .unwrap_or_else(|| format!("{key}.{}", numbered(&mut unnamed)));
            self.tag(inner, Some(key), Some(named));
        }
    }
}

fn numbered(count: &mut usize) -> String {
    *count += 1;
    format!("(anon{})", *count - 1)
}

fn prefix(cursor: Cursor<'_>) -> &'static str {
    if cursor.kind() == c::CXCursor_UnionDecl {
        "union "
    } else {
        ""
    }
}

/// A field's name; empty for an anonymous member, for which some versions of clang invent one.
pub(super) fn field_name(field: Cursor<'_>) -> String {
    let name = field.spelling();
    let ascii = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let plain = ascii
        || name
            .chars()
            .all(|letter| letter.is_alphanumeric() || letter == '_' || letter == '$');
    if plain { name } else { String::new() }
}

/// The struct, union or enum that a member's declaration may hold: behind arrays and pointers.
fn innermost(ty: Type<'_>) -> Option<Cursor<'_>> {
    match ty.kind() {
        c::CXType_Pointer => innermost(ty.pointee()),
        c::CXType_ConstantArray | c::CXType_IncompleteArray => innermost(ty.element()),
        _ => types::tag_type(ty),
    }
}
