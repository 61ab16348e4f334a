//! Compares the ends of a ring with the C macros of `headers/io/ring.h`.
//!
//! The comparison is step by step on equal memory, and in shared memory of two processes.
#![cfg(unix)]

use proptest::prelude::*;
use std::ffi::{c_int, c_long, c_void};
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::ptr::NonNull;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock, mpsc};
use std::time::Duration;
use xen_abi::plain_record;
use xen_abi::ring::{BackRing, FrontRing, RingProtocol, layout};
use xen_abi::shared::{Mapped, SharedMemory};

#[derive(Debug)]
#[repr(C)]
struct Request {
    id: u32,
    payload: [u32; 2],
}
plain_record!(Request { id, payload });

#[derive(Debug)]
#[repr(C)]
struct Response {
    id: u32,
    result: u32,
}
plain_record!(Response { id, result });

#[derive(Debug)]
enum Probe {}

impl RingProtocol for Probe {
    type Request = Request;
    type Response = Response;
    type Entry = Request;
    const NAME: &'static str = "probe";
}

/// The payload of request `number`, or the result of a payload; the C program computes the same.
fn mix(number: u32) -> u32 {
    number.wrapping_mul(2_654_435_761).wrapping_add(12345)
}

fn request(id: u32) -> Request {
    Request {
        id,
        payload: [mix(id), !id],
    }
}

/// The C program, compiled once.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ring_against_c/ends.c");
        let program =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("ends-{}", std::process::id()));
        let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".to_owned());
        let arguments = ["-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-o"];
        let status = Command::new(&compiler)
            .args(arguments)
            .arg(&program)
            .arg(source)
            .status();
        assert!(
            status.is_ok_and(|status| status.success()),
            "`{compiler}` does not compile the C end"
        );
        program
    })
}

/// A file that two processes map.
struct SharedFile {
    path: PathBuf,
    mapped: Mapped,
}

unsafe extern "C" {
    fn mmap(
        address: *mut c_void,
        length: usize,
        protection: c_int,
        flags: c_int,
        file: c_int,
        offset: c_long,
    ) -> *mut c_void;
    fn munmap(address: *mut c_void, length: usize) -> c_int;
}

impl SharedFile {
    fn new(name: &str, size: usize) -> Self {
        const READ_WRITE: c_int = 3;
        const SHARED: c_int = 1;
        let path =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        let file: File = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(true)
            .open(&path)
            .unwrap();
        file.set_len(size as u64).unwrap();
        // SAFETY: a new mapping, of a file that is long enough.
        let base = unsafe {
            mmap(
                std::ptr::null_mut(),
                size,
                READ_WRITE,
                SHARED,
                file.as_raw_fd(),
                0,
            )
        };
        assert_ne!(base.addr(), usize::MAX, "the file cannot be mapped");
        // SAFETY: the file stays mapped until the value is dropped, after the rings; the other
        // process may write any value.
        let mapped = unsafe { Mapped::new(NonNull::new(base.cast()).unwrap(), size) }.unwrap();
        Self { path, mapped }
    }
}

