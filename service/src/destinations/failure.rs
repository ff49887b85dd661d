//! Why something was not handed over.

use crate::{ServiceError, collectors::FetchProblem};
use domain::{ids::DestinationCode, name::visible};

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
    /// What the other side or the machine said of it, on one line; empty where the code says all.
    pub told: String,
}

/// The longest of what the other side says that is told on, in characters.
const LONGEST_TOLD: usize = 500;

impl std::fmt::Display for NotHanded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { destination, name, why, .. } = self;
        write!(f, "{destination} {name} {why}")
    }
}

/// Why something was not handed over; the words are for the log, and for whoever asks at the command line.
pub(super) enum Failure {
    Unreachable(String),
    Forbidden(String),
    NotSecured(String),
    Certificate(String),
    Refused(String),
    OtherContent,
    SecretLost,
    NoContact,
    Ours(ServiceError),
}

impl Failure {
    pub(super) const FORBIDDEN: &str = "destination_forbidden";
    pub(super) const NOT_SECURED: &str = "destination_not_secured";
    pub(super) const NO_CONTACT: &str = "destination_no_contact";
    const UNREACHABLE: &str = "destination_unreachable";
    const CERTIFICATE: &str = "destination_certificate";
    const REFUSED: &str = "destination_refused";
    const SECRET_LOST: &str = "destination_secret_lost";
    /// What lies with the destination itself, whatever it was to be handed.
    pub(super) const OF_ANY: [&str; 7] = [
        Self::UNREACHABLE,
        Self::FORBIDDEN,
        Self::NOT_SECURED,
        Self::CERTIFICATE,
        Self::REFUSED,
        Self::SECRET_LOST,
        Self::NO_CONTACT,
    ];

    /// What there was no answer for.
    pub(super) fn unanswered(problem: &FetchProblem, told: String) -> Self {
        match problem {
            FetchProblem::Forbidden { why } => Self::Forbidden(format!("{told}: {why}")),
            FetchProblem::NotSecured => Self::NotSecured(told),
            FetchProblem::Certificate { why } => Self::Certificate(format!("{told}: {why}")),
            FetchProblem::NoAddress
            | FetchProblem::NotConnected
            | FetchProblem::TooSlow
            | FetchProblem::TooLarge
            | FetchProblem::Redirect
            | FetchProblem::Status
            | FetchProblem::Encoded
            | FetchProblem::Broken
            | FetchProblem::SecretLost => Self::Unreachable(told),
        }
    }

    pub(super) fn code(&self) -> &str {
        match self {
            Self::Unreachable(_) => Self::UNREACHABLE,
            Self::Forbidden(_) => Self::FORBIDDEN,
            Self::NotSecured(_) => Self::NOT_SECURED,
            Self::Certificate(_) => Self::CERTIFICATE,
            Self::Refused(_) => Self::REFUSED,
            Self::OtherContent => "destination_other_content",
            Self::SecretLost => Self::SECRET_LOST,
            Self::NoContact => Self::NO_CONTACT,
            Self::Ours(error) => error.code(),
        }
    }

    pub(super) fn told(&self) -> String {
        match self {
            Self::Unreachable(why)
            | Self::Forbidden(why)
            | Self::NotSecured(why)
            | Self::Certificate(why)
            | Self::Refused(why) => on_one_line(why),
            Self::OtherContent | Self::SecretLost | Self::NoContact => String::new(),
            Self::Ours(error) => on_one_line(&error.to_string()),
        }
    }
}

/// What was said, so that it can stand on a terminal: without line ends, marks of direction and whatever else steers one, and not
/// too long.
fn on_one_line(text: &str) -> String {
    let spaced = |character: char| if character.is_control() { ' ' } else { character };
    visible(&text.chars().take(LONGEST_TOLD).map(spaced).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::collector::Forbidden;

    #[test]
    fn what_keeps_us_from_a_place_has_a_code_of_its_own() {
        let told = "HEAD".to_owned();
        for (problem, code, why) in [
            (FetchProblem::Forbidden { why: Forbidden::Private }, "destination_forbidden", "HEAD: a private network"),
            (FetchProblem::NotSecured, "destination_not_secured", "HEAD"),
            (FetchProblem::Certificate { why: "expired".to_owned() }, "destination_certificate", "HEAD: expired"),
            (FetchProblem::NotConnected, "destination_unreachable", "HEAD"),
        ] {
            let failure = Failure::unanswered(&problem, told.clone());
            assert_eq!((failure.code(), failure.told().as_str()), (code, why));
            assert!(Failure::OF_ANY.contains(&code), "{code}");
        }
    }

    #[test]
    fn what_strangers_say_steers_no_terminal() {
        let failure = Failure::Refused(format!("no\u{1b}[31m\r\n{}", "x".repeat(9_999)));
        let told = failure.told();
        assert!(told.starts_with("no [31m  xxx") && told.chars().count() <= LONGEST_TOLD, "{told}");
        assert!(!told.chars().any(char::is_control));
        let names_a_file = ServiceError::invalid("destination_place", "a\nb\u{202e}c");
        for failure in [Failure::Refused("a\nb\u{202e}c".to_owned()), Failure::Ours(names_a_file)] {
            let told = failure.told();
            assert!(told.contains("a bc") && !told.contains(['\n', '\u{202e}']), "{told:?}");
        }
    }
}
