//! A figure held against what is expected of it by now: a bar over bands that say from where on it is on course, with the next
//! target and the baseline marked. All numbers stand as words under the drawing, so that none lies over another on a telephone; in a
//! cell of a table the bar stands alone, beside a cell with the figure and below a caption with what is expected.

use super::scale::{Nought, Scale, ticks, written};
use crate::text::{
    bullet::{self, Bullets},
    format, states, words_in,
};
use domain::{
    amount::Amount,
    indicator::{Indicator, Measure, Polarity},
    status::{AT_RISK_TOLERANCE, Status},
    text::Language,
    trajectory::Milestone,
};
use leptos::prelude::*;
use maud::{Markup, html};

/// What is drawn.
pub(crate) struct Bullet<'a> {
    pub(crate) indicator: &'a Indicator,
    /// What was reached.
    pub(crate) figure: Amount,
    /// What is expected by now.
    pub(crate) expected: Amount,
    /// One against the other.
    pub(crate) status: Status,
    /// The target that lies ahead, where it can be compared with the figure.
    pub(crate) target: Option<&'a Milestone>,
    /// From where it began, likewise.
    pub(crate) baseline: Option<&'a Milestone>,
    /// Puts a figure into words.
    pub(crate) write: &'a dyn Fn(Amount) -> String,
}

/// Which way is better, with the figure from which on one is at risk only, and no longer off course.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bands {
    /// Higher is better.
    From(Amount),
    /// Lower is better.
    UpTo(Amount),
}

/// From where a figure is at risk only; nothing where it has no length, or is neither better higher nor lower.
fn bands(indicator: &Indicator, expected: Amount) -> Option<Bands> {
    if matches!(indicator.measure, Measure::Rank { .. }) || expected.is_negative() {
        return None;
    }
    let tolerance = expected.checked_mul(AT_RISK_TOLERANCE)?;
    match indicator.polarity {
        Polarity::Higher => expected.checked_sub(tolerance).map(Bands::From),
        Polarity::Lower => expected.checked_add(tolerance).map(Bands::UpTo),
        Polarity::Within(_) => None,
    }
}

/// The highest number of the axis, which begins at nought: the length of a bar says how much. Nothing where something lies below.
fn end(figures: impl IntoIterator<Item = Amount>) -> Option<Amount> {
    let figures: Vec<Amount> = figures.into_iter().collect();
    if figures.iter().any(|figure| figure.is_negative()) {
        return None;
    }
    ticks(figures.into_iter().chain([Amount::ZERO]), Nought::WhereNear)?.pop()
}

/// Where figures stand on a drawing as wide as its box, in percent.
fn across(end: Amount) -> impl Fn(Amount) -> String {
    let scale = Scale::new((0.0, end.approximate()), (0.0, 100.0));
    move |figure| format!("{}%", written(scale.place(figure.approximate()).clamp(0.0, 100.0)))
}

/// The drawing with its words; nothing where there is no length to draw.
pub(crate) fn bullet_chart(language: Language, of: &Bullet<'_>, id: &'static str) -> Option<impl IntoView + use<>> {
    let words = words_in::<Bullets>(language);
    let bands = bands(of.indicator, of.expected)?;
    let marks = [of.target, of.baseline].into_iter().flatten().map(|milestone| milestone.value);
    let end = end([of.figure, of.expected].into_iter().chain(marks))?;
    let write = of.write;
    let told = bullet::told(language, &write(of.figure), &write(of.expected), states::status(language, of.status));
    let (title_id, told_id) = (format!("{id}-title"), format!("{id}-told"));
    let drawn = drawing(of, bands, end).into_string();
    let drawn = format!("{}{drawn}", html! { desc id=(told_id) { (told) } }.into_string());
    let key = key(language, of, bands).into_string();
    let (lowest, highest) = (write(Amount::ZERO), write(end));
    Some(view! {
        <figure class="chart bullet">
            <figcaption class="chart__title" id=title_id.clone()>{words.title}</figcaption>
            <svg
                class="bullet__svg"
                role="img"
                aria-labelledby=title_id
                aria-describedby=told_id
                inner_html=drawn
            ></svg>
            <p class="bullet__ends" aria-hidden="true"><span>{lowest}</span><span>{highest}</span></p>
            <ul class="chart__key" aria-label=words.key inner_html=key></ul>
        </figure>
    })
}

