//! What a filled spreadsheet would change in a draft, before anything is saved.

use crate::{
    context::{self, PageContext, named},
    parts::{
        breadcrumbs::{Breadcrumbs, Crumb},
        note::{Tone, note},
        notice::failed,
        sheet_card::{self, Upload},
        sheet_changes,
        title::PageTitle,
    },
    text::{format, refusals, report, sheets::Sheets as Words, words_in},
};
use domain::submission::ReportKey;
use leptos::{
    either::{Either, EitherOf4},
    prelude::*,
};
use service::sheets::Preview;

/// A filled spreadsheet against the draft.
#[component]
pub(crate) fn Sheet() -> impl IntoView {
    let page = context::page();
    let key = named("round", "round").and_then(|round| Ok(ReportKey { round, agency: named("agency", "report")? }));
    let id = named("id", "sheet");
    Suspend::new(async move {
        let preview = async {
            let (key, id) = (key?, id?);
            page.services.sheets().preview(page.actor()?, &key, id).await
        };
        match preview.await {
            Ok(preview) => Either::Left(shown(&page, &preview)),
            Err(error) => Either::Right(failed(error)),
        }
    })
}

/// The page of the report.
fn report_address(key: &ReportKey) -> String {
    format!("/reports/{}/{}", key.round, key.agency)
}

fn shown(page: &PageContext, preview: &Preview) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let agency = preview.report.agency.name.in_language(page.language);
    let over = format!(
        "{} · {}",
        report::title(page.language, agency),
        format::period(page.language, preview.report.round.period)
    );
    let address = report_address(&preview.sheet.key);
    let body = if let Some(at) = preview.sheet.applied_at {
        EitherOf4::A(applied(page, preview, at))
    } else if !preview.refused.is_empty() {
        EitherOf4::B(refused(page, preview))
    } else if preview.changes.is_empty() {
        EitherOf4::C(view! {
            {note(Tone::Plain, words.no_changes.to_owned(), view! { <p>{words.no_changes_why}</p> })}
            {sheet_card::upload(page.language, &preview.sheet.key, Upload::Again)}
        })
    } else {
        EitherOf4::D(to_apply(page, preview))
    };
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs way=vec![Crumb::new(address.clone(), words.back)] here=words.preview.to_owned()/>
            <PageTitle title=words.preview.to_owned() over=over lead=about(page, preview)/>
        </div>
        {older(page, preview)}
        {body}
        <p><a href=address>{words.cancel}</a></p>
    }
}

/// Which file it is, and how long it waits.
fn about(page: &PageContext, preview: &Preview) -> String {
    let words = words_in::<Words>(page.language);
    let sheet = &preview.sheet;
    let at = |at| format::instant(page.language, at);
    let file = format!("{} {} · {}", words.file, sheet.file_name, format::file_size(sheet.size_bytes));
    let waits = format!("{} {}", words.waits, at(sheet.expires_at));
    format!("{file} · {} {} · {waits}", words.uploaded, at(sheet.uploaded_at))
}

fn older(page: &PageContext, preview: &Preview) -> Option<impl IntoView + use<>> {
    let words = words_in::<Words>(page.language);
    let is_told = preview.sheet.is_older && preview.sheet.applied_at.is_none();
    is_told.then(|| note(Tone::Warning, words.older.to_owned(), view! { <p>{words.older_why}</p> }))
}

fn applied(page: &PageContext, preview: &Preview, at: chrono::DateTime<chrono::Utc>) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let told = format!("{} {}", words.applied, format::instant(page.language, at));
    let address = report_address(&preview.sheet.key);
    note(Tone::Plain, told, view! { <p><a href=address>{words.to_report}</a></p> })
}

fn refused(page: &PageContext, preview: &Preview) -> impl IntoView + use<> {
    view! {
        {sheet_changes::refusals(page.language, preview.sheet.kind, &preview.refused)}
        {sheet_card::upload(page.language, &preview.sheet.key, Upload::Again)}
        {sheet_changes::changes(page.language, preview)}
    }
}

fn to_apply(page: &PageContext, preview: &Preview) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let address = format!("{}/sheets/{}/apply", report_address(&preview.sheet.key), preview.sheet.id);
    if let Some(bundle) = preview.sheet.bundle {
        let address = format!("/calendar/{}/sheets/{bundle}", preview.sheet.key.round);
        let back = view! { <p><a href=address>{words.many_back}</a></p> };
        return Either::Left(view! {
            {note(Tone::Plain, words.many_part.to_owned(), back)}
            {sheet_changes::changes(page.language, preview)}
        });
    }
    let apply = match preview.report.editable {
        Ok(()) => Either::Left(view! {
            <form method="post" action=address id="apply">
                <input type="hidden" name="seen" value=preview.seen.clone()/>
                <button class="button button--primary">{words.apply}</button>
            </form>
        }),
        Err(refusal) => {
            let why = refusals::refusal(page.language, refusal.as_ref());
            Either::Right(note(Tone::Warning, words.cannot_apply.to_owned(), view! { <p>{why}</p> }))
        }
    };
    Either::Right(view! {
        <p>{words.nothing_saved}</p>
        {sheet_changes::changes(page.language, preview)}
        {apply}
    })
}
