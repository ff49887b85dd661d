//! The form of a report as it travels: the names of its fields, reading what was sent, and the answer when not all of
//! it could be taken.
//!
//! ```text
//! version                   the version of the report that was on the screen
//! page                      which page it was, another each time the form is shown
//! entry.CODE.FIELD          what is typed
//! base.CODE.FIELD           what it was typed over, where the page knows it
//! choice.CODE.CELL          whose text is taken where two people typed over each other
//! seen.CODE                 the version of the entry that was shown beside that choice
//! evidence.CODE             files
//! version.CODE              the last field of each entry: its version, and a digest of what was on the screen
//! intent                    the button
//! attempt                   there where what is missing is shown
//! ```
//! An entry counts only when its `version.CODE` has come, so that a body that broke off never empties a field; and only
//! when its texts differ from what was on the screen, so that nobody overwrites what they did not touch.

use domain::{
    audit::sha256,
    entry::{Applicability, Entry, Field},
    ids::{EvidenceId, IndicatorCode},
    merge::Cell,
};
use http::StatusCode;
use service::drafts::{Choice, Edit, Screen};
use std::{collections::BTreeMap, fmt, str::FromStr};
use uuid::Uuid;

/// The name of a field of an entry.
pub fn field_name(indicator: &IndicatorCode, field: Field) -> String {
    format!("entry.{indicator}.{}", field.as_ref())
}

/// The name of the choice in one cell.
pub fn choice_name(indicator: &IndicatorCode, cell: Cell) -> String {
    format!("choice.{indicator}.{}", cell.as_ref())
}

/// The id of a field on the page, which links of the summary lead to.
pub fn field_id(indicator: &IndicatorCode, field: Field) -> String {
    format!("{indicator}-{}", field.as_ref().replace('_', "-"))
}

/// The name of the field with the reason why an entry is sent back.
pub fn reason_name(indicator: &IndicatorCode) -> String {
    format!("reason.{indicator}")
}

/// The name of the box that says that a figure was held against its evidence.
pub fn checked_name(indicator: &IndicatorCode) -> String {
    format!("checked.{indicator}")
}

/// The name of a field with a verified value.
pub fn verified_name(indicator: &IndicatorCode, field: Field) -> String {
    format!("verified.{indicator}.{}", field.as_ref())
}

/// What was on the screen when somebody typed: which version of an entry, with which texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The version of the entry.
    pub version: i64,
    digest: String,
}

impl Shown {
    /// What a page shows of an entry.
    pub fn of(entry: &Entry, version: i64) -> Self {
        Self { version, digest: digest(entry) }
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.version, self.digest)
    }
}

impl FromStr for Shown {
    type Err = std::num::ParseIntError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (version, digest) = text.split_once('.').unwrap_or((text, ""));
        Ok(Self { version: version.parse()?, digest: digest.to_owned() })
    }
}

/// The start of a digest over all texts; browsers change line ends, so they do not count.
fn digest(entry: &Entry) -> String {
    use strum::IntoEnumIterator as _;
    let mut texts = entry.applicability.as_ref().to_owned();
    for field in Field::iter() {
        texts.push('\u{1f}');
        texts.push_str(&entry.text(field).replace("\r\n", "\n"));
    }
    sha256(texts.as_bytes()).chars().take(12).collect()
}

/// What the button that was pressed asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Intent {
    /// Keep what is typed.
    #[default]
    Save,
    /// Keep it and hand the report to the approver.
    Submit,
    /// Keep it, asked by the page itself while somebody types.
    Autosave,
    /// Keep it and take a file out.
    RemoveFile(EvidenceId),
    /// Keep it and decide between what I and what somebody else typed, about all of an entry.
    Decide(IndicatorCode, Choice),
    /// Keep it and decide as was chosen in each cell.
    DecideCells(IndicatorCode),
}

impl From<&str> for Intent {
    fn from(text: &str) -> Self {
        match text.split_once('.') {
            None if text == "submit" => Self::Submit,
            None if text == "autosave" => Self::Autosave,
            Some(("decide", code)) => code.parse().map_or(Self::Save, Self::DecideCells),
            Some(("remove", id)) => id.parse().map_or(Self::Save, Self::RemoveFile),
            Some((choice, code)) => match (choice.parse(), code.parse()) {
                (Ok(choice), Ok(code)) => Self::Decide(code, choice),
                _ => Self::Save,
            },
            None => Self::Save,
        }
    }
}

/// Whether somebody has tried to submit: only then is what is missing called a problem.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Attempt {
    /// Not yet.
    #[default]
    None,
    /// Just now.
    Submit,
}

/// One entry as it was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SentEntry {
    /// Its texts.
    pub entry: Entry,
    /// What they were typed over, where the page knows it.
    pub base: Option<Entry>,
    /// What was on the screen; none while the entry has not come to its end.
    pub shown: Option<Shown>,
}

impl SentEntry {
    /// Whether it came to its end and differs from what was on the screen.
    pub fn is_edit(&self) -> bool {
        self.shown.as_ref().is_some_and(|shown| shown.digest != digest(&self.entry))
    }

