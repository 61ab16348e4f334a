//! What each release has under each name of each header, and which of that only toolstacks see.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::requests::Requests;
use crate::model::abi::Role;
use crate::model::hash::{HashMap, HashSet};
use crate::model::location::Location;
use crate::model::projection::cases::Cases;
use crate::model::projection::{Body, Item, ItemPath, Placed, Projection, Type, TypeLayout, Union};
use crate::model::target::Target;

/// The units that are the toolstack's, by header and name.
pub(super) struct Units<'a>(pub(super) BTreeMap<ItemPath, Vec<Option<Version<'a>>>>);

/// What one release has under a name.
pub(super) struct Version<'a> {
    /// The items: several where targets differ, or where a type and a function have one name.
    pub(super) placed: Vec<&'a Placed>,
    /// The same without documentation, by targets, once somebody asks.
    shapes: OnceCell<Shapes<'a>>,
    /// What must hold of the type's layout.
    pub(super) layouts: Vec<(Target, &'a TypeLayout)>,
    /// Whether it is one for all releases, whatever its members are.
    is_for_all: bool,
}

/// Items without documentation, by targets.
type Shapes<'a> = Vec<(&'a BTreeSet<Target>, Item)>;

/// The items of a projection by header and name.
type Named<'a> = BTreeMap<ItemPath, Vec<&'a Placed>>;

fn named(projection: &Projection) -> Named<'_> {
    let mut named = Named::new();
    for module in &projection.modules {
        for placed in &module.items {
            let path = ItemPath {
                header: module.header.clone(),
                name: placed.item.name.clone(),
            };
            named.entry(path).or_default().push(placed);
        }
    }
    named
}

/// The versions of a unit, each with its release, but for those that read like the one before.
pub(super) fn distinct<'v, 'a>(
    versions: &'v [Option<Version<'a>>],
) -> impl Iterator<Item = (usize, &'v Version<'a>)> {
    let mut before: Option<&Version<'a>> = None;
    let versions = versions.iter().enumerate();
    versions.filter_map(move |(release, version)| {
        let version = version.as_ref()?;
        let is_same = before.is_some_and(|before| before.reads_like(version));
        before = Some(version);
        (!is_same).then_some((release, version))
    })
}

