//! Spreadsheets that are made to fill the memory or to take for ever: each is refused within two seconds, in little
//! memory, while the server goes on answering. A program of its own, since the memory of a process is measured.

#![expect(clippy::expect_used, reason = "tests stop at once when what they need cannot be had")]

use http::StatusCode;
use std::{
    io::{Cursor, Write as _},
    sync::Arc,
    time::{Duration, Instant},
};
use tests::{TestApp, Workbook};
use tokio::sync::Notify;
use zip::{ZipWriter, write::SimpleFileOptions};

/// How long a refusal may take.
const LONGEST: Duration = Duration::from_secs(2);
/// How much more memory it may take, in kilobytes.
const MOST_KILOBYTES: u64 = 64 * 1024;
const SHEET: &str = "xl/worksheets/sheet1.xml";
const MEGABYTE: usize = 1024 * 1024;

/// One value of what the kernel tells of this process, in kilobytes.
fn memory(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("the kernel tells");
    let line = status.lines().find(|line| line.starts_with(name)).expect("a line");
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).expect("a number")
}

/// Forgets the largest memory so far.
fn forget_the_peak() {
    std::fs::write("/proc/self/clear_refs", "5").expect("the kernel forgets");
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
            "a CSV of empty lines and quotation marks",
            [b"indicator,value\n".to_vec(), vec![b'"'; 4 * MEGABYTE]].concat(),
            "ยาวเกินไป",
        ),
        ("a CSV of millions of rows", [b"indicator,value\n".to_vec(), b"a,\n".repeat(MEGABYTE)].concat(), "มีอยู่แล้วที่แถว"),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_bomb_is_refused_soon_in_little_memory_while_the_server_answers() {
    let app = TestApp::new().await;
    let mut reporter = app.reporter("one").await;
    let template = reporter.opens("/reports/2570-q1/one/sheet.xlsx").await;
    let zoo = zoo(&Workbook::read(&template.bytes));
    // What is loaded once does not count: the first page, the first workbook.
    reporter.uploads("/reports/2570-q1/one/sheets", "a.xlsx", &template.bytes).await;
    for (name, bomb, sentence) in zoo {
        forget_the_peak();
        let (before, begin, done) = (memory("VmRSS:"), Instant::now(), Arc::new(Notify::new()));
        let (mut prober, finished) = (app.nobody(), done.clone());
        let answering = tokio::spawn(async move {
            let (mut slowest, mut answers) = (Duration::ZERO, 0);
            let stop = finished.notified();
            tokio::pin!(stop);
            loop {
                let asked = Instant::now();
                assert_eq!(prober.opens("/healthz").await.status, StatusCode::OK);
                (slowest, answers) = (slowest.max(asked.elapsed()), answers + 1);
                tokio::select! {
                    () = &mut stop => return (slowest, answers),
                    () = tokio::time::sleep(Duration::from_millis(5)) => {}
                }
            }
        });
        let uploaded = reporter.uploads("/reports/2570-q1/one/sheets", "a.xlsx", &bomb).await;
        let took = begin.elapsed();
        done.notify_one();
        let (slowest, answers) = answering.await.expect("answers");
        let more = memory("VmHWM:").saturating_sub(before);
        assert_eq!(uploaded.status, StatusCode::SEE_OTHER, "{name}: {}", uploaded.body);
        let page = reporter.follows(&uploaded).await;
        page.shows(sentence).hides("id=\"apply\"");
        println!("{name}: {} bytes, {took:?}, {more} kB more, {answers} answers, slowest {slowest:?}", bomb.len());
        assert!(took < LONGEST, "{name}: {took:?}");
        assert!(more <= MOST_KILOBYTES, "{name}: {more} kB");
        assert!(answers > 0 && slowest < LONGEST / 2, "{name}: {slowest:?}");
    }
}
