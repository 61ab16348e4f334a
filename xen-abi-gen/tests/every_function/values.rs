//! Values of the parameters: valid handles, and 1 for each number.

use std::fmt::Write as _;

use super::emitted::{Emitted, Module, Record, Tagged, text};
use super::markers::Marker;
use syn::{FnArg, GenericArgument, ItemFn, Pat, PathArguments, Type};

impl Emitted {
    pub(super) fn arguments(
        &self,
        module: &Module,
        function: &ItemFn,
        marker: Option<&Marker>,
    ) -> String {
        let params = function.sig.inputs.iter().skip(1).map(|input| {
            let FnArg::Typed(input) = input else {
                panic!("a function takes no self")
            };
            if let Pat::Ident(name) = &*input.pat
                && let Some(value) = self.tag(module, function, &name.ident.to_string())
            {
                return value;
            }
            self.value(module, &input.ty, marker)
        });
        params.collect::<Vec<_>>().join(", ")
    }

    /// The value of a parameter that is the tag of another one, a union with a handle.
    fn tag(&self, module: &Module, function: &ItemFn, name: &str) -> Option<String> {
        let mut types = function.sig.inputs.iter().filter_map(|input| match input {
            FnArg::Typed(input) => Some(text(&input.ty)),
            FnArg::Receiver(_) => None,
        });
        types.find_map(|ty| {
            let (_, union) = self
                .known(module, &ty)
                .filter(|(_, union)| !union.from_handle.is_empty())?;
            self.holders(&ty)
                .find(|tagged| tagged.tag == name)
                .and_then(|tagged| self.chosen(union, Some(tagged)).1)
        })
    }

    /// The tags of the records that hold a union.
    fn holders<'a>(&'a self, union: &'a str) -> impl Iterator<Item = &'a Tagged> {
        let records = self.records.values().flatten();
        records.filter_map(move |(_, record)| {
            let tagged = record.tagged.as_ref()?;
            let mut fields = record.fields.iter();
            fields
                .any(|(field, ty)| *field == tagged.union && text(ty) == union)
                .then_some(tagged)
        })
    }

