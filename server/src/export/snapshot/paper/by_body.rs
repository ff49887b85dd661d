//! A snapshot's copy whose lines are known by the body that they tell of, so that the reports of thousands of bodies are set without
//! reading all of it for each.

use super::body;
use anyhow::Context as _;
use domain::{ids::OrganisationCode, snapshot::Part};
use serde::Deserialize;
use service::{
    ServiceError, ServiceResult,
    snapshots::{Beside, Paper, Texts},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom},
    path::{Path, PathBuf},
    sync::Arc,
};

/// What stands on every report.
const ON_ALL: [Part; 6] = [Part::Head, Part::Plan, Part::Scheme, Part::Ranking, Part::Manifest, Part::Signature];

/// Where a line stands in the file, and how long it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    begin: u64,
    length: usize,
}

/// The copy.
#[derive(Debug)]
pub(crate) struct ByBody {
    path: PathBuf,
    on_all: Vec<Place>,
    /// Of bodies that owed a report of their own, what tells of them.
    of: BTreeMap<OrganisationCode, Vec<Place>>,
}

/// The line of a body, without the rest of it.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum OfBody {
    Organisation { code: OrganisationCode },
    Report { body: OrganisationCode },
}

impl ByBody {
    /// Reads a copy once.
    ///
    /// # Errors
    /// It cannot be read, or is no snapshot.
    pub(crate) fn of(path: &Path) -> anyhow::Result<Self> {
        let mut file = BufReader::new(File::open(path).context("opening the copy of a snapshot")?);
        let mut on_all = Vec::new();
        let mut of: BTreeMap<OrganisationCode, Vec<Place>> = BTreeMap::new();
        let mut owed = BTreeSet::new();
        let (mut begin, mut text) = (0, Vec::new());
        loop {
            text.clear();
            let length = file.read_until(b'\n', &mut text)?;
            if length == 0 {
                break;
            }
            let place = Place { begin, length };
            begin += length as u64;
            if ON_ALL.iter().any(|part| part.begins(&text)) {
                on_all.push(place);
            } else if Part::Organisation.begins(&text) || Part::Report.begins(&text) {
                let body = match serde_json::from_slice(&text)? {
                    OfBody::Organisation { code } => code,
                    OfBody::Report { body } => {
                        owed.insert(body.clone());
                        body
                    }
                };
                of.entry(body).or_default().push(place);
            }
        }
        of.retain(|body, _| owed.contains(body));
        Ok(Self { path: path.to_owned(), on_all, of })
    }

    /// Sets the report of a body as [`body::setter`] does, from the lines that it needs alone. That of a body which owed none itself
    /// tells of all below it and needs all lines.
    pub(crate) fn setter(
        self: &Arc<Self>,
        paper: &Paper,
    ) -> impl FnOnce(Texts<'_>, &Beside) -> ServiceResult<Option<Vec<u8>>> + Send + use<> {
        let (copy, body, set) = (Arc::clone(self), paper.body.clone(), body::setter(paper));
        move |all, beside| match copy.of.get(&body) {
            Some(own) => set(&mut copy.texts(own)?, beside),
            None => set(all, beside),
        }
    }

    /// What stands on every report and the lines of one body, in the order in which they stand in the file.
    fn texts(&self, own: &[Place]) -> ServiceResult<impl Iterator<Item = ServiceResult<Vec<u8>>> + use<>> {
        let unread = |error: std::io::Error| ServiceError::fault("reading the copy of a snapshot", error);
        let mut file = File::open(&self.path).map_err(unread)?;
        let mut places = [&self.on_all[..], own].concat();
        places.sort_unstable();
        Ok(places.into_iter().map(move |Place { begin, length }| {
            let mut text = vec![0; length];
            file.seek(SeekFrom::Start(begin)).map_err(unread)?;
            file.read_exact(&mut text).map_err(unread)?;
            Ok(text)
        }))
    }
}
