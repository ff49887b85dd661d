//! `tidtam serve`.

use super::{Outcome, demonstration_key, open, sentence, terminal};
use anyhow::Context as _;
use clap::Args;
use server::config::Config;
use service::{Services, demonstration::Progress};
use std::{net::SocketAddr, process::ExitCode};
use tokio::net::TcpListener;

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
    pub(crate) async fn run(self, mut config: Config) -> Outcome {
        // Before anything takes time, so that an address in use is told at once.
        let addr = config.addr;
        let listener = TcpListener::bind(addr).await.with_context(|| {
            format!(
                "เปิดรับที่ {addr} ไม่ได้ เลือกที่อื่นด้วย --addr หรือ TIDTAM_ADDR · \
                 cannot listen at {addr}; choose another address with --addr or TIDTAM_ADDR"
            )
        })?;
        if self.demo {
            // Behind those that are configured: what it sealed before they were is still opened.
            config.secret_keys.extend(demonstration_key::kept(&config.data)?);
        }
        let mut services = open(&config).await?;
        if self.demo {
            generate(&services).await?;
            // Only now it is certain that this is a demonstration.
            if config.secret_keys.is_empty() {
                config.secret_keys.push(demonstration_key::made(&config.data)?);
                terminal::tell(
                    "ไม่ได้ตั้ง secret_keys จึงสร้างกุญแจของข้อมูลสาธิตไว้ในโฟลเดอร์ข้อมูล · no secret_keys are configured: the demonstration has made itself a key in the data folder",
                );
                services = open(&config).await?;
            }
        }
        server::serve(&config, listener, services).await?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Fills an empty database with the demonstration and says how far it has come.
async fn generate(services: &Services) -> anyhow::Result<()> {
    let told = |progress| match progress {
        Progress::Complete => terminal::tell("ข้อมูลสาธิตมีครบแล้ว · the demonstration is there already"),
        Progress::Reference => {
            terminal::tell("ข้อมูลสาธิต: หน่วยงาน แผน และข้อเท็จจริง · demonstration: organisations, plans and facts");
        }
        Progress::People => terminal::tell("ข้อมูลสาธิต: บัญชีผู้ใช้ · demonstration: accounts"),
        Progress::Round { period, number, of } => {
            terminal::tell(format!("ข้อมูลสาธิต: รอบ {period} ({number}/{of}) · demonstration: round {period}"));
        }
    };
    services.generate_demonstration(told).await.map_err(sentence::of)
}
