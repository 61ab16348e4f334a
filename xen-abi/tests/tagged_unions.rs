//! Tagged unions: tag and union are read and written together, with any bytes in the record.

use proptest::collection::vec;
use proptest::prelude::*;
use xen_abi::Plain;
use xen_abi::event_channel::{self, ChannelState, StatusVariant};
use xen_abi::grant_table::CopyPtr;
use xen_abi::io::pvcalls::{self, RequestVariant};
use xen_abi::xen::{DomId, Virq};

/// Checks one record: its type, its union, its tag, and the functions of the variant.
macro_rules! tagged {
    ($(
        $name:ident:
        $record:ty, $union:ident, $tag:ident, $get:ident, $set:ident, $tags:expr;
    )+) => {
        proptest! {$(
            #[test]
            fn $name(bytes in vec(any::<u8>(), size_of::<$record>()), tag in 0_u8..=$tags) {
                let mut record = <$record>::from_bytes(&bytes).unwrap();
                // A random tag would select no member. Xen's architectures are little-endian.
                record.$tag = Plain::zeroed();
                record.$tag.as_bytes_mut()[0] = tag;
                let case = record.$get();

                let mut written = record;
                written.$set(case);
                prop_assert_eq!((written.$get(), written.$tag), (case, record.$tag));
                let mut again = written;
                again.$set(case);
                prop_assert_eq!(again, written);

                // Other members are unchanged, and bytes of the union behind the variant are zero.
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
    status: event_channel::Status, u, status, variant, set_variant, 8;
    event_channel_op: event_channel::Op, u, cmd, variant, set_variant, 15;
    physdev_op: xen_abi::physdev::Op, u, cmd, variant, set_variant, 30;
    dbgp_op: xen_abi::physdev::DbgpOp, u, bus, variant, set_variant, 3;
    altp2m: xen_abi::hvm::hvm_op::Altp2mOp, u, cmd, variant, set_variant, 20;
    vcpu_context:
    xen_abi::hvm::hvm_vcpu::Context, cpu_regs, mode, cpu_regs_variant, set_cpu_regs_variant, 3;
    add_to_physmap_batch: xen_abi::memory::AddToPhysmapBatch, u, space, variant, set_variant, 6;
    console: xen_abi::xen::Dom0VgaConsoleInfo, u, video_type, variant, set_variant, 0x72;
    pvcalls_request: pvcalls::Request, u, cmd, variant, set_variant, 8;
    pvcalls_response: pvcalls::Response, u, cmd, variant, set_variant, 8;
}

#[test]
fn a_variant_follows_the_tag() {
    let mut status = event_channel::Status::default();
    status.set_variant(StatusVariant::Virq(Virq::DEBUG));
    assert_eq!(
        (status.status, status.u.virq_untagged()),
        (ChannelState::VIRQ, Virq::DEBUG)
    );
    status.status = ChannelState::PIRQ;
    assert_eq!(status.variant(), StatusVariant::Pirq(Virq::DEBUG.0));
    status.status = ChannelState(99);
    assert_eq!(status.variant(), StatusVariant::Other(ChannelState(99)));
    status.set_variant(StatusVariant::Other(ChannelState::IPI));
    assert_eq!(
        (status.status, status.u),
        (ChannelState::IPI, Plain::zeroed())
    );
}

#[test]
fn a_request_is_matched() {
    let mut request = pvcalls::Request::default();
    request.set_variant(RequestVariant::Listen(pvcalls::Listen {
        id: 7,
        backlog: 128,
        ..Default::default()
    }));
    let backlog = match request.variant() {
        RequestVariant::Listen(listen) if listen.id == 7 => listen.backlog,
        other => panic!("{other:?}"),
    };
    assert_eq!((backlog, request.cmd), (128, pvcalls::Command::LISTEN));
}

#[test]
fn debug_output_follows_the_tag() {
    let mut status = event_channel::Status {
        dom: DomId::SELF,
        ..Default::default()
    };
    status.set_variant(StatusVariant::Virq(Virq::DEBUG));
    let text = format!("{status:?}");
    assert!(text.contains("dom: DOMID_SELF"), "{text}");
    assert!(text.contains("u: Virq(VIRQ_DEBUG)"), "{text}");
    status.status = ChannelState(99);
    assert!(format!("{status:?}").contains("u: Other(ChannelState(99))"));
    assert_eq!(
        format!("{:?}", status.u),
        "StatusUnion(union of 8 bytes: 01 00 00 00 00 00 00 00)"
    );
    // No member of the record is the tag.
    let text = format!("{:?}", CopyPtr::default());
    assert!(
        text.contains("u: CopyPtrUnion(union of 8 bytes: 00"),
        "{text}"
    );
}

#[test]
fn the_limit_of_a_range_does_not_name_a_value() {
    assert_eq!(DomId::FIRST_RESERVED, DomId::SELF);
    assert_eq!(DomId::SELF.name(), Some("DOMID_SELF"));
    assert_eq!(DomId::MASK.name(), Some("DOMID_IDLE"));
    assert_eq!(
        format!("{:?}", xen_abi::sched::ShutdownReason::MAX),
        "SHUTDOWN_soft_reset"
    );
}
