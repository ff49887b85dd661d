//! The score of one body: the tree that it is made of, node by node.

mod classing;
mod codes;
mod objections;
mod peers;
mod without;

use super::scores::about;
use crate::{
    context::{self, PageContext},
    parts::{
        as_written::name_in,
        audit_link::{audit_link, log_of_report},
        breadcrumbs::{Breadcrumbs, Crumb},
        facts::fact,
        notice::failed,
        objected::changed_mark,
        peer_choice::asked_breadth,
        print::PrintButton,
        provenance::{ProvenanceBadge, ProvenanceKey, ProvenanceLine},
        title::PageTitle,
    },
    text::{
        format, robustness::Robustness, score_formulas, scores, scores::Scores as Words, what_if::WhatIf, words_in,
        workings,
    },
};
use domain::{
    ids::{OrganisationCode, RoundCode, SchemeCode},
    plan::Provenance,
    score::{Derivation, Derived, Input},
    submission::ReportKey,
    text::Language,
};
use leptos::{
    either::{Either, EitherOf3},
    prelude::*,
};
use service::{
    ServiceResult,
    objections::OwnObjections,
    scores::{BodyScore, ScoreOrWhy, WithoutScore},
};

/// The score of a body with its derivation.
#[component]
pub(crate) fn Score() -> impl IntoView {
    let page = context::page();
    let scheme = context::named::<SchemeCode>("scheme", "scheme");
    let round = context::named::<RoundCode>("round", "round");
    let agency = context::named::<OrganisationCode>("organisation", "organisation");
    Suspend::new(async move {
        match found(&page, scheme, round, agency).await {
            Err(error) => EitherOf3::A(failed(error)),
            Ok(Found::Score(found, objected, log)) => EitherOf3::B(page_of(&page, &found, &objected, log)),
            Ok(Found::Without(found)) => EitherOf3::C(without::page_of(&page, &found)),
        }
    })
}

/// A score, what the reader's agency objects to it, and where the audit log tells of its report; or why there is none.
enum Found {
    Score(Box<BodyScore>, OwnObjections, Option<String>),
    Without(Box<WithoutScore>),
}

async fn found(
    page: &PageContext,
    scheme: ServiceResult<SchemeCode>,
    round: ServiceResult<RoundCode>,
    agency: ServiceResult<OrganisationCode>,
) -> ServiceResult<Found> {
    let (scheme, actor) = (scheme?, page.actor()?);
    let key = ReportKey { round: round?, agency: agency? };
    match page.services.scores().of_body_or_why(actor, &scheme, &key, asked_breadth(page)).await? {
        ScoreOrWhy::Without(found) => Ok(Found::Without(found)),
        ScoreOrWhy::Score(mut found) => {
            // Whom the page is shared with is led nowhere else.
            if page.shared.is_some() {
                found.corrected.clear();
            }
            let objected = page.services.objections().to_score(actor, &scheme, &key).await?;
            let log = log_of_report(page, &key).await?;
            Ok(Found::Score(found, objected, log))
        }
    }
}

