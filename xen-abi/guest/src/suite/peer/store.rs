//! Two domains that find each other through a store, which the offering domain serves.
//!
//! The other domain grants its ring page. Its number and the port of the store are agreed; all
//! else, as for a driver, is in the store.

use core::time::Duration;

use xen_abi::Errno;
use xen_abi::clock::{SystemClock, SystemTime};
use xen_abi::event_channel::Port;
use xen_abi::events::Channel;
use xen_abi::frame::PAGE_SIZE;
use xen_abi::grant_table::GrantRef;
use xen_abi::grants::{Access, GrantTable, Mapping};
use xen_abi::io::xs_wire::{Sockmsg, SockmsgType};
use xen_abi::sched;
use xen_abi::shared::{Mapped, SharedMemory};
use xen_abi::store::Store;
use xen_abi::xen::DomId;
use xen_abi::xenstore::{Error, RingTransport, Transport, Xenstore};

use super::pair::Pair;
use crate::checks::pages;
use crate::machine::Machine;
use crate::suite::grants::{GRANT, Table, setup_table};
use crate::text::Text;
use crate::transcript::{Outcome, Stop};

/// The port of the store.
const STORE: Port = Port(67);

/// No operation of the client takes longer.
const LIMIT: Duration = Duration::from_secs(60);

/// The device's directory, relative to the client's own.
const DEVICE: &str = "device/friend/0";

/// States of both ends, as drivers have them.
const WAITING: &[u8] = b"2";
const READY: &[u8] = b"3";
const CONNECTED: &[u8] = b"4";
const CLOSED: &[u8] = b"6";

/// What each end writes to the device's page.
const FOUND: [u8; 16] = *b"found each other";
const ANSWER: [u8; 16] = *b"through a store!";

/// The device's state in the domain that serves the store.
fn backend(peer: DomId) -> Text<64> {
    Text::of(format_args!(
        "/local/domain/0/backend/friend/{}/0/state",
        peer.0
    ))
}

/// Unmasks ports that are closed, since closing a port does not clear its mask, and its number is
/// used again.
fn unmask<M: Machine>(pair: &Pair<'_, M>, ports: [Port; 2]) {
    for port in ports {
        pair.other.bits().clear(port);
        // The port is closed: there is no event to unmask.
        let _ = pair.other.bits().unmask_here(&pair.other.vcpu(), port);
    }
}

/// The two domains meet through the store: a device's page and port are found by its nodes.
pub(super) fn meet<M: Machine>(pair: &Pair<'_, M>) -> Outcome {
    if pair.other.offers {
        serve(pair)
    } else {
        attach(pair)
    }
}

/// A path below the client's directory.
fn path(peer: DomId, of: &str) -> Text<96> {
    Text::of(format_args!("/local/domain/{}/{DEVICE}/{of}", peer.0))
}

/// Sets a node as the domain that serves the store, which its own connection does.
fn set(store: &mut Store, type_: SockmsgType, path: &str, rest: &[u8]) -> Outcome {
    let mut payload = [0; 128];
    let len = path.len() + 1 + rest.len();
    payload[..path.len()].copy_from_slice(path.as_bytes());
    payload[path.len() + 1..len].copy_from_slice(rest);
    let header = Sockmsg {
        type_,
        req_id: 1,
        tx_id: 0,
        len: len as u32,
    };
    store.request(DomId(0), header, &payload[..len]);
    let output = store.output(DomId(0));
    check!(output.windows(3).any(|bytes| bytes == b"OK\0"), true);
    Ok(())
}

/// A number that the client has written.
fn number(store: &Store, path: &str) -> Outcome<u32> {
    let text = store
        .value(path)
        .and_then(|value| core::str::from_utf8(value).ok());
    text.and_then(|text| text.parse().ok())
        .ok_or(Stop::failed(format_args!("{path} has no number: {text:?}")))
}

/// Serves the client until a node has a value.
fn serve_until<M: Machine>(
    pair: &Pair<'_, M>,
    store: &mut Store,
    page: &impl Ring,
    channel: &super::pair::End<'_, M>,
    (node, value): (&str, &[u8]),
) -> Outcome {
    let peer = pair.other.peer;
    pair.other.until("for a node of the store", || {
        if store.serve(peer, page) {
            channel.send()?;
        }
        Ok((store.value(node) == Some(value)).then_some(()))
    })
}

