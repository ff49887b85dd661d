//! What an edition of a scheme moves, body by body.

use super::terminal;
use service::{
    schemes::{Moved, SchemeDiff, Shown},
    scores::NoScore,
};

/// Says whose score, level or place moves, and in which round.
pub(crate) fn tell(diff: &SchemeDiff) -> anyhow::Result<()> {
    if !diff.not_asked.is_empty() {
        let list: Vec<String> = diff.not_asked.iter().map(ToString::to_string).collect();
        let list = list.join(", ");
        terminal::tell(format!(
            "แผนไม่ได้ถามหน่วยงานถึงตัวชี้วัดเหล่านี้ · the plan does not ask agencies for these indicators: {list}"
        ));
    }
    if let Some((name, bodies)) = &diff.population {
        terminal::say(format!("เทียบกับ {bodies} หน่วยงานของรอบ {name} · compared with the {bodies} bodies of {name}"))?;
    }
    let Some(round) = &diff.round else { return Ok(()) };
    let (moved, unmoved) = (diff.moved.len(), diff.unmoved);
    terminal::say(format!("{round}: เปลี่ยน {moved} คงเดิม {unmoved} หน่วยงาน · {moved} bodies move, {unmoved} stay"))?;
    for Moved { organisation, before, after } in &diff.moved {
        terminal::say(format!("  {organisation}: {} → {}", words(before.as_ref()), words(after.as_ref())))?;
    }
    Ok(())
}

/// A score with its level and place; a shared place has an equals sign.
fn words(shown: Option<&Shown>) -> String {
    let Some(shown) = shown else { return "–".to_owned() };
    let score = match (&shown.published, &shown.reason) {
        (Some(score), _) => score.to_string(),
        (None, Some(NoScore::Absent(absence))) => absence.code().to_owned(),
        (None, Some(NoScore::Fault(fault))) => fault.to_string(),
        (None, None) => "–".to_owned(),
    };
    let class = shown.class.as_ref().map(|class| format!(" {class}")).unwrap_or_default();
    let place = shown.place.map(|place| format!(" #{}{}", place.number, if place.is_shared { "=" } else { "" }));
    format!("{score}{class}{}", place.unwrap_or_default())
}
