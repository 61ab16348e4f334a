//! Checks each item of the generated modules against the rules in `EMITTED.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::common::{emitted, workspace};
use quote::ToTokens;
use syn::{Attribute, FnArg, ImplItem, Item, ItemFn, ReturnType, Safety, Visibility};

/// The maximum length of a first line.
const FIRST_LINE: usize = 80;

/// The maximum length of a line of code.
const WIDTH: usize = 100;

/// The parts of all modules that the rules apply to.
#[derive(Default)]
struct Read {
    violations: Vec<String>,
    items: usize,
    functions: usize,
    /// The fields of each struct, by module and name; several where targets differ.
    structs: BTreeMap<(String, String), Vec<BTreeSet<String>>>,
}

impl Read {
    fn all() -> Self {
        let mut read = Self::default();
        let root = workspace().join("xen-abi/src/generated");
        read.folder(&root, &root);
        read
    }

    fn folder(&mut self, root: &Path, folder: &Path) {
        for entry in fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                if !path.ends_with("layout") {
                    self.folder(root, &path);
                }
                continue;
            }
            let text = fs::read_to_string(&path).expect("Rust is UTF-8");
            let module = path.strip_prefix(root).expect("below the root");
            let module = module.with_extension("").display().to_string();
            self.lines(&module, &text);
            for item in emitted::items(&text) {
                self.item(&module, &item);
            }
        }
    }

    fn violation(&mut self, module: &str, name: impl ToString, what: &str) {
        self.violations
            .push(format!("{module}::{}: {what}", name.to_string()));
    }

    /// Rule 8.
    fn lines(&mut self, module: &str, text: &str) {
        for (index, line) in text.lines().enumerate() {
            let code = !line.trim_start().starts_with("//") && !line.contains('"');
            if code && line.chars().count() > WIDTH {
                self.violation(module, index + 1, "the line is too long");
            }
        }
    }

    /// Rule 1.
    fn documented(&mut self, module: &str, name: impl ToString, attributes: &[Attribute]) {
        self.items += 1;
        let docs = docs(attributes);
        let Some(first) = docs.first() else {
            return self.violation(module, name, "no documentation");
        };
        let said = first.split_once("`: ").filter(|_| first.starts_with('`'));
        let said = shown(said.map_or(first.as_str(), |(_, said)| said));
        if said.chars().count() > FIRST_LINE {
            self.violation(module, name, "the first line of documentation is too long");
        }
    }

    /// Rule 2.
    fn named(&mut self, module: &str, name: &str, rule: fn(&str) -> bool) {
        if !rule(name.trim_start_matches("r#")) {
            self.violation(module, name, "not named by the rule");
        }
    }

    fn item(&mut self, module: &str, item: &Item) {
        match item {
            Item::Const(item) => self.documented(module, &item.ident, &item.attrs),
            Item::Type(item) => self.documented(module, &item.ident, &item.attrs),
            Item::Trait(item) => self.documented(module, &item.ident, &item.attrs),
            Item::Fn(function) => self.function(module, function),
            Item::Enum(item) => {
                self.documented(module, &item.ident, &item.attrs);
                self.named(module, &item.ident.to_string(), is_camel);
                self.named(module, &item.ident.to_string(), |name| {
                    !name.contains("UVariant")
                });
                for variant in &item.variants {
                    self.documented(module, &variant.ident, &variant.attrs);
                    self.named(module, &variant.ident.to_string(), is_camel);
                }
            }
            Item::Struct(item) => {
                let name = item.ident.to_string();
                self.documented(module, &name, &item.attrs);
                self.named(module, &name, is_camel);
                // `DomU` is a term of Xen.
                self.named(module, name.trim_end_matches("DomU"), |name| {
                    !name.ends_with('U')
                });
                let mut fields = BTreeSet::new();
                for field in &item.fields {
                    let Some(ident) = &field.ident else { continue };
                    if matches!(field.vis, Visibility::Public(_)) {
                        self.documented(module, ident, &field.attrs);
                        self.named(module, &ident.to_string(), is_snake);
                        if !is_nameless(&ident.to_string()) {
                            fields.insert(ident.to_string());
                        }
                    }
                }
                let is_record = item.attrs.iter().any(|attribute| {
                    let text = attribute.meta.to_token_stream().to_string();
                    text.starts_with("repr") && !text.contains("transparent")
                });
                if is_record {
                    let key = (module.to_owned(), name);
                    self.structs.entry(key).or_default().push(fields);
                }
            }
            Item::Mod(item) => {
                if let Some((_, inner)) = &item.content {
                    self.documented(module, &item.ident, &item.attrs);
                    inner.iter().for_each(|item| match item {
                        Item::Struct(item) => self.documented(module, &item.ident, &item.attrs),
                        other => self.item(module, other),
                    });
                }
            }
            Item::Impl(block) if block.trait_.is_none() => {
                for inner in &block.items {
                    self.associated(module, inner);
                }
            }
            _ => {}
        }
    }

    fn associated(&mut self, module: &str, item: &ImplItem) {
        match item {
            ImplItem::Const(item) if matches!(item.vis, Visibility::Public(_)) => {
                self.documented(module, &item.ident, &item.attrs);
                let shouts = |name: &str| !name.chars().any(char::is_lowercase);
                self.named(module, &item.ident.to_string(), shouts);
            }
            ImplItem::Fn(item) => {
                self.documented(module, &item.sig.ident, &item.attrs);
                self.named(module, &item.sig.ident.to_string(), is_snake);
            }
            _ => {}
        }
    }

    /// Rules 3 to 6.
    fn function(&mut self, module: &str, function: &ItemFn) {
        let name = function.sig.ident.to_string();
        self.documented(module, &name, &function.attrs);
        self.named(module, &name, is_snake);
        if !takes_back_end(function) {
            return;
        }
        self.functions += 1;
        let docs = docs(&function.attrs);
        let has = |line: &str| docs.iter().any(|other| other == line);
        let is_unsafe = matches!(function.sig.safety, Safety::Unsafe(_));
        if is_unsafe != has("# Safety") {
            self.violation(module, &name, "`# Safety` and `unsafe` do not go together");
        }
        let ty = function.sig.output.to_token_stream().to_string();
        let returns = !matches!(function.sig.output, ReturnType::Default);
        if returns && ty.contains("Result") && !has("# Errors") {
            self.violation(module, &name, "a `Result` without `# Errors`");
        }
        // The alias is on the function for many elements only.
        if !name.ends_with("_one") && !function.attrs.iter().any(is_alias) {
            self.violation(module, &name, "no C name leads here");
        }
        let said = docs.iter().find_map(|line| line.strip_prefix("Guests: "));
        let generics = function.sig.generics.to_token_stream().to_string();
        match (said, bound(&generics)) {
            (None, _) => self.violation(module, &name, "no line `Guests:`"),
            (Some(said), Some(bound)) if said != bound => {
                self.violation(module, &name, "`Guests:` and the bound differ");
            }
            // An argument type of a kind of guest is a bound too.
            (Some(said), None)
                if BOUNDS.iter().any(|(_, kinds)| *kinds == said)
                    && !generics.contains("Argument") =>
            {
                self.violation(module, &name, "no bound, although there is a trait");
            }
            _ => {}
        }
    }
}

