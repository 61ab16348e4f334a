//! Lexes C text: comments, literals, continued lines, directives and tokens.
//!
//! This is the generator's only lexer of C.
//!
//! `marks` finds what bounds code; everything else rests on it. `token` cuts a line into the
//! preprocessor's tokens, `directive` reads preprocessor lines. `parts` gives the comments,
//! directives and lines of code with their positions, `blank_comments` what clang gets of a header,
//! `joined` a text whose continued lines are joined.

mod blank_comments;
mod directive;
mod joined;
mod line_table;
mod marks;
mod parts;
mod span;
mod token;

pub(crate) use blank_comments::Blanked;
pub(crate) use directive::{Directive, logical_line};
pub(crate) use joined::Joined;
pub(crate) use line_table::{LineTable, line_and_column};
pub(crate) use marks::{Bound, Mark, Marked, Marks, Style};
pub(crate) use parts::{Comment, DirectiveLine, Part, Parts};
pub(crate) use span::{Span, count, is_blank, is_identifier, is_word, word_length};
pub(crate) use token::{first_token, is_name, string_bytes, tokens};
