//! The method for an operation.

use std::collections::BTreeSet;

use super::operations::{Found, Operation, function};
use super::records::{self, InReleases, Records, resolved};
use super::slices::{self, Slices};
use super::{documentation, safety};
use crate::model::abi::Returns;
use crate::model::annotations::Nature;
use crate::model::projection::toolstack::ReleaseConstant;
use crate::model::projection::{
    Arm, Body, Function, Item, ItemPath, Memory, Method, Module, Output, ParamKind, Placed, Type,
};
use crate::model::release::Release;
use crate::model::target::Target;
use crate::pipeline::name::module_path;
use crate::pipeline::toolstack::making::Making;

/// What all methods are made from.
pub(super) struct Context<'c> {
    pub(super) making: &'c Making<'c>,
    pub(super) modules: &'c [Module],
    pub(super) releases: &'c [Release],
    pub(super) constants: &'c [ReleaseConstant],
    /// The records for all releases so far.
    pub(super) records: Records<'c>,
}

/// The functions of an operation on one target, the oldest first.
type Functions<'f, 'm> = [(&'f Found<'m>, &'m Placed, &'m Function)];

/// What the functions of several releases have in common.
struct Common {
    function: Function,
    unified: BTreeSet<usize>,
    is_result_unified: bool,
}

