//! Lists the domains, as `xl list` does: `xen-domains [--watch]`.
//!
//! The names are those of xenstore; without it, that column is empty.

use std::error::Error;
use std::io::{self, Write as _};
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use xen_abi::toolstack::domctl::DomctlDomaininfoFlags as Flags;
use xen_abi::version;
use xen_abi::xen::DomId;
use xen_abi::xenstore::Xenstore;
use xen_abi::{Errno, Plain as _};
use xen_abi_linux::{Privcmd, StoreConnection};

/// Handles of toolstacks have 64 bits on every architecture.
#[cfg(not(target_arch = "x86"))]
use xen_abi::GuestHandle as Handle;
#[cfg(target_arch = "x86")]
use xen_abi::GuestHandle64 as Handle;

/// Pages of 4 KiB in a MiB.
const PAGES: u64 = 256;
/// How many domains a call returns at most.
const SOME: usize = 64;
/// The flags of a domain, and the letters of `xl list` for them; `c` comes before the last.
const LETTERS: [(Flags, char); 5] = [
    (Flags::RUNNING, 'r'),
    (Flags::BLOCKED, 'b'),
    (Flags::PAUSED, 'p'),
    (Flags::SHUTDOWN, 's'),
    (Flags::DYING, 'd'),
];
/// Where the reason of a shutdown stands in the flags, and the reason for a crash.
const REASON: u32 = 16;
const CRASH: u8 = 3;

/// What is shown of a domain.
struct Domain {
    id: DomId,
    flags: Flags,
    pages: u64,
    vcpus: u32,
    nanoseconds: u64,
}

impl Domain {
    fn state(&self) -> String {
        let has_crashed =
            self.flags.contains(Flags::SHUTDOWN) && (self.flags.bits() >> REASON) as u8 == CRASH;
        let letter = |(flag, letter)| match self.flags.contains(flag) {
            true => letter,
            false => '-',
        };
        let mut letters: Vec<char> = LETTERS.map(letter).into();
        letters.insert(4, if has_crashed { 'c' } else { '-' });
        letters.into_iter().collect()
    }
}

/// The domains from an ID on, at most as many as a call returns.
///
/// The record of a domain differs between releases of Xen.
fn some(xen: &Privcmd, minor: u32, first: DomId) -> Result<Vec<Domain>, Box<dyn Error>> {
    macro_rules! some {
        ($release:ident) => {{
            use xen_abi::toolstack::{domctl::$release::Getdomaininfo, sysctl::$release as sysctl};

            let mut domains = [(); SOME].map(|()| Getdomaininfo::zeroed());
            let buffer = Handle::from_mut_slice(&mut domains);
            // SAFETY: the buffer has space for as many domains.
            let count = unsafe { sysctl::getdomaininfolist(xen, first, SOME as u32, buffer) };
            let domains = &domains[..count.map_err(explain)? as usize];
            let domains = domains.iter().map(|domain| Domain {
                id: domain.domain,
                flags: domain.flags,
                pages: domain.tot_pages,
                vcpus: domain.nr_online_vcpus,
                nanoseconds: domain.cpu_time,
            });
            Ok(domains.collect())
        }};
    }
    match minor {
        17 => some!(v4_17),
        18 => some!(v4_18),
        19 | 20 => some!(v4_19),
        21 => some!(v4_21),
        22 => some!(v4_22),
        other => Err(format!("this is Xen 4.{other}, and 4.17 to 4.22 are known").into()),
    }
}

fn explain(error: Errno) -> String {
    match error {
        Errno::EPERM => format!("Xen refuses ({error}): is this dom0?"),
        Errno::EACCES => format!("this Xen has another interface than its release ({error})"),
        error => format!("Xen refuses to list its domains: {error}"),
    }
}

/// The name of a domain; empty if xenstore has none, or does not answer.
fn name(store: &mut Option<Xenstore<StoreConnection>>, id: DomId) -> String {
    let path = format!("/local/domain/{}/name", id.0);
    let read = store
        .as_mut()
        .map(|store| store.read_text(&path).map(str::to_owned));
    match read {
        Some(Ok(name)) => name.escape_debug().to_string(),
        Some(Err(error)) if error.errno().is_none() => {
            // It would cost the time limit for each domain.
            eprintln!("xen-domains: no names: {error}");
            *store = None;
            String::new()
        }
        _ => String::new(),
    }
}

fn list(
    xen: &Privcmd,
    minor: u32,
    store: &mut Option<Xenstore<StoreConnection>>,
) -> Result<String, Box<dyn Error>> {
    let mut table = String::from("Name                    ID   Mem VCPUs  State   Time(s)\n");
    let mut first = DomId(0);
    loop {
        let domains = some(xen, minor, first)?;
        for domain in &domains {
            table += &format!(
                "{:20} {:5} {:5} {:5}  {} {:9.1}\n",
                name(store, domain.id),
                domain.id.0,
                domain.pages / PAGES,
                domain.vcpus,
                domain.state(),
                domain.nanoseconds as f64 / 1e9
            );
        }
        match domains.last() {
            Some(last) if domains.len() == SOME => first = DomId(last.id.0 + 1),
            _ => return Ok(table),
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let words: Vec<_> = std::env::args().skip(1).collect();
    let watch = match &*words {
        [] => false,
        [word] if word == "--watch" => true,
        _ => return Err("usage: xen-domains [--watch]".into()),
    };
    let xen = Privcmd::open()?;
    let minor = version::version(&xen)? & 0xffff;
    let mut store = match StoreConnection::open() {
        Ok(connection) => Some(Xenstore::new(connection.with_limit(Duration::from_secs(2)))),
        Err(error) => {
            eprintln!("xen-domains: no names: {error}");
            None
        }
    };
    loop {
        let table = list(&xen, minor, &mut store)?;
        // Clears the terminal, to show the new table in the place of the old one.
        let clear = if watch { "\x1b[2J\x1b[H" } else { "" };
        write!(io::stdout(), "{clear}{table}")?;
        if !watch {
            return Ok(());
        }
        thread::sleep(Duration::from_secs(2));
    }
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xen-domains: {error}");
            ExitCode::FAILURE
        }
    }
}
