//! Reference data from files: tried, taken whole or refused line by line, safe to repeat.

use super::{Place, reference};

#[test]
fn an_import_is_tried_made_and_safe_to_repeat() {
    let place = Place::new();
    let file = reference("organisations.csv").display().to_string();
    let (code, said, _) = place.run(&["import", "organisations", &file, "--dry-run"]);
    assert_eq!(code, Some(0));
    assert!(said.contains("+ dga สำนักงานพัฒนารัฐบาลดิจิทัล") && said.contains("tried only"), "{said}");
    let (code, _, said) = place.run(&["rollups", "rebuild", "--check"]);
    assert_eq!(code, Some(1), "a dry run registers nobody");
    assert!(said.contains("import organisations"), "{said}");
    let events = reference("organisation_events.csv").display().to_string();
    let (code, said, _) = place.run(&["import", "organisations", &file, "--events", &events]);
    assert_eq!(code, Some(0));
    assert!(said.contains("added 516, changed 0"), "{said}");
    let (_, said, _) = place.run(&["import", "organisations", &file, "--events", &events]);
    assert!(said.contains("added 0, changed 0, unchanged 507"), "{said}");
    let changed = std::fs::read_to_string(&file).expect("the register").replace(",กรมการปกครอง,", ",กรมที่ปกครอง,");
    let (_, said, _) = place.run(&["import", "organisations", &place.file("new.csv", changed), "--dry-run"]);
    assert!(said.contains("~ dopa กรมที่ปกครอง: name_th \"กรมการปกครอง\" → \"กรมที่ปกครอง\""), "{said}");
}

#[test]
fn sizes_that_a_file_leaves_out_stay_and_like_changes_are_told_by_number() {
    let place = Place::new();
    let shipped = reference("organisations.csv").display().to_string();
    let register = std::fs::read_to_string(&shipped).expect("the register");
    let with = |size: &str| -> String {
        let columns = ",size_measure,size,size_counted_on,size_status,size_source";
        let line = |(place, line): (usize, &str)| format!("{line}{}\n", if place == 0 { columns } else { size });
        register.lines().enumerate().map(line).collect()
    };
    let sized = place.file("sized.csv", with(",staff,120,2025-09-30,demonstration,ค่าสมมติ"));
    let (code, said, _) = place.run(&["import", "organisations", &sized]);
    assert_eq!(code, Some(0));
    assert!(said.contains("added 507, changed 0"), "{said}");
    let (_, said, _) = place.run(&["import", "organisations", &shipped]);
    assert!(said.contains("added 0, changed 0, unchanged 507"), "the file has no columns of sizes: {said}");
    let (_, said, _) = place.run(&["import", "organisations", &sized, "--dry-run"]);
    assert!(said.contains("added 0, changed 0, unchanged 507"), "sizes are there as before: {said}");
    let emptied = with(",,,,,").replace(",กรมการปกครอง,", ",กรมที่ปกครอง,");
    let (_, said, _) = place.run(&["import", "organisations", &place.file("empty.csv", emptied), "--dry-run"]);
    assert!(said.contains("size \"120 staff 2025-09-30 (demonstration: ค่าสมมติ)\" → \"\""), "{said}");
    assert!(said.contains("~ dopa กรมที่ปกครอง: name_th "), "{said}");
    assert!(said.contains("~ … อีก 501 รายการเปลี่ยน size · 501 more change size"), "{said}");
    assert_eq!(said.lines().filter(|line| line.starts_with("~ ")).count(), 7, "{said}");
}

