//! Random records with each kind of layout of C.

use std::fmt::Write as _;

/// A random generator with a seed (SplitMix64).
#[derive(Clone, Debug)]
pub(crate) struct Numbers(u64);

impl Numbers {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u64) as usize]
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

/// An integer type in C and in Rust.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Number {
    pub(crate) c: &'static str,
    pub(crate) rust: &'static str,
    /// The width of a bit-field that all targets support.
    bits: u64,
}

const fn number(c: &'static str, rust: &'static str, bits: u64) -> Number {
    Number { c, rust, bits }
}

const NUMBERS: [Number; 10] = [
    number("unsigned char", "u8", 8),
    number("signed char", "i8", 8),
    number("unsigned short", "u16", 16),
    number("short", "i16", 16),
    number("unsigned int", "u32", 32),
    number("int", "i32", 32),
    number("unsigned long long", "u64", 64),
    number("long long", "i64", 64),
    number("unsigned long", "usize", 32),
    number("long", "isize", 32),
];

/// A C enum: its members, and whether it is packed.
#[derive(Clone, Debug)]
pub(crate) struct Enum {
    pub(crate) name: String,
    text: String,
    /// The bits that its values need.
    bits: u64,
}

/// The type of a member.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Number(Number),
    /// `_Bool`.
    Bool,
    /// An enum.
    Enum(String),
    /// A pointer to data or to a function.
    Pointer {
        function: bool,
    },
    /// An array of integers.
    Numbers(Number, u64),
    /// An array of length 0, which still aligns the record.
    NoNumbers(Number),
    /// A flexible array member.
    Flexible(Number),
    /// Another record.
    Record(Box<Record>),
    /// An array of another record.
    Records(Box<Record>, u64),
    /// An anonymous record.
    Anonymous(Box<Record>),
    /// A bit-field of an integer type.
    Bits(Number, u64),
    /// A bit-field of type `_Bool`.
    BoolBit,
    /// A bit-field of an enum.
    EnumBits(String, u64),
    /// An unnamed bit-field.
    Gap(Number, u64),
}

/// A member.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    attributes: String,
}

/// A struct or a union.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) tag: String,
    pub(crate) union: bool,
    pub(crate) members: Vec<Member>,
    attributes: String,
    /// `#pragma pack`.
    pack: Option<u64>,
}

/// A header: enums, inner records, and the tested record.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) number: usize,
    enums: Vec<Enum>,
    pub(crate) inner: Vec<Record>,
    pub(crate) record: Record,
}

impl Case {
    /// The case with this number, for a seed.
    pub(crate) fn new(seed: u64, number: usize) -> Self {
        let mut numbers = Numbers::new(seed ^ (number as u64) << 20);
        let enums = enums(number, &mut numbers);
        let mut inner = Vec::new();
        for index in 0..numbers.below(3) {
            let tag = format!("s{number}_i{index}");
            let record = record(tag, &enums, &inner, false, &mut numbers);
            inner.push(record);
        }
        let record = record(format!("s{number}"), &enums, &inner, true, &mut numbers);
        Self {
            number,
            enums,
            inner,
            record,
        }
    }

    /// The named records, innermost first.
    pub(crate) fn records(&self) -> impl Iterator<Item = &Record> {
        self.inner.iter().chain([&self.record])
    }

    /// The header.
    pub(crate) fn header(&self) -> String {
        let mut text = String::new();
        for one in &self.enums {
            text += &one.text;
        }
        for record in self.records() {
            if let Some(most) = record.pack {
                let _ = writeln!(text, "#pragma pack(push, {most})");
            }
            let _ = writeln!(text, "{};", record.definition());
            if record.pack.is_some() {
                text += "#pragma pack(pop)\n";
            }
        }
        text
    }
}

impl Record {
    /// The type in C.
    pub(crate) fn c_name(&self) -> String {
        format!("{} {}", self.keyword(), self.tag)
    }

    fn keyword(&self) -> &'static str {
        if self.union { "union" } else { "struct" }
    }

    fn definition(&self) -> String {
        let mut text = format!("{} {} {{\n", self.keyword(), self.tag);
        for member in &self.members {
            let _ = writeln!(text, "    {}{};", member.declaration(), member.attributes);
        }
        text + "}" + &self.attributes
    }
}

impl Member {
    fn declaration(&self) -> String {
        let name = &self.name;
        match &self.kind {
            Kind::Number(number) => format!("{} {name}", number.c),
            Kind::Bool => format!("_Bool {name}"),
            Kind::Enum(tag) => format!("enum {tag} {name}"),
            Kind::Pointer { function: true } => format!("void (*{name})(int)"),
            Kind::Pointer { function: false } => format!("void *{name}"),
            Kind::Numbers(number, length) => format!("{} {name}[{length}]", number.c),
            Kind::NoNumbers(number) => format!("{} {name}[0]", number.c),
            Kind::Flexible(number) => format!("{} {name}[]", number.c),
            Kind::Record(record) => format!("{} {name}", record.c_name()),
            Kind::Records(record, length) => format!("{} {name}[{length}]", record.c_name()),
            Kind::Anonymous(record) => record.definition(),
            Kind::Bits(number, width) => format!("{} {name} : {width}", number.c),
            Kind::BoolBit => format!("_Bool {name} : 1"),
            Kind::EnumBits(tag, width) => format!("enum {tag} {name} : {width}"),
            Kind::Gap(number, width) => format!("{} : {width}", number.c),
        }
    }
}

