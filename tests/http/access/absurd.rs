//! Absurd figures: a population of one, an indicator that nobody answers, a target that is the baseline, negative and huge
//! numbers, weights of zero. Every page, every answer of the API and every file of a snapshot is asked for, and none shows a
//! figure that is none.

use super::{
    objects::{Object, PUBLISHED, describe_published, new_token, open_past, publish_opened},
    row::{Body, Door},
    table::rows,
};
use crate::{exports::makes_files, subscribers::printed};
use domain::snapshot::Export;
use http::StatusCode;
use service::{imports::schemes, organisations::ImportMode};
use std::{
    collections::BTreeSet,
    io::{Cursor, Read as _},
    process::Command,
};
use tests::{
    Answer, Engine, TestApp, Visitor,
    app::operator,
    country::{ROUND, country_under, two_snapshots},
    pages::pages,
};
use zip::ZipArchive;

const PLAN: &str = include_str!("../../support/plan.toml");
const PROVENANCE: &str = "provenance = { status = \"demonstration\", source = \"a test\" }";

/// The small plan with a target that is the baseline, a figure that swings far to both sides, and one that nobody answers.
fn plan() -> String {
    let plan = PLAN.replacen("value = \"80\"", "value = \"20\"", 1);
    let more = ["swing", "silent"].map(|code| {
        let words = format!("{{ th = \"{code}\", en = \"{code}\" }}");
        format!(
            "[[indicator]]\ncode = \"{code}\"\nstrategy = \"S2\"\nname = {words}\ndefinition = {words}\nunit = {words}\n\
             measure = {{ type = \"score\", lowest = \"-999999999999999\", highest = \"999999999999999\" }}\n\
             polarity = \"higher\"\nfrequency = \"quarterly\"\nscope = \"agency\"\nweight = \"1\"\n\
             evidence = {{ required = false, description = {{ th = \"\", en = \"\" }} }}\n\
             baseline = {{ fiscal_year = 2565, value = \"0\", {PROVENANCE} }}\n\
             targets = [{{ fiscal_year = 2570, value = \"0\", {PROVENANCE} }}]\n{PROVENANCE}\n"
        )
    });
    format!("{plan}\n{}", more.concat())
}

/// A scheme whose nodes have nothing to divide by; what is missing is treated by one rule everywhere.
fn scheme(code: &str, missing: &str) -> String {
    let words = format!("{{ th = \"{code}\", en = \"{code}\" }}");
    let nodes = [
        ("services", "3", "svc-e2e", "by = \"target_distance\", from = { way = \"0\" }, to = { way = \"1\" }"),
        ("deviation", "1", "swing", "by = \"z_score\""),
        ("between", "1", "swing", "by = \"min_max\", scale = \"100\""),
        ("worse", "1", "swing", "by = \"percentile_rank\""),
        ("both", "1", "swing", "by = \"z_score_min_max\""),
        ("plain", "1", "swing", "by = \"identity\""),
        ("datasets", "0", "open-datasets", "by = \"identity\""),
        ("nobody", "1", "silent", "by = \"z_score\""),
    ];
    let node = |(node, weight, indicator, normalise): (&str, &str, &str, &str)| {
        format!(
            "[[node]]\ncode = \"{node}\"\nparent = \"whole\"\ntitle = {words}\nweight = \"{weight}\"\n\
             reads = {{ indicator = \"{indicator}\" }}\nnormalise = {{ {normalise} }}\nmissing = \"{missing}\"\n{PROVENANCE}\n"
        )
    };
    format!(
        "format = \"tidtam-scheme/1\"\n[scheme]\ncode = \"{code}\"\nedition = 1\ntitle = {words}\ndescription = {words}\n\
         rounding = {{ decimals = 4 }}\n{PROVENANCE}\n\
         [[node]]\ncode = \"whole\"\ntitle = {words}\ncombines = {{ by = \"arithmetic\" }}\n{PROVENANCE}\n{}",
        nodes.map(node).concat()
    )
}

const SCHEMES: [(&str, &str); 3] = [("small", "exclude"), ("strict", "block"), ("lenient", "zero")];

/// A body alone has the figure that swings; another has nothing to divide by; the third reports nothing.
const ABSURD: [&str; 4] = [
    "one,swing,-999999999.999999,",
    "one,svc-e2e,0,1",
    "two,open-datasets,999999999,",
    "two,svc-e2e,999999999999999,999999999999999",
];

/// The country with those figures, then and now.
async fn absurd(engine: Engine) -> Option<(TestApp, Object)> {
    let app = TestApp::over(country_under(engine, &plan(), &scheme("small", "exclude")).await?);
    open_past(&app, &ABSURD).await;
    // Everybody is compared with those of the past round.
    for (code, missing) in SCHEMES {
        let scheme = schemes::read(scheme(code, missing).as_bytes()).expect("a scheme");
        let plan = "small".parse().expect("a code");
        app.services().schemes().import(&operator(), scheme, Some(&plan), ImportMode::Apply).await.expect("in force");
    }
    let object = Object::of(&app, "three").await;
    app.imports(&[
        ("one", "swing", "999999999999999", ""),
        ("one", "svc-e2e", "999999999999999", "999999999999999"),
        ("two", "open-datasets", "999999999999999", ""),
        ("two", "svc-e2e", "0", "1"),
    ])
    .await;
    two_snapshots(&app.test).await;
    publish_opened(&app).await;
    Some((app, object))
}

