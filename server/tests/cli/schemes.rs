//! A new edition of a scheme tried on accepted values: whose score, level and place would move is told before it counts, or why
//! nothing would.

use super::{Place, reference, values::with_round};

/// An edition with two nodes of these weights, and levels from 50 and 60.
fn edition(number: u32, [services, datasets]: [u32; 2]) -> String {
    let words = "{ th = \"ทดสอบ\", en = \"test\" }";
    let provenance = "provenance = { status = \"demonstration\", source = \"a test\" }";
    let node = |code: &str, weight: u32| {
        format!(
            "[[node]]\ncode = \"{code}\"\nparent = \"whole\"\ntitle = {words}\nweight = \"{weight}\"\n\
             reads = {{ indicator = \"{code}\" }}\nmissing = \"exclude\"\n{provenance}\n"
        )
    };
    format!(
        "format = \"tidtam-scheme/1\"\n[scheme]\ncode = \"small\"\nedition = {number}\ntitle = {words}\n\
         description = {words}\nrounding = {{ decimals = 2 }}\n{provenance}\n[scheme.classing]\n{provenance}\n\
         [scheme.classing.rule]\nby = \"thresholds\"\nclasses = [\n  {{ code = \"low\", title = {words} }},\n  \
         {{ code = \"middle\", title = {words}, from = {{ at_least = \"50\" }} }},\n  \
         {{ code = \"high\", title = {words}, from = {{ at_least = \"60\" }} }},\n]\n\
         [[node]]\ncode = \"whole\"\ntitle = {words}\ncombines = {{ by = \"arithmetic\" }}\n{provenance}\n{}{}",
        node("svc-e2e", services),
        node("open-datasets", datasets),
    )
}

const REGISTER: &str = "\
code,parent_code,kind,name_th,name_en,abbreviation_th,abbreviation_en,province_code,valid_from,valid_to,reports,source
th,,root,ประเทศไทย,Thailand,,,,,,no,a test
mdes,th,ministry,กระทรวง,Ministry,,,,,,no,a test
north,mdes,department,เหนือ,North,,,,,,yes,a test
south,mdes,department,ใต้,South,,,,,,yes,a test
east,mdes,department,ตะวันออก,East,,,,,,yes,a test
west,mdes,department,ตะวันตก,West,,,,,,yes,a test
";

/// Four agencies, three of them with accepted values of the last quarter.
async fn country() -> Place {
    let place = Place::new();
    let register = place.file("organisations.csv", REGISTER);
    let plan = reference("plans/dgp-2566.toml").display().to_string();
    for import in [["organisations", register.as_str()], ["plan", plan.as_str()]] {
        let (code, _, said) = place.run(&[&["import"], &import[..]].concat());
        assert_eq!(code, Some(0), "{said}");
    }
    with_round(&format!("sqlite://{}", place.folder.path().join("data/tidtam.db").display()), &place).await;
    let values = "round,agency,indicator,value,base\n\
        2569-q4,north,svc-e2e,40,100\n2569-q4,north,open-datasets,90,\n\
        2569-q4,south,svc-e2e,80,100\n2569-q4,south,open-datasets,10,\n\
        2569-q4,east,svc-e2e,5,100\n2569-q4,east,open-datasets,5,\n";
    let (code, _, said) = place.run(&["import", "values", &place.file("values.csv", values)]);
    assert_eq!(code, Some(0), "{said}");
    place
}

#[tokio::test]
async fn a_new_edition_tried_on_accepted_values_tells_whose_score_level_and_place_would_move() {
    let place = country().await;
    let import = |file: &str, more: &[&str]| {
        let (code, said, error) = place.run(&[&["import", "scheme", file, "--plan", "dgp-2566"], more].concat());
        assert_eq!(code, Some(0), "{error}");
        said
    };
    let first = place.file("first.toml", edition(1, [1, 1]));
    let said = import(&first, &["--dry-run"]);
    assert!(said.contains("3 bodies move, 0 stay") && said.contains("  north: – → 65.00 high #1"), "{said}");
    assert!(said.contains("2569-q4: ได้คะแนน 3 จาก 4 หน่วยงาน · 3 of 4 agencies have a score with it"), "{said}");
    assert!(said.contains("3 have a first score, 0 change level, 0 change place"), "{said}");
    import(&first, &[]);
    // (40 + 90) / 2 = 65 and (80 + 10) / 2 = 45; with three times the weight for services (120 + 90) / 4 = 52.5 and
    // (240 + 10) / 4 = 62.5.
    let second = place.file("second.toml", edition(2, [3, 1]));
    let told = import(&second, &["--dry-run"]);
    assert!(
        told.contains("2569-q4: ") && told.contains("2 bodies move, 1 stay") && told.contains("tried only"),
        "{told}"
    );
    assert!(told.contains("  north: 65.00 high #1 → 52.50 middle #2"), "{told}");
    assert!(told.contains("  south: 45.00 low #2 → 62.50 high #1"), "{told}");
    assert!(told.contains("0 have a first score, 2 change level, 2 change place"), "{told}");
    assert!(!told.contains("east") && !told.contains("west"), "whoever stays is counted alone: {told}");
    let again = import(&second, &["--dry-run"]);
    assert_eq!(again, told, "a dry run keeps nothing");
    let (code, said, _) = place.run(&["scores", "rebuild", "--check"]);
    assert!(code == Some(0) && said.contains("agrees exactly"), "{said}");
    // What was foretold is what happens.
    let done = import(&second, &[]);
    for line in told.lines().filter(|line| line.contains('→')) {
        assert!(done.contains(line), "{line}: {done}");
    }
    let again = import(&second, &["--dry-run"]);
    assert!(
        !again.contains('→') && again.contains("in force for this plan already"),
        "nothing is left to move: {again}"
    );
    // An edition of fewer decimals: each score with those of its own edition.
    let third = edition(3, [3, 1]).replace("decimals = 2", "decimals = 0");
    let told = import(&place.file("third.toml", third), &["--dry-run"]);
    assert!(told.contains("  north: 52.50 middle #2 → 53 middle #2"), "{told}");
}

