//! The pages of `dump` and `diff`: what they hold, and how a browser shows them.

mod abi;
mod boxes;
mod browser;
mod hostile;
mod output;
mod review;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde_json::{Value, json};
use xen_abi_gen::model::target::Target;

use crate::common::amount::Amount;
use crate::common::generator::{Input, run};
use crate::common::trees::own;
use crate::common::workspace;
use browser::Browser;

/// The windows that a page is looked at in: narrow, usual, wide.
const WIDTHS: [u32; 3] = [400, 1300, 2400];

/// The colours that it is looked at in.
const SCHEMES: [&str; 2] = ["light", "dark"];

/// The windows and the colours that a page is looked at in. A sample takes the narrowest and the
/// widest window, each in other colours.
fn looks() -> Vec<(u32, &'static str)> {
    let all = WIDTHS
        .into_iter()
        .flat_map(|width| SCHEMES.map(|scheme| (width, scheme)));
    let step = Amount::wanted().of(5, 1, 1);
    all.step_by(step).collect()
}

/// Where pictures are kept for a person.
fn pictures() -> PathBuf {
    workspace().join("target/pages")
}

/// Writes the page of a tree.
fn page(tree: &Path, options: &[&str], out: &Path) {
    let (tree, out) = (tree.display().to_string(), out.display().to_string());
    let command = [
        "dump",
        "--format",
        "html",
        "--headers",
        &tree,
        "--out",
        &out,
    ];
    run(command.iter().chain(options)).unwrap_or_else(|said| panic!("{said}"));
}

/// The page of the project's headers, beside the pictures; written once for all tests.
fn own_page() -> &'static Path {
    static WRITTEN: LazyLock<PathBuf> = LazyLock::new(|| {
        let file = pictures().join("own.html");
        fs::create_dir_all(pictures()).expect("a folder");
        page(&own(), &[], &file);
        file
    });
    &WRITTEN
}

/// The models of the project's headers, one per target; read once for all tests.
fn own_dumps() -> &'static [Value] {
    static READ: LazyLock<Vec<Value>> = LazyLock::new(|| {
        let input = Input::new(&own(), &[]);
        Target::ALL.map(|target| input.dump(target)).into()
    });
    &READ
}

/// Looks at the open page in [`looks`]: nothing is wider than the window, and
/// all text can be read.
fn holds_everywhere(browser: &mut Browser) {
    for (width, scheme) in looks() {
        browser.look(width, scheme);
        let wide = browser.evaluate("document.documentElement.scrollWidth");
        assert_eq!(wide, json!(width), "the page is wider than its window");
        let pale = browser.evaluate(PALE);
        assert_eq!(pale, json!([]), "text that is hard to read, {scheme}");
    }
}

/// Text with less contrast than 4.5 to what is behind it, by colours and class.
const PALE: &str = r"(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const known = new Map();
  const channels = (colour) => {
    if (!known.has(colour)) {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      known.set(colour, [...canvas.getImageData(0, 0, 1, 1).data]);
    }
    return known.get(colour);
  };
  const luminance = (colour) => {
    const [r, g, b] = channels(colour).map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (channels(colour)[3] === 255) return colour;
    }
    return 'white';
  };
  const pale = new Set();
  const seen = new Set();
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || element.closest('script, .skip, .vh, option, select')) continue;
    const kind = element.tagName + '.' + element.className + '<' + element.parentElement.className;
    if (seen.has(kind)) continue;
    seen.add(kind);
    const [front, back] = [luminance(getComputedStyle(element).color), luminance(behind(element))];
    const ratio = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
    if (ratio < 4.5) pale.add(kind + ' ' + ratio.toFixed(2));
  }
  return [...pale];
})()";
