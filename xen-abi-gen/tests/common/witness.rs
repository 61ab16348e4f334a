//! The sizes, offsets and values that bindgen computes, which shares no code with the generator.

use std::collections::BTreeMap;
use std::path::Path;

use bindgen::Formatter;
use syn::{Expr, Item, Lit, Stmt, UnOp};
use xen_abi_gen::model::facts::{Facts, Record};
use xen_abi_gen::model::target::Target;

use super::fixtures;

/// The numbers of bindgen's output, by its names.
#[derive(Debug, Default)]
pub(crate) struct Witness {
    /// Size of each record, in bytes.
    pub(crate) sizes: BTreeMap<String, i128>,
    /// Alignment of each record, in bytes.
    pub(crate) aligns: BTreeMap<String, i128>,
    /// Offset of each member that is no bit-field, in bytes, by `record::member`.
    pub(crate) offsets: BTreeMap<String, i128>,
    /// Value of each constant.
    pub(crate) constants: BTreeMap<String, i128>,
}

/// Runs bindgen on a text that includes headers of a folder.
pub(crate) fn witness(target: Target, folder: &Path, text: &str) -> Witness {
    let folders = [
        folder.display().to_string(),
        fixtures("standard").display().to_string(),
    ];
    let arguments = ["-std=gnu11", "-ffreestanding", "-nostdinc", "-w"]
        .map(str::to_owned)
        .into_iter();
    let arguments = arguments
        .chain([format!("--target={}", target.triple())])
        .chain(folders.map(|folder| format!("-I{folder}")));
    let bindings = bindgen::Builder::default()
        .header_contents("headers.h", text)
        .clang_args(arguments)
        .detect_include_paths(false)
        .prepend_enum_name(false)
        .generate_comments(false)
        .formatter(Formatter::None)
        .generate()
        .unwrap_or_else(|error| {
            panic!(
                "bindgen cannot translate {} for {}: {error}",
                folder.display(),
                target.name()
            )
        });
    let file = syn::parse_file(&bindings.to_string()).expect("bindgen writes Rust");
    let mut witness = Witness::default();
    for item in file.items {
        let Item::Const(item) = item else { continue };
        if item.ident == "_" {
            let Expr::Block(block) = &*item.expr else {
                panic!("a layout test of a new form")
            };
            for statement in &block.block.stmts {
                witness.layout(statement);
            }
        } else if let Some(value) = number(&item.expr) {
            witness.constants.insert(item.ident.to_string(), value);
        }
    }
    witness
}

impl Witness {
    /// Reads one line of a layout test, `["Size of foo"][size_of::<foo>() - 8usize];`.
    fn layout(&mut self, statement: &Stmt) {
        let read = || {
            let Stmt::Expr(Expr::Index(line), _) = statement else {
                return None;
            };
            let Expr::Array(what) = &*line.expr else {
                return None;
            };
            let Some(Expr::Lit(what)) = what.elems.first() else {
                return None;
            };
            let Lit::Str(what) = &what.lit else {
                return None;
            };
            let Expr::Binary(difference) = &*line.index else {
                return None;
            };
            Some((what.value(), number(&difference.right)?))
        };
        let (what, value) = read().expect("a layout test of a new form");
        let kinds = [
            ("Size of ", &mut self.sizes),
            ("Alignment of ", &mut self.aligns),
            ("Offset of field: ", &mut self.offsets),
        ];
        let (name, map) = kinds
            .into_iter()
            .find_map(|(kind, map)| Some((what.strip_prefix(kind)?, map)))
            .expect("a new kind");
        map.insert(name.to_owned(), value);
    }
}

/// A signed integer.
fn number(expression: &Expr) -> Option<i128> {
    match expression {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(integer) => integer.base10_parse().ok(),
            _ => None,
        },
        Expr::Unary(negated) if matches!(negated.op, UnOp::Neg(_)) => Some(-number(&negated.expr)?),
        _ => None,
    }
}

/// Bindgen's name of a record.
///
/// For a nested one, it has the names of both; for an anonymous one, the name of the outer record
/// and a number.
pub(crate) fn record_name(facts: &Facts, key: &str) -> String {
    let record = &facts.records[key];
    let nameless = |record: &Record| record.tag.is_none() && record.outer.is_some();
    match (&record.tag, &record.outer) {
        (Some(tag), Some(outer)) => format!("{}_{tag}", record_name(facts, outer)),
        (Some(tag), None) => tag.clone(),
        (None, None) => key.trim_start_matches("typedef ").to_owned(),
        (None, Some(outer)) => {
            let siblings = facts
                .records
                .iter()
                .filter(|(_, other)| nameless(other) && other.outer.as_ref() == Some(outer));
            let number = siblings.take_while(|(other, _)| *other != key).count() + 1;
            format!("{}__bindgen_ty_{number}", record_name(facts, outer))
        }
    }
}

/// Bindgen's names of a record's members, in order, with their byte offsets.
///
/// Bit-fields and anonymous members are left out.
pub(crate) fn member_names(record: &Record) -> impl Iterator<Item = (String, i128)> {
    let said = record
        .fields
        .iter()
        .filter(|field| !field.bit_field && !field.name.is_empty());
    said.map(|field| {
        // Bindgen changes keywords, and the primitive type that is a member's name in these
        // headers.
        let keyword = field.name == "str" || syn::parse_str::<syn::Ident>(&field.name).is_err();
        (
            format!("{}{}", field.name, if keyword { "_" } else { "" }),
            i128::from(field.offset_bits / 8),
        )
    })
}
