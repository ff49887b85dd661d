//! The binary `tidtam`: the web server and the command line beside it.

mod cli;

use mimalloc::MiMalloc;
use std::{io::Write as _, process::ExitCode};

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    keep_to_ourselves();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return tell(&anyhow::Error::from(error)),
    };
    runtime.block_on(cli::run()).unwrap_or_else(|error| tell(&error))
}

/// Lets nobody else on the machine read what this process makes: the database, evidence, exports.
fn keep_to_ourselves() {
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
}

/// What a program ends with whose reader went away, as shells write it: 128 and the number of SIGPIPE.
const NOBODY_READS: u8 = 141;

/// Says once what failed and what caused it, each cause on a line; nothing where the reader of the answer went away.
fn tell(error: &anyhow::Error) -> ExitCode {
    if error.is::<cli::NobodyReads>() {
        return ExitCode::from(NOBODY_READS);
    }
    let mut stderr = std::io::stderr().lock();
    // Where even the terminal is gone, the exit code still tells.
    let _ = writeln!(stderr, "ผิดพลาด · error: {error}");
    for cause in error.chain().skip(1) {
        let _ = writeln!(stderr, "  เพราะ · because: {cause}");
    }
    ExitCode::FAILURE
}
