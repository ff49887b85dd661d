//! Secrets at rest when the key changes, told to `SQLite` and `PostgreSQL` alike.

use super::{
    contract::{country, on_both_databases, operator, person},
    contract_accounts::{actions, code},
    contract_collectors::{page, set, time_passes, typed},
};
use crate::{
    Chance, Services, Settings,
    collectors::{CollectorSettings, SecretKeys, TypedCollector, TypedSecret},
    secrets::Resealed,
    store,
    testing::{
        Engine, TestServices,
        endpoint::{Endpoint, json, trusting},
    },
};
use domain::{access::Role, destination::Destination, webhook::MessageState};

on_both_databases!(a_new_key_seals_every_kind_of_secret, what_no_key_opens_is_named_and_stays);

/// Services over the same database with keys of these names, the present one first.
async fn keyed(test: &TestServices, endpoint: &Endpoint, names: &[(&str, char)]) -> Services {
    let key = |(name, digit): &(&str, char)| format!("{name}:{}", digit.to_string().repeat(64)).parse().expect("a key");
    let keys = SecretKeys(names.iter().map(key).collect());
    let collectors = CollectorSettings { keys, ..trusting(endpoint) };
    let settings = Settings { collectors, ..test.settings.clone() };
    Services::open(&settings, test.clock.clone(), Chance::seeded(31)).await.expect("services")
}

const OLD: (&str, char) = ("old", '1');
const NEW: (&str, char) = ("new", '2');

/// One secret of each kind, sealed with the old key.
async fn sealed(test: &TestServices, endpoint: &Endpoint) -> domain::ids::CollectorId {
    let old = keyed(test, endpoint, &[OLD]).await;
    let secret = TypedSecret::New { header: "X-Api-Key".to_owned(), secret: "k-123".to_owned() };
    let id = set(&old, &TypedCollector { secret, ..typed(endpoint) }).await;
    let destination =
        Destination::Ckan { address: "https://data.example.go.th".to_owned(), organisation: "dga".to_owned() };
    let name = "catalogue".parse().expect("a code");
    old.destinations().set(&operator(), &name, destination, Some("a token")).await.expect("set");
    let folder = Destination::Folder { path: std::env::temp_dir().display().to_string() };
    old.destinations().set(&operator(), &"folder".parse().expect("a code"), folder, None).await.expect("set");
    old.webhooks().add(&operator(), "portal", &endpoint.url("/hook")).await.expect("added");
    let (stopped, _) = old.webhooks().add(&operator(), "stopped", &endpoint.url("/hook")).await.expect("added");
    old.webhooks().stop(&operator(), stopped.id).await.expect("stopped");
    id
}

async fn a_new_key_seals_every_kind_of_secret(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let endpoint = Endpoint::start(json(r#"{"e2e": [27, 64]}"#)).await;
    let id = sealed(&test, &endpoint).await;
    let both = keyed(&test, &endpoint, &[NEW, OLD]).await;
    for other in [person(3, Role::Reviewer, "th"), person(5, Role::Administrator, "mdes")] {
        assert_eq!(code(both.secrets().reseal(&other).await), "forbidden");
    }
    let done = both.secrets().reseal(&operator()).await.expect("sealed");
    assert_eq!(done, Resealed { collectors: 1, destinations: 1, webhooks: 1, lost: Vec::new() });
    assert!(actions(&test).await.contains(&"secrets.reseal".to_owned()));
    // The old key goes, and everything works on.
    let new = keyed(&test, &endpoint, &[NEW]).await;
    assert_eq!(new.secrets().reseal(&operator()).await.expect("sealed"), Resealed::default());
    time_passes(&test, &new).await;
    assert!(endpoint.asked()[0].contains("x-api-key: k-123"), "{:?}", endpoint.asked());
    assert_eq!(page(&new, id).await.collector.secret.expect("a secret").sealed.key, "new");
    let portal = new.webhooks().list(&operator()).await.expect("listed").remove(0);
    assert!(portal.can_sign);
    let tried = new.webhooks().test(&operator(), portal.webhook.id).await.expect("tried");
    assert_eq!(tried, MessageState::Delivered);
    let mut tx = test.services.db().read().await.expect("a transaction");
    let kept = store::destinations::all(&mut tx).await.expect("read");
    let secret = kept.iter().find_map(|kept| kept.secret.clone()).expect("a secret");
    assert_eq!(secret.key, "new");
    let bound = crate::destinations::bound(&"catalogue".parse().expect("a code"), "https://data.example.go.th");
    assert_eq!(new.fetcher().settings().keys.open_for(&bound, &secret).as_deref(), Some("a token"));
}

async fn what_no_key_opens_is_named_and_stays(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let endpoint = Endpoint::start(json(r#"{"e2e": [27, 64]}"#)).await;
    let id = sealed(&test, &endpoint).await;
    let lost = vec![format!("collector {id}"), "destination catalogue".to_owned(), "webhook portal".to_owned()];
    for keys in [&[NEW][..], &[], &[NEW, ("old", '3')]] {
        let services = keyed(&test, &endpoint, keys).await;
        let done = services.secrets().reseal(&operator()).await.expect("looked");
        assert_eq!(done, Resealed { lost: lost.clone(), ..Resealed::default() }, "{keys:?}");
        // Whoever tells it each minute does the same, and nothing else waits for it.
        time_passes(&test, &services).await;
    }
    let both = keyed(&test, &endpoint, &[NEW, OLD]).await;
    time_passes(&test, &both).await;
    let left = both.secrets().reseal(&operator()).await.expect("looked");
    assert_eq!(left, Resealed::default(), "the timetable has done it");
}
