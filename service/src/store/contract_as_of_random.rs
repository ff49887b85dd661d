//! A random history, told to `SQLite` and `PostgreSQL` alike: what was read live after each step is what is read of that
//! instant later.

use super::{
    contract::{PLAN, body, on_both_databases, operator, person, start},
    contract_as_of_kept::told_of_report,
    contract_as_of_told::{told_of, told_of_facts, told_of_maturity, told_of_own},
    contract_maturity::classed,
    contract_past::code,
    rollups::Completeness,
};
use crate::{
    Actor, Clock, ServiceResult, Services,
    dashboards::{HeatFilter, IndicatorFilter, Narrowing},
    drafts::Edit,
    evidence::Upload,
    objections::{Decision, NewObjection},
    organisations::ImportMode,
    plans::{Fact, read_plan},
    rounds::NewRound,
    submissions::{Seen, Verified},
    testing::{Engine, TestServices, fresh},
};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::{
    access::Role,
    amount::Amount,
    entry::Entry,
    ids::{OrganisationCode, RoundCode},
    organisation::{Duty, OrganisationKind},
    submission::{ReportKey, ReturnReason, StateName},
    text::Language,
    trust::TrustGrade,
    window::Window,
};
use rand::{Rng as _, SeedableRng as _, rngs::StdRng, seq::IndexedRandom as _};
use strum::IntoEnumIterator as _;

on_both_databases!(what_was_read_live_is_what_is_read_of_that_instant_later);

const AGENCIES: [&str; 5] = ["d001", "d002", "d003", "d004", "th-50"];
const ROUNDS: [&str; 2] = ["2569-q4", "2570-q1"];
const STEPS: usize = 70;

fn reader() -> Actor {
    person(9, Role::Executive, "th")
}

/// Where everybody is below whom: the first department moves from ministry to ministry.
fn bodies(ministry: &str) -> Vec<domain::organisation::Organisation> {
    let mut bodies = vec![
        body("th", None, OrganisationKind::Root, Duty::None),
        body("mdes", Some("th"), OrganisationKind::Ministry, Duty::None),
        body("moph", Some("th"), OrganisationKind::Ministry, Duty::None),
        body("th-50", Some("th"), OrganisationKind::Province, Duty::Reports),
        body("d001", Some(ministry), OrganisationKind::Department, Duty::Reports),
    ];
    let others = [("d002", "moph"), ("d003", "mdes"), ("d004", "moph")];
    bodies.extend(others.map(|(code, above)| body(code, Some(above), OrganisationKind::Department, Duty::Reports)));
    bodies
}

async fn register(services: &Services, ministry: &str) {
    services.organisations().import(&operator(), bodies(ministry), vec![], ImportMode::Apply).await.expect("imported");
}

fn window(opens: i64, due: i64) -> Window {
    let days = |days| start() + Duration::days(days);
    Window::new(days(opens), days(due), days(due + 20)).expect("in order")
}

async fn land(engine: Engine) -> Option<TestServices> {
    let test = fresh(engine, Clock::set(start())).await?;
    register(&test.services, "mdes").await;
    test.services.plans().import(&operator(), read_plan(PLAN).expect("a plan"), ImportMode::Apply).await.expect("kept");
    Some(test)
}

async fn open(test: &TestServices, period: &str) {
    let new = NewRound { plan: code("dgp-2566"), period: code(period), window: window(-3, 30) };
    test.services.rounds().open(&operator(), new).await.expect("opened");
}

/// Somebody does something, if it is allowed where things stand.
struct Chance(StdRng);

