//! Objections between two snapshots, in sentences: of what, how each was decided, and what that did.

use super::{body, figure, indicator, of_scores::score_side, title};
use crate::text::{either, format};
use domain::{
    objection::{ObjectionStateName, Subject},
    snapshot::{Diff, ObjectionChange, ScoreMove, ScoreSide, ValueMove},
    text::Language,
};

/// One objection that was filed, decided or taken back, with what it did where it was upheld.
pub(super) fn objection(language: Language, diff: &Diff, change: &ObjectionChange) -> String {
    let about = match &change.about {
        Subject::Value(code) => indicator(language, diff, code),
        Subject::Score(scheme) => {
            format!("{} {}", either(language, "คะแนน", "score of"), title(language, diff, scheme))
        }
    };
    let decimals = match &change.about {
        Subject::Score(scheme) => diff.decimals.get(scheme).copied().unwrap_or_default(),
        Subject::Value(_) => 0,
    };
    let counter = change.counter.map(|counter| format::at_least(counter, decimals)).map(|counter| match language {
        Language::Th => format!(" เห็นว่าควรเป็น {counter}"),
        Language::En => format!(", which should be {counter}"),
    });
    let filed = format::instant(language, change.filed_at);
    let filed = match language {
        Language::Th => format!("ยื่นคำคัดค้านเมื่อ {filed}"),
        Language::En => format!("objection filed on {filed}"),
    };
    let effects = if change.is_upheld() { effects(language, diff, change) } else { String::new() };
    let (body, counter) = (body(language, diff, &change.body), counter.unwrap_or_default());
    format!("{body}, {about}{counter}: {filed} — {}{effects}", outcome(language, change))
}

/// How it stands, since when.
fn outcome(language: Language, change: &ObjectionChange) -> String {
    let (th, en) = match change.after {
        Some(ObjectionStateName::Open) => return either(language, "รอคำวินิจฉัย", "it waits for a decision").to_owned(),
        None => return either(language, "ไม่รอคำวินิจฉัยแล้ว", "it waits no more").to_owned(),
        Some(ObjectionStateName::Withdrawn) => ("หน่วยงานถอนเมื่อ", "taken back by the agency on"),
        Some(ObjectionStateName::Rejected) => ("วินิจฉัยไม่เห็นด้วยเมื่อ", "rejected on"),
        Some(ObjectionStateName::Upheld) if change.corrected.is_empty() => {
            ("วินิจฉัยเห็นด้วยว่าเกณฑ์รุ่นนี้บกพร่องเมื่อ", "upheld, the edition of the scheme is at fault, on")
        }
        Some(ObjectionStateName::Upheld) => ("วินิจฉัยเห็นด้วยเมื่อ", "upheld on"),
    };
    let at = change.decided_at.map_or_else(|| format::NOTHING.to_owned(), |at| format::instant(language, at));
    format!("{} {at}", either(language, th, en))
}

/// Which values and scores differ because of it; the score that it is about also where it stays.
fn effects(language: Language, diff: &Diff, change: &ObjectionChange) -> String {
    let none = either(language, "ไม่มีค่า", "no value");
    let value = |moved: &ValueMove| {
        let code = &moved.indicator;
        let side = |side: Option<_>| side.map_or_else(|| none.to_owned(), |it| figure(language, diff, code, it));
        format!("{}: {} → {}", indicator(language, diff, code), side(moved.before), side(moved.after))
    };
    let score = |moved: &ScoreMove| {
        let side = |side: &Option<ScoreSide>| score_side(language, diff, &moved.scheme, side.as_ref());
        let (before, after) = (side(&moved.before), side(&moved.after));
        let name = title(language, diff, &moved.scheme);
        if moved.before == moved.after {
            format!("{name}: {before} {}", either(language, "คงเดิม", "stays"))
        } else {
            format!("{name}: {before} → {after}")
        }
    };
    let values = change.values.iter().map(value);
    let told: Vec<String> = values.chain(change.scores.iter().map(score)).collect();
    if told.is_empty() { String::new() } else { format!("; {}", told.join("; ")) }
}
