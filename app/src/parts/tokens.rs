//! Bearer tokens of one account: what each is for, until when, and a button to take it back.

use super::actions::actions_heading;
use crate::text::{accounts::Accounts as Words, format, words_in};
use chrono::{DateTime, Utc};
use domain::{access::TokenScope, ids::AccountId, text::Language};
use leptos::{either::Either, prelude::*};
use service::tokens::Token;

/// The tokens of an account; `of` is the account whose page this is, none on the page of one's own.
pub(crate) fn token_table(
    language: Language,
    tokens: Vec<Token>,
    of: Option<AccountId>,
    at: DateTime<Utc>,
) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    if tokens.is_empty() {
        return Either::Left(view! { <p>{words.tokens_none}</p> });
    }
    let row = |token: Token| {
        let scope = match token.scope {
            TokenScope::Read => words.scope_read,
            TokenScope::Write => words.scope_write,
        };
        let (state, word) = if token.revoked_at.is_some() {
            ("closed", words.revoked)
        } else if token.expires_at <= at {
            ("closed", words.ended)
        } else {
            ("filled", words.active)
        };
        let counts = state == "filled";
        let label = token.label.clone();
        let revoke = counts.then(|| {
            view! {
                <form method="post" action="/do/tokens/revoke">
                    <input type="hidden" name="token" value=token.id.to_string()/>
                    {of.map(|account| view! { <input type="hidden" name="account" value=account.to_string()/> })}
                    <button class="button button--small">
                        {words.revoke}<span class="visually-hidden">" "{label.clone()}</span>
                    </button>
                </form>
            }
        });
        view! {
            <tr>
                <th scope="row">{token.label}</th>
                <td data-label=words.scope>{scope}</td>
                <td data-label=words.expires>{format::instant(language, token.expires_at)}</td>
                <td data-label=words.state><span class="badge" data-state=state>{word}</span></td>
                <td class="table__fit">{revoke}</td>
            </tr>
        }
    };
    Either::Right(view! {
        <div class="table-region" role="region" aria-labelledby="tokens-caption" tabindex="0">
            <table class="table table--stacked">
                <caption class="visually-hidden" id="tokens-caption">{words.tokens}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words.label}</th>
                        <th scope="col">{words.scope}</th>
                        <th scope="col">{words.expires}</th>
                        <th scope="col">{words.state}</th>
                        {actions_heading(language)}
                    </tr>
                </thead>
                <tbody>{tokens.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    })
}
