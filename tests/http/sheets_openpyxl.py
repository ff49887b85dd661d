"""Reads and fills a template with somebody else's library (openpyxl).

usage: sheets_openpyxl.py TEMPLATE FILLED
Fails with a sentence where the template is not what a spreadsheet program is to find in it.
"""

import sys

from openpyxl import load_workbook

template, filled = sys.argv[1:]
book = load_workbook(template)
assert book.sheetnames == ["รายงาน Report", "tidtam"], book.sheetnames
sheet, hidden = book["รายงาน Report"], book["tidtam"]
assert hidden.sheet_state == "hidden", hidden.sheet_state
pairs = {row[0].value: row[1].value for row in hidden.iter_rows()}
assert [pairs[name] for name in ("template", "round", "agency", "plan", "plan_version")] == [
    "1",
    "2570-q1",
    "one",
    "small",
    "1",
], pairs
assert pairs["asked"] and pairs["mark:svc-e2e"], pairs

# Headings in both languages, in sight while somebody scrolls, and locked.
headings = [cell.value for cell in sheet[4]]
assert headings[0] == "รหัส\nCode" and headings[6] == "ค่า / ตัวตั้ง\nValue / numerator", headings
assert sheet.freeze_panes == "C5", sheet.freeze_panes
assert sheet.protection.sheet and all(cell.protection.locked for cell in sheet[4])

# Only the answers can be filled in, and a base only where one is asked.
open_cells = {cell.coordinate for row in sheet.iter_rows(min_row=5) for cell in row if not cell.protection.locked}
answers = {f"{column}{row}" for row in (5, 6, 7) for column in "GIJKLMNO"} - {"I6", "I7"}
assert open_cells == answers, open_cells ^ answers

# Numbers are numbers, texts are texts, and nothing is computed.
assert [cell.value for cell in sheet["A"][4:]] == ["svc-e2e", "digital-plan", "open-datasets"]
assert (sheet["G5"].value, sheet["G5"].data_type) == (1234.5, "n"), sheet["G5"].value
assert sheet["E5"].data_type == "n" and sheet["E5"].value > 0, sheet["E5"].value
assert sheet["E6"].value == "ใช่ · Yes", sheet["E6"].value
assert (sheet["M5"].value, sheet["M5"].data_type) == ("=1+1", "s"), sheet["M5"].data_type
assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row if cell.coordinate != "M5")

# What is typed is checked at once.
rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
assert (rules["G5"].type, rules["G5"].operator, rules["G5"].formula1) == ("decimal", "greaterThanOrEqual", "0")
assert (rules["G6"].type, rules["G6"].formula1) == ("list", '"ใช่ · Yes,ไม่ใช่ · No"'), rules["G6"].formula1
assert rules["G7"].type == "whole" and rules["I5"].type == "decimal"
assert all(rules[f"J{row}"].type == "list" and "Not applicable" in rules[f"J{row}"].formula1 for row in (5, 6, 7))
assert rules["G5"].error and rules["G5"].prompt

sheet["G5"] = 0.27
sheet["G5"].number_format = "0%"
sheet["G6"] = "ไม่ใช่ · No"
sheet["G7"] = 12
sheet["N7"] = "อบรมแล้ว\nสองรุ่น"
book.save(filled)
