//! Texts of toolstacks, on a back end that reads and writes them as Xen does.

use std::cell::RefCell;

use xen_abi::guest::Pv64;
use xen_abi::text::{TextBuffer, TextError};
use xen_abi::toolstack::sysctl::{SysctlOp, XenLivepatchName, XenSetCpufreqGov, XenSysctl};
use xen_abi::toolstack::xsm::flask_op::{FlaskOp, XenFlaskOp};
use xen_abi::toolstack::{CallError, Release, Toolstack};
use xen_abi::version::CompileInfo;
use xen_abi::xen::HypercallNum;
use xen_abi::{Errno, GuestHandle, Hypercall, Plain};

/// The contexts of the policy; the SID is the number in this list.
const CONTEXTS: [&str; 3] = ["kernel", "system_u:system_r:dom0_t", ""];

/// A Xen with a policy, which keeps the bytes that it reads.
#[derive(Default)]
struct Machine {
    read: RefCell<Vec<u8>>,
}

/// The bytes that a caller passes.
fn passed(handle: GuestHandle<u8>, size: u32) -> Vec<u8> {
    if size == 0 {
        return Vec::new();
    }
    // SAFETY: the caller's buffer is as long as it says.
    unsafe { std::slice::from_raw_parts(handle.as_ptr(), size as usize).to_vec() }
}

/// Writes bytes if there is room for them.
fn write(handle: GuestHandle<u8>, size: u32, bytes: &[u8]) -> Result<u32, Errno> {
    if bytes.len() > size as usize {
        return Err(Errno::ERANGE);
    }
    // SAFETY: the caller's buffer is as long as it says.
    unsafe { handle.as_ptr().copy_from(bytes.as_ptr(), bytes.len()) };
    Ok(bytes.len() as u32)
}

impl Machine {
    fn flask(&self, request: &mut XenFlaskOp) -> Result<(), Errno> {
        match FlaskOp::try_from(request.cmd).map_err(|_| Errno::ENOSYS)? {
            FlaskOp::ContextToSid => {
                let mut wanted = request.u.sid_context_untagged();
                let name = passed(wanted.context, wanted.size);
                let found = CONTEXTS.iter().position(|one| one.as_bytes() == name);
                self.read.replace(name);
                wanted.sid = found.ok_or(Errno::EINVAL)? as u32;
                request.u.set_sid_context(wanted);
            }
            FlaskOp::SidToContext => {
                let mut wanted = request.u.sid_context_untagged();
                let found = CONTEXTS.get(wanted.sid as usize).ok_or(Errno::EINVAL)?;
                let with_nul = format!("{found}\0");
                wanted.size = write(wanted.context, wanted.size, with_nul.as_bytes())?;
                request.u.set_sid_context(wanted);
            }
            FlaskOp::Getbool => {
                let mut wanted = request.u.boolean_untagged();
                if wanted.bool_id == u32::MAX {
                    self.read.replace(passed(wanted.name, wanted.size));
                    (wanted.bool_id, wanted.size) = (5, 0);
                }
                if wanted.size > 0 {
                    wanted.size = write(wanted.name, wanted.size, b"allow_ping")?;
                }
                request.u.set_boolean(wanted);
            }
            FlaskOp::Setbool => {
                let wanted = request.u.boolean_untagged();
                self.read.replace(passed(wanted.name, wanted.size));
                assert_eq!(wanted.name.is_null(), wanted.size == 0);
            }
            _ => return Err(Errno::ENOSYS),
        }
        Ok(())
    }

    fn sysctl(&self, request: &XenSysctl) -> Result<(), Errno> {
        if request.cmd != SysctlOp::DebugKeys as u32 {
            return Err(Errno::ENOSYS);
        }
        let wanted = request.u.debug_keys_untagged();
        self.read.replace(passed(wanted.keys, wanted.nr_keys));
        Ok(())
    }
}

// SAFETY: it writes to the memory that a call says only.
unsafe impl Hypercall for Machine {
    type Guest = Pv64;

    unsafe fn hypercall<const N: usize>(&self, number: u32, arguments: [usize; N]) -> usize {
        let address = core::ptr::with_exposed_provenance_mut::<u8>(arguments[0]);
        let result = if number == HypercallNum::XSM_OP.0 {
            // SAFETY: the argument is the address of the hypercall's record.
            self.flask(unsafe { &mut *address.cast() })
        } else {
            // SAFETY: as above.
            self.sysctl(unsafe { &*address.cast() })
        };
        result.map_or_else(Errno::into_raw, |()| 0)
    }
}

