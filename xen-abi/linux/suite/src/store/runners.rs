//! What performs requests: the client, a C program with libxenstore, and the store of `xen-abi`.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use xen_abi::Errno;
use xen_abi::io::xs_wire::{Sockmsg, SockmsgType as Type};
use xen_abi::plain::Plain as _;
use xen_abi::store::Store;
use xen_abi::xen::DomId;
use xen_abi::xenstore::{Error, ErrorKind, Permission, Xenstore};
use xen_abi_linux::StoreConnection;

use super::daemon::SOCKET;

/// Performs requests and returns the answers, in the form of the C program: see there.
pub(super) trait Runner {
    /// Performs requests up to and with the end of a transaction, or one outside of any; returns
    /// how many.
    fn step(&mut self, requests: &[String], answers: &mut Vec<String>) -> usize;
}

/// Performs all requests.
pub(super) fn run(runner: &mut dyn Runner, requests: &[String]) -> Vec<String> {
    let mut answers = Vec::with_capacity(requests.len());
    let mut rest = requests;
    while !rest.is_empty() {
        let done = runner.step(rest, &mut answers);
        rest = &rest[done..];
    }
    answers
}

/// A client that waits for long.
pub(super) fn client(connection: StoreConnection) -> Client {
    Xenstore::new(connection.with_limit(Duration::from_secs(60)))
}

type Client = Xenstore<StoreConnection>;

/// The client of `xen-abi` over a connection.
struct Ours {
    root: &'static str,
    store: Client,
    /// For what is outside of a transaction.
    other: Client,
}

/// The client over the socket.
pub(super) struct OverSocket(Ours);

impl OverSocket {
    pub(super) fn new(root: &'static str) -> Self {
        let connect = || client(StoreConnection::connect(SOCKET).expect("the socket"));
        Self(Ours {
            root,
            store: connect(),
            other: connect(),
        })
    }
}

impl Runner for OverSocket {
    fn step(&mut self, requests: &[String], answers: &mut Vec<String>) -> usize {
        self.0.step(requests, answers)
    }
}

/// The client over the device.
pub(super) struct OverDevice(Ours);

impl OverDevice {
    pub(super) fn new(root: &'static str) -> Self {
        let open = || client(StoreConnection::open_device().expect("the device"));
        Self(Ours {
            root,
            store: open(),
            other: open(),
        })
    }
}

impl Runner for OverDevice {
    fn step(&mut self, requests: &[String], answers: &mut Vec<String>) -> usize {
        self.0.step(requests, answers)
    }
}

/// A transaction that is given up.
enum End {
    Abort,
    Failed(Error),
}

impl From<Error> for End {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl Ours {
    fn step(&mut self, requests: &[String], answers: &mut Vec<String>) -> usize {
        if requests[0] != "begin" {
            let answer = perform(&mut self.store, self.root, &requests[0]);
            answers.push(answer + &events(&mut self.store, self.root));
            return 1;
        }
        let is_end = |request: &String| matches!(request.as_str(), "commit" | "abort");
        let end = requests.iter().position(is_end);
        let inside = &requests[1..end.unwrap_or(requests.len())];
        let (root, other) = (self.root, &mut self.other);
        let outcome = self.store.transaction(1, |store| {
            answers.push("ok".to_owned() + &events(store, root));
            for request in inside {
                let answer = match request.strip_prefix("other ") {
                    Some(request) => perform(other, root, request),
                    None => perform(store, root, request),
                };
                answers.push(answer + &events(store, root));
            }
            match end.map(|end| requests[end].as_str()) {
                Some("commit") => Ok(()),
                _ => Err(End::Abort),
            }
        });
        let Some(end) = end else {
            return requests.len();
        };
        let answer = match outcome {
            Ok(()) | Err(End::Abort) => "ok".to_owned(),
            Err(End::Failed(error)) => refusal(&error),
        };
        answers.push(answer + &events(&mut self.store, root));
        end + 1
    }
}

fn refusal(error: &Error) -> String {
    match error.kind {
        ErrorKind::Refused(errno) => format!("!{}", errno.code()),
        ErrorKind::Path(_) => format!("!{}", Errno::EINVAL.code()),
        _ => panic!("{error}"),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes(text: &str) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).expect("a digit") as u8;
    let pairs = text.as_bytes().chunks(2);
    pairs
        .map(|pair| digit(pair[0]) << 4 | digit(pair[1]))
        .collect()
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    format!("[{}]", parts.collect::<Vec<_>>().join(" "))
}

fn perform(store: &mut Client, root: &str, request: &str) -> String {
    let request = request.replace('$', root);
    let mut words = request.split(' ');
    let mut word = || words.next().unwrap_or_default();
    let (kind, path) = (word(), word());
    let done = match kind {
        "read" => store.read(path).map(hex),
        "list" => store
            .list(path)
            .map(|names| joined(names.map(str::to_owned))),
        "permissions" => store
            .permissions(path)
            .map(|all| joined(all.map(|one| one.to_string()))),
        "write" => store.write(path, &bytes(word())).map(ok),
        "make" => store.make(path).map(ok),
        "remove" => store.remove(path).map(ok),
        "watch" => store.watch(path, word()).map(ok),
        "unwatch" => store.unwatch(path, word()).map(ok),
        "set" => {
            let all: Vec<_> = words
                .map(|text| Permission::parse(text).expect("a permission"))
                .collect();
            store.set_permissions(path, &all).map(ok)
        }
        _ => panic!("{request}"),
    };
    done.unwrap_or_else(|error| refusal(&error))
}

fn ok((): ()) -> String {
    "ok".to_owned()
}

/// The events that earlier requests have caused: they arrive before the response to another one.
fn events(store: &mut Client, root: &str) -> String {
    store.domain_path(DomId(0)).expect("the path of domain 0");
    let mut all = Vec::new();
    while let Some(event) = store.next_event().expect("an event") {
        all.push(shown(event.path, event.token, root));
    }
    all.sort();
    all.concat()
}

fn shown(path: &str, token: &str, root: &str) -> String {
    let path = path.replacen(root, "$", 1);
    format!(" @{path}:{token}")
}

/// A C program with libxenstore.
pub(super) struct Library {
    root: &'static str,
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Library {
    pub(super) fn new(root: &'static str) -> Self {
        let mut command = Command::new("/store-witness");
        command.arg(SOCKET);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("the C program");
        Self {
            root,
            input: child.stdin.take().expect("a pipe"),
            output: BufReader::new(child.stdout.take().expect("a pipe")),
            child,
        }
    }
}

impl Drop for Library {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Runner for Library {
    fn step(&mut self, requests: &[String], answers: &mut Vec<String>) -> usize {
        let request = requests[0].replace('$', self.root);
        writeln!(self.input, "{request}").expect("the C program reads");
        let mut line = String::new();
        self.output
            .read_line(&mut line)
            .expect("the C program answers");
        assert!(line.ends_with('\n'), "the C program ended at {request}");
        answers.push(line.trim_end().replace(self.root, "$"));
        1
    }
}

/// The store of `xen-abi`, as domain 0 uses it.
pub(super) struct Own {
    root: &'static str,
    store: Store,
    transaction: u32,
}

impl Own {
    pub(super) fn new(root: &'static str) -> Self {
        let mut store = Store::new();
        store.introduce(DomId(0));
        // The nodes that xenstored creates at its start.
        store.make("/tool/xenstored", DomId(0));
        Self {
            root,
            store,
            transaction: 0,
        }
    }

