//! The document of the API and the page that is made of it.

use super::Api;
use http::{Method, StatusCode, header};

#[tokio::test]
async fn anybody_reads_the_document_and_asks_again_for_nothing() {
    let api = Api::new().await;
    let nobody = api.nobody();
    let answer = nobody.get("/openapi.json").await;
    let document = answer.ok();
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["servers"][0]["url"], "/api/v1");
    assert_eq!(answer.header(header::CACHE_CONTROL), "public, max-age=300, must-revalidate");
    let tag = answer.header(header::ETAG).to_owned();
    let again = nobody.with_headers(Method::GET, "/openapi.json", &[("if-none-match", &tag)], "").await;
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
    // What is read strictly is told strictly; what is answered may grow.
    let schemas = &document["components"]["schemas"];
    assert_eq!(schemas["NewValues"]["additionalProperties"], false);
    assert!(schemas["Indicator"]["properties"]["code"].is_object(), "{}", schemas["Indicator"]);
    assert!(schemas["Indicator"].get("additionalProperties").is_none());
    assert_eq!(schemas["Amount"]["type"], "string");
}

#[tokio::test]
async fn the_page_shows_every_request_in_both_languages() {
    let api = Api::new().await;
    let document = api.nobody().get("/openapi.json").await.ok();
    let (thai, english) = (api.app.nobody().opens("/developers").await, api.app.nobody().in_english());
    let english = { english }.opens("/developers").await;
    thai.shows("<html lang=\"th\"").shows("ส่วนต่อประสานโปรแกรม").shows("/api/v1/openapi.json");
    english.shows("<html lang=\"en\"").shows("No token needed").shows("Token needed");
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let line = format!("{} /api/v1{path}", method.to_uppercase());
            thai.shows(&line).shows(operation["x-summary-th"].as_str().expect("words"));
            english.shows(&line).shows(&html(operation["summary"].as_str().expect("words")));
        }
    }
    for page in [&thai, &english] {
        assert_eq!(page.status, StatusCode::OK);
        page.hides("http://unpkg").hides("cdn.").hides("https://cdn");
        let shapes: Vec<String> = page.links().into_iter().filter(|link| link.starts_with("#shape-")).collect();
        assert!(shapes.len() > 10, "{shapes:?}");
        for shape in shapes {
            page.shows(&format!("id=\"{}\"", shape.trim_start_matches('#')));
        }
    }
    // Everybody finds it.
    api.app.nobody().opens("/sign-in").await.shows("href=\"/developers\"");
}

/// A text as it stands in a page.
fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
