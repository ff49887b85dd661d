//! Published indices through the services, told to `SQLite` and `PostgreSQL` alike: states and economies come in as
//! organisations, their figures as a file of accepted values, and their scores and places are read. The lists are read
//! from `shared/data` beside the project, or from `TIDTAM_TEST_SHARED_DATA`; where they are not, the test says so by name.

use super::{
    contract::{body, on_both_databases, start},
    contract_past::code,
};
use crate::{
    Actor, Clock, imports,
    organisations::ImportMode,
    plans::read_plan,
    rounds::NewRound,
    scores::RoundScores,
    testing::{Engine, TestServices, fresh},
    values::ValueFilter,
};
use chrono::Duration;
use domain::{
    amount::Amount,
    ids::SchemeCode,
    organisation::{Duty, OrganisationKind},
    score::Score,
    testing::{Row, shared},
    window::Window,
};
use std::{collections::BTreeSet, fmt::Write as _};

on_both_databases!(
    the_index_of_all_193_states_is_the_published_one_as_far_as_its_components_tell,
    the_ranks_of_all_193_states_are_the_published_ones,
    the_index_of_all_198_economies_is_the_published_one,
);

const ROUND: &str = "2565";
const PROVENANCE: &str = "provenance = { status = \"sourced\", source = \"a published index\" }";

/// A plan that asks every state for some indices between 0 and 1 once a year.
fn plan(indicators: &[(&str, &str)]) -> String {
    let words = |words: &str| format!("{{ th = \"{words}\", en = \"{words}\" }}");
    let mut text = format!(
        "format = \"tidtam-plan/1\"\n[plan]\ncode = \"world\"\nversion = 1\ntitle = {0}\nvision = {0}\n\
         first_fiscal_year = 2565\nlast_fiscal_year = 2565\n{PROVENANCE}\n\
         [[strategy]]\ncode = \"S1\"\ntitle = {0}\ngoals = []\n{PROVENANCE}\n",
        words("โลก"),
    );
    for (indicator, _) in indicators {
        let none = "evidence = { required = false, description = { th = \"\", en = \"\" } }";
        write!(
            text,
            "[[indicator]]\ncode = \"{indicator}\"\nstrategy = \"S1\"\nname = {0}\ndefinition = {0}\nunit = {0}\n\
             measure = {{ type = \"score\", lowest = \"0\", highest = \"1\" }}\npolarity = \"higher\"\n\
             frequency = \"annual\"\nscope = \"agency\"\nweight = \"1\"\ntargets = []\n{none}\n{PROVENANCE}\n",
            words(indicator),
        )
        .expect("written");
    }
    text
}

fn state(at: usize) -> String {
    format!("state-{at:03}")
}

/// The rows as states with a round of accepted values, each indicator from a column.
async fn world(engine: Engine, rows: &[Row], columns: &[(&str, &str)]) -> Option<TestServices> {
    let test = fresh(engine, Clock::set(start())).await?;
    let services = &test.services;
    let mut bodies = vec![body("world", None, OrganisationKind::Root, Duty::None)];
    let states = (0..rows.len()).map(|at| body(&state(at), Some("world"), OrganisationKind::Department, Duty::Reports));
    bodies.extend(states);
    let actor = Actor::operator(&code("world"));
    services.organisations().import(&actor, bodies, vec![], ImportMode::Apply).await.expect("imported");
    let plan = read_plan(&plan(columns)).expect("a plan");
    services.plans().import(&actor, plan, ImportMode::Apply).await.expect("imported");
    let days = |days| start() + Duration::days(days);
    let window = Window::new(days(-60), days(-30), days(-15)).expect("in order");
    let new = NewRound { plan: code("world"), period: code(ROUND), window };
    services.rounds().open(&actor, new).await.expect("opened");
    let mut file = "round,agency,indicator,value\n".to_owned();
    for (at, row) in rows.iter().enumerate() {
        for (indicator, column) in columns {
            // A value that is typed or imported has six decimals at most.
            let value = code::<Amount>(&row[*column]).rounded(6);
            writeln!(file, "{ROUND},{},{indicator},{value}", state(at)).expect("written");
        }
    }
    let file = std::io::Cursor::new(file.into_bytes());
    let done = services.values().import(&actor, file, "world.csv", ImportMode::Apply).await.expect("read");
    let done = done.expect("taken");
    assert_eq!(done.added.iter().map(|round| round.values).sum::<usize>(), rows.len() * columns.len());
    Some(test)
}

