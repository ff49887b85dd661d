//! What changed between two snapshots, in sentences: on the page that compares them and on the command line.

mod of_objections;
mod of_scores;

pub use of_scores::MovedScore;

use super::{format, snapshots, states};
use domain::{
    amount::Amount,
    ids::{IndicatorCode, OrganisationCode, SchemeCode},
    snapshot::{Cause, Diff, Listed, ReportedValue, ScoreChange, TrustChange, ValueChange, ValueReason},
    text::Language,
};

/// How many changes of one kind the notes tell one by one.
const MOST_TOLD: usize = 50;
/// How many indicators are named as what moved one score.
const MOST_NAMED: usize = 5;

/// A part of the notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotesPart {
    /// What it is about.
    pub title: String,
    /// The first of them.
    pub told: Told,
    /// How many more there are.
    pub more: usize,
}

/// The changes of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// One sentence for each.
    Sentences(Vec<String>),
    /// Scores and places that moved by something of their own or by a rule.
    Scores(Vec<MovedScore>),
    /// Those that only others moved: many, and seldom what a reader came for.
    ByOthers(Vec<MovedScore>),
}

impl NotesPart {
    /// One sentence for each change that is told.
    pub fn sentences(&self) -> Vec<&str> {
        match &self.told {
            Told::Sentences(lines) => lines.iter().map(String::as_str).collect(),
            Told::Scores(scores) | Told::ByOthers(scores) => {
                scores.iter().map(|score| score.sentence.as_str()).collect()
            }
        }
    }

    /// How many changes there are, with those that are not told.
    pub fn total(&self) -> usize {
        self.sentences().len() + self.more
    }
}

/// Notes on what changed, in parts; none where nothing did.
pub fn notes(language: Language, diff: &Diff) -> Vec<NotesPart> {
    let word = |th: &'static str, en: &'static str| super::either(language, th, en).to_owned();
    let mut parts = Vec::new();
    let mut about = Vec::new();
    if diff.plan_differs {
        about.push(word("แผนมีเนื้อหาต่างจากเดิม", "The plan says something else"));
    }
    for moved in &diff.schemes {
        let title = diff.titles.get(&moved.scheme).map_or(moved.scheme.as_str(), |title| title.in_language(language));
        let side = |side: &Option<(i32, Option<String>)>| {
            side.as_ref().map_or_else(
                || word("ไม่มี", "none"),
                |(edition, population)| match population {
                    Some(name) => format!("{edition} ({name})"),
                    None => edition.to_string(),
                },
            )
        };
        let (before, after) = (side(&moved.before), side(&moved.after));
        about.push(match language {
            Language::Th => format!("{title}: รุ่นของเกณฑ์ {before} → {after}"),
            Language::En => format!("{title}: edition {before} → {after}"),
        });
    }
    if !about.is_empty() {
        parts.push(NotesPart {
            title: word("แผนและเกณฑ์", "Plan and schemes"), told: Told::Sentences(about), more: 0
        });
    }
    let title = word("ค่าที่เปลี่ยน", "Values that changed");
    parts.extend(listed(title, &diff.values, |change| value(language, diff, change)));
    let title = word("คำคัดค้านที่ยื่นหรือวินิจฉัยระหว่างสองชุด", "Objections filed or decided in between");
    parts.extend(listed(title, &diff.objections, |change| of_objections::objection(language, diff, change)));
    let title = word("ที่มาของค่าที่เปลี่ยน", "What stands behind values");
    parts.extend(listed(title, &diff.trusts, |change| trust(language, diff, change)));
    // Each has a limit of its own: one accepted correction can move the places of hundreds of others.
    let (own, by_others) =
        diff.scores.shown.split_at(diff.scores.shown.partition_point(|change| !change.is_by_others()));
    let score = |change: &ScoreChange| of_scores::score(language, diff, change);
    let title = word("คะแนนและอันดับที่เปลี่ยน", "Scores and places that changed");
    parts.extend(first_told(title, own, diff.scores.total.saturating_sub(diff.moved_by_others), score, Told::Scores));
    let title = word("อันดับที่ขยับเพราะหน่วยงานอื่นเปลี่ยน", "Places that moved since others changed");
    parts.extend(first_told(title, by_others, diff.moved_by_others, score, Told::ByOthers));
    let title = word("สถานะรายงานที่เปลี่ยน", "Reports that moved on");
    parts.extend(listed(title, &diff.states, |change| {
        let side = |state: Option<_>| state.map_or("–", |state| states::state(language, state));
        format!("{}: {} → {}", body(language, diff, &change.body), side(change.before), side(change.after))
    }));
    let title = word("หน่วยงานที่เปลี่ยน", "Organisations that changed");
    parts.extend(listed(title, &diff.bodies, |change| {
        let what = match (&change.before, &change.after) {
            (None, _) => word("เพิ่มในทะเบียน", "added to the register"),
            (_, None) => word("ไม่อยู่ในทะเบียนแล้ว", "no longer in the register"),
            (Some(before), Some(after)) if before.name != after.name => {
                let (old, new) = (before.name.in_language(language), after.name.in_language(language));
                return format!("{}: {old} → {new}", change.body);
            }
            (Some(before), Some(after)) if before.parent != after.parent => word("ย้ายสังกัด", "moved below another body"),
            (Some(_), Some(_)) => word("ข้อมูลทะเบียนเปลี่ยน", "its entry changed"),
        };
        format!("{}: {what}", body(language, diff, &change.body))
    }));
    parts
}

