//! The second pass, second half: the contents of records, enums and typedefs, with clang's numbers.

use clang_sys as c;

use super::declarations::{self, Declarations, Declared};
use super::libclang::{Cursor, Type, Unit};
use super::position::FileId;
use super::tree::HeaderTree;
use super::types::{self, Keys};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::facts::{CEnum, CType, Enumerator, Field, Record, RecordKind, Skipped, Typedef};
use crate::model::hash::{HashMap, IndexMap};
use crate::model::location::Location;

/// A type in the model, as C spells it, and its size.
type Form = (CType, String, Option<u64>);

/// Reads the contents of declarations.
pub(super) struct RecordReader<'r, 'u> {
    tree: &'r HeaderTree,
    unit: &'u Unit<'u>,
    declarations: &'r Declarations<'u>,
    known: HashMap<usize, Option<Form>>,
    pub(super) diagnostics: Diagnostics,
}

impl<'r, 'u> RecordReader<'r, 'u> {
    pub(super) fn new(
        tree: &'r HeaderTree,
        unit: &'u Unit<'u>,
        declarations: &'r Declarations<'u>,
    ) -> Self {
        Self {
            tree,
            unit,
            declarations,
            known: HashMap::default(),
            diagnostics: Diagnostics::new(),
        }
    }

    fn keys(&self) -> &'r Keys<'u> {
        &self.declarations.keys
    }

    fn location(&self, cursor: Cursor<'_>, length: usize) -> Location {
        let place = self.unit.place(cursor);
        match place.file_id {
            FileId::Header(file) => Location::new(
                &self.tree.files[file].path,
                place.line,
                place.column,
                length as u32,
            ),
            // Only what stands in a header is asked for.
            _ => Location::line(&"".into(), 1),
        }
    }

    /// Structs and unions.
    pub(super) fn records(&mut self) -> IndexMap<String, Record> {
        let declared = &self.declarations.records;
        let mut records = IndexMap::default();
        for one in declared {
            if let Some(record) = self.record(one) {
                records.insert(one.key.clone(), record);
            }
        }
        records
    }

    fn record(&mut self, one: &Declared<'u>) -> Option<Record> {
        let ty = one.cursor.ty();
        let kind = if one.cursor.kind() == c::CXCursor_UnionDecl {
            RecordKind::Union
        } else {
            RecordKind::Struct
        };
        let tag = one.tag.clone();
        let length = tag
            .as_ref()
            .map_or(if kind == RecordKind::Union { 5 } else { 6 }, String::len);
        let location = self.location(one.cursor, length);
        let (Some(size), Some(align)) = (ty.size(), ty.align()) else {
            self.formless(&location, &one.key);
            return None;
        };
        let cursors = ty.fields();
        let mut fields = Vec::with_capacity(cursors.len());
        // libclang goes through all of a record for each offset that it is asked for. The members
        // of a union begin where the first does.
        let shared = cursors
            .first()
            .filter(|_| kind == RecordKind::Union)
            .map(|first| first.offset_bits());
        for (number, cursor) in cursors.iter().enumerate() {
            let last = kind == RecordKind::Union || number + 1 == cursors.len();
            fields.extend(self.field(*cursor, shared, last, &one.key)?);
        }
        let end_line = self.unit.last_line(one.cursor);
        Some(Record {
            kind,
            size,
            align,
            tag,
            outer: one.outer.clone(),
            fields,
            location,
            end_line,
        })
    }

    /// A member; nothing for an unnamed bit-field, which is padding. `shared` is the offset that
    /// all members have.
    fn field(
        &mut self,
        cursor: Cursor<'u>,
        shared: Option<Option<u64>>,
        last: bool,
        record: &str,
    ) -> Option<Option<Field>> {
        let name = declarations::field_name(cursor);
        let width = cursor.bit_width();
        if name.is_empty() && width.is_some() {
            return Some(None);
        }
        let location = self.location(cursor, name.len());
        let may_be_macro = name.len() > 1 && !name.contains(char::is_lowercase);
        if may_be_macro && self.is_behind_a_brace(cursor) {
            self.diagnostics
                .push(attribute(&name, "a member of the record", &location));
        }
        let known = self.form(cursor.ty());
        let (Some(known), Some(offset_bits)) =
            (known, shared.unwrap_or_else(|| cursor.offset_bits()))
        else {
            self.formless(&location, &format!("{record}.{name}"));
            return None;
        };
        let (form, spelling, size) = known;
        let form = match form {
            CType::Array { element, length: 0 } if last => CType::Flexible(element),
            form => form,
        };
        let size_bits = match (&form, width) {
            (_, Some(width)) => width,
            (CType::Flexible(_), None) => 0,
            _ => size? * 8,
        };
        let bit_field = width.is_some();
        Some(Some(Field {
            name,
            offset_bits,
            size_bits,
            ty: form,
            spelling,
            bit_field,
            location,
        }))
    }

