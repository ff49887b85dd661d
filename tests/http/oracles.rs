//! Published indices through the whole product: states and economies come in as organisations, their figures as a file of
//! accepted values; scores are made, and scores, groups and places are read from the files of a snapshot as somebody
//! downloads them. The lists are read from `shared/data` beside the project, or from `TIDTAM_TEST_SHARED_DATA`; where they
//! are not, the test says so by name.

use super::exports::makes_files;
use chrono::Duration;
use domain::{
    amount::Amount,
    organisation::{Duty, OrganisationKind},
    snapshot::{Export, Stage},
    testing::{Row, rows, shared},
    window::Window,
};
use serde_json::Value as Json;
use service::{
    Clock, imports,
    organisations::ImportMode,
    plans::read_plan,
    rounds::NewRound,
    snapshots::Taking,
    testing::{Engine, fresh},
    values::ValueFilter,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    io::{Cursor, Read as _},
};
use tests::{
    TestApp,
    app::operator,
    country::{body, start},
};
use zip::ZipArchive;

const ROUND: &str = "2565";
const PROVENANCE: &str = "provenance = { status = \"sourced\", source = \"a published index\" }";
const BOTH: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];
/// An index, or a part of one, between 0 and 1.
const SHARE: &str = "{ type = \"score\", lowest = \"0\", highest = \"1\" }";

fn amount(text: &str) -> Amount {
    text.parse().expect("an amount")
}

fn words(words: &str) -> String {
    format!("{{ th = \"{words}\", en = \"{words}\" }}")
}

