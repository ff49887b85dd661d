//! What is published, as a feed that programs follow (Atom, RFC 4287): an entry for each release, the newest first. It is the
//! same for everybody, so that it is kept like every published page.

use super::{errors::Failed, site::Site};
use app::{
    context::PUBLIC,
    text::{
        publications,
        publications::{Publications as Words, Release},
        words_in,
    },
};
use axum::{
    extract::{Path, State},
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, SecondsFormat, Utc};
use domain::{
    license::License,
    text::{Language, is_plain},
};
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesText, Event},
};
use service::{ServiceError, snapshots::Snapshot};
use std::io;

/// The most releases that are told; older ones stay on the pages.
const MOST: usize = 50;
/// What an identifier begins with, whatever the server's address becomes.
const ID: &str = "urn:tidtam:release";

/// The feed in a language.
pub(crate) async fn atom(State(site): State<Site>, Path(language): Path<String>) -> Result<Response, Failed> {
    let language: Language = language.parse().map_err(|_| ServiceError::NotFound("language"))?;
    let listed = site.services.publications().listed().await?;
    let is_demonstration = site.services.is_demonstration();
    let beside = listed.snapshots.iter().map(|snapshot| (snapshot, listed.newer_than(&snapshot.code)));
    let release = |(snapshot, newer)| Release { snapshot, newer, is_demonstration };
    let mut releases: Vec<Release<'_>> = beside.map(release).collect();
    releases.sort_by_key(|release| std::cmp::Reverse((release.snapshot.public_since(), release.snapshot.taken_at)));
    releases.truncate(MOST);
    let license = site.services.publication().license.as_ref();
    let updated = match releases.first() {
        Some(newest) => newest.snapshot.public_since(),
        // Before anything is published it stays as it was when the installation began.
        None => site.services.publications().began().await?,
    };
    let feed = Feed { language, origin: &site.settings.origin, license, updated };
    let text = feed.written(&releases).map_err(|error| ServiceError::fault("writing the feed of releases", error))?;
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static("application/atom+xml; charset=utf-8"));
    let anywhere = (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin"));
    Ok(([kind, anywhere], text).into_response())
}

/// Where and in which language it is, under which licence the data may be used that it tells of, and when it changed.
struct Feed<'a> {
    language: Language,
    origin: &'a str,
    license: Option<&'a License>,
    updated: Option<DateTime<Utc>>,
}

fn instant(at: Option<DateTime<Utc>>) -> String {
    // Before anything was done there is no instant that stays the same.
    at.unwrap_or(DateTime::UNIX_EPOCH).to_rfc3339_opts(SecondsFormat::Secs, true)
}

type Xml = Writer<Vec<u8>>;

fn text(xml: &mut Xml, name: &str, content: &str) -> io::Result<()> {
    // Most control characters have no place in XML, not even escaped.
    let content: String = content.chars().filter(|letter| is_plain(*letter)).collect();
    xml.create_element(name).write_text_content(BytesText::new(&content)).map(|_| ())
}

fn link(xml: &mut Xml, relation: &str, kind: &str, href: &str) -> io::Result<()> {
    xml.create_element("link")
        .with_attributes([("rel", relation), ("type", kind), ("href", href)])
        .write_empty()
        .map(|_| ())
}

impl Feed<'_> {
    fn page(&self, rest: &str) -> String {
        format!("{}{PUBLIC}{}{rest}", self.origin, self.language.as_ref())
    }

    fn written(&self, releases: &[Release<'_>]) -> io::Result<Vec<u8>> {
        let words = words_in::<Words>(self.language);
        let mut xml = Writer::new(Vec::new());
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
        let feed = [("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", self.language.as_ref())];
        xml.create_element("feed").with_attributes(feed).write_inner_content(|xml| {
            text(xml, "id", &format!("{ID}s:{}", self.language.as_ref()))?;
            text(xml, "title", words.title)?;
            text(xml, "subtitle", words.lead)?;
            text(xml, "updated", &instant(self.updated))?;
            link(xml, "self", "application/atom+xml", &self.page("/feed.atom"))?;
            link(xml, "alternate", "text/html", &self.page(""))?;
            xml.create_element("author").write_inner_content(|xml| text(xml, "name", words.dga))?;
            releases.iter().try_for_each(|release| self.entry(xml, release))
        })?;
        Ok(xml.into_inner())
    }

    fn entry(&self, xml: &mut Xml, release: &Release<'_>) -> io::Result<()> {
        let Release { snapshot, newer, .. } = release;
        let (code, since) = (&snapshot.code, snapshot.public_since());
        let file = format!("{}/snapshots/{code}/file", self.origin);
        xml.create_element("entry").write_inner_content(|xml| {
            text(xml, "id", &format!("{ID}:{}:{code}", self.language.as_ref()))?;
            text(xml, "title", &publications::release(self.language, release))?;
            text(xml, "published", &instant(since))?;
            // What is published never changes; what is said of it does once another one is published in its place.
            text(xml, "updated", &instant(since.max(newer.and_then(Snapshot::public_since))))?;
            link(xml, "alternate", "text/html", &self.page(&format!("/{code}")))?;
            link(xml, "related", "application/json", &format!("{}/api/v1/snapshots/{code}", self.origin))?;
            let length = snapshot.size_bytes.to_string();
            let enclosure = [
                ("rel", "enclosure"),
                ("type", "application/vnd.tidtam.snapshot"),
                ("length", length.as_str()),
                ("href", file.as_str()),
            ];
            xml.create_element("link").with_attributes(enclosure).write_empty()?;
            if let Some(license) = self.license {
                text(xml, "rights", &publications::rights(self.language, license))?;
                // RFC 4946.
                let named = [("rel", "license"), ("href", license.url())];
                xml.create_element("link").with_attributes(named).write_empty()?;
            }
            text(xml, "summary", &publications::release_summary(self.language, release))
        })?;
        Ok(())
    }
}