/// A ring page, of which every copy is the same one.
trait Ring: SharedMemory + Clone {}

impl<T: SharedMemory + Clone> Ring for T {}

/// The domain that serves the store, and has the device's back end.
fn serve<M: Machine>(pair: &Pair<'_, M>) -> Outcome {
    let (machine, peer) = (pair.other.machine, pair.other.peer);
    let channel = pair.other.meet(STORE)?;
    pair.other.bits().mask(channel.port());
    // The client has granted its page.
    pair.step()?;
    let map = |grant: GrantRef| {
        let area = machine
            .area(1)
            .ok_or(Stop::failed(format_args!("the kernel has no area left")))?;
        Mapping::map(machine.xen(), area, peer, [grant])
            .map_err(|refused| Stop::failed(format_args!("{refused}")))
    };
    let page = map(GRANT)?;
    Store::prepare(&&page);
    let mut store = Store::new();
    store.introduce(DomId(0));
    store.introduce(peer);
    store.make(
        Text::<64>::of(format_args!("/local/domain/{}", peer.0)).as_str(),
        peer,
    );
    let state = backend(peer);
    set(&mut store, SockmsgType::WRITE, state.as_str(), WAITING)?;
    let readable = Text::<32>::of(format_args!("n0\0r{}\0", peer.0));
    set(
        &mut store,
        SockmsgType::SET_PERMS,
        state.as_str(),
        readable.as_str().as_bytes(),
    )?;
    pair.step()?;
    let other = path(peer, "state");
    serve_until(pair, &mut store, &&page, &channel, (other.as_str(), READY))?;
    // Everything about the device is in the store.
    let reference = number(&store, path(peer, "ring-ref").as_str())?;
    let port = number(&store, path(peer, "event-channel").as_str())?;
    let device = map(GrantRef(reference))?;
    let news = attempt!(Channel::connect(machine.xen(), peer, Port(port)));
    pair.other.bits().mask(news.port());
    pair.other.bits().clear(news.port());
    device.write(0, &FOUND);
    set(&mut store, SockmsgType::WRITE, state.as_str(), CONNECTED)?;
    attempt!(news.send());
    serve_until(pair, &mut store, &&page, &channel, (other.as_str(), CLOSED))?;
    check!(pair.other.bits().clear(news.port()), true);
    let mut answer = [0; 16];
    device.read(0, &mut answer);
    check!(answer, ANSWER);
    drop(device);
    let news_port = news.port();
    drop(news);
    set(&mut store, SockmsgType::WRITE, state.as_str(), CLOSED)?;
    // What the client asks after its device is gone, until it removes its nodes.
    pair.other.until("for the client to leave", || {
        if store.serve(peer, &&page) {
            channel.send()?;
        }
        Ok(store.value(other.as_str()).is_none().then_some(()))
    })?;
    while store.serve(peer, &&page) {
        attempt!(channel.send());
    }
    pair.step()?;
    drop(page);
    let ports = [channel.port(), news_port];
    drop(channel);
    unmask(pair, ports);
    pair.step()
}

/// The clock of the client's time limit.
struct Now<'a, M>(&'a M);

impl<M: Machine> SystemClock for Now<'_, M> {
    fn now(&self) -> SystemTime {
        SystemTime::from_nanos(self.0.now())
    }
}

/// The domain with the device's front end.
fn attach<M: Machine>(pair: &Pair<'_, M>) -> Outcome {
    let (machine, peer) = (pair.other.machine, pair.other.peer);
    let channel = pair.other.meet(STORE)?;
    let (bits, port) = (pair.other.bits(), channel.port());
    bits.mask(port);
    let table = setup_table(machine)?;
    let grants = grant_table(&table)?;
    let share = || {
        grants
            .share(pages(machine, 1)?, peer, Access::ReadWrite)
            .map_err(|refused| Stop::failed(format_args!("{refused}")))
    };
    let (page, device) = (share()?, share()?);
    check!(page.reference(), GRANT);
    // The store maps the page, and prepares it.
    pair.step()?;
    pair.step()?;
    let wait = |_: SystemTime| -> Result<(), Errno> {
        sched::yield_(machine.xen())?;
        bits.clear(port);
        Ok(())
    };
    let ring = RingTransport::new(&page, channel, wait, Now(machine), LIMIT);
    let mut store: Xenstore<_, 1024> = Xenstore::new(attempt!(ring));
    let news = attempt!(Channel::offer(machine.xen(), peer));
    bits.mask(news.port());
    let outcome = find(pair, &mut store, &device, &news);
    drop(store);
    let ports = [port, news.port()];
    drop(news);
    unmask(pair, ports);
    outcome?;
    pair.step()?;
    // The store unmaps the pages.
    pair.step()?;
    for grant in [page, device] {
        if let Err(refused) = grant.end() {
            return Err(Stop::failed(format_args!("{}", refused.why)));
        }
    }
    if !machine.is_software() {
        table.remove(machine)?;
    }
    Ok(())
}

