//! The lines that include a header, and the paths that they name.

/// An `#include` line as it is written, whether or not its branch is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct IncludeLine {
    /// What stands between the quotes or the brackets.
    pub(super) name: String,
    /// Whether it stands between quotes.
    pub(super) quoted: bool,
    /// The line.
    pub(super) line: u32,
    /// The column of the opening quote or bracket.
    pub(super) column: u32,
}

/// A line that looks like an `#include`.
pub(super) fn include_line(line: &str, number: u32) -> Option<IncludeLine> {
    let rest = line
        .trim_start()
        .strip_prefix('#')?
        .trim_start()
        .strip_prefix("include")?;
    let name = rest.trim_start();
    let quoted = name.starts_with('"');
    let end = if quoted { '"' } else { '>' };
    if !quoted && !name.starts_with('<') {
        return None;
    }
    let column = (line.len() - name.len() + 1) as u32;
    let inner = &name[1..=name[1..].find(end)?];
    Some(IncludeLine {
        name: inner.to_owned(),
        quoted,
        line: number,
        column,
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
    fn carries_out_dots() {
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
