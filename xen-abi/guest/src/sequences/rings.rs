//! Sequences of Argo operations, on rings for the domain's own messages.

use core::fmt::Write;
use core::ptr::NonNull;
use core::sync::atomic::{AtomicU32, Ordering};

use xen_abi::argo::{
    self, Addr, Gfn, Iov, Port, RegisterFlags, RegisterRing, Ring, SendAddr, UnregisterRing,
};
use xen_abi::argo_ring::{SLOT, slot_len};
use xen_abi::event_channel as ec;
use xen_abi::frame::PAGE_SIZE;
use xen_abi::handle::GuestHandle;
use xen_abi::pages::GuestPages;
use xen_abi::xen::{DomId, Virq};

use super::generator::Generator;
use super::ledger::{Ledger, outcome};
use crate::machine::Machine;
use crate::ring_query::ring_query;
use crate::transcript::Outcome;

/// The number of ports, each with a page for a ring.
pub(super) const RINGS: usize = 3;

/// The number of operations of a sequence.
const LENGTH: usize = 24;

/// The lengths of rings; Xen refuses the last two.
const LENGTHS: [u32; 8] = [4032, 512, 512, 2048, 2048, 64, 40, 5000];

/// A domain that does not exist.
const NOBODY: DomId = DomId(0x1234);

/// Whether this Xen lets a domain use Argo.
pub(super) fn are_there<M: Machine>(machine: &M) -> Result<(), xen_abi::Errno> {
    // SAFETY: the list of queries is empty.
    unsafe { argo::notify(machine.xen(), core::ptr::null_mut()) }
}

/// The first words of a ring: `rx_ptr`, where the guest reads, and `tx_ptr`, where Xen writes.
fn position<P: GuestPages>(memory: &P, ring: usize, transmit: bool) -> &AtomicU32 {
    // SAFETY: the page is aligned and valid, and both sides access these words atomically.
    unsafe {
        let head = memory.start().add(ring * PAGE_SIZE).cast::<Ring>();
        let head: NonNull<Ring> = head;
        AtomicU32::from_ptr(if transmit {
            &raw mut (*head.as_ptr()).tx_ptr
        } else {
            &raw mut (*head.as_ptr()).rx_ptr
        })
    }
}

/// Unregisters all rings, and runs a sequence.
pub(super) fn run<M: Machine>(
    machine: &M,
    memory: &M::Pages,
    generator: &mut Generator,
    ledger: &mut Ledger<'_>,
) -> Outcome {
    attempt!(ec::reset(machine.xen(), DomId::SELF));
    let virq = attempt!(ec::bind_virq(machine.xen(), Virq::ARGO, 0));
    machine.two_level().mask(virq);
    machine.two_level().clear(virq);
    // SAFETY: no ring is registered, so Xen does not access the pages.
    unsafe { memory.start().as_ptr().write_bytes(0, RINGS * PAGE_SIZE) };
    let mut lengths = [0; RINGS];
    // With random operations alone, most messages would find no ring.
    for _ in 0..generator.below(RINGS as u32 + 1) {
        register(machine, memory, &mut lengths, generator, ledger);
        ledger.end_line();
    }
    for _ in 0..LENGTH {
        step(machine, memory, &mut lengths, generator, ledger);
        let _ = write!(ledger, ";");
        for ring in 0..RINGS {
            let [read, written] = [false, true]
                .map(|transmit| position(memory, ring, transmit).load(Ordering::SeqCst));
            let _ = write!(ledger, " {read}-{written}");
        }
        let _ = write!(
            ledger,
            "{}",
            if machine.two_level().clear(virq) {
                " raised"
            } else {
                ""
            }
        );
        ledger.end_line();
    }
    for ring in 0..RINGS {
        let _ = argo::unregister_ring(
            machine.xen(),
            &UnregisterRing {
                aport: port(ring),
                partner_id: machine.id(),
                pad: 0,
            },
        );
    }
    attempt!(machine.two_level().unmask(machine.xen(), virq));
    attempt!(ec::reset(machine.xen(), DomId::SELF));
    Ok(())
}

fn port(ring: usize) -> Port {
    Port(7 + ring as u32)
}

