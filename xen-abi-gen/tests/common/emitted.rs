//! Emitted modules as items: macros that define types are expanded, with empty bodies.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{ParseStream, Parser, Result};
use syn::{Attribute, Expr, File, Ident, Item, LitStr, Token, Type, parenthesized};

/// The items of a module; its other macro calls as they are.
pub(crate) fn items(text: &str) -> Vec<Item> {
    let file = syn::parse_file(text).expect("what is emitted is Rust");
    file.items.into_iter().flat_map(expanded).collect()
}

fn expanded(item: Item) -> Vec<Item> {
    let Item::Macro(call) = &item else {
        return vec![item];
    };
    let name = call.mac.path.segments.last().expect("a name").ident.clone();
    let expand = match &*name.to_string() {
        "plain_union" => plain_union,
        "values" => values,
        "versions" => versions,
        "unnamed_members" => unnamed_members,
        "operations" => operations,
        _ => return vec![item],
    };
    let outer = &call.attrs;
    let found = expand.parse2(call.mac.tokens.clone());
    let found = found.unwrap_or_else(|error| panic!("{name}! in another form: {error}"));
    let found = found.into_iter().map(|item| quote! { #(#outer)* #item });
    let file: File = syn::parse2(quote! { #(#found)* }).expect("the expansion is Rust");
    file.items
}

fn plain_union(input: ParseStream<'_>) -> Result<Vec<TokenStream>> {
    let head = input.call(Attribute::parse_outer)?;
    input.parse::<Token![pub]>()?;
    input.parse::<Token![struct]>()?;
    let name: Ident = input.parse()?;
    if input.peek(syn::token::Paren) {
        let size;
        parenthesized!(size in input);
        size.parse::<syn::LitInt>()?;
    }
    input.parse::<Token![;]>()?;
    let mut functions = TokenStream::new();
    while !input.is_empty() {
        let docs = input.call(Attribute::parse_outer)?;
        let get: Ident = input.parse()?;
        input.parse::<Token![,]>()?;
        let set: Ident = input.parse()?;
        input.parse::<Token![,]>()?;
        let from: Ident = input.parse()?;
        input.parse::<Token![:]>()?;
        let ty: Type = input.parse()?;
        input.parse::<Token![;]>()?;
        functions.extend(quote! {
            #(#docs)* pub fn #get(&self) -> #ty {}
            /// Sets the member.
            pub fn #set(&mut self, value: #ty) {}
            /// Makes a union.
            pub fn #from(value: #ty) -> Self {}
        });
    }
    Ok(vec![
        quote! { #(#head)* pub struct #name { bytes: [u8; #name::SIZE] } },
        quote! { impl #name { #functions } },
    ])
}

fn values(input: ParseStream<'_>) -> Result<Vec<TokenStream>> {
    let head = input.call(Attribute::parse_outer)?;
    let family: syn::ItemStruct = input.parse()?;
    let name = &family.ident;
    let mut constants = TokenStream::new();
    while !input.is_empty() {
        let docs = input.call(Attribute::parse_outer)?;
        let value: Ident = input.parse()?;
        input.parse::<Token![=]>()?;
        let number: Expr = input.parse()?;
        let mut alias = TokenStream::new();
        if input.parse::<Option<Token![,]>>()?.is_some() {
            let c_name: LitStr = input.parse()?;
            alias = quote! { #[doc(alias = #c_name)] };
        }
        input.parse::<Token![;]>()?;
        constants.extend(quote! { #(#docs)* #alias pub const #value: Self = Self(#number); });
    }
    let functions = quote! {
        /// The C name of the value, if it is one of these.
        pub const fn name(self) -> Option<&'static str> {}
    };
    Ok(vec![
        quote! { #(#head)* #family },
        quote! { impl #name { #constants #functions } },
    ])
}

/// A number that takes the values of known releases only.
fn versions(input: ParseStream<'_>) -> Result<Vec<TokenStream>> {
    let head = input.call(Attribute::parse_outer)?;
    let version: syn::ItemStruct = input.parse()?;
    let (name, number) = (&version.ident, &version.fields);
    let number = number.iter().map(|field| &field.ty);
    let mut constants = TokenStream::new();
    while !input.is_empty() {
        let docs = input.call(Attribute::parse_outer)?;
        let value: Ident = input.parse()?;
        input.parse::<Token![=]>()?;
        let number: Expr = input.parse()?;
        input.parse::<Token![;]>()?;
        constants.extend(quote! { #(#docs)* pub const #value: Self = Self(#number); });
    }
    let functions = quote! {
        /// The number that Xen compares with its own.
        pub const fn number(self) -> #(#number)* {}
    };
    Ok(vec![
        quote! { #(#head)* #version },
        quote! { impl #name { #constants #functions } },
    ])
}

/// The members of a union by their types.
fn unnamed_members(input: ParseStream<'_>) -> Result<Vec<TokenStream>> {
    let name: Ident = input.parse()?;
    Ok(vec![quote! {
        impl #name {
            /// Reads a member by its type.
            pub fn held<T: xen_abi::plain::Plain>(&self) -> T {}
            /// Makes a union.
            pub fn holding<T: xen_abi::plain::Plain>(value: T) -> Self {}
        }
    }])
}

fn operations(input: ParseStream<'_>) -> Result<Vec<TokenStream>> {
    let head = input.call(Attribute::parse_outer)?;
    input.parse::<Token![pub]>()?;
    input.parse::<Token![mod]>()?;
    let module: Ident = input.parse()?;
    input.parse::<Token![:]>()?;
    let family: Type = input.parse()?;
    input.parse::<Token![,]>()?;
    let number: Expr = input.parse()?;
    input.parse::<Token![;]>()?;
    let (mut types, mut found) = (TokenStream::new(), Vec::new());
    while !input.is_empty() {
        let name: Ident = input.parse()?;
        let argument;
        parenthesized!(argument in input);
        let argument: Type = argument.parse()?;
        let c_name: Option<LitStr> = input.parse()?;
        input.parse::<Token![for]>()?;
        let guests = guests(input)?;
        while input.parse::<Option<Token![;]>>()?.is_none() {
            input.parse::<proc_macro2::TokenTree>()?;
        }
        let alias = c_name.map(|c_name| quote! { #[doc(alias = #c_name)] });
        types.extend(quote! {
            /// An operation.
            #alias
            pub struct #name;
        });
        found.push(quote! {
            unsafe impl xen_abi::Op for #module::#name {
                type Family = #family;
                type Arg = #argument;
                const HYPERCALL: u32 = #number;
            }
        });
        found.extend(guests.iter().map(|(generics, guest)| {
            quote! { impl #generics xen_abi::hypercall::PermittedTo<#guest> for #module::#name {} }
        }));
    }
    found.insert(0, quote! { #(#head)* pub mod #module { #types } });
    Ok(found)
}

/// The generics of an implementation, and its guests: a class, or each of a list.
fn guests(input: ParseStream<'_>) -> Result<Vec<(TokenStream, TokenStream)>> {
    if !input.peek(syn::token::Bracket) {
        let class: Ident = input.parse()?;
        return Ok(vec![(quote! { <G: xen_abi::guest::#class> }, quote! { G })]);
    }
    let list;
    syn::bracketed!(list in input);
    let mut each = Vec::new();
    while !list.is_empty() {
        let guest: Ident = list.parse()?;
        each.push((TokenStream::new(), quote! { xen_abi::guest::#guest }));
    }
    Ok(each)
}
