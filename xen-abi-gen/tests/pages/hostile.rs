//! Whatever headers and saved dumps hold, a browser shows as text.

use std::fs;

use serde_json::json;

use super::browser::Browser;
use super::page;
use crate::common::folder::Folder;

/// Markup that would show if it were taken for such.
const MARKUP: &str = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\\\"'&lt;";

/// Trees that are at odds with something: names of C that are words of Rust, hidden characters,
/// code in comments, names of the page's own.
fn trees() -> Vec<(&'static str, String)> {
    let markup = format!(
        "/* <script>alert(1)</script> */\n\
         struct d {{ int x; /* <b onclick=alert(3)>x</b> */ }};\n\
         #define XEN_NAME \"{MARKUP}\"\n\
         #define XEN_CLOSE \"</style></title></textarea>--><svg onload=alert(4)>\"\n"
    );
    let operations = "#define __HYPERVISOR_test_op 7\n\
         /*\n * ` enum neg_errnoval\n * ` HYPERVISOR_test_op(enum test_op cmd, void *arg)\n * `\n\
         \x20* @cmd the operation\n * @arg <img src=x onerror=alert(5)> of the operation\n *\n\
         \x20* Errors:\n *   ENOSYS  <script>alert(6)</script>\n */\n\
         /* ` enum test_op { */\n\
         #define TESTOP_one 1 /* ` => struct one */\n/* ` } */\n\
         struct one { unsigned int a; };\n";
    vec![
        ("markup", markup),
        ("operations", operations.to_owned()),
        (
            "hidden",
            "/** \u{202e}abc\u{202c} \u{2066}x\u{2069} \u{200b} zero */\nstruct a { int x; };\n\
             #define XEN_TEXT \"\u{202e}gnp.exe\u{200b}\"\n"
                .to_owned(),
        ),
        (
            "words",
            "struct crate { int self; int super; int type; int fn; int r; int async; };\n\
             struct constructor { int __proto__; int toString; };\nstruct hasOwnProperty { int x; };\n\
             struct main { int id; };\nstruct body { int location; };\n#define crate 1\n"
                .to_owned(),
        ),
        (
            "places",
            "struct found { int records; };\n#define records 1\n#define main 2\n\
             struct union_u { int a; };\nunion u { int a; char b; };\n"
                .to_owned(),
        ),
    ]
}

/// What pages are made of; anything else came from a header.
const FOREIGN: &str = "(() => { const own = 'html head meta title style body a header h1 h2 h3 h4 \
    p search input ol nav details summary ul li main section article div b u i span code table \
    caption thead tbody tr th td dl dt dd script form fieldset legend label select option output'\
    .split(' '); const all = [...document.querySelectorAll('*')]; return [ \
    ...all.filter((one) => !own.includes(one.localName)).map((one) => one.outerHTML.slice(0, 80)), \
    ...all.filter((one) => [...one.attributes].some((each) => each.name.startsWith('on') || \
    (['src', 'href'].includes(each.name) && !each.value.startsWith('#'))))\
    .map((one) => one.outerHTML.slice(0, 80)), \
    ...(document.scripts.length === 1 ? [] : ['scripts: ' + document.scripts.length])]; })()";

#[test]
fn headers_show_nothing_but_text() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    browser.look(1300, "light");
    for (name, text) in trees() {
        let folder = Folder::new();
        // The tree's name is on the page as well.
        let tree = format!("<i onclick=alert(8)>{name}");
        folder.put(
            &format!("{tree}/test.h"),
            format!("#define XEN_STAYS 1\n{text}"),
        );
        let file = folder.path("page.html");
        page(
            &folder.path(&tree),
            &["--target", "x86_64", "--target", "armv7"],
            &file,
        );
        browser.open(&file, "");
        assert_eq!(browser.evaluate(FOREIGN), json!([]), "{name}");
        let title = browser.evaluate("document.title");
        assert!(
            title.as_str().is_some_and(|title| title.ends_with(&tree)),
            "{title}"
        );
        let shown = browser.evaluate("document.querySelector('main').textContent");
        let shown = shown.as_str().expect("text").to_owned();
        match name {
            "markup" => assert!(
                shown.contains("</script><script>alert(1)</script>"),
                "{shown}"
            ),
            "operations" => {
                assert!(shown.contains("<img src=x onerror=alert(5)>"), "{shown}");
                assert!(shown.contains("<script>alert(6)</script>"), "{shown}");
            }
            "hidden" => {
                assert!(shown.contains("\\u{202e}gnp.exe\\u{200b}"), "{shown}");
                assert!(!shown.contains(['\u{202e}', '\u{200b}']), "{shown}");
            }
            _ => {}
        }
        // The search shows what it finds as text too.
        browser.press("/");
        browser.write("e");
        assert_eq!(
            browser.evaluate(FOREIGN),
            json!([]),
            "what the search finds in {name}"
        );
        browser.expect_no_errors();
    }
}

#[test]
fn saved_dumps_show_nothing_but_text() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let folder = Folder::new();
    folder.put(
        "old/xen.h",
        "#define XEN_STAYS 1\nstruct s { int a; int b; };\n",
    );
    let saved = folder.run(&["dump", "--headers", "old"]);
    assert_eq!(saved.code, 0, "{}", saved.stderr);
    let name = "<img src=x onerror=alert(1)>\u{202e}";
    let saved = saved
        .stdout
        .replace("\"xen.h\"", "\"\\\"><script>alert(2)</script>.h\"");
    folder.put("old.json", &saved);
    let new = saved.replace("\"b\"", &format!("\"{name}\""));
    folder.put(
        "new.json",
        new.replace("\"s\": {", "\"<svg onload=alert(3)>\": {"),
    );
    let report = folder.run(&[
        "diff", "old.json", "new.json", "--format", "html", "--out", "d.html",
    ]);
    assert_eq!(report.code, 1, "{}", report.stderr);
    let text = fs::read_to_string(folder.path("d.html")).expect("the page");
    assert!(
        !text.contains('\u{202e}') && text.contains("\\u{202e}"),
        "hidden characters"
    );
    browser.look(1300, "light");
    browser.open(&folder.path("d.html"), "");
    assert_eq!(browser.evaluate(FOREIGN), json!([]));
    let shown = browser.evaluate("document.querySelector('main').textContent");
    let shown = shown.as_str().expect("text");
    for text in [
        "<img src=x onerror=alert(1)>",
        "<script>alert(2)</script>",
        "<svg onload=alert(3)>",
    ] {
        assert!(shown.contains(text), "{text} is not in {shown}");
    }
    browser.expect_no_errors();
}
