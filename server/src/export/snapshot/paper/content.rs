//! What stands on papers, as templates read it: every number and date is already written in the language of the paper.

use app::text::{
    format,
    papers::Papers,
    plans, snapshots,
    unjudged::{Stands, Unjudged},
    words_in,
};
use domain::{
    amount::Amount,
    indicator::{Indicator, Measure},
    plan::Plan,
    snapshot::{Hash, Head, KeyId, Line, Manifest, Signed, Stage},
    status::StatusCounts,
    text::Language,
};
use serde::Serialize;
use service::snapshots::Beside;

/// What every paper is made under.
#[derive(Default)]
pub(super) struct Lead {
    head: Option<Box<Head>>,
    plan: Option<Box<Plan>>,
    manifest: Option<Box<Manifest>>,
    signed: Option<Signed>,
}

/// The same, complete.
pub(super) struct Made {
    /// What the snapshot is.
    pub(super) head: Head,
    /// The plan that was reported on.
    pub(super) plan: Plan,
    /// What is signed.
    pub(super) manifest: Manifest,
    /// The signature.
    pub(super) signed: Signed,
}

impl Lead {
    /// Takes a line that belongs to it; gives back every other.
    pub(super) fn take(&mut self, line: Line) -> Option<Line> {
        match line {
            Line::Head(it) => self.head = Some(it),
            Line::Plan(it) => self.plan = Some(it),
            Line::Manifest(it) => self.manifest = Some(it),
            Line::Signature(it) => self.signed = Some(it),
            Line::Scheme(_)
            | Line::Population(_)
            | Line::Organisation(_)
            | Line::Report(_)
            | Line::Completeness(_)
            | Line::Ranking(_)
            | Line::Provenance(_) => return Some(line),
        }
        None
    }

    /// The plan, once it was read.
    pub(super) fn plan(&self) -> Option<&Plan> {
        self.plan.as_deref()
    }

    /// All of it.
    pub(super) fn complete(self) -> anyhow::Result<Made> {
        let (Some(head), Some(plan), Some(manifest), Some(signed)) = (self.head, self.plan, self.manifest, self.signed)
        else {
            anyhow::bail!("a snapshot has a head, a plan, a manifest and a signature");
        };
        Ok(Made { head: *head, plan: *plan, manifest: *manifest, signed })
    }
}

