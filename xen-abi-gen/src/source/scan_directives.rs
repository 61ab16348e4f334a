//! Finds the preprocessor lines of a header, whether or not a condition excludes them.

use std::sync::Arc;

use super::includes::{self, IncludeLine};
use super::macros::Define;
use crate::c_text::{Directive, LineTable, Mark, Marked};

/// The directives of a header, by their kind.
#[derive(Debug, Default)]
pub(super) struct HeaderDirectives {
    /// Every `#include`, in order.
    pub(super) includes: Vec<IncludeLine>,
    /// Every `#define`.
    pub(super) defines: Vec<Arc<Define>>,
    /// The names that `#undef` lines mention.
    pub(super) undefined: Vec<String>,
    /// Whether there is an `#error`.
    pub(super) error: bool,
}

/// Finds them in a header's code.
pub(super) fn scan(header: &Marked<'_>, lines: &LineTable) -> HeaderDirectives {
    let code = header.text;
    let mut found = HeaderDirectives::default();
    let mut conditions = Conditions::default();
    let signs = header.marks.iter();
    for sign in signs.filter(|bound| bound.mark == Mark::Directive) {
        let directive = Directive::at(code, sign.end);
        match directive.keyword {
            "include" => {
                found
                    .includes
                    .extend(includes::include_line(code, &directive, lines));
            }
            "define" => {
                let define = |(offset, name)| Define::read(code, offset, name, conditions.open());
                let define = directive.name().map(define);
                found.defines.extend(define.map(Arc::new));
            }
            "undef" => {
                found
                    .undefined
                    .extend(directive.name().map(|(_, name)| name.to_owned()));
            }
            "error" => found.error = true,
            _ => {}
        }
        conditions.pass(directive.keyword);
    }
    found
}

/// The conditions that are open at a line. The include guard's does not count.
#[derive(Default)]
struct Conditions {
    depth: usize,
    guard: bool,
    /// Whether a directive was met.
    any: bool,
}

impl Conditions {
    /// Whether a line stands under a condition.
    fn open(&self) -> bool {
        self.depth > usize::from(self.guard)
    }

    fn pass(&mut self, keyword: &str) {
        match keyword {
            "if" | "ifdef" | "ifndef" => {
                self.depth += 1;
                self.guard |= !self.any && keyword != "ifdef";
            }
            "endif" => {
                self.guard &= self.depth != 1;
                self.depth = self.depth.saturating_sub(1);
            }
            _ => {}
        }
        self.any = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::c_text::Blanked;

    fn scanned(text: &str) -> HeaderDirectives {
        let Blanked { code, lines, .. } = Blanked::of(text);
        scan(&Marked::of(&code), &lines)
    }

    #[test]
    fn finds_every_form_of_include() {
        let text = "#include \"xen.h\"\n  #  include <xen/io/ring.h> /* why */\n\
                    #include XEN_HEADER\n// #include\n#include \"open\r\n";
        let found = scanned(text).includes;
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
    fn finds_definitions_and_their_conditions() {
        let text = "#ifndef A_H\n#define A_H\n #  define B (1) /* b */\n#ifdef X\n\
                    #define C B\n#undef B\n#error no\n#endif\n#define D\n#endif\n#define";
        let found = scanned(text);
        let forms: Vec<_> = found
            .defines
            .iter()
            .map(|one| (one.name.as_str(), &*one.replacement, one.conditional))
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
