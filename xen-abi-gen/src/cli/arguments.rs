//! The arguments, as the command line's parser knows them.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::model::release::Release;
use crate::model::target::Target;

/// Reads Xen's annotated public headers and emits typed Rust.
///
/// Without a command it regenerates the project's own crate from the project's own headers.
#[derive(Parser)]
#[command(
    version,
    about,
    after_help = "Messages carry a code in brackets; `xen-abi-gen explain CODE` has a page about \
                  it.\n\
                  Exit codes: 0 done; 1 differences, or errors in the headers; 2 wrong usage or \
                  environment."
)]
pub(super) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What to do.
#[derive(Subcommand)]
pub(super) enum Command {
    /// Emit the Rust modules and say what changed
    Generate(Output),
    /// Say whether the Rust modules are what the headers make of them
    Check(Output),
    /// Print the model of one target
    Dump(Dump),
    /// Say what changed between two trees of headers, and what that means to a caller
    Diff(Diff),
    /// Say what a message means, and how to correct its cause
    Explain(Explain),
    /// List the names of which no release is known, after adding what further releases brought
    Availability(Availability),
}

/// Which headers to read, and how.
#[derive(Clone, Default, PartialEq, Args)]
pub(super) struct Input {
    /// The folder of headers [default: the project's own]
    #[arg(long, value_name = "DIR")]
    pub headers: Option<PathBuf>,
    /// A header, as a path within the folder: read it and what it includes, instead of all; may be
    /// repeated
    #[arg(long, value_name = "FILE")]
    pub header: Vec<String>,
    /// A header or a folder of them, as a path within the folder: leave it out, and say so in the
    /// model; may be repeated
    #[arg(long, value_name = "PATH")]
    pub skip: Vec<String>,
    /// A further folder for the headers' `#include`s; may be repeated
    #[arg(long, value_name = "DIR")]
    pub include: Vec<PathBuf>,
    /// C to be read before the first header
    #[arg(long, value_name = "FILE")]
    pub prelude: Option<PathBuf>,
    /// Define `__XEN_TOOLS__`
    #[arg(long)]
    pub tools: bool,
    /// The value of `__XEN_INTERFACE_VERSION__`, decimal or 0x…; 0 is the legacy view [default:
    /// the tree's latest]
    #[arg(long, value_name = "N", value_parser = interface_version)]
    pub interface_version: Option<u32>,
    /// The release of Xen to read the headers for, if they state several: defines `XEN_RELEASE`
    /// [default: the tree's newest]
    #[arg(long, value_name = "RELEASE")]
    pub release: Option<Release>,
    /// Make an error of what is damaged but can be read; the default for the project's own headers
    #[arg(long)]
    pub strict: bool,
    /// The folder of headers whose annotations stand in for missing ones [default: the project's
    /// own]
    #[arg(long, value_name = "DIR")]
    pub annotations: Option<PathBuf>,
    /// A table of op families and of what operations take, in the form of operations.toml, which
    /// comes before everything else
    #[arg(long, value_name = "FILE")]
    pub operations: Option<PathBuf>,
}