/// Texts that stand where a figure should and are none: of a float, and zero with a sign.
fn no_figures(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let is_word = |letter: char| letter.is_alphanumeric() || "_-−.&".contains(letter);
    for word in text.split(|letter: char| !is_word(letter)) {
        let figure = word.trim_matches(['.', '&']);
        let unsigned = figure.trim_start_matches(['-', '−', '+']);
        // As programs spell them; Nan is a province.
        let is_none = ["NaN", "nan", "inf", "Inf", "INF", "Infinity", "infinity"].contains(&unsigned);
        let is_signed_zero = figure.starts_with(['-', '−'])
            && !unsigned.is_empty()
            && unsigned.chars().all(|digit| "0.๐".contains(digit))
            && unsigned.starts_with(['0', '๐']);
        if is_none || is_signed_zero {
            found.insert(figure.to_owned());
        }
    }
    if text.contains('∞') {
        found.insert("∞".to_owned());
    }
    found
}

/// What people and programs read of an answer: of a page without its scripts and paths of drawings, whose coordinates are
/// looked at for floats that are none.
fn looked_at(answer: &Answer) -> BTreeSet<String> {
    let kind = answer.header("content-type");
    if !kind.starts_with("text/html") {
        // The last bucket of a histogram of /metrics has no bound, and is called so.
        return no_figures(&answer.body.replace("le=\"+Inf\"", ""));
    }
    let mut found = BTreeSet::new();
    for (at, piece) in answer.body.split('<').enumerate() {
        let (tag, text) = if at == 0 { ("", piece) } else { piece.split_once('>').unwrap_or((piece, "")) };
        if !tag.starts_with("script") && !tag.starts_with("style") {
            found.extend(no_figures(text));
        }
        // A coordinate may be a zero with a sign, and no other thing that is no number.
        found.extend(no_figures(tag).into_iter().filter(|figure| !figure.ends_with(['0', '๐'])));
    }
    found
}

#[test]
fn what_is_no_figure_is_found_and_what_is_one_is_not() {
    let all = "NaN inf -inf Infinity ∞ -0 −0 -0.00 (-0%) d=\"M0,NaN\"";
    assert_eq!(no_figures(all).len(), 8, "{:?}", no_figures(all));
    for good in
        ["2570-q1 2027-01-22 -0.5 0 -10 −3 info infant 0-0-0 nano b-0x th-01 0.0 -0x3 a-0 --- - .", "Nan province"]
    {
        assert_eq!(no_figures(good), BTreeSet::new(), "{good}");
    }
}

/// Opens an address and looks at what comes; whether it was there.
async fn looks(visitor: &mut Visitor, path: &str) -> bool {
    let answer = visitor.opens(path).await;
    assert!(!answer.status.is_server_error(), "{path}: {} {}", answer.status, answer.body);
    let found = looked_at(&answer);
    assert!(found.is_empty(), "{path} shows {found:?}");
    answer.status == StatusCode::OK
}

#[tokio::test]
async fn no_page_and_no_answer_shows_a_figure_that_is_none() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some((app, object)) = absurd(engine).await else { continue };
        describe_published(&app).await;
        let (mut thai, account) = app.somebody_with_account(domain::access::Role::Administrator, "th").await;
        let mut english = thai.clone().in_english();
        let (_, secret) = new_token(&app, account).await;
        let mut program = app.nobody().with("accept", "application/json").with("sec-fetch-site", "");
        program = program.with("authorization", &format!("Bearer {secret}"));
        let mut seen = 0;
        // Of each agency: the one that swings, the one with huge numbers, the one without any.
        for agency in ["one", "two", "three"] {
            for row in rows().filter(|row| row.method == "GET") {
                let path = row.path.replace("/organisations/{code}", &format!("/organisations/{agency}"));
                let path = path.replace("{agency}", agency).replace("{organisation}", agency);
                let path = object.fill(row.path, &path);
                let is_there = match (row.door, row.body) {
                    (Door::Program, _) => looks(&mut program, &path).await,
                    (Door::Screen, Body::Nothing) => looks(&mut thai, &path).await & looks(&mut english, &path).await,
                    (Door::Screen, _) => continue,
                };
                seen += usize::from(is_there);
            }
        }
        assert!(seen > 250, "{seen}");
        let (mut more, mut derived) = (pages(account), 0);
        for (scheme, _) in SCHEMES {
            for round in [ROUND, "2569-q4"] {
                more.push(format!("/scores/{scheme}/{round}"));
                more.push(format!("/maps/{scheme}/{round}"));
                for body in ["one", "two"] {
                    let score = format!("/scores/{scheme}/{round}/{body}");
                    derived += usize::from(looks(&mut thai, &format!("{score}/derivation.json")).await);
                    more.extend([format!("{score}/what-if"), score]);
                }
            }
        }
        for body in ["one", "two", "three", "mdes", "moph"] {
            more.push(format!("/organisations/{body}?round={ROUND}"));
            more.push(format!("/organisations/{body}?round=2569-q4"));
        }
        for indicator in ["svc-e2e", "swing", "silent", "open-datasets", "digital-plan"] {
            more.extend(["", "/map"].map(|part| format!("/indicators/{indicator}{part}?round={ROUND}")));
            more.push(format!("/public/th/{PUBLISHED}/indicators/{indicator}"));
        }
        // What is too large for a scheme has no derivation, and says so.
        let too_large = format!("/scores/small/{ROUND}/one/derivation.json");
        let answer = english.opens(&too_large).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{too_large}");
        answer.shows("a reported value does not fit the scheme");
        assert!(derived > 0, "of others it is there");
        for page in more {
            assert!(looks(&mut thai, &page).await, "{page} is there");
            assert!(looks(&mut english, &page).await, "{page} is there in English");
        }
        app.test.services.rollups().check(&operator()).await.expect("checked");
    }
}

