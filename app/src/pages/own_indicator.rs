//! One indicator of one agency: its figure, on the way to its targets, and where it goes.

use super::{
    indicator::trajectory::band_of,
    organisation::{moves::before_column, way_to},
};
use crate::{
    context::{self, PageContext},
    parts::{
        audit_link::{audit_link, log_of_report},
        badge::status_badge,
        breadcrumbs::{Breadcrumbs, Crumb},
        bullet::{Bullet, bullet_chart},
        facts::fact,
        indicator_table::reported_and_verified,
        indicator_way::way_to_parts,
        notice::failed,
        objected::changed_mark,
        outlook::outlook,
        peer_choice::{asked_breadth, other_peers},
        print::PrintButton,
        round_picker::{asked_round, in_same_round, passed_over, round_picker},
        spread_strip::{Beside, spread_strip},
        title::PageTitle,
        trajectory_chart::{Axis, Band, ChartPoint, TimeLabels, TrajectoryChart, trajectory_chart},
        working::{Place, working},
    },
    text::{
        dashboards, dashboards::Dashboards, definitions, forecast::Outlook as Words, format, measures, peers,
        peers::Peers, states, unjudged::Stands, words_in,
    },
};
use domain::{
    amount::Amount,
    calendar::Period,
    forecast::Subject,
    ids::{IndicatorCode, OrganisationCode},
    indicator::{Indicator, Measure},
    status::Status,
    text::Language,
    trajectory::Interpolation,
};
use leptos::{either::Either, prelude::*};
use service::{
    ServiceResult,
    dashboards::{FigurePeers, NodeFigure, OwnIndicator as Found},
    rounds::RoundNow,
};

/// The indicator of the body in the address.
#[component]
pub(crate) fn OwnIndicator() -> impl IntoView {
    let page = context::page();
    let code = context::named::<OrganisationCode>("code", "organisation");
    let indicator = context::named::<IndicatorCode>("indicator", "indicator");
    Suspend::new(async move {
        match found(&page, code, indicator).await {
            Err(error) => Either::Left(failed(error)),
            Ok((found, log)) => Either::Right(page_of(&page, &found, log)),
        }
    })
}

async fn found(
    page: &PageContext,
    code: ServiceResult<OrganisationCode>,
    indicator: ServiceResult<IndicatorCode>,
) -> ServiceResult<(Found, Option<String>)> {
    let round = asked_round(page)?;
    let (actor, breadth) = (page.actor()?, asked_breadth(page));
    let mut found =
        page.services.dashboards().own_indicator(actor, &code?, &indicator?, round.as_ref(), breadth).await?;
    // Whom the page is shared with is led nowhere else.
    if page.shared.is_some() {
        (found.report, found.changed_by) = (None, None);
    }
    let log = match &found.report {
        Some(key) => log_of_report(page, key).await?,
        None => None,
    };
    Ok((found, log))
}

