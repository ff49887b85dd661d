"""Checks the reference data; prints every fault and ends with 1 if there was one. Python 3.11+, no packages."""
import csv, datetime, pathlib, re, sys, tomllib, unicodedata
from decimal import Decimal

HERE = pathlib.Path(__file__).parent
faults = []


def expect(holds, *words):
    if not holds:
        faults.append(" ".join(map(str, words)))


def rows(name):
    text = (HERE / name).read_bytes()
    expect(b"\r" not in text and not text.startswith(b"\xef\xbb\xbf"), name, "line ends or BOM")
    text = text.decode()
    expect(unicodedata.is_normalized("NFC", text), name, "not NFC")
    found = list(csv.DictReader(text.splitlines(), restkey="too many", restval=None))
    for at, row in enumerate(found, 2):
        expect("too many" not in row and None not in row.values(), name, at, "wrong number of cells")
        for column, cell in row.items():
            expect(isinstance(cell, str) and cell == cell.strip() and "  " not in cell, name, at, column, "spaces")
    return found


# Marks that cannot stand where they stand: two of a kind, a mark with nothing under it, a split sara am, a lone lead vowel.
BAD_THAI = re.compile(
    r"[\u0e31\u0e34-\u0e3a\u0e47]{2}|[\u0e48-\u0e4b]{2}|[\u0e48-\u0e4b][\u0e31\u0e34-\u0e3a\u0e47]"
    r"|(?<![\u0e01-\u0e2e\u0e31-\u0e3a])[\u0e48-\u0e4b]|(?<![\u0e01-\u0e2e])[\u0e31\u0e34-\u0e3a]"
    r"|(?<![\u0e01-\u0e2e\u0e34\u0e38])\u0e4c|\u0e4d\u0e32|[\u0e40-\u0e44](?![\u0e01-\u0e2e])|\u0e40\u0e40|[\u200b-\u200f\ufeff\u00a0]"
)


def thai(text, *where):
    expect(re.search(r"[\u0e01-\u0e2e]", text), *where, "no Thai:", text)
    found = BAD_THAI.search(text)
    expect(not found, *where, "Thai spelling at", found and found.start(), ":", text)


def english(text, *where):
    expect(text.strip() and not re.search(r"[\u0e00-\u0e7f]", text), *where, "not English:", text)


def day(text, *where):
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        expect(False, *where, "not a date:", text)


# Holidays
holidays = rows("holidays.csv")
days = [day(row["day"], "holidays") for row in holidays]
expect(days == sorted(set(days)), "holidays.csv is not in the order of days, each once")
for row in holidays:
    thai(row["name_th"], "holidays", row["day"])
    english(row["name_en"], "holidays", row["day"])
    expect(row["status"] in ("official", "sourced", "press", "background", "demonstration"), row["day"], "status")
    expect(row["source"], row["day"], "source")

# Organisations
KINDS = set("root group ministry department public_organisation state_agency state_enterprise university independent "
            "court parliament province special_local local_administration".split())
NEVER = {"root", "group", "ministry", "court", "parliament", "independent"}
provinces = rows("provinces.csv")
province_codes = {row["code"] for row in provinces}
expect(len(provinces) == len(province_codes) == 77, "provinces are not 77")
bodies, thai_names = {}, {}
for row in rows("organisations.csv"):
    code = row["code"]
    expect(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code), code, "form of the code")
    expect(code not in bodies, code, "twice")
    expect(row["parent_code"] in bodies or (code == "th" and not row["parent_code"]), code, "parent is missing or stands later")
    expect(row["kind"] in KINDS, code, "kind")
    thai(row["name_th"], code)
    expect(row["name_th"] not in thai_names or {code, thai_names[row["name_th"]]} == {"bma", "th-10"}, code, "name twice")
    thai_names[row["name_th"]] = code
    if row["name_en"]:
        english(row["name_en"], code)
    expect(not row["province_code"] or row["province_code"] in province_codes, code, "province")
    ends = [day(row[c], code) for c in ("valid_from", "valid_to") if row[c]]
    expect(ends == sorted(ends), code, "dates")
    expect(row["reports"] in ("yes", "no"), code, "reports")
    expect(not (row["reports"] == "yes" and (row["kind"] in NEVER or row["valid_to"])), code, "must not report")
    expect(row["source"], code, "source")
    bodies[code] = row
ministries = [code for code, row in bodies.items() if row["kind"] == "ministry"]
expect(len(ministries) == 20, "ministries are not 20")
for code in ministries:
    expect(bodies.get("ops-" + code, {}).get("reports") == "yes", code, "has no reporting permanent secretary's office")
for row in provinces:
    body = bodies.get(row["organisation_code"], {})
    expect(body.get("kind") == "province" and body.get("province_code") == row["code"], row["code"], "province body")
    expect(row["iso_3166_2"] == "TH-" + row["code"], row["code"], "ISO code")
    thai(row["name_th"], row["code"])
