"""Where figures come from, as somebody else's program for PROV reads it from a signed file."""

import json
import re
from datetime import datetime
from pathlib import Path

from prov.identifier import Namespace
from prov.model import PROV, ProvActivity, ProvAgent, ProvAttribution, ProvDerivation, ProvDocument, ProvEntity
from prov.model import ProvGeneration, ProvUsage

OURS = Namespace("tidtam", "urn:tidtam:")


def instant(text):
    """Seconds since 1970."""
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def put_together(lines):
    """One document of PROV-JSON, by the very words of the documentation."""
    told = (Path(__file__).parents[2] / "docs" / "snapshot-format.md").read_text(encoding="utf-8")
    (words,) = re.findall(r"```python\n(documents = .*?)```", told, flags=re.DOTALL)
    known = {"lines": lines}
    exec(words, known)
    return known["whole"]


def holds_provenance(path):
    """Fails with a sentence where a file does not say where its figures come from, or names what is nowhere."""
    with path.open(encoding="utf-8") as file:
        lines = [json.loads(line) for line in file]
    whole = put_together(lines)
    document = ProvDocument.deserialize(content=json.dumps(whole))

    def of(kind):
        return list(document.get_records(kind))

    (head,) = [line["head"] for line in lines if "head" in line]
    (plan,) = [line["plan"]["plan"] for line in lines if "plan" in line]
    reports = [line["report"] for line in lines if "report" in line]
    counted = [report for report in reports if report["values"]]
    scores = [(report["body"], score) for report in counted for score in report["scores"]]
    assert counted and scores and len(counted) < len(reports), "some have accepted values, and others none"

    def name(text):
        return OURS[text]

    def place(body):
        return f"{head['round']['code']}/{body}"

    # Every value and score that there is, and nothing else, each once.
    values = {report["body"]: name(f"values/{place(report['body'])}/{report['accepted_revision']}") for report in counted}
    carried = {
        name(f"values/{one['from']['round']}/{report['body']}/{one['value']['revision']}")
        for report in counted
        for one in report.get("carried", [])
    }
    of_scores = {(body, score["scheme"]): name(f"score/{place(body)}/{score['scheme']}") for body, score in scores}
    snapshot = name(f"snapshot/{head['code']}")
    schemes = {
        name(f"scheme/{line['scheme']['scheme']['code']}/{line['scheme']['scheme']['edition']}")
        for line in lines
        if "scheme" in line
    }
    others = {name(f"round/{head['round']['code']}"), name(f"plan/{plan['code']}/{plan['version']}"), snapshot}
    expected = [*values.values(), *carried, *of_scores.values(), *schemes, *others]
    entities = {record.identifier: record for record in of(ProvEntity)}
    assert set(entities) == set(expected) and len(expected) == len(of(ProvEntity)), sorted(map(str, entities))
    assert entities[snapshot].get_asserted_types() == {PROV["Collection"]}, entities[snapshot]

    # Who answers for them: every body with its Thai name, and the program for the whole.
    agents = {record.identifier: record for record in of(ProvAgent)}
    software = name("software")
    assert set(agents) == {name(f"agency/{body}") for body in values} | {software}, sorted(map(str, agents))
    assert len(of(ProvAgent)) == len(agents)
    assert agents[software].get_asserted_types() == {PROV["SoftwareAgent"]}, agents[software]
    called = {line["organisation"]["code"]: line["organisation"]["name"]["th"] for line in lines if "organisation" in line}
    for body in values:
        agent = agents[name(f"agency/{body}")]
        assert agent.get_asserted_types() == {PROV["Organization"]}, agent
        labels = {label.langtag: label.value for label in agent.get_attribute("prov:label")}
        assert labels["th"] == called[body] and any("ก" <= letter <= "๙" for letter in labels["th"]), labels
    told = {record.args for record in of(ProvAttribution)}
    assert told == {(values[body], name(f"agency/{body}")) for body in values} | {(snapshot, software)}, told

    # What made them, and when.
    activities = {record.identifier: record for record in of(ProvActivity)}
    taking = name(f"taking/{head['code']}")
    accepting = {body: name(f"acceptance/{str(value).partition('values/')[2]}") for body, value in values.items()}
    scoring = {key: name(f"scoring/{place(key[0])}/{key[1]}") for key in of_scores}
    assert set(activities) == {*accepting.values(), *scoring.values(), taking}, sorted(map(str, activities))
    assert len(of(ProvActivity)) == len(activities)
    at = {report["body"]: max(value["accepted_at"] for value in report["values"]) for report in counted}
    for body, activity in accepting.items():
        assert activities[activity].get_endTime().timestamp() == instant(at[body]), activities[activity]
    assert activities[taking].get_startTime().timestamp() == instant(head["taken_at"]), activities[taking]
    made = {record.args[:2] for record in of(ProvGeneration)}
    expected = {(values[body], accepting[body]) for body in values} | {(snapshot, taking)}
    assert made == expected | {(of_scores[key], scoring[key]) for key in of_scores}, made
    used = {record.args[:2] for record in of(ProvUsage)}
    for body, score in scores:
        activity, edition = scoring[body, score["scheme"]], name(f"scheme/{score['scheme']}/{score['edition']}")
        assert {(activity, values[body]), (activity, edition)} <= used, activity
    assert {(activity, name(f"plan/{plan['code']}/{plan['version']}")) for activity in accepting.values()} <= used
    assert {(taking, source) for source in schemes | others - {snapshot}} <= used
    derived = {record.args[:2] for record in of(ProvDerivation)}
    assert {(of_scores[key], values[key[0]]) for key in of_scores} <= derived, derived

    # No relation names what is nowhere.
    known = {*entities, *agents, *activities}
    for record in document.get_records():
        if record.is_relation():
            for attribute, value in record.formal_attributes:
                assert value is None or attribute == PROV["time"] or value in known, f"{record} names {value}"
    parts = ("used", "wasGeneratedBy", "wasDerivedFrom", "wasAttributedTo")
    assert sum(len(whole[part]) for part in parts) == sum(record.is_relation() for record in document.get_records())

