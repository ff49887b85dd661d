//! Why something was not handed over.

use crate::ServiceError;

/// Why something was not handed over; the words are for the log alone.
pub(super) enum Failure {
    Unreachable(String),
    Refused(String),
    OtherContent,
    SecretLost,
    Ours(ServiceError),
}

impl Failure {
    pub(super) const UNREACHABLE: &str = "destination_unreachable";
    pub(super) const REFUSED: &str = "destination_refused";
    pub(super) const SECRET_LOST: &str = "destination_secret_lost";

    pub(super) fn code(&self) -> &str {
        match self {
            Self::Unreachable(_) => Self::UNREACHABLE,
            Self::Refused(_) => Self::REFUSED,
            Self::OtherContent => "destination_other_content",
            Self::SecretLost => Self::SECRET_LOST,
            Self::Ours(error) => error.code(),
        }
    }

    pub(super) fn told(&self) -> String {
        match self {
            Self::Unreachable(why) | Self::Refused(why) => why.clone(),
            Self::OtherContent | Self::SecretLost => String::new(),
            Self::Ours(error) => error.to_string(),
        }
    }
}
