//! Parts sum to the whole, told to `SQLite` and `PostgreSQL` alike: over trees and histories made by chance what is kept of every
//! node is its own and that of its children, and where it is not, or a score not what its values make, nothing is published.

use super::{
    contract::{PLAN, accept, body, fill, indicator, key, on_both_databases, operator, person, start, state},
    contract_kinds::add_up,
    contract_past::code,
    contract_snapshots::{raw, reviewed, take},
    rollups::{Completeness, NodeIndicator},
};
use crate::{
    Clock, ServiceError,
    organisations::ImportMode,
    plans::read_plan,
    rollups,
    rounds::NewRound,
    snapshots::Snapshot,
    submissions::{Seen, Verified},
    testing::{Engine, TestServices, fresh},
    values::reading_in_force,
};
use chrono::Duration;
use domain::{
    access::Role,
    ids::OrganisationCode,
    organisation::{Duty, Organisation, OrganisationKind},
    rollup::Rollup,
    snapshot::{Stage, Verified as Whole},
    submission::{ReturnReason, StateName, Submission},
    window::Window,
};
use rand::{Rng as _, SeedableRng as _, rngs::StdRng, seq::IndexedRandom as _};
use std::collections::{BTreeMap, BTreeSet};
use strum::IntoEnumIterator as _;

on_both_databases!(
    every_sum_and_counter_is_its_own_and_that_of_its_children_whatever_happens,
    nothing_is_published_while_a_kept_sum_is_not_what_it_is_made_of,
    nothing_is_published_while_a_kept_score_is_not_what_its_values_make,
    what_was_accepted_since_keeps_no_snapshot_from_being_published,
    what_an_earlier_release_took_is_published_only_as_it_comes_out_now,
);

const MINISTRIES: [&str; 3] = ["m1", "m2", "m3"];
const BODIES: [&str; 8] = ["b1", "b2", "b3", "b4", "b5", "b6", "b7", "b8"];
const STEPS: usize = 60;

/// Who is right below whom, by chance; bodies that report stand below others that do.
struct Land {
    above: BTreeMap<&'static str, &'static str>,
    kinds: BTreeMap<&'static str, OrganisationKind>,
}

impl Land {
    fn by(chance: &mut StdRng) -> Self {
        let mut above: BTreeMap<_, _> = MINISTRIES.into_iter().map(|ministry| (ministry, "th")).collect();
        let mut kinds: BTreeMap<_, _> =
            MINISTRIES.into_iter().map(|ministry| (ministry, OrganisationKind::Ministry)).collect();
        for (at, body) in BODIES.into_iter().enumerate() {
            let places = [&MINISTRIES[..], &BODIES[..at]].concat();
            above.insert(body, *places.choose(chance).expect("a place"));
            let of = [OrganisationKind::Department, OrganisationKind::PublicOrganisation, OrganisationKind::Province];
            kinds.insert(body, *of.choose(chance).expect("a kind"));
        }
        Self { above, kinds }
    }

    fn is_at_or_below(&self, body: &str, node: &str) -> bool {
        body == node || self.above.get(body).is_some_and(|above| self.is_at_or_below(above, node))
    }

    /// Somebody goes somewhere else, with all that are below them.
    fn moves(&mut self, chance: &mut StdRng) {
        let body = *BODIES.choose(chance).expect("a body");
        let places: Vec<_> =
            MINISTRIES.into_iter().chain(BODIES).filter(|place| !self.is_at_or_below(place, body)).collect();
        self.above.insert(body, *places.choose(chance).expect("a place"));
    }

    fn bodies(&self) -> Vec<Organisation> {
        let duty = |code: &str| if MINISTRIES.contains(&code) { Duty::None } else { Duty::Reports };
        let below = self.above.iter().map(|(code, above)| body(code, Some(above), self.kinds[code], duty(code)));
        std::iter::once(body("th", None, OrganisationKind::Root, Duty::None)).chain(below).collect()
    }

    async fn registered(&self, test: &TestServices) {
        let register = test.services.organisations();
        register.import(&operator(), self.bodies(), vec![], ImportMode::Apply).await.expect("imported");
    }
}

