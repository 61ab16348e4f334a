//! Writes a model's numbers as C: one `_Static_assert` for each, which any compiler can hold
//! against the headers themselves.

use std::fmt::Write as _;

use xen_abi_gen::model::facts::{CType, Facts, Field, Integer, Record, RecordKind};

/// A C text, and what it says.
#[derive(Debug)]
pub(crate) struct Assertions {
    /// What the headers are followed by, to be checked.
    pub(crate) text: String,
    /// What they are followed by to see where bit-fields lie, to be compiled with optimisation;
    /// empty if there are none.
    pub(crate) bit_fields: String,
    /// How many things it says.
    pub(crate) count: usize,
    /// Records that C has no way to speak of.
    pub(crate) unnameable: Vec<String>,
}

/// How C speaks of a record.
#[derive(Clone, Debug)]
struct Spoken {
    /// Its type, or that of the record whose members its members are.
    ty: String,
    /// Where it begins in that type.
    base_bits: u64,
    /// Whether the type is its own.
    own: bool,
}

/// Everything that a model says in numbers.
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
        // A string's own quotes never come this far: names have none.
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

    /// Where a bit-field lies can be seen only by storing to it. The compiler does that while it
    /// optimises: a store that ends up elsewhere leaves a call in the code that must not be
    /// there.
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
            let error = "extern void elsewhere(void) __attribute__((error(\"a bit-field lies elsewhere\")));";
            self.bit_fields =
                format!("{error}\nvoid bit_fields(void);\nvoid bit_fields(void)\n{{\n{text}}}\n");
        }
    }
}

/// Stores to a bit-field and looks at every byte that it touches, and at its neighbours.
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
            "      if ({byte} < sizeof({ty}) && u.byte[{byte} % sizeof({ty})] != {expected}) elsewhere();"
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

/// What arrays and pointers are of in the end, and the indices that lead there.
fn element(ty: &CType, indices: String) -> (&CType, String) {
    match ty {
        CType::Array { element: inner, .. }
        | CType::Flexible(inner)
        | CType::Pointer { pointee: inner, .. } => element(inner, indices + "[0]"),
        _ => (ty, indices),
    }
}

/// The integer that a type comes down to, if it does.
fn integer(facts: &Facts, ty: &CType) -> Option<Integer> {
    match ty {
        CType::Integer(integer) => Some(*integer),
        CType::Enum(key) => facts.enums.get(key).map(|found| found.ty),
        CType::Typedef(name) => integer(facts, &facts.typedefs.get(name)?.ty),
        _ => None,
    }
}

/// A number as C writes it, in a type that holds it.
fn literal(value: i128) -> String {
    if value > i128::from(i64::MAX) {
        format!("{value}ULL")
    } else if value == i128::from(i64::MIN) {
        // The digits alone would be too large for a signed number before the sign is seen.
        format!("({}LL - 1)", value + 1)
    } else {
        format!("{value}LL")
    }
}
