//! Speaking to the mail server: one connection, encrypted, over which letters go one after the other. Each command is
//! given singly, so that it is known whether the server refused the person, or us.

use crate::mails::{Letter, Written};
use domain::{account::EmailAddress, mail::Attempt};
use lettre::{
    Address, Message,
    message::{
        Attachment, Mailbox, MultiPart,
        header::{ContentType, HeaderName, HeaderValue},
    },
    transport::smtp::{
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters},
        commands::{Data, Mail, Rcpt, Rset},
        extension::{ClientId, Extension, MailParameter},
    },
};
use std::{fmt, path::PathBuf, time::Duration};
use thiserror::Error;

/// The media type of reports.
const REPORT_KIND: &str = "application/pdf";

/// How the connection is kept from being read or changed on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte (RFC 8314), usually port 465.
    Tls,
    /// TLS after `STARTTLS`, usually port 587. A server that does not offer it gets nothing.
    StartTls,
    /// None: for a mail server on this machine alone.
    None,
}

/// A password, which is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Hides a text.
    pub fn new(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// How mail goes out.
#[derive(Debug, Clone)]
pub struct MailSettings {
    /// The mail server's name, which its certificate must bear.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is kept.
    pub security: Security,
    /// Name and password, where the server asks for them.
    pub credentials: Option<(String, Secret)>,
    /// A file of certificates (PEM) that are trusted in place of the public ones.
    pub trusted: Option<PathBuf>,
    /// From whom mail comes, and where what cannot be delivered comes back to.
    pub from: EmailAddress,
    /// Scheme, host and port under which people reach the server, for links.
    pub site: String,
    /// How long connecting, and each letter, may take.
    pub timeout: Duration,
    /// The largest file that goes with a letter, in bytes; of a larger one the letter says where it lies.
    pub largest_attachment_bytes: u64,
    /// Writes a letter. The words stand in the texts of the screens, which this level does not know.
    pub write: fn(&Letter) -> Written,
}

/// Why no letter can be sent at this moment: the fault lies with the server, the way to it, or our settings.
#[derive(Debug, Error)]
pub enum Trouble {
    /// The file of trusted certificates cannot be used.
    #[error("the trusted certificates cannot be read")]
    Trusted(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// It does not answer in time.
    #[error("the mail server does not answer in time")]
    Silent,
    /// It cannot be reached, its certificate is not trusted, or it refuses us.
    #[error("the mail server: {0}")]
    Server(#[from] lettre::transport::smtp::Error),
    /// It offers no encryption.
    #[error("the mail server offers no STARTTLS, and nothing is sent without")]
    NoStartTls,
    /// Our own address is no address of mail.
    #[error("the sender's address cannot be used")]
    Sender(#[source] lettre::address::AddressError),
}

/// A connection to the mail server.
pub(crate) struct Post<'a> {
    settings: &'a MailSettings,
    from: Address,
    connection: AsyncSmtpConnection,
}

impl<'a> Post<'a> {
    /// Connects, and signs in where that is asked.
    pub(crate) async fn open(settings: &'a MailSettings) -> Result<Self, Trouble> {
        let from: Address = settings.from.as_str().parse().map_err(Trouble::Sender)?;
        let connection = tokio::time::timeout(settings.timeout, connect(settings)).await;
        Ok(Self { settings, from, connection: connection.map_err(|_| Trouble::Silent)?? })
    }

    /// Whether letters can still go over it.
    pub(crate) fn is_broken(&self) -> bool {
        self.connection.has_broken()
    }

    /// Sends a letter.
    ///
    /// # Errors
    /// The server refuses us, or the connection broke: whether the letter arrived is not known then, and a second one
    /// bears the same `Message-ID`.
    pub(crate) async fn send(&mut self, letter: &Letter) -> Result<Attempt, Trouble> {
        let Ok(to) = letter.address.as_str().parse::<Address>() else {
            return Ok(Attempt::Never("this is no address of mail".to_owned()));
        };
        let message = match self.message(letter, to.clone()) {
            Ok(message) => message.formatted(),
            Err(error) => return Ok(Attempt::Never(error.to_string())),
        };
        let timeout = self.settings.timeout;
        let sent = tokio::time::timeout(timeout, self.transfer(to, &message)).await;
        sent.unwrap_or(Err(Trouble::Silent))
    }

    async fn transfer(&mut self, to: Address, message: &[u8]) -> Result<Attempt, Trouble> {
        let connection = &mut self.connection;
        let is_plain = to.to_string().is_ascii();
        if !is_plain && !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
            return Ok(Attempt::Never("the mail server takes no such address (no SMTPUTF8)".to_owned()));
        }
        let parameters = if is_plain { vec![] } else { vec![MailParameter::SmtpUtfEight] };
        connection.command(Mail::new(Some(self.from.clone()), parameters)).await?;
        if let Err(error) = connection.command(Rcpt::new(to, vec![])).await {
            let attempt = judge(error)?;
            connection.command(Rset).await?;
            return Ok(attempt);
        }
        if let Err(error) = connection.command(Data).await {
            let attempt = judge(error)?;
            connection.command(Rset).await?;
            return Ok(attempt);
        }
        match connection.message(message).await {
            Ok(_) => Ok(Attempt::Taken),
            Err(error) => judge(error),
        }
    }

    /// Ends the connection as the protocol asks, as far as the server still listens.
    pub(crate) async fn close(mut self) {
        // Everything is settled already, whatever is answered.
        let _ = tokio::time::timeout(self.settings.timeout, self.connection.quit()).await;
    }

    fn message(&self, letter: &Letter, to: Address) -> Result<Message, lettre::error::Error> {
        let Written { from_name, subject, text, html } = (self.settings.write)(letter);
        let host = self.from.domain();
        // For mail programs that would answer by themselves (RFC 3834).
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        let words = MultiPart::alternative_plain_html(text, html);
        let message = Message::builder()
            .from(Mailbox::new(Some(from_name), self.from.clone()))
            .to(Mailbox::new(Some(letter.name.clone()), to))
            .subject(subject)
            .date(letter.written_at.into())
            .message_id(Some(format!("<{}@{host}>", letter.id)))
            .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()));
        let attached = letter.report.as_ref().and_then(|report| Some((report, report.content.as_ref()?)));
        let Some((report, content)) = attached else { return message.multipart(words) };
        let kind = ContentType::parse(REPORT_KIND).map_err(|error| std::io::Error::other(error.to_string()))?;
        let file = Attachment::new(report.file.name()).body(content.to_vec(), kind);
        message.multipart(MultiPart::mixed().multipart(words).singlepart(file))
    }
}