/// The bounds of functions, and their kinds of guest.
const BOUNDS: [(&str, &str); 6] = [
    ("PvGuest", "pv32, pv64."),
    ("HvmGuest", "hvm32, hvm64."),
    ("X86Guest", "pv32, pv64, hvm32, hvm64."),
    ("TranslatedGuest", "hvm32, hvm64, arm."),
    ("Pv32", "pv32."),
    ("Pv64", "pv64."),
];

fn bound(generics: &str) -> Option<&'static str> {
    let words = || generics.split(|sign: char| !sign.is_alphanumeric());
    let found = BOUNDS
        .iter()
        .find(|(name, _)| words().any(|word| word == *name));
    found.map(|(_, kinds)| *kinds)
}

fn takes_back_end(function: &ItemFn) -> bool {
    let Some(FnArg::Typed(first)) = function.sig.inputs.first() else {
        return false;
    };
    first.pat.to_token_stream().to_string() == "xen"
}

fn docs(attributes: &[Attribute]) -> Vec<String> {
    let line = |attribute: &Attribute| match &attribute.meta {
        syn::Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            syn::Expr::Lit(syn::ExprLit {
                lit: syn::Lit::Str(text),
                ..
            }) => Some(text.value().trim().to_owned()),
            _ => None,
        },
        _ => None,
    };
    attributes.iter().filter_map(line).collect()
}

