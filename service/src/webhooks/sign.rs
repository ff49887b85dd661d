//! Secrets and signatures, as Standard Webhooks has them, so that a receiver checks them with a library of its own language.

use super::Webhook;
use crate::{
    ServiceResult, Services,
    collectors::{Sealed, SecretKeys},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{
    collector::Endpoint,
    ids::{WebhookId, WebhookMessageId},
};
use ring::hmac;

/// What every secret begins with.
const PREFIX: &str = "whsec_";
/// How many bytes sign.
const SECRET_BYTES: usize = 32;

/// What a secret is sealed together with: a row whose address was changed signs nothing.
pub(crate) fn bound(id: WebhookId, address: &Endpoint) -> String {
    format!("tidtam webhook {id} {address}")
}

/// A secret that nobody knows yet.
pub(super) fn new_secret(services: &Services) -> String {
    format!("{PREFIX}{}", STANDARD.encode(services.chance().secret::<SECRET_BYTES>()))
}

/// Seals the secret of a webhook.
///
/// # Errors
/// No key is configured.
pub(super) fn seal(services: &Services, id: WebhookId, address: &Endpoint, secret: &str) -> ServiceResult<Sealed> {
    services.fetcher().settings().keys.seal_for(services.chance(), &bound(id, address), secret)
}

/// The secret of a webhook; none where its key is no longer configured, or it was stopped.
pub(super) fn opened(keys: &SecretKeys, webhook: &Webhook) -> Option<String> {
    keys.open_for(&bound(webhook.id, &webhook.address), webhook.secret.as_ref()?)
}

/// The name of a message: the same at every attempt.
pub(super) fn name(id: WebhookMessageId) -> String {
    format!("msg_{}", id.uuid().simple())
}

/// The signature over a message's name, the second of the attempt, and the body.
pub(super) fn signature(secret: &str, name: &str, second: i64, body: &str) -> Option<String> {
    let key = STANDARD.decode(secret.strip_prefix(PREFIX)?).ok()?;
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
    let signed = hmac::sign(&key, format!("{name}.{second}.{body}").as_bytes());
    Some(format!("v1,{}", STANDARD.encode(signed.as_ref())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_that_of_the_standard() {
        // What the reference implementation in Python makes of the same message.
        let secret = format!("{PREFIX}{}", STANDARD.encode([7; SECRET_BYTES]));
        let signed = signature(&secret, "msg_1", 1_800_000_000, r#"{"type":"webhook.test"}"#);
        assert_eq!(signed.as_deref(), Some("v1,Pqipm/aefY80C8YQgq1f6x6n81kBT442RCmM1oU42uE="));
        assert_eq!(signature("no secret", "msg_1", 0, ""), None);
    }
}
