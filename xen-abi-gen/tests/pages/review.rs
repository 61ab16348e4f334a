//! The page of a comparison in a browser.

use serde_json::json;

use super::browser::Browser;
use super::{holds_everywhere, pictures};
use crate::common::folder::Folder;
use crate::common::trees::upstream;

/// Headers of which one record has a member of every mark.
const OLD: &str = "#define XEN_MAX 4\nstruct moved { unsigned char kind; unsigned char gone; \
     unsigned short pad; unsigned int wide; unsigned int late; unsigned int name; };\n\
     struct leaves { int x; };\n#define XEN_SYSCTL_INTERFACE_VERSION 1\n";
const NEW: &str = "#define XEN_MAX 5\nstruct moved { unsigned char kinds; unsigned char pad2[3]; \
     unsigned long long wide; unsigned int late; unsigned int names; unsigned int more; \
     unsigned int pad3; };\nstruct comes { int x; };\n#define XEN_SYSCTL_INTERFACE_VERSION 1\n";

#[test]
fn old_and_new_maps_are_marked_by_colour_and_sign() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let folder = Folder::new();
    folder.put("old/sysctl.h", OLD);
    folder.put("new/sysctl.h", NEW);
    let command = [
        "diff", "old", "new", "--target", "x86_64", "--format", "html", "--out", "d.html",
    ];
    let report = folder.run(&command);
    assert_eq!(report.code, 1, "{}", report.stderr);
    browser.look(1300, "light");
    browser.open(&folder.path("d.html"), "");
    let marks = |browser: &mut Browser, side: u32| {
        browser.evaluate(&format!(
            "[...document.querySelectorAll('#moved .g')[{side}].querySelectorAll('i')]\
             .filter((box) => box.textContent)\
             .map((box) => box.textContent + ' ' + box.className.split(' ').slice(1).join(' '))"
        ))
    };
    let old = json!([
        "~ kind changed",
        "\u{2212} gone removed",
        "\u{2212} pad removed",
        "\u{2194} wide resized",
        "\u{2192} late moved",
        "\u{2212} name removed"
    ]);
    assert_eq!(marks(&mut browser, 0), old);
    let new = json!([
        "~ kinds changed",
        "+ pad2 added",
        "\u{2194} wide resized",
        "\u{2192} late moved",
        "+ names added",
        "+ more added",
        "+ pad3 added"
    ]);
    assert_eq!(marks(&mut browser, 1), new);
    // One stands above the other, to the same scale.
    let above = browser.evaluate(
        "(() => { const [a, b] = [...document.querySelectorAll('#moved .g')]\
         .map((map) => map.getBoundingClientRect()); \
         return a.bottom <= b.top && a.left === b.left && a.width === b.width; })()",
    );
    assert_eq!(above, json!(true));
    let alarm = browser.evaluate("document.querySelector('.alarm').textContent");
    let alarm = alarm.as_str().expect("text");
    assert!(
        alarm.contains("XEN_SYSCTL_INTERFACE_VERSION is still 0x1"),
        "{alarm}"
    );
    let linked = browser.evaluate("document.querySelector('.alarm a').getAttribute('href')");
    assert_eq!(linked, json!("#moved"));
    browser.expect_no_errors();
}

