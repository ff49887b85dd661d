//! A derived indicator, from the plan that brings it to dashboards and answers of the API: nobody types it, and everybody sees how
//! it was worked out.

use super::{Api, report};
use crate::{
    exports::{self, makes_files},
    publications::publish,
};
use domain::{
    access::Role,
    snapshot::{Export, Stage},
    window::Window,
};
use http::header;
use serde_json::{Value, json};
use service::{imports, organisations::ImportMode, plans::read_plan, rounds::NewRound, snapshots::Taking};
use tests::{
    TestApp,
    country::{operator, start},
};

const PLAN: &str = include_str!("../../support/plan.toml");

/// An indicator that is worked out from the open datasets.
fn derived(code: &str, formula: &str) -> String {
    let provenance = "provenance = { status = \"demonstration\", source = \"a test\" }";
    format!(
        "\n[[indicator]]\ncode = \"{code}\"\nstrategy = \"S2\"\nname = {{ th = \"คำนวณ {code}\", en = \"Derived {code}\" }}\n\
         definition = {{ th = \"คำนวณ\", en = \"Worked out\" }}\nunit = {{ th = \"ชุด\", en = \"datasets\" }}\n\
         measure = {{ type = \"count\" }}\npolarity = \"higher\"\nfrequency = \"quarterly\"\nscope = \"agency\"\nweight = \"1\"\n\
         evidence = {{ required = false, description = {{ th = \"\", en = \"\" }} }}\nderived = {{ value = \"{formula}\" }}\n{provenance}\n"
    )
}

fn plan(formulas: [&str; 2]) -> String {
    let [doubled, growth] = formulas;
    let text = PLAN.replacen("version = 1", "version = 2", 1);
    format!("{text}{}{}", derived("doubled", doubled), derived("dataset-growth", growth))
}

/// The small country whose plan derives two indicators, with the open quarter.
async fn country() -> Api {
    country_of(["[open-datasets] * 2", "[open-datasets] - previous([open-datasets])"]).await
}

/// The same with two formulas of a test's own.
async fn country_of(formulas: [&str; 2]) -> Api {
    let app = TestApp::without_round().await;
    let plan = read_plan(&plan(formulas)).expect("a plan");
    app.services().plans().import(&operator(), plan, ImportMode::Apply).await.expect("imported");
    let days = |days| start() + chrono::Duration::days(days);
    let window = Window::new(days(-21), days(9), days(24)).expect("in order");
    let new = NewRound { plan: "small".parse().expect("a code"), period: "2570-q1".parse().expect("a period"), window };
    app.services().rounds().open(&operator(), new).await.expect("opened");
    Api { app }
}

#[test]
fn a_plan_with_a_wrong_formula_is_refused_on_the_line_of_the_formula() {
    let text = plan(["[open-datasets] + [svc-e2e]", "[no-such] - 1"]);
    let refusals = imports::plans::read(text.as_bytes()).expect_err("refused");
    let lines: Vec<u64> = refusals.iter().map(|refusal| refusal.line).collect();
    let line_of = |words: &str| 1 + text.lines().take_while(|line| !line.contains(words)).count() as u64;
    let expected = ["[open-datasets] + [svc-e2e]", "[no-such] - 1"].map(line_of);
    assert_eq!(lines, expected, "{refusals:?}");
    let told = |refusal: &imports::Refusal| {
        let imports::Reason::FormulaOfPlan { fault } = &refusal.reason else { panic!("{refusal:?}") };
        fault.to_string()
    };
    let said = refusals.iter().map(told).collect::<Vec<_>>().join("; ");
    assert!(said.contains("do not go together") && said.contains("there is no indicator no-such"), "{said}");
    let circle = plan(["[dataset-growth]", "[doubled]"]);
    let refusals = imports::plans::read(circle.as_bytes()).expect_err("refused");
    assert!(told(&refusals[0]).contains("need one another"), "{refusals:?}");
}

