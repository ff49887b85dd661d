//! One headline number: what it is, how it moved, what it is to become, where it comes from.

use super::meter::{Progress, meter};
use crate::{context, text::states};
use domain::status::Status;
use leptos::{either::Either, prelude::*};
use strum::AsRefStr;

/// Which way a figure moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, AsRefStr)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Trend {
    /// For the better.
    Better,
    /// For the worse.
    Worse,
    /// Not at all.
    Same,
}

/// One headline number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Figure {
    /// What it is.
    pub(crate) name: String,
    /// Where there is more about it.
    pub(crate) href: Option<String>,
    /// The number.
    pub(crate) value: String,
    /// Its unit, or out of how many.
    pub(crate) unit: String,
    /// How it stands against what is expected of it by now.
    pub(crate) status: Option<Status>,
    /// How it moved, in words that say which way.
    pub(crate) trend: Option<(Trend, String)>,
    /// How much of something it is.
    pub(crate) progress: Option<Progress>,
    /// Out of how many it is, what it was and what it is to become, a line each.
    pub(crate) lines: Vec<String>,
    /// Where it comes from.
    pub(crate) source: String,
}

/// Headline numbers beside one another.
pub(crate) fn figures(figures: impl IntoIterator<Item = Figure>) -> impl IntoView {
    let language = context::page().language;
    let figures = figures.into_iter().map(|figure| {
        let name = match figure.href {
            Some(href) => Either::Left(view! { <a href=href>{figure.name}</a> }),
            None => Either::Right(figure.name),
        };
        let trend = figure.trend.map(|(trend, words)| {
            view! { <dd class="figure__trend" data-trend=trend.as_ref().to_owned()>{words}</dd> }
        });
        let status = figure.status.map(|status| {
            view! {
                <dd>
                    <span class="status" data-status=status.as_ref().to_owned()>{states::status(language, status)}</span>
                </dd>
            }
        });
        let lines = figure.lines.into_iter().map(|line| view! { <dd class="figure__target">{line}</dd> });
        view! {
            <div class="figure">
                <dt class="figure__name">{name}</dt>
                <dd class="figure__value">{figure.value}" "<span class="figure__unit">{figure.unit}</span></dd>
                {figure.progress.map(|progress| view! { <dd>{meter(progress)}</dd> })}
                {status}
                {trend}
                {lines.collect_view()}
                <dd class="figure__source">{figure.source}</dd>
            </div>
        }
    });
    view! { <dl class="figures">{figures.collect_view()}</dl> }
}