impl Context<'_> {
    /// The methods of an operation: several where targets differ.
    ///
    /// # Errors
    /// The reason why there is none.
    pub(super) fn items(
        &mut self,
        operation: &Operation<'_>,
        name: &str,
    ) -> Result<Vec<Placed>, String> {
        let all = operation.functions.iter().flat_map(|found| &found.placed);
        let targets: BTreeSet<Target> = all.flat_map(|placed| placed.targets.clone()).collect();
        let mut items: Vec<Placed> = Vec::new();
        for target in targets {
            let of_target = |found: &&Found<'_>| {
                found
                    .placed
                    .iter()
                    .any(|placed| placed.targets.contains(&target))
            };
            let mut functions = Vec::new();
            for found in operation.functions.iter().filter(of_target) {
                let mut all = found.placed.iter();
                let placed = *all
                    .find(|placed| placed.targets.contains(&target))
                    .ok_or("it has no function")?;
                functions.push((found, placed, function(placed).ok_or("it has no function")?));
            }
            let made = self.method(&functions, name, target)?;
            match items.iter_mut().find(|known| known.item == made.item) {
                Some(known) => {
                    known.targets.extend(made.targets);
                    known.names.extend(made.names);
                }
                None => items.push(made),
            }
        }
        Ok(items)
    }

    /// The method for the functions of the releases on a target.
    fn method(
        &mut self,
        functions: &Functions<'_, '_>,
        name: &str,
        target: Target,
    ) -> Result<Placed, String> {
        let (found, placed, newest) = *functions.last().ok_or("it has no function")?;
        functions
            .iter()
            .try_for_each(|(.., function)| check(function))?;
        let slices = slices::slices(newest, &placed.item.docs);
        let common = self.common(functions, &slices, target)?;
        let sentences = safety::sentences(&placed.item.docs);
        let names = |indices: Vec<usize>| -> Vec<&str> {
            let params = indices.into_iter().map(|index| &*newest.params[index].name);
            params.collect()
        };
        let sliced = names(slices.slices.keys().copied().collect());
        let hidden = names(slices.lengths.keys().copied().collect());
        let of_memory = |sentence: &&String| safety::is_about(sentence, &sliced);
        let (about, open): (Vec<&String>, Vec<&String>) = sentences.iter().partition(of_memory);
        let has_slices_only = has_slices_only(newest, &slices);
        let is_safe = functions.iter().all(|(.., function)| !function.is_unsafe)
            || (open.is_empty() && !about.is_empty() && self.is_harmless(newest, &slices));
        let version = newest.version();
        let version_name = version.as_ref().map(|(name, _)| name.as_str());
        let is_of_range = found.header != self.making.header(&placed.item.location.header, None);
        let absent: Vec<&str> = version_name.into_iter().chain(hidden).collect();
        let optional = slices.slices.iter().filter(|(_, slice)| slice.optional);
        let optional = names(optional.map(|(index, _)| *index).collect());
        let mut docs = documentation::method(&placed.item.docs, &absent, &optional, is_of_range);
        if is_safe || (has_slices_only && !about.is_empty()) {
            safety::keep(&mut docs, &open);
        }
        let arms = functions
            .iter()
            .map(|(found, placed, function)| self.arm(found, placed, function));
        let arms: Vec<Arm> = arms.collect::<Result<_, String>>()?;
        let found = functions.iter().flat_map(|(found, ..)| &found.releases);
        let count = records::span(found.copied())?.count();
        let method = Method {
            operation: placed.item.c_names.first().cloned().unwrap_or_default(),
            function: signature(&common.function, &slices, !is_safe),
            arms,
            is_partial: count < self.releases.len(),
            slices: slices.slices,
            lengths: slices.lengths,
            unified: common.unified,
            is_result_unified: common.is_result_unified,
        };
        if method.may_refuse() {
            let depth = module_path(&placed.item.location.header).len() + 1;
            let calls = format!("{}calls", "super::".repeat(depth));
            documentation::refusals(&mut docs, &calls, &method);
        }
        Ok(item(functions, name, docs, method, target))
    }

    /// What the method calls for some releases.
    fn arm(&self, found: &Found<'_>, placed: &Placed, function: &Function) -> Result<Arm, String> {
        let constant = function.version().map(|(_, ty)| {
            let constant = self.constants.iter().find(|constant| constant.ty == *ty);
            constant.map(|constant| constant.method.clone())
        });
        Ok(Arm {
            releases: found.releases.iter().map(|at| self.releases[*at]).collect(),
            function: ItemPath {
                header: found.header.clone(),
                name: placed.item.name.clone(),
            },
            constant: constant
                .map(|name| name.ok_or("its version is unknown"))
                .transpose()?,
        })
    }

    /// What the functions of all releases have in common on a target, with records for all
    /// releases in the place of those that differ.
    fn common(
        &mut self,
        functions: &Functions<'_, '_>,
        slices: &Slices,
        target: Target,
    ) -> Result<Common, String> {
        let (_, placed, newest) = functions[functions.len() - 1];
        let mut common = Common {
            function: newest.clone(),
            unified: BTreeSet::new(),
            is_result_unified: false,
        };
        for param in &mut common.function.params {
            param.ty = resolved(placed, &param.ty, target);
        }
        let shape = |function: &Function| -> Vec<(String, ParamKind)> {
            let params = function.params.iter();
            params
                .map(|param| (param.name.clone(), param.kind))
                .collect()
        };
        if functions
            .iter()
            .any(|(.., other)| shape(other) != shape(newest))
        {
            return Err("its parameters differ between releases".to_owned());
        }
        for index in 0..newest.params.len() {
            let types = types(functions, target, |function| {
                Some(function.params[index].ty.clone())
            });
            if types.iter().all(|(_, ty)| *ty == types[0].1) {
                continue;
            }
            let is_list = slices.slices.contains_key(&index);
            let kind = newest.params[index].kind;
            if !is_list && !matches!(kind, ParamKind::Ref | ParamKind::RefMut) {
                return Err(format!(
                    "`{}` differs between releases",
                    newest.params[index].name
                ));
            }
            let is_filled = slices
                .slices
                .get(&index)
                .is_none_or(|one| one.mutable && !one.optional);
            if !is_filled {
                return Err("Xen reads a list of records that differ".to_owned());
            }
            let inner: Vec<(Vec<usize>, Type)> = types
                .into_iter()
                .map(
                    |(releases, ty)| match slices::pointee(&ty).filter(|_| is_list) {
                        Some(to) => (releases, to),
                        None => (releases, ty),
                    },
                )
                .collect();
            let unified = self.unify(&inner, target)?;
            common.unified.insert(index);
            let param = &mut common.function.params[index];
            param.ty = match is_list {
                true => Type::Handle(Box::new(unified)),
                false => unified,
            };
        }
        self.output(functions, &mut common, target)?;
        Ok(common)
    }

    /// The result that the functions have in common.
    fn output(
        &mut self,
        functions: &Functions<'_, '_>,
        common: &mut Common,
        target: Target,
    ) -> Result<(), String> {
        let ty = |output: &Output| match output {
            Output::Whole(ty) | Output::Field(_, ty) => Some(ty.clone()),
            Output::Nothing => None,
        };
        let types = types(functions, target, |function| ty(&function.output));
        let newest = types.last().map(|(_, ty)| ty.clone());
        if let (Some(newest), Output::Whole(ty) | Output::Field(_, ty)) =
            (newest, &mut common.function.output)
        {
            *ty = newest;
        }
        let same = |(.., function): &(_, _, &Function)| {
            function.failure == common.function.failure
                && function.left == common.function.left
                && function.status == common.function.status
                && function.returns == common.function.returns
        };
        if !functions.iter().all(same) || (!types.is_empty() && types.len() < functions.len()) {
            return Err("its result differs between releases".to_owned());
        }
        if types.iter().all(|(_, ty)| *ty == types[0].1) {
            return Ok(());
        }
        let unified = self.unify(&types, target)?;
        common.function.output = Output::Whole(unified);
        common.is_result_unified = true;
        Ok(())
    }

    fn unify(&mut self, types: &[(Vec<usize>, Type)], target: Target) -> Result<Type, String> {
        let types: Vec<InReleases<'_>> = types
            .iter()
            .map(|(releases, ty)| (releases.clone(), ty))
            .collect();
        self.records.unify(&types, target)
    }

    /// Whether no parameter but the slices can lead to memory: the others are plain numbers.
    fn is_harmless(&self, function: &Function, slices: &Slices) -> bool {
        let mut params = function.params.iter().enumerate();
        params.all(|(index, param)| {
            slices.slices.contains_key(&index)
                || (param.kind == ParamKind::Value && self.is_number(&param.ty))
        })
    }

    fn is_number(&self, ty: &Type) -> bool {
        let path = match ty {
            Type::Scalar(_) => return true,
            Type::Item(path) => path,
            _ => return false,
        };
        let modules = self.modules.iter().chain(&self.making.guest.modules);
        let mut items = modules
            .filter(|module| module.header == path.header)
            .flat_map(|module| &module.items)
            .filter(|placed| placed.item.name == path.name)
            .filter(|placed| !matches!(placed.item.body, Body::Function(_)))
            .peekable();
        items.peek().is_some()
            && items.all(|placed| match &placed.item.body {
                Body::Family { .. } => true,
                Body::Newtype { nature, .. } => *nature == Nature::Plain,
                Body::Alias(ty) => matches!(ty, Type::Scalar(_)),
                _ => false,
            })
    }
}

