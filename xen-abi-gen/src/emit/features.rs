//! The crate's features as text: lines of the manifest, and a table of the README.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::model::features::Features;

/// How wide a line of the manifest becomes.
const WIDTH: usize = 100;

/// The lines of `[features]`.
pub fn manifest(features: &Features) -> String {
    let all = || features.by_name.iter();
    let default = all().filter(|(_, feature)| feature.is_default);
    let mut text = String::new();
    let names = |feature: Vec<&String>| feature.into_iter().cloned().collect();
    entry(
        &mut text,
        "default",
        &names(default.map(|(name, _)| name).collect()),
    );
    let together = all().filter(|(_, feature)| !feature.is_apart);
    entry(
        &mut text,
        "all",
        &names(together.map(|(name, _)| name).collect()),
    );
    for (name, feature) in all() {
        entry(&mut text, name, &feature.enables);
    }
    text
}

/// A feature with what it enables, a name a line where these do not fit into one.
fn entry(text: &mut String, name: &str, enables: &BTreeSet<String>) {
    let names: Vec<String> = enables.iter().map(|name| format!("\"{name}\"")).collect();
    let line = format!("{name} = [{}]", names.join(", "));
    if line.len() <= WIDTH {
        let _ = writeln!(text, "{line}");
        return;
    }
    let _ = writeln!(text, "{name} = [");
    for name in names {
        let _ = writeln!(text, "    {name},");
    }
    text.push_str("]\n");
}

/// The table, in Markdown.
pub fn table(features: &Features) -> String {
    let mut text =
        "\n| feature | compiles | enables | in `default` |\n|---|---|---|---|\n".to_owned();
    for (name, feature) in &features.by_name {
        let enables: Vec<String> = feature
            .enables
            .iter()
            .map(|name| format!("`{name}`"))
            .collect();
        let default = if feature.is_default { "yes" } else { "" };
        let (module, enables) = (&feature.module, enables.join(", "));
        let _ = writeln!(text, "| `{name}` | `{module}` | {enables} | {default} |");
    }
    text.push('\n');
    text
}
