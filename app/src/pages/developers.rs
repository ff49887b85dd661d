//! The API for whoever writes a program: every request, its parameters and answers, as the server's own document has them.

use crate::{
    context::{self, PageContext},
    parts::title::PageTitle,
    reference::{Answer, Operation, Reference, Shape},
    text::{developers, developers::Developers as Words, words_in},
};
use domain::text::Language;
use leptos::prelude::*;
use std::sync::Arc;

/// How a receiver in Python checks a message.
const CHECK_WEBHOOK: &str = r#"import base64, hashlib, hmac, time

def is_from_tidtam(secret, headers, body):
    """secret: whsec_...; headers: names in small letters; body: the bytes as they came."""
    if abs(time.time() - int(headers["webhook-timestamp"])) > 300:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(expected, one) for one in headers["webhook-signature"].split())
"#;

/// A message about a release, in short.
const WEBHOOK_MESSAGE: &str = r#"{
  "type": "snapshot.published",
  "timestamp": "2027-03-01T02:00:00Z",
  "data": {
    "snapshot": "2570-q1.final.1", "round": "2570-q1", "replaces": null, "note": "",
    "is_demonstration": false, "root": "…", "sha256": "…", "size_bytes": 123456,
    "page": "…/public/th/2570-q1.final.1",
    "api": "…/api/v1/snapshots/2570-q1.final.1",
    "file": "…/snapshots/2570-q1.final.1/file"
  }
}"#;

/// The reference.
#[component]
pub(crate) fn Developers() -> impl IntoView {
    let page = context::page();
    let reference = use_context::<Arc<Reference>>().unwrap_or_default();
    let words = words_in::<Words>(page.language);
    let groups = groups(&reference);
    view! {
        <PageTitle title=words.title.to_owned() lead=words.lead/>
        <p class="cluster"><a href="/api/v1/openapi.json">{words.document}</a></p>
        <section class="card" aria-labelledby="how">
            <h2 class="card__title" id="how">{words.how}</h2>
            <ul class="stack">
                <li>{words.how_open}</li>
                <li>{words.how_token}</li>
                <li>{words.how_numbers}</li>
                <li>{words.how_problem}</li>
            </ul>
        </section>
        <section class="card stack" aria-labelledby="webhooks">
            <h2 class="card__title" id="webhooks">{words.webhooks}</h2>
            <ul class="stack">
                <li>{words.webhooks_how}</li>
                <li>{words.webhooks_answer}</li>
                <li>{words.webhooks_twice}</li>
                <li>{words.webhooks_check}</li>
            </ul>
            <pre class="program" tabindex="0"><code>{CHECK_WEBHOOK}</code></pre>
            <h3>{words.example}</h3>
            <pre><code>{WEBHOOK_MESSAGE}</code></pre>
        </section>
        <nav class="card" aria-labelledby="all">
            <h2 class="card__title" id="all">{words.contents}</h2>
            {groups.iter().map(|(tag, operations)| contents(page.language, tag, operations)).collect_view()}
        </nav>
        {groups.iter().map(|(tag, operations)| group(&page, tag, operations)).collect_view()}
        <section class="stack" aria-labelledby="shapes">
            <h2 id="shapes">{words.shapes}</h2>
            {reference.shapes.iter().map(|known| shape(page.language, known)).collect_view()}
        </section>
    }
}

/// The operations by what they belong to, in the order of the first of each.
fn groups(reference: &Reference) -> Vec<(String, Vec<Operation>)> {
    let mut groups: Vec<(String, Vec<Operation>)> = Vec::new();
    for operation in &reference.operations {
        match groups.iter_mut().find(|(tag, _)| *tag == operation.tag) {
            Some((_, operations)) => operations.push(operation.clone()),
            None => groups.push((operation.tag.clone(), vec![operation.clone()])),
        }
    }
    groups
}

fn name(language: Language, operation: &Operation) -> String {
    developers::operation(language, &operation.id).map_or_else(|| operation.id.clone(), str::to_owned)
}

fn group_name(language: Language, tag: &str) -> String {
    developers::group(language, tag).map_or_else(|| tag.to_owned(), str::to_owned)
}

fn contents(language: Language, tag: &str, operations: &[Operation]) -> impl IntoView + use<> {
    let item = |operation: &Operation| {
        view! {
            <li>
                <a href=format!("#{}", operation.id)>{name(language, operation)}</a>" "
                <code>{format!("{} {}", operation.method, operation.path)}</code>
            </li>
        }
    };
    view! {
        <h3>{group_name(language, tag)}</h3>
        <ul>{operations.iter().map(item).collect_view()}</ul>
    }
}

