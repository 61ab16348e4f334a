//! Writes the numbers of a model as C: a `_Static_assert` for each, to compile with the headers.

use std::fmt::Write as _;

use xen_abi_gen::model::facts::{CType, Facts, Field, Integer, Record, RecordKind};

/// C text with assertions, and their number.
#[derive(Debug)]
pub(crate) struct Assertions {
    /// The assertions, to compile after the headers.
    pub(crate) text: String,
    /// The functions that check bit-fields; empty if there are none.
    ///
    /// They are compiled after the headers, with optimisation.
    pub(crate) bit_fields: String,
    /// The number of assertions.
    pub(crate) count: usize,
    /// Records that C cannot name.
    pub(crate) unnameable: Vec<String>,
}

/// How C names a record.
#[derive(Clone, Debug)]
struct Spoken {
    /// Its type, or that of the record that contains its members.
    ty: String,
    /// Its offset in that type.
    base_bits: u64,
    /// Whether the record has the type itself.
    own: bool,
}

/// All numbers of a model.
pub(crate) fn assertions(facts: &Facts) -> Assertions {
    let mut writer = Assertions {
        text: String::new(),
        bit_fields: String::new(),
        count: 0,
        unnameable: Vec::new(),
    };
    for (key, record) in &facts.records {
        match spoken(facts, key) {
            Some(spoken) => writer.record(facts, key, record, &spoken),
            None => writer.unnameable.push(key.clone()),
        }
    }
    for (name, typedef) in &facts.typedefs {
        if typedef.size > 0 {
            writer.say(
                &format!("sizeof({name}) == {}", typedef.size),
                &format!("size of {name}"),
            );
            writer.say(
                &format!("_Alignof({name}) == {}", typedef.align),
                &format!("alignment of {name}"),
            );
        }
        if let Some(integer) = integer(facts, &typedef.ty) {
            writer.sign(name, integer, name);
        }
    }
    for (name, constant) in &facts.constants {
        writer.say(
            &format!("({name}) == {}", literal(constant.value)),
            &format!("value of {name}"),
        );
        writer.say(
            &format!("sizeof({name}) == {}", constant.ty.bits / 8),
            &format!("width of {name}"),
        );
        writer.sign(&format!("__typeof__({name})"), constant.ty, name);
    }
    for (name, string) in &facts.strings {
        writer.say(
            &format!("sizeof({name}) == {}", string.value.len() + 1),
            &format!("length of {name}"),
        );
    }
    for member in facts.enums.values().flat_map(|found| &found.members) {
        writer.say(
            &format!("{} == {}", member.name, literal(member.value)),
            &format!("value of {}", member.name),
        );
    }
    writer.bit_fields(facts);
    writer
}

impl Assertions {
    fn say(&mut self, condition: &str, what: &str) {
        self.count += 1;
        // Names contain no quotes.
        let _ = writeln!(self.text, "_Static_assert({condition}, \"{what}\");");
    }

    fn sign(&mut self, ty: &str, integer: Integer, what: &str) {
        let negative = if integer.signed { "<" } else { ">" };
        self.say(
            &format!("({ty})-1 {negative} ({ty})0"),
            &format!("sign of {what}"),
        );
    }

    fn record(&mut self, facts: &Facts, key: &str, record: &Record, spoken: &Spoken) {
        let ty = &spoken.ty;
        if spoken.own {
            self.say(
                &format!("sizeof({ty}) == {}", record.size),
                &format!("size of {key}"),
            );
            self.say(
                &format!("_Alignof({ty}) == {}", record.align),
                &format!("alignment of {key}"),
            );
        }
        for field in record
            .fields
            .iter()
            .filter(|field| !field.name.is_empty() && !field.bit_field)
        {
            let name = &field.name;
            let offset = spoken.base_bits + field.offset_bits;
            assert_eq!(
                offset % 8,
                0,
                "{key}.{name} is no bit-field and starts within a byte"
            );
            self.say(
                &format!("__builtin_offsetof({ty}, {name}) == {}", offset / 8),
                &format!("offset of {key}.{name}"),
            );
            if field.size_bits > 0 {
                self.say(
                    &format!("sizeof((({ty} *)0)->{name}) == {}", field.size_bits / 8),
                    &format!("size of {key}.{name}"),
                );
            }
            let (element, indices) = element(&field.ty, String::new());
            if let Some(integer) = integer(facts, element) {
                self.sign(
                    &format!("__typeof__((({ty} *)0)->{name}{indices})"),
                    integer,
                    &format!("{key}.{name}"),
                );
            }
        }
    }

