//! The kept score of every accepted report.

use super::{ROWS_AT_ONCE, Tx, one_of::push_one_of, stored, unreadable};
use crate::{ServiceError, ServiceResult};
use domain::{
    amount::Amount,
    ids::{ClassCode, OrganisationCode, RoundCode, SchemeCode},
    organisation::OrganisationKind,
    plan::Plan,
    score::{Absence, Scheme, Score, ScoreError},
    trust::GradeCounts,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sqlx::{FromRow, QueryBuilder};
use std::collections::BTreeMap;

/// Why a report has no score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoScore {
    /// Something is missing that the scheme needs.
    Absent(Absence),
    /// A value does not fit the scheme.
    Fault(ScoreError),
}

/// The score of one accepted report, as it is kept for lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptScore {
    /// The round.
    pub round: RoundCode,
    /// The scheme.
    pub scheme: SchemeCode,
    /// The body.
    pub organisation: OrganisationCode,
    /// The edition of the scheme.
    pub edition: i32,
    /// With whom it was compared; nobody where there is none.
    pub population: Option<String>,
    /// The revision of the report whose values it rests on.
    pub revision: i32,
    /// The score, or why there is none.
    pub outcome: Result<Score, NoScore>,
    /// The values right below the root.
    pub pillars: Vec<Option<Amount>>,
    /// What stands behind the answers that the scheme reads; not known of scores from before it was counted.
    pub grades: Option<GradeCounts>,
}

impl KeptScore {
    /// Whether a body of a kind can object to it: it has a score, or the scheme asks something of its kind, so that it could have one.
    pub fn may_be_objected_to(&self, scheme: &Scheme, plan: &Plan, kind: OrganisationKind) -> bool {
        self.outcome.is_ok() || scheme.is_asked_of(plan, kind)
    }
}

#[derive(FromRow)]
struct Row {
    round: String,
    scheme: String,
    organisation: String,
    edition: i32,
    population: String,
    revision: i32,
    full_score: Option<String>,
    published: Option<String>,
    classed: Option<String>,
    reason: Option<String>,
    pillars: String,
    grades: Option<String>,
}

impl TryFrom<Row> for KeptScore {
    type Error = ServiceError;
    fn try_from(row: Row) -> ServiceResult<Self> {
        let outcome = match (row.full_score, row.published, row.reason) {
            (Some(full), Some(published), None) => Ok(Score {
                full: stored("score", &full)?,
                published: stored("score", &published)?,
                class: row.classed.map(|classed| of_json(&classed)).transpose()?,
            }),
            (None, None, Some(reason)) => Err(of_json(&reason)?),
            (full, published, reason) => {
                let found = format!("score {full:?}, published {published:?}, reason {reason:?}");
                return Err(unreadable("score", found));
            }
        };
        Ok(Self {
            round: stored("round", &row.round)?,
            scheme: stored("scheme", &row.scheme)?,
            organisation: stored("organisation", &row.organisation)?,
            edition: row.edition,
            population: Some(row.population).filter(|name| !name.is_empty()),
            revision: row.revision,
            outcome,
            pillars: of_json(&row.pillars)?,
            grades: row.grades.as_deref().map(of_json).transpose()?,
        })
    }
}

fn of_json<T: DeserializeOwned>(text: &str) -> ServiceResult<T> {
    serde_json::from_str(text).map_err(|error| unreadable("score", error))
}

fn to_json<T: Serialize>(value: &T) -> ServiceResult<String> {
    serde_json::to_string(value).map_err(|error| unreadable("score", error))
}

/// All scores of a scheme in a round, in the order of the bodies.
pub(crate) async fn of_round(tx: &mut Tx, round: &RoundCode, scheme: &SchemeCode) -> ServiceResult<Vec<KeptScore>> {
    const SQL: &str = "
        SELECT round, scheme, organisation, edition, population, revision, full_score, published, classed, reason,
               pillars, grades
        FROM score
        WHERE round = $1 AND scheme = $2
        ORDER BY organisation";
    let rows: Vec<Row> =
        on!(tx, conn => sqlx::query_as(SQL).bind(round.as_str()).bind(scheme.as_str()).fetch_all(conn).await)?;
    rows.into_iter().map(KeptScore::try_from).collect()
}

