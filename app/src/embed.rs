//! Published figures as pictures for other people's pages: an SVG that says itself what it shows, of when, and where it comes
//! from, and the same in a page of its own for frames. Neither loads anything or runs anything.

mod bars;
mod lines;

use crate::{
    pages::indicator::trajectory::targets_compare,
    text::{
        bullet, bullet::Bullets, dashboards, format, measures, publications, publications::Publications as Words,
        unjudged::Unjudged, words_in,
    },
};
use bars::{Bars, Held, Row, marked, told_from};
use domain::{
    amount::Amount,
    indicator::Polarity,
    status::{Status, StatusCounts},
    text::Language,
};
use html_escape::{encode_double_quoted_attribute as attribute, encode_text as text};
use lines::lines;
use service::{
    dashboards::NodeFigure,
    publications::{PublicCountry, PublicIndicator, Published},
};
use std::fmt::Write as _;

/// How wide a picture is.
pub const WIDTH: u32 = 640;
/// The height of a frame around it.
pub const FRAME_HEIGHT: u32 = 660;
/// How many bodies have a bar.
const BARS: usize = 8;
/// The size of the letters of the heading, and how far its lines are apart.
const HEADING: (u32, u32) = (18, 26);
/// The same of where it comes from.
const SOURCE: (u32, u32) = (11, 16);
/// How much room a line of words has.
const ROOM: u32 = WIDTH - 32;
/// Faces that have Thai, wherever the picture is shown.
const FACE: &str = "Plex Thai Looped, Noto Sans Thai, Leelawadee UI, Thonburi, Tahoma, sans-serif";
const INK: &str = "#16202b";
const SOFT: &str = "#465361";

/// A picture of published figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    language: Language,
    title: String,
    /// What stands above the drawing, over as many lines as it needs.
    heading: String,
    description: String,
    /// Who says so, and of when it is.
    source: [String; 2],
    /// Where the page is that it was taken from.
    address: String,
    height: u32,
    drawing: String,
}

/// The same colours as on our pages, which the picture cannot load; each stands beside its word.
fn colour(status: Status) -> &'static str {
    match status {
        Status::OnCourse => "#1b7f4d",
        Status::AtRisk => "#b26a00",
        Status::OffCourse => "#b3261e",
        Status::NoData => "#76838f",
        Status::NotApplicable => "#c8d0d8",
    }
}

impl Picture {
    /// How many indicators of the country have which status.
    pub fn of_country(language: Language, found: &PublicCountry, origin: &str) -> Self {
        let words = words_in::<Words>(language);
        let (published, together) = (&found.published, &found.together);
        let plan = published.plan.plan.title.in_language(language);
        let unjudged = Unjudged::together(&together.strategies);
        let (drawing, height) = statuses(language, together.counts, unjudged);
        let reports = Some(together.completeness.accepted_of_owed());
        let verdict = unjudged.verdict(language, together.verdict, together.counts, reports);
        let title = format!("{} · {verdict}", words.thailand);
        Self {
            language,
            heading: title.clone(),
            title,
            description: format!(
                "{}: {}",
                publications::about(language, plan, published.setting.head.round.period),
                unjudged.said(language, together.counts)
            ),
            source: source(language, published),
            address: address(language, published, origin, ""),
            height,
            drawing,
        }
    }