/// A plan that asks everybody for some figures once a year: each with its measure.
fn plan(indicators: &[(&str, &str)]) -> String {
    let mut text = format!(
        "format = \"tidtam-plan/1\"\n[plan]\ncode = \"world\"\nversion = 1\ntitle = {0}\nvision = {0}\n\
         first_fiscal_year = 2565\nlast_fiscal_year = 2565\n{PROVENANCE}\n\
         [[strategy]]\ncode = \"S1\"\ntitle = {0}\ngoals = []\n{PROVENANCE}\n",
        words("โลก"),
    );
    for (indicator, measure) in indicators {
        let none = "evidence = { required = false, description = { th = \"\", en = \"\" } }";
        write!(
            text,
            "[[indicator]]\ncode = \"{indicator}\"\nstrategy = \"S1\"\nname = {0}\ndefinition = {0}\nunit = {0}\n\
             measure = {measure}\npolarity = \"higher\"\n\
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

/// Bodies with a round of accepted values of some indicators, as they are imported, and a scheme that is put in force then.
async fn world(engine: Engine, indicators: &[(&str, &str)], values: &[Vec<Amount>], scheme: &[u8]) -> Option<TestApp> {
    let test = fresh(engine, Clock::set(start())).await?;
    let (services, actor) = (&test.services, operator());
    let mut bodies = vec![body("th", None, OrganisationKind::Root, Duty::None)];
    let states = (0..values.len()).map(|at| body(&state(at), Some("th"), OrganisationKind::Department, Duty::Reports));
    bodies.extend(states);
    services.organisations().import(&actor, bodies, vec![], ImportMode::Apply).await.expect("imported");
    let plan = read_plan(&plan(indicators)).expect("a plan");
    services.plans().import(&actor, plan, ImportMode::Apply).await.expect("imported");
    let days = |days| start() + Duration::days(days);
    let window = Window::new(days(-60), days(-30), days(-15)).expect("in order");
    let new = NewRound { plan: "world".parse().expect("a code"), period: ROUND.parse().expect("a period"), window };
    services.rounds().open(&actor, new).await.expect("opened");
    let mut file = "round,agency,indicator,value\n".to_owned();
    for (at, values) in values.iter().enumerate() {
        for ((indicator, _), value) in indicators.iter().zip(values) {
            writeln!(file, "{ROUND},{},{indicator},{value}", state(at)).expect("written");
        }
    }
    let done = services.values().import(&actor, Cursor::new(file.into_bytes()), "world.csv", ImportMode::Apply).await;
    let done = done.expect("read").expect("taken");
    let all = values.len() * indicators.len();
    assert_eq!(done.added.iter().map(|round| round.values).sum::<usize>(), all);
    let scheme = imports::schemes::read(scheme).expect("a scheme");
    let of_plan = "world".parse().expect("a code");
    services.schemes().import(&actor, scheme, Some(&of_plan), ImportMode::Apply).await.expect("in force");
    assert_eq!(services.scores().check(&actor).await.expect("checked"), []);
    let filter = ValueFilter { most: 5_000, ..ValueFilter::default() };
    let exported = services.values().list(&actor, &filter).await.expect("values").values;
    let of_bodies: BTreeSet<_> = exported.iter().map(|value| &value.agency).collect();
    assert_eq!((exported.len(), of_bodies.len()), (all, values.len()), "every value goes out again");
    Some(TestApp::over(test))
}

/// The columns of a published list, each row as values that are imported: with six decimals at most.
fn columns(rows: &[Row], columns: &[(&'static str, &str)]) -> (Vec<(&'static str, &'static str)>, Vec<Vec<Amount>>) {
    let of_row = |row: &Row| columns.iter().map(|(_, column)| amount(&row[*column]).rounded(6)).collect();
    (columns.iter().map(|(indicator, _)| (*indicator, SHARE)).collect(), rows.iter().map(of_row).collect())
}

/// What the files of a snapshot say of one body.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Told {
    published: Amount,
    full: Amount,
    class: String,
    part: String,
    place: i64,
    is_shared: bool,
}

/// One table of the archive of tables.
fn table(archive: &[u8], name: &str) -> Vec<Row> {
    let mut archive = ZipArchive::new(Cursor::new(archive)).expect("an archive");
    let mut text = Vec::new();
    archive.by_name(&format!("{name}.csv")).expect("a table").read_to_end(&mut text).expect("read");
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    std::io::Write::write_all(&mut file, &text).expect("written");
    rows(file.path()).expect("rows")
}

/// Publishes the round and downloads its files as anybody may; what the CSV and the JSON say of each body, which is the same.
async fn downloaded(app: &TestApp) -> BTreeMap<String, Told> {
    let snapshots = app.services().snapshots();
    let taking = Taking { round: ROUND.parse().expect("a code"), stage: Stage::Final, note: String::new() };
    let code = snapshots.take(&operator(), &taking).await.expect("taken").code;
    snapshots.publish(&operator(), &code, None).await.expect("published");
    makes_files(app.services()).await;
    let file = |export: Export| format!("/snapshots/{code}/files/{}", export.file_name(&code));
    let archive = app.nobody().opens(&file(Export::Tables)).await.bytes;
    let places = table(&archive, "places");
    let mut found = BTreeMap::new();
    for row in table(&archive, "scores") {
        let body = &row["organisation"];
        let mut of_body = places.iter().filter(|place| place["organisation"] == *body);
        let (Some(place), None) = (of_body.next(), of_body.next()) else { panic!("one place of {body}") };
        assert_eq!(row["outcome"], "scored", "{row:?}");
        let told = Told {
            published: amount(&row["score"]),
            full: amount(&row["score_before_rounding"]),
            class: row["class"].clone(),
            part: row["class_part"].clone(),
            place: place["place"].parse().expect("a number"),
            is_shared: place["is_shared"] == "true",
        };
        assert!(found.insert(body.clone(), told).is_none(), "one score of {body}");
    }
    let json: Json = serde_json::from_str(&app.nobody().opens(&file(Export::Json)).await.body).expect("JSON");
    let (scores, places) = (&json["tables"]["scores"], &json["tables"]["places"]);
    assert_eq!(scores.as_array().map(Vec::len), Some(found.len()));
    for row in scores.as_array().expect("rows") {
        let told = &found[row["organisation"].as_str().expect("a code")];
        assert_eq!(amount(&row["score"].to_string()), told.published, "{row}");
        assert_eq!(row["class"].as_str().unwrap_or_default(), told.class, "{row}");
    }
    for row in places.as_array().expect("rows") {
        let told = &found[row["organisation"].as_str().expect("a code")];
        assert_eq!((row["place"].as_i64(), row["is_shared"].as_bool()), (Some(told.place), Some(told.is_shared)));
    }
    found
}

fn distance(one: Amount, other: Amount) -> Amount {
    let difference = one.checked_sub(other).expect("small");
    if difference < Amount::ZERO { Amount::ZERO.checked_sub(difference).expect("small") } else { difference }
}

fn group_of(published: Amount) -> &'static str {
    match published {
        score if score > amount("0.75") => "VH",
        score if score > amount("0.50") => "H",
        score if score > amount("0.25") => "M",
        _ => "L",
    }
}

#[tokio::test]
async fn the_index_of_all_193_states_is_the_published_one_as_far_as_its_components_tell() {
    let Some(rows) = shared("un_egdi_2022.csv") else { return };
    let (indicators, values) = columns(
        &rows,
        &[
            ("egdi-osi", "Online Service Index"),
            ("egdi-hci", "Human Capital Index"),
            ("egdi-tii", "Telecommunication Infrastructure Index"),
        ],
    );
    let scheme = include_bytes!("../../reference/schemes/un-egdi.toml");
    for engine in BOTH {
        let Some(app) = world(engine, &indicators, &values, scheme).await else { continue };
        let found = downloaded(&app).await;
        assert_eq!(found.len(), 193);
        let mut same = 0;
        for (at, row) in rows.iter().enumerate() {
            let (told, published) = (&found[&state(at)], amount(&row["E-Government Index"]));
            // The components are published with four decimals, so that their mean is within one of the fourth.
            assert!(distance(told.full, published) < amount("0.0001"), "{row:?}: {told:?}");
            same += usize::from(told.published == published);
            assert_eq!(told.place.to_string(), row["E-Government Rank"], "{row:?}");
            assert_eq!(told.class, group_of(published), "{row:?}");
            assert!(!told.part.is_empty(), "{row:?}");
        }
        assert_eq!(same, 171);
    }
}

#[tokio::test]
async fn the_index_rank_and_group_of_all_193_states_are_the_published_ones() {
    let Some(rows) = shared("un_egdi_2022.csv") else { return };
    let (indicators, values) = columns(&rows, &[("egdi", "E-Government Index")]);
    let shipped = include_str!("../../reference/schemes/un-egdi.toml");
    // The head and the groups of the shipped scheme over the published index itself.
    let (head, _) = shipped.split_once("[[node]]").expect("nodes");
    let scheme = format!(
        "{head}[[node]]\ncode = \"egdi\"\ntitle = {}\nreads = {{ indicator = \"egdi\" }}\n{PROVENANCE}\n",
        words("ดัชนี")
    );
    for engine in BOTH {
        let Some(app) = world(engine, &indicators, &values, scheme.as_bytes()).await else { continue };
        let found = downloaded(&app).await;
        let is_same = |(at, row): &(usize, &Row)| {
            let (told, published) = (&found[&state(*at)], amount(&row["E-Government Index"]));
            let rank = row["E-Government Rank"].parse().expect("a rank");
            (told.published, told.place, told.class.as_str()) == (published, rank, group_of(published))
        };
        let other: Vec<_> = rows.iter().enumerate().filter(|state| !is_same(state)).collect();
        assert!(other.is_empty() && found.len() == 193, "{other:?}");
        assert_eq!(found.values().filter(|told| told.is_shared).count(), 8);
    }
}

/// The published components have seventeen digits and imported values six decimals, so the index agrees to six; what the
/// scheme declares of it, the groups and the places are the same for all.
#[tokio::test]
async fn the_index_rank_and_group_of_all_198_economies_are_the_published_ones() {
    let Some(rows) = shared("world_bank_gtmi_2022.csv") else { return };
    let (indicators, values) =
        columns(&rows, &[("gtmi-cgsi", "cgsi"), ("gtmi-psdi", "psdi"), ("gtmi-dcei", "dcei"), ("gtmi-gtei", "gtei")]);
    let published: Vec<Amount> = rows.iter().map(|row| amount(&row["gtmi"])).collect();
    let scheme = include_bytes!("../../reference/schemes/world-bank-gtmi.toml");
    for engine in BOTH {
        let Some(app) = world(engine, &indicators, &values, scheme).await else { continue };
        let found = downloaded(&app).await;
        assert_eq!(found.len(), 198);
        for (at, (row, index)) in rows.iter().zip(&published).enumerate() {
            let told = &found[&state(at)];
            assert!(distance(told.full, *index) <= amount("0.000001"), "{row:?}: {told:?}");
            assert_eq!(told.published, index.rounded(3), "{row:?}");
            assert_eq!(told.class, row["grp"], "{row:?}");
            // No rank is published: it is how many economies have more.
            let more = published.iter().filter(|other| *other > index).count();
            assert_eq!(usize::try_from(told.place), Ok(more + 1), "{row:?}");
        }
    }
}

/// The worked example of fiscal year 2567: two figures scored 50/75/100 at three targets, 70 points of 100, and potential, 30.
const OPDC: &str = "format = \"tidtam-scheme/1\"\n[scheme]\ncode = \"opdc\"\nedition = 1\ntitle = WORDS\ndescription = WORDS\n\
    rounding = { decimals = 2 }\nPROVENANCE\n\
    [[node]]\ncode = \"total\"\ntitle = WORDS\ncombines = { by = \"points\" }\nPROVENANCE\n\
    [[node]]\ncode = \"performance\"\nparent = \"total\"\ntitle = WORDS\nweight = \"0.7\"\n\
    combines = { by = \"arithmetic\" }\nPROVENANCE\n\
    [[node]]\ncode = \"satisfied\"\nparent = \"performance\"\ntitle = WORDS\nweight = \"1\"\n\
    reads = { indicator = \"satisfied\" }\nnormalise = { by = \"thresholds\", below = \"0\", steps = [\
    { at = { figure = \"98.72\" }, score = \"50\" }, { at = { figure = \"98.84\" }, score = \"75\" }, \
    { at = { figure = \"98.90\" }, score = \"100\" }] }\nPROVENANCE\n\
    [[node]]\ncode = \"revenue\"\nparent = \"performance\"\ntitle = WORDS\nweight = \"1\"\n\
    reads = { indicator = \"revenue\" }\nnormalise = { by = \"thresholds\", below = \"0\", steps = [\
    { at = { figure = \"1150400000\" }, score = \"50\" }, { at = { figure = \"1202170000\" }, score = \"75\" }, \
    { at = { figure = \"1256270000\" }, score = \"100\" }] }\nPROVENANCE\n\
    [[node]]\ncode = \"potential\"\nparent = \"total\"\ntitle = WORDS\nweight = \"0.3\"\n\
    reads = { indicator = \"potential\" }\nPROVENANCE\n";

#[tokio::test]
async fn the_worked_example_of_opdc_comes_to_99_94_in_every_file() {
    let scheme = OPDC.replace("WORDS", &words("ผลการปฏิบัติราชการ")).replace("PROVENANCE", PROVENANCE);
    let hundred = "{ type = \"score\", lowest = \"0\", highest = \"100\" }";
    let indicators = [("satisfied", hundred), ("revenue", "{ type = \"amount\" }"), ("potential", hundred)];
    let values = [
        // The published example: 100 and 100 of performance make 70 points, and 99.8 of potential 29.94.
        (["98.94", "1259860000", "99.8"], "99.94", 1),
        // At the second target, and half-way between the first and the second: (75 + 62.5) / 2 × 0.7 + 50 × 0.3.
        (["98.84", "1176285000", "50"], "63.125", 2),
        // At the first target, and one baht below it: (50 + 0) / 2 × 0.7 + 0.
        (["98.72", "1150399999", "0"], "17.5", 3),
    ];
    let figures: Vec<Vec<Amount>> = values.iter().map(|(row, ..)| row.iter().map(|it| amount(it)).collect()).collect();
    for engine in BOTH {
        let Some(app) = world(engine, &indicators, &figures, scheme.as_bytes()).await else { continue };
        let found = downloaded(&app).await;
        for (at, (_, total, place)) in values.iter().enumerate() {
            let told = &found[&state(at)];
            assert_eq!((told.full, told.place), (amount(total), *place), "{told:?}");
            assert_eq!(told.published, amount(total).rounded(2), "{told:?}");
        }
    }
}
