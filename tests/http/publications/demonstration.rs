//! What is published of a demonstration says that its figures are made up.

use super::{E2E, FINAL, ONE, PAGES, data, publish, reviewed, sentence};
use tests::TestApp;

#[tokio::test]
async fn search_engines_are_told_that_figures_of_a_demonstration_are_made_up() {
    let app = TestApp::new().await;
    let mut admin = reviewed(&app).await;
    app.test.become_demonstration().await;
    publish(&app, &mut admin, 1, "", "").await;
    for (path, said) in [(FINAL, "ข้อมูลสาธิต"), (E2E, "ข้อมูลสาธิต"), ("/public/en/2570-q1.final.1", "Demonstration data")]
    {
        let page = app.nobody().opens(path).await;
        let described = &data(&page)[0];
        assert_eq!(described["@type"], "Dataset", "{path}");
        assert!(described["description"].as_str().expect("a description").contains(said), "{path}: {described}");
        assert!(sentence(&page).contains(said), "{path}: {}", sentence(&page));
    }
    for page in &PAGES[1..3] {
        assert!(sentence(&app.nobody().opens(page).await).contains("ข้อมูลสาธิต"), "{page}");
    }
}

#[tokio::test]
async fn what_figures_are_is_said_by_the_snapshot_they_are_of() {
    let app = TestApp::new().await;
    let mut admin = reviewed(&app).await;
    publish(&app, &mut admin, 1, "", "").await;
    app.test.become_demonstration().await;
    publish(&app, &mut admin, 2, "นับใหม่", "").await;
    let (accepted, made_up) = (" · เฉพาะค่าที่ สพร. รับรองแล้ว", " · ข้อมูลสาธิต");
    let two = "/public/th/2570-q1.final.1/organisations/two";
    for (page, end) in [(FINAL, " · "), (ONE, " · "), (two, "</p>"), (E2E, "</p>")] {
        let first = app.nobody().opens(page).await;
        first.shows(&format!("{accepted}{end}")).hides(&format!("{made_up}{end}"));
        assert!(!sentence(&first).contains("ข้อมูลสาธิต"), "{page}: {}", sentence(&first));
        let second = app.nobody().opens(&page.replace("final.1", "final.2")).await;
        second.shows(&format!("{made_up}{end}")).hides(&format!("{accepted}{end}"));
    }
}
