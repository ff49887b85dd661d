//! More time in a round for bodies of which some went elsewhere since, told to `SQLite` and `PostgreSQL` alike: whom it reaches goes by the
//! tree of the round, who may give and end it by the register of now.

use super::{
    contract::{on_both_databases, operator, person},
    contract_moves::{FIRST, SECOND, goes, is_right, three_quarters},
    contract_past::code,
};
use crate::{ServiceError, ServiceResult, rounds::Whom, testing::Engine};
use chrono::Duration;
use domain::{
    access::Role,
    ids::{OrganisationCode, RoundCode},
    organisation::OrganisationKind,
    submission::ReportKey,
};

on_both_databases!(
    an_extension_reaches_who_stood_there_in_the_round,
    nobody_gives_time_to_whom_they_may_not_administer_now,
    nobody_ends_the_time_of_whom_they_may_not_administer_now,
);

async fn an_extension_reaches_who_stood_there_in_the_round(engine: Engine) {
    let Some(test) = three_quarters(engine).await else { return };
    goes(&test).await;
    let (services, round): (_, RoundCode) = (&test.services, code(FIRST));
    let ends_at = services.now() + Duration::days(9);
    let ministry: OrganisationCode = code("mdes");
    services.rounds().extend(&operator(), &round, &ministry, ends_at, "น้ำท่วม").await.expect("extended");
    is_right(&test).await;
    let closes = async |round: &str| {
        let key = ReportKey { round: code(round), agency: code("d001") };
        services.reports().get(&operator(), &key).await.expect("a report").window.closes_at()
    };
    assert_eq!(closes(FIRST).await, ends_at);
    assert_ne!(closes(SECOND).await, ends_at);
    let granted = services.rounds().granted(&operator(), &round).await.expect("granted");
    assert_eq!(granted.iter().map(|granted| granted.reports).collect::<Vec<_>>(), [2]);
    // Who may do what goes by the register of now.
    let key = ReportKey { round, agency: code("d001") };
    let may_read =
        async |ministry: &str| services.reports().get(&person(7, Role::Coordinator, ministry), &key).await.is_ok();
    assert_eq!([may_read("mdes").await, may_read("moph").await], [false, true]);
}

/// That it would reach bodies that are of others by now, by their codes.
fn reaches_others<Done: std::fmt::Debug>(told: ServiceResult<Done>) -> String {
    match told {
        Err(ServiceError::Invalid { code: "extension_of_others", place }) => place,
        told => panic!("{told:?}"),
    }
}

async fn nobody_gives_time_to_whom_they_may_not_administer_now(engine: Engine) {
    let Some(test) = three_quarters(engine).await else { return };
    goes(&test).await;
    let rounds = test.services.rounds();
    let (first, second): (RoundCode, RoundCode) = (code(FIRST), code(SECOND));
    let (left, came): (OrganisationCode, OrganisationCode) = (code("mdes"), code("moph"));
    let [of_left, of_came] = ["mdes", "moph"].map(|ministry| person(5, Role::Administrator, ministry));
    let ends_at = test.services.now() + Duration::days(9);
    let whom = |organisation: &OrganisationCode, kind| Whom { organisation: organisation.clone(), kind };
    // In the first round the body stood below the ministry that it left.
    for kind in [None, Some(OrganisationKind::Department)] {
        let whom = whom(&left, kind);
        assert_eq!(reaches_others(rounds.extension_reach(&of_left, &first, &whom).await), "d001");
        assert_eq!(reaches_others(rounds.extend_many(&of_left, &first, &whom, 2, ends_at, "น้ำท่วม").await), "d001");
    }
    assert_eq!(reaches_others(rounds.extend(&of_left, &first, &left, ends_at, "น้ำท่วม").await), "d001");
    assert_eq!(rounds.extensions(&operator(), &first).await.expect("a list"), []);
    // Of another kind nobody left, nor anybody in the round after.
    let provinces = whom(&left, Some(OrganisationKind::Province));
    assert_eq!(rounds.extension_reach(&of_left, &first, &provinces).await.expect("a reach").reports, 0);
    rounds.extend(&of_left, &second, &left, ends_at, "น้ำท่วม").await.expect("extended");
    // Whoever has it now gives it time by its name; the ministry it came to does not reach it in that round.
    rounds.extend(&of_came, &first, &code("d001"), ends_at, "น้ำท่วม").await.expect("extended");
    let reach = rounds.extension_reach(&of_came, &first, &whom(&came, None)).await.expect("a reach");
    assert_eq!(reach.some, ["d002", "d004"].map(code::<OrganisationCode>));
    let reach = rounds.extension_reach(&operator(), &first, &whom(&left, None)).await.expect("a reach");
    assert_eq!(rounds.extend_many(&operator(), &first, &whom(&left, None), 2, ends_at, "น้ำท่วม").await.ok(), Some(2));
    assert_eq!(reach.some, ["d001", "d003"].map(code::<OrganisationCode>));
    is_right(&test).await;
}

async fn nobody_ends_the_time_of_whom_they_may_not_administer_now(engine: Engine) {
    let Some(test) = three_quarters(engine).await else { return };
    let (rounds, round): (_, RoundCode) = (test.services.rounds(), code(FIRST));
    let of_left = person(5, Role::Administrator, "mdes");
    let ends_at = test.services.now() + Duration::days(9);
    let extension = rounds.extend(&of_left, &round, &code("mdes"), ends_at, "น้ำท่วม").await.expect("extended");
    goes(&test).await;
    assert_eq!(reaches_others(rounds.end_extension(&of_left, &round, extension.id).await), "d001");
    rounds.end_extension(&operator(), &round, extension.id).await.expect("ended");
}