#[tokio::test]
async fn what_a_plan_does_not_have_is_refused_on_its_line_and_why_nothing_moves_is_told() {
    let place = country().await;
    let text = edition(1, [1, 1]).replacen("indicator = \"svc-e2e\"", "indicator = \"svc-e3e\"", 1);
    let line = 1 + text.lines().position(|line| line.contains("svc-e3e")).expect("a line");
    let typo = place.file("typo.toml", &text);
    let with_plan =
        |file: &str, more: &[&str]| place.run(&[&["import", "scheme", file, "--plan", "dgp-2566"], more].concat());
    for more in [&["--dry-run"][..], &[]] {
        let (code, told, error) = with_plan(&typo, more);
        assert_eq!(code, Some(1), "{told}{error}");
        let refusal = format!(
            "typo.toml:{line} node svc-e2e: แผน dgp-2566 ไม่มีตัวชี้วัด svc-e3e · the plan dgp-2566 has no indicator svc-e3e"
        );
        assert!(error.contains(&refusal) && error.contains("1 place in"), "{error}");
        assert!(told.contains("2569-q4: ไม่มีหน่วยงานใดได้คะแนน (0 จาก 4)"), "{told}");
    }
    // Without a plan there is nothing to hold it against.
    let (code, told, error) = place.run(&["import", "scheme", &typo, "--dry-run"]);
    assert_eq!(code, Some(0), "{error}");
    assert!(told.contains("only kept and no score changes") && told.contains("+ whole "), "{told}");
    // All at once: what the engine refuses, and what the plan does not have.
    let (_, _, error) = with_plan(&place.file("both.toml", text.replace("edition = 1", "edition = 0")), &["--dry-run"]);
    assert!(error.contains("the edition must be 1 or more") && error.contains("has no indicator svc-e3e"), "{error}");
    let silent = edition(1, [1, 1]).replacen("indicator = \"open-datasets\"", "indicator = \"data-catalog\"", 1);
    let (code, told, error) = with_plan(&place.file("silent.toml", silent), &["--dry-run"]);
    assert_eq!(code, Some(0), "{error}");
    assert!(told.contains("no agency has an accepted answer to these indicators: data-catalog"), "{told}");
    assert!(told.contains("3 of 4 agencies have a score with it"), "{told}");
    let blocked = edition(1, [1, 1]).replacen("indicator = \"open-datasets\"", "indicator = \"data-catalog\"", 1);
    let blocked = place.file("blocked.toml", blocked.replace("missing = \"exclude\"", "missing = \"block\""));
    let (code, told, error) = with_plan(&blocked, &["--dry-run"]);
    assert_eq!(code, Some(0), "{error}");
    let why =
        "  north: – → (“open-datasets” ไม่มีค่าและขาดไม่ได้ · “open-datasets” has no value and may not be without one)";
    assert!(told.contains(why), "{told}");
    let (code, _, error) = place.run(&["import", "scheme", &typo, "--plan", "dgp-2599", "--dry-run"]);
    assert!(code == Some(1) && error.contains("there is no such plan: dgp-2599"), "{error}");
}

