//! A real browser: Debian's Chromium behind its driver, with or without scripts, and what is looked at on every page.

mod process;

use crate::TestApp;
use base64::Engine as _;
use process::Chromedriver;
use serde_json::{Value, json};
use service::testing::{skip, skip_part};
use std::{sync::Arc, time::Duration};
use thirtyfour::{
    Capabilities, ChromeCapabilities, ChromiumLikeCapabilities as _, LoggingPrefsLogLevel,
    common::command::{Command, ExtensionCommand},
    extensions::query::ElementPollerWithTimeout,
    prelude::*,
};

/// How long anything that is expected may take to appear.
const PATIENCE: Duration = Duration::from_secs(30);
/// The rules of axe that every page keeps.
const TAGS: &str = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']";

/// Whether the browser runs scripts, and so the wasm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scripts {
    /// It does.
    On,
    /// It does not.
    Off,
}

/// Whether the browser reaches anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Network {
    /// It does.
    On,
    /// It does not.
    Off,
}

/// A browser of one person. Its process ends with it, also when a test fails.
pub struct Browser {
    /// The session, for what has no verb here. Ends before the process does.
    pub driver: WebDriver,
    /// Where the application is.
    pub base: String,
    scripts: Scripts,
    axe: Option<String>,
    _process: Chromedriver,
}

impl Browser {
    /// A fresh browser on an application; `None`, named as skipped, where there is no Chromium.
    pub async fn start(app: &TestApp, scripts: Scripts) -> Option<Self> {
        let Some(process) = Chromedriver::start() else {
            skip("journeys in a browser", "no Chromium with its driver is installed");
            return None;
        };
        let driver = WebDriver::builder(process.address(), capabilities(&process, scripts)).await.expect("a browser");
        let poller = ElementPollerWithTimeout::new(PATIENCE, Duration::from_millis(20));
        driver.set_poller(Arc::new(poller));
        driver.set_script_timeout(PATIENCE).await.expect("a limit");
        let axe = std::env::var_os("TIDTAM_TEST_AXE_JS").map(|path| std::fs::read_to_string(path).expect("axe-core"));
        if axe.is_none() {
            skip_part("axe in the journeys", "TIDTAM_TEST_AXE_JS names no axe-core");
        }
        let base = format!("http://{}", app.listen().await);
        Some(Self { driver, base, scripts, axe, _process: process })
    }

    /// Opens an address and looks at the page.
    pub async fn opens(&self, path: &str) {
        self.driver.goto(format!("{}{path}", self.base)).await.expect("a page");
        self.looks().await;
    }

    /// Opens what stands in a frame of another page: whatever does not fit on a telephone or a screen fails the test.
    pub async fn fits(&self, path: &str) {
        self.driver.goto(format!("{}{path}", self.base)).await.expect("a page");
        let wrong = self.misplaced().await;
        assert!(wrong.is_empty(), "{path} ({:?}):\n{}", self.scripts, wrong.join("\n"));
    }

    /// Looks at the page that is there: whatever is wrong with it fails the test.
    pub async fn looks(&self) {
        let faults = self.faults().await;
        assert!(faults.is_empty(), "{} ({:?}):\n{}", self.path().await, self.scripts, faults.join("\n"));
    }

    /// What is wrong with the page: complaints of the browser, what axe finds in the light and in the dark, and what does
    /// not fit on a telephone or a screen.
    pub async fn faults(&self) -> Vec<String> {
        let mut wrong = self.complaints().await;
        wrong.extend(self.inaccessible("{ runOnly: TAGS }").await);
        self.says(
            "Emulation.setEmulatedMedia",
            json!({ "features": [{ "name": "prefers-color-scheme", "value": "dark" }] }),
        )
        .await;
        wrong.extend(
            self.inaccessible("{ runOnly: ['color-contrast'] }")
                .await
                .into_iter()
                .map(|line| format!("in the dark: {line}")),
        );
        self.says("Emulation.setEmulatedMedia", json!({ "features": [] })).await;
        self.is_narrow().await;
        // Colours are the same, and looking at them takes longest.
        let narrow = self.inaccessible("{ runOnly: TAGS, rules: { 'color-contrast': { enabled: false } } }").await;
        wrong.extend(narrow.into_iter().map(|line| format!("on a telephone: {line}")));
        wrong.extend(self.misplaced().await);
        wrong
    }

    /// What does not fit on a telephone or a screen.
    async fn misplaced(&self) -> Vec<String> {
        let mut wrong = self.on_a_telephone(include_str!("browser/layout.js")).await;
        wrong.extend(self.evaluates(include_str!("browser/layout.js")).await);
        wrong
    }

    /// The sentences that a script gives on a page as wide as a telephone.
    pub async fn on_a_telephone(&self, script: &str) -> Vec<String> {
        self.is_narrow().await;
        let found = self.evaluates(script).await;
        self.says("Emulation.clearDeviceMetricsOverride", json!({})).await;
        found
    }

