use super::*;

#[test]
fn nothing_is_called_english_that_is_thai() {
    let words = r#"{ "th": "แผน", "en": "" }"#;
    let text = format!(
        r#"{{ "plan": {{ "code": "p", "version": 1, "title": {words}, "vision": {words}, "first_fiscal_year": 2566,
              "last_fiscal_year": 2570, "provenance": {{ "status": "demonstration", "source": "a test" }} }},
              "strategy": [], "indicator": [] }}"#
    );
    let mut plan: Plan = serde_json::from_str(&text).expect("a plan");
    let titles = |plan: &Plan| {
        let mut statements = Statements::default();
        let [series, publisher] =
            ["https://a.example/s", "https://a.example/p"].map(|name| iri(name.to_owned()).expect("an address"));
        let period = "2570-q1".parse().expect("a period");
        statements.series(&series, plan, &publisher, period).expect("statements");
        let told = statements.all.into_iter().filter(|triple| triple.predicate.as_str() == format!("{DCT}title"));
        told.map(|triple| triple.object.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(titles(&plan), [r#""แผน"@th"#]);
    plan.plan.title.en = "A plan".to_owned();
    assert_eq!(titles(&plan), [r#""แผน"@th"#, r#""A plan"@en"#]);
}

#[test]
fn a_note_says_in_which_language_it_is() {
    let told = |note: &str| {
        let mut statements = Statements::default();
        let dataset = iri("https://a.example/d".to_owned()).expect("an address");
        statements.note(&dataset, note).expect("statements");
        statements.all.into_iter().map(|triple| triple.object.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(told("what changed, and why"), [r#""what changed, and why"@en"#]);
    assert_eq!(told("แก้ค่า (svc-e2e)"), [r#""แก้ค่า (svc-e2e)"@th"#]);
}
