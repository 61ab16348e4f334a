//! The rows of the table in `ports.md`, each with the calls that produce it.

use super::super::table::Situation;
use super::super::{address, issue};
use super::{
    SELF, and_port_is_used, at_zero, control, done, dying, expand, fifo, full, one, pirq,
    pirq_between, two, unwritable, without_memory,
};
use xen_abi::event_channel::{self as events, BindPirqFlags, EventChannelOp as Op, Port};
use xen_abi::guest::{Arm, Hvm64, Pv64};
use xen_abi::mock::Fault;
use xen_abi::pages::GuestPages;
use xen_abi::xen::{DomId, Virq};
use xen_abi::{Errno, Plain};

pub(super) const SITUATIONS: &[Situation] = &[
    ("alloc_unbound", "for itself", || {
        done(events::alloc_unbound(&one(), SELF, DomId(9)))
    }),
    (
        "alloc_unbound",
        "for another domain, which it controls",
        || {
            let (one, two) = two(true);
            let port = events::alloc_unbound(&one, DomId(2), DomId(1))?;
            assert_eq!(
                events::status(&two, SELF, port)?.u.unbound_untagged().dom,
                DomId(1)
            );
            Ok(())
        },
    ),
    ("alloc_unbound", "the argument is at address 0", || {
        at_zero(Op::AllocUnbound)
    }),
    ("alloc_unbound", "the result cannot be written", || {
        let domain = unwritable();
        let result = events::alloc_unbound(&domain, SELF, SELF);
        and_port_is_used(&domain, 1, done(result))
    }),
    ("alloc_unbound", "no such owner", || {
        done(events::alloc_unbound(&one(), DomId(5), SELF))
    }),
    (
        "alloc_unbound",
        "for another domain, which it does not control",
        || done(events::alloc_unbound(&two(false).0, DomId(2), SELF)),
    ),
    ("alloc_unbound", "the owner is being destroyed", || {
        done(events::alloc_unbound(&dying(), SELF, SELF))
    }),
    ("alloc_unbound", "all ports of the ABI in use", || {
        let domain = one();
        let ports = (1..events::EVTCHN_2L_NR_CHANNELS as u32).map(|number| {
            assert_eq!(events::alloc_unbound(&domain, SELF, SELF), Ok(Port(number)));
        });
        assert_eq!(
            ports.count() as u64 + 1,
            events::EVTCHN_2L_NR_CHANNELS as u64
        );
        done(events::alloc_unbound(&domain, SELF, SELF))
    }),
    (
        "alloc_unbound",
        "all ports that the toolstack allows in use",
        || done(events::alloc_unbound(&full(), SELF, SELF)),
    ),
    ("alloc_unbound", "a new group, and no memory", || {
        let domain = without_memory();
        let result = done(events::alloc_unbound(&domain, SELF, SELF));
        assert_eq!(
            events::alloc_unbound(&domain, SELF, SELF),
            Ok(Port(64)),
            "the next time there is some"
        );
        result
    }),
    ("bind_interdomain", "the argument is at address 0", || {
        at_zero(Op::BindInterdomain)
    }),
    ("bind_interdomain", "the result cannot be written", || {
        let domain = one();
        let port = events::alloc_unbound(&domain, SELF, SELF)?;
        domain.fail_next(Fault::WriteBack);
        let result = events::bind_interdomain(&domain, SELF, port);
        and_port_is_used(&domain, 2, done(result))
    }),
    ("bind_interdomain", "no such domain", || {
        done(events::bind_interdomain(&one(), DomId(5), Port(1)))
    }),
    ("bind_interdomain", "the caller is being destroyed", || {
        done(events::bind_interdomain(&dying(), SELF, Port(1)))
    }),
    (
        "bind_interdomain",
        "all ports that the toolstack allows in use",
        || done(events::bind_interdomain(&full(), SELF, Port(1))),
    ),
    ("bind_interdomain", "a new group, and no memory", || {
        done(events::bind_interdomain(&without_memory(), SELF, Port(1)))
    }),
    ("bind_virq", "per domain, vCPU 0", || {
        done(events::bind_virq(&one(), Virq::ARGO, 0))
    }),
    ("bind_virq", "per vCPU, on each of two", || {
        let domain = one();
        let ports = [
            events::bind_virq(&domain, Virq::TIMER, 0)?,
            events::bind_virq(&domain, Virq::TIMER, 1)?,
        ];
        assert!(domain.on_vcpu(1).raise_virq(Virq::TIMER));
        assert_eq!(ports.map(|port| domain.is_pending(port)), [false, true]);
        assert_eq!(
            (domain.has_news(), domain.on_vcpu(1).has_news()),
            (false, true)
        );
        Ok(())
    }),
    ("bind_virq", "bound, closed and bound again", || {
        let domain = one();
        let port = events::bind_virq(&domain, Virq::ARGO, 0)?;
        assert!(domain.raise_virq(Virq::ARGO));
        events::close(&domain, port)?;
        assert!(!domain.raise_virq(Virq::ARGO));
        assert_eq!(events::bind_virq(&domain, Virq::ARGO, 0), Ok(port));
        assert!(!domain.is_pending(port), "the old event is gone");
        Ok(())
    }),
    ("bind_virq", "the argument is at address 0", || {
        at_zero(Op::BindVirq)
    }),
    ("bind_virq", "the result cannot be written", || {
        let domain = unwritable();
        let result = events::bind_virq(&domain, Virq::ARGO, 0);
        and_port_is_used(&domain, 1, done(result))
    }),
    ("bind_virq", "VIRQ 24", || {
        done(events::bind_virq(&one(), Virq(24), 0))
    }),
    ("bind_virq", "per domain, vCPU 1", || {
        done(events::bind_virq(&one(), Virq::ARGO, 1))
    }),
    ("bind_virq", "per vCPU, vCPU 2 of 2", || {
        done(events::bind_virq(&one(), Virq::TIMER, 2))
    }),
    ("bind_virq", "of the host, another domain than 0", || {
        done(events::bind_virq(&one(), Virq::CONSOLE, 0))
    }),
    ("bind_virq", "bound already", || {
        let domain = one();
        events::bind_virq(&domain, Virq::DEBUG, 1)?;
        done(events::bind_virq(&domain, Virq::DEBUG, 1))
    }),
    ("bind_virq", "the caller is being destroyed", || {
        done(events::bind_virq(&dying(), Virq::ARGO, 0))
    }),
    (
        "bind_virq",
        "all ports that the toolstack allows in use",
        || done(events::bind_virq(&full(), Virq::ARGO, 0)),
    ),
    ("bind_virq", "a new group, and no memory", || {
        done(events::bind_virq(&without_memory(), Virq::ARGO, 0))
    }),
    ("bind_pirq", "a PIRQ of its own", || {
        pirq::<Pv64>(Some(3), true)
    }),
    ("bind_pirq", "a PIRQ that both domains share", || {
        pirq_between(BindPirqFlags::WILL_SHARE, BindPirqFlags::WILL_SHARE)
    }),
    ("bind_pirq", "the argument is at address 0", || {
        at_zero(Op::BindPirq)
    }),
    ("bind_pirq", "the result cannot be written", || {
        let domain = unwritable();
        let result = events::bind_pirq(&domain, 0, BindPirqFlags::empty());
        and_port_is_used(&domain, 1, done(result))
    }),
    ("bind_pirq", "beyond the domain's PIRQs", || {
        done(events::bind_pirq(&one(), 0, BindPirqFlags::empty()))
    }),
    ("bind_pirq", "a PIRQ that is not set up", || {
        pirq::<Pv64>(None, true)
    }),
    ("bind_pirq", "a PIRQ without permission", || {
        pirq::<Pv64>(Some(3), false)
    }),
    ("bind_pirq", "a PIRQ without permission, HVM", || {
        pirq::<Hvm64>(Some(3), false)
    }),
    ("bind_pirq", "bound already", || {
        let domain = one();
        let pirq = domain.give_pirq(Some(3), true);
        events::bind_pirq(&domain, pirq, BindPirqFlags::empty())?;
        done(events::bind_pirq(&domain, pirq, BindPirqFlags::empty()))
    }),
    (
        "bind_pirq",
        "another domain has the PIRQ for itself",
        || pirq_between(BindPirqFlags::empty(), BindPirqFlags::WILL_SHARE),
    ),
    (
        "bind_pirq",
        "another domain would share, the caller not",
        || pirq_between(BindPirqFlags::WILL_SHARE, BindPirqFlags::empty()),
    ),
    ("bind_pirq", "on Arm", || pirq::<Arm>(Some(3), true)),
    (
        "bind_pirq",
        "all ports that the toolstack allows in use",
        || {
            let domain = full();
            let pirq = domain.give_pirq(Some(3), true);
            done(events::bind_pirq(&domain, pirq, BindPirqFlags::empty()))
        },
    ),
    ("bind_pirq", "a new group, and no memory", || {
        done(events::bind_pirq(
            &without_memory(),
            0,
            BindPirqFlags::empty(),
        ))
    }),
    ("bind_ipi", "a vCPU of its own", || {
        let domain = one();
        let port = events::bind_ipi(&domain, 1)?;
        events::send(&domain, port)?;
        assert_eq!(
            (domain.has_news(), domain.on_vcpu(1).has_news()),
            (false, true)
        );
        Ok(())
    }),
    ("bind_ipi", "the argument is at address 0", || {
        at_zero(Op::BindIpi)
    }),
    ("bind_ipi", "the result cannot be written", || {
        let domain = unwritable();
        let result = events::bind_ipi(&domain, 0);
        and_port_is_used(&domain, 1, done(result))
    }),
    ("bind_ipi", "vCPU 2 of 2", || {
        done(events::bind_ipi(&one(), 2))
    }),
    ("bind_ipi", "the caller is being destroyed", || {
        done(events::bind_ipi(&dying(), 0))
    }),
    (
        "bind_ipi",
        "all ports that the toolstack allows in use",
        || done(events::bind_ipi(&full(), 0)),
    ),
    ("bind_ipi", "a new group, and no memory", || {
        done(events::bind_ipi(&without_memory(), 0))
    }),
    ("close", "the argument is at address 0", || {
        at_zero(Op::Close)
    }),
    ("send", "the argument is at address 0", || at_zero(Op::Send)),
    ("status", "of another domain, which it controls", || {
        let (one, two) = two(true);
        let port = events::bind_virq(&two, Virq::TIMER, 1)?;
        let status = events::status(&one, DomId(2), port)?;
        assert_eq!((status.vcpu, status.u.virq_untagged()), (1, Virq::TIMER));
        Ok(())
    }),
    ("status", "the argument is at address 0", || {
        at_zero(Op::Status)
    }),
    ("status", "no such domain", || {
        done(events::status(&one(), DomId(5), Port(1)))
    }),
    (
        "status",
        "of another domain, which it does not control",
        || done(events::status(&two(false).0, DomId(2), Port(1))),
    ),
    ("bind_vcpu", "the argument is at address 0", || {
        at_zero(Op::BindVcpu)
    }),
    ("unmask", "the argument is at address 0", || {
        at_zero(Op::Unmask)
    }),
    ("reset", "of itself, with ports of each kind", || {
        let (one, two) = two(false);
        let far = events::alloc_unbound(&two, SELF, DomId(1))?;
        let pirq = one.give_pirq(Some(3), true);
        let ports = [
            events::bind_interdomain(&one, DomId(2), far)?,
            events::bind_virq(&one, Virq::TIMER, 1)?,
            events::bind_ipi(&one, 0)?,
            events::bind_pirq(&one, pirq, BindPirqFlags::empty())?,
            events::alloc_unbound(&one, SELF, SELF)?,
        ];
        let xens = one.port_of_xen(DomId(2))?;
        control(&one, 0, 0)?;
        events::reset(&one, SELF)?;
        for port in ports {
            assert_eq!(
                events::status(&one, SELF, port)?.status,
                events::ChannelState::CLOSED
            );
        }
        assert_eq!(
            events::status(&one, SELF, xens)?.status,
            events::ChannelState::UNBOUND
        );
        assert_eq!(
            events::status(&two, SELF, far)?.status,
            events::ChannelState::UNBOUND
        );
        assert_eq!(expand(&one, 1), Err(Errno::EOPNOTSUPP), "2-level again");
        control(&one, 0, 0)
    }),
    ("reset", "of another domain, paused and controlled", || {
        let (one, two) = two(true);
        two.pause(true);
        events::reset(&one, DomId(2))
    }),
    ("reset", "the argument is at address 0", || {
        at_zero(Op::Reset)
    }),
    ("reset", "no such domain", || {
        events::reset(&one(), DomId(5))
    }),
    (
        "reset",
        "of another domain, which it does not control",
        || events::reset(&two(false).0, DomId(2)),
    ),
    ("reset", "of another domain, which is not paused", || {
        events::reset(&two(true).0, DomId(2))
    }),
    ("reset", "while another reset is under way", || {
        let domain = one();
        domain.fail_next(Fault::ResetUnderWay);
        events::reset(&domain, SELF)
    }),
    ("reset", "while a port is bound", || {
        let domain = fifo();
        domain.fail_next(Fault::BoundWhileResetting);
        let result = events::reset(&domain, SELF);
        assert_eq!(expand(&domain, 1), Ok(()), "still FIFO");
        result
    }),
    ("init_control", "the first vCPU", || control(&one(), 0, 0)),
    ("init_control", "each of two vCPUs", || {
        control(&fifo(), 4096 - 72, 1)
    }),
    ("init_control", "the argument is at address 0", || {
        at_zero(Op::InitControl)
    }),
    ("init_control", "the result cannot be written", || {
        control(&unwritable(), 0, 0)
    }),
    ("init_control", "vCPU 2 of 2", || control(&one(), 0, 2)),
    ("init_control", "the block crosses a page", || {
        control(&one(), 4096 - 64, 0)
    }),
    ("init_control", "an unaligned block", || {
        control(&one(), 12, 0)
    }),
    ("init_control", "a frame of another domain", || {
        let (domain, other) = two(true);
        let foreign = other.pages(1);
        // SAFETY: refused.
        let result = done(unsafe { events::init_control(&domain, foreign.frame(0), 0, 0) });
        assert_eq!(expand(&domain, 1), Err(Errno::EOPNOTSUPP), "still 2-level");
        result
    }),
    ("init_control", "the same vCPU again", || {
        control(&fifo(), 0, 0)
    }),
    ("init_control", "no memory", || {
        let domain = one();
        domain.fail_next(Fault::OutOfMemory);
        control(&domain, 0, 0)
    }),
    ("expand_array", "128 pages", || expand(&fifo(), 128)),
    ("expand_array", "129 pages", || expand(&fifo(), 129)),
    ("expand_array", "the argument is at address 0", || {
        at_zero(Op::ExpandArray)
    }),
    ("expand_array", "in the 2-level ABI", || expand(&one(), 1)),
    ("expand_array", "a frame of another domain", || {
        let (domain, other) = two(true);
        control(&domain, 0, 0)?;
        let foreign = other.pages(1);
        // SAFETY: refused.
        unsafe { events::expand_array(&domain, foreign.frame(0)) }
    }),
    ("expand_array", "a frame that was freed", || {
        let domain = fifo();
        let frame = domain.pages(1).frame(0);
        // SAFETY: refused.
        unsafe { events::expand_array(&domain, frame) }
    }),
    ("expand_array", "no memory", || {
        let domain = fifo();
        domain.fail_next(Fault::OutOfMemory);
        expand(&domain, 1)
    }),
    ("set_priority", "the argument is at address 0", || {
        at_zero(Op::SetPriority)
    }),
    ("any", "no operation has the number", || {
        issue(&one(), 14, address(&mut events::Close::zeroed()))
    }),
    ("any", "a policy forbids it", || {
        let domain = one();
        for op in 0..14 {
            domain.fail_next(Fault::Policy);
            assert_eq!(
                issue(&domain, op, address(&mut [0_u64; 4])),
                Err(Errno::EACCES),
                "{op}"
            );
        }
        Err(Errno::EACCES)
    }),
];
