//! Parses the comments of a header into typed annotations with positions.
//!
//! The parser depends on the text only.
//!
//! Below: `c_text` cuts the text into comments, preprocessor lines and code, `comment` takes the
//! frames off. Above: one file per kind of annotation. `reader` walks the parts in order and
//! decides which of them a comment belongs to; `annotation_lines` does so for annotation lines.
//! Beside them, `prose` reads what headers without annotations say in words.

mod annotation_lines;
mod arguments;
mod comment;
mod description;
mod family;
mod line_kind;
mod note;
mod operation;
mod output;
mod prose;
mod reader;
mod reference;
mod releases;
mod signature;
#[cfg(test)]
mod tests;
mod tokens;
mod trailing;
mod vocabulary;

use crate::c_text::{Part, Parts};
use crate::diagnostics::Diagnostics;
use crate::model::annotations::{HeaderAnnotations, Signature};
use crate::model::location::HeaderPath;

/// Parses the comments of one header. Any text is accepted; what is wrong with it is told, all of
/// it at once.
pub fn parse(header: &HeaderPath, text: &str) -> (HeaderAnnotations, Diagnostics) {
    let mut reader = reader::Reader::new(header);
    let mut conventions = prose::Conventions::new(header);
    for part in Parts::new(text) {
        let lines = match &part {
            Part::Comment(comment) => comment.lines(),
            Part::Directive(_) | Part::Code(_) => Vec::new(),
        };
        conventions.part(&part, &lines);
        reader.part(&part, lines);
    }
    let (mut annotations, diagnostics) = reader.finish();
    annotations.prose = conventions.finish();
    (annotations, diagnostics)
}

/// Parses a prototype outside a header, such as `long memory_op(unsigned int cmd)`.
pub fn prototype(text: &str) -> Option<Signature> {
    let mut output = output::Output::new(&HeaderPath::from(""));
    signature::Prototype::new(vocabulary::unplaced(text)).parse(&mut output)
}
