//! Writes the facts of a header tree as a C file of assertions, for a compiler that had no part in finding them.

use std::fmt::Write as _;

use xen_abi_gen::model::facts::{CType, Facts, Field, Integer, Origin, Rank, Record};

/// What the C file assumes of its compiler's command line: `-I` folders that find every header by its path, `-ffreestanding`, gnu11.
/// Bit-fields are checked by code that must fold away, so it has to be compiled with `-O2 -c` (not `-fsyntax-only`).
pub(crate) fn c_file(facts: &Facts, tools: bool, prelude: Option<&str>) -> String {
    let mut text = String::from("#include <stdint.h>\n#include <stddef.h>\n");
    text.push_str("void *memcpy(void *, const void *, size_t);\n");
    // As in the extraction, a trailing attribute that nobody defines is one that its includer must define.
    text.push_str("#define __packed __attribute__((__packed__))\n#define __aligned(x) __attribute__((__aligned__(x)))\n");
    let _ = writeln!(text, "#define __XEN_INTERFACE_VERSION__ {:#x}", facts.interface_version);
    if tools {
        text.push_str("#undef __XEN_INTERFACE_VERSION__\n#define __XEN_TOOLS__ 1\n");
    }
    if let Some(prelude) = prelude {
        text.push_str(prelude);
        text.push('\n');
    }
    let mut paths: Vec<&str> = facts.headers.iter().filter(|one| one.origin != Origin::Prelude).map(|one| &*one.path).collect();
    paths.sort_by_key(|path| (*path != "xen.h", path.starts_with("arch-"), *path));
    for path in paths {
        let _ = writeln!(text, "#include \"{path}\"");
    }
    text.push_str("#define CHECK(what, name) _Static_assert(what, name)\n");
    text.push_str("#define OFFSET(type, field) (__builtin_offsetof(type, field) * 8)\n");
    text.push_str("#define SAME(field, type) __builtin_types_compatible_p(__typeof__(field), __typeof__(type))\n");
    text.push_str("extern void fail(const char *) __attribute__((error(\"bit-field\")));\n");
    for (key, record) in &facts.records {
        record_checks(&mut text, facts, key, record);
    }
    other_checks(&mut text, facts);
    text
}

/// A record's type in C; `None` inside an anonymous member, where C has no way to say it.
fn type_name(facts: &Facts, key: &str) -> Option<String> {
    let record = &facts.records[key];
    if let Some(tag) = &record.tag {
        let keyword = if key.starts_with("union ") { "union" } else { keyword(record) };
        return Some(format!("{keyword} {tag}"));
    }
    let Some(outer) = &record.outer else {
        return (!key.starts_with('(')).then(|| key.rsplit(' ').next().unwrap_or(key).to_owned());
    };
    let holder = facts.records[outer].fields.iter().find_map(|field| reach(&field.ty, key).map(|steps| (field, steps)));
    let (field, steps) = holder?;
    if field.name.is_empty() {
        return None;
    }
    Some(format!("__typeof__((({} *)0)->{}{steps})", type_name(facts, outer)?, field.name))
}

/// How a record is reached from a field that holds it.
fn reach(ty: &CType, key: &str) -> Option<String> {
    match ty {
        CType::Record(found) => (found == key).then(String::new),
        CType::Array { element: inner, .. } | CType::Flexible(inner) | CType::Pointer { pointee: inner, .. } => {
            reach(inner, key).map(|rest| format!("[0]{rest}"))
        }
        _ => None,
    }
}

fn keyword(record: &Record) -> &'static str {
    use xen_abi_gen::model::facts::RecordKind;
    if record.kind == RecordKind::Union { "union" } else { "struct" }
}

fn record_checks(text: &mut String, facts: &Facts, key: &str, record: &Record) {
    // The contents of an anonymous member are checked as those of the record around it.
    let Some(ty) = type_name(facts, key) else { return };
    let _ = writeln!(text, "CHECK(sizeof({ty}) == {}, \"size of {key}\");", record.size);
    let _ = writeln!(text, "CHECK(_Alignof({ty}) == {}, \"alignment of {key}\");", record.align);
    field_checks(text, facts, key, &ty, record, 0);
}

