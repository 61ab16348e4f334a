//! `xen_version`, with all operations, and the features.

use core::fmt;
use core::ptr;

use xen_abi::Errno;
use xen_abi::Plain;
use xen_abi::features::{XENFEAT_NR_SUBMAPS, XenFeature};
use xen_abi::flex::WithElements;
use xen_abi::frame::PAGE_SIZE;
use xen_abi::guest::Guest;
use xen_abi::version::{self, Varbuf, XenVersionOp};

use xen_abi::xen::HypercallNum;

use super::differences::{BUILD_ID, EXTRAVERSION, LONGER_TEXTS, PLATFORM_PARAMETERS, UpperHalf};
use crate::machine::{KindOf, Machine};

use crate::transcript::{Outcome, Transcript};

pub(super) fn run<M: Machine>(transcript: &mut Transcript<'_, M>) {
    tell(transcript);
    transcript.test("version::version", number);
    transcript.test("version::texts", texts);
    transcript.test("version::compile_info", compile_info);
    transcript.test("version::platform_parameters", platform_parameters);
    transcript.test("version::pagesize", pagesize);
    transcript.test("version::guest_handle", guest_handle);
    transcript.test("version::build_id", build_id);
    transcript.test("version::longer_texts", longer_texts);
    transcript.test("version::refused", refused);
    transcript.test("features::by_kind", features);
    transcript.test("features::beyond", features_beyond);
}

/// Prints the Xen that the tests run on.
fn tell<M: Machine>(transcript: &Transcript<'_, M>) {
    let xen = transcript.machine.xen();
    let (Ok(number), Ok(extra)) = (version::version(xen), version::extraversion(xen)) else {
        return;
    };
    transcript.line(format_args!(
        "Xen {}.{}{}",
        number >> 16,
        number & 0xffff,
        text(&extra).unwrap_or_default()
    ));
    for submap in 0..XENFEAT_NR_SUBMAPS as u32 {
        if let Ok(bits) = version::get_features(xen, submap) {
            transcript.line(format_args!("features {submap}: {bits:#010x}"));
        }
    }
}

/// The string before the NUL, if it is printable.
fn text(bytes: &[u8]) -> Option<&str> {
    let text = core::str::from_utf8(bytes.split(|byte| *byte == 0).next()?).ok()?;
    text.chars()
        .all(|character| !character.is_control())
        .then_some(text)
}

/// The suite supports releases 4.x.
fn number<M: Machine>(machine: &M) -> Outcome {
    let number = attempt!(version::version(machine.xen()));
    check!((number >> 16, number & 0xffff >= 14), (4, true));
    Ok(())
}

fn texts<M: Machine>(machine: &M) -> Outcome {
    let xen = machine.xen();
    let extraversion = attempt!(version::extraversion(xen));
    let first = text(&extraversion).and_then(|text| text.chars().next());
    EXTRAVERSION.allows(machine, "extraversion", &first.unwrap_or_default())?;
    let capabilities = attempt!(version::capabilities(xen));
    check!(
        text(&capabilities).is_some_and(|text| text.starts_with("xen-3.0-")),
        true
    );
    check!(text(&attempt!(version::changeset(xen))).is_some(), true);
    check!(text(&attempt!(version::commandline(xen))).is_some(), true);
    Ok(())
}

fn compile_info<M: Machine>(machine: &M) -> Outcome {
    let info = attempt!(version::compile_info(machine.xen()));
    for part in [
        &info.compiler[..],
        &info.compile_by,
        &info.compile_domain,
        &info.compile_date,
    ] {
        check!(text(part).is_some(), true);
    }
    Ok(())
}

fn platform_parameters<M: Machine>(machine: &M) -> Outcome {
    let start = attempt!(version::platform_parameters(machine.xen())) as u64;
    check!(start % PAGE_SIZE as u64, 0);
    // A PV guest needs it: Xen is in the upper half of its address space.
    if KindOf::<M>::NAME == "pv64" {
        PLATFORM_PARAMETERS.allows(machine, "virt_start", &UpperHalf::of(start))?;
    }
    Ok(())
}

fn pagesize<M: Machine>(machine: &M) -> Outcome {
    check!(version::pagesize(machine.xen()), Ok(PAGE_SIZE as u32));
    Ok(())
}

/// The domain handle is zero: no toolstack has set one.
fn guest_handle<M: Machine>(machine: &M) -> Outcome {
    attempt!(version::guest_handle(machine.xen()));
    Ok(())
}

/// Queries the length without a buffer, with a short one, and with one that fits.
fn sized<const N: usize>(
    ask: impl Fn(*mut Varbuf) -> Result<u32, Errno>,
) -> Result<([u8; N], usize), fmt::Error> {
    let len = ask(ptr::null_mut()).map_err(|_| fmt::Error)?;
    let mut room = WithElements::new(
        Varbuf {
            len: N as u32,
            ..Varbuf::zeroed()
        },
        [0_u8; N],
    );
    if len as usize > N || ask(room.as_mut_ptr()) != Ok(len) {
        return Err(fmt::Error);
    }
    let mut less = WithElements::new(
        Varbuf {
            len: len - 1,
            ..Varbuf::zeroed()
        },
        [0_u8; N],
    );
    if len > 0 && ask(less.as_mut_ptr()) != Err(Errno::ENOBUFS) {
        return Err(fmt::Error);
    }
    Ok((*room.elements(), len as usize))
}

