//! Why something was not handed over.

use crate::ServiceError;
use domain::ids::DestinationCode;

/// Something that was not handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotHanded {
    /// To which destination.
    pub destination: DestinationCode,
    /// Where that is.
    pub place: String,
    /// The name of what was to be handed over.
    pub name: String,
    /// Why, as a code.
    pub why: String,
}

impl std::fmt::Display for NotHanded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { destination, name, why, .. } = self;
        write!(f, "{destination} {name} {why}")
    }
}

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
