use super::*;
use crate::collector::{Part, Place, place::Condition};

fn about() -> About {
    About { agency: "dopa".parse().expect("a code"), period: "2570-q2".parse().expect("a period") }
}

fn mapping(kind: SourceKind, rows: &str, places: &[&str]) -> Mapping {
    let part = |(number, place): (usize, &&str)| Part {
        indicator: format!("i{number}").parse().expect("a code"),
        value: place.parse::<Place>().expect("a place"),
        base: None,
    };
    let rows = Condition::read_all(rows).expect("conditions");
    Mapping { kind, rows, parts: places.iter().enumerate().map(part).collect() }
}

fn read(kind: SourceKind, rows: &str, places: &[&str], body: &str) -> Result<Vec<Result<String, Trouble>>, Trouble> {
    let found = mapping(kind, rows, places).read_answer(body.as_bytes(), "", &about())?;
    Ok(found.into_iter().map(|found| found.text).collect())
}

#[expect(clippy::unnecessary_wraps, reason = "it stands beside what is refused")]
fn text(text: &str) -> Result<String, Trouble> {
    Ok(text.to_owned())
}

#[test]
fn json_is_read_at_its_pointers_exactly_as_it_is_written() {
    let body = r#"{"a": {"b/c": [0, " 12.50 "], "~": true}, "n": 0.10000000000000000001,
        "big": 1e999, "skip": [[{"deep": 1e999}]], "2570-q2": -0, "null": null, "o": {}, "": "x"}"#;
    let places = ["/a/b~1c/1", "/a/~0", "/n", "/big", "/{period}", "/null", "/o", "/", "/none", "/a/b~1c/7", "/n/x"];
    assert_eq!(
        read(SourceKind::Json, "", &places, body),
        Ok(vec![
            text("12.50"),
            text("true"),
            text("0.10000000000000000001"),
            text("1e999"),
            text("-0"),
            Err(Trouble::Blank),
            Err(Trouble::NotAFigure),
            text("x"),
            Err(Trouble::NothingThere),
            Err(Trouble::NothingThere),
            Err(Trouble::NothingThere),
        ])
    );
}

