//! Hypervisor images and kernels: what QEMU can load, and for which architecture.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use flate2::read::MultiGzDecoder;

use crate::machine::Architecture;

/// The first bytes of a gzip file.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// The number of bytes that are read to identify a file.
const HEAD: usize = 64;

/// A file that QEMU can load, unpacked below `folder` if it is a gzip file.
pub(crate) fn unpacked(image: &Path, folder: &Path) -> Result<PathBuf> {
    let image = fs::canonicalize(image).with_context(|| format!("{}", image.display()))?;
    if !head(&image)?.starts_with(&GZIP) {
        return Ok(image);
    }
    let mut name = image.file_name().unwrap_or_default().to_owned();
    name.push(".unpacked");
    let unpacked = folder.join(name);
    let write = || -> io::Result<u64> {
        let mut packed = MultiGzDecoder::new(File::open(&image)?);
        io::copy(&mut packed, &mut File::create(&unpacked)?)
    };
    write().with_context(|| format!("{} does not unpack", image.display()))?;
    Ok(unpacked)
}

/// The architecture of an unpacked hypervisor image or kernel.
pub(crate) fn architecture(image: &Path) -> Result<Architecture> {
    let head = head(image)?;
    let name = image.display();
    match &head[..] {
        // Bytes 18 and 19 are the ELF machine: i386 or x86-64.
        [0x7f, b'E', b'L', b'F', ..] if matches!(head.get(18..20), Some([3 | 62, 0])) => {
            Ok(Architecture::X86_64)
        }
        _ if head.get(56..60) == Some(b"ARM\x64") => Ok(Architecture::Aarch64),
        [b'M', b'Z', ..] => bail!("{name} is an EFI program; QEMU loads xen.gz, as an ELF file"),
        _ => bail!(
            "{name} is nothing that QEMU could load: neither an ELF file for x86 nor a Linux image \
             for 64-bit Arm"
        ),
    }
}

fn head(image: &Path) -> Result<Vec<u8>> {
    let mut head = Vec::new();
    let read = File::open(image).and_then(|file| file.take(HEAD as u64).read_to_end(&mut head));
    read.with_context(|| format!("{} cannot be read", image.display()))?;
    Ok(head)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn elf(machine: u8) -> Vec<u8> {
        let mut bytes = vec![0; HEAD];
        bytes[..4].copy_from_slice(b"\x7fELF");
        bytes[18] = machine;
        bytes
    }

    #[test]
    fn gzip_files_of_either_architecture_are_unpacked() {
        let folder = tempfile::tempdir().unwrap();
        let mut arm = vec![0; HEAD];
        arm[56..60].copy_from_slice(b"ARM\x64");
        for (bytes, expected) in [(elf(3), Architecture::X86_64), (arm, Architecture::Aarch64)] {
            let packed = folder.path().join("xen.gz");
            let mut encoder = GzEncoder::new(File::create(&packed).unwrap(), Compression::fast());
            encoder.write_all(&bytes).unwrap();
            encoder.finish().unwrap();
            let image = unpacked(&packed, folder.path()).unwrap();
            assert_eq!(fs::read(&image).unwrap(), bytes);
            assert_eq!(architecture(&image).unwrap(), expected);
            // An uncompressed file is used as it is.
            assert_eq!(unpacked(&image, folder.path()).unwrap(), image);
        }
    }

    #[test]
    fn other_files_are_refused_with_a_reason() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("image");
        for (bytes, reason) in [
            (elf(40), "neither an ELF file"),
            (b"MZ and so on".to_vec(), "EFI program"),
            (Vec::new(), "neither an ELF file"),
        ] {
            fs::write(&file, bytes).unwrap();
            let message = architecture(&file).unwrap_err().to_string();
            assert!(message.contains(reason), "{message}");
        }
        fs::write(&file, [GZIP[0], GZIP[1], 8, 0]).unwrap();
        assert!(unpacked(&file, folder.path()).is_err());
        assert!(unpacked(&folder.path().join("none"), folder.path()).is_err());
    }
}
