//! One snapshot: what it holds, what proves it, and for administrators what can still be done with it.

mod papers;

use super::snapshots::{public_page, round_name, state};
use crate::{
    context::{self, PageContext},
    parts::{
        as_written::as_written,
        breadcrumbs::{Breadcrumbs, Crumb},
        facts::fact,
        handovers::handovers,
        input::Input,
        notice::failed,
        title::PageTitle,
    },
    text::{damage, exports, exports::Exports, format, snapshots, snapshots::Snapshots as Words, words_in},
};
use domain::{
    ids::{AccountId, SnapshotCode},
    snapshot::{Export, Part, Stage},
};
use leptos::{either::Either, prelude::*};
use papers::Papers;
use service::{
    ServiceResult,
    destinations::Handover,
    snapshots::{Around, MadeFile, Snapshot},
};
use strum::IntoEnumIterator as _;

/// What stands on the page.
struct Found {
    around: Around,
    files: Vec<MadeFile>,
    failed: Vec<String>,
    papers: Papers,
    handed: Vec<Handover>,
}

/// One snapshot.
#[component]
pub(crate) fn Snapshot() -> impl IntoView {
    let page = context::page();
    let code = context::named::<SnapshotCode>("code", "snapshot");
    Suspend::new(async move {
        let found = async {
            let (snapshots, reader, code) = (page.services.snapshots(), page.actor.as_ref(), code?);
            let around = snapshots.around(reader, &code).await?;
            // What is handed over now is no part of what was.
            let handed = match reader.filter(|_| page.past.is_none()) {
                Some(actor) => page.services.destinations().handovers(actor, &code).await?,
                None => Vec::new(),
            };
            let files = snapshots.files(reader, &code).await?;
            let failed = snapshots.unmakeable(reader, &code).await?;
            let papers = Papers::read(&page, &code).await?;
            ServiceResult::Ok(Found { around, files, failed, papers, handed })
        };
        match found.await {
            Err(error) => Either::Left(failed(error)),
            Ok(found) => Either::Right(page_of(&page, &found)),
        }
    })
}

fn page_of(page: &PageContext, found: &Found) -> impl IntoView + use<> {
    let Found { around, papers, handed, .. } = found;
    let language = page.language;
    let words = words_in::<Words>(language);
    let snapshot = &around.snapshot;
    let over = format!("{} · {}", round_name(language, &snapshot.round), snapshots::stage(language, snapshot.stage));
    let file = format!("/snapshots/{}/file", snapshot.code);
    let size = format::file_size(i64::try_from(snapshot.size_bytes).unwrap_or(i64::MAX));
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs way=vec![Crumb::new("/snapshots", words.title)] here=snapshot.code.to_string()/>
            <PageTitle title=snapshot.code.to_string() over/>
        </div>
        {about(page, around)}
        <p class="cluster">
            <a class="button button--primary" href=file download="">{words.download}" ("{size}")"</a>
            <a class="button" href="/verify">{words.verify_it}</a>
            {compare(page, around)}
        </p>
        {files(page, found)}
        {papers.view(page, around)}
        {contents(page, snapshot)}
        {proof(page, snapshot)}
        {handovers(page, handed)}
        {around.may_manage.then(|| manage(page, around))}
    }
}

fn compare(page: &PageContext, around: &Around) -> Option<impl IntoView + use<>> {
    let words = words_in::<Words>(page.language);
    let before = around.before()?;
    let href = format!("/snapshots/{}/from/{}", around.snapshot.code, before.code);
    Some(view! { <a class="button" href=href>{words.compare}</a> })
}

fn about(page: &PageContext, around: &Around) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let snapshot = &around.snapshot;
    let link = |other: &Snapshot| {
        let href = format!("/snapshots/{}", other.code);
        view! { <a href=href>{other.code.to_string()}</a> }
    };
    let replaces = around.before().map(|before| fact(words.replaces, link(before)));
    let newer = around.newer().map(|newer| fact(words.replaced_by, link(newer)));
    let name = snapshot.account.and_then(|account| around.names.get(&account)).cloned();
    let by = snapshots::taken_by(language, snapshot.taken_by);
    let by = name.map_or_else(|| Either::Left(by), |name| Either::Right(view! { {by}": "{as_written(name)} }));
    let note = (!snapshot.note.is_empty()).then(|| fact(words.note, as_written(snapshot.note.clone())));
    view! {
        <dl class="facts">
            {fact(words.state, view! { {state(language, snapshot)}{public_page(page, snapshot)} })}
            {fact(words.taken, format::instant(language, snapshot.taken_at))}
            {fact(words.by, by)}
            {note}
            {replaces}
            {newer}
        </dl>
    }
}

