"""Reads and fills a workbook of many agencies with somebody else's library (openpyxl).

usage: sheets_of_many_openpyxl.py TEMPLATE FILLED
Fails with a sentence where the workbook is not what a spreadsheet program is to find in it.
"""

import sys

from openpyxl import load_workbook

template, filled = sys.argv[1:]
book = load_workbook(template)
assert book.sheetnames == ["รายงาน Report", "tidtam"], book.sheetnames
sheet, hidden = book["รายงาน Report"], book["tidtam"]
assert hidden.sheet_state == "hidden", hidden.sheet_state
pairs = {row[0].value: row[1].value for row in hidden.iter_rows()}
assert [pairs[name] for name in ("template", "agencies_of", "round", "plan", "plan_version")] == [
    "1",
    "mdes",
    "2570-q1",
    "small",
    "1",
], pairs
assert pairs["asked:one"] and pairs["asked:two"], pairs

# The agency stands before the columns of a template, and both stay in sight.
headings = [cell.value for cell in sheet[4]]
assert headings[0] == "รหัสหน่วยงาน\nCode of the agency" and headings[2] == "รหัส\nCode", headings
assert headings[8] == "ค่า / ตัวตั้ง\nValue / numerator", headings
assert sheet.freeze_panes == "E5", sheet.freeze_panes
assert sheet.protection.sheet and all(cell.protection.locked for cell in sheet[4])
assert [cell.value for cell in sheet["A"][4:]] == ["one"] * 3 + ["one-a"] * 3 + ["two"] * 3
assert [cell.value for cell in sheet["C"][4:]] == ["svc-e2e", "digital-plan", "open-datasets"] * 3
assert sheet.column_dimensions["S"].hidden and all(cell.value for cell in sheet["S"][4:])

# Only the answers can be filled in, and what is typed is checked at once, the same for every agency.
rows = range(5, 14)
open_cells = {cell.coordinate for row in sheet.iter_rows(min_row=5) for cell in row if not cell.protection.locked}
answers = {f"{column}{row}" for row in rows for column in "IKLMNOPQ"}
answers -= {f"K{row}" for row in rows if (row - 5) % 3}
assert open_cells == answers, open_cells ^ answers
rules = {str(area): rule for rule in sheet.data_validations.dataValidation for area in rule.sqref.ranges}
for row in (5, 8, 11):
    assert (rules[f"I{row}"].type, rules[f"K{row}"].type) == ("decimal", "decimal"), row
    assert rules[f"I{row + 1}"].type == "list" and rules[f"I{row + 2}"].type == "whole", row
assert all(rules[f"L{row}"].type == "list" for row in rows)
assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)

sheet["I7"] = 12
sheet["P7"] = "อบรมแล้ว\nสองรุ่น"
sheet["I13"] = 34
book.save(filled)