#[test]
fn filters_leave_what_was_asked_for() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let folder = Folder::new();
    folder.put(
        "old/a.h",
        "#define A_MAX 4\nstruct a { int x; };\n#define GONE 1\n",
    );
    folder.put(
        "new/a.h",
        "#define A_MAX 5\nstruct a { int x; };\n#ifdef __i386__\n#define ONLY 1\n#endif\n",
    );
    folder.put("old/b.h", "struct b { int x; };\n");
    folder.put("new/b.h", "struct b { int y; long z; };\n");
    let report = folder.run(&["diff", "old", "new", "--format", "html", "--out", "d.html"]);
    assert_eq!(report.code, 1, "{}", report.stderr);
    browser.look(1300, "light");
    browser.open(&folder.path("d.html"), "");
    let shown = "[...document.querySelectorAll('.changes tbody tr')]\
        .filter((row) => row.checkVisibility()).map((row) => row.querySelector('th').textContent)";
    let all = browser.evaluate(shown);
    let all: Vec<_> = all.as_array().expect("rows").clone();
    assert!(all.len() > 4, "{all:?}");
    let set = |browser: &mut Browser, what: &str| {
        browser.evaluate(&format!(
            "(() => {{ const form = document.querySelector('.filters'); form.reset(); {what}; \
             form.dispatchEvent(new Event('input')); }})()"
        ));
        browser.evaluate(shown)
    };
    let only = |verdict: &str| {
        format!("for (const box of form.verdict) box.checked = box.value === '{verdict}'")
    };
    let additive = set(&mut browser, &only("additive"));
    let words = "[...document.querySelectorAll('.changes tbody tr')]\
        .filter((row) => row.checkVisibility()).map((row) => row.dataset.verdict)";
    let verdicts = browser.evaluate(words);
    let verdicts = verdicts.as_array().expect("verdicts");
    assert!(
        !verdicts.is_empty() && verdicts.iter().all(|one| one == "additive"),
        "{additive}"
    );
    let counted = browser.evaluate("document.querySelector('.filters output').textContent");
    assert_eq!(
        counted,
        json!(format!("{} of {} lines", verdicts.len(), all.len()))
    );
    let header = set(&mut browser, "form.header.value = 'b.h'");
    assert!(header.as_array().expect("rows").len() < all.len());
    let sections = browser.evaluate(
        "[...document.querySelectorAll('[data-header]')].filter((one) => one.checkVisibility())\
         .map((one) => one.dataset.header)",
    );
    assert_eq!(sections, json!(["b.h"]));
    let arm = set(&mut browser, "form.target.value = 'aarch64'");
    assert!(!arm.to_string().contains("ONLY"), "{arm}");
    let x86 = set(&mut browser, "form.target.value = 'i686'");
    assert!(x86.to_string().contains("ONLY"), "{x86}");
    let named = set(&mut browser, "form.name.value = 'gone'");
    assert_eq!(named, json!(["GONE"]));
    assert_eq!(set(&mut browser, ""), json!(all));
    browser.expect_no_errors();
}

#[test]
fn the_page_says_what_the_other_forms_say() {
    let Some([old, new]) = upstream("4.17").zip(upstream("4.20")).map(<[_; 2]>::from) else {
        return;
    };
    let folder = Folder::new();
    let sides = [&old, &new].map(|side| side.display().to_string());
    let compare = |format: &str, more: &[&str]| {
        let command = ["diff", &sides[0], &sides[1], "--format", format];
        let outcome = folder.run(&[&command, more].concat());
        assert_eq!(outcome.code, 1, "{}", outcome.stderr);
        outcome.stdout
    };
    compare("html", &["--out", "d.html"]);
    let markdown = compare("markdown", &[]);
    let page = std::fs::read_to_string(folder.path("d.html")).expect("the page");
    let rows = |text: &str, start: &str| text.matches(start).count();
    let lines = markdown
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| |"));
    assert_eq!(
        rows(&page, "<tr data-verdict="),
        lines.count(),
        "as many lines"
    );
    let Some(mut browser) = Browser::start() else {
        return;
    };
    browser.look(1300, "light");
    browser.open(&folder.path("d.html"), "");
    let shown = browser.evaluate(
        "[...document.querySelectorAll('.changes tbody tr')]\
         .map((row) => [...row.querySelectorAll('th, td')].slice(1, 3)\
         .map((cell) => cell.textContent.trim()))",
    );
    let bare = |text: &str| text.replace('\\', "").replace('\'', "`");
    let markdown = bare(&markdown);
    for row in shown.as_array().expect("rows") {
        for cell in row.as_array().expect("cells") {
            let text = bare(cell.as_str().expect("text"));
            assert!(markdown.contains(&text), "{text} is not in the Markdown");
        }
    }
    holds_everywhere(&mut browser);
    browser.look(1300, "light");
    browser.picture(&pictures().join("review-usual-light.png"));
    browser.expect_no_errors();
}
