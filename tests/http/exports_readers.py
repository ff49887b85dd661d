"""Reads the files of a snapshot with other people's programs.

usage: exports_readers.py FOLDER CODE
Fails with a sentence where a file is not what its format promises, or where two of them disagree.
"""

import json
import sys
import zipfile
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import pandas
import sdmx
from csvw import CSVW
from frictionless import Package, system
from openpyxl import load_workbook
from pysdmx.io import read_sdmx

folder, code = Path(sys.argv[1]), sys.argv[2]


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
assert sdmx.__version__

# ADX.
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
assert book.sheetnames[:2] == ["ไทย ชุดข้อมูล", "ไทย ผลรายหน่วยงาน"] and len(book.sheetnames) == 10, book.sheetnames
sheet = book["ไทย ผลรายหน่วยงาน"]
cells = {sheet.cell(row, 2).value: row for row in range(2, sheet.max_row + 1)}
assert set(cells) == {organisation for organisation, _ in values}, cells
for row in sheet.iter_rows(min_row=2):
    assert all(cell.data_type != "f" for cell in row)
column = next(cell.column for cell in sheet[1] if cell.value.startswith(indicators["svc-e2e"]["name_th"]))
figure = sheet.cell(cells["one"], column).value
assert abs(Decimal(str(figure)) - Decimal(values["one", "svc-e2e"]["figure"])) < Decimal("1e-9"), figure