    /// Makes a request; the payload of the response, and the events.
    fn request(
        &mut self,
        type_: Type,
        tx_id: u32,
        payload: &[u8],
    ) -> (Result<Vec<u8>, i32>, String) {
        let header = Sockmsg {
            type_,
            req_id: 1,
            tx_id,
            len: payload.len() as u32,
        };
        self.store.request(DomId(0), header, payload);
        let output = self.store.output(DomId(0));
        let (mut rest, mut result, mut events) = (&output[..], Ok(Vec::new()), Vec::new());
        while let Some((header, after)) = Sockmsg::from_prefix(rest) {
            let (payload, after) = after.split_at(header.len as usize);
            rest = after;
            let text = || String::from_utf8_lossy(payload);
            match header.type_ {
                Type::WATCH_EVENT => {
                    let text = text();
                    let mut parts = text.split('\0');
                    let mut part = || parts.next().unwrap_or_default();
                    events.push(shown(part(), part(), self.root));
                }
                Type::ERROR => {
                    let text = text();
                    let name = text.trim_end_matches('\0');
                    let mut errno = (1..200).filter_map(Errno::new);
                    let found = errno.find(|errno| errno.name() == Some(name));
                    result = Err(found.expect("an error's name").code());
                }
                _ => result = Ok(payload.to_vec()),
            }
        }
        events.sort();
        (result, events.concat())
    }
}

impl Runner for Own {
    fn step(&mut self, requests: &[String], answers: &mut Vec<String>) -> usize {
        let request = requests[0].replace('$', self.root);
        let (request, tx) = match request.strip_prefix("other ") {
            Some(request) => (request.to_owned(), 0),
            None => (request, self.transaction),
        };
        let mut words = request.split(' ');
        let mut word = || words.next().unwrap_or_default();
        let (kind, path) = (word(), word());
        let path_only = format!("{path}\0").into_bytes();
        let (type_, payload) = match kind {
            "begin" => (Type::TRANSACTION_START, b"\0".to_vec()),
            "commit" => (Type::TRANSACTION_END, b"T\0".to_vec()),
            "abort" => (Type::TRANSACTION_END, b"F\0".to_vec()),
            "read" => (Type::READ, path_only),
            "list" => (Type::DIRECTORY, path_only),
            "permissions" => (Type::GET_PERMS, path_only),
            "make" => (Type::MKDIR, path_only),
            "remove" => (Type::RM, path_only),
            "write" => (Type::WRITE, [path_only, bytes(word())].concat()),
            "watch" => (Type::WATCH, format!("{path}\0{}\0", word()).into_bytes()),
            "unwatch" => (Type::UNWATCH, format!("{path}\0{}\0", word()).into_bytes()),
            "set" => {
                let all = words.map(|text| format!("{text}\0")).collect::<String>();
                (Type::SET_PERMS, [path_only, all.into_bytes()].concat())
            }
            _ => panic!("{request}"),
        };
        let (result, events) = self.request(type_, tx, &payload);
        let text = |payload: &[u8]| String::from_utf8_lossy(payload).into_owned();
        let list = |payload: &[u8]| {
            let text = text(payload);
            joined(text.split_terminator('\0').map(str::to_owned))
        };
        let answer = match (&result, kind) {
            (Err(code), _) => format!("!{code}"),
            (Ok(payload), "read") => hex(payload),
            (Ok(payload), "list" | "permissions") => list(payload),
            (Ok(payload), "begin") => {
                let id = text(payload);
                self.transaction = id.trim_end_matches('\0').parse().expect("a number");
                "ok".to_owned()
            }
            (Ok(_), _) => "ok".to_owned(),
        };
        if matches!(kind, "commit" | "abort") {
            self.transaction = 0;
        }
        answers.push(answer + &events);
        1
    }
}
