//! The page of an ABI in a browser.

use std::time::Duration;

use serde_json::json;

use super::browser::Browser;
use super::{WIDTHS, boxes, holds_everywhere, own_dumps, own_page, page, pictures};
use crate::common::amount::Amount;
use crate::common::folder::Folder;
use crate::common::trees::upstream;

/// How large the page of a whole release may be, in bytes.
const LARGEST: u64 = 4_000_000;

/// How long it may take to open.
const SLOWEST: Duration = Duration::from_secs(1);

/// How often opening is tried: another program may be in the way once.
const TRIES: usize = 4;

#[test]
fn the_page_of_the_headers_is_drawn_as_the_model_says() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let file = own_page();
    for &width in Amount::wanted().of(&WIDTHS[..1], &WIDTHS[..], &WIDTHS[..]) {
        browser.look(width, "light");
        browser.open(file, "");
        let maps = boxes::compare(&mut browser, own_dumps());
        assert!(maps > 150, "only {maps} byte maps at {width} pixels");
    }
    browser.expect_no_errors();
}

#[test]
fn names_are_found_and_places_are_reached() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let file = own_page();
    browser.look(1300, "light");
    // A sample takes every other place and name.
    let step = Amount::wanted().of(2, 1, 1);
    let in_sight = "(() => { const { top } = document.querySelector(':target > h4, :target > h3, \
                    tr:target').getBoundingClientRect(); return top >= 0 && top < innerHeight; })()";
    for place in [
        "evtchn_alloc_unbound",
        "EVTCHNOP_alloc_unbound",
        "event_channel_op",
        "DOMID_SELF",
    ]
    .into_iter()
    .step_by(step)
    {
        browser.open(file, &format!("#{place}"));
        assert_eq!(
            browser.evaluate(in_sight),
            json!(true),
            "{place} is not in sight"
        );
    }
    // Every link within the page leads somewhere, and no place is there twice.
    let lost = browser.evaluate(
        "[...document.querySelectorAll('a[href]')].map((link) => link.getAttribute('href'))\
         .filter((to) => !to.startsWith('#') || !document.getElementById(to.slice(1)))",
    );
    assert_eq!(lost, json!([]), "links that lead nowhere");
    let twice = browser.evaluate(
        "(() => { const ids = [...document.querySelectorAll('[id]')].map((one) => one.id); \
         return ids.filter((id, at) => ids.indexOf(id) !== at); })()",
    );
    assert_eq!(twice, json!([]), "places that are there twice");
    // By C name, by Rust name, from the keyboard alone.
    for (typed, place) in [
        ("evtchn_alloc_unbound", "evtchn_alloc_unbound"),
        ("EVTCHNOP_clo", "EVTCHNOP_close"),
        ("event_channel::AllocUnbound", "evtchn_alloc_unbound"),
        ("event_channel::bind_virq", "EVTCHNOP_bind_virq"),
    ]
    .into_iter()
    .step_by(step)
    {
        browser.open(file, "");
        browser.press("/");
        browser.write(typed);
        browser.press("Enter");
        let at = browser.evaluate("location.hash.slice(1)");
        assert_eq!(at, json!(place), "what `{typed}` finds");
        assert_eq!(
            browser.evaluate(in_sight),
            json!(true),
            "{place} is not in sight"
        );
        let focused = browser.evaluate("document.activeElement.id");
        assert_eq!(focused, json!(place), "the keyboard goes on from there");
    }
    browser.open(file, "");
    browser.press("/");
    browser.write("no such name");
    let said = browser.evaluate("document.querySelector('#search-found').textContent");
    assert_eq!(said, json!("no such name"));
    browser.press("Escape");
    let hidden = browser.evaluate("document.querySelector('#search-found').hidden");
    assert_eq!(hidden, json!(true));
    // The first stop of the keyboard skips to the content.
    browser.open(file, "");
    browser.press("Tab");
    let first = browser.evaluate("document.activeElement.getAttribute('href')");
    assert_eq!(first, json!("#main"));
    browser.expect_no_errors();
}

