//! Whether scores of two rounds can be compared.

use super::{RoundScores, holding::holding};
use crate::{ServiceResult, Services, store::Tx};
use domain::{
    ids::IndicatorCode,
    round::Round,
    score::{EditionChange, Scheme},
};

/// All that stands against comparing the scores of a round with those of another one, made by an edition of the same scheme:
/// how they were made, and of which answers. Empty where nothing does.
pub(super) async fn differences(
    services: &Services,
    tx: &mut Tx,
    among: &RoundScores,
    (round, scheme): (&Round, &Scheme),
) -> ServiceResult<Vec<EditionChange>> {
    let plan = services.plan_of(tx, round).await?;
    let now = |code: &IndicatorCode| among.plan.indicator(code);
    let then = |code: &IndicatorCode| plan.indicator(code);
    let made = among.scheme.comparable_at(&among.scheme.root().code, scheme, now, then);
    let mut changes = made.err().unwrap_or_default();
    let (now, then) = (holding(services, tx, &among.round).await?, holding(services, tx, round).await?);
    changes.extend(among.scheme.answers_alike(&now, &then));
    Ok(changes)
}
