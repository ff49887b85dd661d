//! What is published, for everybody: a list of rounds. The pages of one snapshot stand below.

pub(crate) mod body;
pub(crate) mod country;
pub(crate) mod indicator;

use super::snapshots::round_name;
use crate::{
    context::{self, PageContext},
    parts::{notice::failed, structured_data::structured_data, title::PageTitle},
    text::{format, publications::Publications as Words, words_in},
};
use domain::{ids::SnapshotCode, text::Language};
use leptos::{either::Either, prelude::*};
use service::{ServiceError, ServiceResult, publications::Listed, snapshots::Snapshot};

/// The list of rounds.
#[component]
pub(crate) fn Publications() -> impl IntoView {
    let page = context::page();
    let asked = asked_language();
    Suspend::new(async move {
        let found = async {
            asked?;
            page.services.publications().listed().await
        };
        match found.await {
            Err(error) => Either::Left(failed(error)),
            Ok(listed) => Either::Right(page_of(&page, &listed)),
        }
    })
}

/// That the address is in a language of ours.
fn asked_language() -> ServiceResult<Language> {
    context::named("language", "language")
}

/// The snapshot of the address.
fn asked_snapshot() -> ServiceResult<SnapshotCode> {
    asked_language()?;
    context::named("snapshot", "snapshot")
}

/// The number of the page that was asked for; another text than one that a link of ours has is no page.
fn asked_number(page: &PageContext) -> ServiceResult<i64> {
    let asked = page.asked("page").map(|number| number.parse().map_err(|_| ServiceError::NotFound("page")));
    Ok(asked.transpose()?.unwrap_or(1))
}

fn page_of(page: &PageContext, listed: &Listed) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let rounds = listed.rounds();
    let body = if rounds.is_empty() {
        Either::Left(view! {
            <div class="empty"><h2 class="empty__title">{words.none}</h2><p>{words.none_why}</p></div>
        })
    } else {
        Either::Right(rounds_of(page, &rounds))
    };
    view! {
        {structured_data(page, words.lead.to_owned(), &[])}
        <PageTitle title=words.title.to_owned() lead=words.lead/>
        {body}
        <p class="cluster">
            <a href="/snapshots">{words.files}</a>
            <a href="/verify">{words.verify}</a>
            <a href=format!("{}/feed.atom", page.path)>{words.feed}</a>
            <a href="/public/catalogue.ttl">{words.catalogue}</a>
        </p>
    }
}

/// The newest snapshot of each round.
fn rounds_of(page: &PageContext, rounds: &[&Snapshot]) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let row = |snapshot: &&Snapshot| {
        let href = format!("/public/{}/{}", language.as_ref(), snapshot.code);
        let at = snapshot.embargo_until.or(snapshot.published_at).map(|at| format::instant(language, at));
        view! {
            <tr>
                <th scope="row"><a href=href>{round_name(language, &snapshot.round)}</a></th>
                <td data-label=words.published>{at}</td>
                <td data-label=words.snapshot>{snapshot.code.to_string()}</td>
            </tr>
        }
    };
    view! {
        <div class="table-region" role="region" aria-labelledby="published" tabindex="0">
            <table class="table table--stacked">
                <caption class="visually-hidden" id="published">{words.title}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words.round}</th>
                        <th scope="col">{words.published}</th>
                        <th scope="col">{words.snapshot}</th>
                    </tr>
                </thead>
                <tbody>{rounds.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
