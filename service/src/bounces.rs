//! Mail that comes back later: a mail server took it and could not deliver it, and says so in a mail of its own, a delivery
//! status notification (RFC 3464). Only one that brings back the `Message-ID` of a mail counts: nobody but the receiver and
//! the servers on its way know it.

use crate::{Actor, ServiceError, ServiceResult, audit, mails::Mails, store};
use domain::{
    access::Action,
    ids::ReminderId,
    mail::{Bounce, DeliveryStatus, MailState},
};
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders as _, PartType};

/// The largest notification that is read, in bytes: with a whole mail of ours in it, it is far below.
pub const LARGEST_NOTIFICATION: usize = 1024 * 1024;
/// The most parts that are looked at.
const MOST_PARTS: usize = 50;

/// What came of a notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bounced {
    /// The mail is marked.
    Marked(Bounce),
    /// It was marked before.
    KnownAlready(ReminderId),
    /// The mail was sent once more since, or given up: what is said is about a sending of before.
    Outdated(ReminderId),
    /// It says that the mail is late or was delivered; nothing changes.
    NotFailed(ReminderId),
}

impl Mails<'_> {
    /// Marks a mail as returned, as a delivery status notification says.
    ///
    /// # Errors
    /// It is too large, no notification, or names none of our mails; the actor may not.
    pub async fn bounce(&self, actor: &Actor, notification: &[u8]) -> ServiceResult<Bounced> {
        let said = read(notification)?;
        let mut tx = self.0.db().write().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ManageRounds, std::slice::from_ref(tree.root()))?;
        let mail = store::mails::get(&mut tx, said.mail).await?;
        let mail = mail.ok_or_else(|| ServiceError::invalid("bounce_of_nothing", said.mail.to_string()))?;
        let Said { is_failed: true, status: Some(status), .. } = said else {
            return Ok(Bounced::NotFailed(mail.id));
        };
        match mail.state {
            MailState::Sent => {}
            MailState::Bounced => return Ok(Bounced::KnownAlready(mail.id)),
            MailState::Waiting | MailState::Expired => return Ok(Bounced::Outdated(mail.id)),
        }
        let bounce = Bounce { mail: mail.id, status, said: said.words };
        let at = self.0.shared_now(&mut tx).await?;
        if !store::mails::bounce(&mut tx, mail.id, &bounce.answer(), at).await? {
            return Err(ServiceError::Conflict);
        }
        let details = serde_json::json!({ "account": mail.account, "answer": bounce.answer() });
        audit::record(self.0, &mut tx, actor, "mails.bounce", format!("mail/{}", mail.id), &details).await?;
        tx.commit().await?;
        Ok(Bounced::Marked(bounce))
    }
}

/// What a notification says.
struct Said {
    mail: ReminderId,
    is_failed: bool,
    status: Option<DeliveryStatus>,
    words: String,
}

/// Reads a notification: the part that says what became of the mail, and the mail itself or its head.
fn read(notification: &[u8]) -> ServiceResult<Said> {
    if notification.len() > LARGEST_NOTIFICATION {
        return Err(ServiceError::invalid("bounce_too_large", ""));
    }
    let no_notification = || ServiceError::invalid("bounce_unreadable", "");
    let message = MessageParser::default().parse(notification).ok_or_else(no_notification)?;
    let parts = || message.parts.iter().take(MOST_PARTS);
    let status = parts().find(|part| is(part, "message", "delivery-status")).ok_or_else(no_notification)?;
    let mail = parts().find_map(returned).ok_or_else(no_notification)?;
    // The first group is about the whole mail; each of ours goes to one person, so that one more follows.
    let text = text(status).replace("\r\n", "\n");
    let groups: Vec<Message<'_>> =
        text.split("\n\n").filter_map(|group| MessageParser::default().parse_headers(group)).collect();
    let field = |name: &'static str| groups.iter().find_map(|group| group.header_raw(name)).map(str::trim);
    let action = field("Action").ok_or_else(no_notification)?;
    let status = field("Status").and_then(|status| status.parse::<DeliveryStatus>().ok());
    let is_failed = action.eq_ignore_ascii_case("failed");
    if is_failed && !status.is_some_and(DeliveryStatus::is_failure) {
        return Err(no_notification());
    }
    let words = field("Diagnostic-Code").unwrap_or_default();
    // `smtp; 550 5.1.1 no such user`: the kind of the answer says nothing to people.
    let words = words.split_once(';').map_or(words, |(_, words)| words);
    let words: Vec<&str> = words.split_whitespace().collect();
    Ok(Said { mail, is_failed, status, words: words.join(" ") })
}

