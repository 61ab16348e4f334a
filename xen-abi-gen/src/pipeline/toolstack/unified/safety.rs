//! What the documentation of a function demands for its safety, sentence by sentence.

/// The heading of the demands.
const HEADING: &str = "# Safety";

/// The sentences under the heading for safety; empty if there is none.
pub(super) fn sentences(docs: &[String]) -> Vec<String> {
    let start = docs.iter().position(|line| line == HEADING);
    let lines = docs
        .iter()
        .skip(start.map_or(docs.len(), |start| start + 1));
    let text: Vec<&str> = lines.map(String::as_str).collect();
    let text = text.join(" ");
    let mut sentences: Vec<String> = Vec::new();
    for part in text.split_inclusive(". ") {
        let part = part.trim();
        if !part.is_empty() {
            sentences.push(part.to_owned());
        }
    }
    sentences
}

/// Whether a sentence only demands that handles lead to as much memory as a call says.
///
/// It begins with one of them, or with all of them: "`buffer` must point to `size` bytes.", "The
/// handles must be null or …".
pub(super) fn is_about(sentence: &str, handles: &[&str]) -> bool {
    let named = handles.iter().any(|handle| {
        let rest = sentence
            .strip_prefix('`')
            .and_then(|rest| rest.strip_prefix(handle));
        rest.is_some_and(|rest| rest.starts_with("` must "))
    });
    named || is_about_all(sentence)
}

fn is_about_all(sentence: &str) -> bool {
    ["The handles must ", "The arrays must "]
        .iter()
        .any(|start| sentence.starts_with(start))
}

/// Whether a handle may be null.
pub(super) fn may_be_null(sentences: &[String], handle: &str) -> bool {
    let quoted = format!("`{handle}`");
    sentences.iter().any(|sentence| {
        sentence.contains(" null or ") && (sentence.contains(&quoted) || is_about_all(sentence))
    })
}

/// Keeps these sentences under the heading, or removes it if there are none.
pub(super) fn keep(docs: &mut Vec<String>, sentences: &[&String]) {
    let Some(start) = docs.iter().position(|line| line == HEADING) else {
        return;
    };
    docs.truncate(start);
    while docs.last().is_some_and(String::is_empty) {
        docs.pop();
    }
    if !sentences.is_empty() {
        docs.extend([String::new(), HEADING.to_owned()]);
        let joined: Vec<&str> = sentences.iter().map(|one| one.as_str()).collect();
        docs.push(joined.join(" "));
    }
}