/// The scores of some schemes in a round before rounding, of the bodies between two; none where a report has no score.
pub(crate) async fn full_between(
    tx: &mut Tx,
    round: &RoundCode,
    schemes: &[&SchemeCode],
    (first, last): (&OrganisationCode, &OrganisationCode),
) -> ServiceResult<BTreeMap<(SchemeCode, OrganisationCode), Option<Amount>>> {
    if schemes.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<(String, String, Option<String>)> = on!(tx, conn => {
        let mut query = QueryBuilder::new("SELECT scheme, organisation, full_score FROM score WHERE round = ");
        query.push_bind(round.as_str());
        push_one_of(query.push(" AND scheme"), schemes.iter().map(|scheme| scheme.as_str()));
        query.push(" AND organisation >= ").push_bind(first.as_str());
        query.push(" AND organisation <= ").push_bind(last.as_str()).build_query_as().fetch_all(conn).await
    })?;
    let score = |(scheme, organisation, full): (String, String, Option<String>)| {
        let full = full.as_deref().map(|full| stored("score", full)).transpose()?;
        Ok(((stored("scheme", &scheme)?, stored("organisation", &organisation)?), full))
    };
    rows.into_iter().map(score).collect()
}

/// All scores of some bodies in one round, in the order of bodies and schemes. Schemes stand before bodies in the key: without them all
/// scores of the round would be read.
pub(crate) async fn of_bodies(
    tx: &mut Tx,
    round: &RoundCode,
    organisations: &[OrganisationCode],
) -> ServiceResult<Vec<KeptScore>> {
    const SQL: &str = "
        SELECT round, scheme, organisation, edition, population, revision, full_score, published, classed, reason,
               pillars, grades
        FROM score
        WHERE scheme IN (SELECT code FROM scheme) AND round = ";
    if organisations.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = on!(tx, conn => {
        let mut query = QueryBuilder::new(SQL);
        query.push_bind(round.as_str()).push(" AND organisation IN (");
        let mut list = query.separated(", ");
        for organisation in organisations {
            list.push_bind(organisation.as_str());
        }
        query.push(") ORDER BY organisation, scheme").build_query_as().fetch_all(conn).await
    })?;
    rows.into_iter().map(KeptScore::try_from).collect()
}

/// The bodies that have scores in a round, in order.
pub(crate) async fn bodies(tx: &mut Tx, round: &RoundCode) -> ServiceResult<Vec<OrganisationCode>> {
    const SQL: &str = "SELECT DISTINCT organisation FROM score WHERE round = $1 ORDER BY organisation";
    let rows: Vec<(String,)> = on!(tx, conn => sqlx::query_as(SQL).bind(round.as_str()).fetch_all(conn).await)?;
    rows.into_iter().map(|(organisation,)| stored("organisation", &organisation)).collect()
}

/// A score as it counts for the country.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BriefScore {
    pub(crate) round: RoundCode,
    pub(crate) scheme: SchemeCode,
    pub(crate) edition: i32,
    /// With whom bodies were compared; nobody where there is none.
    pub(crate) population: Option<String>,
    /// The published score, where there is one.
    pub(crate) published: Option<Amount>,
    pub(crate) organisation: OrganisationCode,
    /// Of which kind the body is.
    pub(crate) kind: OrganisationKind,
    /// The class or level, where there is one.
    pub(crate) class: Option<ClassCode>,
    /// The values right below the root.
    pub(crate) pillars: Vec<Option<Amount>>,
    pub(crate) grades: Option<GradeCounts>,
}

/// Of the class of a score, that alone which counts for the country.
#[derive(Deserialize)]
struct BriefClass {
    code: ClassCode,
}

