//! What makes a country's pages what they are in earnest: schemes in force, with the scores of all rounds, and the sourced facts of
//! where Thailand stands.

use crate::{
    Outcome,
    country::{Country, code},
    progress,
};
use domain::ids::PlanCode;
use service::{Actor, organisations::ImportMode};
use std::fmt::Write as _;

/// Pillars of a scheme, as the plan has strategies.
const PILLARS: usize = 4;
/// The shipped facts.
const FACTS: &[u8] = include_bytes!("../../reference/facts.csv");

/// How a scheme judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Judged {
    /// By five levels, each with what every pillar has to reach, as the readiness of agencies.
    ByLevels,
    /// By the score alone, as the achievement of the plan.
    ByCutOffs,
}

impl Judged {
    fn code(self) -> &'static str {
        match self {
            Self::ByLevels => "bench",
            Self::ByCutOffs => "bench-cut-offs",
        }
    }

    /// Five classes, from 20 to 80 of the whole.
    fn rule(self) -> Outcome<String> {
        let mut text = String::new();
        for level in 0..5 {
            write!(text, "{{ code = \"level-{level}\", title = {{ th = \"ระดับ {level}\", en = \"Level {level}\" }}")?;
            match self {
                _ if level == 0 => {}
                Self::ByCutOffs => write!(text, ", from = {{ at_least = \"{}\" }}", level * 20)?,
                Self::ByLevels => {
                    write!(text, ", criteria = [{{ node = \"all\", at_least = \"{}\" }}", level * 20)?;
                    for pillar in 0..PILLARS {
                        write!(text, ", {{ node = \"pillar-{pillar}\", at_least = \"{}\" }}", level * 10)?;
                    }
                    text.push(']');
                }
            }
            text.push_str(" },\n");
        }
        Ok(match self {
            Self::ByLevels => format!("by = \"staged\"\nlevels = [\n{text}]\n"),
            Self::ByCutOffs => format!("by = \"thresholds\"\nclasses = [\n{text}]\n"),
        })
    }
}

/// Both kinds of schemes come into force, all rounds are scored, and the sourced facts are there.
pub(crate) async fn everything(country: &Country) -> Outcome<()> {
    progress(&format!("{} agencies: scores of all rounds, and facts", country.agencies));
    let operator = Actor::operator(&code("th")?);
    for judged in [Judged::ByLevels, Judged::ByCutOffs] {
        scheme_comes_into_force(country, judged).await?;
    }
    country.services.scores().rebuild(&operator).await?;
    let mut facts = service::imports::facts::read(FACTS).map_err(|found| format!("{found:?}"))?.facts;
    // Others are of bodies that this country does not have.
    facts.retain(|fact| fact.organisation.as_ref().is_none_or(|organisation| organisation == "th"));
    country.services.plans().import_facts(&operator, &facts, ImportMode::Apply).await?;
    Ok(())
}

/// A scheme over the plan's indicators.
pub(crate) async fn scheme_comes_into_force(country: &Country, judged: Judged) -> Outcome<()> {
    let text = scheme(country, judged)?;
    let scheme = service::imports::schemes::read(text.as_bytes()).map_err(|found| format!("{found:?}"))?;
    let (plan, operator): (PlanCode, _) = (code("bench")?, Actor::operator(&code("th")?));
    country.services.schemes().import(&operator, scheme, Some(&plan), ImportMode::Apply).await?;
    Ok(())
}

/// Pillars with unequal weights, and under each its indicators with unequal weights.
fn scheme(country: &Country, judged: Judged) -> Outcome<String> {
    let source = r#"provenance = { status = "demonstration", source = "bench" }"#;
    let title = r#"title = { th = "คะแนน", en = "Score" }"#;
    let mut text = format!(
        "format = \"tidtam-scheme/1\"\n[scheme]\ncode = \"{}\"\nedition = 1\n{title}\n\
         description = {{ th = \"คะแนน\", en = \"Score\" }}\n\
         rounding = {{ decimals = 4, judged = \"rounded\" }}\n{source}\n\
         [scheme.classing]\n{source}\n[scheme.classing.rule]\n{}\
         [[node]]\ncode = \"all\"\n{title}\ncombines = {{ by = \"arithmetic\" }}\n{source}\n",
        judged.code(),
        judged.rule()?
    );
    for pillar in 0..PILLARS {
        write!(
            text,
            "[[node]]\ncode = \"pillar-{pillar}\"\nparent = \"all\"\n{title}\nweight = \"{}\"\n\
             combines = {{ by = \"arithmetic\" }}\nmissing = \"exclude\"\n{source}\n",
            pillar + 1
        )?;
    }
    for (number, indicator) in country.indicators.iter().enumerate() {
        write!(
            text,
            "[[node]]\ncode = \"{indicator}\"\nparent = \"pillar-{}\"\n{title}\nweight = \"{}\"\n\
             reads = {{ indicator = \"{indicator}\" }}\nbounds = {{ lowest = \"0\", highest = \"100\" }}\n\
             missing = \"exclude\"\n{source}\n",
            number % PILLARS,
            number % 7 + 1
        )?;
    }
    Ok(text)
}