fn group(page: &PageContext, tag: &str, operations: &[Operation]) -> impl IntoView + use<> {
    let id = format!("group-{tag}");
    view! {
        <section class="stack" aria-labelledby=id>
            <h2 id=id.clone()>{group_name(page.language, tag)}</h2>
            {operations.iter().map(|operation| operation_of(page, operation)).collect_view()}
        </section>
    }
}

fn operation_of(page: &PageContext, operation: &Operation) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let who = match (operation.needs_token, operation.is_open) {
        (true, true) => words.both,
        (true, false) => words.token,
        (false, _) => words.open,
    };
    let body = operation.body.as_ref().map(|(kind, shape)| {
        view! { <p>{words.body}": "<code>{kind.clone()}</code>" "{shape_link(shape)}</p> }
    });
    let origin = use_context::<context::Origin>().unwrap_or_default().0;
    view! {
        <article class="card stack" id=operation.id.clone()>
            <h3 class="card__title">{name(page.language, operation)}</h3>
            <p><code>{format!("{} {}", operation.method, operation.path)}</code></p>
            <p>{who}</p>
            {(!operation.parameters.is_empty()).then(|| parameters(page.language, operation))}
            {body}
            <h4>{words.answers}</h4>
            <ul>{operation.answers.iter().map(answer).collect_view()}</ul>
            <h4>{words.example}</h4>
            <pre><code>{example(&origin, operation)}</code></pre>
        </article>
    }
}

fn parameters(language: Language, operation: &Operation) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let id = format!("{}-parameters", operation.id);
    let row = |parameter: &crate::reference::Parameter| {
        let required = parameter.is_required.then(|| view! { " "<strong>{words.required}</strong> });
        view! {
            <tr>
                <th scope="row"><code>{parameter.name.clone()}</code>{required}</th>
                <td data-label=words.place>{parameter.place.clone()}</td>
                <td data-label=words.kind>{parameter.kind.clone()}</td>
                <td data-label=words.meaning>{developers::parameter(language, &parameter.name)}</td>
            </tr>
        }
    };
    view! {
        <div class="table-region" role="region" aria-labelledby=id tabindex="0">
            <table class="table table--stacked">
                <caption id=id.clone()>
                    {words.parameters}<span class="visually-hidden">" "{name(language, operation)}</span>
                </caption>
                <thead>
                    <tr>
                        <th scope="col">{words.name}</th>
                        <th scope="col">{words.place}</th>
                        <th scope="col">{words.kind}</th>
                        <th scope="col">{words.meaning}</th>
                    </tr>
                </thead>
                <tbody>{operation.parameters.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

fn answer(answer: &Answer) -> impl IntoView + use<> {
    let kinds = answer.kinds.iter().map(|kind| view! { " "<code>{kind.clone()}</code> }).collect_view();
    let shape = answer.shape.as_ref().map(|shape| view! { " "{shape_link(shape)} });
    view! { <li>{answer.status.clone()}{kinds}{shape}</li> }
}

fn shape_link(shape: &str) -> impl IntoView + use<> {
    (!shape.is_empty()).then(|| view! { <a href=format!("#shape-{shape}")>{shape.to_owned()}</a> })
}

/// The request as a line for a shell.
fn example(origin: &str, operation: &Operation) -> String {
    let token = if operation.is_open { "" } else { " -H \"Authorization: Bearer $TOKEN\"" };
    let method = if operation.method == "GET" { String::new() } else { format!(" -X {}", operation.method) };
    let seen = if operation.method == "GET" { "" } else { " -H 'If-Match: *'" };
    format!("curl{method}{token}{seen} '{origin}{}'", operation.path)
}

fn shape(language: Language, shape: &Shape) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let row = |(name, kind): &(String, String)| {
        let name = if name == "…" { words.all_of.to_owned() } else { name.clone() };
        view! { <tr><th scope="row">{name}</th><td>{kind.clone()}</td></tr> }
    };
    view! {
        <details class="disclosure" id=format!("shape-{}", shape.name)>
            <summary class="disclosure__name">{shape.name.clone()}</summary>
            <div class="disclosure__body">
                <table class="table">
                    <caption class="visually-hidden">{shape.name.clone()}</caption>
                    <thead><tr><th scope="col">{words.field}</th><th scope="col">{words.kind}</th></tr></thead>
                    <tbody>{shape.fields.iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </details>
    }
}