#[test]
fn corrected_events_are_told_beside_many_bodies_that_change_in_the_same_column() {
    let place = Place::new();
    let shipped = |name: &str| std::fs::read_to_string(reference(name)).expect("a file");
    let import = |register: &str, events: &str, more: &[&str]| {
        let (register, events) = (place.file("register.csv", register), place.file("events.csv", events));
        place.run(&[&["import", "organisations", &register, "--events", &events], more].concat())
    };
    let (register, events) = (shipped("organisations.csv"), shipped("organisation_events.csv"));
    assert_eq!(import(&register, &events, &[]).0, Some(0));
    let again =
        (register.replace(",budget-2565\n", ",budget-2570\n"), events.replace("press of that day", "the register"));
    let (code, said, error) = import(&again.0, &again.1, &["--dry-run"]);
    assert_eq!(code, Some(0), "{error}");
    let changed = register.matches(",budget-2565\n").count();
    let more = format!("{0} รายการเปลี่ยน source · {0} more change source", changed - 5);
    assert!(said.contains(&more), "{said}");
    for event in ["~ 2021-01-07 tot merged: source \"", "~ 2021-01-07 cat-telecom merged: source \""] {
        assert!(said.contains(event), "{event}: {said}");
    }
    assert!(!said.contains("in the file of events"), "there are two: {said}");
    let (code, said, error) = import(&again.0, &again.1.replace("B.E.", "BE"), &["--dry-run"]);
    assert_eq!(code, Some(0), "{error}");
    assert!(said.contains(&more), "{said}");
    let of_events = "~ … อีก 3 รายการเปลี่ยน source ในแฟ้มเหตุการณ์ · 3 more change source in the file of events";
    assert!(said.contains(of_events), "{said}");
}

#[test]
fn a_refused_file_is_told_line_by_line_and_changes_nothing() {
    let place = Place::with_reference();
    let good = std::fs::read_to_string(reference("organisations.csv")).expect("the register");
    let wrong = good.replace(",department,", ",departement,");
    let (code, _, said) = place.run(&["import", "organisations", &place.file("wrong.csv", &wrong)]);
    assert_eq!(code, Some(1));
    assert_eq!(said.matches(" kind: ").count(), 164, "{said}");
    assert!(said.contains("164 places"), "{said}");
    let thai_874 = good.replace("ประเทศไทย", "").into_bytes().into_iter().chain([0xa1, 0xc3, 0xc1]).collect::<Vec<_>>();
    let (code, _, said) = place.run(&["import", "organisations", &place.file("874.csv", thai_874)]);
    assert_eq!(code, Some(1));
    assert!(said.contains("save it as CSV UTF-8"), "{said}");
    let shorter: Vec<&str> = good.lines().filter(|line| !line.starts_with("dopa,")).collect();
    let (code, _, said) = place.run(&["import", "organisations", &place.file("short.csv", shorter.join("\n"))]);
    assert_eq!(code, Some(1));
    assert!(said.contains("dopa"), "{said}");
    let (_, said, _) = place.run(&["import", "organisations", &reference("organisations.csv").display().to_string()]);
    assert!(said.contains("unchanged 507"), "{said}");
}

#[test]
fn what_was_told_of_a_body_is_withdrawn_by_its_row() {
    let place = Place::new();
    let file = reference("organisations.csv").display().to_string();
    let told = std::fs::read_to_string(reference("organisation_events.csv")).expect("the events");
    let import = |name: &str, events: &str, more: &[&str]| {
        let events = place.file(name, events);
        place.run(&[&["import", "organisations", &file, "--events", &events], more].concat())
    };
    assert_eq!(import("told.csv", &told, &[]).0, Some(0));
    let marked = |line: (usize, &str)| match line {
        (0, header) => format!("{header},withdrawn\n"),
        (1, row) => format!("{row},yes\n"),
        (_, row) => format!("{row},\n"),
    };
    let withdrawn: String = told.lines().enumerate().map(marked).collect();
    for mode in [&["--dry-run"][..], &[]] {
        let (code, said, _) = import("withdrawn.csv", &withdrawn, mode);
        assert_eq!(code, Some(0));
        assert!(said.contains("- 2011-03-23 th-43 split: Act Establishing Bueng Kan"), "{said}");
        assert!(said.contains("ถอนเหตุการณ์ 1 รายการ · events withdrawn: 1"), "{said}");
        assert!(said.contains("added 0, changed 0, unchanged 507"), "{said}");
    }
    let (code, said, _) = import("withdrawn.csv", &withdrawn, &[]);
    assert_eq!(code, Some(0));
    assert!(!said.contains("withdrawn"), "it is withdrawn already: {said}");
    let (code, _, said) = import("never.csv", &withdrawn.replace("2011-03-23", "2011-03-24"), &[]);
    assert_eq!(code, Some(1));
    assert!(
        said.contains("ถอนเหตุการณ์ที่ไม่เคยบันทึกไว้ไม่ได้") && said.contains("was never told cannot be withdrawn"),
        "{said}"
    );
    assert!(said.contains("(2: 2011-03-24 th-43 split)"), "{said}");
    let (code, said, _) = import("again.csv", &told, &[]);
    assert_eq!(code, Some(0));
    assert!(said.contains("added 1, changed 0"), "{said}");
}

