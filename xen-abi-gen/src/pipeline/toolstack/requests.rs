//! Records that name an operation, as the calls of several releases share them.
//!
//! A constant that a call fills in becomes a parameter where it differs between releases. The union
//! that holds the operations' arguments is one for all releases, without the members that differ.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::hash::HashMap;
use crate::model::location::HeaderPath;
use crate::model::projection::toolstack::{ReleaseConstant, Releases};
use crate::model::projection::{
    Body, Function, Item, ItemPath, NamedValue, Placed, Projection, RequestValue, Scalar, Selector,
    Type,
};
use crate::model::release::Release;
use crate::pipeline::name::{case, module_path};

/// What is shared.
pub(super) struct Requests {
    /// The value of each constant in each release, by the type that stands for the constant.
    versions: Values,
    /// The unions that are one for all releases, with their size and alignment.
    pub(super) unions: BTreeMap<ItemPath, (u64, u64)>,
}

/// A constant that becomes a parameter: the name of its type, and its width.
type Version = (String, Scalar);

/// The value of each constant in each release, by the type that stands for the constant.
type Values = BTreeMap<ItemPath, Vec<Option<i128>>>;

/// Finds what is shared, and puts types in the place of constants.
pub(super) fn share(views: &mut [Projection]) -> Requests {
    let (found, versions) = versions(views);
    for module in views.iter_mut().flat_map(|view| &mut view.modules) {
        for placed in &mut module.items {
            let path = ItemPath {
                header: module.header.clone(),
                name: placed.item.name.clone(),
            };
            replace(placed, &path, &found);
        }
    }
    let unions = unions(views);
    Requests { versions, unions }
}

/// The functions of a view.
fn functions(view: &Projection) -> impl Iterator<Item = &Function> {
    let items = view.modules.iter().flat_map(|module| &module.items);
    items.filter_map(|placed| match &placed.item.body {
        Body::Function(function) => Some(&**function),
        _ => None,
    })
}

/// The constants that calls fill in and that differ between releases, with the type of each, and
/// the values of these types.
fn versions(views: &[Projection]) -> (BTreeMap<ItemPath, Version>, Values) {
    let mut filled: BTreeMap<&ItemPath, BTreeSet<Option<Version>>> = BTreeMap::new();
    for request in views
        .iter()
        .flat_map(functions)
        .flat_map(|one| &one.request)
    {
        for input in &request.inputs {
            if let RequestValue::Constant(path, ty) = &input.value {
                let version = match ty {
                    Type::Scalar(repr) => Some((case::upper_camel(&input.field), *repr)),
                    _ => None,
                };
                filled.entry(path).or_default().insert(version);
            }
        }
    }
    let (mut found, mut all) = (BTreeMap::new(), BTreeMap::new());
    for (path, as_type) in filled {
        let values: Vec<Option<i128>> = views.iter().map(|view| value(view, path)).collect();
        let distinct: BTreeSet<i128> = values.iter().flatten().copied().collect();
        // Members of several names or widths have no type in common.
        let (Some(Some(version)), 1) = (as_type.first(), as_type.len()) else {
            continue;
        };
        if distinct.len() > 1 {
            found.insert(path.clone(), version.clone());
            all.insert(type_path(path, version), values);
        }
    }
    (found, all)
}

/// The path of the type that stands for a constant.
fn type_path(constant: &ItemPath, (name, _): &Version) -> ItemPath {
    ItemPath {
        header: constant.header.clone(),
        name: name.clone(),
    }
}

/// A constant's value in a release.
fn value(view: &Projection, path: &ItemPath) -> Option<i128> {
    let mut modules = view.modules.iter();
    let module = modules.find(|module| module.header == path.header)?;
    module
        .items
        .iter()
        .find_map(|placed| match placed.item.body {
            Body::Constant { value, .. } if placed.item.name == path.name => Some(value),
            _ => None,
        })
}

