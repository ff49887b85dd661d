//! Accounts and the rules of a good password.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use thiserror::Error;

/// The name a person signs in with: an e-mail address, kept in lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);

/// Not an e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not an e-mail address")]
pub struct EmailAddressError;

impl EmailAddress {
    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether mail can get there: names that stand for nobody (RFC 2606, RFC 6761), as those of the demonstration,
    /// take none.
    pub fn takes_mail(&self) -> bool {
        let host = self.0.rsplit('@').next().unwrap_or_default();
        let top = host.rsplit('.').next().unwrap_or_default();
        let is_example = ["example.com", "example.net", "example.org"]
            .iter()
            .any(|name| host.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')));
        !is_example && !["example", "invalid", "localhost", "test"].contains(&top)
    }
}

impl FromStr for EmailAddress {
    type Err = EmailAddressError;
    fn from_str(text: &str) -> Result<Self, EmailAddressError> {
        let address = text.trim().to_lowercase();
        let (local, host) = address.split_once('@').ok_or(EmailAddressError)?;
        let plain = |part: &str| {
            !part.is_empty()
                && !part.contains(|c: char| c.is_whitespace() || c.is_control() || c == '@' || c == '<' || c == '>')
        };
        if plain(local)
            && plain(host)
            && host.contains('.')
            && !host.starts_with('.')
            && !host.ends_with('.')
            && address.len() <= 254
        {
            Ok(Self(address))
        } else {
            Err(EmailAddressError)
        }
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = EmailAddressError;
    fn try_from(text: String) -> Result<Self, EmailAddressError> {
        text.parse()
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.0
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The shortest password in characters, after NIST SP 800-63B revision 4 for passwords used alone.
pub const SHORTEST_PASSWORD: usize = 15;
/// The longest password in characters.
pub const LONGEST_PASSWORD: usize = 256;

/// Why a new password is refused. The codes are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Error, strum::AsRefStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", prefix = "password_")]
pub enum PasswordRefusal {
    /// Fewer than fifteen characters.
    #[error("a password needs at least {SHORTEST_PASSWORD} characters")]
    TooShort,
    /// More than 256 characters.
    #[error("a password has at most {LONGEST_PASSWORD} characters")]
    TooLong,
    /// In the list of common passwords.
    #[error("this password is in the list of common passwords")]
    Common,
    /// The same few characters over and over, or a plain sequence.
    #[error("this password repeats itself or counts up or down")]
    Repetitive,
    /// Contains the name one signs in with.
    #[error("a password must not contain the name you sign in with")]
    ContainsName,
}

/// Checks a new password; nothing but length, commonness and repetition is asked, as NIST advises.
///
/// # Errors
/// The first reason against it.
pub fn check_password(
    password: &str,
    email: &EmailAddress,
    is_common: impl Fn(&str) -> bool,
) -> Result<(), PasswordRefusal> {
    let length = password.chars().count();
    if length < SHORTEST_PASSWORD {
        return Err(PasswordRefusal::TooShort);
    }
    if length > LONGEST_PASSWORD {
        return Err(PasswordRefusal::TooLong);
    }
    let lower = password.to_lowercase();
    let local = email.as_str().split('@').next().unwrap_or_default();
    // A part of a few letters is in many passwords by chance; the whole address never is.
    if lower.contains(email.as_str()) || (local.chars().count() >= 4 && lower.contains(local)) {
        return Err(PasswordRefusal::ContainsName);
    }
    if is_common(&lower) {
        return Err(PasswordRefusal::Common);
    }
    if is_repetitive(&lower) {
        return Err(PasswordRefusal::Repetitive);
    }
    Ok(())
}

fn is_repetitive(password: &str) -> bool {
    let characters: Vec<char> = password.chars().collect();
    let repeats =
        (1..=5).any(|period| characters.iter().zip(characters.iter().skip(period)).all(|(one, other)| one == other));
    let steps = || characters.windows(2).map(|pair| i64::from(u32::from(pair[1])) - i64::from(u32::from(pair[0])));
    let run = steps().filter(|step| step.abs() == 1).count();
    repeats || run * 5 >= characters.len() * 4
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(password: &str) -> Result<(), PasswordRefusal> {
        let email = "somchai@dga.or.th".parse().expect("an address");
        check_password(password, &email, |common| common == "correcthorsebatterystaple")
    }

    #[test]
    fn a_password_is_long_uncommon_and_not_repetitive() {
        assert_eq!(check("ปลาทูสดใหม่ทุกเช้า"), Ok(()));
        assert_eq!(check("short"), Err(PasswordRefusal::TooShort));
        assert_eq!(check(&"x9".repeat(200)), Err(PasswordRefusal::TooLong));
        assert_eq!(check("CorrectHorseBatteryStaple"), Err(PasswordRefusal::Common));
        assert_eq!(check("aaaaaaaaaaaaaaaa"), Err(PasswordRefusal::Repetitive));
        assert_eq!(check("abcabcabcabcabcabc"), Err(PasswordRefusal::Repetitive));
        assert_eq!(check("abcdefghijklmnopq"), Err(PasswordRefusal::Repetitive));
        assert_eq!(check("somchai-likes-mango"), Err(PasswordRefusal::ContainsName));
    }

    #[test]
    fn a_password_never_holds_the_whole_address_however_short_its_name() {
        let email = "po@dga.or.th".parse().expect("an address");
        let check = |password: &str| check_password(password, &email, |_| false);
        assert_eq!(check("my Po@DGA.or.th 2570"), Err(PasswordRefusal::ContainsName));
        assert_eq!(check("potatoes and rice"), Ok(()));
    }

    #[test]
    fn names_that_stand_for_nobody_take_no_mail() {
        let takes = |text: &str| text.parse::<EmailAddress>().expect("an address").takes_mail();
        assert!(takes("somchai@dga.or.th") && takes("a@notexample.com") && takes("a@test.go.th"));
        for none in
            ["a@dopa.example", "a@example.com", "a@mail.example.org", "a@x.invalid", "a@x.test", "a@a.localhost"]
        {
            assert!(!takes(none), "{none}");
        }
    }

    #[test]
    fn an_address_is_kept_in_lower_case() {
        assert_eq!(
            "  Somchai@DGA.or.th ".parse::<EmailAddress>().map(|address| address.to_string()),
            Ok("somchai@dga.or.th".to_owned())
        );
        for wrong in ["", "a", "a@b", "a b@c.d", "a@.c", "<a@b.c>", "a@b@c.d"] {
            assert!(wrong.parse::<EmailAddress>().is_err(), "{wrong}");
        }
    }
}