#[test]
fn moves_that_cannot_have_happened_are_refused_on_their_lines_and_doubted_ones_are_told() {
    let place = Place::with_reference();
    let register = std::fs::read_to_string(reference("organisations.csv")).expect("the register");
    let import = |register: &str, rows: &str, more: &[&str]| {
        let register = place.file("register.csv", register);
        let header = "effective_on,kind,code,other_code,name_th_before,name_en_before,note,source";
        let events = place.file("events.csv", format!("{header}\n{rows}"));
        place.run(&[&["import", "organisations", &register, "--events", &events], more].concat())
    };
    let rows = "2026-05-15,moved,nso,mdes,,,,x\n2026-05-16,moved,mdes,dopa,,,,x\n2026-05-17,moved,moi,dopa,,,,x\n";
    let (code, said, error) = import(&register, rows, &["--dry-run"]);
    assert_eq!(code, Some(1), "{said}");
    for told in [
        "หน่วยงานย้ายไปอยู่ใต้สังกัดเดิมที่ย้ายออกมาไม่ได้",
        "cannot move to where it came from",
        "(2: 2026-05-15 nso: mdes → mdes)",
        "กระทรวงย้ายออกมาจากใต้หน่วยงานที่ไม่มีกระทรวงในสังกัดไม่ได้",
        "a ministry cannot come from below a body that holds no ministries",
        "(3: 2026-05-16 mdes: dopa → th)",
        "before them the organisations made no tree (4: 2026-05-17 moi: dopa → th)",
    ] {
        assert!(error.contains(told), "{told}: {error}");
    }
    // It stood below another ministry, as the register has it.
    let elsewhere = register.replace("\nnso,mdes,", "\nnso,opm,");
    let (code, said, error) = import(&elsewhere, "2026-05-15,moved,nso,mof,,,,x\n", &["--dry-run"]);
    assert_eq!(code, Some(0), "{error}");
    assert!(said.contains("+ 2026-05-15 nso moved") && said.contains("parent_code \"mdes\" → \"opm\""), "{said}");
    let told = "? 2: 2026-05-15 nso: ก่อนวันนั้นทะเบียนมีหน่วยงานนี้อยู่ใต้ mdes ไม่ใช่ mof";
    assert!(error.contains(told) && error.contains("the register has it below mdes, not mof"), "{error}");
    let (code, _, error) = import(&elsewhere, "2026-05-15,moved,nso,mdes,,,,x\n", &[]);
    assert!(code == Some(0) && !error.contains("? 2:"), "{error}");
}

#[test]
fn plans_and_facts_are_taken_once() {
    let place = Place::with_reference();
    let plan = reference("plans/dgp-2566.toml").display().to_string();
    let (code, said, _) = place.run(&["import", "plan", &plan]);
    assert_eq!(code, Some(0));
    assert!(said.contains("added 0"), "{said}");
    let other = std::fs::read_to_string(&plan).expect("the plan").replace("weight = \"1\"", "weight = \"2\"");
    let (code, _, said) = place.run(&["import", "plan", &place.file("plan.toml", other)]);
    assert_eq!(code, Some(1));
    assert!(said.contains("raise the version"), "{said}");
    let text = std::fs::read_to_string(&plan).expect("the plan").replacen("version = 1", "version = 2", 1);
    let (head, indicator) = text.split_once("code = \"data-catalog\"").expect("an indicator");
    let indicator = indicator.replacen("ชุดข้อมูลสำคัญในทะเบียน", "ชุดข้อมูลทุกชุดในทะเบียน", 1);
    let next = indicator.replacen("fiscal_year = 2567, value = \"54\"", "fiscal_year = 2567, value = \"55\"", 1);
    let next = format!("{head}code = \"data-catalog\"{next}").replacen("weight = \"1\"", "weight = \"2\"", 1);
    let (code, said, error) = place.run(&["import", "plan", &place.file("next.toml", next), "--dry-run"]);
    assert_eq!(code, Some(0), "{error}");
    let of = |begin: &str| said.lines().find(|line| line.starts_with(begin)).unwrap_or_default().to_owned();
    let told = of("~ data-catalog ");
    assert!(told.contains("definition.th \"") && told.contains("ชุดข้อมูลทุกชุด"), "{said}");
    assert!(told.contains("targets.2567.value \"54\" → \"55\""), "{said}");
    assert!(said.contains(": weight \"1\" → \"2\""), "{said}");
    assert!(of("! data-catalog: ").contains("ข้อความนิยาม · figures from before and after are not compared."), "{said}");
    assert_eq!(
        said.lines().filter(|line| line.starts_with("! ")).count(),
        1,
        "a weight leaves figures as they are: {said}"
    );
    let facts = reference("facts.csv").display().to_string();
    let (code, said, _) = place.run(&["import", "facts", &facts]);
    assert_eq!(code, Some(0));
    assert!(said.contains("+ egdi-rank th survey_year 2024: 52"), "{said}");
    let (_, said, _) = place.run(&["import", "facts", &facts]);
    assert!(said.contains("added 0, changed 0"), "{said}");
}

