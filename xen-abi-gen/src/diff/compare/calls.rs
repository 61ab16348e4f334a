//! Compares hypercalls and their operations.

use super::super::change::{Change, Declaration, Difference, Fact, Kind, TypeChange};
use super::super::names::{alike, likeness, pair, unpaired};
use super::super::types::Types;
use super::{added, changed, rehoused, removed, saying, sorted};
use crate::model::abi::Provenance;
use crate::model::document::{Argument, Document, Form, Hypercall, Op};

/// What the constants of hypercalls' numbers are called, before the name.
const NUMBER: &str = "__HYPERVISOR_";

/// The changes of hypercalls.
pub(super) fn compare(sides: &Types<'_>) -> Vec<Change> {
    let (old, new) = (sides.old, sides.new);
    let found = sorted(&old.hypercalls, &new.hypercalls);
    let mut changes = Vec::new();
    for (name, before, after) in &found.both {
        both(sides, (name, before), (name, after), &mut changes);
        operations(sides, name, before, after, &mut changes);
    }
    // A prototype comes and goes with the annotations; the hypercall itself is there where its
    // number is.
    for (name, before) in found.removed {
        let stays = new.constants.contains_key(&format!("{NUMBER}{name}"));
        let change = removed(Kind::Hypercall, stated(name, before));
        changes.push(if stays {
            Change {
                difference: Difference::Annotation,
                ..change
            }
        } else {
            change
        });
    }
    for (name, after) in found.added {
        let was = old.constants.contains_key(&format!("{NUMBER}{name}"));
        let change = added(Kind::Hypercall, stated(name, after));
        changes.push(if was {
            Change {
                difference: Difference::Annotation,
                ..change
            }
        } else {
            change
        });
    }
    changes
}

