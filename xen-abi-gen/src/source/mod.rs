//! The only place that talks to libclang: headers in, facts out.