    /// An indicator: the country's figure, and that of the bodies directly below.
    pub fn of_indicator(language: Language, found: &PublicIndicator, origin: &str) -> Self {
        let published = &found.published;
        let indicator = &*found.definition.indicator;
        let name = indicator.name.in_language(language);
        let own = found.country.as_ref().and_then(|country| country.figure);
        let sourced = found.definition.fact.as_ref().and_then(|fact| fact.latest()).filter(|_| own.is_none());
        let figure = own.or(sourced.map(|latest| latest.figure));
        let written = figure
            .map_or_else(|| format::NOTHING.to_owned(), |figure| measures::first_read(language, indicator, figure));
        let write = |amount: Amount| format::together(indicator, amount);
        let whole = Some(Amount::HUNDRED).filter(|whole| write(*whole).ends_with('%'));
        let bars = Bars { language, write: &write, whole };
        let of_fact = found.definition.fact.as_ref().filter(|_| own.is_none()).map(|fact| (fact.expected, fact.status));
        let of_country = found.country.as_ref().map(|country| (country.expected, country.status));
        let is_ranged = matches!(indicator.polarity, Polarity::Within(_));
        let held = |(figure, expected, status): (Amount, Option<Amount>, Status)| Held {
            figure,
            expected: expected.filter(|_| !is_ranged),
            status,
        };
        let result =
            figure.zip(of_fact.or(of_country)).map(|(figure, (expected, status))| held((figure, expected, status)));
        let target = indicator
            .trajectory()
            .next_target(published.setting.head.round.period.last_day())
            .filter(|_| targets_compare(indicator))
            .map(|target| {
                let year = format::fiscal_year(language, target.fiscal_year);
                bullet::milestone(language, words_in::<Bullets>(language).target, &year, &write(target.value))
            });
        let title = format!("{name}: {written}");
        let heading = if result.is_some() { name.to_owned() } else { title.clone() };
        let known: Vec<&NodeFigure> = found.parts.iter().filter(|part| part.figure.is_some()).take(BARS).collect();
        let rows: Vec<Row> = known
            .iter()
            .filter_map(|part| {
                let name = part.organisation.name.in_language(language).to_owned();
                Some(Row { name, held: held((part.figure?, part.expected, part.status)) })
            })
            .collect();
        let in_order = !is_ranged && known.iter().all(|part| part.coverage.allows_ranks());
        let order = in_order.then_some(words_in::<Words>(language).best_first);
        let drawn = (!rows.is_empty()).then(|| publications::drawn(language, rows.len(), found.parts.len(), order));
        let (mut drawing, mut height) = match &result {
            Some(held) => bars.result(&written, held, target.clone()),
            None => (String::new(), 0),
        };
        if let Some(drawn) = &drawn {
            height = told_from(&mut drawing, drawn, (16, height + 22, 13, SOFT), ROOM) + 12;
        }
        let (below, more) = bars.rows(&rows);
        let _ = write!(drawing, "<g transform=\"translate(0 {height})\">{below}</g>");
        let said = [Some(indicator.definition.in_language(language).to_owned()), result.map(|held| bars.judged(&held))];
        let said = said.into_iter().flatten().chain(target).chain(drawn).chain(rows.iter().map(|row| bars.told(row)));
        let source = match sourced {
            Some(latest) => [crate::text::facts::source(language, latest), source(language, published)[1].clone()],
            None => source(language, published),
        };
        Self {
            language,
            title,
            heading,
            description: said.collect::<Vec<_>>().join(" · "),
            source,
            address: address(language, published, origin, &format!("/indicators/{}", indicator.code)),
            height: height + more,
            drawing,
        }
    }

    /// What it shows, for whoever cannot see it.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The heading and the source as lines, each with where the first of them stands, and how high all is.
    fn laid_out(&self) -> (Vec<String>, Vec<String>, u32) {
        let above = lines(&self.heading, HEADING.0, ROOM);
        let below: Vec<String> = self.source.iter().flat_map(|source| lines(source, SOURCE.0, ROOM)).collect();
        let counted = |lines: &[String]| u32::try_from(lines.len()).unwrap_or(0);
        let height = 30 + counted(&above) * HEADING.1 + self.height + 24 + counted(&below) * SOURCE.1 + 6;
        (above, below, height)
    }

    /// The SVG.
    pub fn svg(&self) -> String {
        let lang = self.language.as_ref();
        let (above, below, height) = self.laid_out();
        let (mut heading, mut source, mut base) = (String::new(), String::new(), 34);
        for line in &above {
            let _ = write!(
                heading,
                "<text x=\"16\" y=\"{base}\" font-size=\"{}\" font-weight=\"600\" fill=\"{INK}\">{}</text>",
                HEADING.0,
                text(line)
            );
            base += HEADING.1;
        }
        let drawn_at = base - 4;
        base = drawn_at + self.height + 24;
        for line in &below {
            let _ = write!(
                source,
                "<text x=\"16\" y=\"{base}\" font-size=\"{}\" fill=\"{SOFT}\">{}</text>",
                SOURCE.0,
                text(line)
            );
            base += SOURCE.1;
        }
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" lang=\"{lang}\" width=\"{WIDTH}\" height=\"{height}\" \
             viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"title description\" font-family=\"{FACE}\">\
             <title id=\"title\">{full}</title><desc id=\"description\">{description} {who} {when} {address}</desc>\
             <rect width=\"{WIDTH}\" height=\"{height}\" fill=\"#ffffff\"/>{heading}\
             <g transform=\"translate(0 {drawn_at})\">{drawing}</g>{source}</svg>",
            full = text(&self.title),
            description = text(&self.description),
            who = text(&self.source[0]),
            when = text(&self.source[1]),
            address = text(&self.address),
            drawing = self.drawing,
        )
    }

    /// A page for frames that holds the picture and leads to the page it was taken from.
    pub fn page(&self) -> String {
        let words = words_in::<Words>(self.language);
        let size = format!("width=\"{WIDTH}\" height=\"{}\"", self.laid_out().2);
        let svg = self.svg().replacen(&size, "width=\"100%\"", 1);
        format!(
            "<!DOCTYPE html><html lang=\"{lang}\"><head><meta charset=\"utf-8\"><title>{title}</title>\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <link rel=\"stylesheet\" href=\"/pkg/tidtam.css\"></head><body><main>\
             <div class=\"embedded\" role=\"region\" aria-labelledby=\"title\" tabindex=\"0\">{svg}</div>\
             <p class=\"embedded__link\"><a href=\"{address}\" target=\"_blank\" rel=\"noopener\">{see}</a></p></main></body></html>",
            lang = self.language.as_ref(),
            title = text(&self.title),
            address = attribute(&self.address),
            see = text(words.see),
        )
    }
}

