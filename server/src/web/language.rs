//! Choosing a language: a cookie, and back to where one was.

use app::context::LANGUAGE_COOKIE;
use axum::{
    extract::Query,
    http::header::{LOCATION, SET_COOKIE},
    response::{IntoResponse, Response},
};
use domain::text::Language;
use serde::Deserialize;

/// What was chosen, and where to go back.
#[derive(Debug, Deserialize)]
pub struct Choice {
    to: Language,
    #[serde(default)]
    back: String,
}

/// Keeps the choice for a year and goes back.
pub async fn choose(Query(choice): Query<Choice>) -> Response {
    let cookie = format!("{LANGUAGE_COOKIE}={}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly", choice.to.as_ref());
    (http::StatusCode::SEE_OTHER, [(SET_COOKIE, cookie), (LOCATION, own_path(&choice.back).to_owned())]).into_response()
}

/// A path of ours; anything that could lead elsewhere becomes the start page.
pub fn own_path(path: &str) -> &str {
    let is_ours = path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains(['\\', '\r', '\n', '\t', '\0'])
        && path.chars().all(|c| !c.is_control());
    if is_ours { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn nobody_is_sent_elsewhere() {
        for elsewhere in
            ["//evil.example", "https://evil.example", "/\\evil.example", "", "javascript:alert(1)", "/a\r\nb"]
        {
            assert_eq!(own_path(elsewhere), "/", "{elsewhere:?}");
        }
        assert_eq!(own_path("/reports/2570-q1/dga?x=1"), "/reports/2570-q1/dga?x=1");
    }
}
