//! Records for all releases: the members that every release has, and others as options.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use crate::model::location::HeaderPath;
use crate::model::projection::{
    Body, Field, Item, ItemPath, Module, Placed, Struct, TOOLSTACK, Type, Unified, UnifiedField,
    UnifiedVersion,
};
use crate::model::release::Release;
use crate::model::target::Target;
use crate::pipeline::filter::{Link, relinked};

/// The name of the modules with what fits every release.
pub(super) const ANY: &str = "any";

/// A type in some releases, given as indices.
pub(super) type InReleases<'t> = (Vec<usize>, &'t Type);

/// The records for all releases that methods need.
pub(super) struct Records<'c> {
    modules: &'c [Module],
    releases: &'c [Release],
    /// The records by their header, each for the targets on which it reads so.
    pub(super) made: BTreeMap<HeaderPath, Vec<Placed>>,
}

/// A record of some releases, where it is declared.
struct Version<'c> {
    releases: Vec<usize>,
    path: ItemPath,
    placed: &'c Placed,
    record: &'c Struct,
}

impl<'c> Records<'c> {
    pub(super) fn new(modules: &'c [Module], releases: &'c [Release]) -> Self {
        Self {
            modules,
            releases,
            made: BTreeMap::new(),
        }
    }

    /// The type that stands for a type which differs between releases, on a target.
    ///
    /// # Errors
    /// The reason why there is none.
    pub(super) fn unify(
        &mut self,
        types: &[InReleases<'_>],
        target: Target,
    ) -> Result<Type, String> {
        let mut versions: Vec<Version<'c>> = Vec::new();
        for (releases, ty) in types {
            let Type::Item(path) = ty else {
                return Err("a type differs between releases".to_owned());
            };
            match versions.iter_mut().find(|known| known.path == *path) {
                Some(known) => known.releases.extend(releases),
                None => versions.push(self.version(releases, path, target)?),
            }
        }
        let newest = versions.last().ok_or("no release has the type")?;
        let origin = newest.placed.item.location.header.clone();
        let path = ItemPath {
            header: format!("{TOOLSTACK}/{origin}/{ANY}").into(),
            name: newest.path.name.clone(),
        };
        if versions
            .iter()
            .any(|version| version.path.name != path.name)
        {
            return Err(format!("`{}` has another name in a release", path.name));
        }
        let unified = self.record(&versions, target)?;
        let placed = placed(&versions, unified, target);
        let of_header = self.made.entry(origin).or_default();
        match of_header.iter_mut().find(|known| known.item == placed.item) {
            Some(known) => {
                known.targets.insert(target);
                known.names.extend(placed.names);
            }
            None => of_header.push(placed),
        }
        Ok(Type::Item(path))
    }

    /// The record of some releases.
    fn version(
        &self,
        releases: &[usize],
        path: &ItemPath,
        target: Target,
    ) -> Result<Version<'c>, String> {
        let mut modules = self.modules.iter();
        let module = modules.find(|module| module.header == path.header);
        let mut items = module.into_iter().flat_map(|module| &module.items);
        let placed = items.find(|placed| {
            placed.item.name == path.name
                && placed.targets.contains(&target)
                && !matches!(placed.item.body, Body::Function(_))
        });
        let placed = placed.ok_or_else(|| format!("`{}` is not of toolstacks", path.name))?;
        let Body::Struct(record) = &placed.item.body else {
            return Err(format!("`{}` differs and is no struct", path.name));
        };
        let is_plain = record.bits.is_empty()
            && record.displaced.is_empty()
            && record.streams.is_none()
            && record.tagged.is_empty();
        if !is_plain {
            return Err(format!("`{}` has bit-fields or a union", path.name));
        }
        Ok(Version {
            releases: releases.to_vec(),
            path: path.clone(),
            placed,
            record,
        })
    }

