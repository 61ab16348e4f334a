//! Types, bounds and generics as text.

use std::collections::HashMap;

use rustdoc_types::{
    AssocItemConstraintKind, Crate, FunctionHeader, FunctionSignature, GenericArg, GenericArgs,
    GenericBound, GenericParamDef, GenericParamDefKind, Generics, Id, Path, Term,
    TraitBoundModifier, Type, WherePredicate,
};

/// The names of items: public paths within the crate, last segments of other crates' paths.
pub(crate) struct Names<'a> {
    /// What rustdoc wrote.
    pub(crate) docs: &'a Crate,
    /// The first public path of each item of the crate.
    pub(crate) paths: HashMap<Id, String>,
}

fn list<T>(items: &[T], separator: &str, text: impl Fn(&T) -> String) -> String {
    items.iter().map(text).collect::<Vec<_>>().join(separator)
}

impl Names<'_> {
    pub(crate) fn path(&self, path: &Path) -> String {
        let known = self.paths.get(&path.id).cloned();
        let name = known.unwrap_or_else(|| {
            let summary = self.docs.paths.get(&path.id);
            let last = summary.and_then(|summary| summary.path.last().cloned());
            last.unwrap_or_else(|| path.name.rsplit("::").next().unwrap_or_default().to_owned())
        });
        name + &path
            .args
            .as_deref()
            .map_or(String::new(), |args| self.args(args))
    }

    fn args(&self, args: &GenericArgs) -> String {
        match args {
            GenericArgs::AngleBracketed { args, constraints } => {
                let args = args.iter().map(|arg| match arg {
                    GenericArg::Lifetime(name) => name.clone(),
                    GenericArg::Type(ty) => self.ty(ty),
                    GenericArg::Const(value) => value.expr.clone(),
                    GenericArg::Infer => "_".to_owned(),
                });
                let constraints = constraints.iter().map(|constraint| {
                    let name = constraint.name.clone() + &self.args(&constraint.args);
                    match &constraint.binding {
                        AssocItemConstraintKind::Equality(term) => {
                            format!("{name} = {}", self.term(term))
                        }
                        AssocItemConstraintKind::Constraint(bounds) => {
                            format!("{name}: {}", self.bounds(bounds))
                        }
                    }
                });
                let all: Vec<String> = args.chain(constraints).collect();
                match all.is_empty() {
                    true => String::new(),
                    false => format!("<{}>", all.join(", ")),
                }
            }
            GenericArgs::Parenthesized { inputs, output } => {
                format!(
                    "({}){}",
                    list(inputs, ", ", |ty| self.ty(ty)),
                    self.output(output.as_ref())
                )
            }
        }
    }

    fn term(&self, term: &Term) -> String {
        match term {
            Term::Type(ty) => self.ty(ty),
            Term::Constant(value) => value.expr.clone(),
        }
    }

    pub(crate) fn output(&self, output: Option<&Type>) -> String {
        output.map_or(String::new(), |ty| format!(" -> {}", self.ty(ty)))
    }

    pub(crate) fn ty(&self, ty: &Type) -> String {
        let mutable = |is: bool| if is { "mut " } else { "" };
        match ty {
            Type::ResolvedPath(path) => self.path(path),
            Type::DynTrait(dynamic) => {
                let mut parts: Vec<String> = dynamic
                    .traits
                    .iter()
                    .map(|each| self.higher_ranked(&each.generic_params) + &self.path(&each.trait_))
                    .collect();
                parts.extend(dynamic.lifetime.clone());
                format!("dyn {}", parts.join(" + "))
            }
            Type::Generic(name) | Type::Primitive(name) => name.clone(),
            Type::FunctionPointer(pointer) => {
                format!(
                    "{}{}fn{}",
                    self.higher_ranked(&pointer.generic_params),
                    header(&pointer.header),
                    self.signature(&pointer.sig)
                )
            }
            Type::Tuple(types) => format!("({})", list(types, ", ", |ty| self.ty(ty))),
            Type::Slice(ty) => format!("[{}]", self.ty(ty)),
            Type::Array { type_, len } => format!("[{}; {len}]", self.ty(type_)),
            Type::Pat { type_, .. } => self.ty(type_),
            Type::ImplTrait(bounds) => format!("impl {}", self.bounds(bounds)),
            Type::Infer => "_".to_owned(),
            Type::RawPointer { is_mutable, type_ } => {
                let kind = if *is_mutable { "mut" } else { "const" };
                format!("*{kind} {}", self.ty(type_))
            }
            Type::BorrowedRef {
                lifetime,
                is_mutable,
                type_,
            } => {
                let lifetime = lifetime
                    .as_ref()
                    .map_or(String::new(), |name| format!("{name} "));
                format!("&{lifetime}{}{}", mutable(*is_mutable), self.ty(type_))
            }
            Type::QualifiedPath {
                name,
                args,
                self_type,
                trait_,
            } => {
                let args = self.args(args);
                let this = self.ty(self_type);
                match trait_ {
                    Some(of) if !of.name.is_empty() => {
                        format!("<{this} as {}>::{name}{args}", self.path(of))
                    }
                    _ => format!("{this}::{name}{args}"),
                }
            }
        }
    }

    pub(crate) fn bounds(&self, bounds: &[GenericBound]) -> String {
        list(bounds, " + ", |bound| match bound {
            GenericBound::TraitBound {
                trait_,
                generic_params,
                modifier,
            } => {
                let mark = match modifier {
                    TraitBoundModifier::None => "",
                    TraitBoundModifier::Maybe => "?",
                    TraitBoundModifier::MaybeConst => "~const ",
                };
                format!(
                    "{}{mark}{}",
                    self.higher_ranked(generic_params),
                    self.path(trait_)
                )
            }
            GenericBound::Outlives(lifetime) => lifetime.clone(),
            GenericBound::Use(names) => format!("use<{}>", names.join(", ")),
        })
    }

    fn higher_ranked(&self, params: &[GenericParamDef]) -> String {
        match params {
            [] => String::new(),
            params => format!("for<{}> ", list(params, ", ", |param| self.param(param))),
        }
    }

    fn param(&self, param: &GenericParamDef) -> String {
        let GenericParamDef { name, kind } = param;
        match kind {
            GenericParamDefKind::Lifetime { outlives } if outlives.is_empty() => name.clone(),
            GenericParamDefKind::Lifetime { outlives } => {
                format!("{name}: {}", outlives.join(" + "))
            }
            GenericParamDefKind::Type {
                bounds, default, ..
            } => {
                let bounds = match bounds.is_empty() {
                    true => String::new(),
                    false => format!(": {}", self.bounds(bounds)),
                };
                let default = default.as_ref().map(|ty| format!(" = {}", self.ty(ty)));
                format!("{name}{bounds}{}", default.unwrap_or_default())
            }
            GenericParamDefKind::Const { type_, default } => {
                let default = default.as_ref().map(|value| format!(" = {value}"));
                format!(
                    "const {name}: {}{}",
                    self.ty(type_),
                    default.unwrap_or_default()
                )
            }
        }
    }

    /// The parameters of an item. Those that `impl Trait` stands for are with the arguments.
    pub(crate) fn params(&self, generics: &Generics) -> String {
        let named = generics.params.iter().filter(|param| {
            !matches!(
                param.kind,
                GenericParamDefKind::Type {
                    is_synthetic: true,
                    ..
                }
            )
        });
        let named: Vec<String> = named.map(|param| self.param(param)).collect();
        match named.is_empty() {
            true => String::new(),
            false => format!("<{}>", named.join(", ")),
        }
    }

    pub(crate) fn conditions(&self, generics: &Generics) -> String {
        let predicates = &generics.where_predicates;
        if predicates.is_empty() {
            return String::new();
        }
        let text = list(predicates, ", ", |predicate| match predicate {
            WherePredicate::BoundPredicate {
                type_,
                bounds,
                generic_params,
            } => {
                let ranked = self.higher_ranked(generic_params);
                format!("{ranked}{}: {}", self.ty(type_), self.bounds(bounds))
            }
            WherePredicate::LifetimePredicate { lifetime, outlives } => {
                format!("{lifetime}: {}", outlives.join(" + "))
            }
            WherePredicate::EqPredicate { lhs, rhs } => {
                format!("{} = {}", self.ty(lhs), self.term(rhs))
            }
        });
        format!(" where {text}")
    }

    /// The types alone: the name of an argument is no part of the interface.
    pub(crate) fn signature(&self, signature: &FunctionSignature) -> String {
        let inputs = list(&signature.inputs, ", ", |(name, ty)| {
            let text = self.ty(ty);
            match (name.as_str(), text.as_str()) {
                ("self", "Self") => "self".to_owned(),
                ("self", "&Self") => "&self".to_owned(),
                ("self", "&mut Self") => "&mut self".to_owned(),
                ("self", _) => format!("self: {text}"),
                _ => text,
            }
        });
        format!("({inputs}){}", self.output(signature.output.as_ref()))
    }
}

/// What stands before `fn`.
pub(crate) fn header(header: &FunctionHeader) -> String {
    let mut text = String::new();
    let words = [
        (header.is_const, "const "),
        (header.is_async, "async "),
        (header.is_unsafe, "unsafe "),
    ];
    words
        .iter()
        .filter(|(is, _)| *is)
        .for_each(|(_, word)| text += word);
    match &header.abi {
        rustdoc_types::Abi::Rust => {}
        abi => text += &format!("extern {abi:?} "),
    }
    text
}
