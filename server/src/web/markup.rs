//! The tags of documents of ours: every attribute stands in double quotes, and no bracket within one.

/// A tag, with what stands before it and all that follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tag<'a> {
    /// From the tag before.
    pub(crate) before: &'a str,
    /// With its brackets; empty at the end of the text.
    pub(crate) itself: &'a str,
    /// To the end of the text.
    pub(crate) after: &'a str,
}

/// The tags of a text in their order; the last one is empty and has what is left before it.
pub(crate) fn tags(html: &str) -> impl Iterator<Item = Tag<'_>> {
    let mut rest = Some(html);
    std::iter::from_fn(move || {
        let text = rest.take()?;
        let Some(place) = text.find('<') else { return Some(Tag { before: text, itself: "", after: "" }) };
        let (before, tag) = text.split_at(place);
        let (itself, after) = tag.split_at(tag.find('>').map_or(tag.len(), |end| end + 1));
        rest = Some(after);
        Some(Tag { before, itself, after })
    })
}

/// The value of an attribute, written as ` href="`, and where it stands in the tag.
pub(crate) fn attribute<'a>(tag: &'a str, name: &str) -> Option<(usize, &'a str)> {
    let begin = tag.find(name)? + name.len();
    let value = tag[begin..].split_once('"')?.0;
    Some((begin, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_of_a_text_is_in_its_tags_and_before_them() {
        for text in ["", "a", "<a>", "a<b c=\"d\">e</b>f", "a < b", "<a", "ก<ข>ค"] {
            let told: String = tags(text).flat_map(|tag| [tag.before, tag.itself]).collect();
            assert_eq!(told, text);
        }
        let first = tags("a<b c=\"d\">e</b>").next().expect("a tag");
        assert_eq!((first.before, first.itself, first.after), ("a", "<b c=\"d\">", "e</b>"));
        assert_eq!(attribute(first.itself, " c=\""), Some((6, "d")));
        assert_eq!(attribute(first.itself, " d=\""), None);
    }
}
