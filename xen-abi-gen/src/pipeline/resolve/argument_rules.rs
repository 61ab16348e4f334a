//! An operation's arguments, by the headers' conventions in their order of precedence.

use super::carrier::Carrier;
use super::nearest::nearest;
use super::operation_scope::OperationScope;
use super::tables::{Exception, FamilyRule, NO_ARGUMENT};
use super::{argument_block, from_fallback};
use crate::diagnostics::Diagnostic;
use crate::model::abi::{
    Family, Form, Member, NamedType, Op, OpArgument, Param, Prototype, Provenance,
};
use crate::model::annotations::{Holds, OpTarget};
use crate::model::hash::HashMap;
use crate::model::prose::{Said, Statement};

/// The arguments of an operation, and where they come from.
pub(super) type Arguments = (Vec<OpArgument>, Provenance);

/// What decides the arguments of one family's operations.
pub(super) struct ArgumentRules<'a> {
    /// What was read, and what was resolved before.
    pub(super) scope: &'a OperationScope<'a>,
    /// The parameters of the hypercall; none where no prototype takes the family.
    params: &'a [Param],
    /// Whether the prototype says all that the operations take.
    is_fixed: bool,
    /// The unions that the arguments are members of.
    carrier: Option<Carrier<'a>>,
    /// The hypercall's operations in the fallback annotations, by their constants.
    fallback_ops: HashMap<&'a str, &'a Op<String>>,
    family: &'a Family,
    /// What the table says of the family.
    rule: Option<&'a FamilyRule>,
    /// The prefix of the operations, and the keyword and prefix of their records.
    mapping: Option<(&'a str, &'a str, &'a str)>,
}

impl<'a> ArgumentRules<'a> {
    /// Of a family that no prototype takes.
    pub(super) fn new(scope: &'a OperationScope<'a>, family: &'a Family) -> Self {
        Self {
            scope,
            params: &[],
            is_fixed: false,
            carrier: None,
            fallback_ops: HashMap::default(),
            family,
            rule: scope.context.tables.rule_of(family),
            mapping: scope.context.mapping(&family.name),
        }
    }

    /// Of a family that a prototype takes; `is_fixed` says that the prototype leaves nothing open.
    pub(super) fn of_call(
        scope: &'a OperationScope<'a>,
        family: &'a Family,
        prototype: &'a Prototype,
        is_fixed: bool,
    ) -> Self {
        let rules = Self::new(scope, family);
        // Of an array of records, the prototype says all that there is to say of one.
        let place = prototype.dispatch.place();
        let carrier = place
            .filter(|place| place.holds != Holds::Records)
            .map(|place| &place.record)
            .or_else(|| rules.rule?.carrier.as_ref())
            .and_then(|record| Carrier::new(scope, record));
        let theirs = scope
            .context
            .fallback_call(&prototype.name)
            .into_iter()
            .flat_map(|call| &call.ops);
        Self {
            params: &prototype.params,
            // Where a union holds the arguments, that the record is taken says nothing of them.
            is_fixed: is_fixed && carrier.is_none(),
            carrier,
            fallback_ops: theirs.map(|op| (op.constant.as_str(), op)).collect(),
            ..rules
        }
    }

