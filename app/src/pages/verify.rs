//! Verifying a snapshot in the visitor's browser: what runs there is `verify`, the same code as everywhere; without it the
//! page tells the command.

use crate::{
    context::{self, PageContext},
    parts::{
        breadcrumbs::{Breadcrumbs, Crumb},
        notice::failed,
        title::PageTitle,
    },
    text::{damage, format, snapshots::Snapshots as Words, words_in},
};
use domain::{
    ids::{OrganisationCode, SchemeCode},
    snapshot::{Damage, KeyHistory, KeyId, Part, SigningKey},
};
use leptos::{either::Either, nonce::use_nonce, prelude::*};
use service::{ServiceError, ServiceResult};

/// Loads what this page alone needs.
const SCRIPT: &str = "import start from \"/pkg/verify.js\"; start({ module_or_path: \"/pkg/verify_bg.wasm\" });";

/// Verifying.
#[component]
pub(crate) fn Verify() -> impl IntoView {
    let page = context::page();
    Suspend::new(async move {
        match page.services.snapshots().keys().await.and_then(|keys| page_of(&page, &keys)) {
            Err(error) => Either::Left(failed(error)),
            Ok(view) => Either::Right(view),
        }
    })
}

fn page_of(page: &PageContext, keys: &[SigningKey]) -> ServiceResult<impl IntoView + use<>> {
    let words = words_in::<Words>(page.language);
    let history = KeyHistory { keys: keys.to_vec(), ..KeyHistory::default() };
    let history = serde_json::to_string(&history).map_err(|error| ServiceError::fault("writing the keys", error))?;
    let script = use_nonce().map(|nonce| {
        view! { <script r#type="module" nonce=nonce.to_string()>{SCRIPT}</script> }
    });
    let example = format!("tidtam snapshot verify {} --keys tidtam-keys.json", words.verify_example);
    Ok(view! {
        <div class="stack stack--tight">
            <Breadcrumbs way=vec![Crumb::new("/snapshots", words.title)] here=words.verify_title.to_owned()/>
            <PageTitle title=words.verify_title.to_owned() lead=words.verify_lead/>
        </div>
        // Shown by the script once it is ready.
        <section class="stack" id="verify" hidden=true data-keys=history>
            <div class="field">
                <label class="field__label" for="verify-file">{words.verify_file}</label>
                <div class="field__control">
                    <input class="field__input" id="verify-file" r#type="file" accept=".tidtam"/>
                </div>
            </div>
            <progress id="verify-progress" hidden=true aria-label=words.verify_running></progress>
            <div class="notice" id="verify-result" role="status" hidden=true></div>
            {sentences(page)}
        </section>
        <noscript><p>{words.verify_script}</p></noscript>
        <section class="stack" aria-labelledby="command">
            <h2 id="command">{words.verify_command}</h2>
            <pre><code>{example}</code></pre>
            <p>{words.verify_command_why}</p>
        </section>
        {key_table(page, keys)}
        {script}
    })
}

/// Every sentence that the script may have to say, so that it needs no words of its own.
fn sentences(page: &PageContext) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let said: Vec<_> = every_damage()
        .into_iter()
        .map(|what| (what.as_ref().to_owned(), damage::bare(language, &what).to_owned()))
        .chain([
            ("whole".to_owned(), words.verify_whole.to_owned()),
            ("broken".to_owned(), words.verify_broken.to_owned()),
            ("line".to_owned(), words.verify_line.to_owned()),
            ("recomputed".to_owned(), words.verify_scores.to_owned()),
            ("root_of_it".to_owned(), words.root.to_owned()),
            ("key_of_it".to_owned(), words.key.to_owned()),
            ("demonstration".to_owned(), words.verify_demonstration.to_owned()),
            ("unread".to_owned(), words.verify_unread.to_owned()),
            ("unvouched".to_owned(), damage::unvouched(language).to_owned()),
        ])
        .map(|(code, sentence)| view! { <li data-code=code>{sentence}</li> })
        .collect();
    view! { <ul hidden=true id="verify-words">{said}</ul> }
}

