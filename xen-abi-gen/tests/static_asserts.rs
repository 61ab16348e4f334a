//! C compilers confirm each number of the model, by assertions compiled with the same headers.

use std::collections::BTreeSet;
use std::path::Path;

use crate::common::amount::Amount;
use crate::common::assertions::assertions;
use crate::common::compilers::{Compiler, Language, compilers};
use crate::common::releases::{self, releases_in_time};
use crate::common::trees::{self, BOTH_VIEWS, FIRST_TWO};
use xen_abi_gen::model::facts::Facts;
use xen_abi_gen::model::target::Target;
use xen_abi_gen::source::Libclang;

/// Checks the model of a tree on each architecture; returns the number of assertions.
fn prove(library: &Libclang, folder: &Path, headers: &[&str], views: &[bool]) -> usize {
    let tree = trees::read(&trees::selection(folder, headers));
    let mut checked = 0;
    let mut failures = String::new();
    for target in Target::ALL {
        for &tools in views {
            let facts = trees::facts(library, &tree, target, tools);
            let assertions = assertions(&facts);
            assert_eq!(
                assertions.unnameable,
                Vec::<String>::new(),
                "C cannot speak of these records"
            );
            for compiler in compilers(target) {
                checked += assertions.count;
                if let Err(message) =
                    compiler.hold(&[folder], &trees::includes(&facts, tools), &assertions)
                {
                    failures += &message;
                }
            }
        }
    }
    assert!(
        failures.is_empty(),
        "{} disagrees:\n{failures}",
        folder.display()
    );
    println!("{}: {checked} numbers hold", folder.display());
    checked
}

#[test]
fn compilers_agree_with_the_model_of_our_headers() {
    let Some(library) = crate::common::libclang() else {
        return;
    };
    let checked = prove(&library, &trees::own(), &[], &BOTH_VIEWS);
    // Without assertions, the test would pass too.
    assert!(
        checked > 1000 || compilers(Target::X86_64).is_empty(),
        "only {checked} numbers were checked"
    );
}

#[test]
fn compilers_agree_with_the_model_of_upstream_event_channels_and_argo() {
    let Some(library) = crate::common::libclang() else {
        return;
    };
    for release in releases_in_time() {
        let Some(folder) = trees::upstream(release) else {
            return;
        };
        prove(&library, &folder, &FIRST_TWO, &BOTH_VIEWS);
    }
}