fn is(part: &MessagePart<'_>, kind: &str, subtype: &str) -> bool {
    part.content_type().is_some_and(|found| {
        found.ctype().eq_ignore_ascii_case(kind)
            && found.subtype().is_some_and(|found| found.eq_ignore_ascii_case(subtype))
    })
}

fn text(part: &MessagePart<'_>) -> String {
    String::from_utf8_lossy(part.contents()).into_owned()
}

/// The mail of ours that a part brings back.
fn returned(part: &MessagePart<'_>) -> Option<ReminderId> {
    match &part.body {
        PartType::Message(message) => named(message),
        PartType::Text(_) | PartType::Html(_) | PartType::Binary(_) | PartType::InlineBinary(_) => {
            let is_head = is(part, "text", "rfc822-headers") || is(part, "message", "rfc822");
            let head = is_head.then(|| text(part))?;
            named(&MessageParser::default().parse_headers(head.as_str())?)
        }
        PartType::Multipart(_) => None,
    }
}

fn named(message: &Message<'_>) -> Option<ReminderId> {
    message.message_id()?.split_once('@')?.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "6f1c0f0e-4a3f-4a57-9b0b-1f4e0c6f1a2b";

    fn notification(action: &str, status: &str, returned: &str) -> String {
        format!(
            "From: MAILER-DAEMON@mx.example\r\nTo: tidtam@dga.or.th\r\nSubject: Undelivered Mail\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
             --b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n\
             --b\r\nContent-Type: message/delivery-status\r\n\r\n\
             Reporting-MTA: dns; mx.example\r\n\r\n\
             Final-Recipient: rfc822; somchai@example.go.th\r\n{action}{status}\
             Diagnostic-Code: smtp; 550 5.1.1 no such\r\n  user here\r\n\r\n\
             --b\r\n{returned}\r\n--b--\r\n"
        )
    }

    fn whole(id: &str) -> String {
        format!("Content-Type: message/rfc822\r\n\r\nMessage-ID: <{id}@dga.or.th>\r\nSubject: x\r\n\r\nbody\r\n")
    }

    fn head(id: &str) -> String {
        format!("Content-Type: text/rfc822-headers\r\n\r\nSubject: x\r\nMessage-ID: <{id}@dga.or.th>\r\n")
    }

    const FAILED: (&str, &str) = ("Action: failed\r\n", "Status: 5.1.1\r\n");

    #[test]
    fn a_notification_names_the_mail_that_it_brings_back_and_says_why() {
        for returned in [whole(ID), head(ID)] {
            let said = read(notification(FAILED.0, FAILED.1, &returned).as_bytes()).expect("read");
            assert_eq!((said.mail.to_string().as_str(), said.is_failed), (ID, true));
            assert_eq!(said.status.map(|status| status.to_string()).as_deref(), Some("5.1.1"));
            assert_eq!(said.words, "550 5.1.1 no such user here");
        }
        let late = notification("Action: delayed\r\n", "Status: 4.4.7\r\n", &head(ID));
        assert!(!read(late.as_bytes()).expect("read").is_failed);
    }

    #[test]
    fn what_is_no_notification_of_ours_is_refused() {
        let (action, status) = FAILED;
        let mut hostile = vec![
            String::new(),
            "hello".to_owned(),
            format!("Message-ID: <{ID}@dga.or.th>\r\nSubject: out of office\r\n\r\nStatus: 5.1.1"),
            notification("", status, &whole(ID)),
            notification(action, "", &whole(ID)),
            notification(action, "Status: 2.0.0\r\n", &whole(ID)),
            notification(action, status, &whole("guessed")),
            notification(action, status, &format!("Content-Type: text/plain\r\n\r\nMessage-ID: <{ID}@dga.or.th>\r\n")),
            notification(action, status, ""),
        ];
        hostile.push(format!("{}{}", "Content-Type: message/rfc822\r\n\r\n".repeat(10_000), whole(ID)));
        hostile.push(format!("Content-Type: multipart/mixed; boundary=a\r\n\r\n{}", "--a\r\n\r\n".repeat(50_000)));
        hostile.push("\0".repeat(LARGEST_NOTIFICATION + 1));
        for wrong in hostile {
            let refused = read(wrong.as_bytes()).map(|said| said.mail);
            let code = refused.as_ref().err().map(ServiceError::code);
            assert!(matches!(code, Some("bounce_unreadable" | "bounce_too_large")), "{refused:?}");
        }
    }
}