fn page_of(page: &PageContext, found: &Found, log: Option<String>) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let own = &found.own;
    let indicator = &*own.indicator;
    let period = found.round.round.period;
    let body = &found.organisation;
    let href = in_same_round(page, &format!("/organisations/{}", body.code));
    let mut way = way_to(page, &found.tree, body);
    way.push(Crumb::new(href, body.name.in_language(language)));
    let title = indicator.name.in_language(language).to_owned();
    let over =
        format!("{} · {} · {}", body.name.in_language(language), indicator.code, format::period(language, period));
    let picker = round_picker(&found.rounds, &found.round);
    let figure = own.figure.map(|figure| format::of_one(language, indicator, figure));
    let expected =
        own.expected.map(|expected| format::of_one(language, indicator, format::reachable(indicator, expected)));
    let of_none = words_in::<Dashboards>(language);
    let none = if own.status == Status::NotApplicable {
        of_none.not_applicable
    } else if found.owes_report {
        of_none.no_figure
    } else {
        of_none.no_report
    };
    let figure = figure.unwrap_or_else(|| none.to_owned());
    let against = expected.map(|expected| format!(" · {} {expected}", words_in::<Dashboards>(language).expected));
    let as_of = own.as_of.filter(|as_of| *as_of != period && own.figure.is_some());
    let as_of = as_of.map(|as_of| dashboards::as_of(language, as_of));
    let basis = if page.is_demonstration { words_in::<Dashboards>(language).made_up } else { words.accepted_only };
    let stamp = [as_of, Some(dashboards::stamp(language, found.as_of, period)), Some(basis.to_owned())];
    let stamp = stamp.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let lead = measures::unit(language, indicator);
    // Of a body that owes no report all below it speak.
    let stands = match found.together.as_ref().filter(|_| !found.owes_report && own.figure.is_none()) {
        Some(together) => Stands::at(indicator, together),
        None => Stands::own(own),
    };
    let is_before = |known: &&RoundNow| period.comes_after(known.round.period);
    let before = found.rounds.iter().find(is_before).map(|known| &known.round.code);
    let taken = Place { body: &body.code, before };
    let of_all = in_same_round(page, &format!("/indicators/{}", indicator.code));
    let mark = status_badge(stands.status(), stands.word(language)).into_any();
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs way here=title.clone()/>
            <PageTitle title over lead mark=Some(mark)>
                {picker}
                <PrintButton/>
            </PageTitle>
        </div>
        {passed_over(page, found.passed_over.as_ref())}
        <section class="card" aria-labelledby="standing">
            <h2 class="headline__verdict" id="standing">{figure}{against}</h2>
            <p class="headline__stamp">{stamp}</p>
            {behind(language, found)}
            {audit_link(language, log)}
            {bullet_of(language, found)}
            {trajectory_chart(&chart(language, found), "trajectory")}
            {own.redefined.as_ref().map(|it| view! { <p class="headline__stamp">{definitions::redefined(language, it)}</p> })}
            {outlook(language, indicator, Subject::One, &found.outlook)}
        </section>
        {found.together.as_ref().map(|together| together_of(page, found, together))}
        {found.peers.as_ref().map(|peers| beside_peers(page, found, peers))}
        {working(page, own.indicator.plan(), indicator, taken, own.working.as_ref())}
        <p><a href=of_all>{words.of_all}</a></p>
    }
}

/// Who says so, what stands behind it, and the ways to its place in the report and to the objection that changed it.
fn behind(language: Language, found: &Found) -> impl IntoView + use<> {
    let own = &found.own;
    let grade = own.trust.map(|grade| states::trust(language, grade).to_owned());
    let told: Vec<String> = reported_and_verified(language, own).into_iter().chain(grade).collect();
    let told = (!told.is_empty()).then(|| view! { <p class="headline__stamp">{told.join(" · ")}</p> });
    let code = &own.indicator.code;
    let report = found.report.as_ref().map(|key| {
        let href = format!("/reports/{}/{}#{code}", key.round, key.agency);
        view! { <p><a href=href>{words_in::<Words>(language).behind}</a>{changed_mark(language, found.changed_by)}</p> }
    });
    view! { {told}{report} }
}

/// All at and below the body together, with the way to those that they are.
fn together_of(page: &PageContext, found: &Found, together: &NodeFigure) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Dashboards>(language);
    let indicator: &Indicator = &found.own.indicator;
    let written = |figure: Option<Amount>| {
        figure.map_or_else(|| format::NOTHING.to_owned(), |figure| format::together(indicator, figure))
    };
    let expected = together.expected.map(|expected| format::reachable(indicator, expected));
    let stands = Stands::at(indicator, together);
    let status = view! {
        <span class="status" data-status=stands.status().as_ref().to_owned()>{stands.word(language)}</span>
    };
    let parts = way_to_parts(page, &found.organisation.code, &indicator.code);
    let (part, whole) = (together.coverage.contributors, together.coverage.expected);
    let included = view! { <a href=parts>{dashboards::included(language, indicator, part, whole)}</a> };
    let owes_none = words_in::<measures::Measures>(language).owes_none;
    let owes_none = (!found.owes_report).then(|| view! { <p>{owes_none}</p> });
    view! {
        <section class="card" aria-labelledby="together">
            <h2 class="card__title" id="together">
                {measures::all_of(language, found.organisation.name.in_language(language))}
            </h2>
            {owes_none}
            <dl class="facts">
                {fact(words.figure, written(together.figure))}
                {fact(words.expected, written(expected))}
                {fact(words.status, status)}
                {fact(words.contributors, included)}
            </dl>
        </section>
    }
}