for row in rows("organisation_events.csv"):
    where = ("event", row["effective_on"], row["code"])
    day(row["effective_on"], *where)
    expect(row["kind"] in ("renamed", "merged", "split", "moved", "dissolved"), *where, "kind")
    expect(row["code"] in bodies and (not row["other_code"] or row["other_code"] in bodies), *where, "unknown code")
    if row["name_th_before"] or row["kind"] != "split":
        thai(row["name_th_before"], *where)
    expect(row["source"], *where, "source")
aliases = rows("organisation_aliases.csv")
expect(len({row["alias_th"] for row in aliases}) == len(aliases), "an alias stands twice")
for row in aliases:
    expect(row["code"] in bodies, "alias of unknown", row["code"])
    expect(row["reason"] in ("former_name", "predecessor", "short_name", "long_name"), row["alias_th"], "reason")
    expect(row["alias_th"] not in thai_names, row["alias_th"], "is the name of", thai_names.get(row["alias_th"]))
    thai(row["alias_th"], "alias")

# Plans
STATUS = {"official", "sourced", "press", "background", "demonstration"}
MEASURES = {"ratio": {"numerator", "denominator", "scale"}, "mean": {"weight"}, "count": set(),
            "cumulative": set(), "level": {"lowest", "highest", "meets_at"}, "yes_no": set(), "score": {"lowest", "highest"},
            "rank": {"of"}, "amount": set()}
NEEDED = set("code strategy name definition unit measure polarity frequency scope weight evidence interpolation targets provenance".split())
OPTIONAL = {"reporters", "range", "baseline", "links"}
known = {}


def text_pair(pair, *where):
    expect(set(pair) == {"th", "en"}, *where, "keys", *pair)
    thai(pair["th"], *where)
    english(pair["en"], *where)


def provenance(item, *where):
    found = item.get("provenance", {})
    expect(set(found) == {"status", "source"} and found["status"] in STATUS and found["source"].strip(), *where, "provenance")


def figure(text, *where):
    expect(isinstance(text, str) and re.fullmatch(r"-?\d+(\.\d+)?", text), *where, "not a quoted decimal:", text)
    return Decimal(text)


