//! An operation's arguments, by the headers' conventions in their order of precedence.

use super::block::from_block;
use super::conventions::{Carrier, Exception, FamilyRule};
use super::families::nearest;
use super::{Context, is_padding};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::abi::{Form, Hypercall, Member, MemberNote, Op, OpArgument, Param, Provenance};
use crate::model::annotations::{ArrayText, Direction, OpTarget};
use crate::model::hash::HashMap;
use crate::model::prose::{Said, Statement};
use crate::pipeline::types::{self, Named};

pub(super) type MemberNotes = HashMap<(String, String), MemberNote>;

/// An answer: the arguments, and where they come from.
pub(super) type Answer = (Vec<OpArgument>, Provenance);

/// What the answers for one family's operations rest on.
pub(super) struct Question<'a> {
    /// Everything that was read.
    pub(super) context: &'a Context<'a>,
    /// The family.
    pub(super) family: &'a str,
    /// The names of its members.
    pub(super) members: Vec<String>,
    /// The parameters of the hypercall; none where no prototype takes the family.
    pub(super) params: &'a [Param],
    /// What the parameters beside the command take, where the prototype leaves nothing open.
    pub(super) fixed: Option<&'a [OpArgument]>,
    /// What the table says of the family.
    pub(super) rule: Option<&'a FamilyRule>,
    /// The unions that the arguments are members of.
    pub(super) carrier: Option<&'a Carrier<'a>>,
    /// The hypercall as the fallback has it.
    pub(super) lent: Option<&'a Hypercall>,
    /// Its operations by their constants.
    pub(super) lent_ops: HashMap<&'a str, &'a Op>,
    /// What is said of members of records.
    pub(super) notes: &'a MemberNotes,
}

