//! Compares hypercalls and their operations.

use super::names::{alike, likeness};
use super::words::Part;
use super::{Both, Change, Difference, Entry, Fact, Kind, Types, entries, sorted};
use crate::model::abi::Provenance;
use crate::model::annotations::{Direction, Guest};
use crate::model::document::{Argument, Document, Form, Hypercall, Op};

/// What the constants of hypercalls' numbers are called, before the name.
const NUMBER: &str = "__HYPERVISOR_";

/// The changes of hypercalls.
pub(super) fn compare(sides: &Types<'_>) -> Vec<Change> {
    let mut found = sorted(calls(sides.old), calls(sides.new));
    let mut changes = Vec::new();
    for call in &found.both {
        prototype(sides, call, &mut changes);
        operations(sides, call, &mut changes);
    }
    // A prototype comes and goes with the annotations; the hypercall itself is there where its
    // number is.
    let numbered = |document: &Document, call: &Entry<'_, Hypercall>| {
        let number = format!("{NUMBER}{}", call.name());
        document.constants.contains_key(&number)
    };
    changes.extend(found.take_as(sides, Difference::Annotation, numbered));
    changes.extend(found.one_sided());
    changes
}

fn calls(document: &Document) -> Vec<Entry<'_, Hypercall>> {
    entries(Kind::Hypercall, &document.hypercalls, |call| {
        let params = call.params.iter().map(|param| param.r#type.clone());
        let fact = Fact::Hypercall {
            number: call.number,
            returns: call.returns.clone(),
            params: params.collect(),
        };
        (&call.header, call.line, fact)
    })
}

/// A prototype that both sides have.
fn prototype(sides: &Types<'_>, call: &Both<'_, Hypercall>, changes: &mut Vec<Change>) {
    let (old, new) = (call.old.item, call.new.item);
    if old.number != new.number {
        changes.push(call.differs(Difference::Number));
    }
    if old.returns != new.returns {
        changes.push(call.differs(Difference::Returns));
    }
    // An array as a parameter is a pointer, however long.
    let passed = |ty: &str| {
        ty.split_once('[')
            .map_or_else(|| ty.to_owned(), |(element, _)| format!("{element} *"))
    };
    let alike =
        old.params.len() == new.params.len()
            && old.params.iter().zip(&new.params).all(|(old, new)| {
                sides.is_same((&passed(&old.r#type), 0), (&passed(&new.r#type), 0))
            });
    if !alike {
        changes.push(call.differs(Difference::Arguments));
    }
    let says = |call: &Hypercall| {
        let params = call.params.iter();
        let params: Vec<_> = params
            .map(|param| format!("{} {}", param.r#type, param.name))
            .collect();
        format!("({}); guests: {}", params.join(", "), guests(&call.guests))
    };
    if alike || old.guests != new.guests {
        changes.extend(call.said(says(old), says(new)));
    }
    changes.extend(call.rehoused());
}

fn guests(guests: &[Guest]) -> String {
    let names: Vec<_> = guests.iter().map(|guest| guest.name()).collect();
    names.join(" ")
}

/// The operations of a hypercall that both sides have.
fn operations(sides: &Types<'_>, call: &Both<'_, Hypercall>, changes: &mut Vec<Change>) {
    let mut found = sorted(ops(&call.old), ops(&call.new));
    for op in &found.both {
        if op.old.item.value != op.new.item.value {
            changes.push(op.differs(Difference::Number));
        }
        operation(sides, op, changes);
    }
    // A side may have an operation's constant although it does not list the operation.
    let still = |document: &Document, op: &Entry<'_, Op>| {
        let constant = document.constants.get(op.name());
        constant.is_some_and(|constant| constant.value == op.item.value)
    };
    changes.extend(found.take_as(sides, Difference::Annotation, still));
    // Of one number: renamed, or another operation that reuses it.
    let pairs = found.take_pairs(|old, new| {
        let (a, b) = (old.item, new.item);
        let same_arguments =
            !a.args.is_empty() && a.args.iter().map(spell).eq(b.args.iter().map(spell));
        let score = likeness(&a.name, &b.name) + if same_arguments { 1.0 } else { 0.0 };
        (a.value == b.value).then_some(score)
    });
    for op in pairs {
        if alike(op.old.name(), op.new.name()) {
            changes.push(op.renamed());
            operation(sides, &op, changes);
        } else {
            changes.push(op.differs(Difference::Reused));
        }
    }
    changes.extend(found.one_sided());
}

fn ops<'a>(call: &Entry<'a, Hypercall>) -> Vec<Entry<'a, Op>> {
    let entries = call.item.ops.iter().map(|op| {
        let fact = Fact::Op {
            value: op.value,
            args: op.args.iter().map(spell).collect(),
            returns: op.returns.clone(),
        };
        let mut entry = Entry::new(Kind::Op, &op.name, (&op.header, op.line), fact, op);
        entry.stated.owner = Some(call.name().to_owned());
        entry
    });
    entries.collect()
}

/// An operation that both sides have, but for its name and its number.
fn operation(sides: &Types<'_>, op: &Both<'_, Op>, changes: &mut Vec<Change>) {
    let (old, new) = (op.old.item, op.new.item);
    if old.returns != new.returns {
        changes.push(op.differs(Difference::Returns));
    }
    let same = |(old, new): (&Argument, &Argument)| {
        old.form == new.form && sides.is_same((&old.r#type, 0), (&new.r#type, 0))
    };
    let known = old.source != Provenance::None && new.source != Provenance::None;
    let alike = old.args.len() == new.args.len() && old.args.iter().zip(&new.args).all(same);
    if known && !alike {
        changes.push(op.differs(Difference::Arguments));
    }
    let told = known && !alike;
    // What only got another name reads otherwise and means the same.
    let spelled = |op: &Op| op.args.iter().map(spell).collect::<Vec<_>>();
    let stayed = known && old.value == new.value && spelled(old) == spelled(new);
    changes.extend(op.words(&said(old, told), &said(new, told), stayed));
}

/// What the annotations say of an operation. `told` says that its arguments were told of.
fn said(op: &Op, told: bool) -> [Part; 6] {
    let args: Vec<_> = op.args.iter().map(in_full).collect();
    let args = (!told).then(|| format!("({})", args.join(", ")));
    let directions = op.directions.iter().map(|(name, direction)| {
        let direction = direction.map_or("unused", Direction::name);
        format!("{name} {direction}")
    });
    let errors = op
        .errors
        .iter()
        .map(|error| format!("{} if {}", error.name, error.condition));
    let allowed = op.guests.as_deref().filter(|some| !some.is_empty());
    [
        Part::new("", args),
        Part::new("guests", allowed.map(guests)),
        Part::new("returns", op.returns_meaning.as_ref()),
        Part::new("errors", errors),
        Part::new("directions", directions),
        Part::new("safety", op.safety.as_ref()),
    ]
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

/// An argument with everything that annotations say of it.
fn in_full(argument: &Argument) -> String {
    let mut text = format!("{} {}", argument.direction.name(), spell(argument));
    for other in &argument.alternatives {
        text += " or ";
        text += other;
    }
    // The spelling of a member has its name already.
    if argument.form != Form::Member {
        text += " ";
        text += &argument.name;
    }
    if argument.nullable {
        text += "?";
    }
    if let Some(count) = &argument.count {
        text += ", as many as ";
        text += count;
    }
    text.trim_end().to_owned()
}
