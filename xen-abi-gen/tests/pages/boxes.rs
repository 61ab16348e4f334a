//! Where a browser puts the boxes of byte maps, beside what the model says of offsets and sizes.

use std::collections::BTreeMap;

use serde_json::Value;

use super::browser::Browser;

/// Reads every byte map of the page: rulers and boxes as the browser lays them out.
const MEASURE: &str = r"(() => {
  const rect = (element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    return { left, right, top, bottom };
  };
  const found = [];
  for (const article of document.querySelectorAll('#main article[id]')) {
    for (const variant of article.querySelectorAll(':scope > .vs > .v')) {
      const on = variant.querySelector('.on')?.textContent ?? '';
      for (const map of variant.querySelectorAll('.g')) {
        const columns = [...map.querySelectorAll('u')].map(rect);
        found.push({
          id: article.id, on, kind: 'struct',
          left: columns[0].left, right: columns[7].right,
          rows: [...map.querySelectorAll('b')].slice(1)
            .map((row) => ({ text: row.textContent, ...rect(row) })),
          boxes: [...map.querySelectorAll('i')].map((box) => ({
            ...rect(box), text: box.textContent, class: box.className, title: box.title,
          })),
        });
      }
      for (const map of variant.querySelectorAll('.l')) {
        found.push({
          id: article.id, on, kind: 'union',
          layers: [...map.querySelectorAll('p:not(.t)')].map((layer) => ({
            name: layer.querySelector('b').textContent,
            ...rect(layer.querySelector('span')),
            boxes: [...layer.querySelectorAll('i')].map(rect),
          })),
        });
      }
    }
  }
  return found;
})()";

/// Shows all of the page at once: what is out of sight is not laid out otherwise.
const ALL: &str = "document.styleSheets[0].insertRule(\
    'article { content-visibility: visible !important }', \
    document.styleSheets[0].cssRules.length)";

/// How far a box may be from its place, in pixels: its border, and the browser's rounding.
const NEAR: f64 = 1.6;

/// The records of a dump by their places on the page.
fn records(dump: &Value) -> BTreeMap<String, (&str, &Value)> {
    let records = dump["records"].as_object().expect("records").iter();
    let place = |key: &str| key.replace(['(', ')'], "").replace(' ', "-");
    records
        .map(|(key, record)| (place(key), (key.as_str(), record)))
        .collect()
}

/// Compares every map of the page with the dumps of its targets; returns how many there were.
pub(super) fn compare(browser: &mut Browser, dumps: &[Value]) -> usize {
    browser.evaluate(ALL);
    let maps = browser.evaluate(MEASURE);
    let maps = maps.as_array().expect("a list");
    let by_place: Vec<_> = dumps
        .iter()
        .map(|dump| (dump["target"].as_str().expect("a target"), records(dump)))
        .collect();
    for map in maps {
        let on = map["on"].as_str().expect("targets");
        let id = map["id"].as_str().expect("a place");
        let mut compared = 0;
        for (target, records) in &by_place {
            if !on.is_empty() && !on.split(' ').any(|one| one == *target) {
                continue;
            }
            let Some((key, record)) = records.get(id) else {
                panic!("the page has {id} on {on}, the model has not");
            };
            match map["kind"].as_str() {
                Some("struct") => rows(key, map, record),
                _ => layers(key, map, record),
            }
            compared += 1;
        }
        assert!(compared > 0, "{} is on no target", map["id"]);
    }
    maps.len()
}

fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("{value} is no number"))
}

fn fields(record: &Value) -> Vec<(String, u64, u64)> {
    let fields = record["fields"].as_array().expect("members").iter();
    fields
        .map(|field| {
            let bits = |part: &str| field[part].as_u64().expect("bits");
            let name = field["name"].as_str().expect("a name").to_owned();
            (name, bits("offset_bits"), bits("size_bits"))
        })
        .collect()
}

