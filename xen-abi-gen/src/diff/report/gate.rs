//! What the gate says: a line per interface, and what breaks it.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use super::super::gate::{Gate, Interface, State, VersionConstant};
use super::super::{Judged, Report};
use super::rows::rows;
use crate::model::characters::visible;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const ALARM: Style = AnsiColor::Red.on_default().bold();
const REMARK: Style = AnsiColor::Yellow.on_default();

/// The gate as text.
pub fn gate_text(gate: &Gate, report: &Report) -> String {
    let mut text = format!(
        "{BOLD}{} -> {}{BOLD:#} ({})\n",
        visible(&report.old_name()),
        visible(&report.new_name()),
        report.target_names()
    );
    for one in &gate.interfaces {
        let style = match one.state {
            State::MustMove => ALARM,
            State::MovedWithoutNeed => REMARK,
            _ => Style::new(),
        };
        let _ = writeln!(
            text,
            "\n{BOLD}{}{BOLD:#}: {} {style}{}{style:#}{}",
            visible(one.header()),
            visible(&values(one, "->")),
            one.state.name(),
            counts(one)
        );
        breaking(&mut text, report, &one.breaking);
    }
    for op in &gate.stable {
        let lost = if op.lost {
            ", and has a version now"
        } else {
            ""
        };
        let _ = writeln!(
            text,
            "\n{BOLD}{}{BOLD:#}: {} {ALARM}changed{ALARM:#}, although it is stable{lost}",
            visible(&op.place.0),
            visible(&op.name)
        );
        breaking(&mut text, report, &op.breaking);
    }
    text
}

/// The changes that break callers.
fn breaking(text: &mut String, report: &Report, changes: &[Judged]) {
    let report = Report {
        changes: changes.to_vec(),
        unmoved: Vec::new(),
        ..report.clone()
    };
    for (_, rows) in rows(&report, "->") {
        for row in rows {
            let _ = writeln!(
                text,
                "  {}  {}  {DIM}[{}{}]{DIM:#}",
                row.subject,
                row.text,
                row.rule.name(),
                row.targets
            );
        }
    }
}

/// The gate as Markdown.
pub fn gate_markdown(gate: &Gate, report: &Report) -> String {
    let escape = super::markdown::escape;
    let mut text = format!(
        "## {} → {}\n\n| header | version | |\n|---|---|---|\n",
        escape(&report.old_name()),
        escape(&report.new_name())
    );
    let alarm = |state: State| match state {
        State::MustMove => format!("**{}**", state.name()),
        state => state.name().to_owned(),
    };
    for one in &gate.interfaces {
        let (header, state) = (one.header(), alarm(one.state));
        let (values, counts) = (escape(&values(one, "→")), counts(one));
        let _ = writeln!(text, "| `{header}` | {values} | {state}{counts} |");
    }
    for op in &gate.stable {
        let (header, name) = (&op.place.0, escape(&op.name));
        let _ = writeln!(text, "| `{header}` | {name}, stable | **changed** |");
    }
    let interfaces = gate
        .interfaces
        .iter()
        .map(|one| (&one.version, &one.breaking));
    let stable = gate.stable.iter().map(|op| (&op.name, &op.breaking));
    for (name, changes) in interfaces.chain(stable) {
        let report = Report {
            changes: changes.clone(),
            unmoved: Vec::new(),
            ..report.clone()
        };
        if !changes.is_empty() {
            let _ = writeln!(text, "\nUnder {}:\n", escape(name));
        }
        for row in rows(&report, "→").into_iter().flat_map(|(_, rows)| rows) {
            let subject = row.subject.replace('`', "'");
            let (words, rule, targets) = (escape(&row.text), row.rule.name(), row.targets);
            let _ = writeln!(text, "* `{subject}`: {words} ({rule}{targets})");
        }
    }
    visible(&text).into_owned()
}

/// The constant with both values.
fn values(one: &Interface, arrow: &str) -> String {
    let value = |stated: &VersionConstant| format!("{:#x}", stated.value);
    let values = match (&one.old, &one.new) {
        (Some(old), Some(new)) if old.value != new.value => {
            format!("{} {arrow} {}", value(old), value(new))
        }
        (_, Some(stated)) | (Some(stated), None) => value(stated),
        (None, None) => String::new(),
    };
    format!("{} {values}", one.version)
}

/// How many changes there are.
fn counts(one: &Interface) -> String {
    match (one.breaking.len(), one.additive) {
        (0, 0) => String::new(),
        (breaking, additive) => format!(", {breaking} breaking, {additive} additive"),
    }
}
