//! Figures as bars, each with what is expected of it by then as a line across, and its status as a mark with its word.

use super::{INK, SOFT, WIDTH, colour, lines::lines};
use crate::{
    parts::badge::status_mark,
    text::{bullet::Bullets, charts::Charts, unjudged::Stands, words_in},
};
use domain::{amount::Amount, status::Status, text::Language};
use html_escape::encode_text as text;
use std::fmt::Write as _;

/// Where names stand, and how much room they have.
const NAME_ROOM: u32 = 228;
/// Where bars begin.
const BAR_AT: u32 = 262;
/// How long the longest is.
const LONGEST: f64 = 200.0;

/// A figure held against what is expected of it.
pub(super) struct Held {
    pub(super) figure: Amount,
    pub(super) expected: Option<Amount>,
    pub(super) status: Status,
}

/// A body with its figure.
pub(super) struct Row {
    pub(super) name: String,
    pub(super) held: Held,
}

/// What is drawn, and how it is written.
pub(super) struct Bars<'a> {
    pub(super) language: Language,
    /// Puts a figure into words.
    pub(super) write: &'a dyn Fn(Amount) -> String,
    /// Where bars end that are not longer anyhow: the whole of a share.
    pub(super) whole: Option<Amount>,
}

impl Bars<'_> {
    /// The status in a word, and what was expected.
    pub(super) fn judged(&self, held: &Held) -> String {
        let status = Stands::of_one((held.status, Some(held.figure))).word(self.language);
        let expected = held
            .expected
            .map(|expected| format!("{} {}", words_in::<Bullets>(self.language).expected, (self.write)(expected)));
        std::iter::once(status.to_owned()).chain(expected).collect::<Vec<_>>().join(" · ")
    }

    /// A row in a sentence.
    pub(super) fn told(&self, row: &Row) -> String {
        format!("{} {} ({})", row.name, (self.write)(row.held.figure), self.judged(&row.held))
    }

    /// The result of all in large letters, with its status and what is expected and aimed at below; nothing of it is ever cut.
    pub(super) fn result(&self, written: &str, held: &Held, target: Option<String>) -> (String, u32) {
        let judged: Vec<String> = std::iter::once(self.judged(held)).chain(target).collect();
        let mut drawing = format!(
            "<text x=\"16\" y=\"22\" font-size=\"24\" font-weight=\"600\" fill=\"{INK}\">{}</text>{}",
            text(written),
            marked(held.status, 22, 43)
        );
        let end = told_from(&mut drawing, &judged.join(" · "), (34, 48, 13, INK), WIDTH - 50);
        (drawing, end + 4)
    }

    /// A bar for each body.
    pub(super) fn rows(&self, rows: &[Row]) -> (String, u32) {
        let figures = rows.iter().flat_map(|row| [Some(row.held.figure), row.held.expected]);
        let largest = figures.chain([self.whole]).flatten().map(Amount::approximate).fold(0.0, f64::max);
        let along =
            |figure: Amount| if largest > 0.0 { figure.approximate().max(0.0) / largest * LONGEST } else { 0.0 };
        let (mut drawing, mut top) = (String::new(), 0);
        for Row { name, held } in rows {
            let named = told_from(&mut drawing, name, (16, top + 13, 13, INK), NAME_ROOM);
            let (width, fill) = (along(held.figure), colour(held.status));
            let _ = write!(
                drawing,
                "<rect x=\"{BAR_AT}\" y=\"{top}\" width=\"{width:.1}\" height=\"16\" fill=\"{fill}\"/>\
                 <text x=\"{after:.1}\" y=\"{base}\" font-size=\"13\" fill=\"{INK}\">{written}</text>{mark}",
                after = f64::from(BAR_AT) + width.max(held.expected.map_or(0.0, along)) + 8.0,
                base = top + 13,
                written = text(&(self.write)(held.figure)),
                mark = marked(held.status, BAR_AT + 6, top + 28),
            );
            if let Some(expected) = held.expected {
                let x = f64::from(BAR_AT) + along(expected);
                let (from, to) = (i64::from(top) - 2, top + 18);
                let _ = write!(
                    drawing,
                    "<line x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{from}\" y2=\"{to}\" stroke=\"{INK}\" stroke-width=\"2\"/>"
                );
            }
            let judged = told_from(&mut drawing, &self.judged(held), (BAR_AT + 18, top + 33, 12, SOFT), 344);
            top = named.max(judged) + 8;
        }
        if rows.iter().any(|row| row.held.expected.is_some()) {
            let _ = write!(
                drawing,
                "<line x1=\"22\" x2=\"22\" y1=\"{top}\" y2=\"{end}\" stroke=\"{INK}\" stroke-width=\"2\"/>\
                 <text x=\"34\" y=\"{base}\" font-size=\"12\" fill=\"{SOFT}\">{word}</text>",
                end = top + 14,
                base = top + 12,
                word = text(words_in::<Charts>(self.language).expected),
            );
            top += 24;
        }
        (drawing, top)
    }
}

