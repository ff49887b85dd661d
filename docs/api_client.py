#!/usr/bin/env python3
"""A small client of the HTTP API of Tidtam, with the standard library alone.

    python3 docs/api_client.py https://tidtam.example.go.th            # the newest release: its figures, its file checked
    TIDTAM_TOKEN=tidtam_… python3 docs/api_client.py https://…          # with a token: also the scores that count now

As a module: `for value in Client("https://…").values("2570-q1.final.1", indicator="svc-e2e"): …`. Numbers are exact decimals,
never floats. What is answered is described in /api/v1/openapi.json.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Optional


@dataclass(frozen=True)
class Snapshot:
    """A frozen, signed copy of a round."""

    code: str
    round: str
    stage: str
    sha256: str
    size_bytes: int
    is_public: bool
    href: str


@dataclass(frozen=True)
class Value:
    """The figure of an organisation for an indicator in a snapshot."""

    round: str
    organisation: str
    indicator: str
    figure: Optional[Decimal]
    status: str


@dataclass(frozen=True)
class Score:
    """The score of an organisation by a scheme, as it is now."""

    scheme: str
    round: str
    organisation: str
    published: Optional[Decimal]
    derivation: str


class Refused(Exception):
    """The server did not take what was asked; `code` is stable, the text is for people."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(f"{problem['status']} {problem['code']}: {problem['title']} {problem.get('detail', '')}".strip())
        self.status: int = problem["status"]
        self.code: str = problem["code"]


def refusal(error: urllib.error.HTTPError) -> Refused:
    """What the server says; a proxy before it says it in words of its own."""
    if error.headers.get_content_type() == "application/problem+json":
        return Refused(json.loads(error.read()))
    return Refused({"status": error.code, "code": "no_problem_document", "title": error.reason})


def decimal(text: Optional[str]) -> Optional[Decimal]:
    return None if text is None else Decimal(text)


class Client:
    """Asks one server, without a token what is published, with one all that it may see."""

    def __init__(self, origin: str, token: Optional[str] = None) -> None:
        self._origin = origin.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    def snapshots(self) -> Iterator[Snapshot]:
        """Snapshots, newest first; with a token also drafts and those that are not for everybody yet, where it may see them."""
        for item in self._items("/api/v1/snapshots"):
            yield Snapshot(**{name: item[name] for name in Snapshot.__dataclass_fields__})

    def values(self, snapshot: str, **filters: str) -> Iterator[Value]:
        """Values of a snapshot; `organisation` takes everything below it too, `indicator` one alone."""
        for item in self._items(f"/api/v1/snapshots/{snapshot}/values", **filters):
            figure = decimal(item["figure"])
            yield Value(item["round"], item["organisation"], item["indicator"], figure, item["status"])

    def scores(self, **filters: str) -> Iterator[Score]:
        """Scores that count now; needs a token."""
        for item in self._items("/api/v1/scores", **filters):
            published = decimal(item["published"])
            yield Score(item["scheme"], item["round"], item["organisation"], published, item["derivation"])

    def download(self, snapshot: Snapshot) -> bytes:
        """The signed file of a snapshot, held against its digest."""
        content = self._bytes(snapshot.href)
        if hashlib.sha256(content).hexdigest() != snapshot.sha256:
            raise ValueError(f"{snapshot.code} is not the file that was signed")
        return content

    def _items(self, path: str, **query: str) -> Iterator[dict[str, Any]]:
        address: Optional[str] = f"{path}?{urllib.parse.urlencode(query)}" if query else path
        while address:
            page = json.loads(self._bytes(address))
            yield from page["items"]
            # Followed as it is, until there is none.
            address = page["next"]

    def _bytes(self, address: str) -> bytes:
        request = urllib.request.Request(self._origin + address, headers=self._headers)
        for attempt in range(5):
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:
                    content: bytes = answer.read()
                    return content
            except urllib.error.HTTPError as error:
                wait = error.headers.get("Retry-After")
                if wait is None or attempt == 4:
                    raise refusal(error) from None
                time.sleep(float(wait))
        raise AssertionError("answered or refused by now")


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    client = Client(sys.argv[1], os.environ.get("TIDTAM_TOKEN"))
    newest = next((snapshot for snapshot in client.snapshots() if snapshot.is_public), None)
    if newest is None:
        print("nothing is published yet")
        return
    print(f"{newest.code}: {len(client.download(newest))} bytes, as signed ({newest.sha256[:12]}…)")
    for value in client.values(newest.code):
        print(f"{value.organisation}\t{value.indicator}\t{value.figure}\t{value.status}")
    if "TIDTAM_TOKEN" in os.environ:
        for score in client.scores():
            print(f"{score.organisation}\t{score.scheme}\t{score.published}\t{score.derivation}")


if __name__ == "__main__":
    main()
