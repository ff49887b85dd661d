//! The reports of single bodies in a snapshot: one is set for whoever asks first, and all are where somebody asks for them.

use crate::{
    context::PageContext,
    parts::{
        input::Input,
        meter::{Progress, meter},
    },
    text::{exports::Exports, format, words_in},
};
use domain::ids::SnapshotCode;
use leptos::{either::EitherOf3, prelude::*};
use service::{
    ServiceResult,
    snapshots::{AllPapers, Around, SetPaper},
};

/// How many are listed: most are asked for by the code of the body.
const LISTED: i64 = 50;

/// What is known of them.
pub(super) struct Papers {
    /// The first of those that were set.
    set: Vec<SetPaper>,
    /// How far all are, where somebody asked for all.
    all: Option<AllPapers>,
}

impl Papers {
    /// Reads it.
    pub(super) async fn read(page: &PageContext, code: &SnapshotCode) -> ServiceResult<Self> {
        let (snapshots, reader) = (page.services.snapshots(), page.actor.as_ref());
        Ok(Self {
            set: snapshots.papers(reader, code, LISTED).await?,
            // Who asks for what now is no part of what was.
            all: if page.past.is_none() { snapshots.all_papers(reader, code).await? } else { None },
        })
    }

    /// Asks for the report of one body; buttons of a form say in which language, so that no script is needed. At an earlier instant
    /// there are those that had been set.
    pub(super) fn view(&self, page: &PageContext, around: &Around) -> impl IntoView + use<> {
        let words = words_in::<Exports>(page.language);
        let action = format!("/snapshots/{}/paper", around.snapshot.code);
        let form = page.past.is_none().then(|| {
            view! {
                <form class="stack" method="get" action=action>
                    {Input::new("organisation", words.paper_body).view(page)}
                    <p class="cluster">
                        <button class="button" name="language" value="th">{words.paper_thai}</button>
                        <button class="button" name="language" value="en">{words.paper_english}</button>
                    </p>
                </form>
            }
        });
        view! {
            <section class="stack" aria-labelledby="paper">
                <h2 id="paper">{words.paper}</h2>
                <p>{words.paper_lead}</p>
                {form}
                {all(page, around, self.all.as_ref())}
                {papers(page, &self.set)}
            </section>
        }
    }
}

/// How far the reports of all bodies are, and the way to ask for them or to take that back.
fn all(page: &PageContext, around: &Around, all: Option<&AllPapers>) -> impl IntoView + use<> {
    let words = words_in::<Exports>(page.language);
    let code = around.snapshot.code.to_string();
    let button = |action: &'static str, word: &'static str| {
        around.may_manage.then(|| {
            view! {
                <form method="post" action=action>
                    <input type="hidden" name="code" value=code.clone()/>
                    <button class="button">{word}</button>
                </form>
            }
        })
    };
    let whole = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    match all {
        Some(all) if all.are_under_way() => {
            let (done, of) = (whole(all.set), whole(all.asked.papers));
            // Without what the last form did: that was told.
            let here = format!("/snapshots/{code}");
            let how_far = format!("{} {} {}", format::count(done), words.papers_of, format::count(of));
            let how = if all.failed.is_empty() { words.papers_under_way } else { words.papers_failed };
            let why = (!all.failed.is_empty() && around.may_manage).then(|| {
                view! { <a href="/operations">{words.unmakeable_why}</a>" " }
            });
            EitherOf3::A(view! {
                <p class="cluster" role="status">{how}" · "{how_far}" "{why}<a href=here>{words.again}</a></p>
                {meter(Progress { done, of, label: words.papers_under_way })}
                {button("/do/snapshots/stop_papers", words.papers_stop)}
            })
        }
        Some(all) if all.are_there() => {
            let told = format!("{} ({})", words.papers_all_set, format::count(whole(all.asked.papers)));
            EitherOf3::B(view! { <p>{told}</p> })
        }
        Some(_) | None => EitherOf3::C((around.may_manage && around.is_public).then(|| {
            view! {
                <p>{words.papers_all_lead}</p>
                {button("/do/snapshots/set_papers", words.papers_all)}
            }
        })),
    }
}

/// The reports that were set so far, each with its digest.
fn papers(page: &PageContext, set: &[SetPaper]) -> Option<impl IntoView + use<>> {
    let words = words_in::<Exports>(page.language);
    let row = |paper: &SetPaper| {
        let (snapshot, body, language) = (&paper.snapshot, &paper.body, paper.language.as_ref());
        let href = format!("/snapshots/{snapshot}/paper?organisation={body}&language={language}");
        view! {
            <tr>
                <th scope="row">
                    <a href=href download="">{paper.file_name()}</a>
                    <code class="table__sub">{paper.sha256.to_string()}</code>
                </th>
                <td class="table__number" data-label=words.size>
                    {format::file_size(i64::try_from(paper.size_bytes).unwrap_or(i64::MAX))}
                </td>
            </tr>
        }
    };
    let is_all = i64::try_from(set.len()).is_ok_and(|count| count < LISTED);
    let rows = set.iter().map(row).collect_view();
    let first = (!is_all).then(|| view! { " "<span class="table__note">{words.papers_first}</span> });
    (!set.is_empty()).then(|| {
        view! {
            <div class="table-region" role="region" aria-labelledby="papers" tabindex="0">
                <table class="table table--stacked">
                    <caption class="table__caption" id="papers">{words.papers_set}{first}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{words.file}" · SHA-256"</th>
                            <th scope="col" class="table__number">{words.size}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
    })
}