/// The text of every part of an archive.
fn unpacked(bytes: &[u8]) -> Vec<(String, String)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut texts = Vec::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut text = String::new();
        part.read_to_string(&mut text).expect("text");
        texts.push((name, text));
    }
    texts
}

#[tokio::test]
async fn no_file_of_a_snapshot_holds_a_figure_that_is_none_and_what_is_missing_is_no_zero() {
    let reads_paper = Command::new("pdftotext").arg("-v").output().is_ok();
    if !reads_paper {
        tests::skip_part("absurd figures in the printed report", "pdftotext is not installed");
    }
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some((app, _)) = absurd(engine).await else { continue };
        makes_files(app.services()).await;
        let code = PUBLISHED.parse().expect("a code");
        for export in Export::all() {
            let path = format!("/snapshots/{PUBLISHED}/files/{}", export.file_name(&code));
            let given = app.nobody().opens(&path).await;
            assert_eq!(given.status, StatusCode::OK, "{path}");
            let texts = match export {
                Export::Workbook | Export::Tables => unpacked(&given.bytes),
                Export::Paper(_) if reads_paper => vec![(String::new(), printed(&given.bytes))],
                // Its decimals are whole numbers with a fixed point, which have no such thing.
                Export::Paper(_) | Export::Parquet(_) => continue,
                Export::Json | Export::Sdmx(_) | Export::SdmxJson(_) | Export::Adx | Export::Description(_) => {
                    vec![(String::new(), given.body.clone())]
                }
            };
            for (part, text) in texts {
                assert!(no_figures(&text).is_empty(), "{path} {part} holds {:?}", no_figures(&text));
            }
            if export == Export::Tables {
                missing_is_blank(&given.bytes);
            }
        }
    }
}

/// Whose nodes have nothing to divide by has a reason and no value there, and no score where nothing may be missing.
fn missing_is_blank(archive: &[u8]) {
    let texts = unpacked(archive);
    let table = |name: &str| {
        let (_, text) = texts.iter().find(|(part, _)| part == name).expect("a table");
        let mut lines = text.lines().map(|line| line.trim_end().split(',').map(str::to_owned).collect::<Vec<_>>());
        let head = lines.next().expect("a heading");
        let place = move |name: &str| head.iter().position(|column| column == name).expect("a column");
        (place, lines.collect::<Vec<_>>())
    };
    let (place, scores) = table("scores.csv");
    let of = |scheme: &str, body: &str| {
        let found = scores.iter().find(|row| row[place("scheme")] == scheme && row[place("organisation")] == body);
        let row = found.unwrap_or_else(|| panic!("no row of {scheme} {body}"));
        ["outcome", "score", "reason"].map(|column| row[place(column)].clone())
    };
    for body in ["one", "two"] {
        let [outcome, score, reason] = of("strict", body);
        assert_eq!((outcome.as_str(), score.as_str(), reason.is_empty()), ("absent", "", false), "{body}");
    }
    assert!(!scores.iter().any(|row| row[place("organisation")] == "three"), "who reports nothing has no score");
    let (place, nodes) = table("score_nodes.csv");
    let strict = nodes.iter().filter(|row| row[place("scheme")] == "strict" && row[place("organisation")] == "one");
    for row in
        strict.filter(|row| ["services", "deviation", "between", "nobody"].contains(&row[place("node")].as_str()))
    {
        assert_eq!((row[place("value")].as_str(), row[place("reason")].is_empty()), ("", false), "{row:?}");
    }
}
