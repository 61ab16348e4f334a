//! What the project's own headers must say beyond what any tree must.

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::abi::{Form, Interface, Provenance};
use crate::model::facts::CType;
use crate::model::location::Location;
use crate::pipeline::name::is_handle;

/// Every op's argument is said, and every direction of its members. `told` is what was said before:
/// no op is reported twice. Where `annotated` is set, upstream's customs do not count as saying it.
pub fn completeness(interfaces: &[Interface], annotated: bool, told: &Diagnostics) -> Diagnostics {
    let is_told = |location: &Location| {
        told.iter().any(|one| {
            one.place
                .as_ref()
                .is_some_and(|place| place.location == *location)
        })
    };
    let mut diagnostics = Diagnostics::new();
    for interface in interfaces {
        let ops = interface
            .hypercalls
            .values()
            .flat_map(|call| call.ops.iter().map(move |op| (call, op)));
        for (call, op) in ops {
            // Where no parameter is open, the prototype says all.
            let params = &call.prototype.params;
            let open = params.iter().any(|param| param.ty.base.is_void());
            // Where the prototype says in which record the argument stands, its member says the
            // rest.
            let customary =
                annotated && op.provenance.is_custom() && call.prototype.dispatch.place().is_none();
            if (customary || open && op.provenance == Provenance::None) && !is_told(&op.location) {
                diagnostics.push(
                    Diagnostic::warning(
                        "unstated-argument",
                        format!("nothing says what `{}` takes", op.constant),
                    )
                    .at(op.location.clone(), "this operation")
                    .help(
                        "say it behind the constant: `/* ` => NULL */` or `/* ` => struct NAME \
                             */`, or with `argN:` lines above it",
                    ),
                );
            }
            for argument in op
                .arguments
                .iter()
                .filter(|argument| !matches!(argument.form, Form::Null | Form::Zero | Form::Value))
            {
                // A handle is a record in C alone.
                if let Some(key) = argument.ty.record()
                    && !is_handle(key)
                {
                    diagnostics.extend(directions(interface, key, &op.constant));
                }
            }
        }
    }
    diagnostics
}

fn directions(interface: &Interface, key: &str, op: &str) -> Diagnostics {
    let Some(record) = interface.facts.records.get(key) else {
        return Diagnostics::new();
    };
    record
        .fields
        .iter()
        .filter(|field| !field.is_padding() && !matches!(field.ty, CType::Flexible(_)))
        .filter(|field| {
            let note = interface.members.get(key, &field.name);
            note.is_none_or(|note| note.direction.is_none())
        })
        .map(|field| {
            Diagnostic::warning(
                "unstated-direction",
                format!("nothing says which way `{key}.{}` travels", field.name),
            )
            .at(
                field.location.clone(),
                format!("a member of the argument of `{op}`"),
            )
            .help(
                "say it behind the member: `/* IN: … */`, `/* OUT: … */`, `/* IN/OUT: … */`, \
                     or above a group of them: `/* OUT parameters */`",
            )
        })
        .collect()
}