impl Drop for SharedFile {
    fn drop(&mut self) {
        // SAFETY: the rings over the mapping have been dropped.
        unsafe { munmap(self.mapped.base().as_ptr().cast(), self.mapped.size()) };
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Both ends in Rust, which perform the same steps as the C program.
struct Mirror {
    memory: Mapped,
    front: FrontRing<Probe, Mapped>,
    back: BackRing<Probe, Mapped>,
}

/// The result of a step that has nothing to do.
const NOTHING: u32 = u32::MAX;

impl Mirror {
    fn step(&mut self, what: u8, value: u32) -> u32 {
        let Self {
            memory,
            front,
            back,
        } = self;
        match what {
            0 => {
                *front = FrontRing::attach(*memory, value).unwrap();
                front.len()
            }
            1 => {
                *back = BackRing::attach(*memory, value).unwrap();
                back.len()
            }
            2 => {
                *front = FrontRing::init(*memory).unwrap();
                front.len()
            }
            3 => front
                .queue(&request(value))
                .map_or(NOTHING, |()| front.free()),
            4 => front.push().into(),
            5 => front.unconsumed().unwrap(),
            6 => front
                .take()
                .unwrap()
                .map_or(NOTHING, |response| response.id ^ response.result),
            7 => front.final_check().unwrap().into(),
            8 => back
                .queue(&Response {
                    id: value,
                    result: mix(value),
                })
                .map_or(NOTHING, |()| 0),
            9 => back.push().into(),
            10 => back.unconsumed().unwrap(),
            11 => back.take().unwrap().map_or(NOTHING, |found| {
                found.id ^ found.payload[0] ^ found.payload[1]
            }),
            12 => back.final_check().unwrap().into(),
            13..=16 => {
                let word = [
                    layout::REQ_PROD,
                    layout::RSP_PROD,
                    layout::REQ_EVENT,
                    layout::RSP_EVENT,
                ][usize::from(what) - 13];
                memory.store(word, value, Ordering::Relaxed);
                0
            }
            _ => unreachable!(),
        }
    }

    /// The checksum of the memory, as in the C program.
    fn sum(&self) -> u32 {
        let mut bytes = vec![0; self.memory.size()];
        self.memory.read(0, &mut bytes);
        bytes.iter().fold(2_166_136_261, |sum, byte| {
            (sum ^ u32::from(*byte)).wrapping_mul(16_777_619)
        })
    }
}

/// The C program's results and checksums for the steps.
fn answers(size: usize, steps: &[(u8, u32)]) -> Vec<[u32; 2]> {
    static FILES: AtomicU32 = AtomicU32::new(0);
    let file = SharedFile::new(
        &format!("mirror{}", FILES.fetch_add(1, Ordering::Relaxed)),
        size,
    );
    let mut child = Command::new(program())
        .args([
            "mirror".as_ref(),
            file.path.as_os_str(),
            size.to_string().as_ref(),
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let script: Vec<u8> = steps
        .iter()
        .flat_map(|(what, value)| std::iter::once(*what).chain(value.to_ne_bytes()))
        .collect();
    let writer = std::thread::spawn(move || input.write_all(&script));
    let mut output = Vec::new();
    child
        .stdout
        .take()
        .unwrap()
        .read_to_end(&mut output)
        .unwrap();
    writer.join().unwrap().unwrap();
    assert!(child.wait().unwrap().success());
    let word = |bytes: &[u8]| u32::from_ne_bytes(bytes.try_into().unwrap());
    output
        .chunks_exact(8)
        .map(|answer| [word(&answer[..4]), word(&answer[4..])])
        .collect()
}

fn any_index() -> impl Strategy<Value = u32> {
    prop_oneof![
        Just(0),
        (0_u32..32).prop_map(|back| 0_u32.wrapping_sub(back)),
        any::<u32>()
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Results, notifications and memory are equal after each step.
    #[test]
    fn c_and_rust_agree_in_each_step(
        size in (19_usize..100).prop_map(|words| words * 4),
        start in proptest::option::of(any_index()),
        mut steps in proptest::collection::vec((3_u8..=12, any::<u32>()), 0..300),
        claim in (13_u8..=14, any_index(), any::<bool>()),
    ) {
        let words: Box<[AtomicU32]> = (0..size / 4).map(|_| AtomicU32::new(0)).collect();
        // SAFETY: the words are only accessed atomically, and outlive the rings.
        let memory = unsafe {
            Mapped::new(
                NonNull::new(words.as_ptr().cast_mut().cast()).unwrap(),
                size,
            )
        }
        .unwrap();
        let opening = match start {
            None => vec![(2, 0), (1, 0)],
            Some(start) => {
                let next = start.wrapping_add(1);
                vec![
                    (13, start),
                    (14, start),
                    (15, next),
                    (16, next),
                    (0, start),
                    (1, start),
                ]
            }
        };
        steps.splice(0..0, opening);
        // Then a wrong index, perhaps, and how each end reacts.
        let (index, value, near) = claim;
        let value = if near {
            start.unwrap_or(0).wrapping_add(value % 64).wrapping_sub(16)
        } else {
            value
        };
        let mut script = steps.clone();
        script.extend([(index, value), (17, 0), (18, 0)]);
        let answers = answers(size, &script);
        prop_assert_eq!(answers.len(), script.len());

        let (front, back) = (
            FrontRing::attach(memory, 0).unwrap(),
            BackRing::attach(memory, 0).unwrap(),
        );
        let mut mirror = Mirror {
            memory,
            front,
            back,
        };
        for ((what, value), [result, sum]) in steps.iter().zip(&answers) {
            prop_assert_eq!(
                (mirror.step(*what, *value), mirror.sum()),
                (*result, *sum),
                "step {}",
                what
            );
        }
        mirror.step(index, value);
        let [requests, responses] = [
            answers[answers.len() - 2][0] == 1,
            answers[answers.len() - 1][0] == 1,
        ];
        // Rust refuses what upstream's macros refuse, and also responses without a request and
        // indices that go backwards.
        prop_assert!(!requests || mirror.back.unconsumed().is_err());
        prop_assert!(!responses || mirror.front.unconsumed().is_err());
    }
}

/// The other process, and the event channel to it: a byte in a pipe.
struct Peer {
    child: Arc<Mutex<Child>>,
    input: ChildStdin,
    output: ChildStdout,
    done: mpsc::Sender<()>,
}

impl Peer {
    fn new(part: &str, file: &SharedFile, count: u32) -> Self {
        let size = file.mapped.size().to_string();
        let mut child = Command::new(program())
            .args([
                part.as_ref(),
                file.path.as_os_str(),
                size.as_ref(),
                count.to_string().as_ref(),
            ])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let child = Arc::new(Mutex::new(child));
        let (done, ended) = mpsc::channel();
        let watched = Arc::clone(&child);
        // After a lost notification both ends wait: the time limit ends the peer, and this end
        // fails.
        std::thread::spawn(move || {
            if ended.recv_timeout(Duration::from_secs(120)) == Err(mpsc::RecvTimeoutError::Timeout)
            {
                let _ = watched.lock().unwrap().kill();
            }
        });
        Self {
            child,
            input,
            output,
            done,
        }
    }

    /// Notifies the other end, which may have ended only after the last message.
    fn notify(&mut self, last: bool) {
        let written = self.input.write_all(b"!");
        assert!(last || written.is_ok(), "the other end is gone");
    }

    fn wait(&mut self) {
        self.output
            .read_exact(&mut [0])
            .expect("the other end is gone, or waits for a notification that was lost");
    }

    fn finish(self) {
        drop(self.input);
        assert!(self.child.lock().unwrap().wait().unwrap().success());
        let _ = self.done.send(());
    }
}

const MESSAGES: u32 = 20_000;

/// Rings with 1, 8 and 256 entries.
const SIZES: [usize; 3] = [64 + 12, 64 + 8 * 12, 4096];

#[test]
fn a_front_end_in_rust_and_a_back_end_in_c() {
    for size in SIZES {
        let file = SharedFile::new("front", size);
        let mut front = FrontRing::<Probe, _>::init(file.mapped).unwrap();
        let mut peer = Peer::new("back", &file, MESSAGES);
        peer.notify(false);
        let (mut sent, mut received, mut random) = (0, 0, 1);
        while received < MESSAGES {
            random = mix(random);
            for _ in 0..random >> 28 {
                if sent < MESSAGES && front.queue(&request(sent)).is_ok() {
                    sent += 1;
                }
            }
            if front.push() {
                peer.notify(false);
            }
            loop {
                while let Some(response) = front.take().unwrap() {
                    assert_eq!(
                        response,
                        Response {
                            id: received,
                            result: mix(mix(received))
                        }
                    );
                    received += 1;
                }
                if received == MESSAGES || (sent < MESSAGES && !front.is_full()) {
                    break;
                }
                if !front.final_check().unwrap() {
                    peer.wait();
                }
            }
        }
        peer.finish();
    }
}

#[test]
fn a_back_end_in_rust_and_a_front_end_in_c() {
    for size in SIZES {
        let file = SharedFile::new("back", size);
        let mut peer = Peer::new("front", &file, MESSAGES);
        peer.wait();
        let mut back = BackRing::<Probe, _>::attach(file.mapped, 0).unwrap();
        let mut answered = 0;
        while answered < MESSAGES {
            while let Some(found) = back.take().unwrap() {
                assert_eq!(found, request(answered));
                back.queue(&Response {
                    id: found.id,
                    result: mix(found.payload[0]),
                })
                .unwrap();
                answered += 1;
            }
            if back.push() {
                peer.notify(answered == MESSAGES);
            }
            if answered < MESSAGES && !back.final_check().unwrap() {
                peer.wait();
            }
        }
        peer.finish();
    }
}
