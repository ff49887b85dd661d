//! A zoo of hostile endpoints: whatever they do, asking ends in its time, and nothing of this machine is reached.

use super::*;
use crate::testing::endpoint::{Behaviour, Endpoint, NAME, Shows, answer, json, trusting};
use domain::collector::Allowed;
use std::{
    net::Ipv4Addr,
    sync::atomic::{AtomicUsize, Ordering},
};

fn question(url: &str) -> Question {
    Question { url: url.parse().expect("an address"), secret: None, etag: None, last_modified: None }
}

async fn ask(endpoint: &Endpoint) -> Fetched {
    let fetcher = Fetcher::new(trusting(endpoint)).expect("a fetcher");
    fetcher.fetch(&question(&endpoint.url("/figures"))).await
}

async fn problem(behaviour: Behaviour) -> FetchProblem {
    let endpoint = Endpoint::start(behaviour).await;
    match ask(&endpoint).await.answer {
        Answer::Failed(problem) => problem,
        other @ (Answer::Body(_) | Answer::NotModified) => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_good_answer_comes_with_all_that_is_written_down() {
    let endpoint = Endpoint::start(Behaviour::Says(answer(
        "200 OK",
        &[("content-type", "application/json"), ("etag", "\"a\""), ("set-cookie", "id=secret")],
        "{}",
    )))
    .await;
    let fetched = ask(&endpoint).await;
    assert_eq!(fetched.answer, Answer::Body("{}".into()));
    assert_eq!((fetched.status, fetched.size, fetched.etag.as_deref()), (Some(200), 2, Some("\"a\"")));
    assert_eq!(fetched.sha256, Some(sha256(b"{}")));
    assert_eq!(fetched.address, Some(Ipv4Addr::LOCALHOST.into()));
    assert!(fetched.response.contains(&("set-cookie".to_owned(), HIDDEN.to_owned())));
    let timing = fetched.timing;
    let steps = [timing.resolved, timing.connected, timing.secured, timing.answered, Some(timing.total)];
    assert!(steps.is_sorted() && steps[0].is_some(), "{timing:?}");
    let head = &endpoint.asked()[0];
    assert!(head.starts_with("GET /figures HTTP/1.1\r\n"), "{head}");
    assert!(
        head.contains(&format!("host: {NAME}:{}\r\n", endpoint.port)) && head.contains("accept-encoding: identity")
    );
}

#[tokio::test]
async fn a_secret_is_sent_and_never_written_down() {
    let echo = answer("200 OK", &[("x-echo", "you sent Bearer abc")], "{}");
    let endpoint = Endpoint::start(Behaviour::Says(echo)).await;
    let fetcher = Fetcher::new(trusting(&endpoint)).expect("a fetcher");
    let secret = Some(("authorization".to_owned(), "Bearer abc".to_owned()));
    let told = fetcher.fetch(&Question { secret, ..question(&endpoint.url("/")) }).await;
    assert!(endpoint.asked()[0].contains("authorization: Bearer abc"));
    let kept = format!("{:?}{:?}", told.request, told.response);
    assert!(!kept.contains("abc") && kept.contains(HIDDEN), "{kept}");
}

#[tokio::test]
async fn what_did_not_change_is_not_sent_again() {
    let endpoint = Endpoint::start(Behaviour::Says(b"HTTP/1.1 304 Not Modified\r\n\r\n".to_vec())).await;
    let fetcher = Fetcher::new(trusting(&endpoint)).expect("a fetcher");
    let at = "Tue, 24 Nov 2026 00:00:00 GMT".to_owned();
    let conditional =
        Question { etag: Some("\"a\"".to_owned()), last_modified: Some(at), ..question(&endpoint.url("/")) };
    assert_eq!(fetcher.fetch(&conditional).await.answer, Answer::NotModified);
    let head = &endpoint.asked()[0];
    assert!(head.contains("if-none-match: \"a\"") && head.contains("if-modified-since: Tue, 24 Nov"), "{head}");
    // Whoever was not asked so cannot say so.
    assert_eq!(fetcher.fetch(&question(&endpoint.url("/"))).await.answer, Answer::Failed(FetchProblem::Redirect));
}

#[tokio::test]
async fn nobody_is_followed_elsewhere() {
    for status in ["301 Moved", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"] {
        let moved = answer(status, &[("location", "http://127.0.0.1:22/")], "");
        assert_eq!(problem(Behaviour::Says(moved)).await, FetchProblem::Redirect, "{status}");
    }
    assert_eq!(problem(Behaviour::Says(answer("500 Oops", &[], "{}"))).await, FetchProblem::Status);
    assert_eq!(problem(Behaviour::Says(answer("204 No Content", &[], ""))).await, FetchProblem::Status);
}

#[tokio::test]
async fn a_slow_one_has_ten_seconds_for_everything() {
    let drip = answer("200 OK", &[], &"1".repeat(60));
    let endpoints = [
        Endpoint::start(Behaviour::Drips(drip)).await,
        Endpoint::start(Behaviour::Silent).await,
        Endpoint::start(Behaviour::Deaf).await,
    ];
    let begun = Instant::now();
    for fetched in futures::future::join_all(endpoints.iter().map(ask)).await {
        assert_eq!(fetched.answer, Answer::Failed(FetchProblem::TooSlow));
        assert!(fetched.timing.total >= 9_900, "{:?}", fetched.timing);
    }
    // Any of them would go on for a minute or more.
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_large_one_is_cut_off_after_a_megabyte() {
    let said = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", 2_u64 << 30).into_bytes();
    let endpoint = Endpoint::start(Behaviour::Floods(said)).await;
    let fetched = ask(&endpoint).await;
    assert_eq!((fetched.answer, fetched.size), (Answer::Failed(FetchProblem::TooLarge), 0), "it said so itself");
    let endpoint = Endpoint::start(Behaviour::Floods(b"HTTP/1.1 200 OK\r\n\r\n".to_vec())).await;
    let fetched = ask(&endpoint).await;
    assert_eq!(fetched.answer, Answer::Failed(FetchProblem::TooLarge));
    assert!(fetched.size < 2 * LARGEST, "{}", fetched.size);
    let whole = answer("200 OK", &[], &"1".repeat(LARGEST));
    let endpoint = Endpoint::start(Behaviour::Says(whole)).await;
    assert!(matches!(ask(&endpoint).await.answer, Answer::Body(body) if body.len() == LARGEST));
}

#[tokio::test]
async fn a_head_without_an_end_is_cut_off() {
    let head = b"HTTP/1.1 200 OK\r\nx-long: ".to_vec();
    assert_eq!(problem(Behaviour::Floods(head)).await, FetchProblem::Broken);
    let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "a: b\r\n".repeat(5_000));
    assert_eq!(problem(Behaviour::Says(many.into_bytes())).await, FetchProblem::Broken);
}

#[tokio::test]
async fn half_an_answer_is_none() {
    let half = answer("200 OK", &[], "{\"a\": 12}");
    assert_eq!(problem(Behaviour::BreaksOff(half[..half.len() - 2].to_vec())).await, FetchProblem::Broken);
    // Without a length, only a proper end of the connection says that nothing is missing.
    assert_eq!(problem(Behaviour::BreaksOff(b"HTTP/1.1 200 OK\r\n\r\n{\"a\": 1".to_vec())).await, FetchProblem::Broken);
    assert_eq!(problem(Behaviour::Says(b"SSH-2.0-OpenSSH\r\n".to_vec())).await, FetchProblem::Broken);
}

#[tokio::test]
async fn what_is_packed_is_not_unpacked() {
    let packed = answer("200 OK", &[("content-encoding", "gzip")], "xx");
    assert_eq!(problem(Behaviour::Says(packed)).await, FetchProblem::Encoded);
}

#[tokio::test]
async fn a_certificate_proves_the_name() {
    for (shows, why) in
        [(Shows::OtherName, "other_name"), (Shows::Expired, "expired"), (Shows::Untrusted, "unknown_issuer")]
    {
        let endpoint = Endpoint::start_with(json("{}"), shows).await;
        let refused = Answer::Failed(FetchProblem::Certificate { why: why.to_owned() });
        assert_eq!(ask(&endpoint).await.answer, refused);
        assert_eq!(endpoint.asked(), [""; 0], "nothing was sent to a stranger");
    }
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        use tokio::io::AsyncWriteExt as _;
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n{}").await;
        }
    });
    let endpoint = Endpoint::start(json("{}")).await;
    let fetcher = Fetcher::new(trusting(&endpoint)).expect("a fetcher");
    let plain = fetcher.fetch(&question(&format!("https://{NAME}:{port}/"))).await.answer;
    assert_eq!(plain, Answer::Failed(FetchProblem::NotSecured));
}

