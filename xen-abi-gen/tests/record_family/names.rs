//! Headers in which all names are keywords of Rust, or names that emitted text uses.

use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Keywords of Rust, present and reserved.
const KEYWORDS: &str = "abstract as async await become box crate dyn false final fn gen impl in \
                        let loop macro match mod move mut override priv pub ref self Self super \
                        trait true try type unsafe unsized use virtual where yield";

/// Names of the prelude, of the crate and of variables in emitted functions.
const USED: &str = "u8 i8 u16 u32 u64 u128 usize isize i64 f32 str Option Result Some None Ok Err \
                    Default Clone Copy Debug PartialEq Eq Hash Drop Fn From Into String Vec core \
                    std alloc xen_abi xen value tag whole name number result arg request buffers \
                    f size_of align_of offset_of clone fmt bytes bits new code hash \
                    from_bits_retain Plain Hypercall Errno Op GuestHandle X O T N Arg header \
                    layout bits0 anon0 _padding0 raw safe __ ___ error unknown";

/// Names with non-ASCII letters: two normal forms of one name, and a letter without case.
const LETTERS: [&str; 4] = ["größe", "é", "e\u{301}", "値"];

fn words() -> Vec<&'static str> {
    let split = KEYWORDS.split_whitespace().chain(USED.split_whitespace());
    split.chain(LETTERS).collect()
}

/// The headers, by path. The last one to be read has the macros.
pub(crate) fn headers() -> Vec<(String, String)> {
    let mut headers = Vec::new();
    let mut modules = BTreeSet::new();
    let mut macros = String::new();
    for (index, word) in words().into_iter().enumerate() {
        let text = format!(
            "struct {word} {{ int {word}; int {word}_; char last; }};\n\
             struct n{index}_b {{ unsigned {word} : 3; unsigned set_{word} : 4; char Bits0; }};\n\
             union n{index}_u {{ int {word}; int set_{word}; char from_{word}; }};\n\
             enum n{index}_e {{ {word}, SAME_{word}, same_{word} }};\n\
             struct n{index}_c {{ int Same; int same; int SAME; }};\n\
             union n{index}_d {{ int Same; int same; struct {{ int x; }} set_same; }};\n\
             struct n{index}_h {{ struct {{ char a; }}; int anon0; int _padding0; }};\n"
        );
        headers.push((format!("a{index}.h"), text));
        headers.push((
            format!("t{index}.h"),
            format!("typedef unsigned {word}_t;\n"),
        ));
        let module = word.to_lowercase().trim_matches('_').to_owned();
        if word.is_ascii() && !module.is_empty() && modules.insert(module) {
            let text = format!("struct n{index}_m {{ int a; }};\n");
            headers.push((format!("m/{word}.h"), text));
        }
        let _ = writeln!(macros, "#define {word} {index}");
    }
    headers.push(("m/-.h".to_owned(), "struct dash { int a; };\n".to_owned()));
    headers.push(("z.h".to_owned(), macros));
    headers
}