    /// Makes the page that is there as wide as a telephone.
    async fn is_narrow(&self) {
        let narrow = json!({ "width": 360, "height": 740, "deviceScaleFactor": 1, "mobile": false });
        self.says("Emulation.setDeviceMetricsOverride", narrow).await;
    }

    /// What the browser itself complained about since the last look: errors of scripts, refused by the policy, not found.
    pub async fn complaints(&self) -> Vec<String> {
        let log = self.driver.browser_log().await.expect("a log");
        let told = log.into_iter().map(|entry| format!("{}: {}", entry.level, entry.message));
        // Without scripts nobody uses the wasm, and a slow page its typeface only later.
        told.filter(|line| !line.contains("was preloaded using link preload but not used")).collect()
    }

    /// What axe finds.
    async fn inaccessible(&self, options: &str) -> Vec<String> {
        let Some(axe) = &self.axe else { return Vec::new() };
        let is_there = self.driver.execute("return typeof window.axe === 'object'", []).await.expect("an answer");
        if is_there.json() != &json!(true) {
            self.driver.execute(axe, []).await.expect("axe");
        }
        // Timers stand still where scripts are off, so they are kept in a list and run by hand.
        let begin = format!(
            "document.getAnimations().forEach(animation => animation.finish());
             window.waiting = []; window.found = null;
             window.timer = window.setTimeout;
             window.setTimeout = task => window.waiting.push(task);
             axe.run(document, {{ ...{options}, preload: false }}).then(
                 found => window.found = found.violations.map(rule => rule.id + ': ' + rule.help + ' — ' +
                     rule.nodes.slice(0, 3).map(node => node.html.slice(0, 200) + ' ' + (node.failureSummary || '')).join(' | ')),
                 error => window.found = ['axe: ' + error])"
        );
        self.driver.execute(begin.replace("TAGS", TAGS), []).await.expect("axe began");
        for _ in 0..1_000 {
            let go_on = "window.waiting.splice(0).forEach(task => task()); return window.found";
            let found = self.driver.execute(go_on, []).await.expect("an answer");
            if !found.json().is_null() {
                // The page's own timers go on.
                self.driver.execute("window.setTimeout = window.timer", []).await.expect("timers");
                return found.convert().expect("a list");
            }
        }
        panic!("axe did not end on {}", self.path().await);
    }

    /// Whether axe looks too.
    pub fn has_axe(&self) -> bool {
        self.axe.is_some()
    }

    /// Runs a script that gives a list of sentences.
    async fn evaluates(&self, script: &str) -> Vec<String> {
        self.driver.execute(script, []).await.expect("an answer").convert().expect("a list")
    }

    /// Speaks to the browser's developer tools.
    pub async fn says(&self, command: &'static str, parameters: Value) -> Value {
        let answer = self
            .driver
            .cmd(Command::ExtensionCommand(Box::new(DeveloperTools { command, parameters })))
            .await
            .expect("an answer");
        answer.value_json().expect("a value")
    }

    /// The path and query of the page.
    pub async fn path(&self) -> String {
        let url = self.driver.current_url().await.expect("an address");
        url.as_str().strip_prefix(&self.base).unwrap_or(url.as_str()).to_owned()
    }

    /// The one element that a selector names, as soon as it is there.
    pub async fn finds(&self, selector: &str) -> WebElement {
        if let Ok(element) = self.driver.query(By::Css(selector)).first().await {
            return element;
        }
        panic!("no {selector} on {}:\n{}", self.path().await, self.text().await);
    }

    /// Whether there is such an element now.
    pub async fn has(&self, selector: &str) -> bool {
        !self.driver.find_all(By::Css(selector)).await.expect("an answer").is_empty()
    }

    /// The words of the page.
    pub async fn text(&self) -> String {
        self.text_of("body").await
    }

    /// The words of an element, as they are shown; asked again while a new page is replacing the one before.
    pub async fn text_of(&self, selector: &str) -> String {
        for _ in 0..100 {
            if let Ok(element) = self.driver.find(By::Css(selector)).await
                && let Ok(words) = element.text().await
            {
                return words;
            }
        }
        panic!("{selector} never stands still on {}", self.path().await);
    }

    /// Waits until an element shows words.
    pub async fn sees(&self, selector: &str, words: &str) {
        let query = self.driver.query(By::Css(selector)).with_filter({
            let words = words.to_owned();
            move |element: WebElement| {
                let words = words.clone();
                // An element that a new page or an island has just replaced shows nothing: look again.
                async move { Ok(element.text().await.is_ok_and(|shown| shown.contains(&words))) }
            }
        });
        if query.exists().await.expect("an answer") {
            return;
        }
        panic!("{words:?} is not in {selector} on {}:\n{}", self.path().await, self.text().await);
    }