#[tokio::test]
async fn a_coding_that_the_plan_cannot_answer_is_refused_on_its_line() {
    let place = country().await;
    let steps = "coding = { type = \"ordinal\", steps = [\"none\", \"some\", \"all\"] }";
    let read = "indicator = \"svc-e2e\"";
    let text = edition(1, [1, 1]).replacen(read, &format!("{read}, {steps}"), 1);
    let line = 1 + text.lines().position(|line| line.contains("ordinal")).expect("a line");
    let file = place.file("steps.toml", &text);
    for more in [&["--dry-run"][..], &[]] {
        let (code, told, error) = place.run(&[&["import", "scheme", &file, "--plan", "dgp-2566"], more].concat());
        assert_eq!(code, Some(1), "{told}{error}");
        let refusal = format!(
            "steps.toml:{line} node svc-e2e: coding แบบ ordinal ใช้กับคำตอบของ svc-e2e ไม่ได้ แผน dgp-2566 วัดตัวชี้วัดนี้แบบ ratio"
        );
        assert!(error.contains(&refusal) && error.contains("those that do: number"), "{error}");
        assert!(error.contains("1 place in") && error.contains("takes no answers to svc-e2e"), "{error}");
    }
    // Nothing was kept, and without a plan there is nothing to hold it against.
    let (code, told, error) = place.run(&["import", "scheme", &file, "--dry-run"]);
    assert_eq!(code, Some(0), "{error}");
    assert!(told.contains("+ whole "), "{told}");
}

#[tokio::test]
async fn the_indices_of_others_tell_why_they_score_nobody_under_the_national_plan() {
    let place = country().await;
    let tried = |scheme: &str| {
        let file = reference(&format!("schemes/{scheme}.toml")).display().to_string();
        place.run(&["import", "scheme", &file, "--plan", "dgp-2566", "--dry-run"])
    };
    for (scheme, indicators) in
        [("un-egdi", "egdi-hci, egdi-osi, egdi-tii"), ("world-bank-gtmi", "gtmi-cgsi, gtmi-dcei, gtmi-gtei, gtmi-psdi")]
    {
        let (code, told, error) = tried(scheme);
        assert_eq!(code, Some(1), "{told}{error}");
        let why = format!("the plan has these indicators, but does not ask agencies for them: {indicators}");
        assert!(told.contains(&why) && told.contains("no agency has a score with it (0 of 4)"), "{told}");
        assert!(error.contains("reads no indicator that the plan asks of agencies"), "{error}");
    }
    let (code, told, error) = tried("oecd-dgi");
    assert_eq!(code, Some(1), "{told}{error}");
    assert!(told.contains("the plan does not have these indicators: dgi-data-driven, "), "{told}");
    assert!(told.contains("no agency has a score with it (0 of 4)"), "{told}");
    assert_eq!(error.matches("the plan dgp-2566 has no indicator dgi-").count(), 6, "{error}");
    assert!(error.contains("oecd-dgi.toml:23 node "), "{error}");
}

#[test]
fn what_is_wrong_with_a_scheme_is_told_in_the_words_of_its_format() {
    let place = Place::new();
    let good = edition(1, [1, 1]);
    let refused = |text: String| {
        let (code, told, error) = place.run(&["import", "scheme", &place.file("wrong.toml", text), "--dry-run"]);
        assert_eq!((code, told.as_str()), (Some(1), ""), "{error}");
        for word in ["คอลัมน์", "column", "แถว", " row", "CSV"] {
            assert!(!error.contains(word), "{word}: {error}");
        }
        error
    };
    let error = refused(good.replacen("weight =", "wieght =", 1).replacen("[scheme]", "[schema]\n[scheme]", 1));
    assert!(error.contains("wrong.toml:2 schema: ไม่รู้จักคีย์นี้") && error.contains("format, scheme, node"), "{error}");
    let line = 1 + good.lines().position(|line| line.starts_with("weight =")).expect("a line") + 1;
    assert!(error.contains(&format!("wrong.toml:{line} node wieght: ไม่รู้จักคีย์นี้")), "both at once: {error}");
    let error = refused(good.replacen("edition = 1\n", "", 1));
    assert!(error.contains("wrong.toml:2 scheme edition: ขาดคีย์นี้ · this key is missing"), "{error}");
    assert!(refused(good.replacen("[scheme]", "[scheme", 1)).contains("wrong.toml:2: ตรงนี้เขียนไม่ถูกแบบ TOML"));
    assert!(refused(good.replacen("[[node]]", "[[knot]]", 3)).contains("knot: ไม่รู้จักคีย์นี้"));
    let windows_874 = place.file("874.toml", [good.as_bytes(), &[0xa1, 0xc3][..]].concat());
    let (code, _, error) = place.run(&["import", "scheme", &windows_874]);
    assert!(code == Some(1) && error.contains("save it as UTF-8") && !error.contains("CSV"), "{error}");
    // A code that stands twice, the second below a child of the first.
    let again = "[[node]]\ncode = \"whole\"\nparent = \"svc-e2e\"\ntitle = { th = \"ก\" }\n\
        combines = { by = \"arithmetic\" }\nprovenance = { status = \"demonstration\", source = \"a test\" }\n";
    let error = refused(format!("{good}{again}"));
    let first = 1 + good.lines().position(|line| line == "[[node]]").expect("a node");
    let second = 1 + good.lines().count();
    let told =
        format!("wrong.toml:{second} node whole: รหัสนี้มีอยู่แล้วที่บรรทัด {first} · this code stands on line {first} already");
    assert!(error.contains(&told) && error.contains("1 place in"), "{error}");
}
