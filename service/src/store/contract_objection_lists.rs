//! Lists of objections, told to `SQLite` and `PostgreSQL` alike: those of others never push one's own out.

use super::{
    contract::{key, on_both_databases, person},
    contract_objections::{filed, reporter, reviewer, verified_country},
    objections,
};
use crate::{
    Actor,
    objections::Waiting,
    testing::{Engine, TestServices},
};
use chrono::Duration;
use domain::{
    access::Role,
    amount::Amount,
    ids::ObjectionId,
    objection::{Claim, Objection, ObjectionState},
};
use uuid::Uuid;

on_both_databases!(an_agency_sees_its_own_however_many_others_have);

/// One more than a list shows.
const MANY: usize = 201;

/// Puts objections of the second department in, to values that are not asked, all of them overdue.
async fn others(test: &TestServices, like: &Objection) {
    let mut tx = test.services.db().write().await.expect("a transaction");
    for number in 0..MANY {
        let other = Objection {
            id: ObjectionId::new(Uuid::from_u128(9_000 + u128::try_from(number).expect("small"))),
            key: key("two"),
            claim: Claim::Value {
                indicator: format!("other-{number}").parse().expect("a code"),
                counter: (Amount::ONE, None),
            },
            answer_by: test.clock.now() - Duration::days(1),
            state: ObjectionState::Open,
            ..like.clone()
        };
        objections::insert(&mut tx, &other).await.expect("put in");
    }
    tx.commit().await.expect("committed");
}

async fn an_agency_sees_its_own_however_many_others_have(engine: Engine) {
    let Some(test) = verified_country(engine).await else { return };
    let id = filed(&test, "36").await;
    let own = test.services.objections().get(&reporter(), id).await.expect("an objection").listed.objection;
    others(&test, &own).await;
    let list = async |actor: Actor| test.services.objections().list(&actor).await.expect("a list");
    let seen = list(reporter()).await;
    assert_eq!(seen.listed.iter().map(|listed| listed.objection.id).collect::<Vec<_>>(), [id]);
    assert_eq!(seen.left_out, 0);
    let stranger = person(5, Role::Reporter, "two");
    assert_eq!(list(stranger.clone()).await.left_out, 1, "what is left out is told");
    assert_eq!(list(reviewer(4)).await.left_out, 2, "the last two, of all");
    let waiting = async |actor: Actor| test.services.objections().waiting(&actor).await.expect("a count");
    assert_eq!(waiting(reporter()).await, Waiting { open: 1, overdue: 0 });
    assert_eq!(waiting(stranger).await, Waiting { open: MANY, overdue: MANY });
    assert_eq!(waiting(reviewer(4)).await, Waiting { open: MANY + 1, overdue: MANY });
    assert_eq!(waiting(person(6, Role::Executive, "th")).await, Waiting::default());
}
