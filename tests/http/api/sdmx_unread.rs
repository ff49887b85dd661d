//! Answers of SDMX REST that are read slowly, or not at all.

use super::sdmx::{ALL, published};
use axum::body::{Body, BodyDataStream};
use futures::{StreamExt as _, TryStreamExt as _};
use http::{Method, StatusCode};
use service::testing::Engine;
use std::time::Duration;
use tower::ServiceExt as _;

#[tokio::test]
async fn answers_that_nobody_reads_keep_nobody_waiting() {
    let api = published(Engine::Sqlite).await.expect("SQLite is always there");
    let nobody = api.nobody();
    let mut unread: Vec<BodyDataStream> = Vec::new();
    // Many more than are worked on at once; each asks otherwise, so that none is answered from what was kept.
    for number in 1..=12 {
        let path = format!("{ALL}?lastNObservations={number}");
        let request = nobody.request(Method::GET, &path).body(Body::empty()).expect("a request");
        let asked = tokio::time::timeout(Duration::from_secs(5), nobody.router.clone().oneshot(request));
        let answer = asked.await.expect("at once").expect("an answer");
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        let mut body = answer.into_body().into_data_stream();
        assert!(body.next().await.is_some_and(|piece| piece.is_ok()), "{path}: the heading");
        unread.push(body);
    }
    for path in [format!("{ALL}?c[ORGANISATION]=two"), "/sdmx/structure/codelist/DGA/CL_INDICATOR/1.0.0".to_owned()] {
        let answer = tokio::time::timeout(Duration::from_secs(5), nobody.get(&path)).await.expect("at once");
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
    }
    // Whoever reads on after all finds everything.
    for body in unread {
        let rest: Vec<_> = body.try_collect().await.expect("the rest");
        let text = String::from_utf8(rest.concat()).expect("a text");
        assert_eq!(text.lines().count(), 6, "{text}");
    }
}
