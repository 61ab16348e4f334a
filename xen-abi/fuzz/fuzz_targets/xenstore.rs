//! Xenstore's client survives any store, and the store any client.
//!
//! The input is what the store sends, or what clients send to the store's ring pages.

#![no_main]

use std::sync::atomic::Ordering;

use libfuzzer_sys::fuzz_target;
use xen_abi::io::xs_wire::DomainInterface;
use xen_abi::ring::{StreamReader, StreamWriter, Streams};
use xen_abi::shared::{SharedMemory, SharedPage};
use xen_abi::store::Store;
use xen_abi::xen::DomId;
use xen_abi::xenstore::{Error, Transport, TransportError, Xenstore};

/// A store that sends the input, a piece at each request, and waits a few times.
struct Script<'a> {
    rest: &'a [u8],
    left: usize,
    waits: usize,
}

impl Transport for Script<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> Result<usize, TransportError> {
        let count = bytes.len().min(self.left).min(self.rest.len());
        let (now, rest) = self.rest.split_at(count);
        bytes[..count].copy_from_slice(now);
        (self.rest, self.left) = (rest, self.left - count);
        Ok(count)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<usize, TransportError> {
        if let Some((piece, rest)) = self.rest.split_first() {
            (self.left, self.rest) = (usize::from(*piece), rest);
        }
        Ok(bytes.len())
    }

    fn begin(&mut self) {
        self.waits = 0;
    }

    fn check(&mut self) -> Result<(), TransportError> {
        self.waits += 1;
        match self.waits {
            0..500 => Ok(()),
            _ => Err(TransportError::TimedOut),
        }
    }

    fn wait(&mut self) -> Result<(), TransportError> {
        self.check()
    }

    fn reconnect(&mut self) -> Result<(), TransportError> {
        Ok(())
    }
}

fn client(rest: &[u8]) {
    let mut store = Xenstore::<_, 64>::new(Script {
        rest,
        left: 0,
        waits: 0,
    });
    for _ in 0..4 {
        let _ = store.read_number("a");
        let _ = store.children("a", |_| {});
        let _ = store.permissions("a").map(Iterator::count);
        let _ = store.watch("a", "t");
        while let Ok(Some(event)) = store.next_event() {
            assert!(!event.path.contains('\0') && !event.token.contains('\0'));
        }
        let _ = store.transaction(2, |store| {
            let next = store.read_number("a")?.wrapping_add(1);
            store.write_number("a", next)?;
            Ok::<_, Error>(())
        });
        let _ = store.quotas().map(Iterator::count);
        let _ = store.features();
        store.reconnect().expect("this transport can");
    }
}

/// Serves two clients, whose pages get the input.
fn serve(input: &[u8]) {
    let pages: [Box<SharedPage>; 2] = Default::default();
    let mut store = Store::new();
    for domain in 0..2 {
        store.introduce(DomId(domain));
        Store::prepare(&&*pages[usize::from(domain)]);
    }
    for chunk in input.chunks(64) {
        let domain = usize::from(chunk[0] % 2);
        let page = &*pages[domain];
        let (requests, responses) = (DomainInterface::OUTPUT, DomainInterface::INPUT);
        // Now and then an index is anything.
        if chunk[0] == 255 && chunk.len() > 4 {
            let index = u32::from_le_bytes([chunk[1], chunk[2], chunk[3], chunk[4]]);
            page.store(requests.prod, index, Ordering::SeqCst);
        }
        if let Ok(data) = requests.inside(page) {
            if let Ok(mut writer) = StreamWriter::attach(requests, page, data) {
                let _ = writer.write(&chunk[1..]);
            }
        }
        for domain in 0..2_u16 {
            store.serve(DomId(domain), &&*pages[usize::from(domain)]);
        }
        if let Ok(data) = responses.inside(page) {
            if let Ok(mut reader) = StreamReader::attach(responses, page, data) {
                let _ = reader.skip(1000);
            }
        }
    }
}

fuzz_target!(|input: &[u8]| {
    match input.split_first() {
        Some((0..128, rest)) => client(rest),
        Some((_, rest)) => serve(rest),
        None => {}
    }
});