fn page_of(
    page: &PageContext,
    found: &BodyScore,
    objected: &OwnObjections,
    log: Option<String>,
) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let (among, kept) = (&found.among, &found.kept);
    let head = among.scheme.head();
    let body = among.tree.get(&kept.organisation);
    let name = body.map_or_else(|| kept.organisation.to_string(), |body| body.name.in_language(language).to_owned());
    let scheme = head.title.in_language(language).to_owned();
    let over = format!(
        "{scheme} · {} · {}",
        scores::edition(language, head.edition),
        format::period(language, among.round.period)
    );
    let standings = format!("/scores/{}/{}", head.code, among.round.code);
    let way = vec![Crumb::national(language), Crumb::new(standings, scheme)];
    let (headline, derivation) = match &found.derivation {
        Ok(derivation) => (headline(language, found, derivation), Either::Left(derived(language, found, derivation))),
        Err(fault) => {
            let fault = scores::fault(language, &among.scheme, fault);
            (fault.clone(), Either::Right(view! { <p>{fault}</p> }))
        }
    };
    let classed = kept.outcome.as_ref().ok().and_then(|score| score.class.as_ref());
    let written = |score: &domain::score::Score| format::fixed(score.published, head.rounding.decimals);
    let score = kept.outcome.as_ref().ok().map(|score| fact(words.score, written(score)));
    let place = found.place.map_or_else(
        || format::NOTHING.to_owned(),
        |place| scores::place_among(language, place, among.coverage.contributors),
    );
    let report = found.may_read_report.then(|| {
        view! { <a class="button" href=format!("/reports/{}/{}", kept.round, kept.organisation)>{words.report}</a> }
    });
    let what_if = format!("/scores/{}/{}/{}/what-if", kept.scheme, kept.round, kept.organisation);
    let robustness = format!("/robustness/{}/{}?organisation={}", kept.scheme, kept.round, kept.organisation);
    let json = format!("/scores/{}/{}/{}/derivation.json", kept.scheme, kept.round, kept.organisation);
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs way here=name.clone()/>
            <PageTitle title=name over lead=headline>{report}<PrintButton/></PageTitle>
        </div>
        <dl class="facts">
            {head.classing.is_some().then(|| fact(words.level, scores::class_name(language, &among.scheme, classed)))}
            {score}
            {fact(words.place, place)}
        </dl>
        {objections::section(page, objected, found)}
        <p>{scores::coverage(language, among.coverage)}</p>
        {about(language, among)}
        {peers::section(page, found)}
        {derivation}
        {sources(language, found)}
        {classing::section(language, found)}
        <p class="cluster">
            <a href=what_if>{words_in::<WhatIf>(language).link}</a>
            <a href=robustness>{words_in::<Robustness>(language).link}</a>
        </p>
        <p><a href=json download="">{words.download}</a>" · "{words.download_why}</p>
        {audit_link(language, log)}
        <ProvenanceKey/>
    }
}

/// The score in one line, or why there is none.
fn headline(language: Language, found: &BodyScore, derivation: &Derivation) -> String {
    let words = words_in::<Words>(language);
    let decimals = found.among.scheme.head().rounding.decimals;
    let zeroed = derivation.zeroed_by.as_ref().map(|node| format!(" · {} ({node})", words.zeroed)).unwrap_or_default();
    match (derivation.published, &derivation.absence) {
        (Some(score), _) => format!("{} {}{zeroed}", words.score, format::fixed(score, decimals)),
        (None, Some(absence)) => scores::absence_in(language, absence, &derivation.root, &found.among.scheme),
        (None, None) => format::NOTHING.to_owned(),
    }
}

fn derived(language: Language, found: &BodyScore, derivation: &Derivation) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let mut rows = Vec::new();
    rows_of(language, found, &derivation.root, &[], &mut rows);
    let full = found.kept.outcome.as_ref().ok().map(|score| format!("{} {}", words.full, format::exact(score.full)));
    let full = full.map(|full| view! { <span class="table__note">{full}</span> });
    view! {
        <div class="table-region" role="region" aria-labelledby="derivation" tabindex="0">
            <table class="table table--stacked derivation">
                <caption class="table__caption" id="derivation">
                    {words.derivation}" "
                    <span class="table__note">{words.derivation_note}</span>
                    {full}
                    <span class="table__note">{words.accepted_only}</span>
                </caption>
                <thead>
                    <tr>
                        <th scope="col">{words.node}</th>
                        <th scope="col">{words.answer}</th>
                        <th scope="col">{words.formula}</th>
                        <th scope="col" class="table__number">{words.value}</th>
                        <th scope="col" class="table__number">{words.weight_given}</th>
                        <th scope="col" class="table__number">{words.weight_effective}</th>
                        <th scope="col" class="table__number">{words.contribution}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

/// A row for a node and for each below it; the numbers say where it stands in the tree.
fn rows_of(language: Language, found: &BodyScore, node: &Derived, place: &[usize], rows: &mut Vec<AnyView>) {
    rows.push(row(language, found, node, place).into_any());
    for (child, position) in node.children.iter().zip(1..) {
        let place: Vec<usize> = place.iter().copied().chain([position]).collect();
        rows_of(language, found, child, &place, rows);
    }
}

fn row(language: Language, found: &BodyScore, node: &Derived, place: &[usize]) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let number: Vec<String> = place.iter().map(ToString::to_string).collect();
    let level = place.len().min(5).to_string();
    let formula = score_formulas::how(language, node);
    let amount =
        |amount: Option<domain::amount::Amount>| amount.map_or_else(|| format::NOTHING.to_owned(), scores::short);
    let status = found.among.scheme.node(&node.node).map(|node| node.provenance.status);
    let source = status.map(|status| view! { " "<ProvenanceBadge status/> });
    let missing = format!("{}: {}", words.missing, scores::missing(language, node, &found.among.scheme));
    let trusted = node.trusted.map(|trusted| {
        view! { " "<span class="table__sub">{scores::trusted(language, trusted)}</span> }
    });
    let contribution = node.contribution.map_or_else(|| format::NOTHING.to_owned(), scores::contribution);
    view! {
        <tr>
            <th scope="row" class="derivation__node" data-level=level>
                <span class="derivation__number">{number.join(".")}</span>" "
                {name_in(language, &node.title)}
                <span class="table__sub">{missing}{source}</span>
            </th>
            <td data-label=words.answer>{answer(language, found, node)}</td>
            <td data-label=words.formula>{formula}{codes::codes(language, node)}</td>
            <td class="table__number" data-label=words.value>{amount(node.value)}</td>
            <td class="table__number" data-label=words.weight_given>{amount(Some(node.weight_given))}{trusted}</td>
            <td class="table__number" data-label=words.weight_effective>{amount(node.weight_effective)}</td>
            <td class="table__number" data-label=words.contribution>{contribution}</td>
        </tr>
    }
}