    /// The record with the members of all versions, in the order of the newest.
    fn record(&mut self, versions: &[Version<'c>], target: Target) -> Result<Unified, String> {
        let mut names: Vec<&Field> = Vec::new();
        for version in versions.iter().rev() {
            for field in members(version.record) {
                if !names.iter().any(|known| known.name == field.name) {
                    names.push(field);
                }
            }
        }
        let c_record = versions[versions.len() - 1].placed.item.c_names.first();
        let mut fields = Vec::new();
        for newest in names {
            let found: Vec<(&Version<'_>, Type)> = versions
                .iter()
                .filter_map(|version| {
                    let field = members(version.record).find(|field| field.name == newest.name)?;
                    Some((version, resolved(version.placed, &field.ty, target)))
                })
                .collect();
            let newest_ty = found.last().map(|(_, ty)| ty.clone());
            let newest_ty = newest_ty.ok_or("no release has the member")?;
            let is_same = found.iter().all(|(_, ty)| *ty == newest_ty);
            let ty = match is_same {
                true => newest_ty,
                false => {
                    let types = found.iter();
                    let types: Vec<InReleases<'_>> = types
                        .map(|(version, ty)| (version.releases.clone(), ty))
                        .collect();
                    self.unify(&types, target)
                        .map_err(|reason| format!("`{}`: {reason}", newest.name))?
                }
            };
            let is_option = found.len() < versions.len();
            if is_option && !is_same {
                return Err(format!("`{}` differs, and a release lacks it", newest.name));
            }
            let of = found.iter().flat_map(|(version, _)| &version.releases);
            let span = span(of.copied())?;
            let span = [*span.start(), *span.end()].map(|at| self.releases[at]);
            let releases = is_option.then_some(span);
            let c_name = newest.c_name.as_deref().unwrap_or(&newest.name);
            fields.push(UnifiedField {
                name: newest.name.clone(),
                c_name: format!("{}.{c_name}", c_record.map_or("", String::as_str)),
                docs: newest.docs.clone(),
                ty,
                releases,
            });
        }
        let version = |version: &Version<'_>| UnifiedVersion {
            record: version.path.clone(),
            fields: members(version.record)
                .map(|field| field.name.clone())
                .collect(),
        };
        let newest = self.releases.last().ok_or("there is no release")?;
        Ok(Unified {
            fields,
            versions: versions.iter().map(version).collect(),
            newest: *newest,
            is_listed: false,
        })
    }
}

/// The record as an item of one target.
fn placed(versions: &[Version<'_>], unified: Unified, target: Target) -> Placed {
    let newest = versions[versions.len() - 1].placed;
    let mut item = Item {
        body: Body::Unified(Box::new(unified)),
        ..newest.item.clone()
    };
    item.docs.truncate(1);
    item.docs.extend([
        String::new(),
        "It has the members of all releases. A member that some of them do not have is an \
         option: `None` where Xen has not returned it, and refused where the release that Xen \
         is does not take it. Without a value, Xen gets 0."
            .to_owned(),
    ]);
    item.each_docs(&mut |docs| {
        for line in docs {
            *line = relinked(line, &|target| match target.starts_with("xen_abi::") {
                true => Link::Kept,
                false => Link::Code,
            });
        }
    });
    let own: Vec<ItemPath> = item.named().into_iter().collect();
    let mut named: Vec<ItemPath> = versions
        .iter()
        .filter_map(|version| version.placed.names.get(&target))
        .flatten()
        .filter(|path| own.contains(path))
        .cloned()
        .collect();
    let suffix = format!("/{ANY}");
    named.extend(
        own.into_iter()
            .filter(|path| path.header.ends_with(&suffix)),
    );
    Placed {
        targets: [target].into(),
        names: [(target, named.into_iter().collect())].into(),
        item,
    }
}

/// A type as it is on a target: each architecture may have an item of one name.
pub(super) fn resolved(placed: &Placed, ty: &Type, target: Target) -> Type {
    let mut ty = ty.clone();
    let names = placed.names.get(&target);
    ty.rename(&|path: &ItemPath| {
        let mut named = names.into_iter().flatten();
        let found = named.find(|known| known.name == path.name);
        found.unwrap_or(path).clone()
    });
    ty
}

/// The members of a record that are no padding.
fn members(record: &Struct) -> impl Iterator<Item = &Field> {
    record.fields.iter().filter(|field| {
        let bare = field.name.trim_start_matches('_');
        field.c_name.is_some() && !bare.starts_with("pad") && !bare.starts_with("reserved")
    })
}

/// The first and the last of some releases, given as indices.
///
/// # Errors
/// If there is none, or one between them is missing.
pub(super) fn span(
    releases: impl Iterator<Item = usize>,
) -> Result<RangeInclusive<usize>, &'static str> {
    let all: BTreeSet<usize> = releases.collect();
    match (all.first(), all.last()) {
        (Some(first), Some(last)) if last - first < all.len() => Ok(*first..=*last),
        (None, _) | (_, None) => Err("no release has it"),
        _ => Err("a release between others lacks it"),
    }
}