/// What to emit.
#[derive(Clone, Default, PartialEq, Args)]
pub(super) struct Output {
    /// The headers.
    #[command(flatten)]
    pub input: Input,
    /// An architecture to emit for; may be repeated [default: all four]
    #[arg(long, value_parser = target(), value_name = "NAME")]
    pub target: Vec<Target>,
    /// A table of Rust names in the form of naming.toml, which comes before the generator's own
    #[arg(long, value_name = "FILE")]
    pub naming: Option<PathBuf>,
    /// An item to emit, with what it needs, instead of all: a C name, or a path such as
    /// `event_channel::{send,close}`; `*` stands for any part of a name; may be repeated
    #[arg(long, value_name = "ITEMS")]
    pub filter: Vec<String>,
    /// Refer to the types of xen-abi for the headers that it is made from, instead of emitting them
    #[arg(long)]
    pub reuse: bool,
    /// Emit what toolstacks see besides, for each release that the headers state, as modules below
    /// `toolstack`; the default for the project's crate
    #[arg(long, conflicts_with_all = ["tools", "release", "filter", "reuse"])]
    pub toolstack: bool,
    /// The folder of the modules [default: the project's crate]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// What to print.
#[derive(Args)]
pub(super) struct Dump {
    /// The headers.
    #[command(flatten)]
    pub input: Input,
    /// An architecture; may be repeated [default: the 64-bit x86 one; of a page, all four]
    #[arg(long, value_parser = target(), value_name = "NAME")]
    pub target: Vec<Target>,
    /// The form
    #[arg(long, value_enum, value_name = "FORM", default_value = "json")]
    pub format: Format,
    /// The file to write instead of standard output; a page needs one
    #[arg(long, value_name = "FILE", required_if_eq("format", "html"))]
    pub out: Option<PathBuf>,
}

/// What to compare.
#[derive(Args)]
#[command(
    after_help = "Exit codes: 0 no difference; 1 differences; 2 wrong usage, or an error in the \
                  input.\n\
                  With `--gate`: 0 every version moved that had to; 1 one did not, or a stable \
                  operation changed; 2 the sides could not be compared."
)]
pub(super) struct Diff {
    /// A folder of headers, what `dump` prints as JSON, or the word `headers` for the project's
    /// own; `headers@4.17` reads them for Xen 4.17
    #[arg(value_name = "OLD")]
    pub old: String,
    /// The same of the other side
    #[arg(value_name = "NEW")]
    pub new: String,
    /// Report this header only; may be repeated
    #[arg(long, value_name = "HEADER")]
    pub only: Vec<String>,
    /// An architecture to compare; may be repeated [default: all that both sides have]
    #[arg(long, value_parser = target(), value_name = "NAME")]
    pub target: Vec<Target>,
    /// Define `__XEN_TOOLS__`
    #[arg(long)]
    pub tools: bool,
    /// The value of `__XEN_INTERFACE_VERSION__`, decimal or 0x…; 0 is the legacy view [default:
    /// each tree's latest]
    #[arg(long, value_name = "N", value_parser = interface_version)]
    pub interface_version: Option<u32>,
    /// The release of Xen to read both sides for, if their headers state several; `SIDE@RELEASE`
    /// chooses one side's [default: each tree's newest]
    #[arg(long, value_name = "RELEASE")]
    pub release: Option<Release>,
    /// A further folder for the headers' `#include`s; may be repeated
    #[arg(long, value_name = "DIR")]
    pub include: Vec<PathBuf>,
    /// The folder of headers whose annotations stand in for missing ones [default: the project's
    /// own]
    #[arg(long, value_name = "DIR")]
    pub annotations: Option<PathBuf>,
    /// The form
    #[arg(long, value_enum, value_name = "FORM", default_value = "text")]
    pub format: ReportFormat,
    /// The file to write instead of standard output; a page needs one
    #[arg(long, value_name = "FILE", required_if_eq("format", "html"))]
    pub out: Option<PathBuf>,
    /// Say for each interface whether its version had to move and did not, and fail if so; reads
    /// headers as a toolstack does
    #[arg(long, conflicts_with = "fail_on")]
    pub gate: bool,
    /// Which differences make the exit code 1
    #[arg(long, value_enum, value_name = "VERDICT", default_value = "any")]
    pub fail_on: FailOn,
}

/// What to explain.
#[derive(Args)]
pub(super) struct Explain {
    /// The code in brackets, such as unknown-type [default: list all codes]
    #[arg(value_name = "CODE")]
    pub code: Option<String>,
}

/// What to look for.
#[derive(Args)]
pub(super) struct Availability {
    /// A release and its headers; the first of several only says what was there before
    #[arg(value_name = "RELEASE=DIR")]
    pub trees: Vec<String>,
    /// The folder of headers whose names are looked up [default: the project's own]
    #[arg(long, value_name = "DIR")]
    pub headers: Option<PathBuf>,
    /// The table [default: the generator's own, since.toml]
    #[arg(long, value_name = "FILE")]
    pub table: Option<PathBuf>,
}

/// The form of a report.
#[derive(Clone, ValueEnum)]
pub(super) enum ReportFormat {
    /// For a terminal.
    Text,
    /// For a pull request.
    Markdown,
    /// For other programs.
    Json,
    /// A page for a browser.
    Html,
}

/// Which differences make the exit code 1.
#[derive(Clone, ValueEnum)]
pub(super) enum FailOn {
    /// All.
    Any,
    /// Those that are more than cosmetic.
    Additive,
    /// Those that break callers.
    Breaking,
}

/// The form of a dump.
#[derive(Clone, ValueEnum)]
pub(super) enum Format {
    /// For other programs.
    Json,
    /// For people.
    Text,
    /// A page for a browser.
    Html,
}

fn interface_version(text: &str) -> Result<u32, String> {
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    let parsed = digits.map_or_else(|| text.parse(), |digits| u32::from_str_radix(digits, 16));
    parsed.map_err(|_| {
        "expected a number of at most 32 bits, such as 0x00041300 or 267008".to_owned()
    })
}

/// Parses the name of a target.
fn target() -> impl TypedValueParser<Value = Target> {
    PossibleValuesParser::new(Target::ALL.map(Target::name)).try_map(|name| {
        Target::ALL
            .into_iter()
            .find(|target| target.name() == name)
            .ok_or("no target has this name")
    })
}

/// The targets asked for, or else all.
pub(super) fn targets(asked: &[Target]) -> Vec<Target> {
    let mut targets = Target::ALL.to_vec();
    targets.retain(|target| asked.is_empty() || asked.contains(target));
    targets
}
