//! Answers as they were sent. A tag says what was asked, in which form, and of which snapshots, so that what is kept under it is
//! never old: who may ask, and which snapshots answer, is found out anew each time. Of pages no query is kept (decision 0060),
//! but programs ask nothing else: how much is kept is bounded, what was asked only once goes first, and what is too large goes by.
//! So does an answer while others under way hold as much as may be held of them together: they may be read slowly, or never.

use axum::http::{HeaderMap, header};
use bytes::Bytes;
use futures::{Stream, StreamExt as _, stream, stream::BoxStream};
use quick_cache::{Weighter, sync::Cache};
use service::ServiceResult;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many bytes are kept.
const MOST: u64 = 32 * 1024 * 1024;
/// How many answers that may be; so few that they are counted together, and a large one has room.
const ABOUT: usize = 32;
/// The largest answer that is kept, in bytes: one of a whole country is read as it goes by.
const LARGEST: usize = 4 * 1024 * 1024;
/// How much of the answers that are under way is held together, in KiB.
const MOST_UNDER_WAY_KIB: usize = 16 * 1024;
/// What an answer costs besides its bytes.
const OVERHEAD: usize = 512;

/// Counts bytes.
#[derive(Clone)]
struct Size;

impl Weighter<String, Bytes> for Size {
    fn weight(&self, tag: &String, body: &Bytes) -> u64 {
        u64::try_from(tag.len() + body.len() + OVERHEAD).unwrap_or(u64::MAX)
    }
}

/// Answers by their tags; those that are asked for stay longest.
#[derive(Clone)]
pub(in crate::web::api) struct Answers {
    kept: Arc<Cache<String, Bytes, Size>>,
    /// Room for those that are under way, in KiB.
    room: Arc<Semaphore>,
}

impl Default for Answers {
    fn default() -> Self {
        let kept = Arc::new(Cache::with_weighter(ABOUT, MOST, Size));
        Self { kept, room: Arc::new(Semaphore::new(MOST_UNDER_WAY_KIB)) }
    }
}

/// What has gone by of an answer, and the room that it takes: one KiB for each that is begun.
#[derive(Default)]
struct SoFar {
    bytes: Vec<u8>,
    room: Option<OwnedSemaphorePermit>,
}

impl SoFar {
    /// With one more piece; nothing where it is too much.
    fn with(mut self, piece: &Bytes, room: &Arc<Semaphore>) -> Option<Self> {
        let length = self.bytes.len() + piece.len();
        if length > LARGEST {
            return None;
        }
        let held = self.room.as_ref().map_or(0, OwnedSemaphorePermit::num_permits);
        let more = u32::try_from(length.div_ceil(1024).saturating_sub(held)).ok()?;
        if more > 0 {
            let more = room.clone().try_acquire_many_owned(more).ok()?;
            match &mut self.room {
                Some(held) => held.merge(more),
                None => self.room = Some(more),
            }
        }
        self.bytes.extend_from_slice(piece);
        Some(self)
    }
}

/// An answer under way.
struct Begun {
    pieces: BoxStream<'static, ServiceResult<Bytes>>,
    /// What has gone by, as long as it may be kept.
    so_far: Option<SoFar>,
    tag: String,
    answers: Answers,
}

impl Begun {
    fn note(&mut self, piece: &ServiceResult<Bytes>) {
        let so_far = self.so_far.take();
        let gone_by = piece.as_ref().ok().zip(so_far);
        self.so_far = gone_by.and_then(|(piece, so_far)| so_far.with(piece, &self.answers.room));
    }
}

impl Answers {
    /// What was sent before under the tag that stands in the headers.
    pub(super) fn get(&self, headers: &HeaderMap) -> Option<Bytes> {
        self.kept.get(tag(headers)?)
    }

    /// Keeps an answer under the tag that stands in its headers.
    pub(super) fn keep(&self, headers: &HeaderMap, body: Bytes) {
        if let Some(tag) = tag(headers).filter(|_| body.len() <= LARGEST) {
            self.kept.insert(tag.to_owned(), body);
        }
    }

    /// The same pieces as they go by; once the last one has, the whole is kept. What breaks off is not.
    pub(super) fn keeping(
        &self,
        headers: &HeaderMap,
        pieces: impl Stream<Item = ServiceResult<Bytes>> + Send + 'static,
    ) -> BoxStream<'static, ServiceResult<Bytes>> {
        let Some(tag) = tag(headers).map(str::to_owned) else { return pieces.boxed() };
        let begun = Begun { pieces: pieces.boxed(), so_far: Some(SoFar::default()), tag, answers: self.clone() };
        let next = |mut begun: Begun| async move {
            let Some(piece) = begun.pieces.next().await else {
                if let Some(whole) = begun.so_far {
                    begun.answers.kept.insert(begun.tag, whole.bytes.into_boxed_slice().into());
                }
                return None;
            };
            begun.note(&piece);
            Some((piece, begun))
        };
        stream::unfold(begun, next).boxed()
    }
}