impl Chance {
    fn of<'a>(&mut self, some: &[&'a str]) -> &'a str {
        some.choose(&mut self.0).expect("one of some")
    }

    fn key(&mut self) -> ReportKey {
        ReportKey { round: code(self.of(&ROUNDS)), agency: code(self.of(&AGENCIES)) }
    }

    async fn fill(&mut self, services: &Services, key: &ReportKey) -> ServiceResult<()> {
        let reporter = person(1, Role::Reporter, key.agency.as_str());
        let report = services.reports().get(&reporter, key).await?;
        let mut edits = Vec::new();
        for entry in &report.entries {
            let asks_base = entry.indicator.asks_base();
            let yes_no = entry.indicator.measure == domain::indicator::Measure::YesNo;
            let number = self.0.random_range(1..=4).to_string();
            let part = self.0.random_range(1..=100).to_string();
            let value = if yes_no { "yes".to_owned() } else { Some(part).filter(|_| asks_base).unwrap_or(number) };
            let base = if asks_base { "100".to_owned() } else { String::new() };
            let typed = Entry { value, base, explanation: "ตรวจแล้ว".to_owned(), ..Entry::default() };
            edits.push(Edit { indicator: entry.indicator.code.clone(), entry: typed, base_version: entry.version });
        }
        services.drafts().save(&reporter, key, edits).await?;
        for entry in report.entries.iter().filter(|entry| entry.indicator.evidence.required) {
            let upload = Upload {
                file_name: "หลักฐาน.pdf".to_owned(),
                media_type: "application/pdf".to_owned(),
                content: "หลักฐาน".into(),
            };
            services.evidence().add(&reporter, key, &entry.indicator.code, upload).await?;
        }
        Ok(())
    }

    async fn act(&mut self, test: &TestServices, number: usize) -> ServiceResult<&'static str> {
        let (services, key) = (&test.services, self.key());
        let (agency, submissions) = (key.agency.as_str(), services.submissions());
        let (reporter, approver) = (person(1, Role::Reporter, agency), person(2, Role::Approver, agency));
        let reviewer = person(3, Role::Reviewer, "th");
        let reasons = [ReturnReason { indicator: code("svc-e2e"), reason: "ผิด".to_owned() }];
        let days = i64::from(self.0.random_range(31..200_u8));
        // Everything happens once before chance decides.
        let kind = if number < 40 { number % 20 } else { self.0.random_range(0..20) };
        Ok(match kind {
            0 | 1 => {
                self.fill(services, &key).await?;
                let files = services.evidence().of_report(&reporter, &key).await?;
                if let Some(first) = files.first().filter(|_| number % 4 != 1) {
                    services.evidence().remove(&reporter, first.id).await?;
                }
                "typed"
            }
            2..=7 => {
                // All the way, as far as it can go.
                let _ = self.fill(services, &key).await;
                let _ = submissions.submit(&reporter, &key, Seen::Any).await;
                let _ = submissions.approve(&approver, &key, Seen::Any).await;
                let value = self.0.random_range(1..=100).to_string();
                let verified = Verified { indicator: code("svc-e2e"), value, base: "100".to_owned() };
                let verified = Some(verified).filter(|_| self.0.random_bool(0.5));
                submissions.accept(&reviewer, &key, Seen::Any, verified.as_slice()).await?;
                "accepted"
            }
            kind @ 8..=11 => {
                let _ = submissions.correct(&reviewer, &key, Seen::Any, "ผิด").await;
                let _ = self.fill(services, &key).await;
                submissions.submit(&reporter, &key, Seen::Any).await?;
                match kind {
                    8 => "submitted",
                    9 => submissions.approve(&approver, &key, Seen::Any).await.map(|()| "approved")?,
                    10 => submissions.withdraw(&reporter, &key, Seen::Any).await.map(|()| "withdrawn")?,
                    _ => {
                        let note = "ขอแก้ไข";
                        submissions.return_for_change(&approver, &key, Seen::Any, &reasons, note).await?;
                        "returned"
                    }
                }
            }
            12 | 13 => submissions.correct(&reviewer, &key, Seen::Any, "ผิด").await.map(|()| "reopened")?,
            14 => {
                let new = NewObjection {
                    key: key.clone(),
                    indicator: code("svc-e2e"),
                    value: self.0.random_range(1..=100).to_string(),
                    base: "100".to_owned(),
                    reason: "ผิด".to_owned(),
                    evidence: "หนังสือ".to_owned(),
                };
                let id = services.objections().file(&reporter, new).await?;
                let decision = (if self.0.random_bool(0.7) { Decision::Uphold } else { Decision::Reject }, "ถูก");
                services.objections().decide(&person(5, Role::Reviewer, "th"), id, 0, decision).await?;
                "decided"
            }
            15 => {
                let ends_at = start() + Duration::days(days);
                let place: OrganisationCode = code(self.of(&["th", "mdes", "moph", "d002"]));
                services.rounds().extend(&operator(), &key.round, &place, ends_at, "น้ำท่วม").await.map(|_| "extended")?
            }
            16 => {
                let running = services.rounds().extensions(&reader(), &key.round).await?;
                let Some(one) = running.choose(&mut self.0) else { return Ok("nothing") };
                services.rounds().end_extension(&operator(), &key.round, one.id).await.map(|()| "ended")?
            }
            17 => {
                let due = i64::from(self.0.random_range(1..90_u8));
                services.rounds().set_window(&operator(), &key.round, window(-3, due)).await.map(|()| "window")?
            }
            18 => {
                register(services, self.of(&["mdes", "moph"])).await;
                "moved"
            }
            _ => {
                let edition = i32::try_from(number).expect("small") + 1;
                let fact = Fact {
                    indicator: "egdi-rank".to_owned(),
                    scope: "th".to_owned(),
                    period_kind: "survey_year".to_owned(),
                    period: "2024".to_owned(),
                    organisation: Some("th".to_owned()),
                    value: Amount::whole(i64::from(edition)),
                    unit: "rank".to_owned(),
                    name_th: "อันดับ".to_owned(),
                    name_en: "Rank".to_owned(),
                    source: "test".to_owned(),
                    confidence: "high".to_owned(),
                };
                services.plans().import_facts(&operator(), &[fact], ImportMode::Apply).await?;
                "fact"
            }
        })
    }
}

