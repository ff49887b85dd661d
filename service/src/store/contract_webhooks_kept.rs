//! What was kept of messages to programs of others when something else came after, told to `SQLite` and `PostgreSQL` alike.

use super::{
    contract::{on_both_databases, operator},
    contract_snapshots::{raw, take},
    contract_webhooks::{around, items, of_release, published, says, sends},
};
use crate::{
    testing::{Engine, endpoint::Endpoint},
    webhooks::{Message, Sent},
};
use chrono::Duration;
use domain::{snapshot::Stage, webhook::MessageState};

on_both_databases!(
    an_address_of_an_earlier_release_keeps_nobody_else_waiting,
    what_waits_when_it_is_replaced_is_not_told,
);

async fn an_address_of_an_earlier_release_keeps_nobody_else_waiting(engine: Engine) {
    let receiver = Endpoint::start(says("204 No Content")).await;
    let Some((test, services, admin)) = around(engine, &receiver).await else { return };
    services.webhooks().add(&admin, "old", &receiver.url("/old")).await.expect("added");
    services.webhooks().add(&admin, "portal", &receiver.url("/portal")).await.expect("added");
    // As earlier releases kept it as it was typed; the secret belongs to the other text.
    raw(&test, "UPDATE webhook SET address = address || '\tx' WHERE name = 'old'").await.expect("changed");
    let listed = items(&services, &admin).await;
    assert_eq!(listed.iter().filter(|item| item.webhook.address.as_str().ends_with("/old\tx")).count(), 1);
    published(&test, &services, None).await;
    assert_eq!(sends(&services).await, Sent { made: 2, delivered: 1, refused: 1, ..Sent::default() });
    let asked = receiver.asked();
    assert!(asked.len() == 1 && asked[0].starts_with("POST /portal "), "{asked:?}");
}

async fn what_waits_when_it_is_replaced_is_not_told(engine: Engine) {
    let receiver = Endpoint::start(says("503 Service Unavailable")).await;
    let Some((test, services, admin)) = around(engine, &receiver).await else { return };
    services.webhooks().add(&admin, "portal", &receiver.url("/")).await.expect("added");
    let first = published(&test, &services, None).await;
    assert_eq!(sends(&services).await, Sent { made: 1, refused: 1, ..Sent::default() });
    receiver.becomes(says("204 No Content"));
    test.clock.advance(Duration::hours(1));
    let second = take(&test, Stage::Final, "นับใหม่").await;
    services.snapshots().publish(&operator(), &second.code, None).await.expect("published");
    assert_eq!(sends(&services).await, Sent { made: 1, delivered: 1, replaced: 1, ..Sent::default() });
    let of_first = |message: &Message| message.snapshot.as_ref() == Some(&first.code);
    let item = items(&services, &admin).await.remove(0);
    assert_eq!(item.replaced.into_iter().collect::<Vec<_>>(), [(first.code.clone(), second.code.clone())]);
    let given_up = item.messages.into_iter().find(of_first).expect("it stays on the page");
    assert_eq!((given_up.state, given_up.settled_at.is_some()), (MessageState::GivenUp, true));
    // Also whoever tries again by hand tells nobody of what is no longer so.
    let refused = services.webhooks().retry(&admin, given_up.id).await.expect_err("nobody would be told");
    assert_eq!(refused.code(), "webhook_message_replaced");
    assert_eq!(sends(&services).await, Sent::default());
    test.clock.advance(Duration::days(30));
    assert_eq!(sends(&services).await, Sent::default(), "it is over");
    let told: Vec<_> = receiver.asked().iter().map(|request| of_release(request, "snapshot")).collect();
    assert_eq!(told, [first.code.as_str(), second.code.as_str()], "the first was tried once");
}
