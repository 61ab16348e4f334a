//! The report as aligned text for a terminal.
//!
//! It contains colours, which are removed for other outputs.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use super::super::Report;
use super::super::rules::{Rule, Verdict};
use super::rows::{Row, rows};
use crate::model::characters::visible;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const ALARM: Style = AnsiColor::Red.on_default().bold();

/// How wide the column of names may become, and how wide a line.
const WIDEST: usize = 44;
const LINE: usize = 120;

const fn style(verdict: Verdict) -> Style {
    match verdict {
        Verdict::Breaking => AnsiColor::Red.on_default(),
        Verdict::Additive => AnsiColor::Green.on_default(),
        Verdict::Cosmetic => DIM,
    }
}

/// The report.
pub fn text(report: &Report) -> String {
    let mut text = format!(
        "{BOLD}{} -> {}{BOLD:#} ({})\n",
        visible(&report.old_name()),
        visible(&report.new_name()),
        report.target_names()
    );
    if report.changes.is_empty() {
        text.push_str("no difference\n");
        return text;
    }
    let _ = writeln!(text, "{}", report.counts());
    unmoved(&mut text, report);
    for (header, rows) in rows(report, "->") {
        let _ = writeln!(text, "\n{BOLD}{}{BOLD:#}", visible(header));
        let widths = rows.iter().map(|row| row.subject.len());
        let width = widths.filter(|width| *width <= WIDEST).max().unwrap_or(0);
        for row in &rows {
            line(&mut text, row, width);
        }
    }
    let used: BTreeSet<Rule> = report.changes.iter().map(|judged| judged.rule).collect();
    let _ = writeln!(text, "\n{BOLD}the rules that judged{BOLD:#}");
    for rule in used {
        let style = style(rule.verdict());
        let _ = writeln!(
            text,
            "  {style}{:8}{style:#}  {:20}  {}",
            rule.verdict().name(),
            rule.name(),
            rule.because()
        );
    }
    text
}

/// What must not be overlooked.
fn unmoved(text: &mut String, report: &Report) {
    if report.unmoved.is_empty() {
        return;
    }
    let _ = writeln!(
        text,
        "\n{ALARM}THE LAYOUT CHANGED AND THE VERSION DID NOT{ALARM:#}"
    );
    for one in &report.unmoved {
        let (targets, records) = report.unmoved_on(one, "");
        let _ = writeln!(
            text,
            "  {ALARM}{}{ALARM:#}: {}{targets}",
            visible(&one.header),
            visible(&one.version)
        );
        wrapped(text, &visible(&records), 4);
    }
}

fn line(text: &mut String, row: &Row, width: usize) {
    let verdict = row.rule.verdict();
    let style = style(verdict);
    let head = format!(
        "  {style}{:8}{style:#}  {:width$}  ",
        verdict.name(),
        row.subject
    );
    let tail = format!("{DIM}[{}{}]{DIM:#}", row.rule.name(), row.targets);
    let indent = 2 + 8 + 2 + width.max(row.subject.len()) + 2;
    if indent + row.text.len() <= LINE {
        let _ = writeln!(text, "{head}{}  {tail}", row.text);
    } else {
        let _ = writeln!(text, "{}  {tail}", head.trim_end());
        wrapped(text, &row.text, 14);
    }
}

/// Text in lines that are not too long, each after so many blanks.
fn wrapped(text: &mut String, words: &str, indent: usize) {
    let mut column = 0;
    for word in words.split(' ') {
        if column > 0 && column + 1 + word.len() > LINE {
            text.push('\n');
            column = 0;
        }
        let before = if column == 0 { indent } else { 1 };
        let _ = write!(text, "{:before$}{word}", "");
        column += before + word.len();
    }
    text.push('\n');
}
