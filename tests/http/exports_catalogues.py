"""What a snapshot says of itself to catalogues of open data, as their programs read it: DCAT-AP and the package of a CKAN."""

import hashlib
import json
import re
from pathlib import Path

import pyshacl
from rdflib import DCAT, DCTERMS, RDF, Graph, Literal, URIRef
from rdflib.compare import isomorphic


def describe_files(folder, code, tables, licence):
    """Fails with a sentence where a description is not what its catalogue takes, or is not of the files in a folder."""

    def named(ending):
        return folder / f"{code}.{ending}"

    # DCAT-AP: both syntaxes say the same, fit the published shapes, and name the digests of the files that were downloaded.
    turtle = Graph().parse(named("dcat.ttl"), format="turtle")
    linked = Graph().parse(named("dcat.jsonld"), format="json-ld")
    assert len(turtle) > 100 and isomorphic(turtle, linked), "Turtle and JSON-LD are the same statements"
    shapes = Path(__file__).parent / "exports_dcat_ap.ttl"
    conforms, _, told = pyshacl.validate(turtle, shacl_graph=str(shapes), shacl_graph_format="turtle")
    assert conforms, told
    # Shapes that find nothing wrong with what lacks its titles, or has a size that is none, would prove nothing.
    for predicate, other in ((DCTERMS.title, None), (DCAT.byteSize, Literal("much"))):
        broken = Graph() + turtle
        for subject, _, value in list(broken.triples((None, predicate, None))):
            broken.remove((subject, predicate, value))
            if other is not None:
                broken.add((subject, predicate, other))
        conforms, *_ = pyshacl.validate(broken, shacl_graph=str(shapes), shacl_graph_format="turtle")
        assert not conforms, f"shapes that let {predicate} become {other}"
    (dataset,) = turtle.subjects(RDF.type, DCAT.Dataset)
    titles = {title.language: str(title) for title in turtle.objects(dataset, DCTERMS.title)}
    assert set(titles) == {"th", "en"} and "ไตรมาส 1" in titles["th"], titles
    assert (dataset, URIRef("http://www.w3.org/ns/dcat#inSeries"), None) in turtle
    # Words say in which language they are, and none of Thai ones say English.
    (note,) = turtle.objects(dataset, URIRef("http://www.w3.org/ns/adms#versionNotes"))
    assert note.language == "th" and "แก้" in note, note
    for literal in turtle.objects():
        if isinstance(literal, Literal) and any("ก" <= letter <= "๙" for letter in literal):
            assert literal.language == "th", literal
    checksum = URIRef("http://spdx.org/rdf/terms#checksum")
    digest = URIRef("http://spdx.org/rdf/terms#checksumValue")
    distributions = list(turtle.objects(dataset, DCAT.distribution))
    described = {}
    for distribution in distributions:
        name = str(turtle.value(distribution, DCTERMS.identifier))
        assert turtle.value(distribution, DCTERMS.license) == URIRef(licence), name
        described[name] = str(turtle.value(turtle.value(distribution, checksum), digest))
        form = turtle.value(distribution, DCTERMS.format)
        if name.endswith(".tidtam"):
            assert form is None, form
            continue
        assert str(form).rsplit("/", 1)[-1] == name.rsplit(".", 1)[-1].upper(), (name, form)
        content = (folder / name).read_bytes()
        assert described[name] == hashlib.sha256(content).hexdigest(), name
        assert turtle.value(distribution, DCAT.byteSize).toPython() == len(content), name
    files = {file.name for file in folder.iterdir() if file.is_file()}
    descriptions = {named(ending).name for ending in ("dcat.ttl", "dcat.jsonld", "ckan.json")}
    assert set(described) == files - descriptions | {f"{code}.tidtam"}, described

    # The package of a CKAN, with what the Thai Government Data Catalog does not take a package without.
    package = json.loads(named("ckan.json").read_text(encoding="utf-8"))
    for field in """data_type title owner_org maintainer maintainer_email tag_string notes objective update_frequency_unit
        geo_coverage data_source data_format data_category license_id""".split():
        assert package[field], field
    assert re.fullmatch(r"[a-z0-9_-]{2,100}", package["name"]), package["name"]
    assert (package["license_id"], package["license_url"]) == ("Creative Commons Attributions", licence), package["license_id"]
    assert package["objective"] == ["พันธกิจหน่วยงาน", "อื่นๆ"] and package["objective_other"], package["objective"]
    assert package["data_language"] == ["ไทย", "อังกฤษ"] and package["disaggregate"] == ["อื่นๆ"], package["disaggregate"]
    for day in ("data_release_calendar", "last_updated_date"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", package[day]), package[day]
    formats = {"ZIP": "CSV", "XLSX": "XLS", "TIDTAM": "อื่นๆ", "PARQUET": "อื่นๆ"}
    assert package["data_format"] == ["CSV", "XML", "JSON", "XLS", "PDF", "อื่นๆ"], package["data_format"]
    assert package["data_format_other"] == "PARQUET, TIDTAM", package["data_format_other"]
    assert package["first_year_of_data"] == "2570", "years are of the Buddhist era"
    assert package["title"].startswith("แผนเล็กสำหรับทดสอบ ไตรมาส 1") and package["version"] == code, package["title"]
    assert package["title"].endswith(f" {code}"), package["title"]
    assert set(package["unit_of_measure"].split(", ")) == {row["unit_th"] for row in tables["indicators"]}, package["unit_of_measure"]
    offered = {resource["url"].rsplit("/", 1)[-1]: resource for resource in package["resources"]}
    signed = offered.pop("file")
    assert signed["hash"] == f"sha256:{described.pop(f'{code}.tidtam')}" and signed["size"] > 0, signed
    assert set(offered) == set(described) and len(package["resources"]) == len(distributions), offered.keys()
    for name, resource in offered.items():
        assert resource["hash"] == f"sha256:{described[name]}", resource
        assert resource["size"] == (folder / name).stat().st_size, resource
        assert resource["format"] == name.rsplit(".", 1)[-1].upper(), resource
        assert formats.get(resource["format"], resource["format"]) in package["data_format"], resource
        assert any("ก" <= letter <= "๙" for letter in resource["name"]), resource
        assert resource["description"] and resource["mimetype"], resource