    /// C has no `offsetof` for bit-fields, so the text stores to them. The optimiser evaluates the
    /// stores: if a bit-field is elsewhere, a call remains that is an error.
    fn bit_fields(&mut self, facts: &Facts) {
        let mut text = String::new();
        for (key, record) in &facts.records {
            let Some(spoken) = spoken(facts, key) else {
                continue;
            };
            for field in record.fields.iter().filter(|field| field.bit_field) {
                self.count += 1;
                bit_field(&mut text, &spoken, field);
            }
        }
        if !text.is_empty() {
            let error = "extern void elsewhere(void) __attribute__((error(\"a bit-field lies \
                         elsewhere\")));";
            self.bit_fields =
                format!("{error}\nvoid bit_fields(void);\nvoid bit_fields(void)\n{{\n{text}}}\n");
        }
    }
}

/// Stores to a bit-field, and checks its bytes and their neighbours.
fn bit_field(text: &mut String, spoken: &Spoken, field: &Field) {
    let first = spoken.base_bits + field.offset_bits;
    let bytes = (first / 8).saturating_sub(1)..=(first + field.size_bits) / 8;
    let (ty, name) = (&spoken.ty, &field.name);
    let _ = writeln!(
        text,
        "    {{ union {{ {ty} at; unsigned char byte[sizeof({ty})]; }} u;"
    );
    let _ = writeln!(
        text,
        "      __builtin_memset(&u, 0, sizeof(u)); u.at.{name} = ~u.at.{name};"
    );
    for byte in bytes {
        let bits =
            (0..8).filter(|bit| (first..first + field.size_bits).contains(&(byte * 8 + bit)));
        let expected: u32 = bits.map(|bit| 1 << bit).sum();
        let _ = writeln!(
            text,
            "      if ({byte} < sizeof({ty}) && u.byte[{byte} % sizeof({ty})] != {expected}) \
             elsewhere();"
        );
    }
    text.push_str("    }\n");
}

/// How C speaks of a record.
fn spoken(facts: &Facts, key: &str) -> Option<Spoken> {
    let record = facts.records.get(key)?;
    let keyword = if record.kind == RecordKind::Union {
        "union"
    } else {
        "struct"
    };
    let own = |ty: String| {
        Some(Spoken {
            ty,
            base_bits: 0,
            own: true,
        })
    };
    if let Some(tag) = &record.tag {
        return own(format!("{keyword} {tag}"));
    }
    let Some(outer) = &record.outer else {
        return if key.starts_with('(') {
            None
        } else {
            own(key.trim_start_matches("typedef ").to_owned())
        };
    };
    let around = spoken(facts, outer)?;
    let holder = facts.records.get(outer)?.fields.iter().find(|field| {
        let (element, _) = element(&field.ty, String::new());
        *element == CType::Record(key.to_owned())
    })?;
    if holder.name.is_empty() {
        return Some(Spoken {
            base_bits: around.base_bits + holder.offset_bits,
            own: false,
            ..around
        });
    }
    let (_, indices) = element(&holder.ty, String::new());
    own(format!(
        "__typeof__((({} *)0)->{}{indices})",
        around.ty, holder.name
    ))
}

/// The innermost element type of arrays and pointers, and the indices that lead to it.
fn element(ty: &CType, indices: String) -> (&CType, String) {
    match ty {
        CType::Array { element: inner, .. }
        | CType::Flexible(inner)
        | CType::Pointer { pointee: inner, .. } => element(inner, indices + "[0]"),
        _ => (ty, indices),
    }
}

/// The integer type behind a type, if it is one.
fn integer(facts: &Facts, ty: &CType) -> Option<Integer> {
    match ty {
        CType::Integer(integer) => Some(*integer),
        CType::Enum(key) => facts.enums.get(key).map(|found| found.ty),
        CType::Typedef(name) => integer(facts, &facts.typedefs.get(name)?.ty),
        _ => None,
    }
}

/// A number as a C literal, with a type that can represent it.
fn literal(value: i128) -> String {
    if value > i128::from(i64::MAX) {
        format!("{value}ULL")
    } else if value == i128::from(i64::MIN) {
        // The digits without the sign would exceed the signed type.
        format!("({}LL - 1)", value + 1)
    } else {
        format!("{value}LL")
    }
}
