//! Programs in C and Rust that print the bytes of filled records and the members of given bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::shapes::{Case, Kind, Member, Record};
use crate::common::emitted;

/// The fields of each emitted struct, by its name; other members are accessed by functions.
pub(crate) type Fields = BTreeMap<String, BTreeSet<String>>;

/// The fields of the structs in emitted text, on the host.
pub(crate) fn fields(text: &str) -> Fields {
    let structs = emitted::items(text)
        .into_iter()
        .filter_map(|item| match item {
            syn::Item::Struct(item) if item.attrs.iter().all(holds) => Some(item),
            _ => None,
        });
    structs
        .map(|item| {
            let names = item.fields.iter().filter_map(|field| field.ident.as_ref());
            let names = names.map(ToString::to_string).collect();
            (item.ident.to_string(), names)
        })
        .collect()
}

/// Whether the attributes permit an item on x86_64.
fn holds(attribute: &syn::Attribute) -> bool {
    let syn::Meta::List(list) = &attribute.meta else {
        return true;
    };
    let condition = list.tokens.to_string();
    !list.path.is_ident("cfg") || condition.contains("\"x86_64\"")
}

/// The C program, to be preceded by the headers.
pub(crate) fn c(cases: &[Case]) -> String {
    let mut text = String::from(
        "int printf(const char *, ...);\n\
         void *memcpy(void *, const void *, __SIZE_TYPE__);\n\
         void *memset(void *, int, __SIZE_TYPE__);\n\
         typedef unsigned long long word;\n\
         static word state;\n\
         static word next(void) {\n\
             word z = (state += 0x9e3779b97f4a7c15ULL);\n\
             z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;\n\
             z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;\n\
             return z ^ (z >> 31);\n\
         }\n\
         static void bytes(const char *name, const void *at, __SIZE_TYPE__ size) {\n\
             printf(\"%s: \", name);\n\
             for (__SIZE_TYPE__ i = 0; i < size; i++) \
             printf(\"%02x\", ((const unsigned char *)at)[i]);\n\
             printf(\"\\n\");\n\
         }\n\
         static void noise(void *at, __SIZE_TYPE__ size) {\n\
             for (__SIZE_TYPE__ i = 0; i < size; i++) \
             ((unsigned char *)at)[i] = (unsigned char)next();\n\
         }\n",
    );
    let mut main = String::new();
    for case in cases {
        for record in case.records() {
            let (tag, name) = (&record.tag, record.c_name());
            let (mut fill, mut show) = (String::new(), String::new());
            c_members(record, "r->", &mut fill, &mut show);
            let _ = write!(
                text,
                "static void fill_{tag}({name} *r) {{\n{fill}(void)r;\n}}\n\
                 static void show_{tag}(const {name} *r) {{\n{show}(void)r;\n}}\n"
            );
            let _ = write!(
                main,
                "    {{ {name} r; memset(&r, 0, sizeof r); state = {0}; fill_{tag}(&r); \
                 bytes(\"{tag}\", &r, sizeof r);\n\
                 \x20     state = {0}; noise(&r, sizeof r); show_{tag}(&r); printf(\"\\n\"); }}\n",
                case.number
            );
        }
    }
    format!("{text}int main(void) {{\n{main}    return 0;\n}}\n")
}

