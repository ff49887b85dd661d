//! The product through its router, without a network.

mod sessions;
