//! What pages hold and how they are written.

use std::collections::BTreeSet;
use std::fs;

use super::{own_dumps, own_page, page};
use crate::accepted::Accepted;
use crate::common::fixtures;
use crate::common::folder::{Folder, GOOD};

#[test]
fn the_page_of_a_small_tree_reads_so() {
    let folder = Folder::new();
    let file = folder.path("page.html");
    page(&fixtures("pages"), &[], &file);
    let text = fs::read_to_string(file).expect("the page");
    let main = text
        .split_once("<main")
        .and_then(|(_, rest)| rest.split_once("</main>"));
    let tree = fixtures("pages").display().to_string();
    assert!(
        !main.expect("the content").0.contains(&tree),
        "the content names the folder"
    );
    let body = main.expect("the content").0.replace("><", ">\n<");
    let accepted = Accepted::new("pages");
    accepted.compare("small_tree", &body);
    accepted.finish();
}

#[test]
fn the_same_headers_give_the_same_page() {
    let folder = Folder::new();
    let written = ["1", "4"].map(|threads| {
        let file = folder.path(&format!("{threads}.html"));
        let mut command = folder.command(&["dump", "--format", "html", "--headers"]);
        command.arg(fixtures("pages")).arg("--out").arg(&file);
        command
            .env("XEN_ABI_THREADS", threads)
            .env("LC_ALL", "tr_TR.UTF-8");
        assert!(command.status().expect("the generator runs").success());
        fs::read(file).expect("the page")
    });
    assert!(written[0] == written[1], "the pages differ");
}

#[test]
fn a_page_goes_to_a_file_and_as_a_whole() {
    let folder = Folder::new();
    folder.put("tree/xen.h", GOOD);
    folder.put("broken/xen.h", "struct {");
    let dump = ["dump", "--format", "html", "--headers"];
    let run = |more: &[&str]| folder.run(&[&dump, more].concat());
    let without = run(&["tree"]);
    assert_eq!(without.code, 2, "{}", without.stderr);
    assert!(
        without.stderr.contains("--out <FILE>"),
        "{}",
        without.stderr
    );
    assert_eq!(run(&["tree", "--out", "page.html"]).code, 0);
    let before = fs::read(folder.path("page.html")).expect("the page");
    // An error in the headers leaves the page as it was.
    assert_eq!(run(&["broken", "--out", "page.html"]).code, 1);
    assert_eq!(
        fs::read(folder.path("page.html")).expect("the page"),
        before
    );
    let nowhere = run(&["tree", "--out", "no/such/page.html"]);
    assert_eq!(nowhere.code, 2, "{}", nowhere.stderr);
    assert!(
        nowhere.stderr.contains("cannot write"),
        "{}",
        nowhere.stderr
    );
    let files = fs::read_dir(folder.path("")).expect("the folder").count();
    assert_eq!(files, 3, "something is left behind");
}

#[test]
fn every_form_can_go_to_a_file() {
    let folder = Folder::new();
    folder.put("old/xen.h", GOOD);
    folder.put("new/xen.h", GOOD.replace("XEN_COUNT 3", "XEN_COUNT 4"));
    for command in [
        &["dump", "--headers", "old"][..],
        &[
            "dump",
            "--headers",
            "old",
            "--format",
            "text",
            "--target",
            "i686",
        ],
        &[
            "dump",
            "--headers",
            "old",
            "--target",
            "i686",
            "--target",
            "armv7",
        ],
        &["diff", "old", "new"],
        &["diff", "old", "new", "--format", "markdown"],
        &["diff", "old", "new", "--format", "json"],
    ] {
        let printed = folder.run(command);
        let written = folder.run(&[command, &["--out", "file"]].concat());
        assert_eq!(
            (written.code, written.stdout.as_str()),
            (printed.code, ""),
            "{command:?}"
        );
        let file = fs::read_to_string(folder.path("file")).expect("the file");
        assert_eq!(file, printed.stdout, "{command:?}");
    }
}

#[test]
fn the_page_holds_every_name_of_the_model() {
    let text = fs::read_to_string(own_page()).expect("the page");
    let places = text.split(" id=\"").skip(1);
    let places: BTreeSet<&str> = places.filter_map(|rest| rest.split('"').next()).collect();
    for dump in own_dumps() {
        let keys = |part: &str| {
            let part = dump[part].as_object().expect("a map");
            part.keys().cloned().collect::<Vec<_>>()
        };
        let mut names: Vec<String> = Vec::new();
        for part in [
            "constants",
            "strings",
            "records",
            "enums",
            "hypercalls",
            "c_enums",
        ] {
            names.extend(keys(part));
        }
        for call in dump["hypercalls"].as_object().expect("a map").values() {
            let ops = call["ops"].as_array().expect("operations").iter();
            names.extend(ops.map(|op| op["name"].as_str().expect("a name").to_owned()));
        }
        for name in names {
            let place = name.replace(['(', ')'], "").replace(' ', "-");
            let spaces = ["", "-family", "-hypercall", "-enum", "-value"];
            let mut possible = spaces.iter().map(|space| format!("{place}{space}"));
            assert!(
                possible.any(|place| places.contains(place.as_str())),
                "{name} of {} has no place on the page",
                dump["target"]
            );
        }
        for skipped in dump["skipped"].as_array().expect("a list") {
            let reason = skipped["reason"].as_str().expect("a reason");
            let reason = reason
                .split(['\'', '"', '<', '>', '&'])
                .next()
                .expect("a start");
            assert!(text.contains(reason), "{skipped}");
        }
    }
}