/// A line as rustdoc shows it, with links as their text.
fn shown(line: &str) -> String {
    let mut parts = line.split("](");
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        // The target may be a function, `name()`.
        let end = part.find(')').map_or(0, |end| {
            if part[..end].ends_with('(') {
                end + 2
            } else {
                end + 1
            }
        });
        shown.push_str(&part[end..]);
    }
    shown
}

fn is_alias(attribute: &Attribute) -> bool {
    let text = attribute.meta.to_token_stream().to_string();
    text.starts_with("doc") && text.contains("alias")
}

/// Whether a field is padding or the storage of bit-fields.
fn is_nameless(field: &str) -> bool {
    let bare = field.trim_end_matches(|sign: char| sign.is_ascii_digit());
    bare != field && ["_padding", "_pad", "bits"].contains(&bare)
}

fn is_camel(name: &str) -> bool {
    let digits = |part: &str| part.starts_with(|first: char| first.is_ascii_digit());
    // An underscore keeps two numbers apart.
    name.starts_with(|first: char| first.is_uppercase()) && name.split('_').skip(1).all(digits)
}

fn is_snake(name: &str) -> bool {
    !name.chars().any(char::is_uppercase)
}

#[test]
fn items_follow_the_rules() {
    let read = Read::all();
    assert!(read.violations.is_empty(), "{}", read.violations.join("\n"));
    assert!(
        read.items > 4000 && read.functions > 150,
        "only {} items and {} functions were read",
        read.items,
        read.functions
    );
}

/// Rule 7.
#[test]
fn every_struct_has_its_layout_asserted() {
    let mut asserted: BTreeMap<(String, String), Vec<BTreeSet<String>>> = BTreeMap::new();
    let folders = ["layout", "toolstack/layout"];
    let folders = folders.map(|folder| workspace().join("xen-abi/src/generated").join(folder));
    let entries = folders.map(|folder| fs::read_dir(folder).expect("layouts are there"));
    for entry in entries.into_iter().flatten() {
        let text = fs::read_to_string(entry.expect("an entry").path()).expect("Rust is UTF-8");
        let mut module = String::new();
        for line in joined(&text) {
            if line.starts_with("super::super::") {
                let path = line.trim_start_matches("super::");
                module = path.trim_end_matches(';').replace("::", "/");
            } else if let Some((ty, rest)) = line.split_once(": ") {
                let fields = rest.split_once('{').map_or("", |(_, fields)| fields);
                let names = fields.split(',').filter_map(|field| field.split_once(':'));
                let names = names.map(|(name, _)| name.trim().to_owned()).collect();
                let key = (module.clone(), ty.to_owned());
                asserted.entry(key).or_default().push(names);
            }
        }
    }
    let mut missing = Vec::new();
    for (key, variants) in Read::all().structs {
        // C has no record for all releases; `for_releases!` asserts what lists of them need.
        if key.0.ends_with("/any") {
            continue;
        }
        let Some(lines) = asserted.get(&key) else {
            missing.push(format!("{}::{} has no layout", key.0, key.1));
            continue;
        };
        for fields in variants {
            if !lines.iter().any(|names| fields.is_subset(names)) {
                missing.push(format!("{}::{}: a field has no offset", key.0, key.1));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// The statements of macro calls, one per line.
fn joined(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut open = false;
    for line in text.lines().filter(|line| line.starts_with("    ")) {
        match lines.last_mut() {
            Some(last) if open => last.push_str(line),
            _ => lines.push(line.trim().to_owned()),
        }
        open = !line.ends_with(';');
    }
    lines
}
