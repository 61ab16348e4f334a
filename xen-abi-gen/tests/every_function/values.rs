//! Values of the parameters: valid handles, and 1 for each number.

use std::fmt::Write as _;

use super::emitted::{Emitted, Module, Record, text};
use super::markers::Marker;
use syn::{FnArg, GenericArgument, ItemFn, PathArguments, Type};

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
            self.value(module, &input.ty, marker)
        });
        params.collect::<Vec<_>>().join(", ")
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
        if let Some((from, inner)) = &record.from_handle {
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
            let value = if field.contains("pad") {
                continue;
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
