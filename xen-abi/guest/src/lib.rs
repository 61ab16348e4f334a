//! private
#![no_std]
pub mod device_tree;