#[test]
fn what_no_body_has_a_figure_of_is_told_on_the_line_of_the_formula_that_takes_it() {
    let ratio =
        "measure = { type = \"ratio\", numerator = { th = \"ก\" }, denominator = { th = \"ข\" }, scale = \"100\" }";
    let [one, two] = ["derived.value = \"[open-datasets]\"", "derived.base = \"[everywhere]\""];
    let share = derived("share", "").replace("measure = { type = \"count\" }", ratio);
    let share = share.replace("derived = { value = \"\" }", &format!("{one}\n{two}"));
    let national = derived("everywhere", "").replace("derived = { value = \"\" }\n", "");
    let national = national.replace("scope = \"agency\"", "scope = \"national\"");
    let text = format!("{PLAN}{national}{share}");
    let refusals = imports::plans::read(text.as_bytes()).expect_err("refused");
    let told: Vec<(u64, String)> = refusals.iter().map(|it| (it.line, format!("{:?}", it.reason))).collect();
    let line = 1 + text.lines().take_while(|line| *line != two).count() as u64;
    assert!(matches!(&told[..], [(at, why)] if *at == line && why.contains("NotOfBodies")), "{line} {told:?}");
}

#[tokio::test]
async fn a_derived_indicator_goes_from_the_plan_to_dashboards_and_exports() {
    let api = country().await;
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    let asked = reporter.get(&report("one")).await.ok();
    let codes: Vec<&str> =
        asked["values"].as_array().expect("values").iter().filter_map(|it| it["indicator"].as_str()).collect();
    assert_eq!(codes, ["svc-e2e", "digital-plan", "open-datasets"], "nobody is asked for it");
    let typed = json!([{ "indicator": "doubled", "value": "9" }]);
    let refused = reporter.types("one", &typed).await.refused(422, "indicator_derived");
    assert_eq!(refused["detail"], "doubled");
    let mut form = api.app.reporter("one").await;
    form.opens("/reports/2570-q1/one").await.shows("open-datasets").hides("dataset-growth");

    api.app.accept("one", &[("open-datasets", "7", "")]).await;
    let values = reporter.get("/values?round=2570-q1&organisation=one").await.ok();
    let of = |code: &str| -> Value {
        let items = values["items"].as_array().expect("items");
        items.iter().find(|item| item["indicator"] == code).cloned().expect("a value")
    };
    assert_eq!((&of("doubled")["in_force"]["value"], &of("doubled")["derived"]), (&json!("14"), &json!(true)));
    assert_eq!(of("dataset-growth")["in_force"], Value::Null, "there is no round before");
    assert_eq!(of("dataset-growth")["not_measured"], "figure_missing");
    assert_eq!(of("doubled")["not_measured"], Value::Null);
    assert_eq!(of("open-datasets")["derived"], Value::Null);
    let path = "/values?round=2570-q1&organisation=one&indicator=doubled";
    let table = reporter.with_headers(http::Method::GET, path, &[("accept", "text/csv")], "").await.text();
    assert!(table.lines().nth(1).is_some_and(|row| row.ends_with(",true,,evidence_attached")), "{table}");
    let indicators = reporter.get("/indicators?indicator=doubled").await.ok();
    assert_eq!(indicators["items"][0]["derived"]["value"], "[open-datasets] * 2");

    let mut executive = api.app.somebody(Role::Executive, "th").await;
    executive
        .opens("/organisations/one/indicators/dataset-growth")
        .await
        .shows("ไม่วัดผล: ไม่มีค่าของ “จำนวนชุดข้อมูลเปิด” ในรอบก่อนหน้า");
    let mut executive = executive.in_english();
    let page = executive.opens("/organisations/one/indicators/doubled").await;
    page.shows("How this figure was worked out").shows("<code>[open-datasets] * 2</code>").shows(" = 14");
    page.shows("href=\"/organisations/one/indicators/open-datasets\"");
    assert_eq!(page.table("inputs")[1], ["Open datasets", "this round", "7"]);
    let page = executive.opens("/organisations/one/indicators/dataset-growth").await;
    page.shows("Not measured: there is no figure of “Open datasets” of the round before");
    executive.opens("/indicators/doubled").await.shows("Worked out from").shows("14");
    executive.opens("/organisations/one").await.shows("Derived doubled").shows("Derived dataset-growth");
    assert_eq!(api.app.services().rollups().check(&operator()).await.expect("checked"), []);

    let taking = Taking { round: "2570-q1".parse().expect("a code"), stage: Stage::Draft, note: String::new() };
    let snapshot = api.app.services().snapshots().take(&operator(), &taking).await.expect("taken");
    let mut administrator = api.app.administrator().await;
    let file = administrator.opens(&format!("/snapshots/{}/file", snapshot.code)).await;
    let has_working = file.body.contains("\"outcome\":\"worked\"") && file.body.contains("\"code\":\"figure_missing\"");
    assert!(has_working, "{} {:?}", file.status, file.headers.get(header::CONTENT_TYPE));
    let verified = api.app.services().snapshots().verify(Some(&operator()), &snapshot.code).await.expect("read");
    assert!(verified.is_ok(), "{verified:?}");
}

