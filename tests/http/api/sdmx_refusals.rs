//! What SDMX REST does not understand is refused in both languages, by the name of the parameter.

use super::{
    bad_input::sentences,
    sdmx::{ALL, published},
};
use http::{Method, StatusCode};
use service::testing::Engine;

#[tokio::test]
async fn what_is_not_understood_is_said_in_both_languages_by_its_name() {
    let api = published(Engine::Sqlite).await.expect("SQLite is always there");
    let nobody = api.nobody();
    let data = |query: &str| format!("{ALL}?{query}");
    let keyed = |key: &str| ALL.replace("/*", &format!("/{key}"));
    let many: Vec<String> = (0..2_000).map(|code| code.to_string()).collect();
    let structure = |query: &str| format!("/sdmx/structure/dataflow/DGA/small/~?{query}");
    for (path, says) in [
        (data("more=1"), "more: no parameter here; there are c[FREQ], c[ORGANISATION], c[INDICATOR], c[TIME_PERIOD]"),
        (data("c[OBS_VALUE]=gt:5"), "c[OBS_VALUE]: no parameter here; there are c[FREQ]"),
        (
            data("c[ORGANISATION]=ne:one"),
            "c[ORGANISATION]: must be codes with commas between them, compared by eq alone",
        ),
        (data("c[ORGANISATION]=one%2Btwo"), "c[ORGANISATION]: + means all of them at once, which no code is"),
        (data(&format!("c[INDICATOR]={}", many.join(","))), "c[INDICATOR]: must be codes"),
        (data("c[TIME_PERIOD]=ge:2026-Q9"), "c[TIME_PERIOD]: must be periods such as 2026-Q4"),
        (data("updatedAfter=yesterday"), "updatedAfter: must be an instant such as 2026-10-01T00:00:00Z"),
        (data("firstNObservations=0"), "firstNObservations: must be a whole number from 1"),
        (data("lastNObservations=many"), "lastNObservations: must be a whole number from 1"),
        (data("firstNObservations=1&lastNObservations=1"), "firstNObservations, lastNObservations: only one of them"),
        (data("attributes=OBS_STATUS"), "attributes: must be one of dsd, all, obs, none, dataset, series, msd"),
        (data("measures=OTHER"), "measures: must be one of all, OBS_VALUE, none"),
        (data("includeHistory=true"), "includeHistory: must be one of false"),
        (data("dimensionAtObservation=FREQ"), "dimensionAtObservation: must be one of AllDimensions, TIME_PERIOD"),
        (keyed("Q.one"), "key: must have every part in its place, FREQ.ORGANISATION.INDICATOR"),
        (
            keyed("Q.one,two.*"),
            "key: must have every part in its place, FREQ.ORGANISATION.INDICATOR; a comma parts whole keys, + the codes",
        ),
        (data("asOf=2026-01-01&asOf=2026-01-02"), "asOf: more than once"),
        (keyed(&"Q.x.y,".repeat(60)), "key: at most 50 alternatives and 1000 codes"),
        (ALL.replace("dataflow", "metadataflow"), "context: must be one of dataflow, datastructure, *"),
        (structure("references=cousins"), "references: must be one of none, all, children"),
        (structure("detail=little"), "detail: must be one of full, raw"),
        (structure("more=1"), "more: no parameter here; there are references, detail, asOf"),
    ] {
        let problem = nobody.get(&path).await.refused(400, "bad_request");
        let [en, th] = sentences(&problem);
        assert!(en.starts_with(says), "{path}: {en}");
        let name = says.split(':').next().expect("a name");
        assert!(th.starts_with(name), "{path}: {th}");
        for told in [en, th] {
            assert!(told.chars().count() < 300, "{told}");
        }
    }
    // What is left empty is as if it were left out, and every choice that is named is one.
    for query in [
        "attributes=&measures=&includeHistory=&dimensionAtObservation=",
        "attributes=msd&measures=none&includeHistory=false&dimensionAtObservation=TIME_PERIOD",
    ] {
        assert_eq!(nobody.get(&data(query)).await.status, StatusCode::OK, "{query}");
    }
    // Series of a message are refused by their name; a table is the same with them.
    let json = [("accept", "application/vnd.sdmx.data+json;version=2.0.0")];
    let message = async |query: &str| nobody.with_headers(Method::GET, &data(query), &json, "").await;
    let problem = message("dimensionAtObservation=TIME_PERIOD").await.refused(400, "bad_request");
    let [en, th] = sentences(&problem);
    assert!(en.starts_with("dimensionAtObservation: must be AllDimensions in SDMX-JSON"), "{en}");
    assert!(th.starts_with("dimensionAtObservation: ใน SDMX-JSON ต้องเป็น AllDimensions"), "{th}");
    assert_eq!(message("dimensionAtObservation=AllDimensions").await.status, StatusCode::OK);
    let table = nobody.get(&data("dimensionAtObservation=TIME_PERIOD")).await;
    assert_eq!(table.text(), nobody.get(ALL).await.text());
    for query in ["references=parentsandsiblings&detail=referencecompletestubs", "references=codelist&detail=allstubs"]
    {
        assert_eq!(nobody.get(&structure(query)).await.status, StatusCode::OK, "{query}");
    }
}