fn build_id<M: Machine>(machine: &M) -> Outcome {
    // SAFETY: each buffer is as long as its record says.
    let ask = |room| unsafe { version::build_id(machine.xen(), room) };
    if machine.is_software() {
        skip!("the software Xen was not linked");
    }
    if !machine.is_privileged() {
        check!(ask(ptr::null_mut()), Err(Errno::EPERM));
        return Ok(());
    }
    let outcome = ask(ptr::null_mut()).map(drop);
    BUILD_ID.allows(machine, "build_id", &outcome)?;
    if outcome.is_err() {
        skip!("this Xen was built without one");
    }
    let (id, len) = attempt!(sized::<64>(ask));
    check!(
        (len >= 8, id[..len].iter().any(|byte| *byte != 0)),
        (true, true)
    );
    Ok(())
}

/// The strings in records with a length.
fn longer_texts<M: Machine>(machine: &M) -> Outcome {
    let xen = machine.xen();
    // SAFETY: nothing is written.
    let there = match unsafe { version::extraversion2(xen, ptr::null_mut()) } {
        Err(Errno::ENOSYS) => false,
        outcome => attempt!(outcome.map(|_| true)),
    };
    if machine.is_software() && !there {
        skip!("the software Xen has none");
    }
    LONGER_TEXTS.allows(machine, "extraversion2", &there)?;
    if !there {
        skip!("this Xen has none");
    }
    // SAFETY: each buffer is as long as its record says.
    let (extra, len) = attempt!(sized::<64>(|room| unsafe {
        version::extraversion2(xen, room)
    }));
    check!(
        text(&extra[..len]),
        text(&attempt!(version::extraversion(xen)))
    );
    // SAFETY: as above.
    let (capabilities, len) = attempt!(sized::<1024>(|room| unsafe {
        version::capabilities2(xen, room)
    }));
    check!(
        text(&capabilities[..len]),
        text(&attempt!(version::capabilities(xen)))
    );
    // SAFETY: as above.
    let (changeset, len) = attempt!(sized::<128>(|room| unsafe {
        version::changeset2(xen, room)
    }));
    check!(
        text(&changeset[..len]),
        text(&attempt!(version::changeset(xen)))
    );
    if !machine.is_privileged() {
        check!(
            // SAFETY: nothing is written.
            unsafe { version::commandline2(xen, ptr::null_mut()) },
            Err(Errno::EPERM)
        );
        return Ok(());
    }
    // SAFETY: as above.
    let (line, len) = attempt!(sized::<1024>(|room| unsafe {
        version::commandline2(xen, room)
    }));
    check!(
        text(&line[..len]),
        text(&attempt!(version::commandline(xen)))
    );
    Ok(())
}

fn refused<M: Machine>(machine: &M) -> Outcome {
    let ask = |command: u32, address: usize| {
        // SAFETY: no memory is mapped at the end of the address space.
        let result = unsafe {
            xen_abi::Hypercall::hypercall(
                machine.xen(),
                HypercallNum::XEN_VERSION.0,
                [command as usize, address],
            )
        };
        xen_abi::returns::int(result)
    };
    for operation in [
        XenVersionOp::Extraversion,
        XenVersionOp::CompileInfo,
        XenVersionOp::Capabilities,
        XenVersionOp::Changeset,
        XenVersionOp::PlatformParameters,
        XenVersionOp::GetFeatures,
        XenVersionOp::GuestHandle,
        XenVersionOp::Commandline,
    ] {
        check!(
            (operation, ask(operation as u32, usize::MAX - 1)),
            (operation, Err(Errno::EFAULT))
        );
    }
    check!(ask(200, 0), Err(Errno::ENOSYS));
    Ok(())
}

/// The features that distinguish the kinds of guest.
fn features<M: Machine>(machine: &M) -> Outcome {
    let bits = attempt!(version::get_features(machine.xen(), 0));
    let has = |feature: XenFeature| bits >> feature.0 & 1 != 0;
    let translated = KindOf::<M>::NAME != "pv64";
    check!(has(XenFeature::AUTO_TRANSLATED_PHYSMAP), translated);
    check!(has(XenFeature::WRITABLE_PAGE_TABLES), translated);
    check!(
        has(XenFeature::MMU_PT_UPDATE_PRESERVE_AD),
        KindOf::<M>::NAME == "pv64"
    );
    check!(
        has(XenFeature::HVM_CALLBACK_VECTOR),
        KindOf::<M>::NAME == "hvm64"
    );
    check!(has(XenFeature::DOM0), machine.is_privileged());
    Ok(())
}

fn features_beyond<M: Machine>(machine: &M) -> Outcome {
    check!(
        version::get_features(machine.xen(), XENFEAT_NR_SUBMAPS as u32),
        Err(Errno::EINVAL)
    );
    Ok(())
}
