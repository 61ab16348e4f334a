//! A driver of bytes: `writer` and `reader` of `driver.c`, with this crate's types.

use std::hint::black_box;

use xen_abi::io::_9pfs::DataIntf;
use xen_abi::ring::{StreamReader, StreamWriter, Streams};

use crate::world::{C, Calls, STREAM_PORT, World, without_allocation};

/// The most bytes of a message.
const MOST: usize = 4096;

pub(crate) fn writer(world: &World, c: &C, bytes: u64, chunk: u64) {
    let xen = Calls::new(world, c, 0);
    let channel = xen.channel(STREAM_PORT);
    let mut stream =
        StreamWriter::attach(DataIntf::OUTPUT, world.indices(), world.output()).expect("a stream");
    let message: [u8; MOST] = std::array::from_fn(|index| index as u8);
    let mut left = bytes;
    without_allocation(|| {
        while left > 0 {
            let count = chunk.min(left) as usize;
            match stream.write(&message[..count]).expect("a sound stream") {
                0 => xen.wait(),
                written => {
                    channel.send().expect("an event");
                    left -= written as u64;
                }
            }
        }
    });
}

pub(crate) fn reader(world: &World, c: &C, bytes: u64, chunk: u64) {
    let xen = Calls::new(world, c, 1);
    let channel = xen.channel(STREAM_PORT);
    let mut stream =
        StreamReader::attach(DataIntf::OUTPUT, world.indices(), world.output()).expect("a stream");
    let mut message = [0; MOST];
    let mut left = bytes;
    without_allocation(|| {
        while left > 0 {
            match stream
                .read(&mut message[..chunk as usize])
                .expect("a sound stream")
            {
                0 => xen.wait(),
                read => {
                    black_box(&mut message);
                    channel.send().expect("an event");
                    left -= read as u64;
                }
            }
        }
    });
}