/// A type of the functions in their releases, as it is on a target.
fn types(
    functions: &Functions<'_, '_>,
    target: Target,
    ty: impl Fn(&Function) -> Option<Type>,
) -> Vec<(Vec<usize>, Type)> {
    let types = functions.iter().filter_map(|(found, placed, function)| {
        Some((
            found.releases.clone(),
            resolved(placed, &ty(function)?, target),
        ))
    });
    types.collect()
}

/// Whether every handle is a slice.
fn has_slices_only(function: &Function, slices: &Slices) -> bool {
    let mut params = function.params.iter().enumerate();
    params.all(|(index, param)| {
        slices::pointee(&param.ty).is_none() || slices.slices.contains_key(&index)
    })
}

/// Whether a method can pass on what a function takes and returns.
fn check(function: &Function) -> Result<(), String> {
    let takes = |kind| function.params.iter().any(|param| param.kind == kind);
    let fails = !matches!(function.returns, Returns::Word | Returns::Nothing);
    if !fails || function.on_stack || function.generic.is_some() {
        return Err("its result is not an error number or a value".to_owned());
    }
    if takes(ParamKind::AnyRecord) || takes(ParamKind::ByGuest) {
        return Err("the headers do not say what its argument is".to_owned());
    }
    Ok(())
}

/// What the signature of a method is made from.
///
/// It is the same for handles of all widths where these are slices.
fn signature(function: &Function, slices: &Slices, is_unsafe: bool) -> Function {
    let mut function = Function {
        local: None,
        request: None,
        words: Vec::new(),
        is_unsafe,
        ..function.clone()
    };
    for (index, param) in function.params.iter_mut().enumerate() {
        param.memory = Memory::default();
        if slices.slices.contains_key(&index)
            && let Some(element) = slices::pointee(&param.ty)
        {
            param.ty = element;
        }
    }
    function
}

/// The method as an item of a target, with what its signature names.
fn item(
    functions: &Functions<'_, '_>,
    name: &str,
    docs: Vec<String>,
    method: Method,
    target: Target,
) -> Placed {
    let (_, newest, _) = functions[functions.len() - 1];
    let mut item = Item {
        name: name.to_owned(),
        docs,
        body: Body::Method(Box::new(method)),
        ..newest.item.clone()
    };
    let names = item.named();
    Placed {
        targets: [target].into(),
        item,
        names: [(target, names)].into(),
    }
}