/// Puts the types in the place of constants, in an item.
fn replace(placed: &mut Placed, path: &ItemPath, found: &BTreeMap<ItemPath, Version>) {
    let item = &mut placed.item;
    match &mut item.body {
        Body::Constant { value, .. } => {
            let Some((name, repr)) = found.get(path) else {
                return;
            };
            let value = NamedValue {
                name: String::new(),
                c_name: String::new(),
                docs: Vec::new(),
                value: *value,
            };
            item.docs =
                vec![
                format!("The values of `{}` in the releases of Xen.", item.c_names[0]),
                String::new(),
                "Each value is named after the first release that has it. Xen refuses a call with \
                 another value than its own."
                    .to_owned(),
            ];
            item.name.clone_from(name);
            item.body = Body::Versions {
                repr: *repr,
                values: vec![value],
            };
        }
        Body::Function(function) => {
            let mut filled = BTreeSet::new();
            for input in function.request.iter_mut().flat_map(|one| &mut one.inputs) {
                if let RequestValue::Constant(path, _) = &input.value
                    && let Some(version) = found.get(path)
                {
                    let ty = type_path(path, version);
                    filled.insert(ty.clone());
                    input.value = RequestValue::Version(ty, None);
                }
            }
            if !filled.is_empty() {
                keep_named(placed);
                let names = placed.names.values_mut();
                names.for_each(|names| names.extend(filled.iter().cloned()));
            }
        }
        Body::Struct(record) => {
            let before = record.constants.len();
            record
                .constants
                .retain(|one| !found.contains_key(&one.constant));
            if record.constants.len() < before {
                keep_named(placed);
            }
        }
        _ => {}
    }
}

/// Removes the names that an item no longer has.
pub(super) fn keep_named(placed: &mut Placed) {
    let named = placed.item.named();
    let named: BTreeSet<&str> = named.iter().map(|path| &*path.name).collect();
    for names in placed.names.values_mut() {
        names.retain(|path| named.contains(&*path.name));
    }
}

/// The unions of the records that calls fill in, of one size and alignment in every release and on
/// every target.
fn unions(views: &[Projection]) -> BTreeMap<ItemPath, (u64, u64)> {
    let requests = views
        .iter()
        .flat_map(functions)
        .flat_map(|one| &one.request);
    let members = requests.flat_map(|request| &request.members);
    let held: BTreeSet<&ItemPath> = members.filter_map(|one| one.union.item()).collect();
    let mut layouts: HashMap<&ItemPath, BTreeSet<(u64, u64)>> = HashMap::default();
    let of_targets = views.iter().flat_map(|view| &view.layouts);
    for layout in of_targets.flat_map(|of_target| &of_target.types) {
        if let Some(path) = layout.ty.item().filter(|path| held.contains(path)) {
            let of_path = layouts.entry(path).or_default();
            of_path.insert((layout.size, layout.align));
        }
    }
    let single = |path: &ItemPath| {
        let layouts = layouts.get(path).filter(|layouts| layouts.len() == 1)?;
        Some((path.clone(), *layouts.first()?))
    };
    held.into_iter().filter_map(single).collect()
}

impl Requests {
    /// Whether it is a union that is one for all releases, or what such a union holds.
    pub(super) fn shares(&self, path: &ItemPath, placed: &[&Placed]) -> bool {
        let is_shared = |union: &ItemPath| self.unions.contains_key(union);
        placed.iter().all(|placed| match &placed.item.body {
            Body::Union(_) => is_shared(path),
            Body::Cases(cases) => cases.union.item().is_some_and(is_shared),
            _ => false,
        })
    }

