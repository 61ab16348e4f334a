//! The modules of the toolstack's units: one per header, and one per range of releases below it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::documentation::{self, Links};
use super::making::Making;
use super::units::{Units, Version};
use crate::model::location::HeaderPath;
use crate::model::projection::{ItemPath, Module, Placed, Reexport, TargetLayout, TypeLayout};
use crate::model::target::Target;

/// The modules, and what must hold of their layouts.
pub(super) struct Made {
    pub(super) modules: Vec<Module>,
    pub(super) layouts: Vec<TargetLayout>,
}

/// A header's part for a range that starts at that release; for all releases, if there is none.
type Part = (HeaderPath, Option<usize>);

/// A header and a line: where C declares a record.
type Place = (HeaderPath, u32);

impl Making<'_> {
    /// Makes them.
    pub(super) fn made(&self, units: &Units<'_>) -> Made {
        let Self {
            releases, ranges, ..
        } = *self;
        let mut parts: BTreeMap<Part, Vec<Placed>> = BTreeMap::new();
        let mut layouts: BTreeMap<Target, Vec<(Place, TypeLayout)>> = BTreeMap::new();
        for (path, versions) in &units.0 {
            for range in ranges.of(path, releases.len()) {
                let Some(placed) = self.placed(path, versions, range.clone()) else {
                    continue;
                };
                let start = ranges.start(path, range.start);
                // Every header that has a range has a module for all releases above it.
                parts.entry((path.header.clone(), None)).or_default();
                parts
                    .entry((path.header.clone(), start))
                    .or_default()
                    .extend(placed);
                for (target, place, layout) in self.layouts(versions, range) {
                    layouts.entry(target).or_default().push((place, layout));
                }
            }
        }
        let modules = self.modules(parts);
        let layouts = layouts.into_iter().map(|(target, mut types)| {
            types.sort_by(|a, b| (a.1.ty.item(), &a.0).cmp(&(b.1.ty.item(), &b.0)));
            let types = types.into_iter().map(|(_, layout)| layout).collect();
            TargetLayout { target, types }
        });
        Made {
            modules,
            layouts: layouts.collect(),
        }
    }

    /// The items of a unit for a range of releases, as the newest of these has them.
    fn placed(
        &self,
        path: &ItemPath,
        versions: &[Option<Version<'_>>],
        range: Range<usize>,
    ) -> Option<Vec<Placed>> {
        let present: Vec<usize> = range.filter(|at| versions[*at].is_some()).collect();
        let newest = *present.last()?;
        let version = versions[newest].as_ref()?;
        let start = self.ranges.start(path, newest);
        let (is_common, module) = (start.is_none(), self.module_path(&path.header, start));
        let mut made: Vec<Placed> = version
            .placed
            .iter()
            .map(|placed| (*placed).clone())
            .collect();
        for (number, placed) in made.iter_mut().enumerate() {
            self.unnamed.mark(&mut placed.item);
            if !is_common {
                let item = &mut placed.item;
                self.requests.fix(item, newest, self.releases);
            }
            let left_out = self.unnamed.of(path, &placed.item);
            let rename = |path: &ItemPath| self.renamed(path, newest);
            placed.item.rename(&rename);
            for names in placed.names.values_mut() {
                *names = names.iter().map(rename).collect();
            }
            let of_release = |at: usize| versions[at].as_ref()?.placed.get(number).copied();
            let forms = present.iter();
            let forms = forms.filter_map(|&at| Some((at, of_release(at)?)));
            self.join(placed, forms);
            let links = Links {
                making: self,
                header: &path.header,
                release: newest,
                module: &module,
            };
            placed.item.each_docs(&mut |docs| links.mend(docs));
            if let Some(left_out) = left_out {
                left_out.apply(placed);
            }
            documentation::version_parameter(&mut placed.item);
            if is_common {
                let all = 0..self.releases.len();
                documentation::tell(&mut placed.item.docs, &present, all, self.releases);
            }
        }
        Some(made)
    }

    /// Adds to the newest form of an item what its forms in all these releases have.
    fn join<'p>(&self, newest: &mut Placed, forms: impl Iterator<Item = (usize, &'p Placed)>) {
        let has_parts = documentation::has_parts(&newest.item.body);
        let mut items = Vec::new();
        for (at, form) in forms {
            if has_parts {
                let mut item = form.item.clone();
                item.rename(&|path: &ItemPath| self.renamed(path, at));
                items.push((at, item));
            }
            for (target, names) in &form.names {
                let known = newest.names.entry(*target).or_default();
                known.extend(names.iter().map(|path| self.renamed(path, at)));
            }
        }
        documentation::join(&mut newest.item, &items, self.releases);
    }

    /// What must hold of a unit's layouts in a range.
    fn layouts(
        &self,
        versions: &[Option<Version<'_>>],
        range: Range<usize>,
    ) -> impl Iterator<Item = (Target, Place, TypeLayout)> {
        let newest = range.rev().find(|at| versions[*at].is_some());
        let version = newest.and_then(|newest| Some((newest, versions[newest].as_ref()?)));
        version.into_iter().flat_map(move |(newest, version)| {
            let location = version.placed.first().map(|placed| &placed.item.location);
            let place = location.map(|location| (location.header.clone(), location.line));
            let place = place.unwrap_or_default();
            version.layouts.iter().map(move |(target, layout)| {
                let mut layout = (*layout).clone();
                layout
                    .ty
                    .rename(&|path: &ItemPath| self.renamed(path, newest));
                (*target, place.clone(), layout)
            })
        })
    }

    fn modules(&self, parts: BTreeMap<Part, Vec<Placed>>) -> Vec<Module> {
        let mut starts: BTreeMap<HeaderPath, BTreeSet<usize>> = BTreeMap::new();
        for (header, start) in parts.keys() {
            starts.entry(header.clone()).or_default().extend(*start);
        }
        let reexports: Vec<Vec<Reexport>> = parts
            .keys()
            .map(|(header, start)| self.reexports(header, *start, &parts))
            .collect();
        let parts = parts.into_iter().zip(reexports);
        let modules = parts.map(|(((header, start), mut items), reexports)| {
            items.sort_by(|a, b| {
                (&a.item.location, &a.targets).cmp(&(&b.item.location, &b.targets))
            });
            let mut targets: BTreeSet<Target> = BTreeSet::new();
            for view in self.views {
                let of_header = view.modules.iter().filter(|module| module.header == header);
                targets.extend(of_header.flat_map(|module| &module.targets));
            }
            let next = start.map(|start| {
                let mut later = starts[&header].range(start + 1..);
                later.next().copied().unwrap_or(self.releases.len())
            });
            let docs = match start.zip(next) {
                Some((start, next)) => documentation::range(&header, &self.releases[start..next]),
                None => documentation::header(self.views, &header, !starts[&header].is_empty()),
            };
            Module {
                header: self.header(&header, start),
                path: self.module_path(&header, start),
                origin: header,
                docs,
                in_crate: false,
                targets,
                items,
                reexports,
            }
        });
        modules.collect()
    }

    /// What the module of a range has of earlier ranges of its header that go on.
    fn reexports(
        &self,
        header: &HeaderPath,
        start: Option<usize>,
        parts: &BTreeMap<Part, Vec<Placed>>,
    ) -> Vec<Reexport> {
        let Some(start) = start else {
            return Vec::new();
        };
        let mut found: BTreeMap<(usize, BTreeSet<Target>), BTreeSet<String>> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for earlier in (0..start).rev() {
            let items = parts
                .get(&(header.clone(), Some(earlier)))
                .into_iter()
                .flatten();
            for placed in items {
                let path = ItemPath {
                    header: header.clone(),
                    name: placed.item.name.clone(),
                };
                let goes_on = self.ranges.start(&path, start) == Some(earlier)
                    && self.is_present(&path, start);
                if goes_on && seen.insert((path.name.clone(), placed.targets.clone())) {
                    let of_range = found.entry((earlier, placed.targets.clone())).or_default();
                    of_range.insert(path.name);
                }
            }
        }
        let reexport = |((earlier, targets), names): ((usize, BTreeSet<Target>), _)| Reexport {
            header: self.header(header, Some(earlier)),
            targets,
            names,
        };
        found.into_iter().map(reexport).collect()
    }

    /// Whether a release, or a later one, has a unit.
    fn is_present(&self, path: &ItemPath, release: usize) -> bool {
        self.views[release..].iter().any(|view| {
            let mut modules = view
                .modules
                .iter()
                .filter(|module| module.header == path.header);
            modules.any(|module| module.items.iter().any(|item| item.item.name == path.name))
        })
    }
}
