//! What the modules for toolstacks are made from, and the names of modules and items.

use super::ranges::Ranges;
use super::requests::Requests;
use super::unnamed::Unnamed;
use crate::model::location::HeaderPath;
use crate::model::projection::toolstack::Releases;
use crate::model::projection::{ItemPath, Projection, TOOLSTACK};
use crate::model::release::Release;
use crate::pipeline::name::module_path;

/// What all modules for toolstacks are made from.
pub(super) struct Making<'m> {
    pub(super) guest: &'m Projection,
    pub(super) views: &'m [Projection],
    pub(super) releases: &'m [Option<Release>],
    pub(super) ranges: &'m Ranges<'m>,
    pub(super) requests: &'m Requests,
    /// The members that unions for all releases leave out.
    pub(super) unnamed: Unnamed,
}

impl Making<'_> {
    /// The name of a header's part.
    pub(super) fn header(&self, header: &HeaderPath, start: Option<usize>) -> HeaderPath {
        match self.range_name(start) {
            Some(range) => format!("{TOOLSTACK}/{header}/{range}").into(),
            None => format!("{TOOLSTACK}/{header}").into(),
        }
    }

    /// The name of a range's module: that of its first release.
    fn range_name(&self, start: Option<usize>) -> Option<String> {
        Some(Releases::variant(self.releases[start?]?).to_lowercase())
    }

    /// The path of the module of a header's part.
    pub(super) fn module_path(&self, header: &HeaderPath, start: Option<usize>) -> Vec<String> {
        let mut path = vec![TOOLSTACK.to_owned()];
        path.extend(module_path(header));
        path.extend(self.range_name(start));
        path
    }

    /// What stands for a path in a release.
    pub(super) fn renamed(&self, path: &ItemPath, release: usize) -> ItemPath {
        if !self.ranges.has(path) {
            return path.clone();
        }
        ItemPath {
            header: self.header(&path.header, self.ranges.start(path, release)),
            name: path.name.clone(),
        }
    }

    /// Whether guests have an item of that path.
    pub(super) fn has_guest(&self, path: &ItemPath) -> bool {
        let mut modules = self.guest.modules.iter();
        let module = modules.find(|module| module.header == path.header);
        module.is_some_and(|module| {
            module
                .items
                .iter()
                .any(|placed| placed.item.name == path.name)
        })
    }
}
