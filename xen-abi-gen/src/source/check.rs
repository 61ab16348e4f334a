//! Checks of a header before clang reads it, and headers excluded by their path.

use std::fs;
use std::io;
use std::path::Path;

use memchr::{memchr, memchr_iter};

use super::confined::{self, Astray};
use crate::c_text::line_and_column;
use crate::diagnostics::{Diagnostic, cause};
use crate::model::characters::is_hidden;
use crate::model::facts::Origin;

/// The largest header that is read, in bytes: a hundred times the largest of Xen's.
const LARGEST: u64 = 8 << 20;

/// A file that cannot be used.
pub(super) struct Damage {
    /// What is wrong, without its place.
    pub(super) wrong: Diagnostic,
    pub(super) label: String,
    /// Line and column.
    pub(super) position: (u32, u32),
    pub(super) length: u32,
    /// The text, as far as it can be shown.
    pub(super) text: String,
}

impl Damage {
    fn whole(code: &'static str, message: impl Into<String>, help: &str) -> Self {
        Self {
            wrong: Diagnostic::error(code, message).help(help),
            label: String::new(),
            position: (1, 1),
            length: 0,
            text: String::new(),
        }
    }

    /// At a byte.
    pub(super) fn at(mut self, label: impl Into<String>, bytes: &[u8], offset: usize) -> Self {
        let (line, column) = line_and_column(bytes, offset);
        // Only the line is shown: what stands before the offset is text, what follows may be
        // anything.
        let (before, behind) = bytes.split_at(offset);
        let start = offset + 1 - column as usize;
        let behind = behind.split(|&byte| byte == b'\n').next();
        self.text = "\n".repeat(line as usize - 1)
            + &String::from_utf8_lossy(&before[start..])
            + &String::from_utf8_lossy(behind.unwrap_or_default());
        self.text = self.text.replace('\0', "\u{fffd}");
        self.label = label.into();
        self.position = (line, column);
        self.length = 1;
        self
    }
}

/// The damage of a header that nests too deep.
pub(super) fn too_deep(message: impl Into<String>) -> Damage {
    Damage::whole(
        "too-deep",
        message,
        "look for brackets that are never closed; no ABI nests as deep as that",
    )
}

/// Reads a header.
pub(super) fn read(path: &Path, origin: Origin) -> Result<String, Damage> {
    let unreadable = |error: io::Error| {
        let message = format!("the header cannot be read: {}", cause(&error));
        Damage::whole("cannot-read", message, "look at the file's permissions")
    };
    // A socket cannot be opened, and a device should not be.
    kind(&fs::metadata(path).map_err(unreadable)?)?;
    let file = confined::open(path).map_err(unreadable)?;
    let found = file.metadata().map_err(unreadable)?;
    kind(&found)?;
    let bytes = confined::read(file, found.len(), LARGEST).map_err(unreadable)?;
    let length = found.len().max(bytes.len() as u64);
    if length > LARGEST {
        return Err(Damage::whole(
            "too-large",
            format!("the header has {length} bytes; at most {LARGEST} are read"),
            "is this a header? Xen's largest has fewer than 100,000 bytes",
        ));
    }
    text(bytes, origin)
}

/// Whether this is a file that may be opened.
fn kind(found: &fs::Metadata) -> Result<(), Damage> {
    if found.is_file() {
        return Ok(());
    }
    Err(if found.is_dir() {
        Damage::whole(
            "is-a-directory",
            "a header was expected, and this is a directory",
            "name a header within it, or rename it",
        )
    } else {
        Damage::whole(
            "not-a-file",
            "a header was expected, and this is not a regular file",
            "put a file in its place",
        )
    })
}

/// What is wrong with a name that a link stands behind.
pub(super) fn astray(astray: Astray) -> Damage {
    match astray {
        // The name was found in its folder, so that only what a link leads to can be missing.
        Astray::Nothing => Damage::whole(
            "cannot-read",
            "the header is a link that leads nowhere",
            "remove the link, or restore the file that it names",
        ),
        Astray::Outside => Damage::whole(
            "outside-the-tree",
            "the header is a link that leads out of the tree, and was not followed",
            "put a copy of the file in its place, or allow the folder that it leads to by \
             `--include DIR`",
        ),
    }
}

