//! A snapshot is verified in the visitor's own browser, which sends nothing away.

use tests::{
    Browser, Network, Scripts, TestApp,
    country::{ROUND, two_snapshots},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_snapshot_is_verified_where_the_visitor_is() {
    let app = TestApp::new().await;
    two_snapshots(&app.test).await;
    let whole = app.administrator().await.opens(&format!("/snapshots/{ROUND}.draft.1/file")).await.bytes;
    let mut changed = whole.to_vec();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, bytes: &[u8]| {
        let file = folder.path().join(name);
        std::fs::write(&file, bytes).expect("written");
        file
    };
    let Some(browser) = Browser::start(&app, Scripts::On).await else { return };
    browser.opens("/verify").await;
    browser.types_into_file("#verify-file", &file("whole.tidtam", &whole)).await;
    browser.sees("#verify-result", "ถูกต้องครบถ้วน และลงลายมือชื่อแล้ว: 2570-q1.draft.1").await;
    browser.looks().await;
    // What the page needs is there: whatever is verified from here on cannot leave the machine.
    browser.is_online(Network::Off).await;
    browser.types_into_file("#verify-file", &file("changed.tidtam", &changed)).await;
    browser.sees("#verify-result", "ไม่ถูกต้อง").await;
    browser.looks().await;
    browser.types_into_file("#verify-file", &file("again.tidtam", &whole)).await;
    browser.sees("#verify-result", "ถูกต้องครบถ้วน และลงลายมือชื่อแล้ว: 2570-q1.draft.1").await;
    browser.is_online(Network::On).await;
    browser.closes().await;
}