#[test]
fn holidays_are_tried_and_taken() {
    let place = Place::with_reference();
    let file = reference("holidays.csv").display().to_string();
    let (code, said, _) = place.run(&["import", "holidays", &file, "--dry-run"]);
    assert_eq!(code, Some(0));
    assert!(said.contains("+ 2027-01-01 วันขึ้นปีใหม่") && said.contains("tried only"), "{said}");
    let (_, said, _) = place.run(&["import", "holidays", &file]);
    assert!(said.contains("changed 0, unchanged 0"), "{said}");
    let (_, said, _) = place.run(&["import", "holidays", &file]);
    assert!(said.contains("added 0, changed 0"), "{said}");
    let wrong = place.file("wrong.csv", "day,name_th,status,source\n1/1/2570,,press,x\n");
    let (code, _, said) = place.run(&["import", "holidays", &wrong]);
    assert_eq!(code, Some(1));
    assert!(said.contains("wrong.csv:2 name_th"), "{said}");
}

#[test]
fn a_scheme_is_tried_put_in_force_and_safe_to_repeat() {
    let place = Place::with_reference();
    let plan = reference("plans/dgp-2566.toml").display().to_string();
    assert_eq!(place.run(&["import", "plan", &plan]).0, Some(0));
    let file = reference("schemes/plan-achievement-opdc.toml").display().to_string();
    let with_plan = |more: &[&str]| place.run(&[&["import", "scheme", &file, "--plan", "dgp-2566"], more].concat());
    let (code, said, _) = with_plan(&["--dry-run"]);
    assert_eq!(code, Some(0));
    assert!(said.contains("+ achievement ") && said.contains("tried only"), "{said}");
    let (code, said, _) = with_plan(&[]);
    assert_eq!(code, Some(0));
    assert!(said.contains("+ achievement "), "a dry run keeps nothing: {said}");
    let (code, said, _) = with_plan(&[]);
    assert_eq!(code, Some(0));
    assert!(said.contains("added 0, changed 0"), "{said}");
    let good = std::fs::read_to_string(&file).expect("a scheme");
    let changed = good.replacen("decimals = 4", "decimals = 3", 1);
    let (code, _, said) = place.run(&["import", "scheme", &place.file("changed.toml", changed)]);
    assert_eq!(code, Some(1));
    assert!(said.contains("raise the edition"), "{said}");
    let wrong = good.replacen("weight = \"1\"", "weight = \"-1\"", 1);
    let line = 1 + wrong.lines().take_while(|line| *line != "weight = \"-1\"").count();
    let (code, _, said) = place.run(&["import", "scheme", &place.file("wrong.toml", &wrong)]);
    assert_eq!(code, Some(1));
    // The node begins four lines above its weight.
    let told = format!("wrong.toml:{} node B1: น้ำหนักต้องเป็น 0 ขึ้นไป", line - 4);
    assert!(said.contains(&told) && said.contains("a weight must be 0 or more"), "{said}");
    let (code, said, _) = place.run(&["scores", "rebuild", "--check"]);
    assert_eq!(code, Some(0));
    assert!(said.contains("agrees exactly"), "{said}");
    assert_eq!(place.run(&["scores", "rebuild"]).0, Some(0));
}