/// The answer of a leaf, linked to its entry in the report with evidence and thread, or to how it was worked out: in an earlier
/// round where the answer was given then and still holds.
fn answer(language: Language, found: &BodyScore, node: &Derived) -> impl IntoView + use<> {
    let Some(reads) = &node.reads else { return Either::Left(format::NOTHING.to_owned()) };
    let input = node.given.as_ref().map_or(Input::Missing, |given| given.input.clone());
    let plan = &found.among.plan;
    let indicator = plan.indicator(&reads.indicator);
    let unmeasured = node.given.as_ref().and_then(|given| given.unmeasured.as_ref());
    let why = unmeasured.zip(indicator).and_then(|(working, of)| workings::not_measured(language, plan, of, working));
    let words = why.unwrap_or_else(|| scores::input(language, &input));
    let origin = node.given.as_ref().and_then(|given| given.carried.as_ref());
    let carried = origin.map(|origin| {
        view! { " "<span class="table__sub">{scores::carried(language, origin.period)}</span> }
    });
    // No report has what is worked out; figures are for everybody.
    let is_derived = indicator.is_some_and(|indicator| indicator.derived.is_some());
    let may_follow = is_derived || found.may_read_report;
    if !may_follow || matches!(input, Input::NotAsked) || node.given.is_none() {
        return Either::Right(Either::Left(view! { {words}{carried} }));
    }
    let round = origin.map_or(&found.kept.round, |origin| &origin.round);
    let (body, code) = (&found.kept.organisation, &reads.indicator);
    let href = if is_derived {
        format!("/organisations/{body}/indicators/{code}?round={round}")
    } else {
        format!("/reports/{round}/{body}#{code}")
    };
    // What was changed in the report of an earlier round is told there.
    let changed = found.corrected.get(code).filter(|_| origin.is_none());
    let changed = changed_mark(language, changed.copied());
    Either::Right(Either::Right(view! { <a href=href>{words}</a>{changed}{carried} }))
}

/// Where weights, methods, rules and classes come from, each source once.
fn sources(language: Language, found: &BodyScore) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let mut sources: Vec<&Provenance> = Vec::new();
    let scheme = &found.among.scheme;
    let of_classes = scheme.head().classing.iter().map(|classing| &classing.provenance);
    for provenance in scheme.nodes().iter().map(|node| &node.provenance).chain(of_classes) {
        if !sources.contains(&provenance) {
            sources.push(provenance);
        }
    }
    let lines = sources.into_iter().map(|provenance| {
        view! { <li><ProvenanceLine provenance=provenance.clone()/></li> }
    });
    let lines: Vec<_> = lines.collect();
    view! {
        <section class="stack stack--tight" aria-labelledby="sources">
            <h2 id="sources">{words.sources}</h2>
            <ul class="stack stack--tight">{lines}</ul>
        </section>
    }
}
