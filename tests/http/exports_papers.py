"""Reads the printed reports of a snapshot with pdfinfo, pdftotext and pypdf.

usage: exports_papers.py FOLDER CODE SNAPSHOT WORDS BODY...
where SNAPSHOT is the signed file and WORDS a file with the words that the product uses, by language. Of the country and of each
body there is a report in both languages. Fails with a sentence where a report is not tagged, lacks a heading or a number that the
snapshot has, or where something is clipped or lies over something else.
"""

import hashlib
import json
import re
import subprocess
import sys
from datetime import date, datetime, timedelta, timezone
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from pathlib import Path
from xml.etree import ElementTree

from exports_cells import document
from pypdf import PdfReader

folder, code, snapshot, words_file, *bodies = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]), *sys.argv[5:]
spoken = json.loads(words_file.read_text(encoding="utf-8"))
tables = document(folder / f"{code}.json")["tables"]
lines = [json.loads(line, parse_float=Decimal) for line in snapshot.read_text(encoding="utf-8").splitlines()]
signed = hashlib.sha256(snapshot.read_bytes()).hexdigest()


def told(kind):
    return [line[kind] for line in lines if kind in line]


(head,), (plan,) = told("head"), told("plan")
schemes, reports = told("scheme"), {report["body"]: report for report in told("report")}
organisations = {row["code"]: row for row in tables["organisations"]}
counts = {row["organisation"]: row for row in tables["completeness"]}
last_day = date.fromisoformat(tables["snapshot"][0]["period_end"])


def printed(file):
    told = subprocess.run(["pdfinfo", file], capture_output=True, check=True, text=True).stdout
    info = dict(line.split(":", 1) for line in told.splitlines() if ":" in line)
    assert info["Tagged"].strip() == "yes", told
    # Cell by cell, as the paper is written, and not line by line across the columns of tables.
    told = ["pdftotext", "-raw", file, "-"]
    text = subprocess.run(told, capture_output=True, check=True, text=True).stdout
    reader = PdfReader(file)
    catalog = reader.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"] and catalog["/ViewerPreferences"]["/DisplayDocTitle"], file
    assert b"<pdfuaid:part>1</pdfuaid:part>" in catalog["/Metadata"].get_data(), "PDF/UA-1 is claimed"
    faces = {str(font["/BaseFont"]) for page in reader.pages for font in page["/Resources"]["/Font"].values()}
    faces = {re.sub(r"^/[A-Z]{6}\+", "", face) for face in map(str, faces)}
    assert all(face.startswith("IBMPlexSansThaiLooped") for face in faces), faces
    return info["Title"].strip(), int(info["Pages"]), str(catalog["/Lang"]), text


# A paper is A4 with these margins, in points; header and footer stand in those above and below.
BESIDE, ABOVE, BELOW = 2.2 * 72 / 2.54, 0.4 * 72 / 2.54, 1.0 * 72 / 2.54
SLACK = 1.0


def nothing_is_clipped(file):
    """No word reaches into the margins, and no two words of a line lie over each other."""
    told = subprocess.run(["pdftotext", "-bbox", file, "-"], capture_output=True, check=True, text=True).stdout
    pages = ElementTree.fromstring(told.replace("\x0c", "")).iter("{http://www.w3.org/1999/xhtml}page")
    seen = 0
    for number, page in enumerate(pages, start=1):
        width, height = float(page.get("width")), float(page.get("height"))
        words = [
            ([float(word.get(side)) for side in ("xMin", "yMin", "xMax", "yMax")], word.text)
            for word in page.iter("{http://www.w3.org/1999/xhtml}word")
        ]
        for (left, top, right, bottom), text in words:
            is_beside = left < BESIDE - SLACK or right > width - BESIDE + SLACK
            assert not is_beside and top >= ABOVE and bottom <= height - BELOW, f"{file.name} {number}: {text} is clipped"
        words.sort(key=lambda word: word[0][0])
        for place, ((left, top, right, bottom), text) in enumerate(words):
            for (other_left, other_top, other_right, other_bottom), other in words[place + 1 :]:
                if other_left >= right - SLACK:
                    break
                together = min(bottom, other_bottom) - max(top, other_top)
                is_line = together > 0.5 * min(bottom - top, other_bottom - other_top)
                wide = min(right, other_right) - other_left
                assert not is_line or wide <= SLACK, f"{file.name} {number}: {text} lies over {other}"
        seen += len(words)
    assert seen > 50, file


