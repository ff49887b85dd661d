//! What people chose to read in: kept with the account, told at the next sign-in.

use super::{
    contract::{land, on_both_databases},
    contract_accounts::{GOOD, actions, actor, attempt, code, joins},
};
use crate::{Actor, testing::Engine};
use domain::{
    access::{Role, TokenScope},
    manner::{Digits, Era, Preferences},
    text::Language,
};

on_both_databases!(what_somebody_chose_goes_with_them_to_every_browser);

async fn what_somebody_chose_goes_with_them_to_every_browser(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let services = &test.services;
    let account = joins(&test, "reader@one.go.th", Role::Executive, "one").await;
    let other = joins(&test, "other@one.go.th", Role::Executive, "one").await;
    let (reader, beside) = (actor(account, Role::Executive, "one"), actor(other, Role::Executive, "one"));
    assert_eq!(services.preferences(&reader).await.expect("read"), None);
    let chosen = Preferences { language: Language::En, era: Era::Buddhist, digits: Digits::Thai };
    services.set_preferences(&reader, chosen).await.expect("kept");
    assert_eq!(services.preferences(&reader).await.expect("read"), Some(chosen));
    assert_eq!(services.preferences(&beside).await.expect("read"), None, "for oneself alone");
    let signed_in = services.sign_in(attempt("reader@one.go.th", GOOD)).await.expect("signed in");
    assert_eq!(signed_in.preferences, Some(chosen));
    let program = Actor { scope: Some(TokenScope::Write), ..reader.clone() };
    assert_eq!(code(services.set_preferences(&program, Preferences::default()).await), "forbidden");
    assert_eq!(actions(&test).await[1], "accounts.set_preferences", "before the sign-in");
}