/// The figure against what is expected of it by now.
fn bullet_of(language: Language, found: &Found) -> Option<impl IntoView + use<>> {
    let own = &found.own;
    let indicator: &Indicator = &own.indicator;
    let day = own.as_of.filter(|_| targets_compare(indicator))?.last_day();
    let write = |amount: Amount| format::of_one(language, indicator, amount);
    let of = Bullet {
        indicator,
        figure: own.figure?,
        expected: own.expected?,
        status: own.status,
        target: indicator.trajectory().next_target(day),
        // Where a year begins anew, an earlier one is nothing to start from.
        baseline: indicator.baseline.as_ref().filter(|_| !indicator.begins_anew()),
        write: &write,
    };
    bullet_chart(language, &of, "bullet")
}

/// Whether targets are of the same kind as the figure: of levels and of yes or no they are shares of bodies.
fn targets_compare(indicator: &Indicator) -> bool {
    !matches!(indicator.measure, Measure::Level { .. } | Measure::YesNo)
}

/// The figure among those of its peers; nobody is compared where too few of them gave one.
fn beside_peers(page: &PageContext, found: &Found, peers: &FigurePeers) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Peers>(language);
    let indicator: &Indicator = &found.own.indicator;
    let coverage = peers.among.coverage;
    let place = peers.place.map(|place| peers::place(language, place, coverage.contributors));
    let place = place.map(|place| view! { <dl class="facts">{fact(words.place, place)}</dl> });
    let strip = peers.among.spread.and_then(|spread| {
        let write = |amount: Amount| format::of_one(language, indicator, amount);
        let (figures, own) = (&peers.among.figures[..], found.own.figure);
        let (title, note) =
            if own.is_some() { (words.figures, words.figures_note) } else { (words.figures, words.all_note) };
        spread_strip(language, &Beside { figures, spread, own, title, note, write: &write }, "spread")
    });
    view! {
        <section class="stack" aria-labelledby="peers">
            <h2 id="peers">{words.among}</h2>
            <p>{peers::why(language, &peers.choice)}{other_peers(page, &peers.choice)}</p>
            <p>{peers::coverage_of_figures(language, peers.choice.group, coverage)}</p>
            {place}
            {strip}
        </section>
    }
}

/// The chart; of levels and yes or no the targets are shares of bodies, so what is expected of one is drawn.
fn chart(language: Language, found: &Found) -> TrajectoryChart {
    let indicator = &*found.own.indicator;
    let words = words_in::<measures::Measures>(language);
    let targets_compare = targets_compare(indicator);
    let milestones = indicator.trajectory().milestones().into_iter().cloned();
    TrajectoryChart {
        title: format!("{} ({})", words.trajectory, indicator.unit.in_language(language)),
        points: points(language, found),
        milestones: if targets_compare { milestones.collect() } else { vec![] },
        ahead: found.outlook.as_ref().map(|forecast| forecast.ahead.clone()).unwrap_or_default(),
        interpolation: if targets_compare { indicator.interpolation } else { Interpolation::Step },
        anew: indicator.trajectory().years_anew(),
        band: if targets_compare { band_of(indicator) } else { Band::None },
        axis: if matches!(indicator.measure, Measure::Rank { .. }) { Axis::FirstOnTop } else { Axis::LargestOnTop },
        time: TimeLabels::Quarters,
        write: format::writer(indicator),
    }
}

/// What was accepted, round by round, in the rounds in which it is asked.
fn points(language: Language, found: &Found) -> Vec<ChartPoint> {
    let own = &found.own;
    let indicator: &Indicator = &own.indicator;
    let rounds = own.series.iter().zip(&own.expected_series);
    let rounds = rounds.map(|((period, figure), (_, expected))| (*period, *figure, *expected));
    let point = |(period, figure, expected): (Period, Option<Amount>, Option<Amount>)| {
        let is_shown = own.as_of == Some(period);
        let status = if is_shown { own.status } else { Status::of(figure, expected, &indicator.polarity) };
        let moves = found.moves.iter().find(|(of, _)| *of == period).map_or(&[][..], |(_, moves)| moves.as_slice());
        let events = before_column(language, &found.tree, moves);
        ChartPoint { day: period.last_day(), name: format::period(language, period), figure, expected, status, events }
    };
    rounds.filter(|(period, _, _)| indicator.frequency.is_asked_in(*period)).map(point).collect()
}
