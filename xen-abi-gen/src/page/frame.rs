//! What every page has: its style, its script, and how it is rendered.

use askama::Template;

use crate::diagnostics::Diagnostic;
use crate::model::characters::visible;

/// What every page carries, so that it needs no other file.
#[derive(Clone, Copy)]
pub(super) struct Assets {
    /// The style sheet.
    pub(super) style: &'static str,
    /// The script: search and filters. The page reads well without it.
    pub(super) script: &'static str,
    /// The hash by which the page allows this script and no other.
    pub(super) script_hash: &'static str,
}

pub(super) const ASSETS: Assets = Assets {
    style: include_str!("assets/style.css"),
    script: include_str!("assets/script.js"),
    script_hash: include_str!("assets/script.sha256"),
};

/// Renders a page. Characters that change what an editor shows are written in Rust's notation.
pub(super) fn render(page: &impl Template) -> Result<String, Diagnostic> {
    let text = page.render().map_err(|failed| {
        let message = format!("the page cannot be rendered: {failed}");
        Diagnostic::error("not-html", message)
    })?;
    Ok(visible(&text).into_owned())
}
