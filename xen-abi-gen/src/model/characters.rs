//! Characters that an editor does not show, or that change what it shows.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a character is hidden.
///
/// Hidden are controls, line separators, and characters without a form of their own: bidirectional
/// controls, zero-width characters, variation selectors, tags. rustc rejects the bidirectional ones
/// in comments and literals.
///
/// The ASCII blanks that C source consists of count as controls; a text's caller treats them first.
pub fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

/// A text with hidden characters escaped (`\u{202e}`), except for tabs and line breaks.
pub fn visible(text: &str) -> Cow<'_, str> {
    escape(text, &['\t', '\n'], |letter, shown| {
        shown.extend(letter.escape_unicode());
    })
}

/// A JSON text with every hidden character as an escape (`\u202e`): the same value.
pub fn visible_json(text: String) -> String {
    let shown = escape(&text, &['\n'], |letter, shown| {
        for unit in letter.encode_utf16(&mut [0; 2]) {
            let _ = write!(shown, "\\u{unit:04x}");
        }
    });
    match shown {
        Cow::Owned(shown) => shown,
        Cow::Borrowed(_) => text,
    }
}

/// A text whose hidden characters, but for some, are written by `write`.
fn escape<'t>(text: &'t str, kept: &[char], write: impl Fn(char, &mut String)) -> Cow<'t, str> {
    let hidden = |letter: char| is_hidden(letter) && !kept.contains(&letter);
    if is_plain(text) || !text.contains(hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        if hidden(letter) {
            write(letter, &mut shown);
        } else {
            shown.push(letter);
        }
    }
    Cow::Owned(shown)
}

/// Whether a text is ASCII without controls, as nearly all text is.
pub fn is_plain(text: &str) -> bool {
    let plain = |byte: u8| matches!(byte, b' '..=b'~' | b'\t' | b'\n');
    // Without an early end, so that it takes many bytes at once.
    text.bytes().fold(true, |all, byte| all & plain(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_as_in_rust() {
        assert_eq!(visible("a\tb\nü – 中"), "a\tb\nü – 中");
        assert_eq!(
            visible("\u{202e}x\u{1b}[1m\r"),
            "\\u{202e}x\\u{1b}[1m\\u{d}"
        );
    }

    #[test]
    fn the_same_json() {
        let text = "\u{202e}\u{7f}\u{85}\u{e0041}é\t";
        let json = serde_json::to_string_pretty(&[text]).expect("JSON");
        let shown = visible_json(json);
        assert_eq!(shown, "[\n  \"\\u202e\\u007f\\u0085\\udb40\\udc41é\\t\"\n]");
        assert_eq!(
            serde_json::from_str::<[String; 1]>(&shown).expect("JSON"),
            [text]
        );
    }

    /// Characters that rustc's lints for bidirectional text reject, and hidden ones.
    #[test]
    fn hidden_characters() {
        let letters = "\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}\
                       \u{200e}\u{200f}\u{61c}\u{2028}\u{2029}\u{feff}\0\u{7}\u{1b}\u{7f}\u{85}\
                       \u{9b}\u{200b}\u{200d}\u{e0041}";
        for letter in letters.chars() {
            assert!(is_hidden(letter), "{}", letter.escape_unicode());
        }
        for letter in "aZ~ é中–🦀\u{a0}\u{300}".chars() {
            assert!(!is_hidden(letter), "{}", letter.escape_unicode());
        }
    }
}