fn stated(name: &str, call: &Hypercall) -> Declaration {
    let params = call
        .params
        .iter()
        .map(|param| param.r#type.clone())
        .collect();
    let fact = Fact::Hypercall {
        number: call.number,
        returns: call.returns.clone(),
        params,
    };
    Declaration {
        header: call.header.clone(),
        line: call.line,
        owner: None,
        name: name.to_owned(),
        fact,
    }
}

fn both(
    sides: &Types<'_>,
    old: (&str, &Hypercall),
    new: (&str, &Hypercall),
    changes: &mut Vec<Change>,
) {
    let (before, after) = (stated(old.0, old.1), stated(new.0, new.1));
    let mut differs =
        |difference| changes.push(changed(Kind::Hypercall, difference, &before, &after));
    if old.1.number != new.1.number {
        differs(Difference::Number);
    }
    if old.1.returns != new.1.returns {
        differs(Difference::Returns);
    }
    // An array as a parameter is a pointer, however long.
    let passed = |ty: &str| {
        ty.split_once('[')
            .map_or_else(|| ty.to_owned(), |(element, _)| format!("{element} *"))
    };
    let types = |call: &Hypercall| {
        call.params
            .iter()
            .map(|param| passed(&param.r#type))
            .collect::<Vec<_>>()
    };
    let (a, b) = (types(old.1), types(new.1));
    let same = |(a, b): (&String, &String)| {
        matches!(
            sides.change((a, 0), (b, 0)),
            None | Some(TypeChange::Spelling)
        )
    };
    let alike = a.len() == b.len() && a.iter().zip(&b).all(same);
    if !alike {
        differs(Difference::Arguments);
    }
    let says = |call: &Hypercall| {
        let names: Vec<String> = call
            .params
            .iter()
            .map(|param| format!("{} {}", param.r#type, param.name))
            .collect();
        let guests: Vec<&str> = call.guests.iter().map(|guest| guest.name()).collect();
        format!("({}); guests: {}", names.join(", "), guests.join(" "))
    };
    let (a, b) = (says(old.1), says(new.1));
    if alike && a != b || old.1.guests != new.1.guests {
        changes.push(changed(
            Kind::Hypercall,
            Difference::Annotation,
            &saying(&before, &a),
            &saying(&after, &b),
        ));
    }
    changes.extend(rehoused(Kind::Hypercall, &before, &after));
}

fn operations(
    sides: &Types<'_>,
    call: &str,
    old: &Hypercall,
    new: &Hypercall,
    changes: &mut Vec<Change>,
) {
    let state = |op: &Op| operation(call, op);
    let find = |call: &'_ Hypercall, name: &str| call.ops.iter().any(|op| op.name == name);
    let (mut left_old, mut left_new) = (Vec::new(), Vec::new());
    for before in &old.ops {
        match new.ops.iter().find(|after| after.name == before.name) {
            Some(after) => {
                if before.value != after.value {
                    changes.push(changed(
                        Kind::Op,
                        Difference::Number,
                        &state(before),
                        &state(after),
                    ));
                }
                both_operations(sides, call, before, after, changes);
            }
            None if still(sides.new, before) => {
                changes.push(unsaid(removed(Kind::Op, state(before))));
            }
            None => left_old.push(before),
        }
    }
    for after in new.ops.iter().filter(|after| !find(old, &after.name)) {
        if still(sides.old, after) {
            changes.push(unsaid(added(Kind::Op, state(after))));
        } else {
            left_new.push(after);
        }
    }
    one_sided_operations(sides, call, &left_old, &left_new, changes);
}

/// Operations that only one side has: renamed, of a number that was reused, removed or added.
fn one_sided_operations(
    sides: &Types<'_>,
    call: &str,
    left_old: &[&Op],
    left_new: &[&Op],
    changes: &mut Vec<Change>,
) {
    let state = |op: &Op| operation(call, op);
    let pairs = pair(left_old, left_new, |a, b| {
        let same_arguments =
            !a.args.is_empty() && a.args.iter().map(spell).eq(b.args.iter().map(spell));
        let score = likeness(&a.name, &b.name) + if same_arguments { 1.0 } else { 0.0 };
        (a.value == b.value).then_some(score)
    });
    for (i, j) in &pairs {
        let (before, after) = (left_old[*i], left_new[*j]);
        let (a, b) = (state(before), state(after));
        if alike(&before.name, &after.name) {
            changes.push(changed(
                Kind::Op,
                Difference::Renamed { similar: true },
                &a,
                &b,
            ));
            both_operations(sides, call, before, after, changes);
        } else {
            changes.push(changed(Kind::Op, Difference::Reused, &a, &b));
        }
    }
    let (gone, fresh) = unpaired(left_old, left_new, &pairs);
    changes.extend(gone.into_iter().map(|op| removed(Kind::Op, state(op))));
    changes.extend(fresh.into_iter().map(|op| added(Kind::Op, state(op))));
}

/// Whether a side has an operation's constant although it does not list the operation.
fn still(document: &Document, op: &Op) -> bool {
    document
        .constants
        .get(&op.name)
        .is_some_and(|constant| constant.value == op.value)
}

fn unsaid(change: Change) -> Change {
    Change {
        difference: Difference::Annotation,
        ..change
    }
}

fn operation(call: &str, op: &Op) -> Declaration {
    let fact = Fact::Op {
        value: op.value,
        args: op.args.iter().map(spell).collect(),
        returns: op.returns.clone(),
    };
    Declaration {
        header: op.header.clone(),
        line: op.line,
        owner: Some(call.to_owned()),
        name: op.name.clone(),
        fact,
    }
}

/// An argument as far as a caller's registers and memory depend on it.
fn spell(argument: &Argument) -> String {
    match argument.form {
        Form::Pointer => format!("{} *", argument.r#type),
        Form::Array => format!("{}[]", argument.r#type),
        Form::Value => argument.r#type.clone(),
        Form::Member => format!("{} {}", argument.r#type, argument.name),
        Form::Null => "NULL".to_owned(),
        Form::Zero => "0".to_owned(),
    }
}

fn both_operations(
    sides: &Types<'_>,
    call: &str,
    before: &Op,
    after: &Op,
    changes: &mut Vec<Change>,
) {
    let (a, b) = (operation(call, before), operation(call, after));
    if before.returns != after.returns {
        changes.push(changed(Kind::Op, Difference::Returns, &a, &b));
    }
    let same = |(a, b): (&Argument, &Argument)| {
        a.form == b.form
            && matches!(
                sides.change((&a.r#type, 0), (&b.r#type, 0)),
                None | Some(TypeChange::Spelling)
            )
    };
    let known = before.source != Provenance::None && after.source != Provenance::None;
    let alike =
        before.args.len() == after.args.len() && before.args.iter().zip(&after.args).all(same);
    if known && !alike {
        changes.push(changed(Kind::Op, Difference::Arguments, &a, &b));
    }
    let says = |op: &Op| {
        let args: Vec<String> = op.args.iter().map(in_full).collect();
        let guests = op
            .guests
            .iter()
            .flatten()
            .map(|guest| guest.name())
            .collect::<Vec<_>>()
            .join(" ");
        format!(
            "({}){}",
            args.join(", "),
            if guests.is_empty() {
                guests
            } else {
                format!("; guests: {guests}")
            }
        )
    };
    let (said_before, said_after) = (says(before), says(after));
    if said_before != said_after && (alike || !known || before.guests != after.guests) {
        changes.push(changed(
            Kind::Op,
            Difference::Annotation,
            &saying(&a, &said_before),
            &saying(&b, &said_after),
        ));
    }
}

/// An argument with everything that annotations say of it.
fn in_full(argument: &Argument) -> String {
    let nullable = if argument.nullable { "?" } else { "" };
    let count = argument
        .count
        .as_ref()
        .map_or_else(String::new, |count| format!(", as many as {count}"));
    let others: String = argument
        .alternatives
        .iter()
        .map(|other| format!(" or {other}"))
        .collect();
    let name = if argument.form == Form::Member {
        ""
    } else {
        &argument.name
    };
    let text = format!(
        "{} {}{others} {name}{nullable}{count}",
        argument.direction.name(),
        spell(argument)
    );
    text.trim_end().to_owned()
}
