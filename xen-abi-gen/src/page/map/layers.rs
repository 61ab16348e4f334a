//! A union as bars above each other: each member is a layer over the same bytes.

use std::fmt::Write as _;

use super::layout::{Layout, Part, Sort};
use super::pieces::{Piece, class, pieces, words};

/// How many marks a ruler has at most, beside the last.
const MARKS: u64 = 8;

/// The drawing.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::page) struct Layers {
    /// The marks of the ruler: how far from the left, and the byte.
    pub(in crate::page) ruler: Vec<(String, u64)>,
    /// The layers.
    pub(in crate::page) layers: Vec<Layer>,
}

/// A member of the union.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::page) struct Layer {
    /// Its name.
    pub(in crate::page) name: String,
    /// Its boxes: one, or those of the struct that is declared here.
    pub(in crate::page) bars: Vec<Bar>,
}

/// A box.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::page) struct Bar {
    /// How far from the left it begins, and how wide it is.
    pub(in crate::page) left: String,
    /// How wide it is.
    pub(in crate::page) width: String,
    /// Its classes.
    pub(in crate::page) class: String,
    /// What stands in it.
    pub(in crate::page) label: String,
    /// What it is, in words.
    pub(in crate::page) title: String,
}

impl Layers {
    /// Draws a union.
    pub(in crate::page) fn draw(layout: &Layout) -> Self {
        let whole = layout.size * 8;
        if whole == 0 {
            return Self::default();
        }
        let mut step = 1;
        while layout.size / step > MARKS {
            step *= 2;
        }
        let marks = (0..layout.size / step).map(|mark| mark * step);
        // The end has its mark always, and the one before it none if both would touch.
        let marks = marks.filter(|mark| *mark == 0 || layout.size - mark >= step);
        let ruler = marks.chain([layout.size]);
        Self {
            ruler: ruler.map(|byte| (share(byte * 8, whole), byte)).collect(),
            layers: layout.parts.iter().map(|part| layer(part, whole)).collect(),
        }
    }
}

fn layer(part: &Part, whole: u64) -> Layer {
    let own = |piece, from, to| bar(piece, (from, to), part.offset, whole);
    let bars = match &part.inner {
        Some(inner) => pieces(inner)
            .into_iter()
            .map(|(piece, from, to)| own(piece, from, to))
            .collect(),
        None => {
            let end = match part.sort {
                Sort::Flexible => whole - part.offset,
                _ => part.size,
            };
            vec![own(Piece::Part(part), 0, end)]
        }
    };
    Layer {
        name: format!("{}{}", part.mark.sign(), part.shown_name()),
        bars,
    }
}

fn bar(piece: Piece<'_>, (from, to): (u64, u64), base: u64, whole: u64) -> Bar {
    let (label, title) = words(piece, base + from, base + to);
    Bar {
        left: share(base + from, whole),
        width: share(to - from, whole),
        class: class(piece),
        label,
        title,
    }
}

/// A part of a whole in percent, with no more digits than it needs.
fn share(part: u64, whole: u64) -> String {
    let thousandths = u128::from(part) * 100_000 / u128::from(whole.max(1));
    let mut text = (thousandths / 1000).to_string();
    if thousandths % 1000 != 0 {
        let _ = write!(text, ".{:03}", thousandths % 1000);
    }
    match text.contains('.') {
        true => text.trim_end_matches('0').to_owned(),
        false => text,
    }
}