impl Question<'_> {
    /// The arguments of one operation.
    pub(super) fn of(&self, member: &Member, diagnostics: &mut Diagnostics) -> Answer {
        let found = self.by_tree(member, diagnostics);
        let Some(entry) = self
            .context
            .tables
            .overrides
            .iter()
            .find(|entry| entry.op == member.name)
        else {
            return found;
        };
        let stated = self.by_entry(entry);
        self.context.note_use(
            &member.name,
            stated.as_ref().map(|stated| *stated != found.0),
        );
        stated
            .filter(|stated| *stated != found.0)
            .map_or(found, |stated| (stated, Provenance::Override))
    }

    /// What the tree says, then the fallback, then the generator's own table.
    fn by_tree(&self, member: &Member, diagnostics: &mut Diagnostics) -> Answer {
        let context = self.context;
        let op = self.lent_ops.get(member.name.as_str()).copied();
        if let Some(target) = context.index.own_line(&member.name) {
            return (self.by_target(target, diagnostics), Provenance::OwnLine);
        }
        if let Some(block) = context.index.argument_block(&member.name) {
            return (
                from_block(context, block, self.notes, op, diagnostics),
                Provenance::ArgumentBlock,
            );
        }
        let found = self
            .by_words(member)
            .or_else(|| self.by_union(member))
            .or_else(|| self.by_name(member));
        let found = found
            .or_else(|| self.by_place(member))
            .or_else(|| self.fixed.map(|_| (Vec::new(), Provenance::Prototype)));
        if let Some(found) = found
            .or_else(|| self.borrowed(op?))
            .or_else(|| self.by_exception(member))
        {
            return found;
        }
        if let Some((prefix, kind, target)) = context.index.mapping(self.family) {
            let target = format!(
                "{target}{}",
                member.name.strip_prefix(prefix).unwrap_or(&member.name)
            );
            diagnostics.push(unresolved(context, member, kind, &target));
        }
        (Vec::new(), Provenance::None)
    }

    /// What comments say in words.
    fn by_words(&self, member: &Member) -> Option<Answer> {
        let statements = &self.context.statements;
        let trailing = || {
            statements
                .trailing(&member.name)
                .and_then(|said| self.by_statement(said))
        };
        let above = || {
            statements
                .above(&member.name)
                .and_then(|said| self.by_statement(said))
        };
        trailing()
            .map(|found| (found, Provenance::TrailingComment))
            .or_else(|| above().map(|found| (found, Provenance::Comment)))
    }

    /// What a comment says; nothing if the tree does not declare every type that it names.
    fn by_statement(&self, statement: &Statement) -> Option<Vec<OpArgument>> {
        let (types, nullable) = match &statement.said {
            Said::Nothing => return Some(Vec::new()),
            Said::Types { types, nullable } => (types, *nullable),
        };
        let known = types
            .iter()
            .map(|ty| Some((types::find(self.context.facts, ty)?, ty)))
            .collect::<Option<Vec<_>>>()?;
        let ((named, ty), others) = known.split_first()?;
        let mut argument = self.single(named, ty);
        argument.alternatives = others
            .iter()
            .map(|(named, ty)| named.name(ty))
            .filter(|name| *name != argument.ty)
            .collect();
        if let Form::Pointer {
            nullable: may_be_null,
        } = &mut argument.form
        {
            *may_be_null |= nullable;
        }
        Some(vec![argument])
    }

    /// The members of the union in the record that the hypercall takes: by their comments, by their
    /// names, by the comments above their types, and at last by their names without a verb.
    fn by_union(&self, member: &Member) -> Option<Answer> {
        let carrier = self.carrier?;
        let tail = member.name.strip_prefix(self.prefix()?)?;
        let direction = |ty: &str| self.direction_of(ty);
        let own = || {
            carrier
                .selected(&member.name, self.notes, direction)
                .or_else(|| carrier.named(tail, direction))
        };
        let heading = || {
            let records = self.rule.and_then(|rule| rule.records.as_deref());
            carrier.headed(&member.name, records, &self.context.statements, direction)
        };
        let one = |argument: OpArgument, provenance| (vec![argument], provenance);
        own()
            .map(|argument| one(argument, Provenance::UnionMember))
            .or_else(|| heading().map(|argument| one(argument, Provenance::Heading)))
            .or_else(|| {
                carrier
                    .shared(tail, direction)
                    .map(|argument| one(argument, Provenance::UnionMember))
            })
    }

    /// What the operations' names start with.
    fn prefix(&self) -> Option<&str> {
        self.rule.map(|rule| rule.prefix.as_str()).or_else(|| {
            self.context
                .index
                .mapping(self.family)
                .map(|(prefix, ..)| prefix)
        })
    }

    /// The family's mapping; without one, the table's custom.
    fn by_name(&self, member: &Member) -> Option<Answer> {
        let (prefix, target, provenance) =
            match (self.context.index.mapping(self.family), self.rule) {
                (Some((prefix, kind, records)), _) => {
                    (prefix, format!("{kind}{records}"), Provenance::PrefixRule)
                }
                (None, Some(rule)) => (
                    rule.prefix.as_str(),
                    format!("struct {}", rule.records.as_deref()?),
                    Provenance::CustomaryPrefix,
                ),
                (None, None) => return None,
            };
        let target = format!(
            "{target}{}",
            member.name.strip_prefix(prefix).unwrap_or(&member.name)
        );
        let named = types::find(self.context.facts, &target)?;
        Some((vec![self.single(&named, &target)], provenance))
    }

    /// The record below the constant: the one of its very name, else the one right below. Where a
    /// mapping was written down, no other place than its target is looked at.
    fn by_place(&self, member: &Member) -> Option<Answer> {
        if self.context.index.mapping(self.family).is_some() {
            return None;
        }
        let facts = &self.context.facts;
        let bare = self
            .prefix()
            .and_then(|prefix| member.name.strip_prefix(prefix));
        let same_name = bare.filter(|bare| {
            bare.contains('_')
                && facts
                    .records
                    .get(*bare)
                    .is_some_and(|record| record.location.header == member.location.header)
        });
        let belongs = |other: &String| {
            self.members.contains(other)
                || other
                    .strip_prefix(&member.name)
                    .is_some_and(|rest| rest.starts_with('_'))
        };
        let follower = || {
            let follower = self.context.statements.follower(&member.name)?;
            follower
                .constants
                .iter()
                .all(belongs)
                .then_some(follower.record.as_str())
        };
        let record = same_name
            .map(|bare| format!("struct {bare}"))
            .or_else(|| follower().map(str::to_owned))?;
        let named = types::find(facts, &record)?;
        Some((vec![self.single(&named, &record)], Provenance::Follower))
    }

    /// What the fallback says, if this tree declares every type that it uses.
    fn borrowed(&self, op: &Op) -> Option<Answer> {
        // What an index lends stands with the operation, whatever it comes from.
        let arguments = if op.arguments.is_empty() {
            self.lent?.arguments_of(op)
        } else {
            &op.arguments
        };
        let known = |argument: &OpArgument| {
            matches!(argument.form, Form::Null | Form::Zero)
                || types::find(self.context.facts, &argument.ty).is_some()
        };
        let usable = op.provenance != Provenance::None && arguments.iter().all(known);
        usable.then(|| (arguments.to_vec(), Provenance::Borrowed))
    }

    fn by_exception(&self, member: &Member) -> Option<Answer> {
        let entry = self
            .context
            .tables
            .exceptions
            .iter()
            .find(|entry| entry.op == member.name)?;
        self.by_entry(entry)
            .map(|arguments| (arguments, Provenance::Exception))
    }

    /// What an entry of a table says; nothing if the tree declares none of its types.
    fn by_entry(&self, entry: &Exception) -> Option<Vec<OpArgument>> {
        entry.takes.iter().find_map(|ty| match ty {
            None => Some(Vec::new()),
            Some(ty) => {
                types::find(self.context.facts, ty).map(|named| vec![self.single(&named, ty)])
            }
        })
    }

    fn by_target(&self, target: &OpTarget, diagnostics: &mut Diagnostics) -> Vec<OpArgument> {
        let Some(ty) = &target.ty else {
            return Vec::new();
        };
        match types::find(self.context.facts, ty) {
            Some(named) => {
                let argument = self.single(&named, ty);
                vec![OpArgument {
                    direction: target.direction.unwrap_or(argument.direction),
                    ..argument
                }]
            }
            None => {
                diagnostics.push(
                    unknown_type(self.context, ty, &target.constant)
                        .at(target.location.clone(), "this type"),
                );
                Vec::new()
            }
        }
    }

    /// The one argument of an operation: the member of a union, or what stands at the prototype's
    /// `void *`: one record, or several where the prototype counts them.
    fn single(&self, named: &Named, spelled: &str) -> OpArgument {
        let ty = named.name(spelled);
        if let Some(member) = self
            .carrier
            .and_then(|carrier| carrier.of_type(&ty, |ty| self.direction_of(ty)))
        {
            return member;
        }
        let params = self.params;
        let place = params.iter().position(is_open);
        let param = place.map(|index| &params[index]);
        let count = match param.map(|param| &param.ty.array) {
            Some(ArrayText::Counted(count)) => Some(count.clone()),
            _ => place
                .and_then(|index| params.get(index + 1))
                .filter(|next| next.name == "count")
                .map(|next| next.name.clone()),
        };
        let form = match count {
            Some(count) => Form::Array { count: Some(count) },
            None => Form::Pointer { nullable: false },
        };
        let name = param.map_or_else(|| "arg".to_owned(), |param| param.name.clone());
        let direction = direction(self.context, named, self.notes);
        OpArgument::new(form, name, ty, direction)
    }

    fn direction_of(&self, ty: &str) -> Direction {
        types::find(self.context.facts, ty).map_or(Direction::InOut, |named| {
            direction(self.context, &named, self.notes)
        })
    }
}