/// What other programs can read; those that are not made yet come by themselves.
fn files(page: &PageContext, Found { around, files: made, failed, .. }: &Found) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Exports>(language);
    let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let row = |file: &MadeFile| {
        let name = file.export.file_name(&file.snapshot);
        let href = format!("/snapshots/{}/files/{name}", file.snapshot);
        view! {
            <tr>
                <th scope="row">
                    <a href=href download="">{exports::export(language, file.export)}</a>
                    <span class="table__sub">{name}</span>
                    <code class="table__sub">{file.sha256.to_string()}</code>
                </th>
                <td class="table__number" data-label=words.rows>{format::count(number(file.rows))}</td>
                <td class="table__number" data-label=words.size>{format::file_size(number(file.size_bytes))}</td>
            </tr>
        }
    };
    let rows = made.iter().map(row).collect_view();
    let waits = around.waits_for_publication;
    let all = Export::all().into_iter().filter(|export| !(waits && export.tells_replaced())).count();
    let waiting = (waits && !made.iter().any(|file| file.export.tells_replaced())).then(|| {
        view! { <p>{words.after_publication}</p> }
    });
    let making = (made.len() < all && page.past.is_none()).then(|| {
        let how = if failed.is_empty() { words.making } else { words.unmakeable };
        let told = format!("{how} · {}/{all}", made.len());
        let why = (!failed.is_empty() && around.may_manage).then(|| {
            view! { <a href="/operations">{words.unmakeable_why}</a>" " }
        });
        view! { <p class="cluster" role="status">{told}" "{why}<a href="">{words.again}</a></p> }
    });
    let table = (!made.is_empty()).then(|| {
        view! {
            <div class="table-region" role="region" aria-labelledby="files" tabindex="0">
                <table class="table table--stacked">
                    <thead>
                        <tr>
                            <th scope="col">{words.file}" · SHA-256"</th>
                            <th scope="col" class="table__number">{words.rows}</th>
                            <th scope="col" class="table__number">{words.size}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
    });
    view! {
        <section class="stack" aria-labelledby="files">
            <h2 id="files">{words.files}</h2>
            <p>{words.files_lead}</p>
            {waiting}
            {making}
            {table}
        </section>
    }
}

fn contents(page: &PageContext, snapshot: &Snapshot) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let row = |name: &'static str, count: u64| {
        let count = format::count(i64::try_from(count).unwrap_or(i64::MAX));
        view! { <tr><th scope="row">{name}</th><td class="table__number">{count}</td></tr> }
    };
    let parts = Part::iter().filter_map(|part| snapshot.lines.get(&part).map(|count| (part, *count)));
    let parts: Vec<_> = parts.map(|(part, count)| row(damage::part(language, part), count)).collect();
    view! {
        <div class="table-region" role="region" aria-labelledby="contents" tabindex="0">
            <table class="table">
                <caption class="table__caption" id="contents">
                    {words.contents}" "<span class="table__note">{words.format}</span>
                </caption>
                <thead>
                    <tr><th scope="col">{words.part}</th><th scope="col" class="table__number">{words.lines}</th></tr>
                </thead>
                <tbody>
                    {parts}
                    {row(words.values, snapshot.values)}
                    {row(words.scores, snapshot.scores)}
                </tbody>
            </table>
        </div>
    }
}

fn proof(page: &PageContext, snapshot: &Snapshot) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let key = view! {
        <code>{snapshot.key.to_string()}</code>" "
        <a href="/.well-known/tidtam-keys.json">{words.keys}</a>
    };
    let digest = |text: String| view! { <code>{text}</code> };
    view! {
        <section class="stack" aria-labelledby="proof">
            <h2 id="proof">{words.proof}</h2>
            <dl class="facts">
                {fact(words.root, digest(snapshot.root.to_string()))}
                {fact(words.sha256, digest(snapshot.sha256.to_string()))}
                {fact(words.key, key)}
            </dl>
        </section>
    }
}

fn manage(page: &PageContext, around: &Around) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let snapshot = &around.snapshot;
    let code = snapshot.code.to_string();
    let may_publish = snapshot.stage == Stage::Final && snapshot.published_at.is_none();
    let embargo = Input {
        hint: Some(words.embargo_hint.to_owned()),
        codes: &["embargo_in_the_past"],
        optional: true,
        ..Input::new("embargo_until", words.embargo_until)
    };
    let publish = may_publish.then(|| {
        view! {
            <section class="stack" aria-labelledby="publish-title">
                <h2 id="publish-title">{words.publish_title}</h2>
                <form class="stack" method="post" action="/do/snapshots/publish">
                    <p>{words.publish_hint}</p>
                    <input type="hidden" name="code" value=code.clone()/>
                    {embargo.view(page)}
                    <p><button class="button button--primary">{words.publish}</button></p>
                </form>
            </section>
        }
    });
    view! {
        {publish}
        {(!around.is_public).then(|| readers(page, around))}
    }
}

fn readers(page: &PageContext, around: &Around) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let code = around.snapshot.code.to_string();
    let reader = |account: &AccountId| {
        let name = around.names.get(account).cloned().unwrap_or_default();
        let named = format!("reader-{account}");
        view! {
            <li>
                <form class="cluster" method="post" action="/do/snapshots/stop_reading">
                    <input type="hidden" name="code" value=code.clone()/>
                    <input type="hidden" name="account" value=account.to_string()/>
                    <span id=named.clone()>{as_written(name)}</span>
                    <button class="button" aria-describedby=named>{words.stop_reading}</button>
                </form>
            </li>
        }
    };
    let list: Vec<_> = around.readers.iter().map(reader).collect();
    let list = if list.is_empty() {
        Either::Left(view! { <p>{words.readers_none}</p> })
    } else {
        Either::Right(view! { <ul>{list}</ul> })
    };
    let email = Input { kind: "email", codes: &["account_unknown"], ..Input::new("email", words.email) };
    view! {
        <section class="stack" aria-labelledby="readers-title">
            <h2 id="readers-title">{words.readers_title}</h2>
            {list}
            <form class="stack" method="post" action="/do/snapshots/let_read">
                <input type="hidden" name="code" value=code.clone()/>
                {email.view(page)}
                <p><button class="button">{words.let_read}</button></p>
            </form>
        </section>
    }
}