def unbroken(text):
    """Without the marks that only tell where a line may break."""
    return re.sub(r"[\u200b\u2060]+", "", text)


def plain(text):
    """Without spaces, and without the marks that only tell where a line may break."""
    return re.sub(r"\s+", "", unbroken(text))


# Vowels and tones above and below their letter.
MARK = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")


def as_words(part):
    """Finds a part letter by letter, with no space that it does not have; lines may end within it, and a space be the end of one."""
    return re.compile(r"\s+".join(r"\n?".join(map(re.escape, word)) for word in unbroken(part).split()))


class Paper:
    """What stands in one, as it is read and without spaces."""

    def __init__(self, name, language, text):
        self.name, self.language, self.read, self.text, self.found = name, language, unbroken(text), plain(text), 0

    def shows(self, *parts):
        """Parts that follow each other, such as the cells of a row; whoever looks for one that has marks finds it."""
        parts = [str(part) for part in parts]
        wanted = "".join(map(plain, parts))
        assert wanted and wanted in self.text, f"{self.name}: {parts}"
        for part in filter(MARK.search, parts):
            assert as_words(part).search(self.read), f"{self.name}: {part} is not found as it is written"
        self.found += 1


def shaped(number, places):
    """A number as papers write it: so many decimals at most, none that is nought."""
    rounded = f"{Decimal(number).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP):,f}"
    return rounded.rstrip("0").rstrip(".") if "." in rounded else rounded


def figure(number):
    return shaped(number, 2)


def share(part, whole):
    return f"{shaped(Decimal(100 * part) / whole, 0)}%" if whole else "–"


def of_language(row, language):
    return row[language] or row["th"]


def name_of(organisation, language):
    row = organisations[organisation]
    return row[f"name_{language}"] or row["name_th"]


def expected_by_now(indicator):
    """What the plan expects of one body on the last day of the period: of a running total the share of the year that is gone."""
    if indicator["measure"]["type"] != "cumulative":
        return on_the_line(indicator, last_day)
    year = last_day.year + (last_day.month >= 10)
    end, before_it = date(year, 9, 30), date(year - 1, 9, 30)
    of_year, baseline = on_the_line(indicator, end), indicator.get("baseline")
    if of_year is None or (baseline and baseline["fiscal_year"] - 543 >= year):
        return None
    if last_day == end:
        return of_year
    return None if indicator["interpolation"] == "step" else of_year * (last_day - before_it).days / (end - before_it).days


def on_the_line(indicator, day):
    """What the line through the milestones says."""

    def ends(milestone):
        return date(milestone["fiscal_year"] - 543, 9, 30)

    milestones = [*filter(None, [indicator.get("baseline")]), *indicator["targets"]]
    before = max((it for it in milestones if ends(it) <= day), key=ends, default=None)
    after = min((it for it in milestones if ends(it) > day), key=ends, default=None)
    if before is None or not indicator["targets"]:
        return None
    if after is None or indicator["interpolation"] == "step":
        return Decimal(before["value"])
    gone = Decimal((day - ends(before)).days) / (ends(after) - ends(before)).days
    return Decimal(before["value"]) + (Decimal(after["value"]) - Decimal(before["value"])) * gone


def counted(row):
    which = "reported" if row["verified_value"] is None else "verified"
    return tuple(None if row[f"{which}_{part}"] is None else Decimal(row[f"{which}_{part}"]) for part in ("value", "base"))


def status_of(reached, expected):
    """Of indicators that are the better the higher, as all of the plan are."""
    if reached is None:
        return "no_data"
    if expected is None:
        return "no_target"
    return "on_course" if reached >= expected else "at_risk" if reached >= expected * Decimal("0.9") else "off_course"


def together(indicator, rows):
    """The figure of many bodies, what is expected of them, and how both are written."""
    kind, parts = indicator["measure"]["type"], [counted(row) for row in rows if row["applicability"] == "applies"]
    expected = expected_by_now(indicator)
    if kind == "ratio":
        scale = Decimal(indicator["measure"]["scale"])
        whole = sum(base for _, base in parts)
        return (sum(value for value, _ in parts) * scale / whole if whole else None), expected, "{}%", len(parts)
    if kind == "yes_no":
        return (100 * sum(value for value, _ in parts) / len(parts) if parts else None), expected, "{}%", len(parts)
    assert kind == "cumulative", kind
    # Of a sum, as much is expected as of all who contribute.
    expected = expected * len(parts) if parts else expected
    return (sum(value for value, _ in parts) if parts else None), expected, "{}", len(parts)


