//! Trees in the dialects of other projects, and Rust that uses the modules emitted from them.

use std::fs;
use std::path::PathBuf;

use crate::common::generator::Input;
use crate::common::releases::releases_in_time;
use crate::common::trees::{self, FIRST_TWO};
use crate::common::{fixtures, optional};
use xen_abi_gen::source::Selection;

/// A tree: its name here, its selection, and Rust code that uses the emitted modules.
pub(super) struct Foreign {
    pub(super) name: String,
    pub(super) input: Input,
    pub(super) uses: String,
}

/// A function that uses event channels by an emitted module.
fn use_event_channels(module: &str) -> String {
    format!(
        "/// Offers a channel to another domain and drops it again.
         pub fn offer_by_{module}<X: xen_abi::Hypercall>(
             xen: &X,
             to: {module}::xen::DomId,
         ) -> Result<(), xen_abi::Errno> {{
             use {module}::event_channel;
             let port = event_channel::alloc_unbound(xen, {module}::xen::DomId::SELF, to)?;
             event_channel::send(xen, port)?;
             event_channel::close(xen, port)
         }}\n"
    )
}

/// A function that uses Argo by an emitted module.
fn use_argo(module: &str) -> String {
    format!(
        "/// Takes a ring out of use.
         pub fn unregister_by_{module}<X: xen_abi::Hypercall>(
             xen: &X,
             ring: &{module}::argo::UnregisterRing,
         ) -> Result<(), xen_abi::Errno> {{
             {module}::argo::unregister_ring(xen, ring)
         }}\n"
    )
}

/// Upstream's releases, restricted to two headers and what they include.
fn narrowed_releases() -> Vec<Foreign> {
    let found = releases_in_time()
        .iter()
        .filter_map(|release| Some((release, trees::upstream(release)?)));
    found
        .map(|(release, folder)| {
            let name = format!("xen_{}", release.replace('.', "_"));
            let uses = use_event_channels(&name) + &use_argo(&name);
            Foreign {
                input: Input::new(&folder, &FIRST_TWO),
                uses,
                name,
            }
        })
        .collect()
}

/// A header in the dialect of EDK2, and the headers that it needs.
pub(super) fn edk2() -> Selection {
    Selection {
        tree: fixtures("edk2"),
        headers: vec!["event_channel.h".to_owned()],
        include: vec![trees::own()],
        prelude: Some(fixtures("edk2").join("prelude.h")),
        ..Selection::default()
    }
}

/// EDK2's own header, if `XEN_ABI_ORIGINALS` names a folder with it. The fixture restates it, as
/// its text is not part of this project.
pub(super) fn original() -> Option<Selection> {
    let Some(folder) = optional("XEN_ABI_ORIGINALS") else {
        println!("not proved here: XEN_ABI_ORIGINALS is not set, so there is no original of EDK2");
        return None;
    };
    let pages = fs::read_dir(&folder).unwrap().flatten();
    let page = pages
        .filter_map(|entry| fs::read_to_string(entry.path()).ok())
        .find(|text| text.contains("__XEN_PUBLIC_EVENT_CHANNEL_H__"))
        .expect("XEN_ABI_ORIGINALS has EDK2's event_channel.h");
    // Lines of a web page may precede it.
    let start = page.find("/*").expect("a header begins with a comment");
    let tree = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("headers/edk2");
    fs::create_dir_all(&tree).unwrap();
    fs::write(tree.join("event_channel.h"), &page[start..]).unwrap();
    Some(Selection { tree, ..edk2() })
}

/// A header in the dialect of the Xen Test Framework, and the headers that it needs.
pub(super) fn xtf() -> Selection {
    Selection {
        tree: fixtures("xtf"),
        headers: vec!["argo.h".to_owned()],
        include: vec![trees::own()],
        prelude: Some(fixtures("xtf").join("prelude.h")),
        ..Selection::default()
    }
}

/// A tree in Linux's dialect: includes by `xen/interface/`, and a single form of handles.
pub(super) fn linux() -> Selection {
    let folder = fixtures("linux");
    Selection {
        tree: folder.join("xen/interface"),
        prelude: Some(folder.join("prelude.h")),
        include: vec![folder],
        ..Selection::default()
    }
}

/// Headers of long ago, to whose names our annotations give another meaning.
fn older() -> Foreign {
    Foreign {
        name: "older".to_owned(),
        input: Input::new(&fixtures("older"), &[])
            .with("--include", &trees::own().display().to_string())
            .switch("--tools"),
        uses: "/// Asks for a clock, by an operation of which nothing says what it reaches.
             pub fn ask<X: xen_abi::Hypercall>(
                 xen: &X,
                 domain: older::xen::DomId,
             ) -> older::xsm::flask_op::FlaskOp {
                 use older::{domctl, xsm::flask_op};
                 let mut clock = domctl::TscInfo::default();
                 // SAFETY: the handle is null.
                 let _ = unsafe { domctl::gettscinfo(xen, 7, domain, &mut clock) };
                 flask_op::FlaskOp { cmd: flask_op::FLASK_LOAD as u32, size: 0 }
             }\n"
        .to_owned(),
    }
}

/// The arguments of a selection.
pub(super) fn input(selection: &Selection) -> Input {
    let headers: Vec<&str> = selection.headers.iter().map(String::as_str).collect();
    let mut input = Input::new(&selection.tree, &headers);
    for folder in &selection.include {
        input = input.with("--include", &folder.display().to_string());
    }
    if let Some(prelude) = &selection.prelude {
        input = input.with("--prelude", &prelude.display().to_string());
    }
    input
}

/// All of them.
pub(super) fn all() -> Vec<Foreign> {
    let mut all = narrowed_releases();
    all.push(older());
    let original = original().map(|selection| ("edk2_original", selection));
    for (name, selection) in [("edk2", edk2())].into_iter().chain(original) {
        all.push(Foreign {
            name: name.to_owned(),
            input: input(&selection),
            uses: use_event_channels(name),
        });
    }
    all.push(Foreign {
        name: "constructs".to_owned(),
        input: Input::new(&fixtures("constructs"), &[])
            .with("--include", &trees::own().display().to_string()),
        uses: String::new(),
    });
    all.push(Foreign {
        name: "xtf".to_owned(),
        input: input(&xtf()),
        uses: use_argo("xtf"),
    });
    all.push(Foreign {
        name: "linux".to_owned(),
        input: input(&linux()),
        uses: use_event_channels("linux"),
    });
    all
}
