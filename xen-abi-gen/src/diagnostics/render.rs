//! Messages as text, drawn like the Rust compiler's.

use std::collections::BTreeMap;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Diagnostics, Place, Severity};
use crate::model::characters::visible;
use crate::model::location::HeaderPath;

/// The texts that locations point into, and the name that a person knows each header by.
#[derive(Clone, Debug, Default)]
pub struct SourceTexts {
    texts: BTreeMap<HeaderPath, (String, Arc<str>)>,
}

impl SourceTexts {
    /// Adds those of another stage.
    pub fn extend(&mut self, other: Self) {
        self.texts.extend(other.texts);
    }

    /// Adds a header: its path within the tree, the path to show, its text.
    pub fn insert(&mut self, header: HeaderPath, shown: String, text: Arc<str>) {
        self.texts.insert(header, (shown, text));
    }
}

impl SourceTexts {
    /// The same texts under other keys.
    #[must_use]
    pub fn renamed(self, key: impl Fn(&str) -> HeaderPath) -> Self {
        let texts = self.texts.into_iter();
        let texts = texts.map(|(header, text)| (key(&header), text));
        Self {
            texts: texts.collect(),
        }
    }

    /// A line of a header, if its text is known.
    pub fn line(&self, header: &str, line: u32) -> Option<&str> {
        let (_, text) = self.texts.get(header)?;
        text.lines().nth(line.saturating_sub(1) as usize)
    }
}

/// One message as text; with colours only where `styled`.
pub fn render(diagnostic: &Diagnostic, texts: &SourceTexts, styled: bool) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let message = visible(&diagnostic.message);
    let mut group = Group::with_title(level.primary_title(message).id(diagnostic.code));
    let places = diagnostic
        .place
        .iter()
        .map(|place| (place, AnnotationKind::Primary));
    let related = diagnostic
        .related
        .iter()
        .map(|place| (place, AnnotationKind::Context));
    for (place, kind) in places.chain(related) {
        group = group.element(element(place, kind, texts));
    }
    for help in &diagnostic.help {
        group = group.element(Level::HELP.message(visible(help)));
    }
    let renderer = if styled {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let mut text = renderer.render(&[group]);
    text.push('\n');
    text
}

/// All messages by place, and how many there are; with colours only where `styled`.
pub fn render_all(messages: &Diagnostics, texts: &SourceTexts, styled: bool) -> String {
    let sorted = messages.clone().sorted();
    let mut text = String::new();
    for diagnostic in &sorted {
        text.push_str(&render(diagnostic, texts, styled));
        text.push('\n');
    }
    let counts: Vec<String> = [(Severity::Error, "error"), (Severity::Warning, "warning")]
        .into_iter()
        .filter_map(|(severity, what)| {
            let found = sorted.iter().filter(|message| message.severity == severity);
            match found.count() {
                0 => None,
                1 => Some(format!("1 {what}")),
                number => Some(format!("{number} {what}s")),
            }
        })
        .collect();
    if !counts.is_empty() {
        text = text + &counts.join(", ") + "\n";
    }
    text
}

/// The line of a header that a place is about. Where there is nothing to show, its location alone.
fn element<'a>(place: &'a Place, kind: AnnotationKind, texts: &'a SourceTexts) -> Element<'a> {
    let location = &place.location;
    let (shown, text) = texts
        .texts
        .get(&location.header)
        .map_or((&*location.header, ""), |(shown, text)| {
            (shown.as_str(), &**text)
        });
    let line = text
        .split('\n')
        .nth(location.line.saturating_sub(1) as usize)
        .unwrap_or("")
        .trim_end_matches('\r');
    if line.is_empty() && place.label.is_empty() {
        return Origin::path(visible(shown))
            .line(location.line.max(1) as usize)
            .char_column(location.column.max(1) as usize)
            .into();
    }
    let start = floor_char(
        line,
        (location.column.saturating_sub(1) as usize).min(line.len()),
    );
    let end = floor_char(line, (start + location.length as usize).min(line.len())).max(start);
    let (before, inside) = (visible(&line[..start]), visible(&line[start..end]));
    let span = before.len()..before.len() + inside.len();
    Snippet::source(format!("{before}{inside}{}", visible(&line[end..])))
        .line_start(location.line.max(1) as usize)
        .path(visible(shown))
        .annotation(kind.span(span).label(visible(&place.label)))
        .into()
}

fn floor_char(line: &str, mut at: usize) -> usize {
    while !line.is_char_boundary(at) {
        at -= 1;
    }
    at
}