/// What something is called, and how it reads.
type Told = Vec<(String, String)>;

/// All that is kept and all that is shown, as it reads.
async fn taken_down(services: &Services) -> Told {
    let mut tx = services.db().read().await.expect("storage");
    let mut found = Vec::new();
    let rounds = super::rounds::latest(&mut tx, NaiveDate::MAX, 10).await.expect("rounds");
    let mut note = |what: String, told: String| found.push((what, told));
    note("rounds".to_owned(), format!("{rounds:#?}"));
    for round in &rounds {
        let code = &round.code;
        let sums = super::rollups::of_round(&mut tx, code).await.expect("sums");
        let sums: Vec<_> = sums.into_iter().filter(|(_, sum)| sum.contributors != 0).collect();
        note(format!("sums {code}"), format!("{sums:#?}"));
        let counts = super::rollups::completeness_of_round(&mut tx, code).await.expect("counters");
        let counts: Vec<_> = counts.into_iter().filter(|(_, counts)| *counts != Completeness::default()).collect();
        note(format!("counters {code}"), format!("{counts:#?}"));
        let kinds = super::kind_counts::of_round(&mut tx, code).await.expect("counters");
        let kinds: Vec<_> = kinds.into_iter().filter(|(_, counts)| *counts != Completeness::default()).collect();
        note(format!("kinds {code}"), format!("{kinds:#?}"));
        let sums = super::kind_rollups::of_round(&mut tx, code).await.expect("sums of kinds");
        let sums: Vec<_> = sums.into_iter().filter(|(_, sum)| sum.contributors != 0).collect();
        note(format!("sums of kinds {code}"), format!("{sums:#?}"));
        let scores = super::scores::of_round(&mut tx, code, &super::contract_past::code("mean")).await.expect("scores");
        note(format!("scores {code}"), format!("{scores:#?}"));
        let extensions = super::rounds::extensions(&mut tx, code).await.expect("extensions");
        note(format!("extensions {code}"), format!("{extensions:#?}"));
        let every: Vec<StateName> = StateName::iter().collect();
        let reports = super::submissions::in_states(&mut tx, code, &every, None, 100).await.expect("reports");
        note(format!("reports {code}"), format!("{reports:#?}"));
        let values = super::values::after_place(&mut tx, code, None, 10_000).await.expect("values");
        note(format!("values {code}"), format!("{values:#?}"));
    }
    drop(tx);
    super::contract_kinds::add_up(services).await;
    let tree = services.organisations().tree(&reader()).await.expect("a register");
    found.push(("register".to_owned(), format!("{:#?}", tree.bodies().collect::<Vec<_>>())));
    let (reader, dashboards) = (reader(), services.dashboards());
    for round in rounds.iter().map(|round| &round.code) {
        found.extend(pages(services, &reader, round).await);
        for agency in AGENCIES {
            let key = ReportKey { round: round.clone(), agency: code(agency) };
            found.extend(told_of_report(services, &reader, &key).await);
        }
    }
    found.push(("facts".to_owned(), told_of_facts(&dashboards.facts(&reader).await.expect("facts"))));
    found
}