/// Whether a parameter leaves open what it takes.
pub(super) fn is_open(param: &Param) -> bool {
    ["void", "VOID"].contains(&param.ty.base.as_str())
}

/// What the parameters beside the command take, if the prototype leaves nothing open and the tree
/// declares every type.
pub(super) fn fixed(
    context: &Context<'_>,
    call: &Hypercall,
    families: &[&str],
    notes: &MemberNotes,
) -> Option<Vec<OpArgument>> {
    let command = call.command.as_ref().map(|command| command.param);
    let beside = call
        .params
        .iter()
        .enumerate()
        .filter(|(index, _)| Some(*index) != command)
        .map(|(_, param)| param);
    beside
        .map(|param| {
            let base = &param.ty.base;
            let named = types::find(context.facts, base).filter(|_| !is_open(param));
            let is_family = base
                .strip_prefix("enum ")
                .is_some_and(|family| families.contains(&family));
            let ty = named
                .as_ref()
                .map(|named| named.name(base))
                .or_else(|| is_family.then(|| base.clone()))?;
            let form = match (&param.ty.array, param.ty.pointers) {
                (ArrayText::Counted(count), _) => Form::Array {
                    count: Some(count.clone()),
                },
                (ArrayText::Unsized, _) => Form::Array { count: None },
                (ArrayText::No, 0) => Form::Value,
                (ArrayText::No, _) => Form::Pointer { nullable: false },
            };
            let travels = match (&form, named) {
                (Form::Value, _) | (_, None) => Direction::In,
                _ if param.ty.constant => Direction::In,
                (_, Some(named)) => direction(context, &named, notes),
            };
            let name = param.name.clone();
            Some(OpArgument::new(form, name, ty, travels))
        })
        .collect()
}

