//! Compares the generated modules with Linux's own headers: every number, by independent compilers.

use std::collections::BTreeMap;
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const MODULES: [&str; 4] = ["evtchn", "gntalloc", "gntdev", "privcmd"];

/// The architectures, with their names in clang's terms, and what gcc needs to compile for them.
const TARGETS: [(&str, &str, Option<&str>); 4] = [
    ("x86_64", "x86_64-linux-gnu", Some("-m64")),
    ("i686", "i686-linux-gnu", Some("-m32")),
    ("aarch64", "aarch64-linux-gnu", None),
    ("armv7", "armv7-linux-gnueabihf", None),
];

/// Records that have no name of their own in Linux's headers.
const UNNAMED: [&str; 2] = ["gntdev_copy_foreign", "gntdev_copy_place"];

/// What Linux's headers use and do not declare. `xen/interface/xen.h` is in no package.
const PRELUDE: &str = "\
typedef unsigned char __u8;
typedef unsigned short __u16;
typedef short __s16;
typedef unsigned int __u32;
typedef unsigned long long __u64;
typedef __SIZE_TYPE__ size_t;
typedef __u16 domid_t;
typedef __u32 grant_ref_t;
#if defined(__arm__) || defined(__aarch64__)
typedef __u64 xen_pfn_t;
#else
typedef unsigned long xen_pfn_t;
#endif
#define __user
#define __DECLARE_FLEX_ARRAY(type, name) struct { struct {} name##_empty; type name[]; }
#include <asm-generic/ioctl.h>
";

fn generated() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/generated")
}

fn read(path: &str) -> String {
    let path = generated().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The C name of each record, by its Rust name.
fn names() -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for module in MODULES {
        let text = read(&format!("{module}.rs"));
        let mut alias = "";
        for line in text.lines().map(str::trim) {
            if let Some(rest) = line.strip_prefix("#[doc(alias = \"") {
                alias = rest.trim_end_matches("\")]");
            } else if let Some(rest) = line.strip_prefix("pub struct ") {
                let name: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
                names.insert(name, alias.to_owned());
            }
        }
    }
    names
}

/// Assertions about the records of an architecture, and their number.
fn records(target: &str, names: &BTreeMap<String, String>) -> (String, usize) {
    let (mut text, mut count) = (String::new(), 0);
    for record in read(&format!("layout/{target}.rs")).split(';') {
        let Some((name, numbers)) = record.trim().split_once(": ") else {
            continue;
        };
        let Some(c_name) = names.get(name).filter(|name| !UNNAMED.contains(&&***name)) else {
            continue;
        };
        let (sizes, members) = numbers.split_once('{').unwrap_or((numbers, ""));
        let sizes: Vec<_> = sizes.trim().split(", ").collect();
        let _ = writeln!(
            text,
            "_Static_assert(sizeof(struct {c_name}) == {} && _Alignof(struct {c_name}) == {}, \"\");",
            sizes[0], sizes[1]
        );
        count += 2;
        for member in members.trim_end_matches(['}', ' ']).split(',') {
            let Some((member, offset)) = member.trim().split_once(": ") else {
                continue;
            };
            // C has no name for it.
            if member.starts_with("_padding") {
                continue;
            }
            // A name that is a word of Rust has a line under its end.
            let member = member.trim_end_matches('_');
            let _ = writeln!(
                text,
                "_Static_assert(__builtin_offsetof(struct {c_name}, {member}) == {offset}, \"\");"
            );
            count += 1;
        }
    }
    (text, count)
}

/// Assertions about the constants of an architecture, and their number.
fn constants(target: &str) -> (String, usize) {
    let (mut text, mut count) = (String::new(), 0);
    let arch = match target {
        "i686" => "x86",
        "armv7" => "arm",
        other => other,
    };
    for module in MODULES {
        let module_text = read(&format!("{module}.rs"));
        let mut applies = true;
        for line in module_text.lines().map(str::trim) {
            if line.starts_with("#[cfg(") {
                applies = line.contains(&format!("target_arch = \"{arch}\""));
            } else if line.is_empty() {
                applies = true;
            }
            let Some((name, value)) = line
                .strip_prefix("pub const ")
                .and_then(|line| line.split_once(": u32 = "))
            else {
                continue;
            };
            if applies && !value.starts_with("Self") {
                let value = value.trim_end_matches(';');
                let _ = writeln!(text, "_Static_assert({name} == {value}, \"{name}\");");
                count += 1;
            }
        }
    }
    for (name, value) in [
        ("GNTALLOC_FLAG_WRITABLE", 1),
        ("UNMAP_NOTIFY_CLEAR_BYTE", 1),
        ("UNMAP_NOTIFY_SEND_EVENT", 2),
        ("GNTDEV_DMA_FLAG_WC", 1),
        ("GNTDEV_DMA_FLAG_COHERENT", 2),
    ] {
        let _ = writeln!(text, "_Static_assert({name} == {value}, \"{name}\");");
        count += 1;
    }
    (text, count)
}

