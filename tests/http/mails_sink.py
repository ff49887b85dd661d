"""Somebody else's mail server (aiosmtpd) that takes mail over TLS, STARTTLS or plainly, and tells what it took.

usage: mails_sink.py FOLDER    with server.pem and server.key in it
The first line names the ports, each further line is a mail that was taken, as JSON. It takes nothing without the
name `tidtam` and the password `ลับมาก`. What it says depends on the name in the address:
busy      451 at the first attempt
nosuch    550
hang      nothing any more, once the mail has come
drop      it takes the mail and is gone before it says so, the first time
"""

import asyncio
import base64
import email
import email.policy
import json
import ssl
import sys
from html.parser import HTMLParser
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult

folder = Path(sys.argv[1])
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(folder / "server.pem", folder / "server.key")
seen: set[str] = set()


def tell(what: dict) -> None:
    print(json.dumps(what), flush=True)


def first_time(address: str) -> bool:
    is_first = address not in seen
    seen.add(address)
    return is_first


class Fetches(HTMLParser):
    """What a mail program would have to fetch to show a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attributes):
        names = {name for name, _ in attributes}
        if tag in {"img", "link", "script", "style", "iframe", "object"} or names & {"src", "style", "background"}:
            self.found.append(self.get_starttag_text())

    @classmethod
    def of(cls, html: str) -> list[str]:
        parser = cls()
        parser.feed(html)
        return parser.found


class Handler:
    def __init__(self, way: str) -> None:
        self.way = way

    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        if name == "nosuch":
            return "550 5.1.1 no such user here"
        if name == "busy" and first_time(address):
            return "451 4.3.2 busy, come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        (address,) = envelope.rcpt_tos
        name = address.split("@")[0]
        if name == "hang":
            await asyncio.sleep(3600)
        tell(
            {
                "way": self.way,
                "is_encrypted": session.ssl is not None or self.way == "tls",
                "from": envelope.mail_from,
                "to": address,
                "sender": str(message["From"]),
                "subject": str(message["Subject"]),
                "id": str(message["Message-ID"]),
                "automatic": str(message["Auto-Submitted"]),
                "kind": message.get_content_type(),
                "parts": [part.get_content_type() for part in message.iter_parts()],
                "text": message.get_body(("plain",)).get_content(),
                "html": message.get_body(("html",)).get_content(),
                "fetches": Fetches.of(message.get_body(("html",)).get_content()),
                "attached": [
                    {
                        "name": part.get_filename(),
                        "kind": part.get_content_type(),
                        "content": base64.b64encode(part.get_content()).decode(),
                    }
                    for part in message.iter_attachments()
                ],
                "raw": base64.b64encode(envelope.content).decode(),
            }
        )
        if name == "drop" and first_time(address):
            server.transport.abort()
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data) -> AuthResult:
    is_known = (data.login, data.password) == (b"tidtam", "ลับมาก".encode())
    return AuthResult(success=is_known, handled=False)


async def main() -> None:
    loop = asyncio.get_running_loop()

    def smtp(way: str, **more):
        return lambda: SMTP(Handler(way), hostname="localhost", loop=loop, **more)

    signed_in = {"authenticator": authenticate, "auth_required": True}
    listeners = {
        # It speaks of TLS only as far as STARTTLS; within TLS from the first byte it asks for none.
        "tls": (smtp("tls", auth_require_tls=False, **signed_in), context),
        "starttls": (smtp("starttls", require_starttls=True, tls_context=context, **signed_in), None),
        "plain": (smtp("plain"), None),
        # It accepts connections and never says a word.
        "mute": (asyncio.Protocol, None),
    }
    ports, servers = {}, []
    for name, (protocol, tls) in listeners.items():
        server = await loop.create_server(protocol, "127.0.0.1", 0, ssl=tls)
        servers.append(server)
        ports[name] = server.sockets[0].getsockname()[1]
    tell(ports)
    # Ends with the test, which closes the other end.
    await loop.run_in_executor(None, sys.stdin.read)
    import os

    os._exit(0)


asyncio.run(main())
