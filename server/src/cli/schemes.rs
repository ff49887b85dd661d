//! What an edition of a scheme moves, body by body, or why it moves nothing.

use super::terminal;
use app::text::scores;
use domain::{ids::IndicatorCode, text::Language};
use service::{
    schemes::{ActivationKind, Moved, SchemeDiff, Shown},
    scores::NoScore,
};

/// Says how many agencies have a score, whose score, level or place moves, and in which round; or why nothing moves.
pub(crate) fn tell(diff: &SchemeDiff) -> anyhow::Result<()> {
    let Some(activation) = diff.activation else {
        return terminal::say(
            "ไม่ได้ระบุแผน จึงเก็บเกณฑ์ไว้อย่างเดียว ไม่มีคะแนนใดเปลี่ยน ระบุแผนด้วย --plan เพื่อดูผลต่อข้อมูล · no plan is named, so the scheme is only kept and no score changes: name a plan with --plan to see the effect on data",
        );
    };
    list("แผนไม่มีตัวชี้วัดเหล่านี้ · the plan does not have these indicators", &diff.unknown)?;
    list(
        "แผนมีตัวชี้วัดเหล่านี้ แต่ไม่ได้ถามหน่วยงาน · the plan has these indicators, but does not ask agencies for them",
        &diff.not_asked,
    )?;
    if let Some(round) = &diff.round {
        let words = format!(
            "{round}: ไม่มีหน่วยงานใดมีคำตอบที่รับรองแล้วของตัวชี้วัดเหล่านี้ · no agency has an accepted answer to these indicators"
        );
        list(&words, &diff.unanswered)?;
    }
    match activation {
        ActivationKind::New => {
            if let Some((name, bodies)) = &diff.population {
                terminal::say(format!(
                    "เทียบกับ {bodies} หน่วยงานของรอบ {name} · compared with the {bodies} bodies of {name}"
                ))?;
            }
            scored(diff)?;
            moves(diff)
        }
        ActivationKind::InForce => terminal::say(
            "เกณฑ์รุ่นนี้ใช้กับแผนนี้อยู่แล้ว ไม่มีคะแนนใดเปลี่ยน · this edition is in force for this plan already: no score changes",
        ),
        ActivationKind::Unknown | ActivationKind::ReadsNothing => scored(diff),
    }
}

/// Indicators of which the same is said; nothing where there are none.
fn list(words: &str, indicators: &[IndicatorCode]) -> anyhow::Result<()> {
    if indicators.is_empty() {
        return Ok(());
    }
    let indicators: Vec<&str> = indicators.iter().map(IndicatorCode::as_str).collect();
    terminal::say(format!("{words}: {}", indicators.join(", ")))
}

/// How many agencies have a score with the edition.
fn scored(diff: &SchemeDiff) -> anyhow::Result<()> {
    let Some(round) = &diff.round else {
        return terminal::say(
            "ยังไม่มีรอบใดของแผนที่มีรายงานรับรองแล้ว จึงยังไม่มีหน่วยงานใดได้คะแนน · no round of the plan has an accepted report yet, so no agency has a score",
        );
    };
    let (scored, agencies) = (diff.coverage.contributors, diff.coverage.expected);
    terminal::say(if scored == 0 {
        format!("{round}: ไม่มีหน่วยงานใดได้คะแนน (0 จาก {agencies}) · no agency has a score with it (0 of {agencies})")
    } else {
        format!(
            "{round}: ได้คะแนน {scored} จาก {agencies} หน่วยงาน · {scored} of {agencies} agencies have a score with it"
        )
    })
}

/// Whose score, level or place moves.
fn moves(diff: &SchemeDiff) -> anyhow::Result<()> {
    let Some(round) = &diff.round else { return Ok(()) };
    let (moved, unmoved) = (diff.moved.len(), diff.unmoved);
    terminal::say(format!("{round}: เปลี่ยน {moved} คงเดิม {unmoved} หน่วยงาน · {moved} bodies move, {unmoved} stay"))?;
    let first = diff.moved.iter().filter(|it| it.before.is_none() && is_scored(it.after.as_ref())).count();
    let levels = changed(&diff.moved, |shown| shown.class.as_ref());
    let places = changed(&diff.moved, |shown| shown.place.as_ref());
    terminal::say(format!(
        "{round}: ได้คะแนนครั้งแรก {first} เปลี่ยนระดับ {levels} เปลี่ยนอันดับ {places} · {first} have a first score, {levels} change level, {places} change place"
    ))?;
    let [before, with] = diff.decimals;
    for Moved { organisation, before: was, after } in &diff.moved {
        terminal::say(format!("  {organisation}: {} → {}", words(was.as_ref(), before), words(after.as_ref(), with)))?;
    }
    Ok(())
}

fn is_scored(shown: Option<&Shown>) -> bool {
    shown.is_some_and(|shown| shown.published.is_some())
}

/// How many had something before and have something else, or nothing, with the edition.
fn changed<Part: PartialEq>(moved: &[Moved], part: impl Fn(&Shown) -> Option<&Part>) -> usize {
    let is_changed = |moved: &&Moved| {
        let before = moved.before.as_ref();
        before.is_some() && before.and_then(&part) != moved.after.as_ref().and_then(&part)
    };
    moved.iter().filter(is_changed).count()
}

/// Why there is no score, in both languages.
fn in_both(why: impl Fn(Language) -> String) -> String {
    format!("({} · {})", why(Language::Th), why(Language::En))
}

/// A score with its level and place, or why there is none; a shared place has an equals sign.
fn words(shown: Option<&Shown>, decimals: u32) -> String {
    let Some(shown) = shown else { return "–".to_owned() };
    let score = match (shown.published, &shown.reason) {
        (Some(score), _) => score.with_decimals(decimals),
        (None, Some(NoScore::Absent(absence))) => in_both(|language| scores::absence_by_codes(language, absence)),
        (None, Some(NoScore::Fault(fault))) => {
            in_both(|language| format!("{}: {}", fault.node, scores::unfit(language, &fault.fault)))
        }
        (None, None) => "–".to_owned(),
    };
    let class = shown.class.as_ref().map(|class| format!(" {class}")).unwrap_or_default();
    let place = shown.place.map(|place| format!(" #{}{}", place.number, if place.is_shared { "=" } else { "" }));
    format!("{score}{class}{}", place.unwrap_or_default())
}