fn drawing(of: &Bullet<'_>, bands: Bands, end: Amount) -> Markup {
    let at = across(end);
    let (expected, figure) = (at(of.expected), at(of.figure));
    // What is worst is the darkest ground, from nought to where it ends or from there to the end.
    let (whole, second) = match bands {
        Bands::From(least) => (("best", "100%".to_owned()), [("middle", expected.clone()), ("worst", at(least))]),
        Bands::UpTo(most) => (("worst", "100%".to_owned()), [("middle", at(most)), ("best", expected.clone())]),
    };
    html! {
        @for (band, width) in [whole].into_iter().chain(second) {
            rect class="bullet__band" data-band=(band) width=(width) height="100%" {}
        }
        rect class="chart__bar" data-status=(of.status.as_ref()) y="30%" width=(figure) height="40%" {}
        @if let Some(baseline) = of.baseline {
            line class="bullet__baseline" x1=(at(baseline.value)) x2=(at(baseline.value)) y1="0" y2="100%" {}
        }
        line class="bullet__expected" x1=(expected) x2=(expected) y1="10%" y2="90%" {}
        @if let Some(target) = of.target {
            circle class="bullet__target" cx=(at(target.value)) cy="50%" r="6" {}
        }
    }
}

/// What each part of the drawing is, with its number.
fn key(language: Language, of: &Bullet<'_>, bands: Bands) -> Markup {
    let (words, write) = (words_in::<Bullets>(language), of.write);
    let item = |mark: Markup, text: String| {
        html! {
            li class="chart__key-item" {
                svg class="chart__swatch bullet__swatch" viewBox="0 0 28 12" aria-hidden="true" { (mark) }
                span { (text) }
            }
        }
    };
    let band = |band: &str| html! { rect class="bullet__band" data-band=(band) width="28" height="12" {} };
    let upright = |class: &str| html! { line class=(class) x1="14" x2="14" y1="0" y2="12" {} };
    let (least, status) = (of.expected, |status| states::status(language, status));
    let bands = match bands {
        Bands::From(from) => [
            ("best", bullet::from(language, status(Status::OnCourse), &write(least))),
            ("middle", bullet::from(language, status(Status::AtRisk), &write(from))),
            ("worst", bullet::below(language, status(Status::OffCourse), &write(from))),
        ],
        Bands::UpTo(most) => [
            ("best", bullet::up_to(language, status(Status::OnCourse), &write(least))),
            ("middle", bullet::up_to(language, status(Status::AtRisk), &write(most))),
            ("worst", bullet::above(language, status(Status::OffCourse), &write(most))),
        ],
    };
    html! {
        (item(
            html! { rect class="chart__bar" data-status=(of.status.as_ref()) y="3" width="28" height="6" {} },
            format!("{} {} · {}", words.figure, write(of.figure), status(of.status)),
        ))
        (item(upright("bullet__expected"), format!("{} {}", words.expected, write(of.expected))))
        @if let Some(target) = of.target {
            (item(
                html! { circle class="bullet__target" cx="14" cy="6" r="5" {} },
                bullet::milestone(language, words.target, &format::fiscal_year(language, target.fiscal_year), &write(target.value)),
            ))
        }
        @if let Some(baseline) = of.baseline {
            (item(
                upright("bullet__baseline"),
                bullet::milestone(language, words.baseline, &format::fiscal_year(language, baseline.fiscal_year), &write(baseline.value)),
            ))
        }
        @for (name, text) in bands { (item(band(name), text)) }
    }
}

/// A bar in a cell of a table, with what is expected marked on it; `end` is that of all cells on all pages of the table.
pub(crate) fn bullet_cell(figure: Amount, expected: Option<Amount>, end: Amount, status: Status) -> Markup {
    let at = across(end);
    html! {
        svg class="bar bar--bullet" aria-hidden="true" {
            rect class="chart__bar chart__bar--rest" width="100%" height="100%" {}
            rect class="chart__bar" data-status=(status.as_ref()) y="20%" width=(at(figure)) height="60%" {}
            @if let Some(expected) = expected {
                line class="bullet__expected" x1=(at(expected)) x2=(at(expected)) y1="0" y2="100%" {}
            }
        }
    }
}

/// The end of the bars of a table: of percentages a hundred, of others a round number; nothing where bars have no length.
pub(crate) fn cells_end(indicator: &Indicator, figures: impl IntoIterator<Item = Amount>) -> Option<Amount> {
    let has_length = !matches!(indicator.measure, Measure::Rank { .. } | Measure::YesNo);
    let is_share = format::measured(indicator, Amount::ONE).ends_with('%');
    has_length.then(|| end(figures.into_iter().chain(is_share.then_some(Amount::HUNDRED)))).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_begins_at_nought_and_covers_everything() {
        assert_eq!(end([Amount::whole(83), Amount::whole(84)]), Some(Amount::HUNDRED));
        assert_eq!(end([Amount::ZERO]), Some(Amount::ONE));
        assert_eq!(end([Amount::whole(-1), Amount::ONE]), None, "a bar has no length below nought");
    }

    #[test]
    fn figures_stand_where_they_belong_and_never_outside() {
        let at = across(Amount::whole(80));
        assert_eq!([0, 20, 80, 90].map(|figure| at(Amount::whole(figure))), ["0%", "25%", "100%", "100%"]);
    }
}
