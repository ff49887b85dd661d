//! One file with the answers of many agencies: the place to upload it, and what it would change before anything is saved.

use crate::{
    context::{self, PageContext, named},
    parts::{
        breadcrumbs::{Breadcrumbs, Crumb},
        filters::{Choice, ChoiceField},
        note::{Tone, note},
        notice::failed,
        sheet_card::{Upload, upload_many},
        sheet_changes,
        title::PageTitle,
    },
    text::{calendar::Calendar, format, refusals, sheets::Sheets as Words, words_in},
};
use domain::{ids::RoundCode, organisation::Organisation, round::Round};
use leptos::{
    either::{Either, EitherOf3},
    prelude::*,
};
use service::sheets::{BundlePreview, OfAgency};

/// The place to upload a file of many agencies.
#[component]
pub(crate) fn BundleNew() -> impl IntoView {
    let page = context::page();
    let code = named::<RoundCode>("round", "round");
    Suspend::new(async move {
        let found = async {
            let (actor, sheets) = (page.actor()?, page.services.sheets());
            Ok((sheets.may_bundle(actor, &code?).await?, sheets.bodies(actor).await?))
        };
        match found.await {
            Err(error) => Either::Left(failed(error)),
            Ok((round, bodies)) => {
                let words = words_in::<Words>(page.language);
                Either::Right(view! {
                    {head(&page, &round, words.many_title, words.many_lead.to_owned())}
                    {template(&page, &round, &bodies)}
                    <p>{words.many_columns}</p>
                    {upload_many(page.language, &round.code, Upload::First)}
                })
            }
        }
    })
}

/// The way to a workbook with the rows of many agencies.
fn template(page: &PageContext, round: &Round, bodies: &[Organisation]) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let choice = |body: &Organisation| Choice {
        value: body.code.to_string(),
        name: body.name.in_language(page.language).to_owned(),
    };
    let chosen = bodies.first().map(|body| body.code.to_string()).unwrap_or_default();
    let choices: Vec<Choice> = bodies.iter().map(choice).collect();
    view! {
        <section class="card stack" aria-labelledby="template">
            <h2 class="card__title" id="template">{words.many_template}</h2>
            <form class="stack" method="get" action=format!("/calendar/{}/sheet.xlsx", round.code)>
                <ChoiceField name="organisation" label=words.many_template_of choices chosen/>
                <p><button class="button">{words.many_download}</button></p>
            </form>
        </section>
    }
}

/// What a file of many agencies would change.
#[component]
pub(crate) fn Bundle() -> impl IntoView {
    let page = context::page();
    let (round, id) = (named::<RoundCode>("round", "round"), named("id", "bundle"));
    Suspend::new(async move {
        let preview = async { page.services.sheets().preview_bundle(page.actor()?, &round?, id?).await };
        match preview.await {
            Err(error) => Either::Left(failed(error)),
            Ok(preview) => Either::Right(shown(&page, &preview)),
        }
    })
}

fn head(page: &PageContext, round: &Round, title: &'static str, lead: String) -> impl IntoView + use<> {
    let calendar = words_in::<Calendar>(page.language);
    let period = format::period(page.language, round.period);
    let way =
        vec![Crumb::new("/calendar", calendar.title), Crumb::new(format!("/calendar/{}", round.code), period.clone())];
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs way=way here=title.to_owned()/>
            <PageTitle title=title.to_owned() over=period lead=lead/>
        </div>
    }
}

fn shown(page: &PageContext, preview: &BundlePreview) -> impl IntoView + use<> {
    let (language, words) = (page.language, words_in::<Words>(page.language));
    let bundle = &preview.bundle;
    let at = |at| format::instant(language, at);
    let size = format::file_size(bundle.size_bytes);
    let lead = format!("{} {} · {size} · {} {}", words.file, bundle.file_name, words.waits, at(bundle.expires_at));
    let has_changes = preview.agencies.iter().any(|agency| agency.changes > 0);
    let body = if let Some(applied_at) = bundle.applied_at {
        EitherOf3::A(note(Tone::Plain, format!("{} {}", words.applied, at(applied_at)), ()))
    } else if !preview.refused.is_empty() {
        EitherOf3::B(view! {
            {sheet_changes::refusals(language, bundle.kind, &preview.refused)}
            {upload_many(language, &bundle.round, Upload::Again)}
            {agencies(page, preview)}
        })
    } else if has_changes {
        EitherOf3::C(view! { <p>{words.nothing_saved}</p>{agencies(page, preview)}{apply(page, preview)} }.into_any())
    } else {
        let none = note(Tone::Plain, words.no_changes.to_owned(), view! { <p>{words.no_changes_why}</p> });
        EitherOf3::C(view! { {none}{upload_many(language, &bundle.round, Upload::Again)} }.into_any())
    };
    view! {
        {head(page, &preview.round, words.preview, lead)}
        {body}
        <p><a href=format!("/calendar/{}", bundle.round)>{words.to_round}</a></p>
    }
}

/// How much changes in each agency, with the way to every cell.
fn agencies(page: &PageContext, preview: &BundlePreview) -> impl IntoView + use<> {
    let (language, words) = (page.language, words_in::<Words>(page.language));
    let row = |of_agency: &OfAgency| {
        let OfAgency { agency, sheet, changes, editable } = of_agency;
        let name = agency.name.in_language(language).to_owned();
        let href = format!("/reports/{}/{}/sheets/{sheet}", preview.bundle.round, agency.code);
        let why = editable.err().map(|refusal| refusals::refusal(language, refusal.as_ref()));
        view! {
            <tr>
                <th scope="row">{name.clone()}<span class="table__sub">{agency.code.to_string()}{why.map(|why| format!(" · {why}"))}</span></th>
                <td class="table__number" data-label=words.many_changes>{format::counted(*changes)}</td>
                <td><a href=href>{words.many_see}<span class="visually-hidden">" "{name}</span></a></td>
            </tr>
        }
    };
    let rows = preview.agencies.iter().map(row).collect_view();
    view! {
        <div class="table-region" role="region" tabindex="0" aria-labelledby="agencies-caption">
            <table class="table table--stacked">
                <caption class="table__caption" id="agencies-caption">
                    {words.many_agencies}": "{format::counted(preview.agencies.len())}
                </caption>
                <thead>
                    <tr>
                        <th scope="col">{words.many_agency}</th>
                        <th scope="col" class="table__number">{words.many_changes}</th>
                        <th scope="col"><span class="visually-hidden">{words.many_see}</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn apply(page: &PageContext, preview: &BundlePreview) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let address = format!("/calendar/{}/sheets/{}/apply", preview.bundle.round, preview.bundle.id);
    view! {
        <form method="post" action=address id="apply">
            <input type="hidden" name="seen" value=preview.seen.clone()/>
            <button class="button button--primary">{words.many_apply}</button>
        </form>
    }
}
