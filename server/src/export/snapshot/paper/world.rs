//! Typst's world: our templates, our fonts and the data of one paper. There is no disk, no network and no clock in it, so
//! the same snapshot gives the same bytes everywhere.

use super::clusters;
use chrono::{DateTime, Datelike as _, Timelike as _, Utc};
use serde::Serialize;
use serde_json::ser::{CharEscape, CompactFormatter, Formatter, Serializer};
use std::{
    io,
    sync::{Mutex, OnceLock, PoisonError},
};
use typst::{
    Library, LibraryExt as _, World as TypstWorld,
    diag::{FileError, FileResult, SourceDiagnostic},
    foundations::{Bytes, Datetime, Duration, Smart},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp, pdf};

/// What all templates share.
const SHARED: &str = include_str!("paper.typ");
/// IBM Plex Sans Thai Looped (see `fonts/OFL.txt`): the face of the screens, whole, as printing needs it.
const FACES: [&[u8]; 2] = [
    include_bytes!("fonts/IBMPlexSansThaiLooped-Regular.ttf"),
    include_bytes!("fonts/IBMPlexSansThaiLooped-SemiBold.ttf"),
];
/// How many papers what was computed is kept for; papers share little, and memory counts.
const KEPT_FOR: usize = 0;

/// Whoever sets a paper: one at a time, since each takes some 80 MiB while it is laid out (decisions 0091 and 0104).
static PRESS: Mutex<()> = Mutex::new(());

/// What does not change from one paper to the next.
struct Shelf {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

fn shelf() -> &'static Shelf {
    static SHELF: OnceLock<Shelf> = OnceLock::new();
    SHELF.get_or_init(|| {
        let fonts: Vec<Font> = FACES.into_iter().flat_map(|face| Font::iter(Bytes::new(face))).collect();
        let book = LazyHash::new(FontBook::from_fonts(&fonts));
        Shelf { library: LazyHash::new(Library::default()), book, fonts }
    })
}

/// One paper: a template and its data.
struct World {
    main: Source,
    shared: Source,
    data: (FileId, Bytes),
}