/// The pages of a round.
async fn pages(services: &Services, reader: &Actor, round: &RoundCode) -> Told {
    let (dashboards, asked) = (services.dashboards(), Some(round));
    let page = dashboards.national(reader, asked).await.expect("a page");
    let about = (page.as_of, page.round, page.completeness, page.counts, page.verdict, page.trend);
    let schemes = page.schemes;
    let mut found = vec![
        (format!("maturity {round}"), told_of_maturity(&page.maturity)),
        (format!("national {round}"), format!("{about:#?}\n{}", told_of(&page.strategies))),
        (format!("ministries {round}"), format!("{:#?}", (page.ministries, page.late))),
        (format!("facts {round}"), told_of_facts(&page.facts)),
    ];
    for kind in [OrganisationKind::Department, OrganisationKind::Province] {
        let filter = Narrowing { kind: Some(kind), ..Narrowing::default() };
        let page = dashboards.national_of(reader, asked, &filter).await.expect("a page");
        let about = (page.kind, page.completeness, page.counts, page.verdict, page.trend, page.ministries, page.late);
        let told = format!("{about:#?}\n{}\n{}", told_of_maturity(&page.maturity), told_of(&page.strategies));
        found.push((format!("national {} {round}", kind.as_ref()), told));
        let page = dashboards.organisation_of(reader, &code("mdes"), asked, 1, &filter).await.expect("a page");
        let about = (page.kind, page.completeness, page.counts, page.verdict, page.trend, page.children, page.late);
        let told = format!("{about:#?}\n{}", told_of(&page.strategies));
        found.push((format!("dashboard mdes {} {round}", kind.as_ref()), told));
        let filter = IndicatorFilter { kind: Some(kind), ..IndicatorFilter::default() };
        let page = dashboards.indicator_of(reader, &code("svc-e2e"), asked, &filter).await.expect("a page");
        let told = (page.national.figure, page.national.series, page.parts, page.by_trust, page.ranking);
        found.push((format!("indicator {} {round}", kind.as_ref()), format!("{told:#?}")));
        let page =
            services.completeness().of_kind(reader, None, asked, (Some(kind), Language::Th)).await.expect("a page");
        let figures: Vec<_> = page.indicators.iter().map(|of| (of.counts, of.with_figure)).collect();
        let told = format!("{:#?}", (page.kind, page.counts, &page.children, &page.league, figures));
        found.push((format!("completeness {} {round}", kind.as_ref()), told));
    }
    for body in ["mdes", "d001"].map(code::<OrganisationCode>) {
        let page = dashboards.organisation(reader, &body, asked, 1).await.expect("a page");
        let about =
            (page.completeness, page.counts, page.verdict, page.trend, page.breadcrumbs, page.children, page.late);
        let own = page.report.as_ref().map(told_of_own).unwrap_or_default();
        found.push((format!("dashboard {body} {round}"), format!("{about:#?}\n{}\n{own}", told_of(&page.strategies))));
        let page = services.completeness().of(reader, Some(&body), asked).await.expect("a page");
        let indicators: Vec<_> =
            page.indicators.iter().map(|of| (&of.indicator.code, of.counts, of.with_figure)).collect();
        let told = (page.counts, &page.children, &page.league, &page.explained, indicators);
        found.push((format!("completeness {body} {round}"), format!("{told:#?}")));
    }
    let map = dashboards.heat_map(reader, &code("th"), asked, &HeatFilter::default()).await.expect("a page");
    found.push((format!("heat map {round}"), format!("{:#?}", map.rows)));
    let page = dashboards.indicator(reader, &code("svc-e2e"), asked, 1).await.expect("a page");
    let told = (page.national.figure, page.national.series, page.parts, page.by_trust, page.ranking);
    found.push((format!("indicator {round}"), format!("{told:#?}")));
    let map = dashboards.province_map(reader, &code("svc-e2e"), asked).await.expect("a page");
    found.push((format!("map {round}"), format!("{:#?}", (map.provinces, map.counts, map.coverage))));
    let side_by_side = dashboards.compare(reader, &["mdes", "d001"].map(code), asked).await.expect("a page");
    let kept: Vec<_> = side_by_side.scores.iter().map(|(_, kept)| kept).collect();
    found.push((format!("compared {round}"), format!("{:#?}", (&side_by_side.bodies, kept))));
    for scheme in schemes.iter().map(|scheme| &scheme.head().code) {
        let scores = services.scores().of_round(reader, scheme, round).await.expect("scores");
        found.push((format!("places {round}"), format!("{:#?}", (scores.coverage, &scores.bodies))));
        for (kept, _) in &scores.bodies {
            let key = ReportKey { round: round.clone(), agency: kept.organisation.clone() };
            let score = services.scores().of_body(reader, scheme, &key).await.expect("a score");
            found.push((format!("score {} {round}", key.agency), format!("{:#?}", score.derivation)));
        }
    }
    found
}

