//! An operation's arguments, by the headers' conventions in their order of precedence.

use super::conventions::{Carrier, Exception, FamilyRule};
use super::scope::Scope;
use super::{block, fallback, messages};
use crate::model::abi::{Family, Form, Member, NamedType, Op, OpArgument, Param, Provenance};
use crate::model::annotations::{ArrayText, OpTarget};
use crate::model::hash::HashMap;
use crate::model::prose::{Said, Statement};
use crate::pipeline::types;

/// The arguments of an operation, and where they come from.
pub(super) type Arguments = (Vec<OpArgument>, Provenance);

/// What decides the arguments of one family's operations.
pub(super) struct ArgumentRules<'a> {
    /// What was read, and what was resolved before.
    pub(super) scope: Scope<'a>,
    /// The family.
    pub(super) family: &'a Family,
    /// The parameters of the hypercall; none where no prototype takes the family.
    pub(super) params: &'a [Param],
    /// What the parameters beside the command take, where the prototype leaves nothing open.
    pub(super) fixed: Option<&'a [OpArgument]>,
    /// What the table says of the family.
    pub(super) rule: Option<&'a FamilyRule>,
    /// The unions that the arguments are members of.
    pub(super) carrier: Option<Carrier<'a>>,
    /// The hypercall's operations in the fallback annotations, by their constants.
    pub(super) fallback_ops: HashMap<&'a str, &'a Op<String>>,
}

impl<'a> ArgumentRules<'a> {
    /// Of a family that no prototype takes.
    pub(super) fn without_prototype(scope: Scope<'a>, family: &'a Family) -> Self {
        Self {
            rule: scope.context.tables.rule_of(family),
            scope,
            family,
            params: &[],
            fixed: None,
            carrier: None,
            fallback_ops: HashMap::default(),
        }
    }

