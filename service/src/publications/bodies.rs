//! The bodies of a snapshot one after another, for programs: what is published for everybody, and what lies under an embargo for
//! those who may read it already.

use super::{Publications, Published, read};
use crate::{
    Actor, ServiceError, ServiceResult,
    store::{self, Tx},
};
use domain::{
    ids::{OrganisationCode, SnapshotCode},
    publication::{BodyExtract, CountryExtract, Part},
};

/// The most bodies that are looked at at once: a page is often full before.
const MOST_BODIES: i64 = 25;
/// How many bodies are read at once where all are.
const AT_ONCE: i64 = 100;

/// Some bodies of a snapshot.
#[derive(Debug, Clone)]
pub struct BodyPage {
    /// Of which snapshot.
    pub published: Published,
    /// In the order of their codes.
    pub bodies: Vec<BodyExtract>,
    /// The body from which on there is more to look at.
    pub next: Option<OrganisationCode>,
}

/// Whether there is a report of a body to be set in what is published, as far as its pages are made.
pub(crate) async fn has_paper(tx: &mut Tx, code: &SnapshotCode, body: &OrganisationCode) -> ServiceResult<bool> {
    let page = store::publications::get(tx, code, Part::Body, body.as_str(), 0).await?;
    let page: Option<BodyExtract> = page.map(|content| read::piece(&content)).transpose()?;
    Ok(page.is_some_and(|page| page.has_paper()))
}

/// The bodies of which there is a report to be set in what is published, in the order of their codes; that is known once all its
/// pages are made.
pub(crate) async fn with_papers(tx: &mut Tx, code: &SnapshotCode) -> ServiceResult<Vec<OrganisationCode>> {
    if !store::publications::prepared(tx).await?.contains(code) {
        return Err(ServiceError::UnderWay(code.clone()));
    }
    let (mut found, mut from) = (Vec::new(), String::new());
    loop {
        let pieces = store::publications::from_code(tx, code, Part::Body, &from, AT_ONCE + 1).await?;
        let mut bodies: Vec<BodyExtract> =
            pieces.iter().map(|piece| read::piece(piece)).collect::<ServiceResult<_>>()?;
        let is_more = i64::try_from(bodies.len()).is_ok_and(|read| read > AT_ONCE);
        let more = if is_more { bodies.pop() } else { None };
        found.extend(bodies.into_iter().filter(BodyExtract::has_paper).map(|extract| extract.body.code));
        match more {
            Some(next) => from = next.body.code.to_string(),
            None => return Ok(found),
        }
    }
}

impl Publications<'_> {
    /// What a reader may see of a snapshot; `None` reads without an account.
    ///
    /// # Errors
    /// There is none that this reader may see, or nothing was extracted of it: that is done when it is published.
    pub async fn seen(&self, reader: Option<&Actor>, code: &SnapshotCode) -> ServiceResult<Published> {
        let listed = self.listed().await?;
        let mut tx = self.0.db().read().await?;
        let snapshot = self.0.snapshots().get_in(&mut tx, reader, code).await?;
        self.around_in(&mut tx, snapshot, listed).await
    }

    /// Bodies of a snapshot from one on, with one of them and all below it alone where one is named. There may be fewer than
    /// asked for, even none, and still more to look at.
    ///
    /// # Errors
    /// There is no snapshot that this reader may see; it has no such body to begin at or to stay within.
    pub async fn bodies(
        &self,
        reader: Option<&Actor>,
        code: &SnapshotCode,
        within: Option<&OrganisationCode>,
        from: Option<&OrganisationCode>,
        most: i64,
    ) -> ServiceResult<BodyPage> {
        let published = self.seen(reader, code).await?;
        let mut tx = self.0.db().read().await?;
        let body = async |tx: &mut Tx, body: &OrganisationCode| -> ServiceResult<Option<BodyExtract>> {
            let found = store::publications::get(tx, code, Part::Body, body.as_str(), 0).await?;
            found.map(|content| read::piece(&content)).transpose()
        };
        if let Some(from) = from
            && body(&mut tx, from).await?.is_none()
        {
            return Err(ServiceError::invalid("after", from.to_string()));
        }
        let within = match within {
            None => None,
            Some(node) => match body(&mut tx, node).await? {
                Some(alone) if alone.together.is_none() => {
                    let bodies = if from.is_none_or(|from| from <= node) { vec![alone] } else { Vec::new() };
                    return Ok(BodyPage { published, bodies, next: None });
                }
                Some(_) => Some(node),
                None => {
                    let country = store::publications::get(&mut tx, code, Part::Country, "", 0).await?;
                    let country: Option<CountryExtract> = country.map(|content| read::piece(&content)).transpose()?;
                    if country.is_none_or(|country| country.root != *node) {
                        return Err(ServiceError::NotFound("organisation"));
                    }
                    None
                }
            },
        };
        let most = most.clamp(1, MOST_BODIES);
        let looked_at = if within.is_some() { MOST_BODIES } else { most };
        let from = from.map_or("", OrganisationCode::as_str);
        let pieces = store::publications::from_code(&mut tx, code, Part::Body, from, looked_at + 1).await?;
        let bodies: Vec<BodyExtract> = pieces.iter().map(|piece| read::piece(piece)).collect::<ServiceResult<_>>()?;
        let is_within = |extract: &BodyExtract| {
            within
                .is_none_or(|node| extract.body.code == *node || extract.above.iter().any(|above| above.code == *node))
        };
        let (mut page, mut next) = (Vec::new(), None);
        for (looked, extract) in bodies.into_iter().enumerate() {
            let is_full = i64::try_from(page.len()).is_ok_and(|found| found == most);
            if is_full || i64::try_from(looked).is_ok_and(|looked| looked == looked_at) {
                next = Some(extract.body.code);
                break;
            }
            if is_within(&extract) {
                page.push(extract);
            }
        }
        Ok(BodyPage { published, bodies: page, next })
    }
}
