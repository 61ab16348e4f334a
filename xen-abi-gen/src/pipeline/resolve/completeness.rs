//! What the project's own headers must say beyond what any tree must.

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::abi::{Interface, Op, Provenance};
use crate::model::facts::CType;
use crate::model::handles::is_handle;
use crate::model::hash::HashSet;

/// Every op's argument is said, and every direction of its members. `told` is what was said before:
/// no op is reported twice. Where `annotated` is set, upstream's customs do not count as saying it.
pub fn completeness(interfaces: &[Interface], annotated: bool, told: &Diagnostics) -> Diagnostics {
    let told: HashSet<_> = told
        .iter()
        .filter_map(|one| one.place.as_ref())
        .map(|place| &place.location)
        .collect();
    let mut diagnostics = Diagnostics::new();
    for (interface, call) in interfaces
        .iter()
        .flat_map(|one| one.hypercalls.values().map(move |call| (one, call)))
    {
        // Where no parameter is open, the prototype says all.
        let open = call
            .prototype
            .params
            .iter()
            .any(|param| param.ty.base.is_void());
        // Where the prototype says in which record the argument stands, its member says the rest.
        let annotated = annotated && call.prototype.dispatch.place().is_none();
        for op in &call.ops {
            let unstated = open && op.provenance == Provenance::None;
            if (unstated || annotated && op.provenance.is_custom()) && !told.contains(&op.location)
            {
                diagnostics.push(
                    Diagnostic::warning(
                        "unstated-argument",
                        format!("nothing says what `{}` takes", op.constant),
                    )
                    .at(&op.location, "this operation")
                    .help(
                        "say it behind the constant: `/* ` => NULL */` or `/* ` => struct NAME \
                         */`, or with `argN:` lines above it",
                    ),
                );
            }
            for argument in &op.arguments {
                // A handle is a record in C alone.
                let record = argument.ty.record().filter(|key| !is_handle(key));
                if let Some(key) = record.filter(|_| argument.form.is_in_memory()) {
                    diagnostics.extend(directions(interface, key, op));
                }
            }
        }
    }
    diagnostics
}

/// The members of a record that nothing gives a direction, neither there nor for this op.
fn directions(interface: &Interface, key: &str, op: &Op) -> Diagnostics {
    let record = interface.facts.records.get(key);
    record
        .into_iter()
        .flat_map(|record| &record.fields)
        .filter(|field| !field.is_padding() && !matches!(field.ty, CType::Flexible(_)))
        .filter(|field| {
            let note = interface.members.get(key, &field.name);
            note.is_none_or(|note| note.direction.is_none())
                && op.direction_of(&field.name).is_none()
        })
        .map(|field| {
            Diagnostic::warning(
                "unstated-direction",
                format!("nothing states the direction of `{key}.{}`", field.name),
            )
            .at(
                &field.location,
                format!("a member of the argument of `{}`", op.constant),
            )
            .help(
                "say it behind the member: `/* IN: … */`, `/* OUT: … */`, `/* IN/OUT: … */`, \
                 or above a group of them: `/* OUT parameters */`",
            )
        })
        .collect()
}
