//! The lines that include a header, and the paths that they name.

use crate::c_text::{Directive, LineTable};

/// An `#include` line as it is written, whether or not its branch is taken.
#[derive(Clone, Debug)]
pub(super) struct IncludeLine {
    /// What stands between the quotes or the brackets.
    pub(super) name: String,
    /// Whether it stands between quotes.
    pub(super) quoted: bool,
    /// The line.
    pub(super) line: u32,
    /// The column of the opening quote or bracket.
    pub(super) column: u32,
    /// The file that it means, where one of ours is meant.
    pub(super) target: Option<usize>,
}

/// An `#include` of a text, given its directive and the lines of the text.
pub(super) fn include_line(
    text: &str,
    directive: &Directive<'_>,
    lines: &LineTable,
) -> Option<IncludeLine> {
    let start = directive.operand();
    let quoted = text[start..].starts_with('"');
    let (open, close) = if quoted { ('"', '"') } else { ('<', '>') };
    let line = text[start..].lines().next()?.strip_prefix(open)?;
    let (name, _) = line.split_once(close)?;
    let (line, column) = lines.position(start as u32);
    Some(IncludeLine {
        name: name.to_owned(),
        quoted,
        line,
        column,
        target: None,
    })
}

/// A relative path with its `.` and `..` carried out; `None` where it leaves its root.
pub(super) fn normal(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

/// The folder that a path stands in, with a final `/`; empty at the root.
pub(super) fn folder(path: &str) -> &str {
    path.rfind('/').map_or("", |at| &path[..=at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_in_paths_are_resolved() {
        assert_eq!(normal("io/../xen.h").as_deref(), Some("xen.h"));
        assert_eq!(
            normal("./arch-x86//hvm/./../xen.h").as_deref(),
            Some("arch-x86/xen.h")
        );
        assert_eq!(normal("../xen.h"), None);
        assert_eq!(normal("io/.."), None);
        assert_eq!(folder("io/ring.h"), "io/");
        assert_eq!(folder("xen.h"), "");
    }
}
