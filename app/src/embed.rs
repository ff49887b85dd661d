//! Published figures as pictures for other people's pages: an SVG that says itself what it shows, of when, and where it comes
//! from, and the same in a page of its own for frames. Neither loads anything or runs anything.

use crate::text::{dashboards, format, measures, publications, publications::Publications as Words, states, words_in};
use domain::{
    amount::Amount,
    status::{Status, StatusCounts},
    text::Language,
};
use html_escape::{encode_double_quoted_attribute as attribute, encode_text as text};
use service::publications::{PublicCountry, PublicIndicator, Published};
use std::fmt::Write as _;

/// How wide a picture is.
pub const WIDTH: u32 = 640;
/// The height of a frame around it.
pub const FRAME_HEIGHT: u32 = 420;
/// How many bodies have a bar.
const BARS: usize = 8;
/// How many letters of a name stand beside its bar.
const NAME_LETTERS: usize = 30;
/// Faces that have Thai, wherever the picture is shown.
const FACE: &str = "Plex Thai Looped, Noto Sans Thai, Leelawadee UI, Thonburi, Tahoma, sans-serif";
const INK: &str = "#16202b";
const SOFT: &str = "#465361";

/// A picture of published figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    language: Language,
    title: String,
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
        let (drawing, height) = statuses(language, together.counts);
        Self {
            language,
            title: format!("{} · {}", words.thailand, dashboards::verdict(language, together.verdict, together.counts)),
            description: format!(
                "{}: {}",
                publications::about(language, plan, published.setting.head.round.period),
                states::counts(language, together.counts)
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
        let of_bodies = found.parts.iter().filter_map(|part| {
            let name = part.organisation.name.in_language(language).to_owned();
            Some((name, part.figure?, format::together(indicator, part.figure?), part.status))
        });
        let (drawing, height) = bars(&of_bodies.take(BARS).collect::<Vec<_>>());
        let source = match sourced {
            Some(latest) => [crate::text::facts::source(language, latest), source(language, published)[1].clone()],
            None => source(language, published),
        };
        Self {
            language,
            title: format!("{name}: {written}"),
            description: indicator.definition.in_language(language).to_owned(),
            source,
            address: address(language, published, origin, &format!("/indicators/{}", indicator.code)),
            height,
            drawing,
        }
    }

    /// What it shows, for whoever cannot see it.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The SVG.
    pub fn svg(&self) -> String {
        let lang = self.language.as_ref();
        let height = self.height + 120;
        let (title, [who, when]) = (cut(&self.title, 58), self.source.each_ref().map(|source| cut(source, 90)));
        let (who_at, when_at) = (height - 32, height - 14);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" lang=\"{lang}\" width=\"{WIDTH}\" height=\"{height}\" \
             viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"title description\" font-family=\"{FACE}\">\
             <title id=\"title\">{full}</title><desc id=\"description\">{description} {whole_who} {whole_when} {address}</desc>\
             <rect width=\"{WIDTH}\" height=\"{height}\" fill=\"#ffffff\"/>\
             <text x=\"16\" y=\"34\" font-size=\"18\" font-weight=\"600\" fill=\"{INK}\">{title}</text>\
             <g transform=\"translate(0 56)\">{drawing}</g>\
             <text x=\"16\" y=\"{who_at}\" font-size=\"11\" fill=\"{SOFT}\">{who}</text>\
             <text x=\"16\" y=\"{when_at}\" font-size=\"11\" fill=\"{SOFT}\">{when}</text></svg>",
            full = text(&self.title),
            description = text(&self.description),
            whole_who = text(&self.source[0]),
            whole_when = text(&self.source[1]),
            address = text(&self.address),
            title = text(&title),
            who = text(&who),
            when = text(&when),
            drawing = self.drawing,
        )
    }

    /// A page for frames that holds the picture and leads to the page it was taken from.
    pub fn page(&self) -> String {
        let words = words_in::<Words>(self.language);
        let size = format!("width=\"{WIDTH}\" height=\"{}\"", self.height + 120);
        let svg = self.svg().replacen(&size, "width=\"100%\"", 1);
        format!(
            "<!DOCTYPE html><html lang=\"{lang}\"><head><meta charset=\"utf-8\"><title>{title}</title>\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <link rel=\"stylesheet\" href=\"/pkg/tidtam.css\"></head><body><main>{svg}\
             <p><a href=\"{address}\" target=\"_blank\" rel=\"noopener\">{see}</a></p></main></body></html>",
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

/// The first letters of a text; marks stay with the letters that bear them.
fn cut(words: &str, letters: usize) -> String {
    let is_mark = |c: char| matches!(c, '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}');
    let mut kept = String::new();
    let mut count = 0;
    for c in words.chars() {
        if !is_mark(c) {
            if count == letters {
                kept.push('…');
                return kept;
            }
            count += 1;
        }
        kept.push(c);
    }
    kept
}

/// A bar of the statuses, and its key with the counts.
fn statuses(language: Language, counts: StatusCounts) -> (String, u32) {
    let number = |count: usize| u32::try_from(count).map_or(0.0, f64::from);
    let (total, room) = (number(counts.total()).max(1.0), f64::from(WIDTH - 32));
    let (mut drawing, mut x, mut rows) = (String::new(), 16.0, 0);
    for (row, status) in (0u32..).zip(counts.told()) {
        rows = row + 1;
        let width = number(counts.of(status)) / total * room;
        let (fill, y) = (colour(status), 62 + row * 26);
        if width > 0.0 {
            let _ = write!(drawing, "<rect x=\"{x:.1}\" y=\"0\" width=\"{width:.1}\" height=\"28\" fill=\"{fill}\"/>");
        }
        x += width;
        let (word, count) = (states::status(language, status), format::counted(counts.of(status)));
        let _ = write!(
            drawing,
            "<rect x=\"16\" y=\"{at}\" width=\"14\" height=\"14\" fill=\"{fill}\"/>\
             <text x=\"40\" y=\"{y}\" font-size=\"14\" fill=\"{INK}\">{word} {count}</text>",
            at = y - 12,
            word = text(word),
        );
    }
    (drawing, 46 + rows * 26)
}

/// A bar for each body, with its figure.
fn bars(bodies: &[(String, Amount, String, Status)]) -> (String, u32) {
    let largest = bodies.iter().map(|(_, figure, _, _)| figure.approximate().abs()).fold(0.0, f64::max);
    let mut drawing = String::new();
    for (row, (name, figure, written, status)) in (0u32..).zip(bodies) {
        let width = if largest > 0.0 { figure.approximate().max(0.0) / largest * 220.0 } else { 0.0 };
        let (y, fill) = (row * 26, colour(*status));
        let _ = write!(
            drawing,
            "<text x=\"16\" y=\"{base}\" font-size=\"13\" fill=\"{INK}\"><title>{full}</title>{name}</text>\
             <rect x=\"290\" y=\"{y}\" width=\"{width:.1}\" height=\"16\" fill=\"{fill}\"/>\
             <text x=\"{after:.1}\" y=\"{base}\" font-size=\"13\" fill=\"{INK}\">{written}</text>",
            base = y + 13,
            full = text(name),
            name = text(&cut(name, NAME_LETTERS)),
            after = 298.0 + width,
            written = text(written),
        );
    }
    (drawing, u32::try_from(bodies.len()).unwrap_or(0) * 26)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_cut_between_letters_and_never_loses_a_mark() {
        assert_eq!(cut("กระทรวง", 7), "กระทรวง");
        assert_eq!(cut("ที่ปู่ๆ", 2), "ที่ปู่…");
        assert_eq!(cut("abc", 2), "ab…");
    }

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
        let (drawing, height) = statuses(Language::En, four);
        assert_eq!((drawing.matches("width=\"152.0\"").count(), height), (4, 150));
        assert!(drawing.contains("On course 1") && !drawing.contains("Does not apply"));
        let (drawing, height) = statuses(Language::En, StatusCounts { not_applicable: 4, ..four });
        assert_eq!((drawing.matches("width=\"76.0\"").count(), height), (4, 176));
        assert!(drawing.contains("Does not apply 4"));
    }
}
