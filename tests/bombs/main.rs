//! Spreadsheets that are made to fill the memory or to take for ever: each is refused within two seconds, in little
//! memory, while the server goes on answering. The server is a process of its own, whose memory the kernel tells. So is the
//! one that takes the answers of a whole country in one file.

#![expect(clippy::expect_used, clippy::print_stdout, reason = "a test that says what it measured and stops at once")]

/// A whole country in one file.
mod country;

use http::StatusCode;
use reqwest::{
    Client,
    multipart::{Form, Part},
};
use std::{
    io::{BufRead as _, BufReader, Cursor, Write as _},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use tests::{TestApp, Workbook};
use zip::{ZipWriter, write::SimpleFileOptions};

/// How long a refusal may take, up to the page that tells it: in time of the processor, which does not grow when the machine
/// does something else besides.
const LONGEST: Duration = Duration::from_secs(2);
/// A file that takes longer than this leaves time for an answer to somebody else.
const MOMENT: Duration = Duration::from_millis(500);
/// How much more memory all of them may take, in kilobytes.
const MOST_KILOBYTES: u64 = 64 * 1024;
/// Makes this program the server.
const SERVES: &str = "TIDTAM_TEST_BOMBS_SERVER";
/// The country of the bombs.
const SMALL: &str = "small";
const SHEET: &str = "xl/worksheets/sheet1.xml";
const MEGABYTE: usize = 1024 * 1024;

#[tokio::main]
async fn main() {
    match std::env::var(SERVES) {
        Ok(size) if size == SMALL => return serve(TestApp::new().await, "one").await,
        Ok(size) => return serve(country::app(&size).await, "th").await,
        Err(_) => {}
    }
    every_bomb_is_refused_soon_in_little_memory_while_the_server_answers().await;
    country::one_file_of_a_whole_country_takes_little_memory_while_the_server_answers().await;
    println!("test result: ok. 2 passed; 0 failed; 0 ignored");
}

/// Tells where it listens and who may sign in, and serves until the other side goes away.
async fn serve(app: TestApp, organisation: &str) {
    let address = app.listen().await;
    let reporter = tests::country::person(&app.test, "reporter", domain::access::Role::Reporter, organisation).await;
    println!("{address} {}", reporter.email);
    let wait = tokio::task::spawn_blocking(|| std::io::stdin().lock().read_line(&mut String::new()));
    wait.await.expect("the end").expect("the end");
}

/// The server in its process, stopped when dropped.
struct Server {
    process: Child,
    origin: String,
    email: String,
}

impl Server {
    fn start(size: &str) -> Self {
        let program = std::env::current_exe().expect("this program");
        let mut process = Command::new(program)
            .env(SERVES, size)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a process");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
        let (address, email) = line.trim().split_once(' ').expect("where and who");
        Self { origin: format!("http://{address}"), email: email.to_owned(), process }
    }

    /// One value of what the kernel tells of it, in kilobytes.
    fn memory(&self, name: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).expect("the kernel tells");
        let line = status.lines().find(|line| line.starts_with(name)).expect("a line");
        line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).expect("a number")
    }

    /// How long it has been at work so far, in the kernel's ticks of a hundredth of a second.
    fn at_work(&self) -> Duration {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.process.id())).expect("the kernel tells");
        let (_, after_name) = stat.rsplit_once(')').expect("a name");
        let fields = after_name.split_whitespace().skip(11).take(2);
        let ticks: u64 = fields.map(|ticks| ticks.parse::<u64>().expect("a number")).sum();
        Duration::from_millis(ticks * 10)
    }

    /// Forgets its largest memory so far.
    fn forget_the_peak(&self) {
        std::fs::write(format!("/proc/{}/clear_refs", self.process.id()), "5").expect("the kernel forgets");
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    async fn upload(&self, client: &Client, content: &[u8]) -> String {
        let form = Form::new().part("file", Part::bytes(content.to_vec()).file_name("a.xlsx"));
        let upload = client.post(self.at("/reports/2570-q1/one/sheets")).multipart(form);
        let answer = upload.header("sec-fetch-site", "same-origin").header("accept", "text/html").send().await;
        let answer = answer.expect("an answer");
        assert_eq!(answer.status(), StatusCode::OK);
        answer.text().await.expect("a page")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A browser of the reporter, signed in.
async fn signed_in(server: &Server) -> Client {
    let client = Client::builder().cookie_store(true).build().expect("a client");
    let who = [("email", server.email.as_str()), ("password", tests::country::PASSWORD)];
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(who).finish();
    let sent = client.post(server.at("/do/sessions/sign_in")).header("sec-fetch-site", "same-origin");
    let sent = sent.header("content-type", "application/x-www-form-urlencoded").header("accept", "text/html");
    let answer = sent.body(body).send().await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::OK);
    client
}

/// Asks whether the server lives, all the time, until told to stop; gives how long the slowest answer took.
async fn probe(client: Client, address: String, stop: tokio::sync::oneshot::Receiver<()>) -> (usize, Duration) {
    let (mut answers, mut slowest, mut stop) = (0, Duration::ZERO, stop);
    loop {
        let asked = Instant::now();
        let answer = client.get(&address).send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::OK);
        (answers, slowest) = (answers + 1, slowest.max(asked.elapsed()));
        if stop.try_recv() != Err(tokio::sync::oneshot::error::TryRecvError::Empty) {
            return (answers, slowest);
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// An archive of parts that are the same megabyte over and over.
fn repeated(parts: &[(&str, &str, &str, &str)], megabytes: usize) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, before, again, after) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).expect("a part");
        writer.write_all(before.as_bytes()).expect("written");
        let megabyte = again.repeat(MEGABYTE / again.len());
        for _ in 0..megabytes {
            writer.write_all(megabyte.as_bytes()).expect("written");
        }
        writer.write_all(after.as_bytes()).expect("written");
    }
    writer.finish().expect("an archive").into_inner()
}

