//! Real parts: the program `tidtam` in processes of its own, one or three of them, with real clients, a real mail server
//! and a real balancer. They are killed and paused at the worst moments, and afterwards everything is counted.

#![expect(clippy::expect_used, clippy::print_stdout, reason = "tests stop at once, and say what they counted")]

mod balancer;
mod country;
mod deadline;
mod kills;
mod mail_sink;
mod numbers;
mod paused;
mod readers;
mod server;
mod three_servers;
