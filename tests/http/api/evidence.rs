//! Files that prove values, by programs: in, out, and out of the report again.

use super::{Answer, Api, Program, on_both_databases, report};
use axum::body::Body;
use domain::access::Role;
use http::{Method, StatusCode, header};
use serde_json::json;
use service::testing::Engine;

on_both_databases!(a_file_comes_in_goes_out_and_is_taken_out, a_form_that_lacks_something_is_told_what,);

const FILES: &str = "/rounds/2570-q1/agencies/one/evidence";

impl Program {
    /// Sends a form with files called `file`, each with its name, and one text.
    pub(super) async fn sends_files(
        &self,
        path: &str,
        text: (&str, &str),
        files: &[(&str, &str)],
        key: &str,
    ) -> Answer {
        let part =
            |about: &str, content: &str| format!("--b\r\ncontent-disposition: form-data; {about}\r\n\r\n{content}\r\n");
        let mut parts = vec![part(&format!("name=\"{}\"", text.0), text.1)];
        parts.extend(files.iter().map(|(name, content)| part(&file_part(name), content)));
        let form = format!("{}--b--\r\n", parts.concat());
        let mut request = self.request(Method::POST, path);
        request = request.header(header::CONTENT_TYPE, "multipart/form-data; boundary=b");
        if !key.is_empty() {
            request = request.header("idempotency-key", key);
        }
        self.send(request.body(Body::from(form)).expect("a request")).await
    }
}

fn file_part(name: &str) -> String {
    format!("name=\"file\"; filename=\"{name}\"\r\ncontent-type: application/pdf")
}

async fn a_file_comes_in_goes_out_and_is_taken_out(engine: Engine) {
    let Some(api) = Api::on(engine).await else { return };
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    let stranger = api.program("stranger", Role::Reporter, "two").await;
    let text = ("indicator", "open-datasets");
    let added = reporter.sends_files(FILES, text, &[("ทะเบียน.pdf", "%PDF-1.7 ก")], "k1").await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.text());
    let file = added.json();
    assert_eq!((&file["indicator"], &file["file_name"]), (&json!("open-datasets"), &json!("ทะเบียน.pdf")));
    let again = reporter.sends_files(FILES, text, &[("ทะเบียน.pdf", "%PDF-1.7 ก")], "k1").await;
    assert_eq!((again.status, again.json()), (StatusCode::CREATED, file.clone()), "what is asked again is done once");
    assert_eq!(reporter.get(FILES).await.ok()["items"], json!([file]));
    assert_eq!(super::value(&reporter.get(&report("one")).await.ok(), "open-datasets")["evidence_count"], 1);

    let path = format!("/evidence/{}", file["id"].as_str().expect("an id"));
    let content = reporter.get(&path).await;
    assert_eq!((content.status, content.text().as_str()), (StatusCode::OK, "%PDF-1.7 ก"));
    assert!(content.header(header::CONTENT_DISPOSITION).starts_with("attachment; "));
    for (method, path) in [(Method::GET, path.as_str()), (Method::DELETE, &path), (Method::GET, FILES)] {
        stranger.with_text(method, path, "").await.refused(403, "forbidden");
    }
    stranger.sends_files(FILES, text, &[("a.pdf", "b")], "").await.refused(403, "forbidden");

    assert_eq!(reporter.with_text(Method::DELETE, &path, "").await.status, StatusCode::NO_CONTENT);
    assert_eq!(reporter.get(FILES).await.ok()["items"], json!([]));
    reporter.with_text(Method::DELETE, &path, "").await.refused(404, "not_found");
}

async fn a_form_that_lacks_something_is_told_what(engine: Engine) {
    let Some(api) = Api::on(engine).await else { return };
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    let file = [("a.pdf", "content")];
    reporter.sends_files(FILES, ("indicator", "egdi-rank"), &file, "").await.refused(422, "indicator_not_asked");
    reporter.sends_files(FILES, ("indicator", " "), &file, "").await.refused(422, "indicator_not_asked");
    reporter.sends_files(FILES, ("indicator", "svc-e2e"), &[], "").await.refused(422, "bad_request");
    let two = [("a.pdf", "a"), ("b.pdf", "b")];
    reporter.sends_files(FILES, ("indicator", "svc-e2e"), &two, "").await.refused(422, "bad_request");
    reporter.sends_files(FILES, ("indicator", "svc-e2e"), &[("a.pdf", "")], "").await.refused(422, "file_empty");
    let large = "x".repeat(20 * 1024 * 1024 + 1);
    reporter
        .sends_files(FILES, ("indicator", "svc-e2e"), &[("a.pdf", &large)], "")
        .await
        .refused(422, "file_too_large");
    reporter.with_json(Method::POST, FILES, &json!({})).await.refused(400, "bad_request");
    assert_eq!(reporter.get(FILES).await.ok()["items"], json!([]));
}
