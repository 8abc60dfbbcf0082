//! The least that a Rust program can do: what `cargo xtask bench` takes for the cost of starting one.

fn main() {}