impl<'a> Units<'a> {
    /// The toolstack's units, given what guests see and what toolstacks see of each release.
    pub(super) fn of(guest: &Projection, views: &'a [Projection], requests: &Requests) -> Self {
        let views: Vec<(Named<'a>, &'a Projection)> =
            views.iter().map(|view| (named(view), view)).collect();
        let own = own(guest, &views);
        let mut units: BTreeMap<ItemPath, Vec<Option<Version<'a>>>> = BTreeMap::new();
        for (release, (named, view)) in views.iter().enumerate() {
            let mut layouts: HashMap<&ItemPath, Vec<(Target, &'a TypeLayout)>> = HashMap::default();
            for of_target in &view.layouts {
                for layout in &of_target.types {
                    if let Some(path) = layout.ty.item().filter(|path| own.contains(*path)) {
                        let of_path = layouts.entry(path).or_default();
                        of_path.push((of_target.target, layout));
                    }
                }
            }
            for (path, placed) in named.iter().filter(|(path, _)| own.contains(*path)) {
                let versions = units.entry(path.clone()).or_default();
                versions.resize_with(release, || None);
                let layouts = layouts.remove(path).unwrap_or_default();
                versions.push(Some(Version {
                    placed: placed.clone(),
                    shapes: OnceCell::new(),
                    layouts,
                    is_for_all: requests.shares(path, placed),
                }));
            }
        }
        for versions in units.values_mut() {
            versions.resize_with(views.len(), || None);
        }
        Self(units)
    }
}

/// The paths of the toolstack's units.
fn own(guest: &Projection, views: &[(Named<'_>, &Projection)]) -> HashSet<ItemPath> {
    let (layouts, guest) = (layouts(guest), named(guest));
    let mut own: HashSet<ItemPath> = HashSet::default();
    let outer: Vec<_> = views
        .iter()
        .map(|(named, _)| outer_records(named))
        .collect();
    let mut users: HashMap<&ItemPath, Vec<&ItemPath>> = HashMap::default();
    let newest = views.len().saturating_sub(1);
    for (release, (named, view)) in views.iter().enumerate() {
        let of_view = self::layouts(view);
        let outer = &outer[release];
        for (path, placed) in named {
            let theirs = guest.get(path);
            // What guests have, they have in its newest form.
            if theirs.is_some() && release != newest {
                continue;
            }
            // Under whatever names guests have the same bytes, their names will do.
            let is_same = |theirs: &Vec<&Placed>| {
                covers(theirs, placed) || is_laid_out_alike(layouts.get(path), of_view.get(path))
            };
            if let Some(outer) = outer.get(path) {
                users.entry(outer).or_default().push(path);
            } else if !theirs.is_some_and(is_same) {
                own.insert(path.clone());
            }
            for placed in placed {
                let calls_only = theirs.is_some() && is_operation(&placed.item);
                for used in placed.names.values().flatten() {
                    // A further operation changes nothing for the functions of the others.
                    let is_number = || guest.get(used).is_some_and(|of| is_op_family(of));
                    let is_part = outer.get(used).is_some_and(|outer| *outer == path);
                    if !(is_part || calls_only && is_number()) {
                        users.entry(used).or_default().push(path);
                    }
                }
            }
        }
    }
    let mut open: Vec<ItemPath> = own.iter().cloned().collect();
    while let Some(path) = open.pop() {
        for user in users.get(&path).into_iter().flatten() {
            if own.insert((*user).clone()) {
                open.push((*user).clone());
            }
        }
    }
    own
}

/// The record that each record without a name of its own is declared in.
fn outer_records<'n>(named: &'n Named<'_>) -> HashMap<&'n ItemPath, &'n ItemPath> {
    let c_name = |placed: &[&'n Placed]| placed.first()?.item.c_names.first().map(String::as_str);
    let records = named
        .iter()
        .filter_map(|(path, placed)| Some((c_name(placed)?, path)));
    let records: Vec<(&str, &ItemPath)> = records.collect();
    let by_key: HashMap<(&str, &str), &ItemPath> = records
        .iter()
        .map(|(key, path)| ((&*path.header, *key), *path))
        .collect();
    let outer = records.iter().filter_map(|(key, path)| {
        let (outer, _) = key.split_once('.')?;
        Some((*path, *by_key.get(&(&*path.header, outer))?))
    });
    outer.collect()
}

/// What is laid out in a projection, by type and target.
fn layouts(projection: &Projection) -> HashMap<&ItemPath, Vec<(Target, &TypeLayout)>> {
    let mut layouts: HashMap<_, Vec<_>> = HashMap::default();
    for of_target in &projection.layouts {
        for layout in &of_target.types {
            if let Type::Item(path) = &layout.ty {
                let of_path = layouts.entry(path).or_default();
                of_path.push((of_target.target, layout));
            }
        }
    }
    layouts
}

/// Whether a record has the same bytes, if under other names: a guest's names will do.
fn is_laid_out_alike(
    guest: Option<&Vec<(Target, &TypeLayout)>>,
    view: Option<&Vec<(Target, &TypeLayout)>>,
) -> bool {
    let (Some(guest), Some(view)) = (guest, view) else {
        return false;
    };
    let offsets = |layout: &TypeLayout| -> Vec<u64> {
        layout.offsets.iter().map(|(_, offset)| *offset).collect()
    };
    view.iter().all(|(target, layout)| {
        guest.iter().any(|(theirs, other)| {
            theirs == target
                && (other.size, other.align) == (layout.size, layout.align)
                && !layout.offsets.is_empty()
                && offsets(other) == offsets(layout)
        })
    })
}

/// Whether guests have all of that.
fn covers(guest: &[&Placed], view: &[&Placed]) -> bool {
    view.iter().all(|placed| {
        placed.targets.iter().all(|target| {
            let mut theirs = guest
                .iter()
                .filter(|theirs| theirs.targets.contains(target));
            theirs.any(|theirs| is_covered(&theirs.item, &placed.item))
        })
    })
}

/// Whether a guest's item is the toolstack's one, or a family with more members.
fn is_covered(guest: &Item, item: &Item) -> bool {
    let has = |family: &Item| match (&family.body, &item.body) {
        (
            Body::Family { members, .. },
            Body::Family {
                members: theirs, ..
            },
        ) => theirs.iter().all(|one| {
            members
                .iter()
                .any(|own| own.c_name == one.c_name && own.value == one.value)
        }),
        _ => true,
    };
    guest.body == item.body || (is_alike(&shape(guest), &shape(item)) && has(guest))
}

/// Whether it is an operation's function.
fn is_operation(item: &Item) -> bool {
    matches!(&item.body, Body::Function(function) if function.generic.is_none())
}

fn is_op_family(placed: &[&Placed]) -> bool {
    placed.iter().all(|placed| {
        let role = |role: &Role| *role == Role::Operations;
        matches!(&placed.item.body, Body::Family { role: found, .. } if role(found))
    })
}

/// An item without documentation and place.
fn shape(item: &Item) -> Item {
    Item {
        location: Location::default(),
        c_names: Vec::new(),
        ..item.without_docs()
    }
}

/// Whether two items without documentation are the same, or can be one with the members of both:
/// families, unions, and what tagged unions hold.
fn is_alike(one: &Item, other: &Item) -> bool {
    match (&one.body, &other.body) {
        (
            Body::Family {
                role,
                repr,
                members,
            },
            Body::Family {
                role: other_role,
                repr: other_repr,
                members: others,
            },
        ) => {
            let agree = members.iter().all(|member| {
                others.iter().all(|other| {
                    (other.c_name != member.c_name && other.name != member.name)
                        || (other.c_name == member.c_name && other.value == member.value)
                })
            });
            role == other_role && repr == other_repr && agree
        }
        (Body::Union(union), Body::Union(other)) => {
            let agree = agree(&union.fields, &other.fields, |one, other| {
                one.name == other.name || one.c_name == other.c_name
            });
            let whole = |union: &Union| (union.bits.clone(), union.forced, union.tagged);
            agree && whole(union) == whole(other)
        }
        (Body::Cases(cases), Body::Cases(other)) => {
            let agree = agree(&cases.cases, &other.cases, |one, other| {
                let shared = |(_, value): &(String, i128)| {
                    other.tags.iter().any(|(_, other)| other == value)
                };
                one.name == other.name || one.tags.iter().any(shared)
            });
            let whole = |cases: &Cases| Cases {
                cases: Vec::new(),
                ..cases.clone()
            };
            agree && whole(cases) == whole(other)
        }
        (
            Body::Versions { repr, .. },
            Body::Versions {
                repr: other_repr, ..
            },
        ) => repr == other_repr,
        _ => one == other,
    }
}

/// Whether parts of two items that have something in common are the same.
fn agree<T: PartialEq>(parts: &[T], others: &[T], share: impl Fn(&T, &T) -> bool) -> bool {
    parts.iter().all(|part| {
        let mut others = others.iter().filter(|other| share(part, other));
        others.all(|other| other == part)
    })
}

impl<'a> Version<'a> {
    /// The items without documentation. Of what is one for all releases, the members of a union and
    /// what it holds are left out.
    fn shapes(&self) -> &Shapes<'a> {
        self.shapes.get_or_init(|| {
            let shapes = self.placed.iter().map(|placed| {
                let mut item = shape(&placed.item);
                match &mut item.body {
                    Body::Union(union) if self.is_for_all => union.fields.clear(),
                    Body::Cases(cases) if self.is_for_all => cases.cases.clear(),
                    _ => {}
                }
                (&placed.targets, item)
            });
            let mut shapes: Vec<_> = shapes.collect();
            shapes.sort_by(|a, b| a.0.cmp(b.0));
            shapes
        })
    }

    /// Whether another release has the same, or a family to which members were added.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let is_alike = |(one, other): (&(&BTreeSet<Target>, Item), &(_, _))| {
            one.0 == other.0 && is_alike(&one.1, &other.1)
        };
        self.layouts == other.layouts
            && self.placed.len() == other.placed.len()
            && self.shapes().iter().zip(other.shapes()).all(is_alike)
    }

    /// Whether another release has the same text: nearly always.
    pub(super) fn reads_like(&self, other: &Self) -> bool {
        let same = |(one, other): (&&Placed, &&Placed)| {
            one.targets == other.targets && one.item == other.item
        };
        self.layouts == other.layouts
            && self.placed.len() == other.placed.len()
            && self.placed.iter().zip(&other.placed).all(same)
    }

    /// The units that it names, and that make it differ where they do.
    pub(super) fn names(&self) -> impl Iterator<Item = &'a ItemPath> {
        let placed = self.placed.iter().copied().filter(|_| !self.is_for_all);
        placed.flat_map(|placed| placed.names.values().flatten())
    }
}