/// What stands on every paper.
#[derive(Serialize)]
pub(super) struct Frame {
    language: String,
    words: &'static Papers,
    title: String,
    code: String,
    publisher: &'static str,
    subtitle: String,
    foot: String,
    notices: Vec<(&'static str, &'static str)>,
    facts: Vec<(&'static str, String)>,
    headline: Vec<Number>,
    sentences: Vec<String>,
    statuses: Vec<StatusPart>,
    statuses_told: String,
    strategies: Vec<StrategyRows>,
    method: Vec<&'static str>,
    signature: Vec<(&'static str, String)>,
}

/// A large number with what it counts.
#[derive(Serialize)]
pub(super) struct Number {
    /// The number.
    pub(super) figure: String,
    /// What it counts.
    pub(super) label: String,
}

/// A status with its word; where there is none, the word says why.
#[derive(Serialize)]
pub(super) struct Badge {
    status: String,
    name: &'static str,
}

impl Badge {
    fn of(language: Language, stands: Stands) -> Self {
        Self { status: stands.status().as_ref().to_owned(), name: stands.word(language) }
    }
}

/// How many stand in one way, and which share that is of all that apply.
#[derive(Serialize)]
pub(super) struct StatusPart {
    #[serde(flatten)]
    status: Badge,
    count: String,
    share: f64,
}

/// A bar in a cell: how far along, and where it should be, from nought to one.
#[derive(Serialize)]
pub(super) struct Bar {
    /// How far along.
    pub(super) figure: f64,
    expected: Option<f64>,
}

impl Bar {
    /// A part of a whole.
    pub(super) fn share(part: i64, whole: i64) -> Self {
        let share = Amount::whole(part).checked_div(Amount::whole(whole)).unwrap_or_default();
        Self { figure: share.approximate().clamp(0.0, 1.0), expected: None }
    }

    /// A figure beside what is expected; both against what is full, where something is. Nothing below nought is drawn.
    pub(super) fn of(figure: Option<Amount>, expected: Option<Amount>, full: Option<Amount>) -> Option<Self> {
        let all = [figure, expected, full];
        let top = all.into_iter().flatten().max()?.approximate();
        let is_drawn = top > 0.0 && !all.into_iter().flatten().any(Amount::is_negative);
        let expected = expected.map(|expected| expected.approximate() / top);
        is_drawn.then_some(Self { figure: figure?.approximate() / top, expected })
    }
}

/// The row of an indicator.
#[derive(Serialize)]
pub(super) struct IndicatorRow {
    /// Its name.
    pub(super) name: String,
    /// What it is counted in, and what else is said of the figure.
    pub(super) unit: String,
    /// The figure.
    pub(super) figure: String,
    /// What is expected.
    pub(super) expected: String,
    /// How many contributed.
    pub(super) contributors: String,
    /// The status in words.
    pub(super) status: Badge,
    /// Both as a bar.
    pub(super) bar: Option<Bar>,
    /// How it stands.
    #[serde(skip)]
    pub(super) stands: Stands,
    /// How many bodies have a figure.
    #[serde(skip)]
    pub(super) with_figure: i64,
}

impl IndicatorRow {
    /// A row without a figure.
    pub(super) fn empty(language: Language, indicator: &Indicator, stands: Stands) -> Self {
        Self {
            name: indicator.name.in_language(language).to_owned(),
            unit: String::new(),
            figure: format::NOTHING.to_owned(),
            expected: format::NOTHING.to_owned(),
            contributors: String::new(),
            status: Badge::of(language, stands),
            bar: None,
            stands,
            with_figure: 0,
        }
    }
}

/// The indicators of a strategy.
#[derive(Serialize)]
pub(super) struct StrategyRows {
    /// Its title.
    pub(super) title: String,
    /// Its indicators.
    pub(super) indicators: Vec<IndicatorRow>,
}

/// What a figure of one body is drawn against: all of a whole, the highest level.
pub(super) fn full(measure: &Measure) -> Option<Amount> {
    match measure {
        Measure::Ratio { scale, .. } => Some(*scale),
        Measure::Level { highest, .. } => Some(Amount::whole(i64::from(*highest))),
        Measure::Score { highest, .. } => Some(*highest),
        Measure::YesNo => Some(Amount::ONE),
        Measure::Count | Measure::Cumulative | Measure::Amount | Measure::Mean { .. } | Measure::Rank { .. } => None,
    }
}

impl Frame {
    /// A paper of a snapshot: its title and subtitle, what is read first, and its indicators.
    pub(super) fn new(
        language: Language,
        made: &Made,
        beside: &Beside,
        [title, subtitle]: [String; 2],
        headline: Vec<Number>,
        strategies: Vec<StrategyRows>,
    ) -> Self {
        let words = words_in::<Papers>(language);
        let (counts, unjudged) = counted(&strategies);
        let head = &made.head;
        let is_draft = head.stage == Stage::Draft;
        let demonstration = (words.demonstration, words.demonstration_why);
        let mut notices: Vec<_> = head.is_demonstration.then_some(demonstration).into_iter().collect();
        notices.extend(is_draft.then_some((words.draft, words.draft_why)));
        Self {
            language: language.as_ref().to_owned(),
            words,
            title: format!("{title} {}", format::period(language, head.round.period)),
            code: head.code.to_string(),
            publisher: words.publisher,
            subtitle,
            foot: format!("{} {}", words.as_of, format::instant(language, head.taken_at)),
            notices,
            facts: facts(language, made, beside),
            headline,
            sentences: vec![words.accepted_only.to_owned()],
            statuses: shares(language, (counts, unjudged)),
            statuses_told: unjudged.said(language, counts),
            strategies,
            method: vec![
                words.method_together,
                words.method_status,
                words.method_verified,
                words.method_scores,
                words.method_rounding,
            ],
            signature: signature(words, made, &beside.sha256),
        }
    }

    /// Says something before all else.
    pub(super) fn say_first(&mut self, sentence: String) {
        self.sentences.insert(0, sentence);
    }

    /// Tells a fact of the paper before those of the snapshot.
    pub(super) fn tell_first(&mut self, name: &'static str, fact: String) {
        self.facts.insert(0, (name, fact));
    }

    /// How many indicators have which status, and how many of those without one miss nothing.
    pub(super) fn counts(&self) -> (StatusCounts, Unjudged) {
        counted(&self.strategies)
    }
}

fn counted(strategies: &[StrategyRows]) -> (StatusCounts, Unjudged) {
    let rows = || strategies.iter().flat_map(|strategy| &strategy.indicators);
    let counts = rows().map(|row| row.stands.status()).collect();
    (counts, Unjudged::among(rows().map(|row| (row.stands, row.with_figure))))
}

fn shares(language: Language, (counts, unjudged): (StatusCounts, Unjudged)) -> Vec<StatusPart> {
    let whole = i64::try_from(counts.applicable()).unwrap_or(i64::MAX);
    let share = |(stands, count): (Stands, usize)| {
        let part = if stands.status().applies() { i64::try_from(count).unwrap_or(i64::MAX) } else { 0 };
        StatusPart {
            status: Badge::of(language, stands),
            count: format::counted(count),
            share: Bar::share(part, whole).figure,
        }
    };
    unjudged.parts(counts).map(share).collect()
}

fn facts(language: Language, made: &Made, beside: &Beside) -> Vec<(&'static str, String)> {
    let (words, head) = (words_in::<Papers>(language), &made.head);
    let title = made.plan.plan.title.in_language(language);
    let mut facts = vec![
        (words.plan, format!("{title} · {}", plans::version(language, made.plan.plan.version))),
        (words.period, period(language, head)),
        (words.snapshot, head.code.to_string()),
        (words.stage, snapshots::stage(language, head.stage).to_owned()),
        (words.as_of, format::instant(language, head.taken_at)),
    ];
    facts.extend(beside.replaces.as_ref().map(|before| (words.replaces, before.to_string())));
    facts.extend((!head.note.is_empty()).then(|| (words.note, head.note.clone())));
    facts
}

/// The period with its days.
fn period(language: Language, head: &Head) -> String {
    let period = head.round.period;
    let [first, last] = [period.first_day(), period.last_day()].map(|day| format::day(language, day));
    format!("{} ({first} – {last})", format::period(language, period))
}

fn signature(words: &'static Papers, made: &Made, sha256: &Hash) -> Vec<(&'static str, String)> {
    let (manifest, key): (&Manifest, &KeyId) = (&made.manifest, &made.manifest.key);
    vec![
        (words.snapshot, manifest.code.to_string()),
        (words.root, manifest.root.to_string()),
        (words.file, sha256.to_string()),
        (words.key, key.to_string()),
        (words.value_of_signature, made.signed.value.to_string()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_misses_nothing_is_counted_apart_and_all_parts_are_the_whole() {
        let counts = StatusCounts { on_course: 1, no_data: 3, not_applicable: 2, ..StatusCounts::default() };
        let unjudged = Unjudged { without_target: 1, not_added_up: 1, ..Unjudged::default() };
        let parts = shares(Language::En, (counts, unjudged));
        let told: Vec<_> = parts.iter().map(|part| (part.status.name, part.count.as_str())).collect();
        let expected = [
            ("On course", "1"),
            ("At risk", "0"),
            ("Off course", "0"),
            ("No data", "1"),
            ("Does not apply", "2"),
            ("No target this time", "1"),
            ("Not added up", "1"),
        ];
        assert_eq!(told, expected);
        let drawn: f64 = parts.iter().map(|part| part.share).sum();
        assert!((drawn - 1.0).abs() < 1e-9, "the bar is full: {drawn}");
    }
}