#[test]
fn a_wrong_number_does_not_compile() {
    let Some(library) = crate::common::libclang() else {
        return;
    };
    let folder = trees::own();
    let tree = trees::read(&trees::selection(&folder, &FIRST_TWO));
    let facts = trees::facts(&library, &tree, Target::X86_64, false);
    type Damage = (&'static str, fn(&mut Facts));
    let damages: [Damage; 7] = [
        ("size of evtchn_send", |facts| {
            facts.records["evtchn_send"].size += 1
        }),
        ("alignment of evtchn_send", |facts| {
            facts.records["evtchn_send"].align += 1
        }),
        ("offset of evtchn_alloc_unbound.port", |facts| {
            facts.records["evtchn_alloc_unbound"].fields[2].offset_bits += 8
        }),
        ("size of xen_argo_addr.pad", |facts| {
            facts.records["xen_argo_addr"].fields[2].size_bits += 8
        }),
        ("value of EVTCHNOP_send", |facts| {
            facts.constants["EVTCHNOP_send"].value += 1
        }),
        ("width of XEN_ARGO_MAX_RING_SIZE", |facts| {
            facts.constants["XEN_ARGO_MAX_RING_SIZE"].ty.bits = 32
        }),
        ("sign of XEN_ARGO_MAXIOV", |facts| {
            facts.constants["XEN_ARGO_MAXIOV"].ty.signed = true
        }),
    ];
    for compiler in compilers(Target::X86_64) {
        for (what, damage) in &damages {
            let mut wrong = facts.clone();
            damage(&mut wrong);
            let said = compiler
                .hold(
                    &[&folder],
                    &trees::includes(&facts, false),
                    &assertions(&wrong),
                )
                .expect_err(what);
            assert!(said.contains(what), "{said} does not speak of the {what}");
            assert_eq!(said.matches("error: ").count(), 1, "{said}");
        }
    }
}

#[test]
fn a_bit_field_elsewhere_does_not_compile() {
    let Some(library) = crate::common::libclang() else {
        return;
    };
    let folder = crate::common::fixtures("bit_fields");
    let tree = trees::read(&trees::selection(&folder, &[]));
    let facts = trees::facts(&library, &tree, Target::X86_64, false);
    for compiler in compilers(Target::X86_64) {
        let compile = |facts: &Facts| {
            compiler.hold(
                &[&folder],
                &trees::includes(facts, false),
                &assertions(facts),
            )
        };
        assert_eq!(compile(&facts), Ok(()));
        for number in 0..facts.records["bits"].fields.len() {
            let mut moved = facts.clone();
            moved.records["bits"].fields[number].offset_bits += 1;
            let mut wider = facts.clone();
            wider.records["bits"].fields[number].size_bits += 1;
            for wrong in [moved, wider] {
                assert!(
                    compile(&wrong).is_err_and(|said| said.contains("lies elsewhere")),
                    "bit-field {number}"
                );
            }
        }
    }
}

/// Compiles each header alone, with each compiler for each architecture; those that show toolstacks
/// more, as a toolstack too. A sample compiles a header with one or two of them.
fn compile_each_alone(language: Language, further: &[&str]) {
    let Some(library) = crate::common::libclang() else {
        return;
    };
    let folder = trees::own();
    let tree = trees::read(&trees::selection(&folder, &[]));
    let mut failures = String::new();
    for (place, target) in Target::ALL.into_iter().enumerate() {
        for tools in BOTH_VIEWS {
            let facts = trees::facts(&library, &tree, target, tools);
            let headers: Vec<&str> = trees::in_order(&facts)
                .into_iter()
                .filter(|header| !tools || names_toolstacks(&facts, header))
                .collect();
            assert!(
                headers.len() > 5,
                "only {headers:?} were read for {}",
                target.name()
            );
            let define: &[&str] = if tools { &["-D__XEN_TOOLS__"] } else { &[] };
            let arguments = [further, define].concat();
            failures += &compile(&folder, language, (place, target), &headers, &arguments);
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

/// Whether a header has a condition for toolstacks.
fn names_toolstacks(facts: &Facts, header: &str) -> bool {
    let mut headers = facts.headers.iter();
    headers.any(|one| &*one.path == header && one.text.contains("__XEN_TOOLS__"))
}

/// What the compilers for a target say of headers, each alone.
fn compile(
    folder: &Path,
    language: Language,
    (place, target): (usize, Target),
    headers: &[&str],
    arguments: &[&str],
) -> String {
    let sample = Amount::wanted() == Amount::Sample;
    let mut failures = String::new();
    for (turn, compiler) in compilers(target).iter().enumerate() {
        for (number, header) in headers.iter().enumerate() {
            if sample && number % Target::ALL.len() != (place + turn) % Target::ALL.len() {
                continue;
            }
            let text = format!("#include \"{header}\"\n");
            if let Err(message) = compiler.check(language, &[folder], arguments, &text) {
                failures += &message;
            }
        }
    }
    failures
}

#[test]
fn each_of_our_headers_compiles_alone_as_c11() {
    compile_each_alone(Language::C11, &["-Wall", "-Wextra", "-Werror"]);
}

#[test]
fn each_of_our_headers_compiles_alone_as_cpp() {
    compile_each_alone(Language::Cpp, &["-Wall", "-Wextra", "-Werror"]);
}

#[test]
fn the_model_knows_every_macro_that_the_compilers_know() {
    let Some(library) = crate::common::libclang() else {
        return;
    };
    let own = trees::own();
    let tree = trees::read(&trees::selection(&own, &[]));
    for target in Target::ALL {
        knows_every_macro(&own, &trees::facts(&library, &tree, target, true));
    }
    for &release in releases_in_time() {
        let Some(folder) = trees::upstream(release) else {
            return;
        };
        let read = releases::read(release, true, None).expect("it is there");
        for model in read.models.iter() {
            knows_every_macro(&folder, &model.facts);
        }
    }
}

fn knows_every_macro(folder: &Path, facts: &Facts) {
    let undone = "it is undefined again further down";
    let skipped = facts
        .skipped
        .iter()
        .filter(|one| one.reason != undone)
        .map(|one| one.name.as_str());
    let known: BTreeSet<&str> = facts
        .constants
        .keys()
        .chain(facts.strings.keys())
        .map(String::as_str)
        .chain(skipped)
        .collect();
    for compiler in compilers(facts.target) {
        let all = macros(&compiler, folder, &trees::includes(facts, true));
        let before = macros(
            &compiler,
            folder,
            "#include <stdint.h>\n#include <stddef.h>\n#include <string.h>\n",
        );
        let unknown: Vec<_> = all
            .difference(&before)
            .filter(|name| !known.contains(name.as_str()))
            .collect();
        let given = ["__XEN_INTERFACE_VERSION__", "__XEN_TOOLS__"];
        let unknown: Vec<_> = unknown
            .into_iter()
            .filter(|name| !given.contains(&name.as_str()))
            .collect();
        assert!(
            unknown.is_empty(),
            "{}, {}: {unknown:?}",
            folder.display(),
            compiler.name
        );
    }
}

/// The names of the macros that are defined at the end of a text.
fn macros(compiler: &Compiler, folder: &Path, text: &str) -> BTreeSet<String> {
    let list = compiler
        .macros(Language::Gnu11, &[folder], &["-w"], text)
        .unwrap();
    let name = |line: &str| {
        let rest = line.strip_prefix("#define ")?;
        let end = rest
            .find(|letter: char| !letter.is_alphanumeric() && letter != '_')
            .unwrap_or(rest.len());
        Some(rest[..end].to_owned())
    };
    list.lines().filter_map(name).collect()
}
