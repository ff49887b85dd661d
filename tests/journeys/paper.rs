//! Pages on paper: A4, without what cannot be clicked there, and with every heading as it can be read and searched.

use domain::access::Role;
use std::{path::Path, process::Command};
use tests::{Browser, PROVINCES_ROUND, Scripts, TestApp, country::person, skip};

#[tokio::test(flavor = "multi_thread")]
async fn the_country_and_a_report_can_be_printed() {
    if Command::new("pdftotext").arg("-v").output().is_err() {
        return skip("pages on paper", "pdftotext and pdfinfo (poppler-utils) are not installed");
    }
    let app = TestApp::new().await;
    app.accept("one", &[("svc-e2e", "41", "100")]).await;
    app.fill("two").await;
    let executive = person(&app.test, "executive", Role::Executive, "th").await;
    let reporter = person(&app.test, "reporter", Role::Reporter, "two").await;
    let Some(browser) = Browser::start(&app, Scripts::On).await else { return };
    browser.signs_in(&executive.email).await;
    for path in
        ["/national", "/national?kind=department", "/organisations/mdes", "/indicators/svc-e2e", "/reports/2570-q1/one"]
    {
        browser.opens(path).await;
        let printed = is_clean(&browser, path).await;
        let is_filled = printed.sheets == 1 || printed.filled > 0.4;
        assert!(is_filled, "{path}: the first sheet is filled to {:.2}", printed.filled);
    }
    // Each column is headed on the paper, so none lies beyond it.
    for path in
        ["/organisations/th/heat-map", "/organisations/mdes/heat-map?show=figures", "/compare?with=one,two,three,mdes"]
    {
        browser.opens(path).await;
        is_clean(&browser, path).await;
    }
    browser.opens("/scores/small/2570-q1/one").await;
    is_clean(&browser, "a score").await;
    assert!(browser.has(".derivation td").await, "a score with how it was worked out");
    let narrow = "return [...document.querySelectorAll('.derivation td:nth-of-type(2)')]
        .filter(cell => cell.clientWidth < 10 * parseFloat(getComputedStyle(cell).fontSize))
        .map(cell => cell.innerText)";
    let narrow = on_a_sheet(&browser, narrow).await;
    assert!(narrow.is_empty(), "how a score is worked out has a word in each line: {narrow:?}");
    browser.opens("/organisations/one/letter").await;
    assert_eq!(is_clean(&browser, "a letter").await.sheets, 1, "a letter is one page");
    browser.signs_out().await;
    browser.signs_in(&reporter.email).await;
    browser.opens("/reports/2570-q1/two").await;
    is_clean(&browser, "a report that is being filled").await;
    app.levels_come_into_force().await;
    browser.opens("/scores/stages/2570-q1/one").await;
    is_clean(&browser, "a score with where each level begins").await;
    assert!(browser.has("#classes").await, "a score with where each level begins");
    browser.closes().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn levels_the_map_its_tiles_and_sourced_figures_can_be_printed() {
    if Command::new("pdftotext").arg("-v").output().is_err() {
        return skip("maps on paper", "pdftotext and pdfinfo (poppler-utils) are not installed");
    }
    let app = TestApp::with_a_whole_country().await;
    let executive = person(&app.test, "executive", Role::Executive, "th").await;
    let Some(browser) = Browser::start(&app, Scripts::On).await else { return };
    browser.signs_in(&executive.email).await;
    browser.opens("/national").await;
    for part in [".level-bar", ".map .map__area[data-step]", ".map__tile[data-step]", "#international"] {
        assert!(browser.has(part).await, "{part}");
    }
    let printed = is_clean(&browser, "the country with all its parts").await;
    assert!(printed.filled > 0.4, "the first sheet is filled to {:.2}", printed.filled);
    for path in [
        "/national?kind=province".to_owned(),
        format!("/maps/stages/{PROVINCES_ROUND}"),
        format!("/indicators/svc-e2e/map?round={PROVINCES_ROUND}"),
    ] {
        browser.opens(&path).await;
        is_clean(&browser, &path).await;
    }
    browser.closes().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_prints_where_scripts_run_and_is_hidden_where_they_do_not() {
    let app = TestApp::new().await;
    app.accept("one", &[("svc-e2e", "41", "100")]).await;
    let executive = person(&app.test, "executive", Role::Executive, "th").await;
    let dashboards = [
        "/national",
        "/organisations/mdes",
        "/organisations/one",
        "/indicators/svc-e2e",
        "/organisations/one/indicators/svc-e2e",
        "/organisations/mdes/heat-map",
        "/compare?with=one",
        "/completeness",
    ];
    let Some(browser) = Browser::start(&app, Scripts::On).await else { return };
    browser.signs_in(&executive.email).await;
    for path in dashboards {
        browser.opens(path).await;
        browser.sees("#print", "พิมพ์หน้านี้").await;
    }
    let instead = "window.print = () => { document.body.dataset.printed = 'yes' }";
    browser.driver.execute(instead, Vec::new()).await.expect("run");
    browser.presses("#print").await;
    browser.finds("body[data-printed=yes]").await;
    browser.closes().await;
    let Some(browser) = Browser::start(&app, Scripts::Off).await else { return };
    browser.signs_in(&executive.email).await;
    browser.opens("/national").await;
    assert!(browser.has("#print[hidden]").await);
    browser.closes().await;
}

/// What was printed.
struct Printed {
    sheets: usize,
    /// How far down the first sheet there are words, of its height.
    filled: f64,
}

/// Prints the page that is there and reads it.
async fn is_clean(browser: &Browser, what: &str) -> Printed {
    let file = tempfile::Builder::new().suffix(".pdf").tempfile().expect("a file");
    std::fs::write(file.path(), browser.prints().await).expect("written");
    let about = said("pdfinfo", &[], file.path());
    let size = about.lines().find(|line| line.starts_with("Page size:")).expect("a size");
    assert!(size.ends_with("(A4)"), "{what}: {size}");
    let text = said("pdftotext", &["-layout", "-enc", "UTF-8"], file.path());
    let mut pages: Vec<&str> = text.split('\u{c}').collect();
    assert_eq!(pages.pop(), Some(""), "each page ends with a form feed");
    assert!((1..=12).contains(&pages.len()), "{what}: {} pages", pages.len());
    assert!(pages.iter().all(|page| !page.trim().is_empty()), "{what}: a page is empty:\n{text}");
    let sheets = words_of(file.path());
    let covered = on_one_another(&sheets);
    assert!(covered.is_empty(), "{what}: words lie on others: {covered:?}");
    let broken = tall_grids(browser).await;
    assert!(broken.is_empty(), "{what}: rows of what is higher than a sheet are broken over one another: {broken:?}");
    let feet = "return [...document.querySelectorAll('tfoot')]
        .filter(foot => getComputedStyle(foot).display === 'table-footer-group').map(foot => foot.innerText)";
    let feet = on_a_sheet(browser, feet).await;
    assert!(feet.is_empty(), "{what}: a sum stands on every sheet of its table: {feet:?}");
    let printed = plain(&text);
    for heading in shown(browser, "h1, h2, h3, caption, th[scope=col]").await {
        assert!(printed.contains(&plain(&heading)), "{what}: {heading:?} is not on the paper:\n{text}");
    }
    for left_out in ["ข้ามไปยังเนื้อหา", "ออกจากระบบ", "English", "บันทึกร่าง", "สำหรับนักพัฒนา"]
    {
        assert!(!printed.contains(&plain(left_out)), "{what}: {left_out:?} cannot be clicked on paper:\n{text}");
    }
    Printed { sheets: pages.len(), filled: sheets.first().map_or(0.0, Sheet::filled) }
}

/// The words of the elements that paper shows.
async fn shown(browser: &Browser, selector: &str) -> Vec<String> {
    let print = serde_json::json!({ "media": "print" });
    browser.says("Emulation.setEmulatedMedia", print).await;
    let script = "return [...document.querySelectorAll(arguments[0])]
        .filter(element => element.checkVisibility({ visibilityProperty: true }) && !element.closest('.visually-hidden')
            && element.getBoundingClientRect().width > 1)
        .map(element => element.innerText)";
    let found = browser.driver.execute(script, vec![selector.into()]).await.expect("an answer");
    browser.says("Emulation.setEmulatedMedia", serde_json::json!({ "media": "" })).await;
    let lines: Vec<String> = found.convert().expect("texts");
    let lines: Vec<String> = lines.iter().flat_map(|text| text.lines()).map(str::to_owned).collect();
    assert!(lines.len() > 3, "{lines:?}");
    lines.into_iter().filter(|line| !line.trim().is_empty()).collect()
}

/// A word of a printed page, with where it stands.
struct Word {
    said: String,
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Word {
    /// As `pdftotext` writes it, a line each.
    fn read(line: &str) -> Option<Self> {
        let (_, said) = line.trim().strip_suffix("</word>")?.rsplit_once('>')?;
        let at = |name: &str| at(line, name);
        Some(Self {
            said: said.to_owned(),
            left: at("xMin")?,
            top: at("yMin")?,
            right: at("xMax")?,
            bottom: at("yMax")?,
        })
    }

    /// Whether it covers another. Letters with an outline are written twice at one place; boxes of lines may touch.
    fn covers(&self, other: &Self) -> bool {
        let across = self.right.min(other.right) - self.left.max(other.left);
        let down = self.bottom.min(other.bottom) - self.top.max(other.top);
        let least = (self.bottom - self.top).min(other.bottom - other.top);
        self.said != other.said && across > 1.0 && down > 0.4 * least
    }
}

/// A printed page.
struct Sheet {
    height: f64,
    words: Vec<Word>,
}

impl Sheet {
    /// How far down there are words, of its height.
    fn filled(&self) -> f64 {
        self.words.iter().map(|word| word.bottom).fold(0.0, f64::max) / self.height
    }
}

/// The words of each sheet.
fn words_of(file: &Path) -> Vec<Sheet> {
    let boxes = said("pdftotext", &["-bbox", "-enc", "UTF-8"], file);
    let sheet = |page: &str| Sheet {
        height: at(page, "height").expect("a height"),
        words: page.lines().filter_map(Word::read).collect(),
    };
    let sheets: Vec<Sheet> = boxes.split("<page ").skip(1).map(sheet).collect();
    assert!(sheets.iter().all(|sheet| !sheet.words.is_empty()), "every sheet has words:\n{boxes}");
    sheets
}

/// A measure in what `pdftotext` writes.
fn at(line: &str, name: &str) -> Option<f64> {
    let (_, rest) = line.split_once(&format!("{name}=\""))?;
    rest.split('"').next()?.parse().ok()
}

/// The words that lie on others.
fn on_one_another(sheets: &[Sheet]) -> Vec<String> {
    let mut found = Vec::new();
    for Sheet { words, .. } in sheets {
        for (place, word) in words.iter().enumerate() {
            let others = words.iter().skip(place + 1).filter(|other| word.covers(other));
            found.extend(others.map(|other| format!("{} / {}", word.said, other.said)));
        }
    }
    found
}

/// What is laid out in rows and higher than a sheet: the browser breaks it with one row over another.
async fn tall_grids(browser: &Browser) -> Vec<String> {
    let script = "return [...document.querySelectorAll('main, main *')]
        .filter(box => getComputedStyle(box).display.includes('grid') && box.getBoundingClientRect().height > 994)
        .map(box => box.tagName + ' ' + box.className)";
    on_a_sheet(browser, script).await
}

/// What a script finds on the page as it is on paper: a sheet has 182 mm by 263 mm between its margins.
async fn on_a_sheet(browser: &Browser, script: &str) -> Vec<String> {
    let sheet = serde_json::json!({ "width": 688, "height": 994, "deviceScaleFactor": 1, "mobile": false });
    browser.says("Emulation.setDeviceMetricsOverride", sheet).await;
    browser.says("Emulation.setEmulatedMedia", serde_json::json!({ "media": "print" })).await;
    let found = browser.driver.execute(script, Vec::new()).await.expect("an answer");
    browser.says("Emulation.setEmulatedMedia", serde_json::json!({ "media": "" })).await;
    browser.says("Emulation.clearDeviceMetricsOverride", serde_json::json!({})).await;
    found.convert().expect("names")
}

fn said(program: &str, arguments: &[&str], file: &Path) -> String {
    let mut command = Command::new(program);
    command.args(arguments).arg(file);
    if program == "pdftotext" {
        command.arg("-");
    }
    let output = command.output().expect("it runs");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Letters alone, in one way of writing: sara am in two, and marks over one letter in one order. Lines break anywhere.
fn plain(text: &str) -> String {
    let letters = text.replace('ำ', "\u{e4d}า");
    let letters = letters.chars().filter(|c| c.is_alphanumeric() || is_mark(*c));
    let mut plain: Vec<char> = letters.collect();
    let mut start = 0;
    while start < plain.len() {
        let end = plain[start..].iter().position(|c| !is_mark(*c)).map_or(plain.len(), |length| start + length);
        plain[start..end].sort_unstable();
        start = end + 1;
    }
    plain.into_iter().collect()
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}')
}
