//! The device tree of a machine with two domains: QEMU's own, and nodes for Xen.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

/// The load addresses of the domains' kernels, dom0's first.
pub(crate) const KERNELS: [u64; 2] = [0x4900_0000, 0x4a00_0000];

/// The source of QEMU's device tree for this machine.
pub(crate) fn dump(qemu: &Path, options: &[&str], dtc: &Path, folder: &Path) -> Result<String> {
    let (binary, source) = (folder.join("machine.dtb"), folder.join("machine.dts"));
    let mut command = Command::new(qemu);
    for option in options {
        match option.strip_prefix("virt,") {
            Some(_) => command.arg(format!("{option},dumpdtb={}", binary.display())),
            None => command.arg(option),
        };
    }
    run(command.args(["-display", "none", "-net", "none"]))?;
    let mut command = Command::new(dtc);
    command.args(["-q", "-I", "dtb", "-O", "dts", "-o"]);
    run(command.arg(&source).arg(&binary))?;
    fs::read_to_string(&source).context("the device tree compiler wrote nothing")
}

/// The binary form of a tree.
pub(crate) fn compile(source: &str, dtc: &Path, folder: &Path) -> Result<PathBuf> {
    let (text, binary) = (folder.join("two.dts"), folder.join("two.dtb"));
    fs::write(&text, source).context("the device tree cannot be written")?;
    let mut command = Command::new(dtc);
    command.args(["-q", "-I", "dts", "-O", "dtb", "-o"]);
    run(command.arg(&binary).arg(&text))?;
    Ok(binary)
}

/// Nodes for dom0 and further domains, each with its own command line.
///
/// All have the same kernel of `size` bytes. dtc merges nodes of one name.
pub(crate) fn domains(xen: &str, words: &[String], size: u64, channel: Option<u32>) -> String {
    let mut nodes = String::new();
    for (number, (words, address)) in words.iter().zip(KERNELS).enumerate() {
        let mut node = format!(
            "module@{address:x} {{\n\
             compatible = \"multiboot,kernel\", \"multiboot,module\";\n\
             reg = <0 {address:#x} 0 {size:#x}>;\n\
             bootargs = \"{words}\";\n\
             }};\n"
        );
        if let Some(port) = channel {
            // Each end refers to the node of the other.
            let other = 1 - number;
            let _ = writeln!(
                node,
                "end{number}: evtchn@1 {{ compatible = \"xen,evtchn-v1\"; \
                 xen,evtchn = <{port} &end{other}>; }};"
            );
        }
        if number > 0 {
            node = format!(
                "domU{number} {{\n\
                 #address-cells = <2>;\n\
                 #size-cells = <2>;\n\
                 compatible = \"xen,domain\";\n\
                 memory = <0 0x10000>;\n\
                 cpus = <1>;\n\
                 xen,enhanced = \"no-xenstore\";\n\
                 {node}}};\n"
            );
        }
        nodes += &node;
    }
    format!(
        "/ {{ chosen {{\n\
         #address-cells = <2>;\n\
         #size-cells = <2>;\n\
         xen,xen-bootargs = \"{xen}\";\n\
         {nodes}}}; }};\n"
    )
}

fn run(command: &mut Command) -> Result<()> {
    let name = Path::new(command.get_program()).display().to_string();
    let output = command.output().with_context(|| name.clone())?;
    if !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr);
        bail!("{name} failed: {}", errors.trim());
    }
    Ok(())
}