def way(indicator, expected):
    """What is expected, as it can be reached: things that are counted are whole."""
    return expected.to_integral_value(rounding=ROUND_CEILING) if indicator["measure"]["type"] == "cumulative" else expected


def written(number, form):
    return "–" if number is None else form.format(figure(number))


def unit_of(indicator, language, words):
    return words["yes_together"] if indicator["measure"]["type"] == "yes_no" else of_language(indicator["unit"], language)


def by_strategy():
    for strategy in plan["strategy"]:
        yield strategy, [indicator for indicator in plan["indicator"] if indicator["strategy"] == strategy["code"]]


def frame(paper, language, pages, words):
    """What every paper has: headings, where it comes from, its pages and its signature."""
    papers = words["papers"]
    for heading in ("headline", "by_status", "figures", "method", "signature"):
        paper.shows(papers[heading])
    for fact in ("plan", "period", "snapshot", "stage", "as_of", "root", "file", "key", "value_of_signature"):
        paper.shows(papers[fact])
    for method in ("together", "status", "verified", "scores", "rounding"):
        paper.shows(papers[f"method_{method}"])
    paper.shows(papers["snapshot"], code)
    paper.shows(papers["note"], head["note"])
    (manifest,), (signature,) = told("manifest"), told("signature")
    for proof in (manifest["root"], signed, manifest["key"], signature["value"]):
        paper.shows(proof)
    for line in paper.read.splitlines():
        assert not line.rstrip().endswith("·"), f"{paper.name}: {line} ends on what parts it from the next line"
    for number in range(1, pages + 1):
        paper.shows(papers["page"], number, papers["page_of"], pages)
    paper.shows(*{"th": ["ปีงบประมาณ", "2570"], "en": ["(2027)"]}[language])
    paper.shows({"th": "31 ธ.ค. 2569", "en": "31 Dec 2026"}[language])


# What is counted on every paper; anything else where there is some of it.
ALWAYS = ("on_course", "at_risk", "off_course", "no_data")


def statuses_shown(paper, words, found):
    for status, word in words["statuses"].items():
        if status in ALWAYS or status in found:
            paper.shows(word, found.count(status))


def of_group(paper, language, top, words):
    papers = words["papers"]
    below = {top}
    while more := {row["code"] for row in organisations.values() if row["parent"] in below} - below:
        below |= more
    of_top = counts[top]
    paper.shows(of_top["expected"], papers["reports_expected"])
    for part in ("handed_in", "on_time", "accepted"):
        paper.shows(share(of_top[part], of_top["expected"]), papers[f"reports_{part}"])
    paper.shows(papers["contents"])
    paper.shows(papers["completeness"])
    columns = ("expected", "handed_in", "on_time", "accepted")
    paper.shows(papers["body"], *(papers[column] for column in columns), papers["share_accepted"])
    for organisation, row in counts.items():
        if organisations[organisation]["parent"] == top and row["expected"]:
            cells = [row[column] for column in columns]
            paper.shows(name_of(organisation, language), *cells, share(row["accepted"], row["expected"]))
    heads = ("indicator", "figure", "expected_by_now", "contributors", "status", "bar")
    paper.shows(*(papers[column] for column in heads))
    paper.shows(*(papers[column] for column in ("indicator", "definition", "polarity", "source")))
    found = []
    for strategy, asked in by_strategy():
        paper.shows(of_language(strategy["title"], language))
        for indicator in asked:
            rows = [row for row in tables["values"] if row["indicator"] == indicator["code"] and row["organisation"] in below]
            reached, expected, form, contributors = together(indicator, rows)
            found.append(status_of(reached, expected))
            numbers = [written(reached, form), written(way(indicator, expected), form), contributors]
            names = [of_language(indicator["name"], language), unit_of(indicator, language, words)]
            paper.shows(*names, *numbers, words["statuses"][found[-1]])
            paper.shows(names[0], of_language(indicator["unit"], language), of_language(indicator["definition"], language))
    statuses_shown(paper, words, found)
    paper.shows(papers["scores"])
    for scheme in schemes:
        of_scheme = scheme["scheme"]
        paper.shows(of_language(of_scheme["title"], language), "·")
        scores = {row["organisation"]: row for row in tables["scores"] if row["scheme"] == of_scheme["code"]}
        scored = {body: row["score"] for body, row in scores.items() if row["outcome"] == "scored" and body in below}
        paper.shows(len(scored), {"th": "จาก", "en": "of"}[language], of_top["expected"])
        places = [row for row in tables["places"] if row["scheme"] == of_scheme["code"] and row["organisation"] in below]
        classes = ["–"] if of_scheme.get("classing") else []
        for row in places:
            score = f"{Decimal(scored[row['organisation']]):.{of_scheme['rounding']['decimals']}f}"
            shared = [papers["shared"]] if row["is_shared"] else []
            paper.shows(row["place"], *shared, name_of(row["organisation"], language), score, *classes)
        assert places, "somebody has a place"