/// A struct: what covers which bits, by the rulers that the boxes stand beside.
fn rows(key: &str, map: &Value, record: &Value) {
    let (left, right) = (number(&map["left"]), number(&map["right"]));
    let rows = map["rows"].as_array().expect("rows");
    // A row's first bit by its ruler, or the row before and its length where rows are left out.
    let at = |height: f64| {
        let row = rows.iter().find(|row| {
            number(&row["top"]) - NEAR < height && height < number(&row["bottom"]) - NEAR
        });
        let row = row.unwrap_or_else(|| panic!("{key}: no row at {height}"));
        let byte: u64 = row["text"]
            .as_str()
            .expect("an offset")
            .parse()
            .expect("an offset");
        byte * 8
    };
    let bit = |x: f64| {
        let exact = (x - left) / (right - left) * 64.0;
        let near = exact.round();
        let pixels = (exact - near).abs() * (right - left) / 64.0;
        assert!(pixels < NEAR, "{key}: {x} is at bit {exact}");
        near as u64
    };
    let mut found: Vec<(String, u64, u64)> = Vec::new();
    for drawn in map["boxes"].as_array().expect("boxes") {
        let text = drawn["text"].as_str().expect("a label");
        let class = drawn["class"].as_str().expect("classes");
        let mut classes = class.split(' ');
        if class == "x" {
            continue;
        }
        let from = at(number(&drawn["top"])) + bit(number(&drawn["left"]));
        let last = number(&drawn["bottom"]) - 2.0 * NEAR - 2.0;
        let to = at(last) + bit(number(&drawn["right"]) - 1.0);
        if classes.any(|class| class == "k") {
            let before = found.last_mut().expect("a box before");
            assert_eq!(before.2, from, "{key}: {} goes on elsewhere", before.0);
            before.2 = to;
            before.0 += text;
        } else {
            found.push((text.to_owned(), from, to));
        }
    }
    let mut end = 0;
    for (name, from, to) in &found {
        assert_eq!(*from, end, "{key}: {name} is not where the box before ends");
        end = *to;
    }
    let drawn: Vec<_> = found
        .into_iter()
        .filter(|(name, ..)| !name.is_empty())
        .map(|(name, from, to)| (bare(&name), from, to - from))
        .collect();
    let mut model = fields(record);
    model.retain(|(_, _, size)| *size > 0);
    assert_eq!(drawn, model, "{key}: {}", map["on"]);
    let open = record["fields"].as_array().expect("members").iter();
    let open = open.clone().any(|field| {
        let ty = field["type"].as_str().expect("a type");
        field["size_bits"] == 0 && ty.ends_with(']')
    });
    let size = record["size"].as_u64().expect("a size") * 8;
    assert!(
        open || end == size,
        "{key}: the boxes end at {end} of {size}"
    );
}

/// What stands in a box for a member without a name is no name.
fn bare(shown: &str) -> String {
    match shown {
        "(union)" | "(struct)" | "(unnamed)" => String::new(),
        name => name.to_owned(),
    }
}

/// A union: how far each layer goes, as a share of the whole.
fn layers(key: &str, map: &Value, record: &Value) {
    let whole = record["size"].as_f64().expect("a size") * 8.0;
    let layers = map["layers"].as_array().expect("layers");
    let fields = fields(record);
    assert_eq!(layers.len(), fields.len(), "{key}: one layer a member");
    for (layer, (name, offset, size)) in layers.iter().zip(fields) {
        assert_eq!(bare(layer["name"].as_str().expect("a name")), name, "{key}");
        let (left, right) = (number(&layer["left"]) + 1.0, number(&layer["right"]) - 1.0);
        let boxes = layer["boxes"].as_array().expect("boxes");
        let (Some(first), Some(last)) = (boxes.first(), boxes.last()) else {
            assert_eq!(size, 0, "{key}.{name}: no box");
            continue;
        };
        if size == 0 {
            continue;
        }
        let expected = |bits: u64| left + (right - left) * bits as f64 / whole;
        let from = number(&first["left"]) - expected(offset);
        let to = number(&last["right"]) - expected(offset + size);
        assert!(
            from.abs() < NEAR && to.abs() < NEAR,
            "{key}.{name}: off by {from} and {to} pixels"
        );
    }
}
