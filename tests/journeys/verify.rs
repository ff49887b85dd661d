//! A snapshot is verified in the visitor's own browser, which sends nothing away.

use std::path::PathBuf;
use tests::{
    Browser, Network, Scripts, TestApp,
    country::{ROUND, two_snapshots},
};

/// Files in a folder that goes with them.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let file = self.0.path().join(name);
        std::fs::write(&file, bytes).expect("written");
        file
    }
}

/// The signed file of the first or second draft.
async fn draft(app: &TestApp, number: u32) -> String {
    app.administrator().await.opens(&format!("/snapshots/{ROUND}.draft.{number}/file")).await.body
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snapshot_is_verified_where_the_visitor_is() {
    let app = TestApp::new().await;
    two_snapshots(&app.test).await;
    let whole = draft(&app, 1).await;
    let mut changed = whole.clone().into_bytes();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    let folder = Folder::new();
    let Some(browser) = Browser::start(&app, Scripts::On).await else { return };
    browser.opens("/verify").await;
    browser.types_into_file("#verify-file", &folder.file("whole.tidtam", &whole)).await;
    browser.sees("#verify-result", "ถูกต้องครบถ้วน และลงลายมือชื่อแล้ว: 2570-q1.draft.1").await;
    browser.sees("#verify-result", "รากของต้นไม้แฮช: ").await;
    browser.sees("#verify-result", "กุญแจที่ลงลายมือชื่อ: ").await;
    browser.looks().await;
    // What the page needs is there: whatever is verified from here on cannot leave the machine.
    browser.is_online(Network::Off).await;
    browser.types_into_file("#verify-file", &folder.file("changed.tidtam", &changed)).await;
    browser.sees("#verify-result", "ไม่ถูกต้อง").await;
    browser.looks().await;
    browser.types_into_file("#verify-file", &folder.file("again.tidtam", &whole)).await;
    browser.sees("#verify-result", "ถูกต้องครบถ้วน และลงลายมือชื่อแล้ว: 2570-q1.draft.1").await;
    browser.is_online(Network::On).await;
    browser.closes().await;
}

/// The first draft of the same country elsewhere, signed with a secret.
async fn draft_elsewhere(secret: &str) -> String {
    let app = TestApp::new().await;
    std::fs::write(&app.test.settings.signing_key, secret).expect("a key");
    two_snapshots(&app.test).await;
    draft(&app, 1).await
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_keys_foreign_signatures_and_files_that_are_none_are_told_in_both_languages() {
    let (ours, theirs) = ("07".repeat(32), "09".repeat(32));
    let app = TestApp::new().await;
    std::fs::write(&app.test.settings.signing_key, &ours).expect("a key");
    // The key is known here from the second day on.
    app.advance(chrono::Duration::days(1));
    two_snapshots(&app.test).await;
    let (first, second) = (draft(&app, 1).await, draft(&app, 2).await);
    let signature = |file: &str| file.trim_end().rfind('\n').expect("lines") + 1;
    let exchanged = first[..signature(&first)].to_owned() + &second[signature(&second)..];
    let folder = Folder::new();
    let wrong = [
        (
            folder.file("unknown-key.tidtam", draft_elsewhere(&theirs).await),
            ["ไม่รู้จักกุญแจที่ลงลายมือชื่อ", "it is signed by a key that is not known"],
        ),
        (
            folder.file("key-not-then.tidtam", draft_elsewhere(&ours).await),
            ["กุญแจนี้ไม่ได้ใช้ลงลายมือชื่อในเวลานั้น", "the key did not sign at that time"],
        ),
        (folder.file("signature.tidtam", exchanged), ["ลายมือชื่อไม่ถูกต้อง", "the signature does not fit"]),
        (folder.file("cut-off.tidtam", first.trim_end()), ["ไฟล์ไม่ครบ", "the file is cut off before its signature"]),
        (folder.file("nul.tidtam", format!("{first}\0\n")), ["มีข้อความต่อท้าย", "something stands after the signature"]),
        (folder.file("more.tidtam", format!("{first}x")), ["มีข้อความต่อท้าย", "something stands after the signature"]),
        (folder.file("long.tidtam", "a".repeat(10_000)), ["ไฟล์นี้ไม่ใช่ชุดข้อมูล", "this is no snapshot in the format"]),
        (folder.file("empty.tidtam", ""), ["ไฟล์นี้ไม่ใช่ชุดข้อมูล", "this is no snapshot in the format"]),
    ];
    let whole = folder.file("whole.tidtam", &first);
    let Some(browser) = Browser::start(&app, Scripts::On).await else { return };
    for (at, (language, verdicts)) in
        [("th", ["ไม่ถูกต้อง", "ถูกต้องครบถ้วน"]), ("en", ["Not whole", "Whole and signed"])].into_iter().enumerate()
    {
        browser.opens(&format!("/language?to={language}&back=/verify")).await;
        browser.opens("/verify").await;
        for (file, reasons) in &wrong {
            browser.types_into_file("#verify-file", file).await;
            browser.sees("#verify-result", reasons[at]).await;
            browser.sees("#verify-result", verdicts[0]).await;
            browser.looks().await;
            // So that the next verdict is not the one before.
            browser.types_into_file("#verify-file", &whole).await;
            browser.sees("#verify-result", verdicts[1]).await;
        }
    }
    browser.closes().await;
}