async fn opened(engine: Engine, land: &Land) -> Option<TestServices> {
    let test = fresh(engine, Clock::set(start())).await?;
    land.registered(&test).await;
    test.services.plans().import(&operator(), read_plan(PLAN).expect("a plan"), ImportMode::Apply).await.expect("kept");
    let days = |days| start() + Duration::days(days);
    let window = Window::new(days(-1), days(30), days(45)).expect("in order");
    let new = NewRound { plan: code("dgp-2566"), period: code("2570-q1"), window };
    test.services.rounds().open(&operator(), new).await.expect("opened");
    Some(test)
}

/// The next step of a report, by chance among those that its state allows.
async fn goes_on(test: &TestServices, chance: &mut StdRng) -> Result<&'static str, ServiceError> {
    let agency = *BODIES.choose(chance).expect("a body");
    let (key, submissions) = (key(agency), test.services.submissions());
    let (reporter, approver) = (person(1, Role::Reporter, agency), person(2, Role::Approver, agency));
    let reviewer = person(3, Role::Reviewer, "th");
    let reasons = [ReturnReason { indicator: indicator("svc-e2e"), reason: "ผิด".to_owned() }];
    match state(test, agency).await {
        StateName::NotStarted | StateName::Draft | StateName::Returned => {
            fill(test, &reporter, agency, &chance.random_range(0..=100).to_string()).await;
            if chance.random_bool(0.2) {
                return Ok("typed");
            }
            submissions.submit(&reporter, &key, Seen::Any).await.map(|()| "submitted")
        }
        StateName::Submitted if chance.random_bool(0.2) => {
            submissions.withdraw(&reporter, &key, Seen::Any).await.map(|()| "withdrawn")
        }
        StateName::Submitted => submissions.approve(&approver, &key, Seen::Any).await.map(|()| "approved"),
        StateName::Approved | StateName::Endorsed if chance.random_bool(0.2) => {
            let back = submissions.return_for_change(&reviewer, &key, Seen::Any, &reasons, "").await;
            back.map(|()| "sent back")
        }
        StateName::Approved | StateName::Endorsed => {
            let whole = chance.random_range(1..=1_000_000);
            let value = chance.random_range(0..=whole).to_string();
            let verified = Verified { indicator: indicator("svc-e2e"), value, base: whole.to_string() };
            let verified = Some(verified).filter(|_| chance.random_bool(0.5));
            submissions.accept(&reviewer, &key, Seen::Any, verified.as_slice()).await.map(|()| "accepted")
        }
        StateName::Accepted => submissions.correct(&reviewer, &key, Seen::Any, "ผิด").await.map(|()| "corrected"),
    }
}

/// What one report counts as; nothing is due yet.
fn one(report: &Submission) -> Completeness {
    let mut counts = Completeness { expected: 1, ..Completeness::default() };
    match report.state.name() {
        StateName::NotStarted => {}
        StateName::Draft => counts.draft = 1,
        StateName::Returned => counts.returned = 1,
        StateName::Submitted => counts.submitted = 1,
        StateName::Approved | StateName::Endorsed => counts.approved = 1,
        StateName::Accepted => counts.accepted = 1,
    }
    counts.handed_in = i64::from(report.first_submitted_at.is_some());
    Completeness { on_time: counts.handed_in, ..counts }
}