    /// Types a text into a field in place of what is there.
    pub async fn types(&self, selector: &str, text: &str) {
        let field = self.finds(selector).await;
        field.clear().await.expect("a field");
        field.send_keys(text).await.expect("typed");
    }

    /// What stands in a field.
    pub async fn value(&self, selector: &str) -> String {
        self.finds(selector).await.value().await.expect("a field").unwrap_or_default()
    }

    /// Presses a button or a link that leads to another page, and looks at that one as soon as it is there.
    pub async fn goes(&self, selector: &str) {
        let page = self.finds("html").await;
        self.presses(selector).await;
        self.leaves(&page, selector).await;
        self.looks().await;
    }

    /// Presses Enter on whatever has the focus, which leads to another page.
    pub async fn enters(&self) {
        let page = self.finds("html").await;
        let focused = self.driver.active_element().await.expect("a focus");
        focused.send_keys(Key::Enter).await.expect("pressed");
        self.leaves(&page, "Enter").await;
        self.looks().await;
    }

    /// Waits until a page has gone and the next one is complete.
    async fn leaves(&self, page: &WebElement, how: &str) {
        let gone = page.wait_until().wait(PATIENCE, Duration::from_millis(20)).stale().await;
        assert!(gone.is_ok(), "{how} leads nowhere from {}", self.path().await);
        for _ in 0..1_000 {
            let state = self.driver.execute("return document.readyState", []).await;
            if state.is_ok_and(|state| state.json() == &json!("complete")) {
                return;
            }
        }
        panic!("{} never ends to load", self.path().await);
    }

    /// Presses the browser's own button for the page before.
    pub async fn goes_back(&self) {
        let page = self.finds("html").await;
        self.driver.back().await.expect("a page before");
        self.leaves(&page, "Back").await;
        self.looks().await;
    }

    /// Loads the page anew.
    pub async fn reloads(&self) {
        self.driver.refresh().await.expect("a page");
        self.looks().await;
    }

    /// Prints the page on A4 as the browser would: the PDF.
    pub async fn prints(&self) -> Vec<u8> {
        let settings = json!({ "preferCSSPageSize": true, "printBackground": false });
        let printed = self.says("Page.printToPDF", settings).await;
        let data = printed["data"].as_str().expect("a document");
        base64::engine::general_purpose::STANDARD.decode(data).expect("Base64")
    }

    /// Takes the network away, or gives it back.
    pub async fn is_online(&self, network: Network) {
        self.says("Network.enable", json!({})).await;
        let settings = json!({ "offline": network == Network::Off, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.says("Network.emulateNetworkConditions", settings).await;
    }

    /// Presses something that stays on its page.
    pub async fn presses(&self, selector: &str) {
        let element = self.finds(selector).await;
        element.scroll_into_view().await.expect("in view");
        element.click().await.expect("clicked");
    }

    /// Signs in with the password of everybody.
    pub async fn signs_in(&self, email: &str) {
        self.opens("/sign-in").await;
        self.types("#email", email).await;
        self.types("#password", crate::country::PASSWORD).await;
        self.goes("form[action='/do/sessions/sign_in'] button").await;
    }

    /// Chooses a file.
    pub async fn types_into_file(&self, selector: &str, file: &std::path::Path) {
        let field = self.finds(selector).await;
        field.send_keys(file.to_string_lossy().as_ref()).await.expect("chosen");
    }

    /// Signs out, as somebody does who leaves the browser to somebody else.
    pub async fn signs_out(&self) {
        self.driver.delete_all_cookies().await.expect("no cookies");
    }

    /// Ends the browser.
    pub async fn closes(self) {
        self.driver.clone().quit().await.expect("closed");
    }
}

fn capabilities(process: &Chromedriver, scripts: Scripts) -> Capabilities {
    let mut wanted = ChromeCapabilities::new();
    let folder = format!("--user-data-dir={}", process.folder().display());
    for argument in [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--window-size=1280,900",
        "--lang=th",
        folder.as_str(),
    ] {
        wanted.add_arg(argument).expect("an argument");
    }
    wanted.set_binary(&process.chromium).expect("a binary");
    wanted.set_browser_log_level(LoggingPrefsLogLevel::Warning).expect("a level");
    if scripts == Scripts::Off {
        let preferences = json!({ "profile.managed_default_content_settings.javascript": 2 });
        wanted.add_experimental_option("prefs", preferences).expect("preferences");
    }
    wanted.into()
}

#[derive(Debug)]
struct DeveloperTools {
    command: &'static str,
    parameters: Value,
}

impl ExtensionCommand for DeveloperTools {
    fn parameters_json(&self) -> Option<Value> {
        Some(json!({ "cmd": self.command, "params": self.parameters }))
    }

    fn method(&self) -> http::Method {
        http::Method::POST
    }

    fn endpoint(&self) -> Arc<str> {
        "/goog/cdp/execute".into()
    }
}
