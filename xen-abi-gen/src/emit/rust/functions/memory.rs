//! Memory that a function passes to Xen.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};

use super::Call;
use super::markers::{elements, table};
use crate::emit::rust::tokens::ident;
use crate::model::projection::{
    Buffers, Input, InputValue, Nested, ParamKind, Request, SelectedValue, Type, Word,
};

/// Memory that Xen may use during the call: the back end's `with_buffer` says at which address.
struct PassedBuffer {
    /// The variable that holds the address.
    address: Ident,
    /// The buffer's description.
    buffer: TokenStream,
    /// What to do as soon as the address is known.
    setup: TokenStream,
}

impl Call<'_> {
    /// The call itself, within the calls that pass its buffers, the first outermost.
    pub(super) fn made(&self) -> TokenStream {
        let passed = self.passed_buffers();
        if let Some(operation) = self.performed(&passed) {
            return operation;
        }
        let words = self.function.words.iter().map(|word| self.word(word));
        let number = match self.function.generic {
            Some(_) => quote! { O::HYPERCALL },
            None => self.scope.number(&self.function.number),
        };
        let call = quote! { xen.hypercall(#number, [#(#words),*]) };
        passed.iter().rev().fold(call, |inner, one| {
            let PassedBuffer {
                address,
                buffer,
                setup,
            } = one;
            let inner = match setup.is_empty() {
                true => inner,
                false => quote! { { #setup #inner } },
            };
            quote! { xen.with_buffer(#buffer, |#address| #inner) }
        })
    }

    /// The call of an operation whose one argument is one buffer: the operation's type makes it.
    fn performed(&self, passed: &[PassedBuffer]) -> Option<TokenStream> {
        let [PassedBuffer { buffer, setup, .. }] = passed else {
            return None;
        };
        let [command, Word::LocalAddress | Word::Address(_)] = self.function.words.as_slice()
        else {
            return None;
        };
        let operation = match command {
            _ if !setup.is_empty() => return None,
            Word::GenericCommand => quote! { O },
            Word::Command { .. } => self.operation(|_| true)?,
            _ => return None,
        };
        Some(quote! { #operation::perform(xen, #buffer) })
    }

    /// Every buffer that the function passes, in the order in which addresses are needed.
    fn passed_buffers(&self) -> Vec<PassedBuffer> {
        let function = self.function;
        let inputs = function.local.iter().flat_map(|local| &local.inputs);
        let mut passed: Vec<PassedBuffer> = inputs
            .filter_map(|input| self.behind_member(input))
            .collect();
        if let Some(request) = &function.request
            && let Some(buffers) = &request.buffers
        {
            passed.push(self.pass("request", self.request_buffer()));
            passed.extend(buffers.extra.map(|index| self.pass_param(index)));
            if let Some(last) = passed.last_mut() {
                last.setup = self.array(request, buffers);
            }
        }
        passed.extend(function.words.iter().filter_map(|word| match word {
            Word::Address(index) if self.passes_buffer(*index) => Some(self.pass_param(*index)),
            Word::LocalAddress => Some(self.pass("arg", self.local_buffer())),
            Word::RequestAddress => Some(match self.buffers() {
                Some(_) => self.pass("buffers", self.buffer("input_slice", quote! { &buffers })),
                None => self.pass("request", self.request_buffer()),
            }),
            _ => None,
        }));
        passed
    }

    fn pass(&self, about: &str, buffer: TokenStream) -> PassedBuffer {
        PassedBuffer {
            address: self.address(about),
            buffer,
            setup: TokenStream::new(),
        }
    }

    /// The buffer that a function of `Buffer` makes of some content.
    fn buffer(&self, function: &str, content: impl ToTokens) -> TokenStream {
        let (buffer, function) = (self.scope.runtime("Buffer"), ident(function));
        quote! { #buffer::#function(#content) }
    }

    /// The slice that a member of the local record leads to.
    fn behind_member(&self, input: &Input) -> Option<PassedBuffer> {
        let InputValue::Slice { wide, mutable } = input.value else {
            return None;
        };
        let field = ident(&input.field);
        let function = if mutable {
            "in_out_slice"
        } else {
            "input_slice"
        };
        let handle = self
            .scope
            .runtime(if wide { "GuestHandle64" } else { "GuestHandle" });
        // A record that holds a copy gets a new one.
        let copies = self
            .selected()
            .filter(|one| one.value == SelectedValue::Local)
            .map(|one| {
                let (holder, value) = self.selection(one);
                quote! { request.#holder = #value; }
            });
        let passed = self.pass(&input.field, self.buffer(function, &field));
        let address = &passed.address;
        let setup = quote! {
            arg.#field = #handle::from_address(#address as _);
            #(#copies)*
        };
        Some(PassedBuffer { setup, ..passed })
    }

    fn local_buffer(&self) -> TokenStream {
        let Some(local) = &self.function.local else {
            return TokenStream::new();
        };
        let function = match (local.inputs.is_empty(), self.comes_back()) {
            (true, _) => "output",
            (false, true) => "in_out",
            (false, false) => "input",
        };
        let buffer = self.buffer(function, quote! { &raw mut arg });
        let nested = self.with_nested(&local.ty, &local.nested);
        quote! { #buffer #nested }
    }

    fn request_buffer(&self) -> TokenStream {
        let function = if self.comes_back() { "in_out" } else { "input" };
        let buffer = self.buffer(function, quote! { &raw mut request });
        let request = self.function.request.iter();
        let nested = request.flat_map(|request| {
            let leading = request.members.iter().filter(|one| !one.nested.is_empty());
            leading.map(|one| {
                let ty = self.scope.ty(&request.ty);
                let (holder, table) = (ident(&one.holder), table(self.scope, &one.nested));
                quote! {
                    .with_nested_at(
                        size_of::<#ty>(),
                        core::mem::offset_of!(#ty, #holder),
                        const { xen_abi::nested!({ #table }) },
                    )
                }
            })
        });
        quote! { #buffer #(#nested)* }
    }

    fn pass_param(&self, index: usize) -> PassedBuffer {
        let param = self.param(index);
        let function = match param.kind {
            ParamKind::Ref | ParamKind::ByGuest | ParamKind::RawConst | ParamKind::OptionRef => {
                "input"
            }
            ParamKind::Slice => "input_slice",
            ParamKind::SliceMut | ParamKind::OpArguments => "in_out_slice",
            _ => "in_out",
        };
        let further = match (param.kind, &param.memory.elements) {
            (ParamKind::OpArgument, _) => {
                quote! { .with_nested(size_of::<O::Arg>(), O::NESTED).with_elements(O::ELEMENTS) }
            }
            (ParamKind::OpArguments, _) => quote! { .with_nested(size_of::<O::Arg>(), O::NESTED) },
            (ParamKind::RawMut | ParamKind::RawConst, Some(elements)) => {
                let same = self.operation(|memory| memory.elements.as_ref() == Some(elements));
                let elements = match same {
                    Some(operation) => quote! { #operation::ELEMENTS },
                    None => {
                        let elements = self::elements(self.scope, elements);
                        quote! { Some(xen_abi::elements!({ #elements })) }
                    }
                };
                quote! { .with_elements(#elements) }
            }
            _ => self.with_nested(&param.ty, &param.memory.nested),
        };
        let name = ident(&param.name);
        let optional = matches!(param.kind, ParamKind::OptionRef | ParamKind::OptionRefMut);
        let content = if optional {
            ident("record")
        } else {
            name.clone()
        };
        let made = self.buffer(function, content);
        let buffer = match optional {
            true => {
                let null = self.buffer("null", TokenStream::new());
                quote! { #name.map_or(#null, |record| #made #further) }
            }
            false => quote! { #made #further },
        };
        self.pass(&param.name, buffer)
    }

    /// What makes a buffer one of records that lead to memory.
    fn with_nested(&self, record: &Type, nested: &[Nested]) -> TokenStream {
        if nested.is_empty() {
            return TokenStream::new();
        }
        let record = self.scope.ty(record);
        let table = match self.operation(|memory| memory.nested == nested) {
            Some(operation) => quote! { #operation::NESTED },
            None => {
                let table = table(self.scope, nested);
                quote! { const { xen_abi::nested!({ #table }) } }
            }
        };
        quote! { .with_nested(size_of::<#record>(), #table) }
    }

    /// The array of buffers that hands a request over, once their addresses are known.
    fn array(&self, request: &Request, buffers: &Buffers) -> TokenStream {
        let [ty, buffer_ty, size_ty] =
            [&request.ty, &buffers.ty, &buffers.size_ty].map(|ty| self.scope.ty(ty));
        let [holder, size] = [&buffers.address, &buffers.size].map(ident);
        let element = |about, bytes: TokenStream| {
            let address = self.address(about);
            let address = match buffers.word {
                true => quote! { #address },
                false => {
                    let handle = self.scope.runtime("GuestHandle");
                    quote! { #handle::from_address(#address as _) }
                }
            };
            quote! { #buffer_ty { #size: #bytes as #size_ty, #holder: #address }, }
        };
        let first = element("request", quote! { size_of::<#ty>() });
        let extra = buffers.extra.map(|index| {
            let name = &self.param(index).name;
            element(name, self.variable(name, "size").into_token_stream())
        });
        quote! { let buffers = [#first #extra]; }
    }

    /// Lengths that the call needs.
    ///
    /// They are taken before the memory is passed, since nothing may access it then.
    pub(super) fn lengths(&self) -> TokenStream {
        let counts = self.function.words.iter().filter_map(|word| match word {
            Word::Length(index) => {
                let (name, length) = (ident(&self.param(*index).name), self.length(*index));
                Some(quote! { let #length = #name.len(); })
            }
            _ => None,
        });
        let extra = self
            .buffers()
            .and_then(|buffers| buffers.extra)
            .map(|index| {
                let name = &self.param(index).name;
                let (size, name) = (self.variable(name, "size"), ident(name));
                quote! { let #size = size_of_val(#name); }
            });
        quote! { #(#counts)* #extra }
    }
}