/// Of every node and indicator: what is kept is what it has itself and what is kept of those right below it.
async fn holds(test: &TestServices, when: &str) {
    let mut tx = test.services.db().read().await.expect("a transaction");
    let round = test.services.round_in(&mut tx, &code("2570-q1")).await.expect("a round");
    let plan = test.services.plan_of(&mut tx, &round).await.expect("a plan");
    let tree = test.services.tree_in(&mut tx).await.expect("a register");
    let mut own: BTreeMap<NodeIndicator, Rollup> = BTreeMap::new();
    for value in super::values::after_place(&mut tx, &round.code, None, 10_000).await.expect("values") {
        let asked = plan.indicator(&value.indicator).expect("an indicator");
        let Some(sum) = reading_in_force(asked, &value).and_then(|it| Rollup::of(&asked.measure, it)) else { continue };
        assert!(own.insert((value.agency, value.indicator), sum).is_none(), "one value of each");
    }
    let kept = super::rollups::of_round(&mut tx, &round.code).await.expect("sums");
    let of = |sums: &BTreeMap<NodeIndicator, Rollup>, node: &OrganisationCode, code| {
        sums.get(&(node.clone(), code)).copied().filter(|sum| sum.contributors != 0)
    };
    let every: Vec<StateName> = StateName::iter().collect();
    let reports = super::submissions::in_states(&mut tx, &round.code, &every, None, 100).await.expect("reports");
    let counted = super::rollups::completeness_of_round(&mut tx, &round.code).await.expect("counters");
    for node in tree.bodies().map(|body| &body.code) {
        let below = tree.children(node);
        for asked in &plan.indicators {
            let mut parts = BTreeMap::new();
            let own = of(&own, node, asked.code.clone());
            let below = below.iter().filter_map(|child| of(&kept, child, asked.code.clone()));
            for part in own.into_iter().chain(below) {
                rollups::add(&mut parts, (), part).expect("small");
            }
            let whole = of(&kept, node, asked.code.clone());
            assert_eq!(whole, parts.get(&()).copied(), "{when}: {} at {node}", asked.code);
        }
        let own = reports.iter().filter(|report| report.key.agency == *node).map(one);
        let below = below.iter().filter_map(|child| counted.get(child).copied());
        let parts = own.chain(below).fold(Completeness::default(), Completeness::plus);
        assert_eq!(counted.get(node).copied().unwrap_or_default(), parts, "{when}: reports at {node}");
    }
    drop(tx);
    add_up(&test.services).await;
    assert_eq!(test.services.rollups().check(&operator()).await.expect("checked"), [], "{when}");
}

async fn every_sum_and_counter_is_its_own_and_that_of_its_children_whatever_happens(engine: Engine) {
    let mut done = BTreeSet::new();
    for seed in [2_570, 2_571, 2_572] {
        let mut chance = StdRng::seed_from_u64(seed);
        let mut land = Land::by(&mut chance);
        let Some(test) = opened(engine, &land).await else { return };
        for step in 0..STEPS {
            let did = if step % 10 == 9 {
                land.moves(&mut chance);
                land.registered(&test).await;
                "moved"
            } else {
                goes_on(&test, &mut chance).await.unwrap_or("refused")
            };
            done.insert(did);
            holds(&test, &format!("seed {seed}, step {step}, {did}")).await;
        }
    }
    for needed in ["typed", "submitted", "withdrawn", "approved", "sent back", "accepted", "corrected", "moved"] {
        assert!(done.contains(needed), "nobody {needed}: {done:?}");
    }
}

/// Publishing it is refused because of these places, and nobody reads it.
async fn is_not_published(test: &TestServices, taken: &Snapshot, (refusal, named): (&str, &str)) {
    let snapshots = test.services.snapshots();
    match snapshots.publish(&operator(), &taken.code, None).await {
        Err(ServiceError::Invalid { code, place }) => assert_eq!((code, place.as_str()), (refusal, named)),
        other => panic!("{named}: {other:?}"),
    }
    assert!(snapshots.get(None, &taken.code).await.is_err(), "nobody reads it");
    assert!(test.services.publications().listed().await.expect("listed").snapshots.is_empty());
}

