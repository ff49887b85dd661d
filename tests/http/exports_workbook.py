"""The workbook of a snapshot as openpyxl reads it, held against the tables of the same snapshot."""

from datetime import datetime, timedelta, timezone
from decimal import Decimal

from exports_cells import agrees, same_cells
from openpyxl import load_workbook


def of_clock(cell, instant):
    clock = datetime.fromisoformat(instant.replace("Z", "+00:00")).astimezone(timezone(timedelta(hours=7)))
    assert cell.is_date and abs(cell.value - clock.replace(tzinfo=None)) < timedelta(seconds=1), (cell.value, instant)


def holds_tables(path, tables, status_codes):
    """Fails with a sentence where the workbook at a path is not for people, or says something else than the tables."""
    indicators = {row["code"]: row for row in tables["indicators"]}
    standing = {(row["organisation"], row["indicator"]): (row["expected"], row["status"]) for row in tables["values"]}

    # The workbook is for reading: Thai first, numbers as numbers, nothing computed.
    book = load_workbook(path)
    assert book.sheetnames[:2] == ["ไทย ชุดข้อมูล", "ไทย ผลรายหน่วยงาน"] and len(book.sheetnames) == 12, book.sheetnames
    for of_language in book.worksheets:
        assert all(cell.data_type != "f" for row in of_language.iter_rows() for cell in row), of_language.title
        # Every table can be narrowed by what stands in a column; what is said of the snapshot is no table.
        is_table = of_language.title not in ("ไทย ชุดข้อมูล", "EN Snapshot")
        assert of_language.auto_filter.ref == (of_language.dimensions if is_table else None), of_language.title
    # A row of a body, a column of an indicator, in both languages; numbers are floating point, as in every workbook.
    for language, title, absent in (("th", "ไทย ผลรายหน่วยงาน", "ไม่เกี่ยวข้อง"), ("en", "EN Figures", "Not applicable")):
        sheet = book[title]
        heads = {}
        for cell in sheet[1][2:]:
            (one,) = (key for key, row in indicators.items() if cell.value.startswith(f"{row[f'name_{language}']} ("))
            heads[cell.column] = one
        read = []
        for name, organisation, *cells in sheet.iter_rows(min_row=2, values_only=True):
            of = next(row for row in tables["organisations"] if row["code"] == organisation)
            assert name == of[f"name_{language}"], name
            for column, cell in enumerate(cells, start=3):
                if cell is not None:
                    figure = None if isinstance(cell, str) and cell.lower() == absent.lower() else cell
                    read.append({"organisation": organisation, "indicator": heads[column], "figure": figure})
        same_cells(f"openpyxl, {title}", read, tables, "values", ["figure"], {"figure": "binary"})
        # An answer of yes or no is a number that is shown as its word.
        forms = {cell.number_format for row in sheet.iter_rows(min_row=2) for cell in row}
        word = {"th": '"ใช่"', "en": '"Yes"'}[language]
        assert any(form.startswith(f"[=1]{word}") for form in forms), forms
    for language, title in (("th", "ไทย คะแนน"), ("en", "EN Scores")):
        scored = {(row["organisation"]): row for row in tables["scores"] if row["outcome"] == "scored"}
        read = {code: score for _, code, _, score, *_ in book[title].iter_rows(min_row=2, values_only=True)}
        assert set(read) == {row["organisation"] for row in tables["scores"]}, read
        assert all(agrees(read[code], row["score"], "binary") for code, row in scored.items()), read
    # Places are numbers and instants are dates, so both can be sorted; dates go by Bangkok's clock and show the era of the language.
    places = {row["organisation"]: row for row in tables["places"]}
    submitted = {row["organisation"]: row["first_submitted_at"] for row in tables["reports"]}
    assert places and len(places) == len(tables["places"]) and any(submitted.values()), (places, submitted)
    for mark, about, scores, reports, tied, calendar in (
        ("ไทย", "ชุดข้อมูล", "คะแนน", "รายงาน", '" ร่วม"', "[$-107041E]"),
        ("EN", "Snapshot", "Scores", "Reports", '" tied"', "[$-409]"),
    ):
        placed = {row[1].value: row[5] for row in book[f"{mark} {scores}"].iter_rows(min_row=2) if row[5].value is not None}
        assert set(placed) == set(places), placed
        for organisation, cell in placed.items():
            assert cell.data_type == "n" and cell.value == places[organisation]["place"], (organisation, cell.value)
            assert (tied in cell.number_format) == places[organisation]["is_shared"], (organisation, cell.number_format)
        handed_in = {row[1].value: row[3] for row in book[f"{mark} {reports}"].iter_rows(min_row=2)}
        assert set(handed_in) == set(submitted), handed_in
        for organisation, cell in handed_in.items():
            if submitted[organisation] is None:
                assert cell.value is None, (organisation, cell.value)
            else:
                of_clock(cell, submitted[organisation])
                assert cell.number_format.startswith(calendar), cell.number_format
        (taken,) = (row[1] for row in book[f"{mark} {about}"].iter_rows(max_col=2) if row[1].is_date)
        of_clock(taken, tables["snapshot"][0]["taken_at"])
    for name, words in (
        ("ไทย สถานะเทียบกับค่าที่คาด", ["เป็นไปตามเป้า", "มีความเสี่ยง", "ไม่เป็นไปตามเป้า", "ไม่มีข้อมูล", "ไม่เกี่ยวข้อง"]),
        ("EN Status", ["On course", "At risk", "Off course", "No data", "Does not apply"]),
    ):
        words = dict(zip(status_codes, words))
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
