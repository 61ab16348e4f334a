//! Finds all declarations of the headers, and the keys of records and enums.

use clang_sys as c;

use super::libclang::{Cursor, Type, Unit};
use super::types::{self, Keys, Name};
use crate::model::hash::{HashMap, HashSet, IndexMap, IndexSet};

/// The declarations of a unit, in source order.
#[derive(Default)]
pub(super) struct Declarations<'u> {
    /// Definitions of structs and unions.
    pub(super) records: Vec<Declared<'u>>,
    /// Definitions of enums, by their keys.
    pub(super) enums: IndexMap<String, Cursor<'u>>,
    /// Typedefs, by name.
    pub(super) typedefs: IndexMap<String, Cursor<'u>>,
    /// Tags without a definition, by the keys that they would have.
    pub(super) incomplete: IndexMap<String, Cursor<'u>>,
    /// Functions and variables, by name.
    pub(super) others: IndexMap<String, Cursor<'u>>,
    /// The keys of records and enums.
    pub(super) keys: Keys<'u>,
    taken: HashSet<(bool, String)>,
    unnamed: usize,
    unnamed_enums: usize,
}

/// The definition of a struct or a union.
pub(super) struct Declared<'u> {
    pub(super) cursor: Cursor<'u>,
    /// The key that it has in the model.
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
    let wanted = &[
        c::CXCursor_StructDecl,
        c::CXCursor_UnionDecl,
        c::CXCursor_EnumDecl,
        c::CXCursor_TypedefDecl,
        c::CXCursor_FunctionDecl,
        c::CXCursor_VarDecl,
    ];
    for cursor in unit.children(wanted) {
        if unit.place(cursor).file_id.header().is_none() {
            continue;
        }
        let list = match cursor.kind() {
            c::CXCursor_TypedefDecl => &mut found.typedefs,
            c::CXCursor_FunctionDecl | c::CXCursor_VarDecl => &mut found.others,
            _ => {
                found.tag(cursor, None, None);
                continue;
            }
        };
        list.entry(cursor.spelling()).or_insert(cursor);
    }
    let defined = |tag: &Cursor<'_>| tag.definition().is_some();
    found.incomplete.retain(|_, tag| !defined(tag));
    found
}

impl<'u> Declarations<'u> {
    /// A struct, union or enum. `named` is its key where a member gives it one.
    fn tag(&mut self, cursor: Cursor<'u>, outer: Option<&str>, named: Option<String>) {
        if self.keys.contains_key(&cursor) {
            return;
        }
        let name = types::name(cursor);
        let tag = match &name {
            Name::Tag(tag) => Some(tag.clone()),
            _ => None,
        };
        if !cursor.is_definition() {
            if let Some(tag) = tag {
                let key = types::tag_key(cursor, &tag);
                self.incomplete.entry(key).or_insert(cursor);
            }
            return;
        }
        let key = self.unique(cursor, name, named);
        self.keys.insert(cursor, key.clone());
        if cursor.kind() == c::CXCursor_EnumDecl {
            self.enums.insert(key, cursor);
        } else {
            self.records.push(Declared {
                cursor,
                key: key.clone(),
                outer: outer.map(str::to_owned),
                tag,
            });
            self.members(cursor, &key);
        }
    }

    /// The key of a definition. C keeps tags, unions' tags and typedefs apart: where two meet in
    /// one key, the later one says more.
    fn unique(&mut self, cursor: Cursor<'u>, name: Name, named: Option<String>) -> String {
        let is_enum = cursor.kind() == c::CXCursor_EnumDecl;
        let (key, longer) = match name {
            Name::Tag(tag) => {
                let keyword = if is_enum { "enum" } else { "struct" };
                (types::tag_key(cursor, &tag), format!("{keyword} {tag}"))
            }
            Name::Typedef(name) => (name.clone(), format!("typedef {name}")),
            Name::None => {
                let count = if is_enum {
                    &mut self.unnamed_enums
                } else {
                    &mut self.unnamed
                };
                let key = named.unwrap_or_else(|| numbered(count));
                (key.clone(), key)
            }
        };
        if self.taken.insert((is_enum, key.clone())) {
            return key;
        }
        self.taken.insert((is_enum, longer.clone()));
        longer
    }

    /// The types that are declared inside a record.
    fn members(&mut self, record: Cursor<'u>, key: &str) {
        let nested: IndexSet<_> = record
            .children()
            .filter(|child| is_tag(child.kind()))
            .collect();
        if nested.is_empty() {
            return;
        }
        let mut names: HashMap<Cursor<'u>, String> = HashMap::default();
        let mut unnamed = 0;
        for field in record.ty().fields() {
            let declaration = innermost(field.ty()).filter(|declaration| {
                nested.contains(declaration)
                    && !names.contains_key(declaration)
                    && types::name(*declaration) == Name::None
            });
            if let Some(declaration) = declaration {
                let mut name = field_name(field);
                if name.is_empty() {
                    name = numbered(&mut unnamed);
                }
                names.insert(declaration, name);
            }
        }
        for inner in nested {
            let name = names.remove(&inner);
            let name = name.unwrap_or_else(|| numbered(&mut unnamed));
            self.tag(inner, Some(key), Some(format!("{key}.{name}")));
        }
    }
}

fn numbered(count: &mut usize) -> String {
    *count += 1;
    format!("(anon{})", *count - 1)
}

/// A field's name; empty for an anonymous member, for which some versions of clang invent one.
pub(super) fn field_name(field: Cursor<'_>) -> String {
    let name = field.spelling();
    let of_a_word = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '$');
    if name.chars().all(of_a_word) {
        name
    } else {
        String::new()
    }
}

/// The struct, union or enum that a member's declaration may hold: behind arrays and pointers.
fn innermost(ty: Type<'_>) -> Option<Cursor<'_>> {
    match ty.kind() {
        c::CXType_Pointer => innermost(ty.pointee()),
        c::CXType_ConstantArray | c::CXType_IncompleteArray => innermost(ty.element()),
        _ => types::tag_type(ty),
    }
}