fn listed<Change>(title: String, changes: &Listed<Change>, told: impl Fn(&Change) -> String) -> Option<NotesPart> {
    first_told(title, &changes.shown, changes.total, told, Told::Sentences)
}

/// The first of so many changes, where there are any.
fn first_told<Change, Row>(
    title: String,
    shown: &[Change],
    total: usize,
    row: impl Fn(&Change) -> Row,
    told: impl Fn(Vec<Row>) -> Told,
) -> Option<NotesPart> {
    let rows: Vec<Row> = shown.iter().take(MOST_TOLD).map(row).collect();
    let more = total.saturating_sub(rows.len());
    (total > 0).then(|| NotesPart { title, told: told(rows), more })
}

/// How many places moved while nothing of the bodies themselves changed.
pub fn by_others(language: Language, count: usize) -> String {
    let count = format::counted(count);
    match language {
        Language::Th => format!("ขยับ {count} รายการโดยไม่มีอะไรของหน่วยงานเองเปลี่ยน"),
        Language::En => format!("{count} moved while nothing of their own changed"),
    }
}

fn body(language: Language, diff: &Diff, code: &OrganisationCode) -> String {
    diff.names.get(code).map_or_else(|| code.to_string(), |name| name.in_language(language).to_owned())
}

fn indicator(language: Language, diff: &Diff, code: &IndicatorCode) -> String {
    diff.indicators.get(code).map_or_else(|| code.to_string(), |name| name.in_language(language).to_owned())
}

/// Why a value differs.
pub fn reason(language: Language, reason: ValueReason) -> &'static str {
    let (th, en) = match reason {
        ValueReason::Accepted => ("รับรองแล้วหลังชุดก่อน", "accepted since then"),
        ValueReason::Corrected => ("หน่วยงานแก้ไขและรับรองใหม่", "corrected by the agency and accepted again"),
        ValueReason::Objection => {
            ("หน่วยงานคัดค้านค่าที่ตรวจสอบและได้รับความเห็นด้วย", "an objection of the agency to the verified value was upheld")
        }
        ValueReason::Verified => ("DGA ตรวจสอบได้ค่าอื่น", "verified otherwise by DGA"),
        ValueReason::Redefined => ("นิยามในแผนเปลี่ยน", "the plan defines it otherwise"),
        ValueReason::Removed => ("นำออก", "taken out"),
    };
    super::either(language, th, en)
}

