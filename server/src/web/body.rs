//! How much is read of a request, and how long we wait for it, so that nobody fills the memory or keeps a place busy by
//! sending slowly.

use super::{session, site::Site};
use app::context::SignedIn;
use axum::{
    body::{Body, BodyDataStream, Bytes},
    extract::{DefaultBodyLimit, MatchedPath, Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use futures::{Stream, StreamExt as _, stream, task::AtomicWaker};
use std::{
    future::{Future as _, poll_fn},
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU16, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
    time::Duration,
};
use tokio::time::{Instant, timeout_at};

/// How long a body may stand still.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// How long any body may take.
const SHORTEST_TIME: Duration = Duration::from_mins(1);
/// How long the largest body may take.
const LONGEST_TIME: Duration = Duration::from_mins(30);
/// The slowest sender that large bodies wait for, in bytes a second.
const SLOWEST: usize = 16 * 1024;

/// Refuses a body that is too large or too slow, wherever it is read.
pub(crate) async fn limit(
    State(site): State<Site>,
    matched: Option<MatchedPath>,
    mut request: Request,
    next: Next,
) -> Response {
    let most = site.largest_body(matched.as_ref());
    if announced(request.headers()).is_some_and(|announced| announced > most) {
        let mut refused = StatusCode::PAYLOAD_TOO_LARGE.into_response();
        // For the head of the page that tells of it.
        if let Some(signed_in) = session::reader(&site, request.headers()).await {
            refused.extensions_mut().insert(signed_in);
        }
        return refused;
    }
    // Axum's own limit is left to ours.
    DefaultBodyLimit::disable().apply(&mut request);
    let refusal = Arc::new(AtomicU16::new(0));
    let wait = Duration::from_secs(u64::try_from(most / SLOWEST).unwrap_or(u64::MAX));
    let guarded = Guarded {
        body: Body::default().into_data_stream(),
        left: most,
        ends_at: Instant::now() + wait.clamp(SHORTEST_TIME, LONGEST_TIME),
        refusal: refusal.clone(),
    };
    let request = request.map(|body| Body::from_stream(Guarded { body: body.into_data_stream(), ..guarded }.stream()));
    let mut response = next.run(request).await;
    // Whoever read the body only knows that it broke off; a page that tells of it keeps its words.
    let Ok(status) = StatusCode::from_u16(refusal.load(Ordering::Relaxed)) else { return response };
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("text/html") {
        let signed_in = response.extensions_mut().remove::<SignedIn>();
        response = status.into_response();
        if let Some(signed_in) = signed_in {
            response.extensions_mut().insert(signed_in);
        }
        return response;
    }
    *response.status_mut() = status;
    response
}

fn announced(headers: &HeaderMap) -> Option<usize> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// A body that is read with a limit and a deadline.
struct Guarded {
    body: BodyDataStream,
    left: usize,
    ends_at: Instant,
    /// The status to answer with once a limit is passed; zero before.
    refusal: Arc<AtomicU16>,
}

impl Guarded {
    fn stream(self) -> impl Stream<Item = Result<Bytes, axum::Error>> + Send + 'static {
        stream::unfold(Some(self), |guarded| async {
            let mut guarded = guarded?;
            next_turn().await;
            let waits_until = guarded.ends_at.min(Instant::now() + LONGEST_PAUSE);
            let chunk = match timeout_at(waits_until, guarded.body.next()).await {
                Err(_) => return Some(guarded.refuse(StatusCode::REQUEST_TIMEOUT)),
                Ok(chunk) => chunk?,
            };
            let length = chunk.as_ref().map_or(0, Bytes::len);
            let Some(left) = guarded.left.checked_sub(length) else {
                return Some(guarded.refuse(StatusCode::PAYLOAD_TOO_LARGE));
            };
            guarded.left = left;
            Some((chunk, Some(guarded)))
        })
    }

    fn refuse(self, status: StatusCode) -> (Result<Bytes, axum::Error>, Option<Self>) {
        self.refusal.store(status.as_u16(), Ordering::Relaxed);
        (Err(axum::Error::new(io::Error::other(status.to_string()))), None)
    }
}

/// A turn of the scheduler.
#[derive(Default)]
struct Turn {
    has_come: AtomicBool,
    reader: AtomicWaker,
}

impl Wake for Turn {
    fn wake(self: Arc<Self>) {
        self.has_come.store(true, Ordering::Relaxed);
        self.reader.wake();
    }
}

/// Waits until whoever reads has nothing left to do with what it has. The reader of forms takes all that is ready each time
/// it looks for a field, so that a fast sender of small fields would fill the memory far ahead of it.
async fn next_turn() {
    let turn = Arc::new(Turn::default());
    let mut asked = Some(Box::pin(tokio::task::yield_now()));
    poll_fn(|context| {
        turn.reader.register(context.waker());
        if let Some(mut turns) = asked.take() {
            // It wakes the turn once the scheduler is back, and not before, however often the reader looks.
            let waker = Waker::from(turn.clone());
            return turns.as_mut().poll(&mut Context::from_waker(&waker));
        }
        if turn.has_come.load(Ordering::Relaxed) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(chunks: Vec<(u64, &'static str)>, most: usize) -> (usize, u16) {
        let chunks = stream::iter(chunks).then(|(wait, chunk)| async move {
            tokio::time::sleep(Duration::from_secs(wait)).await;
            Ok::<_, io::Error>(chunk)
        });
        let refusal = Arc::new(AtomicU16::new(0));
        let guarded = Guarded {
            body: Body::from_stream(chunks).into_data_stream(),
            left: most,
            ends_at: Instant::now() + SHORTEST_TIME,
            refusal: refusal.clone(),
        };
        let read: Vec<_> = guarded.stream().collect().await;
        let bytes = read.iter().filter_map(|chunk| chunk.as_ref().ok()).map(Bytes::len).sum();
        (bytes, refusal.load(Ordering::Relaxed))
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_within_its_limits_is_read_whole() {
        assert_eq!(read(vec![(0, "12345"), (29, "67890")], 10).await, (10, 0));
    }

    #[tokio::test]
    async fn nothing_is_read_ahead_of_whoever_reads() {
        let chunks = stream::iter(["1", "2", "3"]).map(|chunk| Ok::<_, io::Error>(Bytes::from(chunk)));
        let guarded = Guarded {
            body: Body::from_stream(chunks).into_data_stream(),
            left: 10,
            ends_at: Instant::now() + SHORTEST_TIME,
            refusal: Arc::default(),
        };
        let mut stream = std::pin::pin!(guarded.stream());
        let mut seen = 0;
        for _ in 0..3 {
            seen += usize::from(stream.next().await.is_some());
            for _ in 0..100 {
                assert!(futures::poll!(stream.next()).is_pending(), "the reader has not waited");
            }
        }
        assert_eq!(seen, 3);
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_nobody_announced_as_too_large_breaks_off() {
        assert_eq!(read(vec![(0, "12345"), (0, "678901"), (0, "2")], 10).await, (5, 413));
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_stands_still_breaks_off() {
        assert_eq!(read(vec![(0, "1"), (31, "2")], 10).await, (1, 408));
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_drips_breaks_off() {
        let drips = (0..10).map(|_| (25, "1")).collect();
        assert_eq!(read(drips, 100).await, (2, 408));
    }
}
