//! The parser of annotations accepts any text, and its diagnostics have valid places.

#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use xen_abi_gen::annotation::parse;

fuzz_target!(|text: &str| {
    let (_, diagnostics) = parse(&Arc::from("any.h"), text);
    let lines: Vec<&str> = text.split('\n').collect();
    for place in diagnostics
        .iter()
        .flat_map(|one| one.place.iter().chain(&one.related))
    {
        let start = place.location.column as usize - 1;
        let stretch = lines[place.location.line as usize - 1]
            .get(start..start + place.location.length as usize);
        assert!(
            stretch.is_some(),
            "{:?} is no stretch of its line",
            place.location
        );
    }
});