/// The shape of a status around a place.
pub(super) fn marked(status: Status, x: u32, y: u32) -> String {
    let (shape, tone) = (status_mark(status.as_ref(), i64::from(x), i64::from(y)), colour(status));
    let filled = match status {
        Status::OnCourse | Status::AtRisk | Status::OffCourse | Status::NotApplicable => format!("fill=\"{tone}\""),
        Status::NoData => format!("fill=\"none\" stroke=\"{tone}\" stroke-width=\"2\""),
    };
    format!("<path d=\"{shape}\" {filled}/>")
}

/// Writes a text from a place on, over as many lines as it needs; says where the last of them ends.
pub(super) fn told_from(drawing: &mut String, words: &str, (x, y, size, ink): (u32, u32, u32, &str), room: u32) -> u32 {
    // Marks above and below Thai letters need room between the lines.
    let step = size * 3 / 2;
    let mut base = y;
    for (row, line) in (0u32..).zip(lines(words, size, room)) {
        base = y + row * step;
        let _ =
            write!(drawing, "<text x=\"{x}\" y=\"{base}\" font-size=\"{size}\" fill=\"{ink}\">{}</text>", text(&line));
    }
    base + size / 3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(figure: i64, expected: Option<i64>, status: Status) -> Held {
        Held { figure: Amount::whole(figure), expected: expected.map(Amount::whole), status }
    }

    fn bars(write: &dyn Fn(Amount) -> String) -> Bars<'_> {
        Bars { language: Language::En, write, whole: Some(Amount::HUNDRED) }
    }

    #[test]
    fn a_bar_says_its_status_by_a_mark_and_a_word_and_is_crossed_by_what_is_expected() {
        let write = |amount: Amount| format!("{amount}%");
        let row = Row { name: "Ministry".to_owned(), held: held(40, Some(50), Status::OffCourse) };
        let (drawing, _) = bars(&write).rows(std::slice::from_ref(&row));
        assert!(
            drawing.contains("<path d=\"M268 ") && drawing.contains("Off course · Expected by then 50%"),
            "{drawing}"
        );
        assert!(drawing.contains("x1=\"362.0\""), "half of the whole: {drawing}");
        assert_eq!(bars(&write).told(&row), "Ministry 40% (Off course · Expected by then 50%)");
    }

    #[test]
    fn where_nothing_is_expected_no_line_is_drawn_and_data_is_not_called_missing() {
        let write = |amount: Amount| amount.to_string();
        let row = Row { name: "Ministry".to_owned(), held: held(40, None, Status::NoData) };
        let (drawing, _) = bars(&write).rows(&[row]);
        assert!(
            !drawing.contains("<line") && !drawing.contains("No data") && drawing.contains("No target"),
            "{drawing}"
        );
    }

    #[test]
    fn a_long_name_takes_more_lines_and_more_room() {
        let write = |amount: Amount| amount.to_string();
        let of = |name: &str| {
            let row = Row { name: name.to_owned(), held: held(40, None, Status::OnCourse) };
            bars(&write).rows(&[row])
        };
        let name = "กระทรวงการอุดมศึกษา วิทยาศาสตร์ วิจัยและนวัตกรรม และหน่วยงานในสังกัดทั้งหมดของกระทรวง ที่รายงานในรอบนี้";
        let ((short, low), (long, high)) = (of("กระทรวง"), of(name));
        assert!(high > low && long.matches("<text").count() > short.matches("<text").count() + 1, "{long}");
        assert!(!long.contains('…'));
    }
}
