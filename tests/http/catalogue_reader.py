"""Reads the catalogue of everything that is published as harvesters do: both syntaxes, every dataset, what came before each.

Called with a folder that holds catalogue.ttl and catalogue.jsonld, and the codes of the snapshots, each but the first after another.
"""

import sys
from pathlib import Path

import pyshacl
from rdflib import DCAT, DCTERMS, RDF, Graph, Literal, URIRef
from rdflib.compare import isomorphic


def dcat(name):
    """A word of DCAT 3, which the reader's own list may lack."""
    return URIRef(f"http://www.w3.org/ns/dcat#{name}")


folder, *codes = sys.argv[1:]
turtle = Graph().parse(Path(folder) / "catalogue.ttl", format="turtle")
linked = Graph().parse(Path(folder) / "catalogue.jsonld", format="json-ld")
assert isomorphic(turtle, linked), "Turtle and JSON-LD are the same statements"
shapes = Path(__file__).parent / "exports_dcat_ap.ttl"
conforms, _, told = pyshacl.validate(turtle, shacl_graph=str(shapes), shacl_graph_format="turtle")
assert conforms, told

(catalogue,) = turtle.subjects(RDF.type, DCAT.Catalog)
assert len(list(turtle.objects(catalogue, DCTERMS.language))) == 2
assert turtle.value(catalogue, DCTERMS.modified) in set(turtle.objects(None, DCTERMS.issued)), "changed with the last release"
datasets = {str(dataset).rsplit("/", 1)[-1]: dataset for dataset in turtle.objects(catalogue, DCAT.dataset)}
assert set(datasets) == set(codes) and set(datasets.values()) == set(turtle.subjects(RDF.type, DCAT.Dataset)), datasets
for code, dataset in datasets.items():
    assert str(turtle.value(dataset, DCTERMS.identifier)) == code, dataset
    distributions = list(turtle.objects(dataset, DCAT.distribution))
    assert len(distributions) > 10, code
    (issued,) = turtle.objects(dataset, DCTERMS.issued)
    assert all(list(turtle.objects(distribution, DCTERMS.issued)) == [issued] for distribution in distributions), code
    checksum = URIRef("http://spdx.org/rdf/terms#checksum")
    digest = URIRef("http://spdx.org/rdf/terms#checksumValue")
    # Things without a name are those of one dataset alone.
    for distribution in distributions:
        (of_it,) = turtle.objects(distribution, checksum)
        assert len(list(turtle.objects(of_it, digest))) == 1, distribution
        assert len(list(turtle.subjects(checksum, of_it))) == 1, distribution
    (period,) = turtle.objects(dataset, DCTERMS.temporal)
    assert list(turtle.subjects(DCTERMS.temporal, period)) == [dataset], code
first, second, following = (datasets[code] for code in codes)
assert (second, dcat("previousVersion"), first) in turtle, "what it replaces"
assert (following, dcat("prev"), second) in turtle, "the period before"
(series,) = turtle.subjects(RDF.type, dcat("DatasetSeries"))
assert set(turtle.subjects(dcat("inSeries"), series)) == set(datasets.values()), "all are of one series"
for literal in turtle.objects():
    if isinstance(literal, Literal) and any("ก" <= letter <= "๙" for letter in literal):
        assert literal.language == "th", literal