/// One of each kind.
fn every_damage() -> Vec<Damage> {
    let (key, part) = (KeyId::new([0; 16]), Part::Head);
    let named = || Some(("x".parse::<OrganisationCode>().ok()?, "x".parse::<SchemeCode>().ok()?));
    let mut all = vec![
        Damage::NoSnapshot,
        Damage::TooLong,
        Damage::Unreadable { reason: String::new() },
        Damage::NotCanonical,
        Damage::OutOfOrder { part },
        Damage::Missing { part },
        Damage::CutOff,
        Damage::TooMuch,
        Damage::Stray,
        Damage::NoTree { reason: String::new() },
        Damage::Provenance,
        Damage::Completeness,
        Damage::Ranking,
        Damage::OtherManifest,
        Damage::Lines,
        Damage::Root,
        Damage::UnknownKey { key },
        Damage::KeyNotThen { key },
        Damage::Signature,
    ];
    if let Some((body, scheme)) = named() {
        all.extend([
            Damage::Figure { body: body.clone() },
            Damage::Scores { body: body.clone() },
            Damage::Score { body, scheme },
        ]);
    }
    all
}

/// Who vouches for a key that came after another.
fn whose_word(words: &Words, before: Option<&SigningKey>, key: &SigningKey) -> &'static str {
    match before {
        None => words.key_first,
        Some(before) if key.is_vouched_by(before) => words.key_vouched,
        Some(_) => words.key_unvouched,
    }
}

fn key_table(page: &PageContext, keys: &[SigningKey]) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    if keys.is_empty() {
        return Either::Left(view! { <p>{words.no_keys}</p> });
    }
    let row = |(at, key): (usize, &SigningKey)| {
        let vouched = whose_word(words, at.checked_sub(1).and_then(|before| keys.get(before)), key);
        let until = key.until.map_or_else(|| words.now.to_owned(), |until| format::instant(language, until));
        view! {
            <tr>
                <th scope="row"><code>{key.id.to_string()}</code></th>
                <td data-label=words.since>{format::instant(language, key.since)}</td>
                <td data-label=words.until>{until}</td>
                <td data-label=words.key_word>{vouched}</td>
            </tr>
        }
    };
    Either::Right(view! {
        <div class="table-region" role="region" aria-labelledby="keys-caption" tabindex="0">
            <table class="table table--stacked">
                <caption class="table__caption" id="keys-caption">
                    {words.verify_keys}" "
                    <span class="table__note"><a href="/.well-known/tidtam-keys.json">{words.keys}</a></span>
                </caption>
                <thead>
                    <tr>
                        <th scope="col">{words.key}</th>
                        <th scope="col">{words.since}</th>
                        <th scope="col">{words.until}</th>
                        <th scope="col">{words.key_word}</th>
                    </tr>
                </thead>
                <tbody>{keys.iter().enumerate().map(row).collect_view()}</tbody>
            </table>
        </div>
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::text::Language;
    use std::collections::BTreeSet;
    use strum::{EnumCount as _, IntoEnumIterator as _};

    #[test]
    fn the_page_has_a_sentence_for_everything_that_can_be_wrong_with_a_file() {
        let all = every_damage();
        assert_eq!(all.iter().map(AsRef::as_ref).collect::<BTreeSet<&str>>().len(), Damage::COUNT);
        for language in Language::iter() {
            let said: BTreeSet<&str> = all.iter().map(|damage| damage::bare(language, damage)).collect();
            assert_eq!(said.len(), Damage::COUNT, "each its own");
        }
    }

    #[test]
    fn a_key_after_another_that_says_nothing_for_it_has_nobodys_word() {
        let words = words_in::<Words>(Language::En);
        let key = SigningKey::alone(domain::snapshot::PublicKey::new([7; 32]));
        let after = SigningKey::alone(domain::snapshot::PublicKey::new([8; 32]));
        assert_eq!(whose_word(words, None, &key), words.key_first);
        assert_eq!(whose_word(words, Some(&key), &after), "Nobody");
    }
}