#[test]
fn the_page_holds_in_every_window_on_paper_and_without_script() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let file = own_page();
    browser.open(file, "");
    holds_everywhere(&mut browser);
    // Headings go down by one step at a time, and every table has a caption and scopes.
    let leaps = browser.evaluate(
        "(() => { let last = 0; return [...document.querySelectorAll('h1, h2, h3, h4, h5')]\
         .filter((head) => { const level = Number(head.tagName[1]); const leap = level > last + 1; \
         last = level; return leap; }).map((head) => head.textContent); })()",
    );
    assert_eq!(leaps, json!([]), "headings that leave out a level");
    let bare = browser.evaluate(
        "[...document.querySelectorAll('table')].filter((table) => !table.caption || \
         [...table.querySelectorAll('th')].some((head) => !head.scope)).length",
    );
    assert_eq!(bare, json!(0), "tables without a caption or scopes");
    // A sample takes two pictures.
    for (name, width, scheme, place) in [
        ("records-narrow-light", 400, "light", "#evtchn_status"),
        ("records-usual-light", 1300, "light", "#vcpu_runstate_info"),
        ("records-wide-dark", 2400, "dark", "#vcpu_info"),
        ("hypercalls-usual-dark", 1300, "dark", "#event_channel_op"),
        ("start-usual-light", 1300, "light", ""),
    ]
    .into_iter()
    .step_by(Amount::wanted().of(3, 1, 1))
    {
        browser.look(width, scheme);
        browser.open(file, place);
        browser.picture(&pictures().join(format!("{name}.png")));
    }
    browser.media("print", "light");
    let shown = browser.evaluate("getComputedStyle(document.querySelector('nav')).display");
    assert_eq!(shown, json!("none"), "contents are not printed");
    // The document has hundreds of pages, which a sample leaves out.
    if Amount::wanted() != Amount::Sample {
        let printed = browser.print();
        assert!(
            printed.starts_with(b"%PDF") && printed.len() > 100_000,
            "it is not printed"
        );
    }
    browser.media("", "light");
    browser.call(
        "Emulation.setScriptExecutionDisabled",
        json!({"value": true}),
    );
    browser.open(file, "");
    let hidden = browser.evaluate("document.querySelector('search').hidden");
    assert_eq!(
        hidden,
        json!(true),
        "a search that does nothing is not offered"
    );
    browser.expect_no_errors();
}

#[test]
fn a_whole_release_stays_small_and_opens_at_once() {
    let Some(tree) = upstream("4.20") else {
        return;
    };
    let folder = Folder::new();
    let file = folder.path("4.20.html");
    page(&tree, &["--tools"], &file);
    let size = std::fs::metadata(&file).expect("the page").len();
    println!("the page of Xen 4.20 with tools: {size} bytes");
    assert!(size < LARGEST, "the page has {size} bytes");
    let Some(mut browser) = Browser::start() else {
        return;
    };
    browser.look(1300, "light");
    // Time of the processor, which others on the machine do not take away.
    browser.call("Performance.enable", json!({"timeDomain": "threadTicks"}));
    let mut opened = (0..TRIES).map(|_| {
        browser.open(&file, "");
        let metrics = browser.call("Performance.getMetrics", json!({}));
        let metrics = metrics["metrics"].as_array().expect("a list");
        let busy = metrics
            .iter()
            .find(|metric| metric["name"] == "TaskDuration");
        let busy = busy.and_then(|metric| metric["value"].as_f64());
        let took = Duration::from_secs_f64(busy.expect("how long it was busy"));
        println!("it opens in {took:?}");
        took
    });
    assert!(
        opened.any(|took| took < SLOWEST),
        "it opens in {SLOWEST:?} in no try"
    );
    holds_everywhere(&mut browser);
    browser.expect_no_errors();
}
