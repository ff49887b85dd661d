use super::*;

fn body(code: &str, parent: Option<&str>) -> Organisation {
    Organisation {
        code: code.parse().expect("a code"),
        parent: parent.map(|parent| parent.parse().expect("a code")),
        kind: OrganisationKind::Department,
        name: Bilingual::new(format!("ชื่อ {code}"), code),
        abbreviation: Bilingual::default(),
        province: None,
        valid_from: None,
        valid_to: None,
        duty: Duty::Reports,
        source: "test".to_owned(),
        size: None,
    }
}

fn code(text: &str) -> OrganisationCode {
    text.parse().expect("a code")
}

fn day(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 1, 1).expect("a day")
}

fn event(kind: OrganisationEventKind, organisation: &str, other: Option<&str>, year: i32) -> OrganisationEvent {
    OrganisationEvent {
        effective_on: day(year),
        kind,
        organisation: code(organisation),
        other: other.map(code),
        name_before: Bilingual::new(format!("ก่อน {year}"), ""),
        note: String::new(),
        source: "test".to_owned(),
    }
}

#[test]
fn a_path_leads_from_a_body_to_the_root() {
    let tree = OrganisationTree::new(vec![body("th", None), body("mdes", Some("th")), body("dga", Some("mdes"))])
        .expect("a tree");
    assert_eq!(tree.path(&code("dga")), [code("dga"), code("mdes"), code("th")]);
    assert_eq!(tree.children(&code("th")), [code("mdes")]);
    assert!(tree.path(&code("nobody")).is_empty());
    assert_eq!(tree.at_and_below(&code("th")), [code("dga"), code("mdes"), code("th")]);
    assert_eq!(tree.at_and_below(&code("mdes")), [code("dga"), code("mdes")]);
    assert!(tree.at_and_below(&code("nobody")).is_empty());
}

#[test]
fn a_body_is_found_by_any_of_its_names() {
    let tree = OrganisationTree::new(vec![
        body("th", None),
        Organisation {
            name: Bilingual::new("กรมป่าไม้", "Royal Forest Department"),
            abbreviation: Bilingual::new("ปม.", "RFD"),
            ..body("rfd", Some("th"))
        },
    ]);
    let tree = tree.expect("a tree");
    let found = |typed: &str| -> Vec<(String, Closeness)> {
        let query = NameQuery::read(typed).expect("words");
        tree.find(&query).into_iter().map(|(body, closeness)| (body.code.to_string(), closeness)).collect()
    };
    assert_eq!(found("ปาไม"), [("rfd".to_owned(), Closeness::Within)]);
    assert_eq!(found("ปม"), [("rfd".to_owned(), Closeness::Whole)]);
    assert_eq!(found("royal"), [("rfd".to_owned(), Closeness::Beginning)]);
    assert!(found("ทะเล").is_empty());
}

#[test]
fn a_province_is_reported_for_by_itself_or_by_its_special_government() {
    let of = |code: &str, kind: OrganisationKind, province: &str, duty: Duty| Organisation {
        kind,
        province: Some(province.to_owned()),
        duty,
        ..body(code, Some("th"))
    };
    let tree = OrganisationTree::new(vec![
        body("th", None),
        of("th-10", OrganisationKind::Province, "10", Duty::None),
        of("bma", OrganisationKind::SpecialLocal, "10", Duty::Reports),
        of("th-20", OrganisationKind::Province, "20", Duty::Reports),
        of("pattaya", OrganisationKind::SpecialLocal, "20", Duty::Reports),
        of("th-38", OrganisationKind::Province, "38", Duty::None),
    ]);
    let tree = tree.expect("a tree");
    let found: Vec<(&str, &str)> =
        tree.of_provinces(day(2020)).into_iter().map(|(province, body)| (province, body.code.as_str())).collect();
    assert_eq!(found, [("10", "bma"), ("20", "th-20")]);
}

#[test]
fn a_body_with_all_above_it_is_its_path() {
    let bodies = vec![body("th", None), body("a", Some("th")), body("a-1", Some("a")), body("b", Some("th"))];
    let tree = OrganisationTree::new(bodies).expect("a tree");
    for body in ["th", "a", "a-1", "b", "nobody"].map(code) {
        let above: Vec<_> = tree.at_and_above(&body).map(|above| above.code.clone()).collect();
        assert_eq!(above, tree.path(&body));
    }
}

#[test]
fn what_is_no_tree_is_refused() {
    let error = |bodies| OrganisationTree::new(bodies).map(|_| ()).expect_err("no tree");
    assert_eq!(error(vec![body("a", None), body("b", None)]), TreeError::Roots(2));
    assert_eq!(error(vec![body("a", None), body("a", None)]), TreeError::Duplicate(code("a")));
    assert_eq!(
        error(vec![body("a", None), body("b", Some("c"))]),
        TreeError::UnknownParent { child: code("b"), parent: code("c") }
    );
    assert_eq!(error(vec![body("a", None), body("b", Some("c")), body("c", Some("b"))]), TreeError::Cycle(code("b")));
}

#[test]
fn a_renamed_body_keeps_its_old_name_in_the_past() {
    let tree = OrganisationTree::new(vec![body("dga", None)]).expect("a tree");
    let events = [
        event(OrganisationEventKind::Renamed, "dga", None, 2011),
        event(OrganisationEventKind::Renamed, "dga", None, 2018),
    ];
    let name = |year| tree.name_on(&code("dga"), day(year), &events).map(|name| name.th.as_str());
    assert_eq!(name(2010), Some("ก่อน 2011"));
    assert_eq!(name(2015), Some("ก่อน 2018"));
    assert_eq!(name(2020), Some("ชื่อ dga"));
}

#[test]
fn a_merged_body_is_answered_for_by_the_other() {
    let tree =
        OrganisationTree::new(vec![body("th", None), body("a", Some("th")), body("b", Some("th"))]).expect("a tree");
    let events = [event(OrganisationEventKind::Merged, "a", Some("b"), 2023)];
    assert_eq!(tree.successor_on(&code("a"), day(2022), &events), code("a"));
    assert_eq!(tree.successor_on(&code("a"), day(2024), &events), code("b"));
}

#[test]
fn names_stand_as_in_the_dictionary_of_their_language() {
    let named = |code: &str, thai: &str, english: &str| Organisation {
        name: Bilingual::new(thai, english),
        ..body(code, (code != "th").then_some("th"))
    };
    let tree = OrganisationTree::new(vec![
        named("th", "ประเทศไทย", "Thailand"),
        named("a", "กรมน้ำ", "Department of Water"),
        named("b", "เกาะ", "Islands"),
        named("c", "ขนส่ง", "department of Lands"),
        named("d", "กกกก", ""),
    ])
    .expect("a tree");
    let order = |language| {
        let mut codes: Vec<&str> = tree.bodies().map(|body| body.code.as_str()).collect();
        codes.sort_by_key(|of| tree.dictionary_place(&code(of), language));
        codes
    };
    assert_eq!(order(Language::Th), ["d", "a", "b", "c", "th"]);
    assert_eq!(
        order(Language::En),
        ["c", "a", "b", "th", "d"],
        "a body without an English name stands by its Thai one"
    );
    assert_eq!(tree.dictionary_place(&code("nobody"), Language::En), None);
}