fn tag(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::ETAG)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;
    use futures::FutureExt as _;
    use service::ServiceError;

    fn tagged(tag: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::ETAG, HeaderValue::from_str(tag).expect("a tag"))])
    }

    /// Sends pieces that are all there, and tells how many came.
    fn sends(answers: &Answers, tag: &str, pieces: Vec<ServiceResult<Bytes>>) -> usize {
        let sent = answers.keeping(&tagged(tag), stream::iter(pieces)).collect::<Vec<_>>();
        sent.now_or_never().expect("nothing to wait for").len()
    }

    #[test]
    fn what_went_by_whole_is_kept_and_what_broke_off_or_is_too_large_is_not() {
        let answers = Answers::default();
        assert_eq!(sends(&answers, "\"whole\"", vec![Ok("a,b\r\n".into()), Ok("1,2\r\n".into())]), 2);
        assert_eq!(answers.get(&tagged("\"whole\"")), Some("a,b\r\n1,2\r\n".into()));
        assert_eq!(answers.get(&tagged("\"other\"")), None);
        assert_eq!(answers.get(&HeaderMap::new()), None);
        let broken = vec![Ok("a,b\r\n".into()), Err(ServiceError::Busy), Ok("1,2\r\n".into())];
        assert_eq!(sends(&answers, "\"broken\"", broken), 3);
        assert_eq!(answers.get(&tagged("\"broken\"")), None);
        let half = Bytes::from(vec![b'x'; LARGEST / 2]);
        assert_eq!(sends(&answers, "\"large\"", vec![Ok(half.clone()), Ok(half.clone())]), 2);
        assert!(answers.get(&tagged("\"large\"")).is_some());
        assert_eq!(sends(&answers, "\"too large\"", vec![Ok(half.clone()), Ok(half), Ok("x".into())]), 3);
        assert_eq!(answers.get(&tagged("\"too large\"")), None);
        // Nobody who goes away in the middle leaves half an answer.
        let pieces: Vec<ServiceResult<Bytes>> = vec![Ok("a".into()), Ok("b".into())];
        let mut left = answers.keeping(&tagged("\"left\""), stream::iter(pieces));
        assert!(left.next().now_or_never().flatten().is_some());
        drop(left);
        assert_eq!(answers.get(&tagged("\"left\"")), None);
    }

    #[test]
    fn answers_that_nobody_reads_on_hold_so_much_together_and_no_more() {
        let answers = Answers::default();
        let piece = || Ok(Bytes::from(vec![b'x'; LARGEST / 2]));
        let most = MOST_UNDER_WAY_KIB * 1024 / (LARGEST / 2);
        let mut unread = Vec::new();
        for number in 0..=most {
            let mut pieces = answers.keeping(&tagged(&format!("\"{number}\"")), stream::iter([piece(), piece()]));
            assert!(pieces.next().now_or_never().flatten().is_some());
            unread.push(pieces);
        }
        assert_eq!(answers.room.available_permits(), 0);
        // Whoever asks meanwhile is answered, and what goes by then is not kept.
        assert_eq!(sends(&answers, "\"another\"", vec![piece()]), 1);
        assert_eq!(answers.get(&tagged("\"another\"")), None);
        drop(unread);
        assert_eq!(answers.room.available_permits(), MOST_UNDER_WAY_KIB);
        assert_eq!(sends(&answers, "\"another\"", vec![piece()]), 1);
        assert!(answers.get(&tagged("\"another\"")).is_some());
    }

    #[test]
    fn an_answer_of_many_small_pieces_holds_no_more_room_than_its_bytes_take() {
        let (answers, pieces) = (Answers::default(), 40_000);
        let piece = || Ok(Bytes::from(vec![b'x'; 100]));
        let mut unread = answers.keeping(&tagged("\"small\""), stream::iter((0..pieces).map(move |_| piece())));
        for _ in 0..pieces {
            assert!(unread.next().now_or_never().flatten().is_some());
        }
        let held = MOST_UNDER_WAY_KIB - answers.room.available_permits();
        assert_eq!(held, (pieces * 100_usize).div_ceil(1024));
        assert!(unread.next().now_or_never().flatten().is_none(), "it ends");
        assert_eq!(answers.get(&tagged("\"small\"")).map(|kept| kept.len()), Some(pieces * 100));
        drop(unread);
        assert_eq!(answers.room.available_permits(), MOST_UNDER_WAY_KIB);
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let answers = Answers::default();
        for number in 0..100 {
            answers.keep(&tagged(&format!("\"{number}\"")), vec![0; 1024 * 1024].into());
        }
        assert!(answers.kept.weight() <= MOST, "{}", answers.kept.weight());
        assert!(answers.kept.len() > 20, "{}", answers.kept.len());
        answers.keep(&tagged("\"too large\""), vec![0; LARGEST + 1].into());
        assert_eq!(answers.get(&tagged("\"too large\"")), None);
    }
}
