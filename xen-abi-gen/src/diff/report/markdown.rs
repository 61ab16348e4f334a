//! The report as Markdown for a pull request.
//!
//! Breaking changes are visible; the others are folded.

use std::fmt::Write as _;

use super::super::Report;
use super::super::rules::Verdict;
use super::VERDICTS;
use super::rows::{Row, rows};
use crate::model::characters::visible;

/// The report.
pub fn markdown(report: &Report) -> String {
    let mut text = format!(
        "## {} → {}\n\n",
        escape(&report.old_name()),
        escape(&report.new_name())
    );
    if report.changes.is_empty() {
        let _ = writeln!(text, "No difference on {}.", report.target_names());
        return text;
    }
    let _ = writeln!(
        text,
        "{} changes on {}.",
        report.counts(),
        report.target_names()
    );
    if !report.unmoved.is_empty() {
        text.push_str("\n> [!CAUTION]\n> **The layout changed and the version did not.**\n");
        for one in &report.unmoved {
            let (targets, records) = report.unmoved_on(one, "`");
            let _ = writeln!(
                text,
                ">\n> * `{}`: {}{targets}: {records}",
                one.header,
                escape(&one.version)
            );
        }
    }
    for (header, rows) in rows(report, "→") {
        section(&mut text, header, &rows);
    }
    visible(&text).into_owned()
}

/// The changes of one header.
fn section(text: &mut String, header: &str, rows: &[Row]) {
    let mut counts = Vec::new();
    let mut open = "";
    for verdict in VERDICTS {
        let of = rows.iter().filter(|row| row.rule.verdict() == verdict);
        match of.count() {
            0 => continue,
            count => counts.push(format!("{count} {}", verdict.name())),
        }
        if verdict == Verdict::Breaking {
            open = " open";
        }
    }
    let _ = writeln!(
        text,
        "\n<details{open}><summary><code>{}</code>: {}</summary>\n",
        header.replace('&', "&amp;").replace('<', "&lt;"),
        counts.join(", ")
    );
    text.push_str("| | what | change | rule |\n|---|---|---|---|\n");
    for row in rows {
        line(text, row);
    }
    text.push_str("\n</details>\n");
}

fn line(text: &mut String, row: &Row) {
    let verdict = match row.rule.verdict() {
        Verdict::Breaking => "**breaking**",
        verdict => verdict.name(),
    };
    let targets = &row.targets;
    let _ = writeln!(
        text,
        "| {verdict} | `{}` | {} | <span title=\"{}\">{}</span>{targets} |",
        row.subject.replace('|', "\\|").replace('`', "'"),
        escape(&row.text),
        row.rule.because(),
        row.rule.name()
    );
}

/// Text that means itself, in a table's cell too.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        if "|*_`<>[]\\#".contains(letter) {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}