fn c_members(record: &Record, path: &str, fill: &mut String, show: &mut String) {
    for member in written(record) {
        let name = format!("{path}{}", member.name);
        let (fill_line, show_line) = match &member.kind {
            Kind::Number(number) | Kind::Bits(number, _) => (
                format!("{name} = ({})next();", number.c),
                format!("printf(\" %llx\", (word){name});"),
            ),
            Kind::Enum(tag) | Kind::EnumBits(tag, _) => (
                format!("{name} = (enum {tag})next();"),
                format!("printf(\" %llx\", (word){name});"),
            ),
            // Only the bytes 0 and 1 are valid there.
            Kind::Bool => (
                format!("{name} = next() % 3;"),
                format!("printf(\" %llx\", (word)*(const unsigned char *)&{name});"),
            ),
            Kind::BoolBit => (
                format!("{name} = next() % 3;"),
                format!("printf(\" %llx\", (word){name});"),
            ),
            Kind::Pointer { function } => {
                let ty = if *function { "void (*)(int)" } else { "void *" };
                (
                    format!("{name} = ({ty})next();"),
                    format!("printf(\" %llx\", (word){name});"),
                )
            }
            Kind::Numbers(number, length) => (
                format!(
                    "for (int i = 0; i < {length}; i++) {name}[i] = ({})next();",
                    number.c
                ),
                format!("for (int i = 0; i < {length}; i++) printf(\" %llx\", (word){name}[i]);"),
            ),
            // An unaligned member is accessed by memcpy.
            Kind::Record(inner) => (
                format!(
                    "{{ {0} x; memset(&x, 0, sizeof x); fill_{1}(&x); \
                     memcpy((void *)&{name}, &x, sizeof x); }}",
                    inner.c_name(),
                    inner.tag
                ),
                format!(
                    "{{ {0} x; memcpy(&x, (const void *)&{name}, sizeof x); show_{1}(&x); }}",
                    inner.c_name(),
                    inner.tag
                ),
            ),
            Kind::Records(inner, length) => (
                format!(
                    "for (int i = 0; i < {length}; i++) {{ {0} x; memset(&x, 0, sizeof x); \
                     fill_{1}(&x); memcpy((void *)&{name}[i], &x, sizeof x); }}",
                    inner.c_name(),
                    inner.tag
                ),
                format!(
                    "for (int i = 0; i < {length}; i++) {{ {0} x; \
                     memcpy(&x, (const void *)&{name}[i], sizeof x); show_{1}(&x); }}",
                    inner.c_name(),
                    inner.tag
                ),
            ),
            Kind::Anonymous(inner) => {
                c_members(inner, path, fill, show);
                continue;
            }
            Kind::NoNumbers(_) | Kind::Flexible(_) | Kind::Gap(..) => continue,
        };
        let _ = writeln!(fill, "    {fill_line}");
        let _ = writeln!(show, "    {show_line}");
    }
}

/// The members that get a value: of a union one.
fn written(record: &Record) -> impl Iterator<Item = &Member> {
    let valued = |member: &&Member| {
        !matches!(
            member.kind,
            Kind::NoNumbers(_) | Kind::Flexible(_) | Kind::Gap(..)
        )
    };
    let most = if record.union { 1 } else { usize::MAX };
    record.members.iter().filter(valued).take(most)
}

/// The Rust program, to be preceded by the emitted modules as `emitted`.
pub(crate) fn rust(cases: &[Case], fields: &Fields) -> String {
    let mut text = String::from(
        "use xen_abi::Plain;\n\
         struct State(u64);\n\
         impl State {\n\
             fn next(&mut self) -> u64 {\n\
                 self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);\n\
                 let mut z = self.0;\n\
                 z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);\n\
                 z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);\n\
                 z ^ (z >> 31)\n\
             }\n\
         }\n\
         fn bytes<T: Plain>(name: &str, value: &T) {\n\
             print!(\"{name}: \");\n\
             for byte in value.as_bytes() { print!(\"{byte:02x}\"); }\n\
             println!();\n\
         }\n\
         fn noise<T: Plain>(state: &mut State) -> T {\n\
             let mut value = T::zeroed();\n\
             for byte in value.as_bytes_mut() { *byte = state.next() as u8; }\n\
             value\n\
         }\n",
    );
    let mut main = String::new();
    for case in cases {
        for record in case.records() {
            let module = format!("emitted::c{}", case.number);
            let name = record.tag.to_uppercase().replace('_', "");
            let mut writer = Rust {
                fields,
                module: &module,
                text: String::new(),
                show: String::new(),
            };
            writer.members(record, &name, "r");
            let tag = &record.tag;
            let _ = write!(
                text,
                "fn fill_{tag}(r: &mut {module}::{name}, s: &mut State) {{\n{}let _ = (r, s);\n}}\n\
                 fn show_{tag}(r: &{module}::{name}) {{\n{}let _ = r;\n}}\n",
                writer.text, writer.show
            );
            let _ = write!(
                main,
                "    {{ let mut s = State({0}); let mut r = {module}::{name}::zeroed(); \
                 fill_{tag}(&mut r, &mut s); bytes(\"{tag}\", &r);\n\
                 \x20     let r: {module}::{name} = noise(&mut State({0})); \
                 show_{tag}(&r); println!(); }}\n",
                case.number
            );
        }
    }
    format!("{text}fn main() {{\n{main}}}\n")
}