fn field_checks(text: &mut String, facts: &Facts, key: &str, ty: &str, record: &Record, base: u64) {
    for field in &record.fields {
        let Field { name, offset_bits, size_bits, .. } = field;
        let offset = base + offset_bits;
        if name.is_empty() {
            let CType::Record(inner) = &field.ty else { panic!("{key}: an anonymous member that is no record") };
            field_checks(text, facts, inner, ty, &facts.records[inner], offset);
            continue;
        }
        if field.bit_field {
            bit_field_check(text, key, ty, field, offset);
            continue;
        }
        let _ = writeln!(text, "CHECK(OFFSET({ty}, {name}) == {offset}, \"offset of {key}.{name}\");");
        let member = format!("(({ty} *)0)->{name}");
        if !field.spelling.ends_with("[]") {
            let _ = writeln!(text, "CHECK(sizeof({member}) * 8 == {size_bits}, \"size of {key}.{name}\");");
        }
        if !field.spelling.contains("{...}") {
            let _ = writeln!(text, "CHECK(SAME({member}, {}), \"type of {key}.{name}\");", field.spelling);
        }
    }
}

/// One bit at its place is not lost, the one after its width is, and it lies where it should.
fn bit_field_check(text: &mut String, key: &str, ty: &str, field: &Field, offset: u64) {
    let Field { name, size_bits: width, .. } = field;
    let id = format!("{key}_{name}_{offset}").replace(|letter: char| !letter.is_alphanumeric(), "_");
    let _ = write!(text, "void check_{id}(void);\nvoid check_{id}(void) {{ {ty} t; __builtin_memset(&t, 0, sizeof(t)); ");
    let _ = write!(
        text,
        "t.{name} = 1; if (((unsigned char *)&t)[{}] != {}) fail(\"{key}.{name}\"); ",
        offset / 8,
        1 << (offset % 8)
    );
    let _ = write!(text, "t.{name} = 1ULL << {}; if (!t.{name}) fail(\"{key}.{name}\"); ", width - 1);
    let _ = writeln!(text, "t.{name} = (1ULL << {}) << 1; if (t.{name}) fail(\"{key}.{name}\"); }}", width - 1);
}

fn other_checks(text: &mut String, facts: &Facts) {
    for (name, typedef) in facts.typedefs.iter().filter(|(_, typedef)| typedef.size != 0) {
        let _ = writeln!(text, "CHECK(sizeof({name}) == {}, \"size of {name}\");", typedef.size);
        let _ = writeln!(text, "CHECK(_Alignof({name}) == {}, \"alignment of {name}\");", typedef.align);
    }
    for member in facts.enums.values().flat_map(|one| &one.members) {
        let _ = writeln!(text, "CHECK((unsigned long long)({}) == {}, \"{}\");", member.name, word(member.value), member.name);
    }
    for (name, constant) in &facts.constants {
        let Integer { signed, bits, rank } = constant.ty;
        let _ = writeln!(text, "CHECK((unsigned long long)({name}) == {}, \"{name}\");", word(constant.value));
        let _ = writeln!(text, "CHECK(sizeof({name}) * 8 == {bits}, \"width of {name}\");");
        let _ = writeln!(text, "CHECK(((__typeof__({name}))-1 < 0) == {}, \"sign of {name}\");", u8::from(signed));
        let long = u8::from(rank == Rank::Long);
        let _ = writeln!(text, "CHECK(_Generic(({name}), long: 1, unsigned long: 1, default: 0) == {long}, \"rank of {name}\");");
    }
    for (name, string) in &facts.strings {
        let _ = writeln!(text, "CHECK(sizeof({name}) == {}, \"length of {name}\");", string.value.len() + 1);
    }
}

fn word(value: i128) -> String {
    format!("{:#x}ULL", value as u64)
}