/// The scores of a shipped scheme, made of what was imported; all that is kept agrees, and every value goes out again.
async fn scored(test: &TestServices, bytes: &[u8]) -> RoundScores {
    let actor = Actor::operator(&code("world"));
    let scheme = imports::schemes::read(bytes).expect("a scheme");
    let name: SchemeCode = scheme.head().code.clone();
    let plan = code("world");
    test.services.schemes().import(&actor, scheme, Some(&plan), ImportMode::Apply).await.expect("in force");
    assert_eq!(test.services.scores().check(&actor).await.expect("checked"), []);
    let filter = ValueFilter { most: 5_000, ..ValueFilter::default() };
    let exported = test.services.values().list(&actor, &filter).await.expect("values").values;
    let scores = test.services.scores().of_round(&actor, &name, &code(ROUND)).await.expect("scores");
    let of_bodies: BTreeSet<_> = exported.iter().map(|value| &value.agency).collect();
    assert_eq!(of_bodies.len(), scores.bodies.len());
    scores
}

/// The score and place of a row.
fn of_row(scores: &RoundScores, at: usize) -> (&Score, i64) {
    let found = scores.bodies.iter().find(|(kept, _)| kept.organisation.as_str() == state(at)).expect("kept");
    (found.0.outcome.as_ref().expect("a score"), found.1.expect("a place").number)
}

fn distance(one: Amount, other: Amount) -> Amount {
    let difference = one.checked_sub(other).expect("small");
    if difference < Amount::ZERO { Amount::ZERO.checked_sub(difference).expect("small") } else { difference }
}

fn group_of(published: Amount) -> &'static str {
    match published {
        score if score > code("0.75") => "VH",
        score if score > code("0.50") => "H",
        score if score > code("0.25") => "M",
        _ => "L",
    }
}

async fn the_index_of_all_193_states_is_the_published_one_as_far_as_its_components_tell(engine: Engine) {
    let Some(rows) = shared("un_egdi_2022.csv") else { return };
    let columns = [
        ("egdi-osi", "Online Service Index"),
        ("egdi-hci", "Human Capital Index"),
        ("egdi-tii", "Telecommunication Infrastructure Index"),
    ];
    let Some(test) = world(engine, &rows, &columns).await else { return };
    let scores = scored(&test, include_bytes!("../../../reference/schemes/un-egdi.toml")).await;
    assert_eq!((scores.bodies.len(), scores.population.bodies), (193, 193));
    let mut same = 0;
    for (at, row) in rows.iter().enumerate() {
        let (score, place) = of_row(&scores, at);
        let published = code::<Amount>(&row["E-Government Index"]);
        assert!(distance(score.full, published) < code("0.0001"), "{row:?}: {score:?}");
        same += usize::from(score.published == published);
        assert_eq!(place, code::<i64>(&row["E-Government Rank"]), "{row:?}");
        let class = score.class.as_ref().expect("a class");
        assert_eq!(class.code.as_str(), group_of(published), "{row:?}");
        assert!(class.part.is_some(), "{row:?}");
    }
    assert_eq!(same, 171);
}

async fn the_ranks_of_all_193_states_are_the_published_ones(engine: Engine) {
    let Some(rows) = shared("un_egdi_2022.csv") else { return };
    let Some(test) = world(engine, &rows, &[("egdi", "E-Government Index")]).await else { return };
    let scheme = format!(
        "format = \"tidtam-scheme/1\"\n[scheme]\ncode = \"published\"\nedition = 1\ntitle = {{ th = \"ก\", en = \"a\" }}\n\
         description = {{ th = \"ก\", en = \"a\" }}\nrounding = {{ decimals = 4 }}\n{PROVENANCE}\n\
         [[node]]\ncode = \"index\"\ntitle = {{ th = \"ก\", en = \"a\" }}\nreads = {{ indicator = \"egdi\" }}\n{PROVENANCE}\n"
    );
    let scores = scored(&test, scheme.as_bytes()).await;
    for (at, row) in rows.iter().enumerate() {
        let (score, place) = of_row(&scores, at);
        assert_eq!(score.published, code::<Amount>(&row["E-Government Index"]), "{row:?}");
        assert_eq!(place, code::<i64>(&row["E-Government Rank"]), "{row:?}");
    }
    let shared = scores.bodies.iter().filter(|(_, place)| place.is_some_and(|place| place.is_shared)).count();
    assert_eq!(shared, 8);
}

/// The published components have seventeen digits and imported values six decimals, so the index agrees to six.
async fn the_index_of_all_198_economies_is_the_published_one(engine: Engine) {
    let Some(rows) = shared("world_bank_gtmi_2022.csv") else { return };
    let columns = [("gtmi-cgsi", "cgsi"), ("gtmi-psdi", "psdi"), ("gtmi-dcei", "dcei"), ("gtmi-gtei", "gtei")];
    let Some(test) = world(engine, &rows, &columns).await else { return };
    let scores = scored(&test, include_bytes!("../../../reference/schemes/world-bank-gtmi.toml")).await;
    assert_eq!(scores.bodies.len(), 198);
    for (at, row) in rows.iter().enumerate() {
        let (score, _) = of_row(&scores, at);
        assert!(distance(score.full, code(&row["gtmi"])) <= code("0.000001"), "{row:?}: {score:?}");
        assert_eq!(score.class.as_ref().map(|class| class.code.as_str()), Some(row["grp"].as_str()), "{row:?}");
    }
}