fn with_each_release(test: impl Fn(&Machine, Toolstack<'_, Machine>)) {
    for release in Release::ALL {
        let machine = Machine::default();
        // SAFETY: this Xen takes the records of each release.
        test(&machine, unsafe {
            Toolstack::of_release(&machine, *release)
        });
    }
}

/// Xen counts the NUL of a context that it returns, and takes one without.
#[test]
fn a_context_is_the_same_text_in_both_directions() {
    with_each_release(|machine, toolstack| {
        let mut memory = [7; 32];
        let mut context = TextBuffer::new(&mut memory);
        for (sid, expected) in (0..).zip(CONTEXTS) {
            let (_, size) = toolstack
                .flask_op_sid_to_context(sid, &mut context)
                .expect("a context");
            assert_eq!(context.to_str(), Ok(expected));
            assert_eq!(size as usize, expected.len() + 1);
            let text = context.as_c_str().expect("room for a NUL");
            let found = toolstack.flask_op_context_to_sid(text);
            assert_eq!(found.expect("its SID").1, sid);
            assert_eq!(*machine.read.borrow(), expected.as_bytes());
        }
        let failed = toolstack.flask_op_sid_to_context(9, &mut context);
        assert_eq!(failed, Err(Errno::EINVAL));
        assert_eq!(context.as_bytes(), b"");
        let mut small = [0; 6];
        let mut small = TextBuffer::new(&mut small);
        let failed = toolstack.flask_op_sid_to_context(0, &mut small);
        assert_eq!(failed, Err(Errno::ERANGE));
    });
}

/// A boolean is found by its name, and its name by its number.
#[test]
fn a_name_goes_in_or_comes_out() {
    with_each_release(|machine, toolstack| {
        let mut memory = [0; 16];
        let mut name = TextBuffer::new(&mut memory);
        let (_, found) = toolstack
            .flask_op_getbool(3, Some(&mut name))
            .expect("a boolean");
        assert_eq!((found.size, name.as_bytes()), (10, &b"allow_ping"[..]));
        name.copy(b"other").expect("room");
        let (_, found) = toolstack
            .flask_op_getbool(u32::MAX, Some(&mut name))
            .expect("a boolean");
        assert_eq!((found.bool_id, name.as_bytes()), (5, &b"other"[..]));
        assert_eq!(*machine.read.borrow(), b"other");
        // The shorter name of the last call does not limit this one.
        toolstack
            .flask_op_getbool(3, Some(&mut name))
            .expect("a boolean");
        assert_eq!(name.to_string(), "allow_ping");
        name.copy(b"other").expect("room");
        let too_small = toolstack.flask_op_getbool(3, Some(&mut name));
        assert_eq!(too_small, Err(CallError::Xen(Errno::ERANGE)));
        assert!(toolstack.flask_op_getbool(3, None).is_ok());
        let set = toolstack.flask_op_setbool(u32::MAX, 1, 0, Some(c"allow_pong"));
        assert!(set.is_ok());
        assert_eq!(*machine.read.borrow(), b"allow_pong");
        assert!(toolstack.flask_op_setbool(3, 1, 0, None).is_ok());
        assert_eq!(*machine.read.borrow(), b"");
    });
}

#[test]
fn a_text_that_is_too_long_is_refused_before_xen() {
    with_each_release(|machine, toolstack| {
        let mut memory = vec![0; 5000];
        let mut buffer = TextBuffer::new(&mut memory);
        let fits = buffer.copy(&[b'a'; 4096]).expect("room");
        let fits = toolstack.flask_op_context_to_sid(fits);
        assert_eq!(fits, Err(CallError::Xen(Errno::EINVAL)));
        assert_eq!(machine.read.take().len(), 4096);
        let long = buffer.copy(&[b'a'; 4097]).expect("room");
        let error = toolstack.flask_op_context_to_sid(long).unwrap_err();
        let (length, most) = (4097, 4096);
        let what = "FLASK_CONTEXT_TO_SID: context";
        assert_eq!(error, CallError::TooLong { what, length, most });
        assert_eq!(error.errno(), None);
        assert_eq!(
            error.to_string(),
            "FLASK_CONTEXT_TO_SID: context has 4097 bytes, and may have 4096"
        );
        let error = toolstack.flask_op_getbool(u32::MAX, Some(&mut buffer));
        assert!(matches!(
            error,
            Err(CallError::TooLong { length: 4097, .. })
        ));
        assert!(machine.read.borrow().is_empty());
    });
}

#[test]
fn keys_are_passed_without_a_nul() {
    with_each_release(|machine, toolstack| {
        // SAFETY: this Xen has no handlers.
        let sent = unsafe { toolstack.debug_keys(c"hq") };
        assert_eq!(sent, Ok(()));
        assert_eq!(*machine.read.borrow(), b"hq");
    });
}

/// The name of a live patch has its NUL, which counts.
#[test]
fn a_record_gets_a_text_and_its_size() {
    let mut name = XenLivepatchName::zeroed();
    name.set_name(c"fix").expect("a name");
    assert_eq!(passed(name.name, name.size.into()), b"fix\0");
    let longest = std::ffi::CString::new([b'a'; 127]).expect("no NUL");
    assert_eq!(name.set_name(&longest), Ok(()));
    assert_eq!(name.size, 128);
    let long = std::ffi::CString::new([b'a'; 128]).expect("no NUL");
    let error = TextError::TooLong {
        length: 128,
        most: 127,
    };
    assert_eq!(name.set_name(&long), Err(error));
    assert_eq!(name.size, 128);
}

#[test]
fn an_array_holds_a_text() {
    let mut governor = XenSetCpufreqGov {
        scaling_governor: [0xff; 16],
    };
    assert_eq!(governor.set_scaling_governor(c"ondemand"), Ok(()));
    assert_eq!(&governor.scaling_governor, b"ondemand\0\0\0\0\0\0\0\0");
    assert!(governor.set_scaling_governor(c"0123456789abcdef").is_err());
    let mut info = CompileInfo::zeroed();
    info.compile_by[..4].copy_from_slice(b"root");
    assert_eq!(info.compile_by_text(), b"root");
    assert_eq!(info.compiler_text(), b"");
    info.compile_by = [b'x'; 16];
    assert_eq!(info.compile_by_text(), [b'x'; 16]);
}