/// Rust code that writes and reads the members of a record.
struct Rust<'a> {
    fields: &'a Fields,
    module: &'a str,
    text: String,
    show: String,
}

impl Rust<'_> {
    fn members(&mut self, record: &Record, name: &str, path: &str) {
        let mut unnamed = 0;
        let first = written(record).next().map(|member| member.name.clone());
        for member in &record.members {
            let field = match member.kind {
                Kind::Anonymous(_) => {
                    unnamed += 1;
                    format!("anon{}", unnamed - 1)
                }
                _ => member.name.clone(),
            };
            let chosen = !record.union || first.as_ref() == Some(&member.name);
            if chosen {
                self.member(member, name, path, &field);
            }
        }
    }

    fn member(&mut self, member: &Member, record: &str, path: &str, field: &str) {
        let is_field = self
            .fields
            .get(record)
            .unwrap_or_else(|| panic!("{record} is not emitted"))
            .contains(field);
        let get = match is_field {
            true => format!("{{ {path}.{field} }}"),
            false => format!("{path}.{field}()"),
        };
        let set = |value: &str| match is_field {
            true => format!("{path}.{field} = {value};"),
            false => format!("{path}.set_{field}({value});"),
        };
        if let Kind::Anonymous(inner) = &member.kind {
            let variable = format!("x_{field}");
            // It is named after its owner: `S1Anon0`.
            let counted = field.trim_start_matches("anon");
            let name = format!("{record}Anon{counted}");
            let line = format!("    let mut {variable} = {get};\n");
            self.text += &line;
            self.show += &line.replace("let mut", "let");
            self.members(inner, &name, &variable);
            let _ = writeln!(self.text, "    {}", set(&variable));
        } else if let Some((fill, show)) = self.statements(&member.kind, &get, &set) {
            let _ = writeln!(self.text, "    {{ {fill} }}");
            let _ = writeln!(self.show, "    {{ {show} }}");
        }
    }

    /// What writes a member, and what prints it; `get` reads it, and `set` writes a value.
    fn statements(
        &self,
        kind: &Kind,
        get: &str,
        set: &dyn Fn(&str) -> String,
    ) -> Option<(String, String)> {
        Some(match kind {
            Kind::Number(number) | Kind::Bits(number, _) => (
                set(&format!("s.next() as {}", number.rust)),
                format!("print!(\" {{:x}}\", {get} as i128 as u64);"),
            ),
            Kind::Enum(tag) => (
                set(&format!(
                    "{}::{}(s.next() as _)",
                    self.module,
                    tag.to_uppercase().replace('_', "")
                )),
                format!("print!(\" {{:x}}\", ({get}).0 as i128 as u64);"),
            ),
            Kind::EnumBits(..) => (
                set("s.next() as _"),
                format!("print!(\" {{:x}}\", {get} as i128 as u64);"),
            ),
            Kind::Bool => (
                set("u8::from(s.next() % 3 != 0)"),
                format!("print!(\" {{:x}}\", {get});"),
            ),
            Kind::BoolBit => (
                set("s.next() % 3 != 0"),
                format!("print!(\" {{:x}}\", u64::from({get}));"),
            ),
            Kind::Pointer { .. } => (
                set("s.next() as usize"),
                format!("print!(\" {{:x}}\", {get});"),
            ),
            Kind::Numbers(number, _) => (
                format!(
                    "let mut x = {get}; for one in &mut x {{ *one = s.next() as {}; }} {}",
                    number.rust,
                    set("x")
                ),
                format!("for one in {get} {{ print!(\" {{:x}}\", one as i128 as u64); }}"),
            ),
            Kind::Record(inner) => (
                format!(
                    "let mut x = {get}; fill_{}(&mut x, s); {}",
                    inner.tag,
                    set("x")
                ),
                format!("show_{}(&{get});", inner.tag),
            ),
            Kind::Records(inner, _) => (
                format!(
                    "let mut x = {get}; for one in &mut x {{ fill_{}(one, s); }} {}",
                    inner.tag,
                    set("x")
                ),
                format!("for one in {get} {{ show_{}(&one); }}", inner.tag),
            ),
            Kind::Anonymous(_) | Kind::NoNumbers(_) | Kind::Flexible(_) | Kind::Gap(..) => {
                return None;
            }
        })
    }
}