    /// Whether a call of an operation would perform another one in a release that is not its own.
    pub(super) fn is_reused(function: &Function, views: &[Projection]) -> bool {
        let Some(request) = &function.request else {
            return false;
        };
        let (Selector::Variant {
            family,
            variant: own,
            ..
        }
        | Selector::Constant {
            family,
            constant: own,
        }) = &request.value;
        let of_views = views.iter().map(|view| members(view, family));
        let families: Vec<Vec<&NamedValue>> = of_views.collect();
        let mut all = families.iter().flatten();
        let Some(member) = all.find(|member| member.name == *own) else {
            return false;
        };
        families.iter().any(|members| {
            let mut same = members
                .iter()
                .filter(|one| one.value == member.value)
                .peekable();
            same.peek().is_some() && same.all(|one| one.c_name != member.c_name)
        })
    }

    /// Where the constants that a function fills in get another value.
    pub(super) fn changes(&self, item: &Item, before: usize, release: usize) -> bool {
        let Body::Function(function) = &item.body else {
            return false;
        };
        let mut inputs = function.request.iter().flat_map(|request| &request.inputs);
        inputs.any(|input| {
            let RequestValue::Version(path, _) = &input.value else {
                return false;
            };
            let values = self.versions.get(path);
            values.is_some_and(|values| values[before] != values[release])
        })
    }

    /// The constants that calls fill in and that differ, with the value of each release.
    ///
    /// `header` names the part of a header that is for toolstacks.
    pub(super) fn constants(
        &self,
        views: &[Projection],
        releases: &[Release],
        header: impl Fn(&HeaderPath) -> HeaderPath,
    ) -> Vec<ReleaseConstant> {
        let mut constants = Vec::new();
        for (path, values) in &self.versions {
            let c_name = views.iter().rev().find_map(|view| c_name(view, path));
            let mut module = module_path(&path.header);
            module.push(case::snake(&path.name));
            // A release without the header has no call that passes the constant.
            let known = values.iter().flatten().next();
            let values = values.iter().map(|value| {
                let value = value.as_ref().or(known);
                let first = values.iter().position(|other| other.as_ref() == value);
                first.map(|first| Releases::variant(releases[first]))
            });
            constants.push(ReleaseConstant {
                method: module.join("_"),
                c_name: c_name.unwrap_or_default(),
                ty: ItemPath {
                    header: header(&path.header),
                    name: path.name.clone(),
                },
                values: values.flatten().collect(),
            });
        }
        constants
    }

    /// Makes a function fill in the constants of a release.
    pub(super) fn fix(&self, item: &mut Item, release: usize, releases: &[Option<Release>]) {
        let Body::Function(function) = &mut item.body else {
            return;
        };
        for input in function.request.iter_mut().flat_map(|one| &mut one.inputs) {
            let RequestValue::Version(path, fixed) = &mut input.value else {
                continue;
            };
            let values = self
                .versions
                .get(path)
                .map(Vec::as_slice)
                .unwrap_or_default();
            let first = values.iter().position(|value| *value == values[release]);
            *fixed = first.and_then(|first| version_name(releases[first]));
        }
    }
}

/// The C name of the constant that a type stands for.
fn c_name(view: &Projection, path: &ItemPath) -> Option<String> {
    let mut modules = view.modules.iter();
    let module = modules.find(|module| module.header == path.header)?;
    let mut items = module.items.iter().map(|placed| &placed.item);
    let item = items.find(|item| item.name == path.name)?;
    item.c_names.first().cloned()
}

/// The constants of a family in a release.
fn members<'v>(view: &'v Projection, family: &ItemPath) -> Vec<&'v NamedValue> {
    let modules = view.modules.iter();
    let module = modules.filter(|module| module.header == family.header);
    let items = module
        .flat_map(|module| &module.items)
        .map(|placed| &placed.item);
    let of_family = items.filter_map(|item| match &item.body {
        Body::Family { members, .. } if item.name == family.name => Some(members),
        _ => None,
    });
    of_family.flatten().collect()
}

/// The name of a constant's value: that of the first release that has it.
pub(super) fn version_name(release: Option<Release>) -> Option<String> {
    release.map(Releases::variant)
}