/// The domain's grant table.
fn grant_table(table: &Table) -> Outcome<GrantTable> {
    // SAFETY: the table is mapped there, and the test alone uses it until it is removed.
    let memory = unsafe { Mapped::new(table.start().cast(), PAGE_SIZE) };
    let memory = memory.ok_or(Stop::failed(format_args!("a page of odd size")))?;
    // SAFETY: as above.
    Ok(unsafe { GrantTable::in_memory(memory, None) })
}

/// What the front end writes, watches and finds.
fn find<M: Machine, T: Transport>(
    pair: &Pair<'_, M>,
    store: &mut Xenstore<T, 1024>,
    device: &(impl SharedMemory + Shared),
    news: &super::pair::End<'_, M>,
) -> Outcome {
    let state = backend(pair.other.machine.id());
    let own = Text::<32>::of(format_args!("/local/domain/{}", pair.other.machine.id().0));
    check!(
        attempt!(store.domain_path(pair.other.machine.id())) == own.as_str(),
        true
    );
    attempt!(store.write("data/greeting", b"hello"));
    check!(attempt!(store.read("data/greeting")), b"hello");
    let missing = store
        .read("data/none")
        .map(|_| ())
        .map_err(|error| error.errno());
    check!(missing, Err(Some(Errno::ENOENT)));
    // Nodes of other domains are closed to it.
    let foreign = store
        .write(state.as_str(), CLOSED)
        .map_err(|error| error.errno());
    check!(foreign, Err(Some(Errno::EACCES)));
    attempt!(store.watch(state.as_str(), "backend"));
    next(store, &state, WAITING)?;
    attempt!(store.transaction(8, |store| {
        let of = |name: &str| Text::<64>::of(format_args!("{DEVICE}/{name}"));
        store.write_number(of("ring-ref").as_str(), device.reference().0.into())?;
        store.write_number(of("event-channel").as_str(), news.port().0.into())?;
        store.write(of("state").as_str(), READY)?;
        Ok::<_, Error>(())
    }));
    check!(attempt!(store.count_children(DEVICE)), 3);
    next(store, &state, CONNECTED)?;
    pair.other.until("for the back end's event", || {
        Ok(pair.other.bits().clear(news.port()).then_some(()))
    })?;
    let mut found = [0; 16];
    device.read(0, &mut found);
    check!(found, FOUND);
    device.write(0, &ANSWER);
    attempt!(news.send());
    attempt!(store.write(
        Text::<64>::of(format_args!("{DEVICE}/state")).as_str(),
        CLOSED
    ));
    next(store, &state, CLOSED)?;
    attempt!(store.remove(DEVICE));
    Ok(())
}

/// Waits for an event of the back end's state, which then has this value.
///
/// An event may come late: the state may have the value at once.
fn next<T: Transport>(store: &mut Xenstore<T, 1024>, state: &Text<64>, value: &[u8]) -> Outcome {
    loop {
        let event = attempt!(store.wait_event());
        check!((event.path, event.token), (state.as_str(), "backend"));
        if attempt!(store.read(state.as_str())) == value {
            return Ok(());
        }
    }
}

/// A page with its grant reference.
trait Shared {
    fn reference(&self) -> GrantRef;
}

impl<P: xen_abi::pages::GuestPages> Shared for xen_abi::grants::Grant<'_, P> {
    fn reference(&self) -> GrantRef {
        xen_abi::grants::Grant::reference(self)
    }
}