/// The template with another sheet.
fn with_sheet(template: &Workbook, rows: &str) -> Vec<u8> {
    let sheet = template.part(SHEET);
    let (before, rest) = sheet.split_once("<sheetData>").expect("rows");
    let (_, after) = rest.split_once("</sheetData>").expect("rows");
    template.clone().with_part(SHEET, &format!("{before}<sheetData>{rows}</sheetData>{after}")).bytes().to_vec()
}

/// A size in the heads of an archive that says less than there is.
fn lying(mut bomb: Vec<u8>, truth: usize) -> Vec<u8> {
    let truth = u32::try_from(truth).expect("a size").to_le_bytes();
    let places = bomb.windows(4).enumerate().filter(|(_, window)| *window == truth).map(|(at, _)| at);
    for place in places.collect::<Vec<_>>() {
        bomb[place..place + 4].copy_from_slice(&1_000_u32.to_le_bytes());
    }
    bomb
}

/// A word that a compressor cannot guess well.
fn word(number: u64) -> String {
    let mixed = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    format!("{mixed:016x}{:016x}{number:08x} ", mixed.rotate_left(21))
}

fn shared(number: u64) -> String {
    format!("<si><t>{}</t></si>", word(number))
}

fn row(number: u64) -> String {
    let cell = |column| format!("<c r=\"{column}{number}\" t=\"inlineStr\"><is><t>{}</t></is></c>", word(number));
    format!("<row r=\"{number}\">{}</row>", ["G", "I", "K", "L", "M", "N", "O", "Z", "AA", "BL"].map(cell).concat())
}

fn long_text() -> String {
    let text: String = (0..120_000).map(word).collect();
    format!(
        "<row r=\"5\"><c r=\"A5\" t=\"inlineStr\"><is><t>svc-e2e</t></is></c><c r=\"M5\" t=\"inlineStr\"><is><t>{text}</t></is></c></row>"
    )
}