fn enums(case: usize, numbers: &mut Numbers) -> Vec<Enum> {
    let kinds: [(&str, &str, u64); 5] = [
        ("ONE, TWO, THREE = 300", "", 9),
        ("LOW = -3, HIGH = 3", "", 3),
        ("SMALL = 1, LARGE = 200", " __attribute__((packed))", 8),
        ("MINUS = -100, PLUS = 100", " __attribute__((packed))", 8),
        ("WIDE = 0x123456789abULL, NARROW = 1", "", 41),
    ];
    let mut found = Vec::new();
    for index in 0..numbers.below(3) {
        let (members, attribute, bits) = numbers.one_of(&kinds);
        let name = format!("e{case}_k{index}");
        let members: Vec<String> = members
            .split(", ")
            .map(|member| format!("C{case}_{index}_{member}"))
            .collect();
        let text = format!("enum {name} {{ {} }}{attribute};\n", members.join(", "));
        found.push(Enum { name, text, bits });
    }
    found
}

fn record(
    tag: String,
    enums: &[Enum],
    inner: &[Record],
    outer: bool,
    numbers: &mut Numbers,
) -> Record {
    let union = numbers.chance(20);
    let mut members = Vec::new();
    for index in 0..1 + numbers.below(6) {
        let name = format!("f{index}");
        members.push(member(name, union, enums, inner, numbers));
    }
    if outer && !union && numbers.chance(20) {
        let kind = Kind::Flexible(numbers.one_of(&NUMBERS));
        let (name, attributes) = ("tail".to_owned(), String::new());
        members.push(Member {
            name,
            kind,
            attributes,
        });
    }
    let mut attributes = String::new();
    if numbers.chance(30) {
        attributes += " __attribute__((packed))";
    }
    if numbers.chance(25) {
        let most = numbers.one_of(&[1, 2, 4, 8, 16, 64]);
        let _ = write!(attributes, " __attribute__((aligned({most})))");
    }
    let pack = numbers.chance(15).then(|| numbers.one_of(&[1, 2, 4, 8]));
    Record {
        tag,
        union,
        members,
        attributes,
        pack,
    }
}

fn member(
    name: String,
    union: bool,
    enums: &[Enum],
    inner: &[Record],
    numbers: &mut Numbers,
) -> Member {
    let number = numbers.one_of(&NUMBERS);
    let mut kind = match numbers.below(16) {
        0 => Kind::Bool,
        1 => Kind::Pointer {
            function: numbers.chance(50),
        },
        2 => Kind::Numbers(number, 1 + numbers.below(3)),
        3 if !union => Kind::NoNumbers(number),
        4 | 5 => Kind::Bits(number, 1 + numbers.below(number.bits)),
        6 => Kind::BoolBit,
        7 if !union && numbers.chance(50) => Kind::Gap(number, 0),
        7 if !union => Kind::Gap(number, 1 + numbers.below(number.bits)),
        8 | 9 if !inner.is_empty() => {
            let record = inner[numbers.below(inner.len() as u64) as usize].clone();
            Kind::Record(Box::new(record))
        }
        10 if !inner.is_empty() => {
            let record = inner[numbers.below(inner.len() as u64) as usize].clone();
            Kind::Records(Box::new(record), 1 + numbers.below(2))
        }
        11 => anonymous(&name, numbers),
        12 | 13 if !enums.is_empty() => {
            let one = &enums[numbers.below(enums.len() as u64) as usize];
            match numbers.chance(50) {
                true => Kind::Enum(one.name.clone()),
                // With gcc, a 64-bit bit-field has another width in expressions.
                false => Kind::EnumBits(one.name.clone(), one.bits),
            }
        }
        _ => Kind::Number(number),
    };
    let mut attributes = String::new();
    let bits = matches!(
        kind,
        Kind::Bits(..) | Kind::BoolBit | Kind::EnumBits(..) | Kind::Gap(..)
    );
    if !bits && numbers.chance(12) {
        let most = numbers.one_of(&[1, 2, 4, 8, 16]);
        let _ = write!(attributes, " __attribute__((aligned({most})))");
    }
    if !bits && numbers.chance(8) && !matches!(kind, Kind::Anonymous(_)) {
        attributes += " __attribute__((packed))";
    }
    if let Kind::Anonymous(record) = &mut kind {
        record.attributes = std::mem::take(&mut attributes);
    }
    Member {
        name,
        kind,
        attributes,
    }
}

/// An anonymous record with integer members.
fn anonymous(name: &str, numbers: &mut Numbers) -> Kind {
    let union = numbers.chance(50);
    let members = (0..1 + numbers.below(3)).map(|index| {
        let number = numbers.one_of(&NUMBERS);
        let kind = match numbers.below(3) {
            0 => Kind::Bits(number, 1 + numbers.below(number.bits)),
            _ => Kind::Number(number),
        };
        Member {
            name: format!("{name}_{index}"),
            kind,
            attributes: String::new(),
        }
    });
    let members = members.collect();
    Kind::Anonymous(Box::new(Record {
        tag: String::new(),
        union,
        members,
        attributes: String::new(),
        pack: None,
    }))
}