for path in sorted((HERE / "plans").glob("*.toml")):
    raw = path.read_text()
    expect(unicodedata.is_normalized("NFC", raw) and "  " not in re.sub(r"(?m)^ +", "", raw), path.name, "NFC or spaces")
    file = tomllib.loads(raw)
    expect(set(file) == {"format", "plan", "strategy", "indicator"} and file["format"] == "tidtam-plan/1", path.name, "format")
    plan = file["plan"]
    expect(plan["code"] == path.stem, path.name, "code")
    text_pair(plan["title"], path.name)
    text_pair(plan["vision"], path.name)
    provenance(plan, path.name)
    first, last = plan["first_fiscal_year"], plan["last_fiscal_year"]
    day(plan["approved_on"], path.name), day(plan["effective_from"], path.name)
    expect(first <= last and plan["approved_on"] <= plan["effective_from"], path.name, "dates")
    codes = [item["code"] for item in file["strategy"]] + [item["code"] for item in file["indicator"]]
    for strategy in file["strategy"]:
        expect(set(strategy) == {"code", "title", "provenance", "goals"}, strategy["code"], "keys")
        for item in [strategy, *strategy["goals"]]:
            text_pair(item["title"], item["code"])
            provenance(item, item["code"])
            if item is not strategy:
                codes.append(item["code"])
    expect(len(codes) == len(set(codes)), path.name, "a code stands twice")
    for item in file["indicator"]:
        where = (path.stem, item["code"])
        expect(NEEDED <= set(item) <= NEEDED | OPTIONAL, *where, "keys", NEEDED ^ set(item))
        expect(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", item["code"]), *where, "form of the code")
        expect(item["strategy"] in [s["code"] for s in file["strategy"]], *where, "strategy")
        measure = item["measure"]
        expect(set(measure) == {"type"} | MEASURES[measure["type"]], *where, "measure keys")
        pairs = [item["name"], item["definition"], item["unit"], item["evidence"]["description"]]
        pairs += [measure[key] for key in ("numerator", "denominator") if key in measure]
        pairs += [measure["weight"]] if measure["type"] == "mean" else []
        for pair in pairs:
            text_pair(pair, *where)
        expect(item["polarity"] in ("higher", "lower") or set(item["polarity"]) == {"within"}, *where, "polarity")
        expect(item["frequency"] in ("quarterly", "half_yearly", "annual"), *where, "frequency")
        expect(item["scope"] in ("agency", "national", "both"), *where, "scope")
        expect(item["interpolation"] in ("linear", "step"), *where, "interpolation")
        expect(isinstance(item["evidence"]["required"], bool), *where, "evidence")
        expect(set(item.get("reporters", [])) <= KINDS, *where, "reporters")
        expect(all(re.fullmatch(r"sdg:\d+\.[0-9a-d]+", link) for link in item.get("links", [])), *where, "links")
        expect(figure(item["weight"], *where) > 0, *where, "weight")
        provenance(item, *where)
        low, high = "-1e30", "1e30"
        if "range" in item:
            low, high = item["range"]["lowest"], item["range"]["highest"]
        elif measure["type"] in ("level", "yes_no"):
            low, high = "0", "100"
        elif measure["type"] == "score":
            low, high = measure["lowest"], measure["highest"]
        points = ([item["baseline"]] if "baseline" in item else []) + item["targets"]
        for point in points:
            expect(set(point) == {"fiscal_year", "value", "provenance"}, *where, "point keys")
            provenance(point, *where)
            expect(Decimal(low) <= figure(point["value"], *where) <= Decimal(high), *where, "out of range", point["value"])
            if item["provenance"]["status"] == "demonstration":
                expect(point["provenance"]["status"] == "demonstration", *where, "a made-up indicator with a real figure")
        years = [point["fiscal_year"] for point in points]
        expect(years == sorted(set(years)), *where, "years")
        expect(all(first <= point["fiscal_year"] <= last for point in item["targets"]), *where, "a target outside the plan")
        values = [Decimal(point["value"]) for point in points]
        expect(values == sorted(values, reverse=item["polarity"] == "lower"), *where, "targets turn back")
        same = {key: item[key] for key in ("name", "unit", "measure", "polarity", "definition", "scope", "frequency")}
        expect(known.setdefault(item["code"], same) == same, *where, "differs from another plan")

# Schemes
schemes = 0
for path in sorted((HERE / "schemes").glob("*.toml")):
    raw = path.read_text()
    expect(unicodedata.is_normalized("NFC", raw) and "  " not in re.sub(r"(?m)^ +", "", raw), path.name, "NFC or spaces")
    file = tomllib.loads(raw)
    expect(set(file) == {"format", "scheme", "node"} and file["format"] == "tidtam-scheme/1", path.name, "format")
    expect(file["scheme"]["code"] == path.stem, path.name, "code")
    schemes += 1
    text_pair(file["scheme"]["description"], path.name)
    classing = file["scheme"].get("classing", {"rule": {}, "provenance": file["scheme"]["provenance"]})
    named = classing["rule"].get("classes", []) + classing["rule"].get("levels", [])
    for item in [file["scheme"], *named, *file["node"]]:
        text_pair(item["title"], path.name, item["code"])
    for item in [file["scheme"], classing, *file["node"]]:
        provenance(item, path.name, item.get("code", "classing"))
    nodes = [item["code"] for item in file["node"]]
    expect(len(nodes) == len(set(nodes)) and all(item.get("parent", nodes[0]) in nodes for item in file["node"]), path.name, "nodes")
    if path.stem.startswith(("plan-", "dga-")):
        read = {item["reads"]["indicator"] for item in file["node"] if "reads" in item}
        expect(read <= set(known), path.name, "reads an indicator of no plan", *read - set(known))

# Facts and passwords
facts = rows("facts.csv")
keys = [tuple(row[c] for c in ("indicator_code", "organisation_code", "scope", "period_kind", "period")) for row in facts]
expect(len(keys) == len(set(keys)), "a fact stands twice")
for row in facts:
    where = ("fact", row["indicator_code"], row["period"])
    expect(bool(row["organisation_code"]) != bool(row["scope"]), *where, "organisation or scope")
    expect(not row["organisation_code"] or row["organisation_code"] in bodies, *where, "organisation")
    expect(row["period_kind"] in ("survey_year", "fiscal_year", "calendar_date"), *where, "period kind")
    expect(re.fullmatch(r"\d{4}" if row["period_kind"] != "calendar_date" else r"\d{4}-\d\d-\d\d", row["period"]), *where, "period")
    expect(re.fullmatch(r"[A-D]" if row["unit"] == "class A-D" else r"\d+(\.\d+)?", row["value"]), *where, "value")
    expect(row["unit"] != "index 0-1" or Decimal(row["value"]) <= 1, *where, "index above 1")
    expect(row["confidence"] in ("high", "medium", "low") and row["source"], *where, "confidence or source")
    thai(row["name_th"], *where)
    english(row["name_en"], *where)
passwords = (HERE / "common-passwords.txt").read_text().splitlines()
expect(passwords == sorted(set(passwords)), "passwords are not sorted or stand twice")
for word in passwords:
    expect(len(word) >= 15 and word == word.strip() == unicodedata.normalize("NFC", word.lower()), "password", word)

for fault in faults:
    print(fault)
print(f"{len(bodies)} organisations, {len(known)} indicators, {schemes} schemes, {len(facts)} facts, {len(passwords)} passwords, {len(faults)} faults")
sys.exit(bool(faults))
