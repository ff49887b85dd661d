//! Handing a file to a bucket behind the S3 protocol. It bears the SHA-256 of its content, so that what is there already is
//! known as the same.

use super::{
    Failure, Item,
    wire::{NoAnswer, Wire},
};
use bytes::Bytes;
use futures::{TryStreamExt as _, stream::BoxStream};
use object_store::{
    Attribute, AttributeValue, Attributes, BackoffConfig, Error, GetOptions, ObjectStore, PutMultipartOptions,
    RetryConfig, WriteMultipart,
    aws::{AmazonS3, AmazonS3Builder},
    path::Path,
};
use std::time::Duration;

/// The smallest part that the protocol takes.
const PART: usize = 5 * 1024 * 1024;
/// How many parts may be on their way.
const PARTS_AT_ONCE: usize = 2;
/// The name under which the digest of the content is kept beside it.
const DIGEST: &str = "sha256";

/// How a bucket is reached.
pub(super) struct Bucket<'a> {
    pub(super) endpoint: &'a str,
    pub(super) name: &'a str,
    pub(super) region: &'a str,
    pub(super) prefix: &'a str,
    pub(super) key_id: &'a str,
    pub(super) secret: &'a str,
}

impl Bucket<'_> {
    fn open(&self, wire: Wire) -> Result<AmazonS3, Failure> {
        // Tried again later by the timetable; within one run hardly.
        let retry = RetryConfig {
            max_retries: 1,
            retry_timeout: Duration::from_secs(90),
            backoff: BackoffConfig { init_backoff: Duration::from_millis(500), ..BackoffConfig::default() },
        };
        let builder = AmazonS3Builder::new()
            .with_endpoint(self.endpoint.trim_end_matches('/'))
            .with_bucket_name(self.name)
            .with_region(self.region)
            .with_access_key_id(self.key_id)
            .with_secret_access_key(self.secret)
            // Where in the clear is allowed is for the connection to say.
            .with_allow_http(true)
            .with_retry(retry)
            .with_http_connector(wire);
        builder.build().map_err(|error| failed(&error))
    }

    /// Puts an item where it belongs; gives where that is.
    pub(super) async fn put(
        &self,
        wire: Wire,
        item: &Item,
        mut content: BoxStream<'static, crate::ServiceResult<Bytes>>,
    ) -> Result<String, Failure> {
        let store = self.open(wire)?;
        let steps = self.prefix.split('/').filter(|step| !step.is_empty());
        let path: Path = steps.chain([item.snapshot.as_str(), item.name.as_str()]).collect::<Vec<_>>().join("/").into();
        let place = format!("{}/{}/{path}", self.endpoint.trim_end_matches('/'), self.name);
        match store.get_opts(&path, GetOptions { head: true, ..GetOptions::default() }).await {
            Ok(there) => {
                let digest = there.attributes.get(&Attribute::Metadata(DIGEST.into())).map(AsRef::as_ref);
                let is_same = digest == Some(item.sha256.to_string().as_str()) && there.meta.size == item.size_bytes;
                return if is_same { Ok(place) } else { Err(Failure::OtherContent) };
            }
            Err(Error::NotFound { .. }) => {}
            Err(error) => return Err(failed(&error)),
        }
        let attributes: Attributes = [
            (Attribute::Metadata(DIGEST.into()), AttributeValue::from(item.sha256.to_string())),
            (Attribute::ContentType, AttributeValue::from(item.media_type)),
        ]
        .into_iter()
        .collect();
        let options = PutMultipartOptions { attributes, ..PutMultipartOptions::default() };
        let mut upload = WriteMultipart::new_with_chunk_size(
            store.put_multipart_opts(&path, options).await.map_err(|error| failed(&error))?,
            PART,
        );
        if let Err(failure) = send(&mut upload, &mut content).await {
            // Parts that no upload belongs to would stay there and be paid for.
            if let Err(error) = upload.abort().await {
                tracing::warn!(%error, "an upload that broke off could not be taken back");
            }
            return Err(failure);
        }
        upload.finish().await.map_err(|error| failed(&error))?;
        Ok(place)
    }
}

async fn send(
    upload: &mut WriteMultipart,
    content: &mut BoxStream<'static, crate::ServiceResult<Bytes>>,
) -> Result<(), Failure> {
    while let Some(piece) = content.try_next().await.map_err(Failure::Ours)? {
        upload.wait_for_capacity(PARTS_AT_ONCE).await.map_err(|error| failed(&error))?;
        upload.write(&piece);
    }
    Ok(())
}

fn failed(error: &Error) -> Failure {
    let told = error.to_string();
    let mut behind = std::iter::successors(std::error::Error::source(error), |error| error.source());
    if let Some(NoAnswer(problem)) = behind.find_map(|error| error.downcast_ref::<NoAnswer>()) {
        return Failure::unanswered(problem, told);
    }
    if matches!(error, Error::Unauthenticated { .. } | Error::PermissionDenied { .. } | Error::NotFound { .. }) {
        Failure::Refused(told)
    } else {
        Failure::Unreachable(told)
    }
}