def of_one(paper, language, body, words):
    papers, report = words["papers"], reports[body]
    values = {row["indicator"]: row for row in tables["values"] if row["organisation"] == body}
    paper.shows(words["states"][report["state"]], papers["state"])
    paper.shows(papers["body"], f"{name_of(body, language)} ({body})")
    paper.shows(*(papers[column] for column in ("indicator", "figure", "expected_by_now", "status", "bar")))
    found = []
    for strategy, asked in by_strategy():
        paper.shows(of_language(strategy["title"], language))
        for indicator in asked:
            row, is_yes = values[indicator["code"]], indicator["measure"]["type"] == "yes_no"
            reached = None if row["figure"] is None else Decimal(row["figure"])
            # Half of all bodies are to say yes, and so is each.
            expected = Decimal(1) if is_yes else expected_by_now(indicator)
            form = "{}%" if indicator["measure"]["type"] == "ratio" else "{}"
            figures = [words["yes" if number else "no"] if is_yes and number is not None else written(number, form)
                       for number in (reached, way(indicator, expected))]
            if row["applicability"] != "applies":
                figures[0] = papers["not_applicable"]
            found.append(status_of(reached, expected) if row["applicability"] == "applies" else "not_applicable")
            unit = of_language(indicator["unit"], language)
            unit += f" · {papers['verified']}" if row["verified_value"] is not None else ""
            paper.shows(of_language(indicator["name"], language), unit, *figures, words["statuses"][found[-1]])
    statuses_shown(paper, words, found)
    paper.shows(*(papers[column] for column in ("node", "value", "weight", "contribution")))
    titles = {node["code"]: of_language(node["title"], language) for scheme in schemes for node in scheme["node"]}
    nodes = [row for row in tables["score_nodes"] if row["organisation"] == body]
    for row in nodes:
        cells = ["–" if row[column] is None else shaped(row[column], 6) for column in ("value", "weight", "contribution")]
        paper.shows(titles[row["node"]], *cells)
    assert nodes, f"{body} has a score"
    paper.shows(papers["way"])
    paper.shows(*(papers[column] for column in ("when", "step", "revision")))
    for step in report["steps"]:
        at = datetime.fromisoformat(step["at"].replace("Z", "+00:00")).astimezone(timezone(timedelta(hours=7)))
        clock = {"th": f"{at:%H.%M} น.", "en": f"{at:%H:%M}"}[language]
        paper.shows(clock, words["steps"][step["step"]])
    assert report["steps"], f"the report of {body} went some way"


(root,) = (row["code"] for row in organisations.values() if row["parent"] is None)
for language, words in spoken.items():
    for body in [None, *bodies]:
        file = folder / (f"{code}.{language}.pdf" if body is None else f"{code}.{body}.{language}.pdf")
        title, pages, in_language, text = printed(file)
        least = 2 if body in reports else 3
        assert in_language == language and pages >= least and "2570" in title, (title, pages, in_language)
        paper = Paper(file.name, language, text)
        frame(paper, language, pages, words)
        if body in reports:
            of_one(paper, language, body, words)
        else:
            of_group(paper, language, body or root, words)
        assert paper.found > 40, f"{file.name}: {paper.found}"
        nothing_is_clipped(file)