    /// Whether its texts are those that are stored.
    pub fn is_stored(&self, stored: &Entry) -> bool {
        digest(&self.entry) == digest(stored)
    }
}

/// The texts of a form as they were sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SentForm {
    /// The version of the report that was on the screen.
    pub version: Option<i64>,
    /// Which page it was.
    pub page: Option<Uuid>,
    /// The button.
    pub intent: Intent,
    /// Whether the page showed what was missing.
    pub attempt: Attempt,
    /// The entries.
    pub entries: BTreeMap<IndicatorCode, SentEntry>,
    /// Whose text is taken, cell by cell.
    pub choices: BTreeMap<IndicatorCode, Vec<(Cell, Choice)>>,
    /// The versions of the entries that were shown beside the choices.
    pub seen: BTreeMap<IndicatorCode, i64>,
}

impl SentForm {
    /// Takes one field; names that are not of this form are passed over.
    pub fn take(&mut self, name: &str, text: String) {
        match name.split_once('.') {
            None if name == "version" => self.version = text.parse().ok(),
            None if name == "page" => self.page = text.parse().ok(),
            None if name == "attempt" => self.attempt = Attempt::Submit,
            None if name == "intent" => self.intent = Intent::from(text.as_str()),
            Some(("version", code)) => {
                if let (Ok(code), Ok(shown)) = (code.parse(), text.parse()) {
                    self.entries.entry(code).or_default().shown = Some(shown);
                }
            }
            Some(("seen", code)) => {
                if let (Ok(code), Ok(version)) = (code.parse(), text.parse()) {
                    self.seen.insert(code, version);
                }
            }
            Some((start @ ("entry" | "base" | "choice"), place)) => {
                let Some((code, field)) = place.rsplit_once('.') else { return };
                let Ok(code) = code.parse::<IndicatorCode>() else { return };
                match (start, field.parse(), text.parse()) {
                    ("choice", Ok(cell), Ok(choice)) => self.choices.entry(code).or_default().push((cell, choice)),
                    ("choice", ..) => {}
                    ("base", ..) => {
                        let base = &mut self.entries.entry(code).or_default().base;
                        take_text(base.get_or_insert_default(), field, text);
                    }
                    _ => take_text(&mut self.entries.entry(code).or_default().entry, field, text),
                }
            }
            _ => {}
        }
    }

    /// Takes one field of an indicator that is asked; others are passed over.
    pub fn take_asked(&mut self, name: &str, text: String, asked: impl Fn(&IndicatorCode) -> bool) {
        let indicator = match name.split_once('.') {
            Some(("version" | "seen", code)) => code.parse().ok(),
            Some(("entry" | "base" | "choice", place)) => {
                place.rsplit_once('.').and_then(|(code, _)| code.parse().ok())
            }
            Some(_) | None => None,
        };
        if indicator.is_none_or(|indicator| asked(&indicator)) {
            self.take(name, text);
        }
    }

    /// What was changed on the screen.
    pub fn edits(&self) -> Vec<Edit> {
        let edit = |(indicator, sent): (&IndicatorCode, &SentEntry)| Edit {
            indicator: indicator.clone(),
            entry: sent.entry.clone(),
            base_version: sent.shown.as_ref().map_or(0, |shown| shown.version),
        };
        self.entries.iter().filter(|(_, sent)| sent.is_edit()).map(edit).collect()
    }

    /// What was before whoever typed.
    pub fn screen(&self) -> Screen {
        let base = |(code, sent): (&IndicatorCode, &SentEntry)| Some((code.clone(), sent.base.clone()?));
        Screen { page: self.page, bases: self.entries.iter().filter_map(base).collect() }
    }

    /// What was changed on the screen, to be shown again.
    pub fn typed(&self) -> BTreeMap<IndicatorCode, SentEntry> {
        self.entries
            .iter()
            .filter(|(_, sent)| sent.is_edit())
            .map(|(code, sent)| (code.clone(), sent.clone()))
            .collect()
    }
}

fn take_text(entry: &mut Entry, field: &str, text: String) {
    if field == "applicability" {
        entry.applicability = text.parse().unwrap_or(Applicability::Applies);
        return;
    }
    if let Ok(field) = field.parse() {
        entry.set_text(field, text);
    }
}

/// One thing that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// A stable code; [`crate::text::refusals`] has the words.
    pub code: String,
    /// The number under which the log has the cause, for faults of ours.
    pub incident: Option<String>,
    /// What exactly could not be taken.
    pub place: Option<String>,
    /// The file in question, made harmless, with its indicator.
    pub file: Option<(IndicatorCode, String)>,
}

/// The answer to a form that could not be taken whole: why, and what was typed and is not stored. A page that finds it
/// in its context shows both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// The status of the page.
    pub status: StatusCode,
    /// What was refused, the most important first.
    pub refused: Vec<Refused>,
    /// Entries that are not stored.
    pub typed: BTreeMap<IndicatorCode, SentEntry>,
    /// Fields of the reviewer's form, by name.
    pub review: BTreeMap<String, String>,
    /// The version of the report that was on the screen.
    pub version: Option<i64>,
}

#[cfg(test)]
#[path = "report_form_tests.rs"]
mod tests;
