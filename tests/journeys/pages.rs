//! Pages as everybody meets them: every address, in both languages, on a telephone, in the dark and on paper.

use domain::{access::Role, share::Lasts};
use tests::{
    Browser, Engine, PROVINCES_ROUND, Scripts, TestApp,
    country::{ROUND, country_under, country_with_coded_answers, person, two_snapshots},
};

#[tokio::test(flavor = "multi_thread")]
async fn every_page_can_be_used_by_everybody() {
    let app = TestApp::new().await;
    app.fill("one").await;
    two_snapshots(&app.test).await;
    let administrator = person(&app.test, "administrator", Role::Administrator, "th").await;
    let owner = app.actor(administrator.account.uuid().as_u128(), Role::Administrator, "th");
    let shared = format!("/national?round={ROUND}").parse().expect("a page");
    app.services().shares().create(&owner, shared, Lasts::Month).await.expect("a link in the list of links");
    let Some(browser) = Browser::start(&app, Scripts::On).await else { return };
    browser.signs_in(&administrator.email).await;
    let pages = tests::pages::pages(administrator.account);
    assert!(pages.len() >= 6, "{pages:?}");
    looks_at(&browser, &pages).await;
    browser.closes().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_those_who_report_can_be_used_by_them() {
    let app = TestApp::new().await;
    app.fill("one").await;
    app.accept("two", &[]).await;
    let reporter = person(&app.test, "reporter", Role::Reporter, "mdes").await;
    let Some(browser) = Browser::start(&app, Scripts::On).await else { return };
    browser.signs_in(&reporter.email).await;
    let pages = [
        "/".to_owned(),
        format!("/reports/{ROUND}/one"),
        format!("/calendar/{ROUND}/sheets"),
        format!("/reports/{ROUND}/two"),
        format!("/reports/{ROUND}/two/objections"),
        format!("/reports/{ROUND}/two/objections?scheme=small"),
        format!("/scores/small/{ROUND}/two"),
    ];
    looks_at(&browser, &pages).await;
    browser.closes().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_scores_and_objections_can_be_used_by_those_who_decide() {
    let app = TestApp::new().await;
    app.accept("one", &[("svc-e2e", "50", "100")]).await;
    app.accept("two", &[]).await;
    let objections = app.objects_to_all("one").await;
    app.levels_come_into_force().await;
    let reviewer = person(&app.test, "reviewer", Role::Reviewer, "th").await;
    let Some(browser) = Browser::start(&app, Scripts::On).await else { return };
    browser.signs_in(&reviewer.email).await;
    let score = format!("/scores/small/{ROUND}/one");
    let mut pages = vec![
        format!("/scores/small/{ROUND}"),
        score.clone(),
        format!("/scores/stages/{ROUND}/one"),
        format!("{score}/what-if?v.svc-e2e=80"),
        format!("/movers/small/{ROUND}"),
        format!("/robustness/small/{ROUND}?organisation=one"),
        "/indicators/svc-e2e".to_owned(),
        "/organisations/one/indicators/svc-e2e".to_owned(),
        "/objections".to_owned(),
    ];
    pages.extend(objections.iter().map(|id| format!("/objections/{id}")));
    looks_at(&browser, &pages).await;
    browser.closes().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_score_of_coded_answers_and_none_can_be_used_by_everybody() {
    for scripts in [Scripts::On, Scripts::Off] {
        let app = TestApp::over(country_with_coded_answers(Engine::Sqlite).await.expect("SQLite"));
        app.accept("one", &[]).await;
        let executive = person(&app.test, "executive", Role::Executive, "th").await;
        let Some(browser) = Browser::start(&app, scripts).await else { return };
        browser.signs_in(&executive.email).await;
        looks_at(&browser, &["one", "two"].map(|body| format!("/scores/small/{ROUND}/{body}"))).await;
        browser.closes().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn provinces_are_told_apart_without_colours_on_a_telephone_too() {
    let app = TestApp::with_provinces().await;
    app.levels_come_into_force().await;
    app.provinces_answer().await;
    let executive = person(&app.test, "executive", Role::Executive, "th").await;
    let Some(browser) = Browser::start(&app, Scripts::Off).await else { return };
    browser.signs_in(&executive.email).await;
    let pages = [
        format!("/national?round={PROVINCES_ROUND}"),
        format!("/maps/small/{PROVINCES_ROUND}"),
        format!("/indicators/svc-e2e/map?round={PROVINCES_ROUND}"),
    ];
    looks_at(&browser, &pages).await;
    for page in pages {
        browser.opens(&page).await;
        assert!(browser.has(".map__tile[data-step], .map__tile[data-status]").await, "{page} has shaded tiles");
    }
    browser.opens(&format!("/national?round={PROVINCES_ROUND}")).await;
    assert!(browser.has(".headline .level-bar__swatch").await, "levels with their swatches");
    let below = "return [...document.querySelectorAll('.headline .level-bar__swatch')].filter(swatch => {
        const name = new Range();
        name.setStartAfter(swatch);
        name.setEndAfter(swatch.parentElement.lastChild);
        return name.getBoundingClientRect().top > swatch.getBoundingClientRect().bottom;
    }).map(swatch => swatch.parentElement.innerText)";
    let below = browser.on_a_telephone(below).await;
    assert!(below.is_empty(), "names of levels below their swatches: {below:?}");
    browser.closes().await;
}

/// A scheme of three pillars, whose radar has an outline that crosses the figures of its scale.
fn three_pillars(scheme: &str) -> String {
    const PROVENANCE: &str = "provenance = { status = \"demonstration\", source = \"a test\" }";
    let words = |code: &str| format!("{{ th = \"{code}\", en = \"{code}\" }}");
    let nodes = [
        ("services", "indicator = \"svc-e2e\""),
        ("datasets", "indicator = \"open-datasets\""),
        ("plan", "indicator = \"digital-plan\", coding = { type = \"yes_no\", yes = \"100\", no = \"0\" }"),
    ];
    // As long as those of the manual.
    let long = "{ th = \"บริการดิจิทัลที่อำนวยความสะดวกแก่ประชาชน ภาคธุรกิจ และเจ้าหน้าที่ผู้ให้บริการทุกคนทั่วประเทศ\", \
                en = \"Digital services that make life easier for people, for business and for those who serve them\" }";
    let node = |(code, reads): (&str, &str)| {
        format!(
            "[[node]]\ncode = \"{code}\"\nparent = \"whole\"\ntitle = {long}\nweight = \"1\"\nreads = {{ {reads} }}\n\
             missing = \"exclude\"\n{PROVENANCE}\n"
        )
    };
    format!(
        "format = \"tidtam-scheme/1\"\n[scheme]\ncode = \"{scheme}\"\nedition = 1\ntitle = {title}\ndescription = {title}\n\
         rounding = {{ decimals = 2 }}\n{PROVENANCE}\n\
         [[node]]\ncode = \"whole\"\ntitle = {title}\ncombines = {{ by = \"arithmetic\" }}\n{PROVENANCE}\n{}",
        nodes.map(node).concat(),
        title = words(&format!("pillars of {scheme}"))
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_of_a_radar_are_readable_where_lines_cross_them() {
    let plan = include_str!("../support/plan.toml");
    let test = country_under(Engine::Sqlite, plan, &three_pillars("small")).await.expect("SQLite");
    let app = TestApp::over(test);
    app.scheme_comes_into_force(&three_pillars("other")).await;
    let of = |agency: &'static str, [services, datasets, plan]: [&'static str; 3]| {
        [
            (agency, "svc-e2e", services, "100"),
            (agency, "open-datasets", datasets, ""),
            (agency, "digital-plan", plan, ""),
        ]
    };
    app.imports(&[of("one", ["95", "60", "yes"]), of("two", ["90", "40", "no"])].concat()).await;
    let executive = person(&app.test, "executive", Role::Executive, "th").await;
    let Some(browser) = Browser::start(&app, Scripts::Off).await else { return };
    browser.signs_in(&executive.email).await;
    let pages = [format!("/scores/small/{ROUND}/one"), format!("/organisations/one?round={ROUND}")];
    looks_at(&browser, &pages).await;
    for page in pages {
        browser.opens(&page).await;
        assert!(browser.has(".radar .radar__line[data-line=own]").await, "{page} has a radar");
        let names = "return [...document.querySelectorAll('caption[id$=pillars] ~ tbody th')].map(name =>
            Math.round((name.clientHeight - 16) / parseFloat(getComputedStyle(name).lineHeight)))";
        let names = browser.driver.execute(names, Vec::new()).await.expect("an answer");
        let lines: Vec<u32> = names.convert().expect("numbers");
        let is_short = lines.iter().all(|lines| *lines <= 3);
        assert!([3, 6].contains(&lines.len()) && is_short, "{page}: names over {lines:?} lines");
    }
    let captions = "return [...document.querySelectorAll('caption[id$=pillars]')].map(caption => caption.innerText)";
    let captions = browser.driver.execute(captions, Vec::new()).await.expect("an answer");
    let captions: Vec<String> = captions.convert().expect("names");
    let differ = matches!(captions.as_slice(), [one, other] if one != other);
    assert!(differ, "tables of one name cannot be told apart: {captions:?}");
    browser.closes().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn names_over_the_columns_of_a_heat_map_are_never_cut_off() {
    let app = TestApp::with_long_names(Engine::Sqlite).await.expect("SQLite");
    let executive = person(&app.test, "executive", Role::Executive, "th").await;
    let Some(browser) = Browser::start(&app, Scripts::Off).await else { return };
    browser.signs_in(&executive.email).await;
    looks_at(&browser, &["/organisations/th/heat-map".to_owned()]).await;
    assert!(browser.has(".matrix__name").await);
    // On a telephone neither notes nor a second way to scroll stand between a finger and the rows.
    let within = "return [...document.querySelectorAll('.table-region[data-wide]')].flatMap(box => [
        ...(getComputedStyle(box).maxHeight === 'none' ? [] : ['a box that scrolls']),
        ...[...box.querySelectorAll('.table__note')].map(note => note.innerText)])";
    let within = browser.on_a_telephone(within).await;
    assert!(within.is_empty(), "{within:?}");
    browser.closes().await;
}

/// Looks at pages in both languages.
async fn looks_at(browser: &Browser, pages: &[String]) {
    for language in ["en", "th"] {
        browser.opens(&format!("/language?to={language}&back=/")).await;
        for page in pages {
            browser.opens(page).await;
            assert_eq!(browser.path().await, *page);
            let title = browser.driver.title().await.expect("a title");
            let heading = browser.text_of("h1").await;
            assert!(title.starts_with(heading.trim()), "{page}: the title {title:?} and the heading {heading:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn choosing_a_language_keeps_the_page() {
    let app = TestApp::new().await;
    let reporter = person(&app.test, "reporter", Role::Reporter, "one").await;
    for scripts in [Scripts::On, Scripts::Off] {
        let Some(browser) = Browser::start(&app, scripts).await else { return };
        browser.signs_in(&reporter.email).await;
        browser.opens("/organisations?search=one").await;
        let thai = browser.text_of("h1").await;
        browser.goes("a[hreflang=en]").await;
        assert_eq!(browser.path().await, "/organisations?search=one");
        assert_ne!(browser.text_of("h1").await, thai);
        assert_eq!(browser.finds("html").await.attr("lang").await.expect("an answer").as_deref(), Some("en"));
        browser.goes("a[hreflang=th]").await;
        assert_eq!(browser.text_of("h1").await, thai);
        browser.closes().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_does_not_exist_says_so_in_the_whole_house() {
    let app = TestApp::new().await;
    let reporter = person(&app.test, "reporter", Role::Reporter, "one").await;
    let Some(browser) = Browser::start(&app, Scripts::On).await else { return };
    browser.signs_in(&reporter.email).await;
    browser.driver.goto(format!("{}/nowhere", browser.base)).await.expect("a page");
    let complaints = browser.complaints().await;
    assert!(complaints.iter().all(|line| line.contains("404")), "{complaints:?}");
    browser.looks().await;
    // What is not there is not shared, nor shown as of another day.
    let offered = "return [...document.querySelectorAll('.share')]
        .filter(box => box.checkVisibility()).map(box => box.innerText)";
    for (path, is_there) in
        [("/indicators/svc-e2e", true), ("/indicators/nope", false), ("/scores/nope/2570-q1", false)]
    {
        browser.driver.goto(format!("{}{path}", browser.base)).await.expect("a page");
        let boxes = browser.driver.execute(offered, Vec::new()).await.expect("an answer");
        let boxes: Vec<String> = boxes.convert().expect("words");
        assert_eq!(!boxes.is_empty(), is_there, "{path}: {boxes:?}");
    }
    browser.complaints().await;
    browser.goes("main a[href='/']").await;
    browser.sees("main", "หน่วยงาน one").await;
    browser.closes().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_page_is_found_with_and_without_scripts() {
    const PAGE: &str = "data:text/html,<!DOCTYPE html><html lang='th'><meta charset='utf-8'><title>x</title>\
        <main><h1 style='inline-size:60rem'>heading</h1><img src='missing:x'>\
        <p style='block-size:5px;overflow:hidden'>ก็ที่ปู่</p><p style='line-height:1'>ก็ที่ปู่</p>\
        <p>483<span class='table__sub'>ของ</span></p><p>484 <span class='table__sub'>ของ</span></p>\
        <svg width='220' height='70' role='img' aria-label='x'><text x='0' y='30'>ทับกันอยู่</text>\
        <text x='20' y='32'>อีกคำ</text><text x='200' y='30'>เกินขอบ</text><text x='120' y='30'>ห่างพอ</text>\
        <text x='120' y='55'>บรรทัดล่าง</text><g aria-hidden='true'><text x='0' y='30'>ลวดลาย</text></g></svg>\
        <svg width='220' height='40' role='img' aria-label='y'><g><rect class='map__tile' data-step='2' width='40' height='40'/>\
        <text class='map__short' x='5' y='20'>กท</text></g><g><rect class='map__tile' data-step='1' x='100' width='40' height='40'/>\
        <text class='map__value' x='100' y='20'>๑๐๐.๐๐๐๐</text></g><g><rect class='map__tile' data-status='at_risk' x='178' width='40' height='40'/>\
        <path class='map__mark' d='M186 5h20v20h-20z'/><text class='map__short' x='183' y='20'>ขก</text></g></svg>\
        <figure class='chart'><svg width='220' height='40' role='img' aria-label='z'>\
        <text class='chart__label--middle' x='100' y='20' text-anchor='end'>ชิด</text>\
        <text class='chart__label--middle' x='104' y='20'>ขวา</text></svg></figure></main>\
        <style>@media (prefers-color-scheme: dark) { h1 { color: %23222; background: %23000 } }</style>";
    let app = TestApp::new().await;
    for scripts in [Scripts::On, Scripts::Off] {
        let Some(browser) = Browser::start(&app, scripts).await else { return };
        browser.driver.goto(PAGE).await.expect("a page");
        let faults = browser.faults().await.join("\n");
        for fault in ["SEVERE", "at 360 px the page is", "cut off below: p", "lines 1.00 apart: p"] {
            assert!(faults.contains(fault), "{fault} with {scripts:?}:\n{faults}");
        }
        for fault in [
            "px told by colour alone: rect.map__tile “กท”",
            "px beyond its tile: rect.map__tile “๑๐๐.๐๐๐๐”",
            "px on its mark: rect.map__tile “ขก”",
            "px not apart: span.table__sub “483ของ”",
            "px apart: “ชิด” and “ขวา”",
        ] {
            assert_eq!(faults.matches(fault).count(), 2, "{fault} with {scripts:?}:\n{faults}");
        }
        // Of words in a drawing those that lie on others or beyond it, and none of the rest.
        for fault in ["px on one another: svg “ทับกันอยู่” and “อีกคำ”", "px beyond its drawing: svg “เกินขอบ”"]
        {
            assert_eq!(faults.matches(fault).count(), 2, "{fault} with {scripts:?}:\n{faults}");
        }
        for word in ["ห่างพอ", "บรรทัดล่าง", "ลวดลาย", "484"] {
            assert!(!faults.contains(word), "{word} with {scripts:?}:\n{faults}");
        }
        if browser.has_axe() {
            assert!(faults.contains("image-alt"), "{faults}");
            assert!(faults.contains("in the dark: color-contrast"), "{faults}");
        }
        browser.closes().await;
    }
}
