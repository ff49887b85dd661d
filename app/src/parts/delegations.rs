//! What somebody lets others sign, and may sign for others.

use super::input::Input;
use crate::{
    context::PageContext,
    text::{calendar::Calendar, delegations as told, delegations::Delegations as Words, format, words_in},
};
use domain::{access::Role, buddhist::bangkok_day, delegation::DelegationState, organisation::OrganisationTree};
use leptos::{either::Either, prelude::*};
use service::{Actor, delegations::NamedDelegation};

/// The section of one's own account.
pub(crate) fn delegations(
    page: &PageContext,
    actor: &Actor,
    tree: &OrganisationTree,
    found: &[NamedDelegation],
) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let own: Vec<_> = actor.own_grants().iter().filter(|grant| grant.role == Role::Approver).collect();
    if own.is_empty() && found.is_empty() {
        return Either::Left(());
    }
    let form = own.first().map(|grant| form(page, grant.organisation.to_string()));
    let list = if found.is_empty() {
        Either::Left(view! { <p>{words.none}</p> })
    } else {
        Either::Right(table(page, actor, tree, found))
    };
    Either::Right(view! {
        <section class="stack" aria-labelledby="delegations-title">
            <h2 id="delegations-title">{words.title}</h2>
            <p>{words.lead}</p>
            {list}
            {form}
        </section>
    })
}

fn table(
    page: &PageContext,
    actor: &Actor,
    tree: &OrganisationTree,
    found: &[NamedDelegation],
) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let at = page.services.now();
    let row = |named: &NamedDelegation| {
        let delegation = &named.delegation;
        let body = tree.get(&delegation.organisation);
        let body = body.map_or_else(String::new, |body| body.name.in_language(language).to_owned());
        let state = delegation.state(at);
        let (mark, word) = told::state(language, state);
        let may_revoke = delegation.given_by == actor.account
            && matches!(state, DelegationState::Upcoming | DelegationState::Running);
        let revoke = may_revoke.then(|| {
            view! {
                <form method="post" action="/do/delegations/revoke">
                    <input type="hidden" name="delegation" value=delegation.id.to_string()/>
                    <button class="button button--small">
                        {words.revoke}<span class="visually-hidden">" "{named.receiver.clone()}</span>
                    </button>
                </form>
            }
        });
        let (starts, ends) =
            (format::instant(language, delegation.starts_at), format::instant(language, delegation.ends_at));
        view! {
            <tr>
                <th scope="row">{body}</th>
                <td data-label=words.giver>{named.giver.clone()}</td>
                <td data-label=words.receiver>{named.receiver.clone()}</td>
                <td data-label=words.time>{starts}" – "{ends}</td>
                <td data-label=words.reason>{delegation.reason.clone()}</td>
                <td data-label=words.state><span class="badge" data-state=mark>{word}</span>{revoke}</td>
            </tr>
        }
    };
    let heads = [words.organisation, words.giver, words.receiver, words.time, words.reason, words.state];
    view! {
        <div class="table-region" role="region" aria-labelledby="delegations-caption" tabindex="0">
            <table class="table table--stacked">
                <caption class="visually-hidden" id="delegations-caption">{words.title}</caption>
                <thead><tr>{heads.map(|name| view! { <th scope="col">{name}</th> }).into_iter().collect_view()}</tr></thead>
                <tbody>{found.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

fn form(page: &PageContext, organisation: String) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let hint = || Some(words_in::<Calendar>(page.language).date_hint.to_owned());
    let today = crate::text::calendar::typed_day(page.language, bangkok_day(page.services.now()));
    let fields = [
        Input { value: organisation, ..Input::new("organisation", words.organisation) },
        Input { codes: &["delegate_unknown", "delegate_self"], ..Input::new("given_to", words.given_to) },
        Input { value: today, hint: hint(), ..Input::new("starts", words.starts) },
        Input { hint: hint(), codes: &["delegation_end"], ..Input::new("ends", words.ends) },
        Input { codes: &["reason_missing", "reason_too_long"], ..Input::new("reason", words.reason) },
    ];
    let fields = fields.map(|field| field.view(page)).into_iter().collect_view();
    view! {
        <form class="stack" method="post" action="/do/delegations/give">
            {fields}
            <p><button class="button button--primary">{words.give}</button></p>
        </form>
    }
}
