//! What belongs together in the text of a PDF. Typst lays glyphs at another height, such as a tone mark above a vowel, into a
//! run of their own and gives the letters of the cluster to both: readers of screens and whoever copies would get `ที่ที่` for
//! `ที่`. Runs that share a cluster, the second beginning where the first ends, are made one again, in which the glyphs keep
//! their heights. And a cluster ends where the next one begins: programs that look for words take it to end at its last glyph,
//! and where that is a mark further to the left, they would read `ปี งบประมาณ` for `ปีงบประมาณ` (decision 0110).

use typst::{
    ecow::EcoVec,
    layout::{Abs, Em, Frame, FrameItem, Point},
    model::Document as _,
    text::{Glyph, TextItem},
};
use typst_layout::{Page, PagedDocument};

/// What faces show as nothing that is as wide as nothing: the zero width space.
const UNSEEN: char = '\u{200b}';

/// The document with every cluster in one run. Each page as it was is let go once it is joined: whole documents take memory.
pub(super) fn joined(document: PagedDocument) -> PagedDocument {
    let info = document.info().clone();
    let mut pages: EcoVec<Page> = document.pages().into();
    drop(document);
    for page in pages.make_mut() {
        page.frame = joined_frame(&page.frame);
    }
    PagedDocument::new(pages, info)
}

fn joined_frame(frame: &Frame) -> Frame {
    let mut made = Frame::new(frame.size(), frame.kind());
    if frame.has_baseline() {
        made.set_baseline(frame.baseline());
    }
    let mut open: Option<(Point, TextItem)> = None;
    for (at, item) in frame.items() {
        if let (Some((start, run)), FrameItem::Text(next)) = (&mut open, item)
            && (start.x + run.width()).approx_eq(at.x)
            && join(run, start.y - at.y, next)
        {
            continue;
        }
        made.push_multiple(open.take().map(|run| closed(run, begins(item))));
        match item {
            FrameItem::Text(run) => open = Some((*at, run.clone())),
            FrameItem::Group(group) => {
                let mut group = group.clone();
                group.frame = joined_frame(&group.frame);
                made.push(*at, FrameItem::Group(group));
            }
            FrameItem::Shape(..) | FrameItem::Image(..) | FrameItem::Link(..) | FrameItem::Tag(_) => {
                made.push(*at, item.clone());
            }
        }
    }
    made.push_multiple(open.map(|run| closed(run, Em::zero())));
    made
}

/// A run whose clusters end where the next glyph begins: after a mark that stands elsewhere comes a glyph that is neither seen
/// nor wide, and belongs to the same cluster. `after` is how far from the end of the run what follows it begins.
fn closed((at, mut run): (Point, TextItem), after: Em) -> (Point, FrameItem) {
    if let Some(unseen) = run.font.ttf().glyph_index(UNSEEN) {
        let mut glyphs = Vec::with_capacity(run.glyphs.len());
        let mut clusters = run.glyphs.chunk_by(|before, after| before.range == after.range).peekable();
        while let Some(cluster) = clusters.next() {
            glyphs.extend_from_slice(cluster);
            // Faces move vowels that stand before their letter away from marks.
            let end = clusters.peek().and_then(|next| next.first()).map_or(after, |glyph| glyph.x_offset);
            if let [letter, .., last] = cluster
                && last.x_offset != end
            {
                glyphs.push(Glyph { id: unseen.0, x_advance: Em::zero(), x_offset: end, ..letter.clone() });
            }
        }
        glyphs.shrink_to_fit();
        run.glyphs = glyphs;
    }
    (at, FrameItem::Text(run))
}

/// How far from where it is placed an item begins.
fn begins(item: &FrameItem) -> Em {
    let FrameItem::Text(run) = item else { return Em::zero() };
    run.glyphs.first().map_or(Em::zero(), |glyph| glyph.x_offset)
}

/// Appends a run that stands so much higher, if it goes on in the middle of the last cluster; tells whether it did.
fn join(run: &mut TextItem, higher: Abs, next: &TextItem) -> bool {
    let Some((before, after)) = run.glyphs.last().zip(next.glyphs.first()) else { return false };
    let cluster = before.range();
    // Where a letter stands in its source tells it from the same letter after it.
    let goes_on = before.span == after.span
        && cluster.end == run.text.len()
        && after.range.start == 0
        && run.text.get(cluster.clone()) == next.text.get(after.range());
    let looks_alike = run.font == next.font && run.size == next.size && run.fill == next.fill && run.lang == next.lang;
    let (Ok(shift), true) = (u16::try_from(cluster.start), goes_on && looks_alike) else { return false };
    if u16::try_from(run.text.len() + next.text.len()).is_err() {
        return false;
    }
    let higher = Em::from_abs(higher, run.size);
    run.text.push_str(next.text.get(cluster.len()..).unwrap_or_default());
    run.glyphs.extend(next.glyphs.iter().map(|glyph| Glyph {
        y_offset: glyph.y_offset + higher,
        range: glyph.range.start + shift..glyph.range.end + shift,
        ..glyph.clone()
    }));
    true
}