    /// The operation in the fallback annotations.
    pub(super) fn fallback_op(&self, constant: &str) -> Option<&'a Op<String>> {
        self.fallback_ops.get(constant).copied()
    }

    /// The arguments of one operation.
    pub(super) fn arguments(&self, member: &Member) -> Arguments {
        let found = self.by_tree(member);
        let Some(entry) = entry(&self.scope.context.tables.overrides, member) else {
            return found;
        };
        let stated = self.by_entry(entry);
        let is_new = |stated: &Vec<OpArgument>| *stated != found.0;
        self.scope
            .context
            .uses
            .borrow_mut()
            .insert(member.name.clone(), stated.as_ref().map(is_new));
        match stated.filter(is_new) {
            Some(stated) => (stated, Provenance::Override),
            None => found,
        }
    }

    /// What the tree says, then the fallback, then the generator's own table.
    fn by_tree(&self, member: &Member) -> Arguments {
        let index = &self.scope.context.index;
        if let Some(target) = index.own_line(&member.name) {
            return (self.by_target(target), Provenance::OwnLine);
        }
        let theirs = self.fallback_op(&member.name);
        if let Some(stated) = index.argument_block(&member.name) {
            let arguments = block::arguments(&self.scope, stated, theirs);
            return (arguments, Provenance::ArgumentBlock);
        }
        self.by_words(member)
            .or_else(|| self.by_union(member))
            .or_else(|| self.by_name(member))
            .or_else(|| self.by_place(member))
            .or_else(|| self.fixed.map(|_| (Vec::new(), Provenance::Prototype)))
            .or_else(|| self.borrowed(theirs?))
            .or_else(|| {
                let entry = entry(&self.scope.context.tables.exceptions, member)?;
                Some((self.by_entry(entry)?, Provenance::Exception))
            })
            .unwrap_or_else(|| self.nothing(member))
    }

    /// No arguments; a mapping that leads to no record is reported.
    fn nothing(&self, member: &Member) -> Arguments {
        if let Some((prefix, kind, records)) = self.scope.context.index.mapping(&self.family.name) {
            let record = format!("{records}{}", without(&member.name, prefix));
            let facts = self.scope.context.facts;
            let message = messages::unresolved_argument(facts, member, kind, &record);
            self.scope.context.report(message);
        }
        (Vec::new(), Provenance::None)
    }

    /// What comments say in words.
    fn by_words(&self, member: &Member) -> Option<Arguments> {
        let statements = &self.scope.context.statements;
        let by =
            |said: Option<&Statement>, provenance| Some((self.by_statement(said?)?, provenance));
        by(
            statements.trailing(&member.name),
            Provenance::TrailingComment,
        )
        .or_else(|| by(statements.above(&member.name), Provenance::Comment))
    }

    /// What a comment says; nothing if the tree does not declare every type that it names.
    fn by_statement(&self, statement: &Statement) -> Option<Vec<OpArgument>> {
        let (types, nullable) = match &statement.said {
            Said::Nothing => return Some(Vec::new()),
            Said::Types { types, nullable } => (types, *nullable),
        };
        let types = types.iter().map(|ty| self.declared(ty));
        let mut types = types.collect::<Option<Vec<_>>>()?.into_iter();
        let mut argument = self.single(types.next()?);
        argument.alternatives = types.filter(|ty| ty.name != argument.ty.name).collect();
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
    fn by_union(&self, member: &Member) -> Option<Arguments> {
        let carrier = self.carrier.as_ref()?;
        let tail = member.name.strip_prefix(self.prefix()?)?;
        let records = self.rule.and_then(|rule| rule.records.as_deref());
        let headed = || carrier.headed(&member.name, records, &self.scope.context.statements);
        let (found, provenance) = carrier
            .selected(&member.name, self.scope.notes)
            .or_else(|| carrier.named(tail))
            .map(|found| (found, Provenance::UnionMember))
            .or_else(|| Some((headed()?, Provenance::Heading)))
            .or_else(|| Some((carrier.shared(tail)?, Provenance::UnionMember)))?;
        Some((vec![carrier.argument(found, self.scope.notes)], provenance))
    }

    /// What the operations' names start with.
    fn prefix(&self) -> Option<&str> {
        let mapping = || self.scope.context.index.mapping(&self.family.name);
        self.rule
            .map(|rule| rule.prefix.as_str())
            .or_else(|| Some(mapping()?.0))
    }

    /// The family's mapping; without one, the table's custom.
    fn by_name(&self, member: &Member) -> Option<Arguments> {
        let mapping = self.scope.context.index.mapping(&self.family.name);
        let (prefix, kind, records, provenance) = match (mapping, self.rule) {
            (Some((prefix, kind, records)), _) => (prefix, kind, records, Provenance::PrefixRule),
            (None, Some(rule)) => (
                rule.prefix.as_str(),
                "struct ",
                rule.records.as_deref()?,
                Provenance::CustomaryPrefix,
            ),
            (None, None) => return None,
        };
        let target = format!("{kind}{records}{}", without(&member.name, prefix));
        Some((vec![self.single(self.declared(&target)?)], provenance))
    }

    /// The record below the constant: the one of its very name, else the one right below. Where a
    /// mapping was written down, no other place than its target is looked at.
    fn by_place(&self, member: &Member) -> Option<Arguments> {
        if self
            .scope
            .context
            .index
            .mapping(&self.family.name)
            .is_some()
        {
            return None;
        }
        let in_same_header = |record: &str| {
            let record = self.scope.context.facts.records.get(record);
            record.is_some_and(|record| record.location.header == member.location.header)
        };
        let belongs = |other: &String| {
            self.family.members.iter().any(|one| one.name == *other)
                || other
                    .strip_prefix(&member.name)
                    .is_some_and(|rest| rest.starts_with('_'))
        };
        let follower = || {
            let follower = self.scope.context.statements.follower(&member.name)?;
            let ours = follower.constants.iter().all(belongs);
            ours.then(|| follower.record.clone())
        };
        let record = self
            .prefix()
            .and_then(|prefix| member.name.strip_prefix(prefix))
            .filter(|bare| bare.contains('_') && in_same_header(bare))
            .map(|bare| format!("struct {bare}"))
            .or_else(follower)?;
        let argument = self.single(self.declared(&record)?);
        Some((vec![argument], Provenance::Follower))
    }

    /// What the fallback says, if this tree declares every type that it uses.
    fn borrowed(&self, op: &Op<String>) -> Option<Arguments> {
        let arguments = op.arguments.iter();
        let known: Option<Vec<OpArgument>> = arguments
            .map(|argument| fallback::argument(self.scope.context.facts, argument))
            .collect();
        Some((known?, Provenance::Borrowed)).filter(|_| op.provenance != Provenance::None)
    }

    /// What an entry of a table says; nothing if the tree declares none of its types.
    fn by_entry(&self, entry: &Exception) -> Option<Vec<OpArgument>> {
        entry.takes.iter().find_map(|ty| match ty {
            None => Some(Vec::new()),
            Some(ty) => Some(vec![self.single(self.declared(ty)?)]),
        })
    }

    fn by_target(&self, target: &OpTarget) -> Vec<OpArgument> {
        let Some(ty) = &target.ty else {
            return Vec::new();
        };
        let Some(named) = self.declared(ty) else {
            let facts = self.scope.context.facts;
            let message = messages::unknown_argument_type(facts, ty, &target.constant)
                .at(target.location.clone(), "this type");
            self.scope.context.report(message);
            return Vec::new();
        };
        let mut argument = self.single(named);
        argument.direction = target.direction.unwrap_or(argument.direction);
        vec![argument]
    }

    /// The one argument of an operation: the member of a union, or what stands at the prototype's
    /// `void *`: one record, or several where the prototype counts them.
    fn single(&self, ty: NamedType) -> OpArgument {
        if let Some(carrier) = &self.carrier
            && let Some(member) = carrier.of_type(&ty.name)
        {
            return carrier.argument(member, self.scope.notes);
        }
        let place = self.params.iter().position(|param| param.ty.base.is_open());
        let param = place.map(|index| &self.params[index]);
        let count = match param.map(|param| &param.ty.array) {
            Some(ArrayText::Counted(count)) => Some(count.clone()),
            _ => place
                .and_then(|index| self.params.get(index + 1))
                .filter(|next| next.name == "count")
                .map(|next| next.name.clone()),
        };
        let form = match count {
            Some(count) => Form::Array { count: Some(count) },
            None => Form::Pointer { nullable: false },
        };
        let name = param.map_or_else(|| "arg".to_owned(), |param| param.name.clone());
        let direction = self.scope.direction(&ty);
        OpArgument::new(form, name, ty, direction)
    }

    fn declared(&self, ty: &str) -> Option<NamedType> {
        types::declared(self.scope.context.facts, ty)
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