/// All scores of some rounds, as they count for the country, in the order of the bodies. What a row costs goes by its columns
/// (decision 0081), so edition and population come as one.
pub(crate) async fn brief(tx: &mut Tx, rounds: &[RoundCode]) -> ServiceResult<Vec<BriefScore>> {
    const SQL: &str = "
        SELECT score.round, score.scheme, score.organisation, organisation.kind,
               concat_ws('\u{1f}', score.edition, score.population),
               score.published, score.classed, score.pillars, score.grades
        FROM score
        JOIN organisation ON organisation.code = score.organisation
        WHERE score.round";
    type Brief = (String, String, String, String, String, Option<String>, Option<String>, String, Option<String>);
    if rounds.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Brief> = on!(tx, conn => {
        let mut query = QueryBuilder::new(SQL);
        push_one_of(&mut query, rounds.iter().map(RoundCode::as_str));
        query.push(" ORDER BY score.organisation").build_query_as().fetch_all(conn).await
    })?;
    let brief = |(round, scheme, organisation, kind, made, published, classed, pillars, grades): Brief| {
        let class = classed.as_deref().map(of_json::<BriefClass>).transpose()?;
        let (edition, population) =
            made.split_once('\u{1f}').ok_or_else(|| unreadable("score", "it has no population"))?;
        Ok(BriefScore {
            round: stored("round", &round)?,
            scheme: stored("scheme", &scheme)?,
            organisation: stored("organisation", &organisation)?,
            kind: stored("kind", &kind)?,
            pillars: of_json(&pillars)?,
            edition: stored("edition", edition)?,
            population: (!population.is_empty()).then(|| population.to_owned()),
            published: published.as_deref().map(|score| stored("score", score)).transpose()?,
            class: class.map(|class| class.code),
            grades: grades.as_deref().map(of_json).transpose()?,
        })
    };
    rows.into_iter().map(brief).collect()
}

/// Puts scores in the place of earlier ones of the same report and scheme.
pub(crate) async fn save(tx: &mut Tx, scores: &[KeptScore]) -> ServiceResult<()> {
    const INSERT: &str = "
        INSERT INTO score
            (round, scheme, organisation, edition, population, revision, full_score, published, classed, reason,
             pillars, grades) ";
    const UPDATE: &str = "
        ON CONFLICT (round, scheme, organisation) DO UPDATE SET
            edition = excluded.edition, population = excluded.population, revision = excluded.revision,
            full_score = excluded.full_score, published = excluded.published, classed = excluded.classed,
            reason = excluded.reason, pillars = excluded.pillars, grades = excluded.grades";
    for chunk in scores.chunks(ROWS_AT_ONCE) {
        let mut texts = Vec::with_capacity(chunk.len());
        for kept in chunk {
            let score = kept.outcome.as_ref().ok();
            let classed = score.and_then(|score| score.class.as_ref()).map(to_json).transpose()?;
            let reason = kept.outcome.as_ref().err().map(to_json).transpose()?;
            let grades = kept.grades.as_ref().map(to_json).transpose()?;
            texts.push((kept, classed, reason, to_json(&kept.pillars)?, grades));
        }
        on!(tx, conn => QueryBuilder::new(INSERT)
            .push_values(texts, |mut row, (kept, classed, reason, pillars, grades)| {
                let score = kept.outcome.as_ref().ok();
                row.push_bind(kept.round.as_str())
                    .push_bind(kept.scheme.as_str())
                    .push_bind(kept.organisation.as_str())
                    .push_bind(kept.edition)
                    .push_bind(kept.population.as_deref().unwrap_or_default())
                    .push_bind(kept.revision)
                    .push_bind(score.map(|score| score.full.to_string()))
                    .push_bind(score.map(|score| score.published.to_string()))
                    .push_bind(classed)
                    .push_bind(reason)
                    .push_bind(pillars)
                    .push_bind(grades);
            })
            .push(UPDATE)
            .build().execute(conn).await.map(|_| ()))?;
    }
    Ok(())
}

/// Takes all scores of a scheme in a round out.
pub(crate) async fn clear(tx: &mut Tx, round: &RoundCode, scheme: &SchemeCode) -> ServiceResult<()> {
    const SQL: &str = "DELETE FROM score WHERE round = $1 AND scheme = $2";
    on!(tx, conn => sqlx::query(SQL)
        .bind(round.as_str()).bind(scheme.as_str()).execute(conn).await.map(|_| ()))?;
    Ok(())
}