/// The country with reports of two agencies, published with all files.
async fn published() -> Api {
    let api = country().await;
    api.app.accept("one", &[("open-datasets", "7", "")]).await;
    api.app.accept("two", &[("open-datasets", "5", "")]).await;
    api.app.advance(chrono::Duration::days(90));
    let mut admin = api.app.administrator().await;
    publish(&api.app, &mut admin, 1, "", "").await;
    makes_files(api.app.services()).await;
    api
}

#[tokio::test]
async fn what_nobody_could_type_is_not_measured_and_every_way_out_says_why() {
    let api = country_of(["[open-datasets] / 3", "[open-datasets] - 34 count"]).await;
    api.app.accept("one", &[("open-datasets", "7", "")]).await;
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    for (code, why, english, thai) in [
        ("doubled", "not_whole", "It must be a whole number.", "ต้องเป็นจำนวนเต็ม"),
        ("dataset-growth", "negative", "It cannot be below zero.", "ค่าต้องไม่ติดลบ"),
    ] {
        let path = format!("/values?round=2570-q1&organisation=one&indicator={code}");
        let values = reporter.get(&path).await.ok();
        let item = &values["items"][0];
        assert_eq!((&item["in_force"], &item["not_measured"]), (&Value::Null, &json!(why)), "{item}");
        let page = format!("/organisations/one/indicators/{code}?round=2570-q1");
        let mut executive = api.app.somebody(Role::Executive, "th").await;
        executive.opens(&page).await.shows(thai);
        executive.in_english().opens(&page).await.shows(english);
    }
}

/// The country, with a scheme in force that reads the growth.
async fn scored() -> Api {
    let api = country().await;
    let text = include_str!("../../support/scheme.toml").replacen("\"open-datasets\"", "\"dataset-growth\"", 1);
    let text = text.replacen("edition = 1", "edition = 2", 1);
    let scheme = imports::schemes::read(text.as_bytes()).expect("a scheme");
    let plan = "small".parse().expect("a code");
    api.app.services().schemes().import(&operator(), scheme, Some(&plan), ImportMode::Apply).await.expect("in force");
    api.app.accept("one", &[("open-datasets", "7", "")]).await;
    api
}

#[tokio::test]
async fn nobody_is_told_to_have_kept_back_what_is_worked_out() {
    let api = scored().await;
    api.app.advance(chrono::Duration::days(10));
    let mut executive = api.app.somebody(Role::Executive, "th").await.in_english();
    executive.opens("/alerts?organisation=one").await.hides("It was due and nothing is accepted");
    let page = executive.opens("/alerts?organisation=two").await;
    let rows = page.table("alerts-two");
    assert!(rows.len() == 2 && rows[1][1].starts_with("3 indicators"), "those alone that are typed: {rows:?}");
    let page = executive.opens("/scores/small/2570-q1/one").await;
    page.shows("Not measured: there is no figure of “Open datasets” of the round before").hides("Not reported");
    let own = "/organisations/one/indicators/dataset-growth?round=2570-q1";
    page.shows(&format!("href=\"{own}\"")).hides("#dataset-growth");
    executive.opens(own).await.shows("How this figure was worked out");
    executive.opens("/plans/small").await.shows("<code>[open-datasets] - previous([open-datasets])</code>");
    let answer = executive.opens("/scores/small/2570-q1/one/derivation.json").await;
    let derivation: Value = serde_json::from_str(&answer.body).expect("JSON");
    let leaf = &derivation["root"]["children"][1];
    assert_eq!(leaf["absence"]["code"], "not_measured");
    let why = &leaf["given"]["unmeasured"]["why"];
    assert_eq!((&why["code"], &why["indicator"]), (&json!("figure_missing"), &json!("open-datasets")), "{leaf}");
}