/// What a refusal means: the server's word about this letter, or trouble with the connection.
fn judge(error: lettre::transport::smtp::Error) -> Result<Attempt, Trouble> {
    // 421: the server closes the connection.
    let is_closing = error.status().is_some_and(|code| u16::from(code) == 421);
    if error.is_permanent() {
        Ok(Attempt::Never(error.to_string()))
    } else if error.is_transient() && !is_closing {
        Ok(Attempt::NotNow(error.to_string()))
    } else {
        Err(error.into())
    }
}

async fn connect(settings: &MailSettings) -> Result<AsyncSmtpConnection, Trouble> {
    let MailSettings { host, port, security, credentials, timeout, .. } = settings;
    let hello = ClientId::Domain(hello_name(&settings.site));
    let server = (host.as_str(), *port);
    let wrapper = if *security == Security::Tls { Some(tls(settings).await?) } else { None };
    let mut connection = AsyncSmtpConnection::connect_tokio1(server, Some(*timeout), &hello, wrapper, None).await?;
    if *security == Security::StartTls {
        if !connection.can_starttls() {
            return Err(Trouble::NoStartTls);
        }
        connection.starttls(tls(settings).await?, &hello).await?;
    }
    if let Some((name, Secret(password))) = credentials {
        connection.auth(DEFAULT_MECHANISMS, &Credentials::new(name.clone(), password.clone())).await?;
    }
    Ok(connection)
}

async fn tls(settings: &MailSettings) -> Result<TlsParameters, Trouble> {
    let mut parameters = TlsParameters::builder(settings.host.clone());
    if let Some(file) = &settings.trusted {
        let text = tokio::fs::read(file).await.map_err(|error| Trouble::Trusted(error.into()))?;
        let certificates = Certificate::from_pem(&text).map_err(|error| Trouble::Trusted(error.into()))?;
        parameters = parameters.certificate_store(CertificateStore::None).add_root_certificate(certificates);
    }
    Ok(parameters.build()?)
}

/// How this machine introduces itself: by the host of its public address.
fn hello_name(site: &str) -> String {
    let host = site.split_once("://").map_or(site, |(_, rest)| rest);
    host.rsplit_once(':').map_or(host, |(host, _)| host).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_introduces_itself_by_its_public_name() {
        assert_eq!(hello_name("https://tidtam.dga.or.th"), "tidtam.dga.or.th");
        assert_eq!(hello_name("http://127.0.0.1:3000"), "127.0.0.1");
    }

    #[test]
    fn a_password_is_never_shown() {
        assert_eq!(format!("{:?}", Secret::new("hunter2".to_owned())), "***");
    }
}
