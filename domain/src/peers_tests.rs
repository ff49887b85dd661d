use super::*;
use crate::{
    plan::{Provenance, ProvenanceStatus},
    size::Size,
    text::Bilingual,
};
use proptest::prelude::*;

fn body(code: usize, kind: OrganisationKind, size: Option<(SizeMeasure, i64)>) -> Organisation {
    Organisation {
        code: format!("b-{code}").parse().expect("a code"),
        parent: None,
        kind,
        name: Bilingual::default(),
        abbreviation: Bilingual::default(),
        province: None,
        valid_from: None,
        valid_to: None,
        duty: Duty::Reports,
        source: "test".to_owned(),
        size: size.map(|(measure, number)| Size {
            measure,
            number,
            counted_on: chrono::NaiveDate::MIN,
            provenance: Provenance { status: ProvenanceStatus::Demonstration, source: "test".to_owned() },
        }),
    }
}

fn staff(numbers: &[i64]) -> Vec<Organisation> {
    let of =
        |(code, number): (usize, &i64)| body(code, OrganisationKind::Province, Some((SizeMeasure::Staff, *number)));
    numbers.iter().enumerate().map(of).collect()
}

fn bands(bodies: &[Organisation]) -> Option<Bands> {
    PeerGroups::of(bodies.iter()).bands(OrganisationKind::Province)
}

#[test]
fn twenty_four_bodies_are_three_thirds_and_twenty_three_are_none() {
    let numbers: Vec<i64> = (1..=24).collect();
    let bodies = staff(&numbers);
    let found = bands(&bodies).expect("thirds");
    assert_eq!((found.small_to, found.medium_to, found.sized), (8, 16, 24));
    assert_eq!(found.reach(SizeBand::Medium), (Some(9), Some(16)));
    let groups = PeerGroups::of(bodies.iter());
    assert_eq!(groups.group(&bodies[8]), PeerGroup { kind: OrganisationKind::Province, band: Some(SizeBand::Medium) });
    let few = PeerGroups::of(bodies[..23].iter());
    assert_eq!(few.choice(&bodies[0]).by, Err(WholeKind::TooFewSized { sized: 23 }));
}

#[test]
fn a_third_that_ties_would_leave_too_small_makes_no_thirds() {
    let mut numbers = vec![5; 20];
    numbers.extend(6..=12);
    assert_eq!(bands(&staff(&numbers)), None, "twenty alike, then seven");
}

#[test]
fn who_has_no_size_or_another_measure_is_held_against_the_whole_kind() {
    let numbers: Vec<i64> = (1..=30).collect();
    let mut bodies = staff(&numbers);
    bodies.push(body(98, OrganisationKind::Province, None));
    bodies.push(body(99, OrganisationKind::Province, Some((SizeMeasure::Population, 40_000))));
    bodies.push(body(100, OrganisationKind::Department, Some((SizeMeasure::Staff, 3))));
    let groups = PeerGroups::of(bodies.iter());
    let whole = PeerGroup::whole(OrganisationKind::Province);
    assert_eq!(groups.choice(&bodies[30]), PeerChoice { group: whole, by: Err(WholeKind::Unsized) });
    assert_eq!(groups.choice(&bodies[31]), PeerChoice { group: whole, by: Err(WholeKind::MeasuredOtherwise) });
    assert_eq!(groups.choice(&bodies[32]).by, Err(WholeKind::TooFewSized { sized: 1 }));
    assert_eq!(bodies.iter().filter(|body| groups.holds(whole, body)).count(), 32);
    let banded = groups.choice(&bodies[0]);
    assert_eq!(banded.of_breadth(Breadth::Kind), PeerChoice { group: whole, by: Err(WholeKind::Asked) });
    assert_eq!(
        groups.choice(&bodies[30]).of_breadth(Breadth::Kind).by,
        Err(WholeKind::Unsized),
        "it says why also when asked"
    );
    assert_eq!(groups.groups_of(&bodies[0]).collect::<Vec<_>>(), [whole, banded.group]);
    assert_eq!(groups.groups_of(&bodies[30]).collect::<Vec<_>>(), [whole]);
}

#[test]
fn who_owes_no_report_makes_no_third() {
    let mut bodies = staff(&(1..=24).collect::<Vec<_>>());
    bodies[3].duty = Duty::None;
    assert_eq!(bands(&bodies), None);
}

proptest! {
    #[test]
    fn thirds_hold_enough_keep_equals_together_and_follow_size(numbers in proptest::collection::vec(1i64..60, 0..90)) {
        let bodies = staff(&numbers);
        let groups = PeerGroups::of(bodies.iter());
        let mut counts: BTreeMap<PeerGroup, i64> = BTreeMap::new();
        for body in &bodies {
            *counts.entry(groups.group(body)).or_default() += 1;
        }
        if bands(&bodies).is_some() {
            prop_assert_eq!(counts.len(), 3);
            prop_assert!(counts.values().all(|count| *count >= ENOUGH_PEERS));
        }
        for (one, its) in bodies.iter().zip(&numbers) {
            for (other, size) in bodies.iter().zip(&numbers) {
                prop_assert!(its > size || groups.group(one) <= groups.group(other));
            }
        }
        let mut turned = bodies.clone();
        turned.reverse();
        prop_assert_eq!(bands(&turned), bands(&bodies), "the order of the rows does not matter");
    }
}
