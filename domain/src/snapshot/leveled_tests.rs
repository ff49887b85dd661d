//! Levels in snapshots: those that earlier releases signed, which held criteria against values before rounding, stay true.

use super::{fixtures::*, *};
use crate::{
    ids::OrganisationCode,
    plan::{Provenance, ProvenanceStatus},
    score::{ClassRule, Classing, Criterion, Judged, Level, Rounding, Scheme, SchemeFile},
    text::Bilingual,
};

/// The country with a level that begins at what the score of somebody is rounded up to, and whose that is.
fn country() -> (Country, OrganisationCode) {
    let mut country = Country::new();
    let rounding = Rounding { decimals: 1, judged: Judged::Rounded };
    let rounded_up = |report: &Report| {
        let report = country.frame.completed(report.clone());
        let Outcome::Scored(score) = &report.scores.first()?.outcome else { return None };
        let shown = rounding.published(score.full);
        (shown > score.full).then(|| (report.body.clone(), shown))
    };
    let (body, at_least) = country.reports.iter().find_map(rounded_up).expect("some score is rounded up");
    let mut file = SchemeFile::from(country.frame.compared[0].scheme.clone());
    let root = country.frame.compared[0].scheme.root().code.clone();
    let title = Bilingual::new("ระดับ", "level");
    let low = Level { code: read("low"), title: title.clone(), criteria: Vec::new() };
    let high = Level { code: read("high"), title, criteria: vec![Criterion { node: root, at_least }] };
    file.scheme.rounding = rounding;
    file.scheme.classing = Some(Classing {
        rule: ClassRule::Staged { levels: vec![low, high] },
        provenance: Provenance { status: ProvenanceStatus::Demonstration, source: "test".to_owned() },
    });
    let scheme: Scheme = file.checked().expect("a scheme");
    country.frame.compared[0] = Compared::new(scheme, None);
    (country, body)
}

/// What comes of a snapshot in which the level of that body is another one.
fn found(change: impl Fn(&Frame, &mut Report)) -> Result<Verified, Damage> {
    let (country, body) = country();
    let mut lines = lines(&country.snapshot());
    for line in &mut lines {
        if let Line::Report(report) = line
            && report.body == body
        {
            change(&country.frame, report);
        }
    }
    country.verified(&country.signed(&lines)).map_err(|broken| broken.damage)
}

fn level(report: &mut Report) -> &mut crate::score::Classed {
    let Outcome::Scored(score) = &mut report.scores[0].outcome else { panic!("a score") };
    score.class.as_mut().expect("a level")
}

#[test]
fn a_level_is_that_of_the_score_as_it_is_shown() {
    assert!(
        found(|_, report| {
            let level = level(report);
            assert!(level.code.as_str() == "high" && level.criteria[0].holds);
        })
        .is_ok()
    );
}

#[test]
fn a_level_that_an_earlier_release_signed_stays_true_and_another_one_is_found() {
    let before = found(|frame, report| {
        *report = frame.leveled_before(report.clone());
        let level = level(report);
        assert!(level.code.as_str() == "low" && !level.criteria[0].holds);
    });
    assert!(before.is_ok(), "{before:?}");
    let lie = found(|_, report| level(report).code = read("low"));
    assert!(matches!(lie, Err(Damage::Score { .. })), "{lie:?}");
}
