//! A minimal parser of flattened device trees: nodes by name or `compatible`, and their properties.

use core::ptr::with_exposed_provenance;
use core::slice;
use core::str;

/// The magic number of a tree.
const MAGIC: u32 = 0xd00d_feed;

/// A node begins; its name follows.
const BEGIN: u32 = 1;
/// A node ends.
const END: u32 = 2;
/// A property: length, name, value follow.
const PROPERTY: u32 = 3;
/// A no-op token.
const NOTHING: u32 = 4;

/// The tree in memory.
#[derive(Clone, Copy, Debug)]
pub struct DeviceTree {
    blob: &'static [u8],
    structure: usize,
    strings: usize,
}

/// A node: the offset of its first property or child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node(usize);

/// A token of the tree.
enum Token {
    Begin(&'static str),
    End,
    Property(&'static str, &'static [u8]),
    Nothing,
}

impl DeviceTree {
    /// The tree at an address; `None` if there is none.
    ///
    /// # Safety
    ///
    /// The address must be that of a device tree that does not change, or of other readable memory.
    pub unsafe fn at(address: usize) -> Option<Self> {
        if address == 0 || address & 7 != 0 {
            return None;
        }
        // SAFETY: the header has ten words, and the second one is the length of the tree in bytes.
        let blob = unsafe {
            let header = slice::from_raw_parts(with_exposed_provenance::<u8>(address), 40);
            if word(header, 0)? != MAGIC {
                return None;
            }
            slice::from_raw_parts(header.as_ptr(), word(header, 4)? as usize)
        };
        Some(Self {
            blob,
            structure: word(blob, 8)? as usize,
            strings: word(blob, 12)? as usize,
        })
    }

    /// The root.
    pub fn root(&self) -> Option<Node> {
        self.nodes().next().map(|(_, node)| node)
    }

    /// The first node whose `compatible` contains this string.
    pub fn compatible(&self, with: &str) -> Option<Node> {
        self.nodes()
            .map(|(_, node)| node)
            .find(|&node| self.strings(node, "compatible").any(|name| name == with))
    }

    /// The first node of this name.
    pub fn named(&self, wanted: &str) -> Option<Node> {
        self.nodes()
            .find(|&(name, _)| name == wanted)
            .map(|(_, node)| node)
    }

    /// A property's value.
    pub fn property(&self, node: Node, wanted: &str) -> Option<&'static [u8]> {
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
    pub fn words(&self, node: Node, name: &str) -> impl Iterator<Item = u32> + use<> {
        let words = self
            .property(node, name)
            .unwrap_or_default()
            .chunks_exact(4);
        words.filter_map(|bytes| word(bytes, 0))
    }

    /// The strings of a property.
    pub fn strings(&self, node: Node, name: &str) -> impl Iterator<Item = &'static str> + use<> {
        let texts = self.property(node, name).unwrap_or_default();
        texts
            .split(|&byte| byte == 0)
            .filter_map(|text| str::from_utf8(text).ok())
            .filter(|text| !text.is_empty())
    }