    /// What a type is in the model, in C, and in bytes. Few types serve most members.
    fn form(&mut self, ty: Type<'u>) -> Option<Form> {
        if let Some(known) = self.known.get(&ty.identity()) {
            return known.clone();
        }
        let form = types::ctype(ty, self.keys()).map(|form| (form, types::spelling(ty), ty.size()));
        self.known.insert(ty.identity(), form.clone());
        form
    }

    fn formless(&mut self, location: &Location, what: &str) {
        let wrong = Diagnostic::error(
            "unsupported-type",
            format!("`{what}` has a type that cannot be stated in the model"),
        );
        self.diagnostics.push(
            wrong
                .at(location.clone(), "declared here")
                .help(format!(
                    "use integers, pointers, arrays, records and enums, at most {} of them within \
                     each other",
                    types::DEEPEST
                ))
                .help(format!(
                    "`--skip {}` leaves the header out",
                    location.header
                )),
        );
    }

    /// Whether a name stands right behind the members of a record or an enum.
    fn is_behind_a_brace(&self, cursor: Cursor<'_>) -> bool {
        let place = self.unit.place(cursor);
        let code = |file: usize| &self.tree.files[file].blanked.code;
        let before = place.file_id.header().map(|file| code(file).as_str());
        before
            .and_then(|code| code.get(..place.offset as usize))
            .is_some_and(|before| before.trim_end().ends_with('}'))
    }

    /// Says which variables may be attributes that their includer was to define: without them the
    /// record before has another layout.
    pub(super) fn warn_of_attributes(&mut self) {
        let declared = self.declarations;
        for one in &declared.others {
            if one.cursor.kind() == c::CXCursor_VarDecl && self.is_behind_a_brace(one.cursor) {
                let location = self.location(one.cursor, one.key.len());
                self.diagnostics
                    .push(attribute(&one.key, "a variable", &location));
            }
        }
    }

    /// Typedefs.
    pub(super) fn typedefs(&mut self) -> IndexMap<String, Typedef> {
        let mut typedefs = IndexMap::default();
        for one in &self.declarations.typedefs {
            let location = self.location(one.cursor, one.key.len());
            let underlying = one.cursor.underlying();
            let Some(ty) = types::ctype(underlying, self.keys()) else {
                self.formless(&location, &one.key);
                continue;
            };
            let complete = !matches!(ty, CType::Function | CType::Void);
            let own = one.cursor.ty();
            let (size, align) = match (own.size(), own.align()) {
                (Some(size), Some(align)) if complete => (size, align),
                _ => (0, 0),
            };
            typedefs.insert(
                one.key.clone(),
                Typedef {
                    ty,
                    spelling: types::spelling(underlying),
                    size,
                    align,
                    location,
                },
            );
        }
        typedefs
    }

    /// C enums.
    pub(super) fn enums(&mut self) -> IndexMap<String, CEnum> {
        let mut enums = IndexMap::default();
        for one in &self.declarations.enums {
            let location = self.location(one.cursor, 0);
            let Some(ty) = types::integer(one.cursor.enum_type()) else {
                self.formless(&location, &one.key);
                continue;
            };
            let members = one
                .cursor
                .children(|kind| kind == c::CXCursor_EnumConstantDecl);
            let member = |cursor: Cursor<'u>| {
                let name = cursor.spelling();
                Enumerator {
                    value: cursor.enumerator(ty.signed),
                    location: self.location(cursor, name.len()),
                    name,
                }
            };
            enums.insert(
                one.key.clone(),
                CEnum {
                    ty,
                    members: members.into_iter().map(member).collect(),
                    location,
                },
            );
        }
        enums
    }

    /// What the model does not hold.
    pub(super) fn skipped(&self) -> Vec<Skipped> {
        let skip = |one: &Declared<'u>, reason: &str| {
            let location = self.location(one.cursor, one.key.len());
            Skipped {
                name: one.key.clone(),
                location,
                reason: reason.to_owned(),
            }
        };
        let incomplete = self
            .declarations
            .incomplete
            .iter()
            .map(|one| skip(one, "declared, and never defined"));
        let others = self.declarations.others.iter().map(|one| {
            skip(
                one,
                if one.cursor.kind() == c::CXCursor_VarDecl {
                    "a variable"
                } else {
                    "a function of C"
                },
            )
        });
        incomplete.chain(others).collect()
    }
}

/// The warning about a name that is either declared or an attribute that nobody defined.
fn attribute(name: &str, what: &str, location: &Location) -> Diagnostic {
    let message = format!("no macro `{name}` is defined, so that this declares {what}");
    Diagnostic::warning("undefined-attribute", message)
        .at(location.clone(), "an attribute?")
        .help(
            "if the includer is to define it, put `#define` of it into a file and pass `--prelude \
             FILE`: it may change the layout of what stands before it",
        )
        .help(format!(
            "if {what} is meant, declare it on a line of its own, behind the type's definition"
        ))
}
