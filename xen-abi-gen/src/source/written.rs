//! The preprocessor's lines of a text by the look of them, whether or not clang would carry them
//! out.

use super::check;
use super::includes::{self, IncludeLine};
use super::macros::{self, Define};

/// What a text may do to whoever includes it.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// Every line that looks like an `#include`.
    pub(super) includes: Vec<IncludeLine>,
    /// Every line that looks like a `#define`.
    pub(super) defines: Vec<Define>,
    /// The names that `#undef` lines mention.
    pub(super) undefined: Vec<String>,
    /// Whether there is an `#error`.
    pub(super) error: bool,
}

/// Finds them.
pub(super) fn scan(text: &str) -> Lines {
    let mut found = Lines::default();
    // How many conditions are open; the include guard's does not count.
    let mut depth = 0_usize;
    let mut guard = None;
    let mut first = true;
    let (mut number, mut counted) = (1, 0);
    for at in memchr::memchr_iter(b'#', text.as_bytes()) {
        let start = memchr::memrchr(b'\n', &text.as_bytes()[..at]).map_or(0, |end| end + 1);
        if !text[start..at].trim_ascii_start().is_empty() {
            continue;
        }
        let end = at + check::line_length(&text[at..]);
        let rest = text[at + 1..end].trim_start();
        let keyword = rest
            .find(|letter: char| !letter.is_ascii_alphabetic())
            .map_or(rest, |length| &rest[..length]);
        match keyword {
            "include" => {
                number += text[counted..start]
                    .bytes()
                    .filter(|&byte| byte == b'\n')
                    .count() as u32;
                counted = start;
                found
                    .includes
                    .extend(includes::include_line(&text[start..end], number));
            }
            "define" => {
                let name = rest["define".len()..].trim_start();
                let offset = end - name.len();
                if let Some(name) = macros::leading_name(name) {
                    found.defines.push(Define::read(
                        text,
                        offset,
                        name,
                        depth > usize::from(guard.is_some()),
                    ));
                }
            }
            "undef" => found.undefined.extend(
                rest["undef".len()..]
                    .split_whitespace()
                    .next()
                    .map(str::to_owned),
            ),
            "error" => found.error = true,
            "if" | "ifdef" | "ifndef" => {
                depth += 1;
                if first && keyword != "ifdef" {
                    guard = Some(depth);
                }
            }
            "endif" => {
                if guard == Some(depth) {
                    guard = None;
                }
                depth = depth.saturating_sub(1);
            }
            _ => {}
        }
        first = false;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_every_form_of_include() {
        let text = "#include \"xen.h\"\n  #  include <xen/io/ring.h> /* why */\n#include XEN_HEADER\n// #include\n#include \"open\r\n";
        let found = scan(text).includes;
        let forms: Vec<_> = found
            .iter()
            .map(|i| (i.name.as_str(), i.quoted, i.line, i.column))
            .collect();
        assert_eq!(
            forms,
            [("xen.h", true, 1, 10), ("xen/io/ring.h", false, 2, 14)]
        );
    }

    #[test]
    fn finds_what_is_defined_and_under_which_conditions() {
        let text = "#ifndef A_H\n#define A_H\n #  define B (1) /* b */\n#ifdef X\n#define C B\n#undef B\n#error no\n#endif\n#define D\n#endif\n#define";
        let found = scan(text);
        let forms: Vec<_> = found
            .defines
            .iter()
            .map(|one| (one.name.as_str(), one.replacement.as_str(), one.conditional))
            .collect();
        assert_eq!(
            forms,
            [
                ("A_H", "", false),
                ("B", "( 1 )", false),
                ("C", "B", true),
                ("D", "", false)
            ]
        );
        assert_eq!(found.undefined, ["B"]);
        assert!(found.error);
        for one in &found.defines {
            assert!(text[one.offset..].starts_with(&one.name));
        }
    }
}