    /// The address of a region of a child of the root.
    pub fn region(&self, node: Node, index: usize) -> Option<usize> {
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

    /// Reads the token at an offset and advances; `None` at the end, and if the tree is invalid.
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
                let name = text(
                    self.blob,
                    self.strings + word(self.blob, *place + 4)? as usize,
                )?;
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
    Some(u32::from_be_bytes(
        bytes.get(offset..)?.first_chunk().copied()?,
    ))
}

/// The NUL-terminated string at an offset.
fn text(bytes: &'static [u8], offset: usize) -> Option<&'static str> {
    let rest = bytes.get(offset..)?;
    let end = rest.iter().position(|&byte| byte == 0)?;
    str::from_utf8(&rest[..end]).ok()
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::{BEGIN, DeviceTree, END, MAGIC, NOTHING, PROPERTY};
    use std::boxed::Box;
    use std::vec;
    use std::vec::Vec;

    /// A tree under construction.
    #[derive(Default)]
    struct Blob {
        structure: Vec<u8>,
        strings: Vec<u8>,
    }

    impl Blob {
        fn word(&mut self, word: u32) {
            self.structure.extend(word.to_be_bytes());
        }

        fn padded(&mut self, bytes: &[u8]) {
            self.structure.extend(bytes);
            self.structure
                .resize(self.structure.len().next_multiple_of(4), 0);
        }

        fn begin(mut self, name: &str) -> Self {
            self.word(BEGIN);
            self.padded(&[name.as_bytes(), &[0]].concat());
            self
        }

        fn property(mut self, name: &str, value: &[u8]) -> Self {
            self.word(PROPERTY);
            self.word(value.len() as u32);
            self.word(self.strings.len() as u32);
            self.strings.extend(name.bytes().chain([0]));
            self.padded(value);
            self
        }

        fn end(mut self) -> Self {
            self.word(END);
            self.word(NOTHING);
            self
        }

        /// The tree, at an aligned address.
        fn finish(self) -> &'static [u8] {
            let header = 40;
            let strings = header + self.structure.len();
            let mut bytes = Vec::new();
            for word in [
                MAGIC as usize,
                strings + self.strings.len(),
                header,
                strings,
            ] {
                bytes.extend((word as u32).to_be_bytes());
            }
            bytes.resize(header, 0);
            bytes.extend(self.structure);
            bytes.extend(self.strings);
            let mut aligned = vec![0_u64; bytes.len().div_ceil(8)];
            for (word, bytes) in aligned.iter_mut().zip(bytes.chunks(8)) {
                let mut whole = [0; 8];
                whole[..bytes.len()].copy_from_slice(bytes);
                *word = u64::from_ne_bytes(whole);
            }
            let words: &'static [u64] = Box::leak(aligned.into_boxed_slice());
            // SAFETY: whole words, seen as their bytes.
            unsafe { core::slice::from_raw_parts(words.as_ptr().cast(), words.len() * 8) }
        }
    }

    fn cells(words: &[u32]) -> Vec<u8> {
        words.iter().flat_map(|word| word.to_be_bytes()).collect()
    }

    fn tree(blob: &'static [u8]) -> Option<DeviceTree> {
        // SAFETY: the bytes are never freed.
        unsafe { DeviceTree::at(blob.as_ptr().expose_provenance()) }
    }

    fn example() -> Blob {
        Blob::default()
            .begin("")
            .property("#address-cells", &cells(&[2]))
            .property("#size-cells", &cells(&[1]))
            .begin("chosen")
            .property("bootargs", b"peer=1 suite\0")
            .begin("compatible")
            .end()
            .end()
            .begin("intc@8000000")
            .property("compatible", b"arm,gic-400\0arm,cortex-a15-gic\0")
            .property(
                "reg",
                &cells(&[0, 0x800_0000, 0x1000, 1, 0x801_0000, 0x2000]),
            )
            .end()
            .end()
    }

    #[test]
    fn nodes_are_found_by_name_and_by_compatible() {
        let tree = tree(example().finish()).unwrap();
        let chosen = tree.named("chosen").unwrap();
        assert_eq!(
            tree.strings(chosen, "bootargs").collect::<Vec<_>>(),
            ["peer=1 suite"]
        );
        assert_eq!(
            tree.property(chosen, "compatible"),
            None,
            "neither a child nor a later node's property is found"
        );
        assert_eq!(
            tree.compatible("arm,cortex-a15-gic"),
            tree.named("intc@8000000")
        );
        assert_eq!(tree.compatible("arm,gic-v3"), None);
    }

    #[test]
    fn regions_have_the_width_that_the_root_states() {
        let tree = tree(example().finish()).unwrap();
        let controller = tree.compatible("arm,gic-400").unwrap();
        assert_eq!(tree.region(controller, 0), Some(0x800_0000));
        assert_eq!(tree.region(controller, 1), Some(0x1_0801_0000));
        assert_eq!(tree.region(controller, 2), None);
    }

    #[test]
    fn a_truncated_tree_has_no_further_nodes() {
        let whole = example().finish();
        let structure = whole.len();
        for length in (40..structure).step_by(4) {
            let mut cut = whole[..length].to_vec();
            cut[4..8].copy_from_slice(&(length as u32).to_be_bytes());
            cut.resize(length.next_multiple_of(8), 0);
            let mut aligned: Vec<u64> = cut
                .chunks(8)
                .map(|bytes| u64::from_ne_bytes(bytes.try_into().unwrap()))
                .collect();
            aligned.shrink_to_fit();
            let words: &'static [u64] = Box::leak(aligned.into_boxed_slice());
            // SAFETY: the words are never freed.
            let tree = unsafe { DeviceTree::at(words.as_ptr().expose_provenance()) }.unwrap();
            if let Some(node) = tree.compatible("arm,gic-400") {
                let _ = tree.region(node, 1);
            }
        }
    }

    #[test]
    fn memory_without_the_magic_number_is_refused() {
        static NOTHING: [u64; 8] = [0; 8];
        // SAFETY: a static is never freed.
        assert!(unsafe { DeviceTree::at(NOTHING.as_ptr().expose_provenance()) }.is_none());
        // SAFETY: address 0 is refused without an access.
        assert!(unsafe { DeviceTree::at(0) }.is_none());
    }
}