#[test]
fn a_name_that_stands_twice_is_not_guessed() {
    let body = r#"{"a": 1, "a": 2, "b": {"c": 3}, "b": {"c": 4}}"#;
    assert_eq!(read(SourceKind::Json, "", &["/a", "/b/c"], body), Ok(vec![Err(Trouble::Twice), Err(Trouble::Twice)]));
    let overlapping = read(SourceKind::Json, "", &["/a", "/a/b"], r#"{"a": {"b": 5}}"#);
    assert_eq!(overlapping, Ok(vec![Err(Trouble::NotAFigure), text("5")]));
}

#[test]
fn what_is_no_json_is_refused_whole() {
    for body in ["", "<html>", "{\"a\": NaN}", "{\"a\": Infinity}", "{\"a\": 1}}", "{\"a\": 1", "{a: 1}", "{\"a\": 01}"]
    {
        assert_eq!(
            read(SourceKind::Json, "", &["/a"], body).map_err(|trouble| trouble.as_ref().to_owned()),
            Err("not_json".to_owned()),
            "{body}"
        );
    }
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(read(SourceKind::Json, "", &["/0/0"], &deep), Ok(vec![Err(Trouble::NotAFigure)]), "no stack is used up");
}

#[test]
fn a_csv_is_read_by_the_one_row_that_fits() {
    let body = "\u{feff}agency, period,of,done,all\ndopa,2570-q2,a,1,2\ndopa,2570-q2,b,\"1,234\",\nonde,2570-q2,a,9,9\ndopa,2570-q1,a,8,8\n";
    let rows = "agency={agency}; period={period}";
    let places =
        ["done[of=a]", "all[of=a]", "done[of=b]", "all[of=b]", "done[of=c]", "done", "none[of=a]", "done[none=a]"];
    assert_eq!(
        read(SourceKind::Csv, rows, &places, body),
        Ok(vec![
            text("1"),
            text("2"),
            text("1,234"),
            Err(Trouble::Blank),
            Err(Trouble::NoRow),
            Err(Trouble::SeveralRows { count: 2 }),
            Err(Trouble::NoColumn { column: "none".to_owned() }),
            Err(Trouble::NoColumn { column: "none".to_owned() }),
        ])
    );
}

#[test]
fn a_csv_that_is_none_is_refused_with_its_line() {
    let twice = read(SourceKind::Csv, "", &["a"], "a,a\n1,2\n");
    assert_eq!(twice, Err(Trouble::NotCsv { line: 1 }), "a column that stands twice");
    assert_eq!(read(SourceKind::Csv, "", &["a"], "a,b\n1,2\n1\n"), Err(Trouble::NotCsv { line: 3 }));
}

#[test]
fn sdmx_is_read_in_both_versions_with_and_without_labels() {
    let two = "STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA,INDICATOR,TIME_PERIOD,OBS_VALUE\n\
               dataflow,X:Y(1.0),I,dopa,E2E,2027-01-01/P3M,42\n\
               dataflow,X:Y(1.0),D,dopa,E2E,2027-01-01/P3M,41\n";
    let place = "OBS_VALUE[INDICATOR=E2E]";
    assert_eq!(
        read(SourceKind::SdmxCsv, "REF_AREA={agency}; TIME_PERIOD={iso_period}", &[place], two),
        Ok(vec![text("42")])
    );
    let labelled = "DATAFLOW,REF_AREA: Area,INDICATOR: Indicator,OBS_VALUE: Value\nX:Y(1.0): Flow,dopa: Province,E2E: End to end,43\n";
    assert_eq!(read(SourceKind::SdmxCsv, "REF_AREA={agency}", &[place], labelled), Ok(vec![text("43")]));
    assert_eq!(read(SourceKind::SdmxCsv, "", &[place], "INDICATOR,OBS_VALUE\nE2E,1\n"), Err(Trouble::NotSdmx));
}

#[test]
fn records_that_share_no_name_take_no_more_room_than_they_were_sent_in() {
    let records: Vec<String> = (0..40_000).map(|number| format!(r#"{{"c{number}":1}}"#)).collect();
    let body = format!(r#"{{"success":true,"result":{{"records":[{}]}}}}"#, records.join(","));
    assert_eq!(read(SourceKind::Ckan, "c39999=1", &["c39999"], &body), Ok(vec![text("1")]));
}

#[test]
fn ckan_is_read_by_its_records() {
    let body = r#"{"success": true, "result": {"total": 2, "records": [
        {"_id": 1, "of": "a", "done": 12.0, "x": null}, {"_id": 2, "of": "b", "done": "13", "x": [1]}]}}"#;
    let places = ["done[of=a]", "done[of=b]", "x[_id=1]", "none", "done[of=c]"];
    assert_eq!(
        read(SourceKind::Ckan, "", &places, body),
        Ok(vec![
            text("12.0"),
            text("13"),
            Err(Trouble::Blank),
            Err(Trouble::NoColumn { column: "none".to_owned() }),
            Err(Trouble::NoRow),
        ])
    );
    for other in [r#"{"success": false, "error": {}}"#, r#"{"success": true}"#, "[]", r#"{"result": {"records": []}}"#]
    {
        assert_eq!(read(SourceKind::Ckan, "", &["done"], other), Err(Trouble::NotCkan), "{other}");
    }
}

#[test]
fn only_utf8_is_read() {
    let of =
        |body: &[u8], media_type: &str| mapping(SourceKind::Json, "", &["/a"]).read_answer(body, media_type, &about());
    let body = "{\"a\": \"ก\"}".as_bytes();
    for media_type in ["", "application/json", "text/plain; charset=UTF-8", "text/plain;charset=\"utf-8\"; x=y"] {
        assert!(of(body, media_type).is_ok(), "{media_type}");
    }
    let other = Trouble::OtherCharset { charset: "tis-620".to_owned() };
    assert_eq!(of(body, "application/json; charset=TIS-620"), Err(other));
    assert_eq!(of(b"{\"a\": \"\xa1\"}", "application/json"), Err(Trouble::NotUtf8));
}

#[test]
fn a_figure_is_short() {
    let long = format!("{{\"a\": \"{}\"}}", "1".repeat(LONGEST_FIGURE + 1));
    assert_eq!(read(SourceKind::Json, "", &["/a"], &long), Ok(vec![Err(Trouble::TooLong)]));
}