/// The text of a header. A lone carriage return ends a line, as it does for clang: it becomes a
/// line feed.
fn text(mut bytes: Vec<u8>, origin: Origin) -> Result<String, Damage> {
    const SAVE: &str = "save it as UTF-8 without a byte-order mark";
    let returns: Vec<_> = memchr_iter(b'\r', &bytes).collect();
    for at in returns {
        if bytes.get(at + 1) != Some(&b'\n') {
            bytes[at] = b'\n';
        }
    }
    // What stands in for a header that the tree wants and nobody needs may have nothing to say.
    if origin != Origin::IncludeFolder && bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Damage::whole(
            "empty-header",
            "the header is empty",
            "delete it, or restore its text",
        ));
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        let message = "the header is UTF-16, not UTF-8";
        return Err(Damage::whole("not-utf8", message, SAVE));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        let message = "the header starts with a byte-order mark";
        let damage = Damage::whole("byte-order-mark", message, SAVE);
        return Err(damage.at("the mark stands before this", rest, 0));
    }
    if let Some(offset) = memchr(0, &bytes) {
        let damage = Damage::whole(
            "nul-byte",
            "the header holds a NUL byte",
            "restore the file: this is no C source",
        );
        return Err(damage.at("a zero byte", &bytes, offset));
    }
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        let label = format!(
            "the byte 0x{:02x} is not part of any character",
            bytes[offset]
        );
        Damage::whole(
            "not-utf8",
            "the header is not UTF-8",
            "convert the header to UTF-8 (`iconv -f ISO-8859-1 -t UTF-8`)",
        )
        .at(label, bytes, offset)
    })
}

/// Whether a name cannot stand between the quotes of an `#include`.
pub(super) fn awkward(name: &str) -> bool {
    name.contains(['"', '\\', '`', '<', '>', '|', '\u{fffd}']) || name.contains(is_hidden)
}

/// The architecture of a header, by its path: `arch-x86/`, or `arch-arm.h`.
pub(super) fn architecture(path: &str) -> Option<&str> {
    let first = path.split('/').next()?;
    let architecture = first.strip_suffix(".h").unwrap_or(first);
    architecture.starts_with("arch-").then_some(architecture)
}

/// Why a header of a tree is no part of Xen's public ABI, where its folder says so.
pub(super) fn outside_the_abi(path: &str) -> Option<&'static str> {
    match path.split_once('/')?.0 {
        "foreign" => {
            Some("the folder foreign/ holds layouts that were generated from the other headers")
        }
        "sys" => Some("the folder sys/ describes device files of an operating system"),
        "linux" => Some("the folder linux/ describes device files of Linux"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn damage(bytes: &[u8]) -> (&'static str, u32, u32) {
        let damage = text(bytes.to_vec(), Origin::Tree).unwrap_err();
        let (line, column) = damage.position;
        (damage.wrong.code, line, column)
    }

    #[test]
    fn damaged_text_is_recognised() {
        assert_eq!(damage(b""), ("empty-header", 1, 1));
        assert_eq!(damage(b" \r\n\t"), ("empty-header", 1, 1));
        assert_eq!(damage(b"int a;\n\nint\0 b;"), ("nul-byte", 3, 4));
        assert_eq!(damage(b"int a;\n/* \xe9 */"), ("not-utf8", 2, 4));
        assert_eq!(damage(b"\xff\xfei\0"), ("not-utf8", 1, 1));
        assert_eq!(damage(b"\xef\xbb\xbfint a;"), ("byte-order-mark", 1, 1));
        let read = text(b"int a;\r\n\rint b;\r".to_vec(), Origin::Tree);
        assert!(read.is_ok_and(|text| text == "int a;\r\n\nint b;\n"));
        assert!(text(b"\n".to_vec(), Origin::IncludeFolder).is_ok());
    }

    #[test]
    fn architecture_is_the_first_part_of_a_path() {
        assert_eq!(architecture("arch-x86/hvm/save.h"), Some("arch-x86"));
        assert_eq!(architecture("arch-arm.h"), Some("arch-arm"));
        assert_eq!(architecture("io/arch-arm.h"), None);
    }
}
