//! Scores and places between two snapshots: as cells of a row, and in a sentence.

use super::{because, body, title};
use crate::text::{either, format};
use domain::{
    ids::{ClassCode, SchemeCode},
    snapshot::{Diff, ScoreChange, ScoreSide},
    text::Language,
};

/// A score or a place that differs, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedScore {
    /// Whose.
    pub body: String,
    /// Under which scheme.
    pub scheme: String,
    /// The score with its level before and after; once where they are alike.
    pub score: String,
    /// The place before and after; once where they are alike.
    pub place: String,
    /// Why.
    pub why: String,
    /// All of it.
    pub sentence: String,
}

/// A score or a place that differs.
pub(super) fn score(language: Language, diff: &Diff, change: &ScoreChange) -> MovedScore {
    let sides = [&change.before, &change.after].map(Option::as_ref);
    let place = |side: Option<&ScoreSide>| place(side).unwrap_or_else(|| format::NOTHING.to_owned());
    let causes: Vec<String> = change.causes.iter().map(|cause| because(language, diff, cause)).collect();
    let (body, why) = (body(language, diff, &change.body), causes.join(", "));
    let scheme = title(language, diff, &change.scheme).to_owned();
    let [before, after] = sides.map(|side| score_side(language, diff, &change.scheme, side));
    MovedScore {
        score: moved(sides.map(|side| published(language, diff, &change.scheme, side))),
        place: moved(sides.map(place)),
        sentence: format!("{body}, {scheme}: {before} → {after} ({why})"),
        body,
        scheme,
        why,
    }
}

fn moved([before, after]: [String; 2]) -> String {
    if before == after { after } else { format!("{before} → {after}") }
}

/// A score with its level and place, or that there is none.
pub(super) fn score_side(language: Language, diff: &Diff, scheme: &SchemeCode, side: Option<&ScoreSide>) -> String {
    let score = published(language, diff, scheme, side);
    match (place(side), language) {
        (Some(place), Language::Th) => format!("{score} อันดับ {place}"),
        (Some(place), Language::En) => format!("{score} place {place}"),
        (None, _) => score,
    }
}

/// A score with its level, or that there is none.
fn published(language: Language, diff: &Diff, scheme: &SchemeCode, side: Option<&ScoreSide>) -> String {
    let none = either(language, "ไม่มีคะแนน", "no score");
    let Some((side, published)) = side.and_then(|side| Some((side, side.published?))) else { return none.to_owned() };
    let written =
        diff.decimals.get(scheme).map_or_else(|| format::exact(published), |most| format::fixed(published, *most));
    let names = diff.classes.get(scheme);
    let name =
        |class: &ClassCode| names.and_then(|names| names.get(class)).map(|name| name.in_language(language).to_owned());
    let class = side.class.as_ref().map(|class| format!(" {}", name(class).unwrap_or_else(|| class.to_string())));
    format!("{written}{}", class.unwrap_or_default())
}

fn place(side: Option<&ScoreSide>) -> Option<String> {
    let side = side.filter(|side| side.published.is_some())?;
    side.place.map(format::count)
}