/// The text to compile: Linux's headers, and the assertions.
fn program(headers: &Path, assertions: &str) -> String {
    let mut text = PRELUDE.to_owned();
    for module in MODULES {
        let path = headers.join("xen").join(format!("{module}.h"));
        let header = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{error}"));
        let lines = header.lines().filter(|line| {
            !line.contains("#include <xen/interface/xen.h>")
                && !line.contains("#include <linux/types.h>")
        });
        lines.for_each(|line| text += &format!("{line}\n"));
    }
    // The union's members, which have no type of their own.
    text += "_Static_assert(__builtin_offsetof(struct gntdev_grant_copy_segment, source.foreign.ref) \
             == 0, \"\");\n\
             _Static_assert(__builtin_offsetof(struct gntdev_grant_copy_segment, \
             dest.foreign.domid) - __builtin_offsetof(struct gntdev_grant_copy_segment, \
             dest.foreign) == 6, \"\");\n";
    text + assertions
}

/// Compiles a text; the error is the compiler's output.
fn compile(command: &mut Command, include: &Path, text: &str) -> Result<(), String> {
    command.args([
        "-std=gnu11",
        "-fsyntax-only",
        "-w",
        "-nostdinc",
        "-x",
        "c",
        "-",
    ]);
    command.arg("-isystem").arg(include);
    command.stdin(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| error.to_string())?;
    let mut input = child.stdin.take().expect("a pipe");
    input
        .write_all(text.as_bytes())
        .map_err(|error| error.to_string())?;
    drop(input);
    let output = child
        .wait_with_output()
        .map_err(|error| error.to_string())?;
    match output.status.success() {
        true => Ok(()),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

/// A tool that `toolchain/environment.sh` offers; without it, CI fails.
fn tool(variable: &str) -> Option<PathBuf> {
    let tool = env::var_os(variable).map(PathBuf::from);
    if tool.is_none() {
        let strict = env::var("CI").is_ok_and(|value| !matches!(&*value, "" | "false" | "0"));
        assert!(!strict, "{variable} is not set");
        eprintln!("did not run: {variable} is not set");
    }
    tool
}

#[test]
fn linuxs_headers_have_the_same_numbers() {
    let (Some(headers), Some(clang)) = (tool("XEN_ABI_LINUX_HEADERS"), tool("XEN_ABI_CLANG"))
    else {
        return;
    };
    let names = names();
    let gcc = Command::new("gcc").arg("-dumpmachine").output();
    let gcc = gcc.is_ok_and(|output| output.stdout.starts_with(b"x86_64"));
    for suite in ["bookworm", "trixie"] {
        let include = headers.join(suite).join("include");
        for (target, triple, machine) in TARGETS {
            let ((records, offsets), (constants, values)) =
                (records(target, &names), constants(target));
            assert!(offsets > 90 && values >= 30, "{offsets} {values}");
            let text = program(&include, &(records + &constants));
            let mut command = Command::new(&clang);
            compile(command.arg(format!("--target={triple}")), &include, &text)
                .unwrap_or_else(|error| panic!("{suite}, clang, {target}: {error}"));
            if let Some(machine) = machine.filter(|_| gcc) {
                compile(Command::new("gcc").arg(machine), &include, &text)
                    .unwrap_or_else(|error| panic!("{suite}, gcc, {target}: {error}"));
            }
            let wrong = text.replacen("== 0x305000", "== 0x305001", 1);
            let mut command = Command::new(&clang);
            compile(command.arg(format!("--target={triple}")), &include, &wrong)
                .expect_err("a wrong number compiles");
        }
    }
}
