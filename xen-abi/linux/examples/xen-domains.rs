//! Lists the domains, as `xl list` does: `xen-domains [--watch]`.
//!
//! The names are those of xenstore; without it, that column is empty.

use std::error::Error;
use std::io::{self, Write as _};
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use xen_abi::Errno;
use xen_abi::toolstack::Toolstack;
use xen_abi::toolstack::domctl::DomctlDomaininfoFlags as Flags;
use xen_abi::xen::DomId;
use xen_abi::xenstore::Xenstore;
use xen_abi_linux::{Privcmd, StoreConnection};

/// Pages of 4 KiB in a MiB.
const PAGES: u64 = 256;
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

/// The state of a domain in letters.
fn state(flags: Flags) -> String {
    let has_crashed = flags.contains(Flags::SHUTDOWN) && (flags.bits() >> REASON) as u8 == CRASH;
    let letter = |(flag, letter)| match flags.contains(flag) {
        true => letter,
        false => '-',
    };
    let mut letters: Vec<char> = LETTERS.map(letter).into();
    letters.insert(4, if has_crashed { 'c' } else { '-' });
    letters.into_iter().collect()
}

fn explain(error: Errno) -> String {
    match error {
        Errno::EPERM => format!("Xen refuses ({error}): is this dom0?"),
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
    toolstack: &Toolstack<'_, Privcmd>,
    store: &mut Option<Xenstore<StoreConnection>>,
) -> Result<String, Box<dyn Error>> {
    let mut table = String::from("Name                    ID   Mem VCPUs  State   Time(s)\n");
    for domain in toolstack.domains() {
        let domain = domain.map_err(explain)?;
        table += &format!(
            "{:20} {:5} {:5} {:5}  {} {:9.1}\n",
            name(store, domain.domain),
            domain.domain.0,
            domain.tot_pages / PAGES,
            domain.nr_online_vcpus,
            state(domain.flags),
            domain.cpu_time as f64 / 1e9
        );
    }
    Ok(table)
}

fn run() -> Result<(), Box<dyn Error>> {
    let words: Vec<_> = std::env::args().skip(1).collect();
    let watch = match &*words {
        [] => false,
        [word] if word == "--watch" => true,
        _ => return Err("usage: xen-domains [--watch]".into()),
    };
    let xen = Privcmd::open()?;
    let toolstack = Toolstack::detect(&xen)?;
    let mut store = match StoreConnection::open() {
        Ok(connection) => Some(Xenstore::new(connection.with_limit(Duration::from_secs(2)))),
        Err(error) => {
            eprintln!("xen-domains: no names: {error}");
            None
        }
    };
    loop {
        let table = list(&toolstack, &mut store)?;
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