/// Every file with the sentence that refuses it.
fn zoo(template: &Workbook) -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let strings = "xl/sharedStrings.xml";
    let text = |name, content: &str| template.clone().with_part(name, content).bytes().to_vec();
    let laughs =
        "<!DOCTYPE x [<!ENTITY a \"ฮาฮา\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><sst><si><t>&b;</t></si></sst>";
    vec![
        ("a far cell", with_sheet(template, "<row r=\"5\"><c r=\"XFD1048576\"><v>1</v></c></row>"), "XFD1048576"),
        ("a far row", with_sheet(template, "<row r=\"1048576\"><c><v>1</v></c></row>"), "1048576"),
        ("512 MiB of spaces", repeated(&[(SHEET, "<x>", " ", "</x>")], 512), "มากเกินกว่ารายงานใด ๆ"),
        ("512 MiB that say they are a kilobyte", lying(repeated(&[(SHEET, "", " ", "")], 512), 512 * MEGABYTE), "ไฟล์นี้"),
        (
            "seven megabytes of shared texts",
            repeated(&[(strings, "<sst>", "<si><t>a</t></si>", "</sst>")], 7),
            "มากเกินกว่ารายงานใด ๆ",
        ),
        (
            "seven megabytes of cells",
            repeated(&[(SHEET, "<sheetData><row>", "<c/>", "</row></sheetData>")], 7),
            "มากเกินกว่ารายงานใด ๆ",
        ),
        ("seven megabytes of depth", repeated(&[(SHEET, "", "<x>", "")], 7), "ไฟล์นี้"),
        ("seven megabytes of one name", repeated(&[(SHEET, "<", "x", ">")], 7), "ไฟล์นี้"),
        ("entities of entities", text(strings, laughs), "ไฟล์นี้"),
        (
            "a column beyond all columns",
            with_sheet(template, &format!("<row><c r=\"{}1\"/></row>", "Z".repeat(40))),
            "ไกลนอกแบบกรอก",
        ),
        (
            "shared texts just within the limits",
            text(strings, &format!("<sst>{}</sst>", (0..19_000).map(shared).collect::<String>())),
            "ไฟล์นี้ไม่ใช่แบบกรอกของระบบ",
        ),
        ("cells just within the limits", with_sheet(template, &(5..900).map(row).collect::<String>()), "แถวนี้มีคำตอบ"),
        ("one text of five megabytes", with_sheet(template, &long_text()), "ยาวเกินไป"),
        (
            "a CSV of empty lines and quotation marks",
            [b"indicator,value\n".to_vec(), vec![b'"'; 4 * MEGABYTE]].concat(),
            "ยาวเกินไป",
        ),
        ("a CSV of millions of rows", [b"indicator,value\n".to_vec(), b"a,\n".repeat(MEGABYTE)].concat(), "มีอยู่แล้วที่แถว"),
    ]
}

async fn every_bomb_is_refused_soon_in_little_memory_while_the_server_answers() {
    let server = Server::start(SMALL);
    let client = signed_in(&server).await;
    let template = client.get(server.at("/reports/2570-q1/one/sheet.xlsx")).send().await.expect("an answer");
    let template = template.bytes().await.expect("a template");
    // What is loaded once does not count: the first page, the first workbook.
    server.upload(&client, &template).await;
    let before = server.memory("VmRSS:");
    for (name, bomb, sentence) in zoo(&Workbook::read(&template)) {
        server.forget_the_peak();
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let probing = tokio::spawn(probe(client.clone(), server.at("/healthz"), stopped));
        let (begin, before_it) = (Instant::now(), server.at_work());
        let page = server.upload(&client, &bomb).await;
        let (took, worked) = (begin.elapsed(), server.at_work().saturating_sub(before_it));
        stop.send(()).expect("somebody probes");
        let (answers, slowest) = probing.await.expect("answers");
        let more = server.memory("VmHWM:").saturating_sub(before);
        println!(
            "{name}: {} bytes, {took:?} ({worked:?} of the processor), {more} kB more, {answers} answers, slowest {slowest:?}",
            bomb.len()
        );
        assert!(page.contains(sentence) && !page.contains("id=\"apply\""), "{name}: {page}");
        assert!(worked < LONGEST, "{name}: {worked:?}");
        assert!(more <= MOST_KILOBYTES, "{name}: {more} kB");
        // The last of them may have waited for the end; another was given while the file was read.
        assert!(answers > 1 || took < MOMENT, "{name}: {answers} answers, {slowest:?}");
    }
}
