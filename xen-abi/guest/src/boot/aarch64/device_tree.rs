//! A flattened device tree, as far as start of day asks it: nodes by what they are compatible with, and their properties.

use core::ptr::with_exposed_provenance;
use core::slice;
use core::str;

/// The tree's first word.
const MAGIC: u32 = 0xd00d_feed;

/// A node begins; its name follows.
const BEGIN: u32 = 1;
/// A node ends.
const END: u32 = 2;
/// A property: length, name, value follow.
const PROPERTY: u32 = 3;
/// Nothing.
const NOTHING: u32 = 4;

/// The tree in memory.
#[derive(Clone, Copy, Debug)]
pub(super) struct DeviceTree {
    blob: &'static [u8],
    structure: usize,
    strings: usize,
}

/// A node: where its first property or child is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Node(usize);

/// What stands at a place of the tree.
enum Token {
    Begin(&'static str),
    End,
    Property(&'static str, &'static [u8]),
    Nothing,
}

impl DeviceTree {
    /// The tree at an address; `None` where there is none.
    ///
    /// # Safety
    ///
    /// The address must be that of a device tree that nobody changes, or of any memory that can be read.
    pub(super) unsafe fn at(address: usize) -> Option<Self> {
        if address == 0 || address % 8 != 0 {
            return None;
        }
        // SAFETY: the header has ten words, and the second one says how many bytes the tree has.
        let blob = unsafe {
            let header = slice::from_raw_parts(with_exposed_provenance::<u8>(address), 40);
            if word(header, 0)? != MAGIC {
                return None;
            }
            slice::from_raw_parts(header.as_ptr(), word(header, 4)? as usize)
        };
        Some(Self { blob, structure: word(blob, 8)? as usize, strings: word(blob, 12)? as usize })
    }

    /// The root.
    pub(super) fn root(&self) -> Option<Node> {
        self.nodes().next().map(|(_, node)| node)
    }

    /// The first node that calls itself compatible with this.
    pub(super) fn compatible(&self, with: &str) -> Option<Node> {
        self.nodes().map(|(_, node)| node).find(|&node| self.strings(node, "compatible").any(|name| name == with))
    }

    /// The first node of this name.
    pub(super) fn named(&self, wanted: &str) -> Option<Node> {
        self.nodes().find(|&(name, _)| name == wanted).map(|(_, node)| node)
    }

    /// A property's value.
    pub(super) fn property(&self, node: Node, wanted: &str) -> Option<&'static [u8]> {
        let mut place = node.0;
        loop {
            match self.token(&mut place)? {
                Token::Property(name, value) if name == wanted => return Some(value),
                Token::Property(..) | Token::Nothing => {}
                // A node's properties come before its children.
                Token::Begin(_) | Token::End => return None,
            }
        }
    }

    /// A property's words.
    pub(super) fn words(&self, node: Node, name: &str) -> impl Iterator<Item = u32> + use<> {
        let words = self.property(node, name).unwrap_or_default().chunks_exact(4);
        words.filter_map(|bytes| word(bytes, 0))
    }

    /// A property that is one text or several.
    pub(super) fn strings(&self, node: Node, name: &str) -> impl Iterator<Item = &'static str> + use<> {
        let texts = self.property(node, name).unwrap_or_default();
        texts.split(|&byte| byte == 0).filter_map(|text| str::from_utf8(text).ok()).filter(|text| !text.is_empty())
    }

    /// Where a region of a child of the root begins.
    pub(super) fn region(&self, node: Node, index: usize) -> Option<usize> {
        let root = self.root()?;
        let cells = |name, absent| self.words(root, name).next().unwrap_or(absent) as usize;
        let (address, size) = (cells("#address-cells", 2), cells("#size-cells", 1));
        let mut begin = self.words(node, "reg").skip(index * (address + size));
        (0..address).try_fold(0, |whole, _| Some(whole << 32 | begin.next()? as usize))
    }

    /// All nodes with their names, parents before children.
    fn nodes(&self) -> impl Iterator<Item = (&'static str, Node)> + use<'_> {
        let mut place = self.structure;
        core::iter::from_fn(move || {
            loop {
                if let Token::Begin(name) = self.token(&mut place)? {
                    return Some((name, Node(place)));
                }
            }
        })
    }

    /// Reads what stands at a place and steps behind it; `None` at the end, and where the tree is broken.
    fn token(&self, place: &mut usize) -> Option<Token> {
        let kind = word(self.blob, *place)?;
        *place += 4;
        match kind {
            BEGIN => {
                let name = text(self.blob, *place)?;
                *place = (*place + name.len() + 1).next_multiple_of(4);
                Some(Token::Begin(name))
            }
            END => Some(Token::End),
            PROPERTY => {
                let length = word(self.blob, *place)? as usize;
                let name = text(self.blob, self.strings + word(self.blob, *place + 4)? as usize)?;
                let value = self.blob.get(*place + 8..)?.get(..length)?;
                *place = (*place + 8 + length).next_multiple_of(4);
                Some(Token::Property(name, value))
            }
            NOTHING => Some(Token::Nothing),
            _ => None,
        }
    }
}

/// The word at an offset.
fn word(bytes: &[u8], offset: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(offset..)?.first_chunk().copied()?))
}

/// The text at an offset, which a zero ends.
fn text(bytes: &'static [u8], offset: usize) -> Option<&'static str> {
    let rest = bytes.get(offset..)?;
    let end = rest.iter().position(|&byte| byte == 0)?;
    str::from_utf8(&rest[..end]).ok()
}
