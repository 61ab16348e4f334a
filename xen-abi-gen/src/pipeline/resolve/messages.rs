//! Messages about prototypes and about what operations take.

use super::nearest::{nearest, similar};
use crate::diagnostics::Diagnostic;
use crate::model::abi::Member;
use crate::model::annotations::{Param, Signature};
use crate::model::facts::Facts;
use crate::model::location::Location;

/// Two prototypes of one hypercall.
pub(super) fn prototype_twice(signature: &Signature, first: &Location) -> Diagnostic {
    let message = format!("`{}` has two prototypes", signature.name);
    Diagnostic::error("prototype-twice", message)
        .at(&signature.location, "declared again here")
        .related(first, "declared first here")
        .help(
            "keep the one that describes the call; a variant for another architecture goes under \
             that architecture's folder",
        )
}

/// A prototype whose return type means nothing here.
pub(super) fn unknown_return(signature: &Signature, spelled: &str) -> Diagnostic {
    let message = format!("`{spelled}` is no return type of a hypercall");
    let label = format!("what `{}` returns", signature.name);
    Diagnostic::error("unknown-return-type", message)
        .at(&signature.returns_location, label)
        .help("expected `enum neg_errnoval`, `int`, `long`, `unsigned long` or `void`")
        .help(format!(
            "if `{spelled}` is a name for one of these, put its typedef into a file and pass \
             `--prelude FILE`"
        ))
        .help(
            "where the header is not yours to change, a `[[prototype]]` in a table for \
             `--operations FILE` states what Xen has: `wrong`, `right` and `reason`",
        )
}

/// An operation whose `Returns:` names no known type.
pub(super) fn unknown_op_return(op: &str, spelled: &str, location: &Location) -> Diagnostic {
    let message = format!("`{spelled}` is no return type of an operation");
    Diagnostic::error("unknown-return-type", message)
        .at(location, format!("what `{op}` returns"))
        .help(
            "expected `Returns: 0`, or one of `int`, `long`, `unsigned long`, `void` and what it \
             means",
        )
}

/// A parameter of a type that the headers lack.
pub(super) fn unknown_parameter_type(facts: &Facts, param: &Param) -> Diagnostic {
    let ty = &param.ty.base;
    let message = format!("`{ty}` is not declared in these headers");
    Diagnostic::warning("unknown-parameter-type", message)
        .at(&param.location, "the type of this parameter")
        .help(similar(
            ty,
            facts.typedefs.keys(),
            "a type with a similar name exists:",
            "add the header that declares it (`--include DIR`, `--prelude FILE`), or mend its \
             spelling; until then it is taken as an address",
        ))
}

/// An operation whose family's mapping leads to no record.
pub(super) fn unresolved_argument(
    facts: &Facts,
    member: &Member,
    kind: &str,
    record: &str,
) -> Diagnostic {
    let Member { name, location, .. } = member;
    let target = format!("{kind}{record}");
    let message = format!("`{name}` maps to `{target}`, which is not declared");
    Diagnostic::warning("unresolved-argument", message)
        .at(location, format!("its argument would be `{target}`"))
        .help(match nearest(record, facts.records.keys()) {
            Some(near) => format!(
                "a record with a similar name exists: if `{near}` is meant, say so behind the \
                 constant: `/* ` => {kind}{near} */`"
            ),
            None => format!(
                "declare `{target}`, or say behind the constant what it takes: `/* ` => NULL */` \
                 or `/* ` => struct NAME */`"
            ),
        })
        .help(format!(
            "where the header is not yours to change, say it in a table for `--operations FILE`: \
             `[[argument]]` with op = \"{name}\", takes and a reason"
        ))
}

/// An operation whose argument is of a type that the headers lack; the place is the caller's.
pub(super) fn unknown_argument_type(facts: &Facts, ty: &str, constant: &str) -> Diagnostic {
    let bare = ty
        .trim_start_matches("struct ")
        .trim_start_matches("union ");
    let message = format!("`{ty}`, the argument of `{constant}`, is not declared");
    Diagnostic::error("unknown-argument-type", message).help(similar(
        bare,
        facts.typedefs.keys().chain(facts.records.keys()),
        "a type with a similar name exists:",
        "declare the type in these headers or in a file for `--prelude FILE`, or mend the \
         spelling; `NULL` says that there is no argument",
    ))
}