fn unresolved(context: &Context<'_>, member: &Member, kind: &str, record: &str) -> Diagnostic {
    let target = format!("{kind}{record}");
    Diagnostic::warning("unresolved-argument", format!("`{}` maps to `{target}`, which is not declared", member.name))
        .at(member.location.clone(), format!("its argument would be `{target}`"))
        .help(match nearest(record, context.facts.records.keys()) {
            Some(near) => format!(
                "a record with a similar name exists: if `{near}` is meant, say so behind the constant: `/* ` => {kind}{near} */`"
            ),
            None => format!(
                "declare `{target}`, or say behind the constant what it takes: `/* ` => NULL */` or `/* ` => struct NAME */`"
            ),
        })
        .help(format!(
            "where the header is not yours to change, say it in a table for `--operations FILE`: `[[argument]]` with op = \"{}\", takes and a reason",
            member.name
        ))
}

pub(super) fn unknown_type(context: &Context<'_>, ty: &str, constant: &str) -> Diagnostic {
    let bare = ty
        .trim_start_matches("struct ")
        .trim_start_matches("union ");
    let candidates = context
        .facts
        .typedefs
        .keys()
        .chain(context.facts.records.keys());
    Diagnostic::error("unknown-argument-type", format!("`{ty}`, the argument of `{constant}`, is not declared")).help(
        match nearest(bare, candidates) {
            Some(near) => format!("a type with a similar name exists: `{near}`"),
            None => "declare the type in these headers or in a file for `--prelude FILE`, or mend the spelling; `NULL` says that there is no argument".to_owned(),
        },
    )
}

/// A record travels the way its members do; both ways, where nothing is said of one of them.
pub(super) fn direction(context: &Context<'_>, named: &Named, notes: &MemberNotes) -> Direction {
    let Named::Record(key) = named else {
        return Direction::InOut;
    };
    let Some(record) = context.facts.records.get(key) else {
        return Direction::InOut;
    };
    let members = record
        .fields
        .iter()
        .filter(|field| !is_padding(&field.name));
    let directions = members.map(|field| {
        notes
            .get(&(key.clone(), field.name.clone()))
            .and_then(|note| note.direction)
            .unwrap_or(Direction::InOut)
    });
    directions
        .reduce(|a, b| if a == b { a } else { Direction::InOut })
        .unwrap_or(Direction::InOut)
}