fn named(name: &str) -> anyhow::Result<FileId> {
    let path = VirtualPath::new(name).map_err(|error| anyhow::anyhow!("{name}: {error:?}"))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl TypstWorld for World {
    fn library(&self) -> &LazyHash<Library> {
        &shelf().library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &shelf().book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let found = [&self.main, &self.shared].into_iter().find(|source| source.id() == id);
        found.cloned().ok_or_else(|| missing(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.data.0 { Ok(self.data.1.clone()) } else { Err(missing(id)) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        shelf().fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn missing(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_without_slash().into())
}

/// Sets a template with its data as a PDF for readers of screens too (PDF/UA-1); `identifier` tells papers apart, and
/// `taken_at` is the moment they are of.
///
/// # Errors
/// The template does not fit its data, or would not be readable for everybody.
pub(super) fn set(
    template: &str,
    data: &impl Serialize,
    identifier: String,
    taken_at: DateTime<Utc>,
) -> anyhow::Result<Vec<u8>> {
    let options = PdfOptions {
        ident: Smart::Custom(identifier),
        creator: Smart::Custom(Some("Tidtam".to_owned())),
        timestamp: instant(taken_at).map(Timestamp::new_utc),
        standards: PdfStandards::new(&[PdfStandard::Ua_1])
            .map_err(|error| anyhow::anyhow!("asking for PDF/UA-1: {}", error.message()))?,
        ..PdfOptions::default()
    };
    let data = shown(data)?;
    // Whoever broke off while setting left nothing behind that the next could meet.
    let _press = PRESS.lock().unwrap_or_else(PoisonError::into_inner);
    let set = laid_out(template, data)
        .and_then(|document| pdf(&document, &options).map_err(|errors| told("writing a paper", &errors)));
    typst::comemo::evict(KEPT_FOR);
    set
}

/// Whether our face can show a character.
fn is_shown(character: char) -> bool {
    let is_in_face = || shelf().fonts.iter().all(|font| font.info().coverage.contains(character.into()));
    if character.is_ascii() { !character.is_ascii_control() } else { is_in_face() }
}

/// Writes texts without what our face cannot show: a paper that everybody can read has no empty boxes. Of what steers a screen or a
/// printer only the ends of lines stay.
struct Shown;

impl Formatter for Shown {
    fn write_string_fragment<W>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()>
    where
        W: ?Sized + io::Write,
    {
        const UNSEEN: [char; 6] = ['\u{ad}', '\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{feff}'];
        let shown = |character: char| match character {
            character if is_shown(character) => Some(character),
            character if UNSEEN.contains(&character) => None,
            character if character.is_control() => Some(' '),
            _ => Some('?'),
        };
        writer.write_all(fragment.chars().filter_map(shown).collect::<String>().as_bytes())
    }

    fn write_char_escape<W>(&mut self, writer: &mut W, escape: CharEscape) -> io::Result<()>
    where
        W: ?Sized + io::Write,
    {
        match escape {
            CharEscape::Quote | CharEscape::ReverseSolidus | CharEscape::Solidus | CharEscape::LineFeed => {
                CompactFormatter.write_char_escape(writer, escape)
            }
            CharEscape::Backspace
            | CharEscape::FormFeed
            | CharEscape::CarriageReturn
            | CharEscape::Tab
            | CharEscape::AsciiControl(_) => writer.write_all(b" "),
        }
    }
}

/// The data as templates read it (JSON), with texts that can be shown.
fn shown(data: &impl Serialize) -> anyhow::Result<Vec<u8>> {
    let mut written = Vec::new();
    data.serialize(&mut Serializer::with_formatter(&mut written, Shown))?;
    Ok(written)
}

/// The pages of a template with its data.
fn laid_out(template: &str, data: Vec<u8>) -> anyhow::Result<PagedDocument> {
    let world = World {
        main: Source::new(named("main.typ")?, template.to_owned()),
        shared: Source::new(named("paper.typ")?, SHARED.to_owned()),
        data: (named("data.json")?, Bytes::new(data)),
    };
    let compiled = typst::compile::<PagedDocument>(&world);
    // The pages are there: what they were made of is not held while they are written.
    typst::comemo::evict(KEPT_FOR);
    let document = compiled.output.map_err(|errors| told("setting a paper", &errors))?;
    // A template that warns asks for a face or a way of writing that is not there.
    anyhow::ensure!(compiled.warnings.is_empty(), told("setting a paper", &compiled.warnings));
    Ok(clusters::joined(document))
}

fn told(doing: &str, diagnostics: &[SourceDiagnostic]) -> anyhow::Error {
    let told: Vec<&str> = diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
    anyhow::anyhow!("{doing}: {}", told.join("; "))
}

fn instant(at: DateTime<Utc>) -> Option<Datetime> {
    let small = |number: u32| u8::try_from(number).ok();
    let (month, day) = (small(at.month())?, small(at.day())?);
    Datetime::from_ymd_hms(at.year(), month, day, small(at.hour())?, small(at.minute())?, small(at.second())?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use typst::{
        layout::{Frame, FrameItem, Point},
        text::TextItem,
    };

    const TEMPLATE: &str = "#import \"paper.typ\": face, strongly
#set document(title: \"a test\")
#set text(font: face, lang: \"th\", fallback: false)
#json(\"data.json\") #strongly(json(\"data.json\"))";

    fn data(text: &str) -> Vec<u8> {
        shown(&text).expect("JSON")
    }

    fn texts(frame: &Frame, found: &mut String) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Text(run) => found.push_str(&run.text),
                FrameItem::Group(group) => texts(&group.frame, found),
                FrameItem::Shape(..) | FrameItem::Image(..) | FrameItem::Link(..) | FrameItem::Tag(_) => {}
            }
        }
    }

    const MARKED: [&str; 10] = [
        "ที่ชี้วัดปี่",
        "ญี่ปุ่น",
        "ฎู่ฏุ้ฐิ์",
        "น้ำปั๊มสิทธิ์",
        "ก่ก่ก่",
        "กกกน้ำน้ำทำกำ",
        "กี่กี่กี้",
        "ผู้ใหญ่ที่ซื้อปี่ให้ญาติ",
        "เป็นไปตามเป้าในปีงบประมาณ",
        "ผู้ใช้ที่ได้ใช้ฝั่งใดฟังก์ไหน",
    ];

    #[test]
    fn every_cluster_is_told_once() {
        for text in MARKED {
            let document = laid_out(TEMPLATE, data(text)).expect("pages");
            let mut found = String::new();
            texts(&document.pages()[0].frame, &mut found);
            assert_eq!(found.replace(' ', ""), text.repeat(2));
        }
    }

    /// Runs of a frame with where they are placed.
    fn runs(frame: &Frame, found: &mut Vec<(Point, TextItem)>) {
        for (at, item) in frame.items() {
            match item {
                FrameItem::Text(run) => found.push((*at, run.clone())),
                FrameItem::Group(group) => runs(&group.frame, found),
                FrameItem::Shape(..) | FrameItem::Image(..) | FrameItem::Link(..) | FrameItem::Tag(_) => {}
            }
        }
    }

    #[test]
    fn no_word_has_a_gap_that_a_reader_takes_for_a_blank() {
        const BLANK: f64 = 0.1;
        for text in MARKED {
            let document = laid_out(TEMPLATE, data(text)).expect("pages");
            let mut found = Vec::new();
            runs(&document.pages()[0].frame, &mut found);
            // Where the last cluster ended, by its last glyph, and in which face.
            let mut before: Option<(f64, TextItem)> = None;
            for (at, run) in found {
                let mut pen = at.x.to_pt() / run.size.to_pt();
                for cluster in run.glyphs.chunk_by(|before, after| before.range == after.range) {
                    let begin = pen + cluster[0].x_offset.get();
                    if let Some((end, last)) = before
                        && last.font == run.font
                    {
                        assert!(
                            (begin - end).abs() < BLANK,
                            "{text}: {} before {:?}",
                            begin - end,
                            &run.text[cluster[0].range()]
                        );
                    }
                    let (last, earlier) = cluster.split_last().expect("a glyph");
                    pen += earlier.iter().map(|glyph| glyph.x_advance.get()).sum::<f64>();
                    let wide = run.font.x_advance(last.id).expect("a glyph of the face");
                    before = Some((pen + last.x_offset.get() + wide.get(), run.clone()));
                    pen += last.x_advance.get();
                }
            }
        }
    }

    #[test]
    fn the_dots_of_a_leader_fill_its_width() {
        const WIDTH_PT: f64 = 200.0;
        let template = format!("{TEMPLATE}\n#box(width: {WIDTH_PT}pt, repeat(gap: 3pt)[.])");
        let document = laid_out(&template, data("")).expect("pages");
        let (mut found, mut ends) = (Vec::new(), 0.0_f64);
        runs(&document.pages()[0].frame, &mut found);
        for (at, run) in found {
            ends = ends.max(at.x.to_pt() + run.width().to_pt());
        }
        assert!(ends > WIDTH_PT * 0.9, "{ends}");
    }

    /// The lines of a frame that stands so far down, with how far down each stands.
    fn lines(frame: &Frame, above: f64, found: &mut Vec<(f64, String)>) {
        const SAME: f64 = 4.0;
        for (at, item) in frame.items() {
            let down = above + at.y.to_pt();
            match item {
                FrameItem::Text(run) => match found.last_mut() {
                    Some((last, line)) if (*last - down).abs() < SAME => line.push_str(&run.text),
                    _ => found.push((down, run.text.to_string())),
                },
                FrameItem::Group(group) => lines(&group.frame, down, found),
                FrameItem::Shape(..) | FrameItem::Image(..) | FrameItem::Link(..) | FrameItem::Tag(_) => {}
            }
        }
    }

    #[test]
    fn no_line_ends_within_a_word_before_its_number_or_on_a_dot() {
        const LABEL: &str = "ดัชนีรัฐบาลดิจิทัล · อันดับ 418 ร่วม · ไตรมาส 4 ปีงบประมาณ 2569 · Quarter 4, fiscal year 2026";
        const KEPT: [&str; 5] = ["อันดับ 418", "ไตรมาส 4", "ปีงบประมาณ 2569", "Quarter 4", "fiscal year 2026"];
        for width in (36..=72).step_by(4) {
            let template = format!(
                "#import \"paper.typ\": face, kept-together
#set document(title: \"a test\")
#set text(font: face, lang: \"th\", fallback: false)
#block(width: {width}mm, kept-together(json(\"data.json\")))"
            );
            let document = laid_out(&template, data(LABEL)).expect("pages");
            let mut found = Vec::new();
            lines(&document.pages()[0].frame, 0.0, &mut found);
            let found: Vec<String> = found.into_iter().map(|(_, line)| line.replace('\u{a0}', " ")).collect();
            assert!(found.len() > 1, "{width} mm: {found:?}");
            assert!(!found.iter().any(|line| line.trim_end().ends_with('·')), "{width} mm: {found:?}");
            for kept in KEPT {
                assert!(found.iter().any(|line| line.contains(kept)), "{width} mm: {kept} in {found:?}");
            }
        }
    }

    #[test]
    fn the_same_data_give_the_same_bytes() {
        let at = "2027-01-15T09:30:00Z".parse().expect("an instant");
        let set = |text: &str| set(TEMPLATE, &text, "a test".to_owned(), at).expect("a PDF");
        assert_eq!(set("รัฐบาลดิจิทัล"), set("รัฐบาลดิจิทัล"));
        assert_ne!(set("รัฐบาลดิจิทัล"), set("ดิจิทัล"));
    }

    #[test]
    fn a_text_with_what_cannot_be_printed_is_set_without_it() {
        let at = "2027-01-15T09:30:00Z".parse().expect("an instant");
        let set = |text: &str| set(TEMPLATE, &text, "a test".to_owned(), at).map_err(|error| error.to_string());
        let every = |characters: std::ops::RangeInclusive<char>| characters.map(|c| format!("ก{c}ข"));
        let noncharacters = ["ก\u{fdd0}ข", "ก\u{fffe}ข", "ก\u{10ffff}ข"].map(str::to_owned);
        for text in every('\0'..='\x1f').chain(every('\x7f'..='\u{9f}')).chain(noncharacters) {
            assert!(set(&text).is_ok_and(|pdf| pdf.starts_with(b"%PDF")), "{text:?}");
        }
        let kept = |text: &str| serde_json::from_slice::<String>(&data(text)).expect("JSON");
        assert_eq!(kept("x\x01y \x1b[31mred\x0b\x7f\r\n<b>\u{fffe}"), "x y  [31mred   \n<b>?");
        // What reads like such a character is a text like any other.
        assert_eq!(kept("\\u0001 \"/"), "\\u0001 \"/");
    }

    #[test]
    fn what_is_not_there_is_an_error_and_no_empty_paper() {
        let refused = |template: &str| laid_out(template, data("")).expect_err("refused").to_string();
        assert!(refused("#import \"other.typ\": *").contains("other.typ"));
        assert!(refused("#read(\"/etc/passwd\")").contains("not found"));
        assert!(refused("#set text(font: \"Comic Sans\")\nก").contains("font family"));
        assert!(refused("#missing").contains("missing"));
    }
}
