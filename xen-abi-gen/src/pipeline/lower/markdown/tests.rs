//! Documentation from comments, parsed by rustdoc's Markdown parser with its options.

use proptest::prelude::*;
use pulldown_cmark::{BrokenLink, CowStr, Event, Options, Parser, Tag};

use super::*;

/// The events of a text. As rustdoc does, it takes every name in brackets for a link.
fn events(text: &str) -> Vec<Event<'_>> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION;
    let mut link = |_: BrokenLink<'_>| Some((CowStr::Borrowed("x"), CowStr::Borrowed("x")));
    Parser::new_with_broken_link_callback(text, options, Some(&mut link)).collect()
}

/// What a comment must never become.
fn forbidden(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => matches!(
            tag,
            Tag::CodeBlock(_)
                | Tag::HtmlBlock
                | Tag::FootnoteDefinition(_)
                | Tag::Link { .. }
                | Tag::Image { .. }
                | Tag::MetadataBlock(_)
        ),
        Event::Html(_)
        | Event::InlineHtml(_)
        | Event::FootnoteReference(_)
        | Event::InlineMath(_)
        | Event::DisplayMath(_)
        | Event::TaskListMarker(_) => true,
        _ => false,
    }
}

/// The documentation of an item as in `docs.rs`.
///
/// It has a head, the comment, an argument's description and a section.
fn documented(lines: &[String], text: &str) -> String {
    let mut docs = block(lines);
    match docs.first_mut() {
        Some(first) => *first = format!("{}: {first}", code("XEN_A")),
        None => docs.push("`XEN_A`.".to_owned()),
    }
    docs.extend([String::new(), format!("* `param`: {}", inline(text))]);
    docs.extend([String::new(), "# Errors".to_owned()]);
    docs.push(format!("* `EINVAL`: {}", inline(text)));
    docs.extend([String::new(), "# Safety".to_owned()]);
    docs.extend(block(lines));
    docs.join("\n")
}

fn is_harmless(lines: &[String], text: &str) -> Result<(), String> {
    for text in [documented(lines, text), block(lines).join("\n")] {
        if let Some(event) = events(&text).iter().find(|event| forbidden(event)) {
            return Err(format!("{event:?} in\n{text}"));
        }
    }
    Ok(())
}

/// The text that a reader sees.
fn read(text: &str) -> String {
    let seen = events(text).into_iter().filter_map(|event| match event {
        Event::Text(text) | Event::Code(text) => Some(text.to_string()),
        Event::SoftBreak | Event::HardBreak | Event::End(_) => Some(" ".to_owned()),
        _ => None,
    });
    seen.collect()
}

/// Lines of pieces that mean something to a parser of Markdown, and of anything.
fn lines() -> impl Strategy<Value = Vec<String>> {
    let piece = prop_oneof![
        8 => prop::sample::select(vec![
            " ", "  ", "    ", "\t", "`", "``", "```", "````", "~~~", "~~~~", "|", "---", "|---|",
            "-|-", "<script>", "</b>",
            "<!--", "-->", "<?", "<![CDATA[", "<http://x.y>", "[", "]", "[x]", "[`x`]", "](", ")",
            ":", "[x]: /u", "![", "[^1]", "[^1]:",
            "\\", "\\\\", "\\`", "&", "&lt;", "&#60;", "*", "**", "_", "~~", "- ", "+ ",
            "* ", "1. ", "1) ", "123456789. ", "-", "# ",
            "## ", "===", "> ", "- [ ] ", "$", "$$", "{#id}", "word", "x", "rust",
            "text", "!", "\u{202e}", "\u{1b}[2J", "\u{7f}", "é",
        ]).prop_map(str::to_owned),
        1 => "[ -~]{0,6}",
        1 => "\\PC{0,4}",
    ];
    let line = prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat());
    prop::collection::vec(line, 0..7)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn no_comment_becomes_code_html_or_a_link(lines in lines(), text in lines()) {
        let result = is_harmless(&lines, &text.join(" "));
        prop_assert!(result.is_ok(), "{}\nof {lines:?}", result.unwrap_err());
    }

    /// Nothing that stands between the lines of a fence is lost, nor any other word.
    #[test]
    fn every_word_is_kept(mut lines in lines(), at in 0_usize..7) {
        let at = at.min(lines.len());
        lines.insert(at, "planted".to_owned());
        let shown = block(&lines).join("\n");
        prop_assert!(read(&shown).contains("planted"), "{shown}\nof {lines:?}");
    }

    #[test]
    fn hidden_characters_are_shown(lines in lines()) {
        for line in block(&lines) {
            prop_assert_eq!(visible(&line), line.as_str());
            prop_assert!(!line.contains(['\t', '\n']));
        }
    }

    #[test]
    fn code_spans_stay_code_spans(text in "[ -~]{0,3}`{0,4}[ -~]{1,9}`{0,4}[ -~]{0,3}") {
        prop_assume!(!text.trim().is_empty());
        let shown = code(&text);
        let found: Vec<String> = events(&shown).into_iter().filter_map(|event| match event {
            Event::Code(text) => Some(text.trim().to_owned()),
            _ => None,
        }).collect();
        prop_assert_eq!(found, [text.trim()]);
    }
}

fn lined(text: &str) -> Vec<String> {
    text.split('\n').map(str::to_owned).collect()
}

/// Each comment, and what it becomes.
#[test]
fn shapes_that_stay() {
    for same in [
        "Text with `code`, *words* and a_name.\n\n- one\n  goes on\n- two\n\n1. first\n   - inner",
        "# Heading\n\n| a | `b` |\n|---|---|\n| 1 | 2 |",
        "Two: `` a ` b ``, and 1 & 2; a\\b.",
    ] {
        assert_eq!(block(&lined(same)).join("\n"), same);
        assert_eq!(is_harmless(&lined(same), ""), Ok(()));
    }
}

#[test]
fn shapes_that_change() {
    for (comment, shown) in [
        // A code block becomes a code span per line.
        (
            "Use:\n\n    a();\n        b();\n\nEnd",
            "Use:\n\n`a();`\\\n`    b();`\n\nEnd",
        ),
        ("```rust\na(`b`)\n\nc\n```\nEnd", "``a(`b`)``\n\n`c`\nEnd"),
        ("~~~~ c\nx\n~~~\n", "`x`\\\n`~~~`"),
        // Continuation lines are text however far they are indented.
        ("- a\n        goes on", "- a\n   goes on"),
        ("-     a", "- a"),
        ("- ~~~\n  x", "- \\~~~\n  x"),
        ("a ` <script>", "a \\` \\<script\\>"),
        ("`a\nb` <b>", "`a b`\n\\<b\\>"),
        ("- an `enum\n  b`, c", "- an `enum b`,\n  c"),
        ("`a\nb\nc` <b>", "\\`a\nb\nc\\` \\<b\\>"),
        (
            "\\<b> &lt; [x](y) [`z`]",
            "\\\\\\<b\\> \\&lt; \\[x\\](y) \\[`z`\\]",
        ),
        // A bar ends a cell, and what looks like a code span with it.
        ("`<b>|`\n-|-", "\\`\\<b\\>|\\`\n-|-"),
        ("a\u{202e}b\u{1b}[0m", "a\\u{202e}b\\u{1b}\\[0m"),
        ("end \\", "end \\\\"),
    ] {
        assert_eq!(block(&lined(comment)).join("\n"), shown);
        assert_eq!(is_harmless(&lined(comment), comment), Ok(()));
    }
}