/// A figure as the pages of its indicator write it.
fn figure(language: Language, diff: &Diff, code: &IndicatorCode, figure: Amount) -> String {
    let defined = diff.defined.get(code);
    defined.map_or_else(|| format::figure(figure), |indicator| format::of_one(language, indicator, figure))
}

fn value_side(language: Language, diff: &Diff, value: Option<&ReportedValue>) -> String {
    let Some(value) = value else { return super::either(language, "ไม่มีค่า", "no value").to_owned() };
    match value.figure {
        Some(found) => figure(language, diff, &value.indicator, found),
        None => super::either(language, "ไม่เกี่ยวข้อง", "not applicable").to_owned(),
    }
}

fn value(language: Language, diff: &Diff, change: &ValueChange) -> String {
    let [before, after] = [&change.before, &change.after].map(|side| value_side(language, diff, side.as_ref()));
    let (body, indicator) = (body(language, diff, &change.body), indicator(language, diff, &change.indicator));
    let why = reason(language, change.reason);
    let who = change.steps.last().map(|step| {
        let (what, at) = (states::step(language, &step.step), format::instant(language, step.at));
        // A step that the operator or an import took has no role of ours.
        let role = step.role.map_or_else(String::new, |role| format!(", {}", states::role(language, role)));
        format!(" — {at}{role}: {what}")
    });
    format!("{body}, {indicator}: {before} → {after} ({why}){}", who.unwrap_or_default())
}

fn title<'a>(language: Language, diff: &'a Diff, scheme: &'a SchemeCode) -> &'a str {
    diff.titles.get(scheme).map_or(scheme.as_str(), |title| title.in_language(language))
}

/// What stood behind a value and what does, with the round that it is carried from.
fn trust(language: Language, diff: &Diff, change: &TrustChange) -> String {
    let (before, after) = (states::trust(language, change.before), states::trust(language, change.after));
    let (body, indicator) = (body(language, diff, &change.body), indicator(language, diff, &change.indicator));
    let from = change.from.as_ref().map(|round| match language {
        Language::Th => format!(" (คำตอบของรอบ {round})"),
        Language::En => format!(" (answer of round {round})"),
    });
    format!("{body}, {indicator}{}: {before} → {after}", from.unwrap_or_default())
}

fn because(language: Language, diff: &Diff, cause: &Cause) -> String {
    let of = |codes: &[IndicatorCode], (th, en): (&str, &str)| {
        let names: Vec<String> = codes.iter().map(|code| indicator(language, diff, code)).collect();
        format!("{}: {}", if language == Language::Th { th } else { en }, first_of(language, &names))
    };
    let (th, en) = match cause {
        Cause::Values(codes) => return of(codes, ("ค่าเปลี่ยน", "values changed")),
        Cause::Trust(codes) => return of(codes, ("ที่มาของค่าเปลี่ยน", "something else stands behind values")),
        Cause::Edition => ("เกณฑ์รุ่นอื่น", "another edition of the scheme"),
        Cause::Population => ("ประชากรอ้างอิงอื่น", "another reference population"),
        Cause::Plan => ("แผนเปลี่ยน", "the plan changed"),
        Cause::Asked => ("ตัวชี้วัดที่ต้องรายงานต่างไป", "other indicators are asked of it"),
        Cause::Rule => ("ระบบรุ่นใหม่คำนวณด้วยกฎอื่น", "another release computes by another rule"),
        Cause::Others => ("หน่วยงานอื่นเปลี่ยน", "only others moved"),
    };
    super::either(language, th, en).to_owned()
}

/// The first few names, and how many more there are.
fn first_of(language: Language, names: &[String]) -> String {
    let (first, rest) = names.split_at(names.len().min(MOST_NAMED));
    let first = first.join(", ");
    if rest.is_empty() { first } else { format!("{first} {}", snapshots::more(language, rest.len())) }
}

#[cfg(test)]
mod tests;