async fn nothing_is_published_while_a_kept_sum_is_not_what_it_is_made_of(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    let (snapshots, sums) = (test.services.snapshots(), test.services.rollups());
    let taken = take(&test, Stage::Final, "").await;
    let broken = [
        ("UPDATE rollup SET part = '999' WHERE organisation = 'mdes' AND indicator = 'svc-e2e'", "mdes svc-e2e"),
        ("UPDATE rollup SET contributors = 7 WHERE indicator = 'svc-e2e'", "mdes svc-e2e, th svc-e2e"),
        ("DELETE FROM rollup WHERE organisation = 'th' AND indicator = 'svc-e2e'", "th svc-e2e"),
        (
            "UPDATE kind_rollup SET whole = '1' WHERE organisation = 'mdes' AND indicator = 'svc-e2e'",
            "mdes department svc-e2e",
        ),
        ("UPDATE completeness SET accepted = 1 WHERE organisation = 'mdes'", "mdes"),
    ];
    for (sql, named) in broken {
        raw(&test, sql).await.expect("changed behind our back");
        is_not_published(&test, &taken, ("rollups_differ", named)).await;
        sums.rebuild(&operator()).await.expect("rebuilt");
    }
    let published = snapshots.publish(&operator(), &taken.code, None).await.expect("published");
    assert!(published.published_at.is_some());
    assert_eq!(snapshots.get(None, &taken.code).await.expect("for everybody").code, taken.code);
}

async fn nothing_is_published_while_a_kept_score_is_not_what_its_values_make(engine: Engine) {
    const OF_NOBODY: &str = "
        INSERT INTO score (round, scheme, organisation, edition, population, revision, full_score, published, classed,
                           reason, pillars, grades)
        SELECT round, scheme, 'mdes', edition, population, revision, full_score, published, classed, reason, pillars, grades
        FROM score
        WHERE organisation = 'one'";
    let Some(test) = reviewed(engine).await else { return };
    let snapshots = test.services.snapshots();
    let taken = take(&test, Stage::Final, "").await;
    let of_one = "plan-achievement-opdc one";
    let broken = [
        ("UPDATE score SET full_score = '99' WHERE organisation = 'one'", of_one),
        ("UPDATE score SET published = '99' WHERE organisation = 'one'", of_one),
        ("UPDATE score SET pillars = '[]' WHERE organisation = 'one'", of_one),
        ("UPDATE score SET revision = 7", "plan-achievement-opdc one, plan-achievement-opdc two"),
        ("DELETE FROM score WHERE organisation = 'two'", "plan-achievement-opdc two"),
        (OF_NOBODY, "plan-achievement-opdc mdes"),
    ];
    for (sql, named) in broken {
        raw(&test, sql).await.expect("changed behind our back");
        is_not_published(&test, &taken, ("scores_differ", named)).await;
        test.services.scores().rebuild(&operator()).await.expect("rebuilt");
    }
    // What stands behind scores of an earlier release was not counted.
    raw(&test, "UPDATE score SET grades = NULL").await.expect("changed");
    snapshots.publish(&operator(), &taken.code, None).await.expect("published");
    assert_eq!(snapshots.get(None, &taken.code).await.expect("for everybody").code, taken.code);
}

/// What is kept is held against what is in force now, not against what the snapshot says.
async fn what_was_accepted_since_keeps_no_snapshot_from_being_published(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    let taken = take(&test, Stage::Final, "").await;
    let reviewer = person(3, Role::Reviewer, "th");
    test.services.submissions().correct(&reviewer, &key("one"), Seen::Any, "นับใหม่").await.expect("reopened");
    accept(&test, "one", "90", &[]).await;
    let published = test.services.snapshots().publish(&operator(), &taken.code, None).await.expect("published");
    assert!(published.published_at.is_some());
}

async fn what_an_earlier_release_took_is_published_only_as_it_comes_out_now(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    let (snapshots, taken) = (test.services.snapshots(), take(&test, Stage::Final, "").await);
    let now = snapshots.verify(Some(&operator()), &taken.code).await.expect("read").expect("whole");
    assert!(!now.is_earlier, "it was taken by this release");
    let earlier = Whole { is_earlier: true, ..now.clone() };
    let refused = snapshots.publish_verified(&operator(), &earlier, None).await.expect_err("refused");
    assert_eq!(refused.code(), "snapshot_earlier_rules");
    assert!(snapshots.get(None, &taken.code).await.is_err(), "nobody reads it");
    let published = snapshots.publish_verified(&operator(), &now, None).await.expect("published");
    assert!(published.published_at.is_some());
    // What was published already stays so.
    let again = snapshots.publish_verified(&operator(), &earlier, None).await.expect_err("once");
    assert_eq!(again.code(), "snapshot_published");
}