    /// The constructor of the present case, what it takes, and the tag that selects it.
    fn chosen<'a>(
        &self,
        union: &'a Record,
        tagged: Option<&Tagged>,
    ) -> (&'a (String, Option<String>), Option<String>) {
        let value = |from: &str| {
            let value = tagged.and_then(|tagged| tagged.values.get(from));
            value.map(|value| format!("tag({value})"))
        };
        let selected: Vec<_> = union
            .from_handle
            .iter()
            .filter_map(|from| Some((from, Some(value(&from.0)?))))
            .collect();
        self.cases.set(self.cases.get().max(selected.len()));
        match selected.len() {
            // No tag says which it holds.
            0 => (&union.from_handle[0], None),
            count => selected[self.case.get() % count].clone(),
        }
    }

    /// A value of a parameter's type.
    pub(super) fn value(&self, module: &Module, ty: &Type, marker: Option<&Marker>) -> String {
        match ty {
            Type::Reference(reference) => {
                let mutable = if reference.mutability.is_some() {
                    "mut "
                } else {
                    ""
                };
                match &*reference.elem {
                    Type::Slice(slice) => {
                        let element = self.value(module, &slice.elem, marker);
                        format!("&{mutable}[{element}, {element}]")
                    }
                    // Any record.
                    one if text(one) == "T" => format!("&{mutable}[0_u64; 17]"),
                    one => format!("&{mutable}{}", self.value(module, one, marker)),
                }
            }
            Type::Ptr(pointer) => match marker.filter(|_| text(&pointer.elem) == "O::Arg") {
                Some(marker) => format!("&mut {}", self.argument(module, marker)),
                None => "pointer()".to_owned(),
            },
            Type::Path(path) if path.path.segments[0].ident == "Option" => {
                let PathArguments::AngleBracketed(inner) = &path.path.segments[0].arguments else {
                    panic!("an option of something")
                };
                let Some(GenericArgument::Type(inner)) = inner.args.first() else {
                    panic!("an option of a type")
                };
                format!("Some({})", self.value(module, inner, marker))
            }
            _ => self.plain(module, &text(ty), ty, marker),
        }
    }

    pub(super) fn argument(&self, module: &Module, marker: &Marker) -> String {
        let name = marker.argument.rsplit("::").next().unwrap_or_default();
        match self.known(module, name) {
            Some((path, record)) => self.record(&path, name, record, &mut Vec::new()),
            None => "zeroed()".to_owned(),
        }
    }

    pub(super) fn plain(
        &self,
        module: &Module,
        spelled: &str,
        ty: &Type,
        marker: Option<&Marker>,
    ) -> String {
        let name = spelled.rsplit("::").next().unwrap_or_default();
        let number = ["u8", "u16", "u32", "u64", "usize", "i32", "i64", "isize"].contains(&spelled);
        if number {
            return "1".to_owned();
        }
        if spelled == "O::Arg" {
            return self.argument(module, marker.expect("an operation"));
        }
        if spelled.contains("GuestHandle64<") {
            return "handle64()".to_owned();
        }
        if spelled.contains("GuestHandle<") {
            return "handle()".to_owned();
        }
        let home = module.home_of(name);
        let is_of = |path: &String| *path == module.path || Some(path) == home.as_ref();
        let mut versions = self.versions.iter();
        if let Some((path, _, value)) = versions.find(|(path, of, _)| of == name && is_of(path)) {
            return format!("{path}::{name}::{value}");
        }
        let is_enum = self.enums.contains(name);
        if is_enum {
            assert!(!self.records.contains_key(name), "{name} is two things");
            return "first()".to_owned();
        }
        if let Some((path, record)) = self.known(module, name)
            && matches!(ty, Type::Path(_))
        {
            return self.record(&path, name, record, &mut Vec::new());
        }
        "zeroed()".to_owned()
    }

    /// A record with valid handles, and 1 in each number.
    pub(super) fn record(
        &self,
        path: &str,
        name: &str,
        record: &Record,
        outer: &mut Vec<String>,
    ) -> String {
        let full = format!("{path}::{name}");
        let module = self
            .modules
            .iter()
            .find(|module| module.path == path)
            .expect("the record's module");
        if !record.from_handle.is_empty() {
            let tagged = self.holders(name).next();
            let (from, inner) = self.chosen(record, tagged).0;
            let Some((name, (path, inner))) = inner
                .as_ref()
                .and_then(|name| Some((name, self.known(module, name)?)))
            else {
                return format!("{full}::{from}(handle())");
            };
            return format!("{full}::{from}({})", self.record(&path, name, inner, outer));
        }
        assert!(!outer.contains(&full), "{full} holds itself");
        outer.push(full.clone());
        let mut set = String::new();
        for (field, ty) in &record.fields {
            let spelled = text(ty);
            let tag = record
                .tagged
                .as_ref()
                .filter(|tagged| tagged.tag == *field)
                .and_then(|tagged| {
                    let (_, ty) = record
                        .fields
                        .iter()
                        .find(|(field, _)| *field == tagged.union)?;
                    let (_, union) = self.known(module, &text(ty))?;
                    self.chosen(union, Some(tagged)).1
                });
            let value = if field.contains("pad") {
                continue;
            } else if let Some(tag) = tag {
                tag
            } else if let Some((path, inner)) = self.known(module, &spelled) {
                self.record(&path, &spelled, inner, outer)
            } else {
                self.plain(module, &spelled, ty, None)
            };
            if value != "zeroed()" && value != "first()" {
                let _ = write!(set, "r.{field} = {value}; ");
            }
        }
        outer.pop();
        format!("record::<{full}>(|r| {{ {set}}})")
    }
}
