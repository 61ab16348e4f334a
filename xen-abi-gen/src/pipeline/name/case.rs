//! Turns C identifiers into Rust's cases.
//!
//! Every result is an identifier of ASCII. A letter outside of ASCII is written by its number
//! (`größe` is `gru00f6u00dfe`): Rust would compare the normalised forms, and finds no module whose
//! name has such a letter.

use std::borrow::Cow;

/// The name in upper camel case, such as `BindInterdomain` for `bind_interdomain`.
pub fn upper_camel(c_name: &str) -> String {
    let is_digit = |c: char| c.is_ascii_digit();
    let mut name = String::new();
    for word in words(c_name).split('_').filter(|word| !word.is_empty()) {
        if name.ends_with(is_digit) && word.starts_with(is_digit) {
            name.push('_');
        }
        let (first, rest) = word.split_at(1);
        name += &first.to_ascii_uppercase();
        name += &rest.to_ascii_lowercase();
    }
    identifier(name)
}

/// The same as a function's, field's or module's name: `bind_interdomain`.
pub fn snake(c_name: &str) -> String {
    // Most members are called so in C too, and there are thousands, for each target.
    if is_snake(c_name) {
        return identifier(c_name.to_owned());
    }
    let leading = if c_name.starts_with('_') { "_" } else { "" };
    identifier(leading.to_owned() + &words(c_name).to_ascii_lowercase())
}

/// Whether a C name has nothing but small words parted by single underscores.
fn is_snake(c_name: &str) -> bool {
    let small = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    c_name.bytes().all(small) && !c_name.contains("__") && !c_name.ends_with('_')
}

/// The same as a constant's name: `BIND_INTERDOMAIN`.
pub fn screaming(c_name: &str) -> String {
    identifier(words(c_name).to_ascii_uppercase())
}

/// A macro's name as a constant's: as it is in C. One without a capital gets the case that Rust has
/// for constants, since a constant called `value` would take the place of every variable of that
/// name.
pub fn constant(c_name: &str) -> String {
    let is_capital = |c: char| c.is_ascii_uppercase();
    let name = ascii(c_name).replace(|c: char| !c.is_ascii_alphanumeric(), "_");
    if name.contains(is_capital) {
        return identifier(name);
    }
    let name = name.to_ascii_uppercase();
    if name.contains(is_capital) {
        identifier(name)
    } else {
        format!("C{name}")
    }
}

/// A name in letters of ASCII.
fn ascii(c_name: &str) -> Cow<'_, str> {
    if c_name.is_ascii() {
        return c_name.into();
    }
    let letter = |letter: char| match letter.is_ascii() {
        true => letter.to_string(),
        false => format!("u{:04x}", u32::from(letter)),
    };
    c_name.chars().map(letter).collect()
}

/// The words of an identifier with an underscore between them: it is split at whatever is no letter
/// or digit, and before capitals.
fn words(c_name: &str) -> String {
    let mut words = String::with_capacity(c_name.len());
    for letter in ascii(c_name).chars() {
        let is_start = letter.is_ascii_uppercase() && words.ends_with(|c: char| c.is_lowercase());
        let is_gap = !letter.is_ascii_alphanumeric();
        if (is_start || is_gap) && !words.is_empty() && !words.ends_with('_') {
            words.push('_');
        }
        if !is_gap {
            words.push(letter);
        }
    }
    words.truncate(words.trim_end_matches('_').len());
    words
}

/// Words that Rust keeps for itself.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "Self", "static", "struct", "super", "trait", "true", "try", "type",
    "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// The types that the emitted modules use without an import. An item of such a name hides one.
const PRIMITIVES: &[&str] = &[
    "bool", "char", "str", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64",
    "i128", "isize", "f32", "f64",
];

/// Whether an item of this name would hide a type of Rust's own.
pub fn is_primitive(name: &str) -> bool {
    PRIMITIVES.contains(&name)
}

/// Whether Rust takes it as an identifier as it is.
pub fn is_identifier(name: &str) -> bool {
    let letters = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && name.contains(|c: char| c != '_');
    letters && !name.starts_with(|c: char| c.is_ascii_digit()) && !KEYWORDS.contains(&name)
}

/// Makes sure that Rust takes it as an identifier. One underscore alone is none.
fn identifier(name: String) -> String {
    match name.as_str() {
        "" | "_" => "__".to_owned(),
        digit if digit.starts_with(|c: char| c.is_ascii_digit()) => format!("_{name}"),
        keyword if KEYWORDS.contains(&keyword) => format!("{name}_"),
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::{constant, is_identifier, screaming, snake, upper_camel};

    #[test]
    fn cases_follow_the_words_of_the_c_name() {
        assert_eq!(upper_camel("alloc_unbound"), "AllocUnbound");
        assert_eq!(upper_camel("PIN_L1_TABLE"), "PinL1Table");
        assert_eq!(snake("ControlGfn"), "control_gfn");
        assert_eq!(snake("yield"), "yield_");
        assert_eq!(snake("_pad"), "_pad");
        assert_eq!(snake("__pad_"), "_pad");
        assert_eq!(snake("nr__frames"), "nr_frames");
        assert_eq!(snake("9pfs"), "_9pfs");
        assert_eq!(screaming("4gb_segments"), "_4GB_SEGMENTS");
        assert_eq!(screaming("interdomain"), "INTERDOMAIN");
    }

    #[test]
    fn every_name_becomes_an_identifier() {
        for name in [
            "", "_", "__", "-", "$", "9", "_9", "self", "Self", "crate", "é", "e\u{301}", "値",
            "ß", "a$b",
        ] {
            for made in [
                upper_camel(name),
                snake(name),
                screaming(name),
                constant(name),
            ] {
                let blank = made.len() > 1 && made.chars().all(|c| c == '_');
                assert!(blank || is_identifier(&made), "`{name}` becomes `{made}`");
            }
        }
    }

    #[test]
    fn constants_keep_their_names_unless_variables_could_have_them() {
        assert_eq!(constant("EVTCHNOP_send"), "EVTCHNOP_send");
        assert_eq!(constant("Self"), "Self_");
        assert_eq!(constant("true"), "TRUE");
        assert_eq!(constant("type"), "TYPE");
        assert_eq!(constant("_"), "C_");
        assert_eq!(constant("値"), "U5024");
        assert_eq!(snake("größe"), "gru00f6u00dfe");
        assert_ne!(snake("é"), snake("e\u{301}"));
    }
}