#[tokio::test]
async fn what_was_taken_leads_to_the_round_it_was_taken_from() {
    let api = country().await;
    let services = api.app.services();
    let days = |days| start() + chrono::Duration::days(days);
    let window = Window::new(days(-21), days(9), days(24)).expect("in order");
    let new = NewRound { plan: "small".parse().expect("a code"), period: "2569-q4".parse().expect("a period"), window };
    services.rounds().open(&operator(), new).await.expect("opened");
    let file = std::io::Cursor::new(
        "round,agency,indicator,value\n2569-q4,one,open-datasets,5\n2570-q1,one,open-datasets,7\n",
    );
    let done = services.values().import(&operator(), file, "values.csv", ImportMode::Apply).await;
    done.expect("storage answers").expect("nothing is refused");
    let mut executive = api.app.somebody(Role::Executive, "th").await.in_english();
    let page = executive.opens("/organisations/one/indicators/dataset-growth?round=2570-q1").await;
    page.shows(" = 2").shows("href=\"/organisations/one/indicators/open-datasets?round=2569-q4\"");
    page.shows("href=\"/organisations/one/indicators/open-datasets?round=2570-q1\"");
}

#[tokio::test]
async fn files_and_what_is_published_say_which_values_were_derived() {
    let api = published().await;
    let nobody = api.nobody();
    let of_snapshot = |part: &str| format!("/snapshots/{}{part}", exports::CODE);
    let is_derived = |code: &Value| {
        let code = code.as_str().expect("a code");
        Value::Bool(["doubled", "dataset-growth"].contains(&code))
    };
    let values = nobody.get(&of_snapshot("/values")).await.ok();
    let tables = nobody.get(&of_snapshot(&format!("/files/{}.json", exports::CODE))).await.ok();
    for rows in [&values["items"], &tables["tables"]["values"]] {
        let rows = rows.as_array().expect("rows");
        assert_eq!(rows.len(), 10, "{rows:?}");
        for row in rows {
            assert_eq!(row["derived"], is_derived(&row["indicator"]), "{row}");
        }
    }
    // SDMX, chosen by a query and as a message.
    let flow = "/sdmx/data/dataflow/DGA/small/2.0.0/*";
    let table = nobody.get(flow).await.text();
    let mut lines = table.lines();
    assert!(lines.next().is_some_and(|heading| heading.ends_with(",OBS_STATUS,DERIVED,EXPECTED,STATUS")), "{table}");
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!(json!(cells[13] == "true"), is_derived(&json!(cells[5])), "{line}");
    }
    let accept = [("accept", "application/vnd.sdmx.data+json; version=2.0.0")];
    let message = nobody.with_headers(http::Method::GET, &format!("{flow}?c[INDICATOR]=doubled"), &accept, "").await;
    let message = message.json();
    let attributes = message["data"]["structures"][0]["attributes"]["observation"].as_array().expect("attributes");
    let place = attributes.iter().position(|attribute| attribute["id"] == "DERIVED").expect("an attribute");
    let ids: Vec<_> = attributes[place..].iter().map(|attribute| &attribute["id"]).collect();
    assert_eq!(ids, ["DERIVED", "EXPECTED", "STATUS"]);
    let observations = message["data"]["dataSets"][0]["observations"].as_object().expect("observations");
    assert_eq!(observations.len(), 2);
    for observation in observations.values() {
        // Behind the measure.
        assert_eq!(observation[1 + place], json!(true), "{observation}");
    }
}

#[tokio::test]
async fn other_peoples_programs_see_in_every_file_which_values_were_derived() {
    const NAME: &str = "derived values in files read by other people's programs";
    let Ok(python) = std::env::var("TIDTAM_TEST_READERS") else {
        return tests::skip(NAME, "TIDTAM_TEST_READERS names no Python with frictionless, csvw, duckdb and pysdmx");
    };
    let api = published().await;
    let folder = tempfile::tempdir().expect("a folder");
    let code = exports::CODE.parse().expect("a code");
    for export in Export::all() {
        let name = export.file_name(&code);
        let given = api.nobody().get(&format!("/snapshots/{code}/files/{name}")).await;
        std::fs::write(folder.path().join(name), &given.body).expect("written");
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/http/exports_derived.py");
    let derived = ["doubled", "dataset-growth"];
    let run =
        std::process::Command::new(python).arg(script).arg(folder.path()).arg(exports::CODE).args(derived).output();
    let run = run.expect("a run");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}
