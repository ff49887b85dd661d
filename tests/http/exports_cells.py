"""Holds what a reader found of a snapshot's tables against the product's own JSON, cell by cell.

A row is a mapping of columns by their names; a reader may know of more columns than are compared, but of no other rows.
"""

import json
import math
from datetime import date, datetime
from decimal import Decimal, getcontext

# Some readers calculate with what they read, and would round figures without an end to Python's 28 digits.
getcontext().prec = 60

# By which columns the rows of a table are told apart.
KEYS = {
    "snapshot": ["code"],
    "organisations": ["code"],
    "indicators": ["code"],
    "reports": ["organisation"],
    "values": ["organisation", "indicator"],
    "scores": ["scheme", "organisation"],
    "score_nodes": ["scheme", "organisation", "node"],
    "places": ["scheme", "organisation"],
    "completeness": ["organisation"],
}


def document(path):
    """The JSON of a snapshot, with every digit."""
    return json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


def exact(number):
    """A number as it is written where every digit counts."""
    return format(number, "f") if isinstance(number, Decimal) else str(number)


def agrees(found, expected, places=None):
    """Whether a cell says what the JSON says: a text in the same digits, a number of the same value, an instant with its zone.
    What a reader gives in floating point agrees only where `places` is "binary"; `places` digits after the point are what some
    formats keep."""
    if expected is None:
        return found is None or (isinstance(found, str) and found == "")
    if isinstance(expected, bool):
        return found is expected or (isinstance(found, str) and found.lower() == exact(expected).lower())
    if isinstance(expected, (int, Decimal)):
        if places == "binary":
            return found not in (None, "") and math.isclose(float(found), float(expected), rel_tol=1e-15)
        if isinstance(found, str):
            return found == exact(expected)
        if isinstance(found, (bool, float)) or found is None:
            return False
        least = Decimal(0) if places is None else Decimal(5).scaleb(-places - 1)
        return abs(Decimal(found) - Decimal(expected)) <= least
    if isinstance(found, datetime) and "T" not in expected:
        # A day, as some readers know it: its first instant without a zone.
        return found.isoformat() == f"{expected}T00:00:00"
    if isinstance(found, datetime):
        return found.utcoffset() is not None and found == datetime.fromisoformat(expected.replace("Z", "+00:00"))
    if isinstance(found, date):
        return found.isoformat() == expected
    return found == expected


def same_cells(reader, told, tables, name, columns=None, places=None):
    """Every row that a reader tells of a table is one of the JSON's, none is missing or there twice, and each cell agrees.
    Compares all columns of the JSON where none are named; what only some formats round is in `places` by its column."""
    key, told, expected = KEYS[name], list(told), {}
    for row in tables[name]:
        expected[tuple(row[part] for part in key)] = row
    assert len(expected) == len(tables[name]), f"{name} has a row twice"
    found = {}
    for row in told:
        found.setdefault(tuple(row[part] for part in key), row)
    assert len(found) == len(told), f"{reader}: {name} has a row twice"
    assert set(found) == set(expected), f"{reader}: {name} {set(found) ^ set(expected)}"
    cells = 0
    for row, other in ((found[one], expected[one]) for one in expected):
        for column in columns or other:
            assert column in row, f"{reader}: {name} has no {column}"
            same = agrees(row[column], other[column], (places or {}).get(column))
            assert same, f"{reader}: {name}.{column} of {[other[part] for part in key]}: {row[column]!r} is not {other[column]!r}"
            cells += 1
    return cells


def values_with_names(tables):
    """The tables with the Thai names of organisations and indicators, and the period as SDMX writes it, beside each value."""
    names = {row["code"]: row["name_th"] for row in tables["organisations"]}
    indicators = {row["code"]: row["name_th"] for row in tables["indicators"]}

    def named(row):
        start = date.fromisoformat(row["period_start"])
        period = f"{start.year}-Q{(start.month - 1) // 3 + 1}"
        of = {"organisation_name": names[row["organisation"]], "indicator_name": indicators[row["indicator"]]}
        status = "A" if row["applicability"] == "applies" else "M"
        return row | of | {"time_period": period, "obs_status": status}

    return {**tables, "values": [named(row) for row in tables["values"]]}
