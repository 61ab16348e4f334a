//! `dump`: the model of targets, on standard output or in a file.

use std::io;

use super::Ending;
use super::arguments::{self, Format};
use super::outcome::{Outcome, library, report};
use super::{output, time_limit, workspace};
use crate::diagnostics::Diagnostic;
use crate::emit::dump;
use crate::model::abi::Interface;
use crate::model::target::Target;
use crate::page;
use crate::pipeline::run::{self, TableChecks};

/// Prints the model.
pub(super) fn dump(arguments: &arguments::Dump) -> Outcome {
    let library = library()?;
    let input = workspace::input(&arguments.input)?;
    let time_limit = time_limit::start();
    let targets = targets(arguments);
    let (mut resolved, mut messages) = run::resolve(&library, &input, &targets);
    // Who asks for rigour is told what `generate` would say too.
    if arguments.input.strict {
        resolved.take_if(|found| {
            let (projection, more) = run::project(
                found,
                None,
                TableChecks {
                    strict: true,
                    whole_tree: false,
                    every_target: false,
                },
            );
            messages.extend(more);
            projection.is_none()
        });
    }
    let Some(resolved) = resolved else {
        return Err(messages);
    };
    report(&messages);
    let text = text(arguments, &resolved.interfaces)?;
    drop(time_limit);
    output::write(&text, arguments.out.as_deref(), io::stdout())?;
    Ok(Ending::Done)
}

/// The targets asked for, or else the first one; a page shows all side by side.
fn targets(arguments: &arguments::Dump) -> Vec<Target> {
    match arguments.format {
        Format::Json | Format::Text if arguments.target.is_empty() => vec![Target::X86_64],
        _ => arguments::targets(&arguments.target),
    }
}

fn text(arguments: &arguments::Dump, found: &[Interface]) -> Result<String, Diagnostic> {
    let tools = arguments.input.tools;
    match arguments.format {
        Format::Text => {
            let texts: Vec<String> = found.iter().map(dump::text::dump).collect();
            Ok(texts.join("\n"))
        }
        Format::Json => found
            .iter()
            .map(|interface| dump::json::dump(interface, tools))
            .collect::<Result<_, _>>()
            .map_err(|error| {
                let message = format!("the model cannot be written as JSON: {error}");
                Diagnostic::error("not-json", message)
            }),
        Format::Html => page::abi(found, &workspace::name(&arguments.input), tools),
    }
}
