//! The second pass, second half: the contents of records, enums and typedefs, with clang's numbers.

use clang_sys as c;

use super::declarations::{self, Declarations, Declared};
use super::libclang::{Cursor, Type, Unit};
use super::position::Position;
use super::tree::HeaderTree;
use super::types;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::facts::{
    CEnum, CType, Enumerator, Field, Integer, Rank, Record, RecordKind, Skipped, Typedef,
};
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

    fn location(&self, cursor: Cursor<'_>, length: usize) -> Location {
        let Position {
            file_id,
            line,
            column,
            ..
        } = self.unit.place(cursor);
        // Only what stands in a header is asked for.
        file_id.header().map_or_else(Location::default, |file| {
            Location::new(self.tree.path(file), line, column, length as u32)
        })
    }

    /// Structs and unions.
    pub(super) fn records(&mut self) -> IndexMap<String, Record> {
        let declared = self.declarations.records.iter();
        declared
            .filter_map(|one| Some((one.key.clone(), self.record(one)?)))
            .collect()
    }

    fn record(&mut self, one: &Declared<'u>) -> Option<Record> {
        let ty = one.cursor.ty();
        let is_union = one.cursor.kind() == c::CXCursor_UnionDecl;
        let (kind, keyword) = match is_union {
            true => (RecordKind::Union, "union"),
            false => (RecordKind::Struct, "struct"),
        };
        let shown = one.tag.as_deref().unwrap_or(keyword);
        let location = self.location(one.cursor, shown.len());
        let (Some(size), Some(align)) = (ty.size(), ty.align()) else {
            self.formless(&location, &one.key);
            return None;
        };
        let cursors = ty.fields();
        let mut fields = Vec::with_capacity(cursors.len());
        for (number, &cursor) in cursors.iter().enumerate() {
            let name = declarations::field_name(cursor);
            // An unnamed bit-field is padding.
            if name.is_empty() && cursor.bit_width().is_some() {
                continue;
            }
            // libclang goes through all of a record for each offset that it is asked for.
            let offset = if is_union {
                Some(0)
            } else {
                cursor.offset_bits()
            };
            let last = is_union || number + 1 == cursors.len();
            let Some(field) = self.field(cursor, name, offset, last) else {
                let name = declarations::field_name(cursor);
                let location = self.location(cursor, name.len());
                self.formless(&location, &format!("{}.{name}", one.key));
                return None;
            };
            fields.push(field);
        }
        Some(Record {
            kind,
            size,
            align,
            tag: one.tag.clone(),
            outer: one.outer.clone(),
            fields,
            location,
            end_line: self.unit.last_line(one.cursor),
        })
    }

    /// A member, if its type can be stated. `last` says whether it may be a flexible array.
    fn field(
        &mut self,
        cursor: Cursor<'u>,
        name: String,
        offset: Option<u64>,
        last: bool,
    ) -> Option<Field> {
        let location = self.location(cursor, name.len());
        let may_be_macro = name.len() > 1 && !name.contains(char::is_lowercase);
        if may_be_macro && self.is_behind_a_brace(cursor) {
            self.diagnostics.push(undefined_attribute(
                &name,
                "a member of the record",
                &location,
            ));
        }
        let (mut ty, spelling, size) = self.form(cursor.ty())?;
        if let CType::Array { element, length: 0 } = &ty
            && last
        {
            ty = CType::Flexible(element.clone());
        }
        let width = cursor.bit_width();
        let size_bits = match (&ty, width) {
            (_, Some(width)) => width,
            (CType::Flexible(_), None) => 0,
            _ => size? * 8,
        };
        Some(Field {
            name,
            offset_bits: offset?,
            size_bits,
            ty,
            spelling,
            bit_field: width.is_some(),
            location,
        })
    }

    /// What a type is in the model, in C, and in bytes. Few types serve most members.
    fn form(&mut self, ty: Type<'u>) -> Option<Form> {
        if let Some(known) = self.known.get(&ty.identity()) {
            return known.clone();
        }
        let form = types::ctype(ty, &self.declarations.keys);
        let form = form.map(|form| (form, types::spelling(ty), ty.size()));
        self.known.insert(ty.identity(), form.clone());
        form
    }

    fn formless(&mut self, location: &Location, what: &str) {
        let message = format!("`{what}` has a type that cannot be stated in the model");
        let (deepest, header) = (types::DEEPEST, &location.header);
        self.diagnostics.push(
            Diagnostic::error("unsupported-type", message)
                .at(location.clone(), "declared here")
                .help(format!(
                    "use integers, pointers, arrays, records and enums, at most {deepest} of them \
                     within each other"
                ))
                .help(format!("`--skip {header}` leaves the header out")),
        );
    }

    /// Whether a name stands right behind the members of a record or an enum.
    fn is_behind_a_brace(&self, cursor: Cursor<'_>) -> bool {
        let Position {
            file_id, offset, ..
        } = self.unit.place(cursor);
        file_id.header().is_some_and(|file| {
            let before = self.tree.files[file].blanked.code.get(..offset as usize);
            before.is_some_and(|before| before.trim_end().ends_with('}'))
        })
    }

    /// Reports variables that may be undefined attributes.
    ///
    /// Without the attribute, the record before has another layout.
    pub(super) fn warn_of_undefined_macros(&mut self) {
        for (name, &cursor) in &self.declarations.others {
            if cursor.kind() == c::CXCursor_VarDecl && self.is_behind_a_brace(cursor) {
                let location = self.location(cursor, name.len());
                self.diagnostics
                    .push(undefined_attribute(name, "a variable", &location));
            }
        }
    }

    /// Typedefs.
    pub(super) fn typedefs(&mut self) -> IndexMap<String, Typedef> {
        let declared = self.declarations.typedefs.iter();
        let typedef = |(name, cursor): (&String, &Cursor<'u>)| {
            let location = self.location(*cursor, name.len());
            let underlying = cursor.underlying();
            let Some(ty) = types::ctype(underlying, &self.declarations.keys) else {
                self.formless(&location, name);
                return None;
            };
            let complete = !matches!(ty, CType::Function | CType::Void);
            let own = cursor.ty();
            let (size, align) = match (own.size(), own.align()) {
                (Some(size), Some(align)) if complete => (size, align),
                _ => (0, 0),
            };
            let typedef = Typedef {
                ty,
                spelling: types::spelling(underlying),
                size,
                align,
                location,
            };
            Some((name.clone(), typedef))
        };
        declared.filter_map(typedef).collect()
    }

    /// C enums.
    pub(super) fn enums(&mut self) -> IndexMap<String, CEnum> {
        let declared = self.declarations.enums.iter();
        let read = |(key, cursor): (&String, &Cursor<'u>)| {
            let location = self.location(*cursor, 0);
            let Some(ty) = types::integer(cursor.enum_type()) else {
                self.formless(&location, key);
                return None;
            };
            // `long` is what clang calls the width that the members need.
            let ty = Integer {
                rank: Rank::Fixed,
                ..ty
            };
            let member = |cursor: Cursor<'u>| {
                let name = cursor.spelling();
                Enumerator {
                    value: cursor.enumerator(ty.signed),
                    location: self.location(cursor, name.len()),
                    name,
                }
            };
            let members = cursor.enumerators().map(member).collect();
            let read = CEnum {
                ty,
                members,
                location,
            };
            Some((key.clone(), read))
        };
        declared.filter_map(read).collect()
    }

    /// What the model does not hold.
    pub(super) fn skipped(&self) -> Vec<Skipped> {
        let skip = |(name, cursor): (&String, &Cursor<'u>)| {
            let reason = match cursor.kind() {
                c::CXCursor_VarDecl => "a variable",
                c::CXCursor_FunctionDecl => "a function of C",
                _ => "declared, and never defined",
            };
            Skipped {
                name: name.clone(),
                location: self.location(*cursor, name.len()),
                reason: reason.to_owned(),
            }
        };
        let Declarations {
            incomplete, others, ..
        } = self.declarations;
        incomplete.iter().chain(others).map(skip).collect()
    }
}

/// The warning about a name that is either declared or an attribute that nobody defined.
fn undefined_attribute(name: &str, what: &str, location: &Location) -> Diagnostic {
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
