//! Unions that a sibling selects the member of: whatever bytes a record holds, tag and union are
//! read together and written together.

use proptest::prelude::*;
use xen_abi::Plain;
use xen_abi::event_channel::{self, ChannelState, StatusUCase};
use xen_abi::io::pvcalls::{self, RequestUCase};
use xen_abi::xen::Virq;

/// Checks one record: its type, the union, the tag, and the functions of the case.
macro_rules! tagged {
    ($($name:ident: $record:ty, $union:ident, $tag:ident, $get:ident, $set:ident, $tags:expr;)+) => {
        proptest! {$(
            #[test]
            fn $name(bytes in proptest::collection::vec(any::<u8>(), size_of::<$record>()), tag in 0_u8..=$tags) {
                let mut record = <$record>::from_bytes(&bytes).unwrap();
                // A random tag would select nothing; all of Xen's machines have the lowest byte first.
                record.$tag = Plain::zeroed();
                record.$tag.as_bytes_mut()[0] = tag;
                let case = record.$get();

                let mut written = record;
                written.$set(case);
                prop_assert_eq!((written.$get(), written.$tag), (case, record.$tag));
                let mut again = written;
                again.$set(case);
                prop_assert_eq!(again, written);

                // Nothing but the two is touched, and of the union nothing stays that the case does not hold.
                let mut expected = record;
                expected.$union = written.$union;
                prop_assert_eq!(written, expected);
                let mut from_zero = <$record>::zeroed();
                from_zero.$set(case);
                prop_assert_eq!((from_zero.$union, from_zero.$tag), (written.$union, written.$tag));
            }
        )+}
    };
}

tagged! {
    status: event_channel::Status, u, status, u_case, set_u_case, 8;
    event_channel_op: event_channel::Op, u, cmd, u_case, set_u_case, 15;
    physdev_op: xen_abi::physdev::Op, u, cmd, u_case, set_u_case, 30;
    dbgp_op: xen_abi::physdev::DbgpOp, u, bus, u_case, set_u_case, 3;
    altp2m: xen_abi::hvm::hvm_op::Altp2mOp, u, cmd, u_case, set_u_case, 20;
    vcpu_context: xen_abi::hvm::hvm_vcpu::Context, cpu_regs, mode, cpu_regs_case, set_cpu_regs_case, 3;
    add_to_physmap_batch: xen_abi::memory::AddToPhysmapBatch, u, space, u_case, set_u_case, 6;
    console: xen_abi::xen::Dom0VgaConsoleInfo, u, video_type, u_case, set_u_case, 0x72;
    pvcalls_request: pvcalls::Request, u, cmd, u_case, set_u_case, 8;
    pvcalls_response: pvcalls::Response, u, cmd, u_case, set_u_case, 8;
}

#[test]
fn a_case_is_what_the_tag_says() {
    let mut status = event_channel::Status::default();
    status.set_u_case(StatusUCase::Virq(Virq::DEBUG));
    assert_eq!(
        (status.status, status.u.virq()),
        (ChannelState::VIRQ, Virq::DEBUG)
    );
    status.status = ChannelState::PIRQ;
    assert_eq!(status.u_case(), StatusUCase::Pirq(Virq::DEBUG.0));
    status.status = ChannelState(99);
    assert_eq!(status.u_case(), StatusUCase::Other(ChannelState(99)));
    status.set_u_case(StatusUCase::Other(ChannelState::IPI));
    assert_eq!(
        (status.status, status.u),
        (ChannelState::IPI, Plain::zeroed())
    );
}

#[test]
fn a_request_is_matched() {
    let mut request = pvcalls::Request::default();
    request.set_u_case(RequestUCase::Listen(pvcalls::Listen {
        id: 7,
        backlog: 128,
        ..Default::default()
    }));
    let backlog = match request.u_case() {
        RequestUCase::Listen(listen) if listen.id == 7 => listen.backlog,
        other => panic!("{other:?}"),
    };
    assert_eq!((backlog, request.cmd), (128, pvcalls::Command::LISTEN));
}
