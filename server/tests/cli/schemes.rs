//! A new edition of a scheme tried on accepted values: whose score, level and place would move is told before it counts.

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

#[tokio::test]
async fn a_new_edition_tried_on_accepted_values_tells_whose_score_level_and_place_would_move() {
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
    let import = |file: &str, more: &[&str]| {
        let (code, said, error) = place.run(&[&["import", "scheme", file, "--plan", "dgp-2566"], more].concat());
        assert_eq!(code, Some(0), "{error}");
        said
    };
    let first = place.file("first.toml", edition(1, [1, 1]));
    let said = import(&first, &["--dry-run"]);
    assert!(said.contains("3 bodies move, 0 stay") && said.contains("  north: – → 65 high #1"), "{said}");
    import(&first, &[]);
    // (40 + 90) / 2 = 65 and (80 + 10) / 2 = 45; with three times the weight for services (120 + 90) / 4 = 52.5 and
    // (240 + 10) / 4 = 62.5.
    let second = place.file("second.toml", edition(2, [3, 1]));
    let told = import(&second, &["--dry-run"]);
    assert!(
        told.contains("2569-q4: ") && told.contains("2 bodies move, 1 stay") && told.contains("tried only"),
        "{told}"
    );
    assert!(told.contains("  north: 65 high #1 → 52.5 middle #2"), "{told}");
    assert!(told.contains("  south: 45 low #2 → 62.5 high #1"), "{told}");
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
    assert!(!import(&second, &["--dry-run"]).contains('→'), "nothing is left to move");
}
