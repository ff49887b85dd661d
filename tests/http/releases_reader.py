"""Somebody else's reader of feeds finds every release with its date, its page and its file."""

import sys

import feedparser

feed = feedparser.parse(sys.argv[1])
assert not feed.bozo, feed.get("bozo_exception")
assert feed.version == "atom10", feed.version
assert feed.feed.language == "th" and feed.feed.title and feed.feed.author, feed.feed
assert feed.feed.updated_parsed and feed.feed.id.startswith("urn:tidtam:releases:"), feed.feed
newest, first = feed.entries
assert newest.id.endswith("2570-q1.final.2") and first.id.endswith("2570-q1.final.1"), [newest.id, first.id]
assert newest.published_parsed > first.published_parsed
assert "แก้ <ค่า> & หน่วยงาน" in newest.summary or "แก้ &lt;ค่า&gt; &amp; หน่วยงาน" in newest.summary, newest.summary
for entry in feed.entries:
    assert any("ก" <= letter <= "๙" for letter in entry.title), entry.title
    links = {link.rel: link for link in entry.links}
    code = entry.id.rsplit(":", 1)[1]
    assert links["alternate"].href.endswith(f"/public/th/{code}"), links
    assert links["enclosure"].href.endswith(f"/snapshots/{code}/file") and int(links["enclosure"].length) > 1000, links
