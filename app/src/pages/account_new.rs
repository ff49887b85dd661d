//! Making an account.

use super::account::PASSWORD_REFUSALS;
use crate::{
    context::{self, PageContext},
    parts::{
        breadcrumbs::{Breadcrumbs, Crumb},
        grants::{grant_lines, organisation_choices},
        input::Input,
        notice::failed,
        title::PageTitle,
    },
    text::{accounts::Accounts as Words, words_in},
};
use domain::{access::Action, organisation::OrganisationTree};
use leptos::{either::Either, prelude::*};
use service::{ServiceError, ServiceResult};
use std::sync::Arc;

/// The form of a new account.
#[component]
pub(crate) fn AccountNew() -> impl IntoView {
    let page = context::page();
    Suspend::new(async move {
        match read(&page).await {
            Err(error) => Either::Left(failed(error)),
            Ok(tree) => Either::Right(page_of(&page, &tree)),
        }
    })
}

async fn read(page: &PageContext) -> ServiceResult<Arc<OrganisationTree>> {
    let actor = page.actor()?;
    if !actor.may_somewhere(Action::ManageAccounts) {
        return Err(ServiceError::Forbidden);
    }
    page.services.organisations().tree(actor).await
}

fn page_of(page: &PageContext, tree: &OrganisationTree) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let email = Input { kind: "email", codes: &["email_taken"], ..Input::new("email", words.email) };
    let name = Input { codes: &["account_name"], ..Input::new("name", words.person) };
    let password = Input {
        kind: "password",
        autocomplete: "new-password",
        hint: Some(words.first_password_hint.to_owned()),
        codes: &PASSWORD_REFUSALS,
        ..Input::new("password", words.first_password)
    };
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs way=vec![Crumb::new("/accounts", words.title)] here=words.new_title.to_owned()/>
            <PageTitle title=words.new_title.to_owned() lead=words.new_lead/>
        </div>
        <form class="stack" method="post" action="/do/accounts/create">
            {email.view(page)}
            {name.view(page)}
            {password.view(page)}
            {grant_lines(page, &[])}
            {organisation_choices(page.language, tree)}
            <p><button class="button button--primary">{words.make}</button></p>
        </form>
    }
}