/// The HTML that shows a picture on another page, as a frame and as a picture.
pub fn snippets(address: &str, title: &str) -> [String; 2] {
    let (address, title) = (attribute(address), attribute(title));
    [
        format!(
            "<iframe src=\"{address}/figure\" title=\"{title}\" width=\"{WIDTH}\" height=\"{FRAME_HEIGHT}\" loading=\"lazy\"></iframe>"
        ),
        format!("<img src=\"{address}/figure.svg\" alt=\"{title}\" width=\"{WIDTH}\" loading=\"lazy\">"),
    ]
}

fn source(language: Language, published: &Published) -> [String; 2] {
    let (words, head) = (words_in::<Words>(language), &published.setting.head);
    let stamp = publications::stamp(language, head.taken_at, head.round.period, &head.code);
    let made_up = words_in::<dashboards::Dashboards>(language).made_up;
    let made_up = if head.is_demonstration { format!("{made_up} · ") } else { String::new() };
    [format!("{made_up}{}: {}", words.source, words.dga), stamp]
}

fn address(language: Language, published: &Published, origin: &str, rest: &str) -> String {
    format!("{origin}/public/{}/{}{rest}", language.as_ref(), published.snapshot.code)
}

/// A bar of the statuses of what applies, and its key with the counts of all.
fn statuses(language: Language, counts: StatusCounts, unjudged: Unjudged) -> (String, u32) {
    let number = |count: usize| u32::try_from(count).map_or(0.0, f64::from);
    let (total, room) = (number(counts.applicable()).max(1.0), f64::from(WIDTH - 32));
    let (mut drawing, mut x, mut rows) = (String::new(), 16.0, 0);
    for (row, (stands, count)) in (0u32..).zip(unjudged.parts(counts)) {
        rows = row + 1;
        let status = stands.status();
        let width = if status.applies() { number(count) / total * room } else { 0.0 };
        let (fill, y) = (colour(status), 62 + row * 26);
        if width > 0.0 {
            let _ = write!(drawing, "<rect x=\"{x:.1}\" y=\"0\" width=\"{width:.1}\" height=\"28\" fill=\"{fill}\"/>");
        }
        x += width;
        let (word, count) = (stands.word(language), format::counted(count));
        let _ = write!(
            drawing,
            "{mark}<text x=\"40\" y=\"{y}\" font-size=\"14\" fill=\"{INK}\">{word} {count}</text>",
            mark = marked(status, 23, y - 5),
            word = text(word),
        );
    }
    (drawing, 46 + rows * 26)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_into_a_page_stays_text() {
        let [frame, picture] = snippets("https://x.example/public/th/a", "a \"b\" <script>");
        for snippet in [frame, picture] {
            assert!(!snippet.contains("<script") && snippet.contains("a &quot;b&quot;"), "{snippet}");
        }
    }

    #[test]
    fn the_bars_of_all_statuses_fill_the_width() {
        let four = StatusCounts { on_course: 1, at_risk: 1, off_course: 1, no_data: 1, not_applicable: 0 };
        let all_missing = Unjudged::default();
        let (drawing, height) = statuses(Language::En, four, all_missing);
        assert_eq!((drawing.matches("width=\"152.0\"").count(), height), (4, 150));
        assert!(drawing.contains("On course 1") && !drawing.contains("Does not apply"));
        let (drawing, height) = statuses(Language::En, StatusCounts { not_applicable: 4, ..four }, all_missing);
        assert_eq!((drawing.matches("width=\"152.0\"").count(), height), (4, 176));
        assert!(drawing.contains("Does not apply 4"));
        let unjudged = Unjudged { without_target: 1, ..Unjudged::default() };
        let (drawing, height) = statuses(Language::En, StatusCounts { no_data: 2, ..four }, unjudged);
        assert_eq!((drawing.matches("width=\"121.6\"").count(), height), (5, 176));
        assert!(drawing.contains("No data 1<") && drawing.contains("No target this time 1<"), "{drawing}");
    }
}
