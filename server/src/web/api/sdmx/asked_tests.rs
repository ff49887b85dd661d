use super::*;
use crate::export::snapshot::time_period;
use domain::{calendar::FiscalYear, past::read_past};

fn read(key: &str, query: &str) -> Result<Asked, ApiProblem> {
    let now = "2027-06-01T00:00:00Z".parse().expect("an instant");
    Asked::read(key, query, |text| read_past(text, now).map_err(|_| unread(Unreadable::Instant("asOf"))))
}

#[test]
fn an_instant_of_the_past_is_read_as_everywhere_and_without_a_zone() {
    let of = |query: &str| read("*", query).expect("read").as_of.map(exact);
    for (query, at) in [
        ("asOf=2027-01-01", Some("2027-01-01T16:59:59.999999Z")),
        ("as_of=1/1/2570", Some("2027-01-01T16:59:59.999999Z")),
        ("asOf=2027-01-01T09:00:00", Some("2027-01-01T09:00:00Z")),
        ("asOf=2027-01-01T09:00:00%2B07:00", Some("2027-01-01T02:00:00Z")),
        ("asOf=2027-01-01T09:00:00+07:00", Some("2027-01-01T02:00:00Z")),
        ("asOf=2027-06-01", None),
        ("", None),
    ] {
        assert_eq!(of(query).as_deref(), at, "{query}");
    }
}

#[test]
fn a_key_lets_through_what_it_names() {
    let of = |key: &str, query: &str| read(key, query).expect("read").lets_through(["Q", "one", "svc-e2e"]);
    assert!(of("*", "") && of("Q.one.svc-e2e", "") && of("Q.*.*", "") && of("..", "") && of("Q.two+one.*", ""));
    assert!(of("Q.two.*,Q.one.*", "") && of("*", "c[ORGANISATION]=one,two") && of("*", "c%5BFREQ%5D=Q"));
    assert!(
        of("*", "c[ORGANISATION]=eq:two,eq:one") && of("*", "c[ORGANISATION]=one%2Beq:one"),
        "one code twice is one"
    );
    assert!(!of("A.*.*", "") && !of("Q.two.*", "") && !of("*", "c[INDICATOR]=other"));
}

#[test]
fn what_is_not_understood_is_refused() {
    for (key, query) in [
        ("Q.one", ""),
        ("a.b.c.d", ""),
        ("*", "c[OBS_VALUE]=gt:5"),
        ("*", "includeHistory=true"),
        ("*", "asOf=yesterday"),
        ("*", "asOf="),
        ("*", "asOf=2027-01-01&asOf=2027-02-01"),
        ("*", "asOf=2027-01-01&as_of=2027-02-01"),
        ("*", "attributes=all&attributes=none"),
        ("*", "asOf=2027-06-02"),
        ("*", "asOf=2999-01-01T00:00:00Z"),
        ("*", "firstNObservations=0"),
        ("*", "lastNObservations=-1"),
        ("*", "firstNObservations=1&lastNObservations=1"),
        ("*", "c[TIME_PERIOD]=ge:2026-Q9"),
        ("*", "attributes=OBS_STATUS"),
        ("*", "more=1"),
        ("*", "c[ORGANISATION]=ne:one"),
        ("*", "c[ORGANISATION]=one+two"),
        ("*", "c[ORGANISATION]=one%2Btwo"),
        ("*", "c[ORGANISATION]=one,eq:two%2Beq:three"),
        ("*", "c[INDICATOR]=sw:svc"),
        (&"Q.x.y,".repeat(60), ""),
        (&format!("Q.{}.y", "x+".repeat(2_000)), ""),
        ("*", &format!("c[ORGANISATION]={}", (0..2_000).map(|code| code.to_string()).collect::<Vec<_>>().join(","))),
    ] {
        assert!(read(key, query).is_err(), "{key} {query}");
    }
}

#[test]
fn periods_are_written_in_many_ways() {
    let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
    let all = [
        ("2026-Q4", "2026-10-01", "2026-12-31"),
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026-10", "2026-10-01", "2026-10-31"),
        ("2026-10-05", "2026-10-05", "2026-10-05"),
        ("2570-q1", "2026-10-01", "2026-12-31"),
        ("2026-10-01/P6M", "2026-10-01", "2027-03-31"),
        ("2026-10-01/P12M", "2026-10-01", "2027-09-30"),
    ];
    for (text, begin, end) in all {
        assert_eq!(days(text), Some((day(begin), day(end))), "{text}");
    }
    for nonsense in [
        "",
        "Q4",
        "2026-Q5",
        "2026-13",
        "99999",
        "2026-10-40",
        "-1",
        "2026-10-01/",
        "2026-10-01/P6",
        "2026-10-01/6M",
        "2026-10-01/P0M",
        "2026-10/P6M",
        "2026-10-01/P9999999M",
    ] {
        assert_eq!(days(nonsense), None, "{nonsense}");
    }
}

#[test]
fn every_period_that_data_have_can_be_asked_for() {
    let year = FiscalYear::new(2570).expect("a year");
    let wants = |query: &str, period: Period| read("*", query).expect("read").wants_period(period);
    for period in Period::all_of(year) {
        let written = time_period(period);
        for operator in ["", "eq:", "ge:", "le:"] {
            assert!(wants(&format!("c[TIME_PERIOD]={operator}{written}"), period), "{operator}{written}");
        }
        // And no other that is not written the same.
        for other in Period::all_of(year) {
            let is_same = time_period(other) == written;
            assert_eq!(wants(&format!("c[TIME_PERIOD]={written}"), other), is_same, "{written} {other}");
        }
    }
    let half = "2570-m6".parse().expect("a period");
    assert!(!wants("c[TIME_PERIOD]=ge:2027-01-01/P6M", half) && !wants("c[TIME_PERIOD]=le:2026-10-01/P3M", half));
    assert!(wants("c[TIME_PERIOD]=2570", half), "what lies within a longer one");
    assert!(wants("c[TIME_PERIOD]=2026-Q4,2026-10-01%2FP6M", half));
}

#[test]
fn the_form_is_the_one_that_is_taken_best() {
    const TWO: Kind = Kind::Csv(SdmxCsv::Two);
    for (accept, kind) in [
        ("*/*", Some(TWO)),
        ("text/*", Some(TWO)),
        ("text/csv", Some(TWO)),
        ("application/json", Some(Kind::Json)),
        ("application/vnd.sdmx.data+csv;version=1.0.0", Some(Kind::Csv(SdmxCsv::One))),
        ("application/vnd.sdmx.data+xml, application/vnd.sdmx.data+json; version=2.0.0", Some(Kind::Json)),
        ("application/vnd.sdmx.data+csv;q=0.5, application/vnd.sdmx.data+json", Some(Kind::Json)),
        ("application/vnd.sdmx.data+csv;q=0, */*;q=0.1", Some(Kind::Json)),
        ("application/vnd.sdmx.genericdata+xml;version=2.1", None),
        ("application/vnd.sdmx.data+json;q=0", None),
    ] {
        let headers = HeaderMap::from_iter([(axum::http::header::ACCEPT, accept.parse().expect("a header"))]);
        assert_eq!(Kind::accepted(&headers).ok(), kind, "{accept}");
    }
}