    /// The operation in the fallback annotations.
    pub(super) fn fallback_op(&self, constant: &str) -> Option<&'a Op<String>> {
        self.fallback_ops.get(constant).copied()
    }

    /// The arguments of one operation.
    pub(super) fn arguments(&self, member: &Member) -> Arguments {
        let context = self.scope.context;
        let found = self.by_tree(member);
        let Some(entry) = entry(&context.tables.overrides, member) else {
            return found;
        };
        let stated = self.by_entry(entry);
        let is_new = stated.as_ref().map(|stated| *stated != found.0);
        context
            .uses
            .borrow_mut()
            .insert(member.name.clone(), is_new);
        match stated {
            Some(stated) if is_new == Some(true) => (stated, Provenance::Override),
            _ => found,
        }
    }

    /// What the tree says, then the fallback, then the generator's own table.
    fn by_tree(&self, member: &Member) -> Arguments {
        let context = self.scope.context;
        let name = member.name.as_str();
        if let Some(target) = context.by_constant.own_lines.get(name) {
            return (
                self.by_target(target).into_iter().collect(),
                Provenance::OwnLine,
            );
        }
        let theirs = self.fallback_op(name);
        if let Some(stated) = context.by_constant.argument_blocks.get(name) {
            return (
                argument_block::arguments(self.scope, stated, theirs),
                Provenance::ArgumentBlock,
            );
        }
        self.by_words(member)
            .map(|said| self.unless_refuted(said, member, theirs))
            .or_else(|| self.by_union(member))
            .or_else(|| self.by_name(member))
            .or_else(|| self.by_place(member))
            .or_else(|| self.is_fixed.then_some((Vec::new(), Provenance::Prototype)))
            .or_else(|| self.borrowed(theirs?))
            .or_else(|| {
                let entry = entry(&context.tables.exceptions, member)?;
                Some((self.by_entry(entry)?, Provenance::Exception))
            })
            .unwrap_or_else(|| {
                self.report_unresolved(member);
                (Vec::new(), Provenance::None)
            })
    }

    /// A mapping that leads to no record is reported.
    fn report_unresolved(&self, member: &Member) {
        let Some((prefix, kind, records)) = self.mapping else {
            return;
        };
        let Member { name, location, .. } = member;
        let context = self.scope.context;
        let record = format!("{records}{}", without(name, prefix));
        context.report(
            Diagnostic::warning(
                "unresolved-argument",
                format!("`{name}` maps to `{kind}{record}`, which is not declared"),
            )
            .at(location, format!("its argument would be `{kind}{record}`"))
            .help(match nearest(&record, context.facts.records.keys()) {
                Some(near) => format!(
                    "a record with a similar name exists: if `{near}` is meant, say so behind the \
                     constant: `/* ` => {kind}{near} */`"
                ),
                None => format!(
                    "declare `{kind}{record}`, or say behind the constant what it takes: `/* ` => \
                     NULL */` or `/* ` => struct NAME */`"
                ),
            })
            .help(format!(
                "where the header is not yours to change, say it in a table for `--operations \
                 FILE`: `[[argument]]` with op = \"{name}\", takes and a reason"
            )),
        );
    }

    /// What comments say in words, behind the constant or above it.
    fn by_words(&self, member: &Member) -> Option<Arguments> {
        let index = &self.scope.context.by_constant;
        let comments = [
            (&index.trailing, Provenance::TrailingComment),
            (&index.above, Provenance::Comment),
        ];
        comments.into_iter().find_map(|(statements, provenance)| {
            let statement = statements.get(&*member.name)?;
            Some((self.by_statement(statement)?, provenance))
        })
    }

    /// What prose says; the record named after the operation, if the fallback names that one too.
    ///
    /// Prose is copied from one operation to the next, and stays when a record gets another name.
    fn unless_refuted(
        &self,
        said: Arguments,
        member: &Member,
        theirs: Option<&Op<String>>,
    ) -> Arguments {
        let record = |(arguments, _): &Arguments| match arguments.as_slice() {
            [one] => one.ty.record().map(str::to_owned),
            _ => None,
        };
        let other = || {
            let named = self.by_name(member)?;
            let borrowed = self.borrowed(theirs?)?;
            let agreed = record(&named)?;
            (record(&borrowed)? == agreed && record(&said)? != agreed).then_some(named)
        };
        other().unwrap_or(said)
    }

    /// What a comment says; nothing if the tree does not declare every type that it names.
    fn by_statement(&self, statement: &Statement) -> Option<Vec<OpArgument>> {
        let Said::Types { types, nullable } = &statement.said else {
            return Some(Vec::new());
        };
        let mut types = types
            .iter()
            .map(|ty| self.scope.declared(ty))
            .collect::<Option<Vec<_>>>()?
            .into_iter();
        let mut argument = self.single(types.next()?);
        argument.alternatives = types.filter(|ty| ty.name != argument.ty.name).collect();
        if let Form::Pointer { nullable: is_null } = &mut argument.form {
            *is_null |= nullable;
        }
        Some(vec![argument])
    }

    /// Finds an argument among the union members of the hypercall's record.
    ///
    /// It looks at their comments, their names, the comments above their types, and their names
    /// without a verb, in this order.
    fn by_union(&self, member: &Member) -> Option<Arguments> {
        let carrier = self.carrier.as_ref()?;
        if let Some(found) = carrier.selected(&member.name) {
            return Some((vec![carrier.argument(found)], Provenance::UnionMember));
        }
        let tail = member.name.strip_prefix(self.prefix()?)?;
        let records = self.rule.and_then(|rule| rule.records.as_deref());
        let headed = carrier.headed(&member.name, records.unwrap_or_default());
        let candidates = [
            (carrier.named(tail), Provenance::UnionMember),
            (headed, Provenance::Heading),
            (carrier.shared(tail), Provenance::UnionMember),
        ];
        candidates
            .into_iter()
            .find_map(|(found, provenance)| Some((vec![carrier.argument(found?)], provenance)))
    }

    /// What the operations' names start with.
    fn prefix(&self) -> Option<&str> {
        let mapped = || Some(self.mapping?.0);
        self.rule.map(|rule| &*rule.prefix).or_else(mapped)
    }

    /// The family's mapping; without one, the table's custom.
    fn by_name(&self, member: &Member) -> Option<Arguments> {
        let ((prefix, kind, records), provenance) = match (self.mapping, self.rule) {
            (Some(mapping), _) => (mapping, Provenance::PrefixRule),
            (None, rule) => {
                let (prefix, records) = (&rule?.prefix, rule?.records.as_deref()?);
                ((&**prefix, "struct ", records), Provenance::CustomaryPrefix)
            }
        };
        let record = format!("{kind}{records}{}", without(&member.name, prefix));
        Some((self.of_type(&record)?, provenance))
    }

    /// The record below the constant: of the same name, or else right below.
    ///
    /// Where a mapping was written down, no other place than its target is looked at.
    fn by_place(&self, member: &Member) -> Option<Arguments> {
        if self.mapping.is_some() {
            return None;
        }
        let is_beside = |record: &&str| {
            let record = self.scope.context.facts.records.get(*record);
            record.is_some_and(|record| record.location.header == member.location.header)
        };
        let namesake = self
            .prefix()
            .and_then(|prefix| member.name.strip_prefix(prefix))
            .filter(|bare| bare.contains('_'))
            .filter(is_beside)
            .map(|bare| format!("struct {bare}"));
        let record = namesake.or_else(|| self.follower(member))?;
        Some((self.of_type(&record)?, Provenance::Follower))
    }

    /// The record right below the constant.
    ///
    /// Only constants of the family or of the operation may be in between.
    fn follower(&self, member: &Member) -> Option<String> {
        let follower = self
            .scope
            .context
            .by_constant
            .followers
            .get(&*member.name)?;
        let belongs = follower.constants.iter().all(|other| {
            let rest = other.strip_prefix(&member.name);
            rest.is_some_and(|rest| rest.starts_with('_'))
                || self.family.members.iter().any(|one| one.name == *other)
        });
        belongs.then(|| follower.record.clone())
    }

    /// What the fallback says itself, if this tree declares every type that it uses.
    fn borrowed(&self, op: &Op<String>) -> Option<Arguments> {
        let known: Option<_> = op
            .arguments
            .iter()
            .map(|argument| from_fallback::argument(self.scope.context.facts, argument))
            .collect();
        // What the table says there depends on the tree's types: it is asked again.
        let is_stated = !matches!(op.provenance, Provenance::None | Provenance::Exception);
        Some((known?, Provenance::Borrowed)).filter(|_| is_stated)
    }

    /// What an entry of a table says; nothing if the tree declares none of its types.
    fn by_entry(&self, entry: &Exception) -> Option<Vec<OpArgument>> {
        entry.takes.iter().find_map(|ty| match ty.as_str() {
            NO_ARGUMENT => Some(Vec::new()),
            ty => self.of_type(ty),
        })
    }

    /// What the line behind the constant says, if the tree declares the type.
    fn by_target(&self, target: &OpTarget) -> Option<OpArgument> {
        let OpTarget {
            constant,
            ty,
            direction,
            location,
            ..
        } = target;
        let ty = self
            .scope
            .argument_type(ty.as_ref()?, constant, location, "this type")?;
        let mut argument = self.single(ty);
        argument.direction = direction.unwrap_or(argument.direction);
        Some(argument)
    }

    /// One argument of the type that `text` spells, if the tree declares it.
    fn of_type(&self, text: &str) -> Option<Vec<OpArgument>> {
        Some(vec![self.single(self.scope.declared(text)?)])
    }

    /// The argument of an operation.
    ///
    /// It is a union member, or takes the place of the prototype's `void *`: one record, or several
    /// if the prototype has a count.
    fn single(&self, ty: NamedType) -> OpArgument {
        if let Some(carrier) = &self.carrier
            && let Some(member) = carrier.of_type(&ty.name)
        {
            return carrier.argument(member);
        }
        let mut params = self
            .params
            .iter()
            .skip_while(|param| !param.ty.base.is_open());
        let param = params.next();
        let mut following = params.map(|param| param.name.as_str());
        let count = param
            .and_then(|param| param.ty.array.count())
            .or_else(|| following.next().filter(|name| *name == "count"));
        let form = match count {
            Some(count) => Form::Array {
                count: Some(count.to_owned()),
            },
            None => Form::Pointer { nullable: false },
        };
        let name = param.map_or("arg", |param| &param.name);
        let direction = self.scope.direction(&ty);
        OpArgument::new(form, name.to_owned(), ty, direction)
    }
}

/// The entry of a table about an operation.
fn entry<'a>(entries: &'a [Exception], member: &Member) -> Option<&'a Exception> {
    entries.iter().find(|entry| entry.op == member.name)
}

/// A name without a prefix that it may have.
fn without<'a>(name: &'a str, prefix: &str) -> &'a str {
    name.strip_prefix(prefix).unwrap_or(name)
}
