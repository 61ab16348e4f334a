//! The tests that read files of the workspace, which the package lacks.

mod ring_against_c;
