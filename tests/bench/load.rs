//! Requests against a server in a process of its own, and what they cost it.

use crate::{Outcome, country::Country, float};
use domain::submission::ReportKey;
use service::drafts::Edit;
use std::{
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// Requests under way at once.
const AT_ONCE: usize = 8;

/// A server that is ended when dropped.
pub(crate) struct ServerProcess {
    child: Child,
    address: String,
    cookie: String,
    client: reqwest::Client,
}

/// What an address cost.
#[derive(Default)]
pub(crate) struct Measured {
    pub(crate) body: Vec<u8>,
    requests: usize,
    wall: Duration,
    cpu: Duration,
}

impl Measured {
    /// Takes in what the same address cost another time.
    pub(crate) fn add(&mut self, other: Self) {
        self.body = other.body;
        self.requests += other.requests;
        self.wall += other.wall;
        self.cpu += other.cpu;
    }

    pub(crate) fn requests_per_second(&self) -> f64 {
        float(self.requests) / self.wall.as_secs_f64()
    }

    pub(crate) fn cpu_ms(&self) -> f64 {
        self.cpu.as_secs_f64() * 1_000.0 / float(self.requests)
    }
}

impl ServerProcess {
    /// Tidtam on a country's database, with somebody signed in.
    pub(crate) async fn start(country: &Country) -> Outcome<Self> {
        let address = free_address()?;
        let mut command = Command::new(beside_this_program("tidtam")?);
        command.args(["serve", "--addr", &address, "--data"]).arg(&country.folder).env("TIDTAM_LOG_LEVEL", "error");
        let cookie = format!("session={}", country.session);
        Self::spawn(command, address, cookie, "/healthz").await
    }

    /// A server that gives the same bytes to everybody.
    pub(crate) async fn start_bytes(file: &Path) -> Outcome<Self> {
        let address = free_address()?;
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("serve-bytes").arg(file).arg(&address);
        Self::spawn(command, address, String::new(), "/").await
    }

    /// Datasette on a database, with the rows and the time that its pages need here.
    pub(crate) async fn start_datasette(python: &str, database: &Path) -> Outcome<Self> {
        let address = free_address()?;
        let port = address.rsplit_once(':').ok_or("an address without a port")?.1;
        let mut command = Command::new(python);
        command.args(["-m", "datasette", "serve"]).arg(database).args(["--host", "127.0.0.1", "--port", port]);
        command.args(["--setting", "max_returned_rows", "2000", "--setting", "sql_time_limit_ms", "60000"]);
        Self::spawn(command, address, String::new(), "/-/versions.json").await
    }

    async fn spawn(mut command: Command, address: String, cookie: String, alive: &str) -> Outcome<Self> {
        let child = command.stdout(Stdio::null()).stderr(Stdio::inherit()).spawn()?;
        let server = Self { child, address, cookie, client: client()? };
        let deadline = Instant::now() + Duration::from_mins(1);
        let client = client()?;
        while server.get(&client, alive).await.is_err() {
            if Instant::now() > deadline {
                return Err("the server does not answer".into());
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(server)
    }

    async fn get(&self, client: &reqwest::Client, path: &str) -> Outcome<Vec<u8>> {
        let url = format!("http://{}{path}", self.address);
        let answer = client.get(url).header("cookie", &self.cookie).header("accept", "text/html").send().await?;
        if answer.status() != reqwest::StatusCode::OK {
            return Err(format!("{path} answers {}", answer.status()).into());
        }
        Ok(answer.bytes().await?.to_vec())
    }

    /// An answer to anybody, of which nothing is read yet.
    pub(crate) async fn open(&self, path: &str) -> Outcome<reqwest::Response> {
        let answer = self.client.get(format!("http://{}{path}", self.address)).send().await?;
        if answer.status() == reqwest::StatusCode::OK {
            Ok(answer)
        } else {
            Err(format!("{path} answers {}", answer.status()).into())
        }
    }

    /// How long it takes until the first bytes of an answer are here.
    pub(crate) async fn first_byte(&self, path: &str) -> Outcome<Duration> {
        let started = Instant::now();
        let first = self.open(path).await?.chunk().await?;
        let took = started.elapsed();
        if first.is_some_and(|bytes| !bytes.is_empty()) { Ok(took) } else { Err(format!("{path} is empty").into()) }
    }

    /// What somebody signed in reads.
    pub(crate) async fn read(&self, path: &str) -> Outcome<String> {
        Ok(String::from_utf8(self.get(&self.client, path).await?)?)
    }

    /// How long one look takes somebody signed in.
    pub(crate) async fn once(&self, path: &str) -> Outcome<Duration> {
        let started = Instant::now();
        self.get(&self.client, path).await?;
        Ok(started.elapsed())
    }

    /// Saves one value as the page of a report does while somebody types.
    pub(crate) async fn autosave(&self, session: &str, report: &ReportKey, edit: &Edit) -> Outcome<()> {
        let code = &edit.indicator;
        let form = reqwest::multipart::Form::new()
            .text(format!("entry.{code}.value"), edit.entry.value.clone())
            .text(format!("entry.{code}.base"), edit.entry.base.clone())
            // What was on the screen differed from what is sent, as its digest tells.
            .text(format!("version.{code}"), format!("{}.changed", edit.base_version))
            .text("intent", "autosave");
        let url = format!("http://{}/reports/{}/{}/save", self.address, report.round, report.agency);
        let request = self.client.post(url).header("cookie", format!("session={session}")).multipart(form);
        let answer = request.header("sec-fetch-site", "same-origin").send().await?;
        let status = answer.status();
        let pieces = answer.text().await?;
        if status == reqwest::StatusCode::OK && pieces.contains(&format!("version.{code}")) {
            Ok(())
        } else {
            Err(format!("an autosave is answered with {status}: {pieces}").into())
        }
    }

    /// Asks for an address so many times, after a few times to warm up.
    pub(crate) async fn measure(&self, path: &str, requests: usize) -> Outcome<Measured> {
        let client = client()?;
        let mut body = Vec::new();
        for _ in 0..AT_ONCE {
            body = self.get(&client, path).await?;
        }
        let cpu_before = self.cpu()?;
        let started = Instant::now();
        let rounds = requests / AT_ONCE;
        let lanes = (0..AT_ONCE).map(|_| async {
            for _ in 0..rounds {
                self.get(&client, path).await?;
            }
            Outcome::Ok(())
        });
        futures::future::try_join_all(lanes).await?;
        let wall = started.elapsed();
        Ok(Measured { body, requests: rounds * AT_ONCE, wall, cpu: self.cpu()?.saturating_sub(cpu_before) })
    }

    /// Asks for each of some addresses once.
    pub(crate) async fn measure_each(&self, paths: &[String]) -> Outcome<Measured> {
        let client = client()?;
        let (cpu_before, started, mut body) = (self.cpu()?, Instant::now(), Vec::new());
        for path in paths {
            body = self.get(&client, path).await?;
        }
        let (wall, cpu) = (started.elapsed(), self.cpu()?.saturating_sub(cpu_before));
        Ok(Measured { body, requests: paths.len(), wall, cpu })
    }

    /// Waits until it has done nothing for half a second.
    pub(crate) async fn rests(&self) -> Outcome<()> {
        let mut before = self.cpu()?;
        loop {
            tokio::time::sleep(Duration::from_millis(500)).await;
            let now = self.cpu()?;
            if now == before {
                return Ok(());
            }
            before = now;
        }
    }

    /// Processor time of the process so far, user and system, in the kernel's ticks of 10 ms.
    fn cpu(&self) -> Outcome<Duration> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let after_name = stat.rsplit_once(')').ok_or("an unreadable /proc/PID/stat")?.1;
        let fields: Vec<&str> = after_name.split_whitespace().collect();
        let ticks: u64 = fields[11].parse::<u64>()? + fields[12].parse::<u64>()?;
        Ok(Duration::from_millis(ticks * 10))
    }

    /// Resident memory of the process.
    pub(crate) fn resident_mib(&self) -> Outcome<u64> {
        Ok(memory_kib(&self.child.id().to_string(), "VmRSS:")? / 1024)
    }

    /// Memory of the process that is its own, without files that are mapped.
    pub(crate) fn own_memory_kib(&self) -> Outcome<u64> {
        own_memory_kib_of(&self.child.id().to_string())
    }
}

/// Memory of a process that is its own, without files that are mapped.
pub(crate) fn own_memory_kib_of(process: &str) -> Outcome<u64> {
    memory_kib(process, "RssAnon:")
}

fn memory_kib(process: &str, what: &str) -> Outcome<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find(|line| line.starts_with(what)).ok_or("no such line in /proc/PID/status")?;
    Ok(line.split_whitespace().nth(1).ok_or("no figure in /proc/PID/status")?.parse()?)
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn client() -> Outcome<reqwest::Client> {
    Ok(reqwest::Client::builder().no_proxy().timeout(Duration::from_mins(1)).build()?)
}

fn free_address() -> Outcome<String> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string())
}

pub(crate) fn beside_this_program(name: &str) -> Outcome<std::path::PathBuf> {
    let path = std::env::current_exe()?.with_file_name(name);
    if path.exists() { Ok(path) } else { Err(format!("{} is not built: run `make bench`", path.display()).into()) }
}