#[tokio::test]
async fn no_address_of_this_machine_is_reached_in_any_form() {
    let endpoint = Endpoint::start(json("{}")).await;
    let closed = CollectorSettings { allowed: Allowed::default(), ..trusting(&endpoint) };
    let fetcher = Fetcher::new(closed).expect("a fetcher");
    for host in [
        "127.0.0.1",
        "2130706433",
        "0x7f000001",
        "0177.1",
        "127.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "0.0.0.0",
        "[::]",
        "169.254.169.254",
        "localhost",
        NAME,
    ] {
        let url = format!("https://{host}:{}/", endpoint.port);
        let answer = fetcher.fetch(&question(&url)).await.answer;
        assert!(matches!(answer, Answer::Failed(FetchProblem::Forbidden { .. })), "{host}: {answer:?}");
    }
    assert_eq!(endpoint.asked(), [""; 0]);
}

#[tokio::test]
async fn a_name_that_changes_its_answer_is_resolved_once() {
    let endpoint = Endpoint::start(json("{}")).await;
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    let (good, local): (IpAddr, IpAddr) = (Ipv4Addr::new(127, 0, 0, 2).into(), Ipv4Addr::LOCALHOST.into());
    let names = Names::Set(Arc::new(move |_| {
        // A good address for the check, and this machine for whoever asks again.
        if counted.fetch_add(1, Ordering::SeqCst) == 0 { vec![good] } else { vec![local] }
    }));
    let allowed = Allowed(vec!["127.0.0.2".parse().expect("a network")]);
    let settings = CollectorSettings { allowed, names, ..trusting(&endpoint) };
    let fetcher = Fetcher::new(settings).expect("a fetcher");
    let first = fetcher.fetch(&question(&endpoint.url("/"))).await;
    assert_eq!(first.answer, Answer::Failed(FetchProblem::NotConnected), "nothing listens there");
    assert_eq!(count.load(Ordering::SeqCst), 1, "what was checked is what is connected to");
    let second = fetcher.fetch(&question(&endpoint.url("/"))).await.answer;
    assert!(matches!(second, Answer::Failed(FetchProblem::Forbidden { .. })), "{second:?}");
    assert_eq!(endpoint.asked(), [""; 0]);
}

#[tokio::test]
async fn one_closed_address_among_open_ones_closes_the_name() {
    let endpoint = Endpoint::start(json("{}")).await;
    let both = vec!["192.0.9.1".parse().expect("one"), Ipv4Addr::LOCALHOST.into()];
    let names = Names::Set(Arc::new(move |_| both.clone()));
    let settings = CollectorSettings { allowed: Allowed::default(), names, ..trusting(&endpoint) };
    let answer = Fetcher::new(settings).expect("a fetcher").fetch(&question(&endpoint.url("/"))).await.answer;
    assert!(matches!(answer, Answer::Failed(FetchProblem::Forbidden { .. })), "{answer:?}");
    let nobody = Names::Set(Arc::new(|_| Vec::new()));
    let settings = CollectorSettings { names: nobody, ..trusting(&endpoint) };
    let answer = Fetcher::new(settings).expect("a fetcher").fetch(&question(&endpoint.url("/"))).await.answer;
    assert_eq!(answer, Answer::Failed(FetchProblem::NoAddress));
}