async fn what_was_read_live_is_what_is_read_of_that_instant_later(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let mut chance = Chance(StdRng::seed_from_u64(2_570));
    let mut seen: Vec<(DateTime<Utc>, TrustGrade, &str, Told)> = Vec::new();
    let mut edition = 0;
    for number in 0..STEPS {
        test.clock.advance(Duration::minutes(chance.0.random_range(1..900)));
        let done = match number {
            2 => {
                open(&test, "2569-q4").await;
                "opened"
            }
            8 => {
                open(&test, "2570-q1").await;
                "opened"
            }
            5 | 30 | 50 => {
                edition += 1;
                let scheme = classed(edition, &(edition + 1).to_string());
                let plan = code("dgp-2566");
                let imported =
                    test.services.schemes().import(&operator(), scheme, Some(&plan), ImportMode::Apply).await;
                imported.expect("imported");
                "scheme"
            }
            _ => chance.act(&test, number).await.unwrap_or("refused"),
        };
        seen.push((test.clock.now(), TrustGrade::default(), done, taken_down(&test.services).await));
        if number % 6 == 3 {
            // The same with those figures alone behind which something stands.
            let least = if number % 4 == 1 { TrustGrade::EvidenceAttached } else { TrustGrade::EvidenceVerified };
            let narrowed = test.services.of_grade(least).await.expect("figures of a grade");
            seen.push((test.clock.now(), least, done, taken_down(&narrowed).await));
        }
    }
    let done: std::collections::BTreeSet<&str> = seen.iter().map(|(_, _, done, _)| *done).collect();
    for needed in ["accepted", "reopened", "decided", "extended", "moved", "window", "returned", "fact"] {
        assert!(done.contains(needed), "nobody {needed}: {done:?}");
    }
    assert_eq!(test.services.rollups().check(&operator()).await.expect("checked"), []);
    assert_eq!(test.services.scores().check(&operator()).await.expect("checked"), []);
    let tells = |words: &str| seen.iter().any(|(_, _, _, told)| told.iter().any(|(_, said)| said.contains(words)));
    assert!(tells("file_name: ") && tells("step: \"objection_upheld\""), "files and threads are looked at");
    test.clock.advance(Duration::days(1));
    while !seen.is_empty() {
        let (at, least, done, live) = seen.swap_remove(chance.0.random_range(0..seen.len()));
        let then = test.services.seen(Some(at), least).await.expect("a past");
        let told = taken_down(&then).await;
        for ((what, live), (same, told)) in live.iter().zip(&told) {
            assert_eq!(what, same);
            assert!(live == told, "{what} after {done} at {at} of {least:?}:\n{}", difference(live, told));
        }
        assert_eq!(live.len(), told.len());
    }
}

/// The lines that differ.
fn difference(live: &str, told: &str) -> String {
    let lines = live.lines().zip(told.lines()).filter(|(live, told)| live != told);
    let told: Vec<String> = lines.take(12).map(|(live, told)| format!("live {live}\ntold {told}")).collect();
    told.join("\n")
}