/// Tries to register a ring.
fn register<M: Machine>(
    machine: &M,
    memory: &M::Pages,
    lengths: &mut [u32; RINGS],
    generator: &mut Generator,
    ledger: &mut Ledger<'_>,
) {
    let ring = generator.below(RINGS as u32) as usize;
    let partner_id = generator.pick(&[
        machine.id(),
        machine.id(),
        machine.id(),
        machine.id(),
        machine.id(),
        NOBODY,
    ]);
    let (len, flags) = (generator.pick(&LENGTHS), generator.pick(&[0, 1, 1, 1, 2]));
    let _ = write!(
        ledger,
        "register {} {} {len} {flags}",
        port(ring).0,
        partner_id.0
    );
    let description = RegisterRing {
        aport: port(ring),
        partner_id,
        pad: 0,
        len,
    };
    let frames = [Gfn(memory.frame(ring).get())];
    // SAFETY: the page has no other use, and the ring is unregistered at the end.
    let result = unsafe {
        argo::register_ring(
            machine.xen(),
            &description,
            &frames,
            RegisterFlags::from_bits_retain(flags),
        )
    };
    if result.is_ok() {
        lengths[ring] = len;
    }
    outcome(ledger, result);
}

/// Performs an operation, and records it and its result.
fn step<M: Machine>(
    machine: &M,
    memory: &M::Pages,
    lengths: &mut [u32; RINGS],
    generator: &mut Generator,
    ledger: &mut Ledger<'_>,
) {
    let xen = machine.xen();
    let ring = generator.below(RINGS as u32) as usize;
    let aport = port(ring);
    // Mostly the domain's own ID.
    let partner = if generator.below(12) == 0 {
        generator.pick(&[NOBODY, DomId::SELF])
    } else {
        machine.id()
    };
    match generator.below(16) {
        0..4 => {
            register(machine, memory, lengths, generator, ledger);
        }
        4 => {
            let _ = write!(ledger, "unregister {} {}", aport.0, partner.0);
            let result = argo::unregister_ring(
                xen,
                &UnregisterRing {
                    aport,
                    partner_id: partner,
                    pad: 0,
                },
            );
            if result.is_ok() {
                lengths[ring] = 0;
            }
            outcome(ledger, result);
        }
        5..11 => {
            let data = [0x5a; 600];
            let pieces = generator.below(4) as usize;
            let len = generator.pick(&[0, 1, 15, 16, 17, 100, 600]) as usize;
            let _ = write!(ledger, "send {} {} {pieces}*{len}", partner.0, aport.0);
            let piece = Iov {
                iov_hnd: GuestHandle::from_slice(&data[..len]),
                iov_len: len as u32,
                pad: 0,
            };
            let src = Addr {
                aport: Port(3),
                domain_id: machine.id(),
                pad: 0,
            };
            let addresses = SendAddr {
                src,
                dst: Addr {
                    aport,
                    domain_id: partner,
                    pad: 0,
                },
            };
            // SAFETY: the pieces are borrowed for the call.
            outcome(ledger, unsafe {
                argo::sendv(xen, &addresses, &[piece; 4][..pieces], 5)
            });
        }
        11..13 => {
            let room = generator.pick(&[0, 1, 400, 480, 600, 4000, 5000]);
            let _ = write!(ledger, "notify {} {} {room}", partner.0, aport.0);
            let about = Addr {
                aport,
                domain_id: partner,
                pad: 0,
            };
            let result = ring_query(xen, about, room);
            outcome(
                ledger,
                result.map(|answer| (answer.flags.bits(), answer.max_message_size)),
            );
        }
        13 => {
            let _ = write!(ledger, "announce");
            outcome(ledger, are_there(machine));
        }
        _ => {
            // Removes a message as a reader does: its length, rounded up, modulo the ring's.
            let (read, written) = (position(memory, ring, false), position(memory, ring, true));
            let at = read.load(Ordering::SeqCst);
            let _ = write!(ledger, "read {}", aport.0);
            if lengths[ring] > 0 && at != written.load(Ordering::SeqCst) && at < lengths[ring] {
                // SAFETY: a slot of the ring is within the page.
                let len = unsafe {
                    let message = memory
                        .start()
                        .add(ring * PAGE_SIZE + size_of::<Ring>() + at as usize);
                    message.cast::<u32>().as_ptr().read_volatile()
                };
                let _ = write!(ledger, " {len}");
                let next = slot_len(len).unwrap_or(SLOT) + at;
                read.store(
                    if next >= lengths[ring] {
                        next - lengths[ring]
                    } else {
                        next
                    },
                    Ordering::SeqCst,
                );
            }
        }
    }
}
