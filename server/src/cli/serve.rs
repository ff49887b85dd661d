//! `tidtam serve`.

use super::{Outcome, open};
use clap::Args;
use server::config::Config;
use std::{net::SocketAddr, process::ExitCode};

/// Starts the web server.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// ที่อยู่และพอร์ตที่เปิดรับ · Where to listen (without it 127.0.0.1:3000)
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub(crate) addr: Option<SocketAddr>,
    /// สร้างข้อมูลสาธิตถ้าโฟลเดอร์ข้อมูลยังว่าง · Fill an empty database with demonstration data
    #[arg(long)]
    pub(crate) demo: bool,
}

impl Serve {
    pub(crate) async fn run(self, config: Config) -> Outcome {
        let services = open(&config).await?;
        server::serve(&config, services).await?;
        Ok(ExitCode::SUCCESS)
    }
}
