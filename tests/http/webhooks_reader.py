"""Checks a message as its receiver does, with somebody else's library.

Arguments: the request as it came, the secret, and the second at which it came. Prints what it tells.
"""

import datetime
import json
import pathlib
import sys

from standardwebhooks import Webhook, WebhookVerificationError, webhooks

file, secret, second = sys.argv[1:]
head, body = pathlib.Path(file).read_bytes().split(b"\r\n\r\n", 1)
lines = head.decode().split("\r\n")
headers = dict(line.split(": ", 1) for line in lines[1:])


class Then(datetime.datetime):
    """The instant at which the message came: the library takes none that is older than five minutes."""

    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(int(second), tz)


def refuses(secret, body, headers):
    try:
        Webhook(secret).verify(body, headers)
    except WebhookVerificationError:
        return
    sys.exit("what was changed is believed")


webhooks.datetime = Then
told = Webhook(secret).verify(body, headers)
refuses(secret, body.replace(b"published", b"publishee"), headers)
refuses(secret[:-8] + "AAAAAAA=", body, headers)
refuses(secret, body, headers | {"webhook-id": "msg_another"})
refuses(secret, body, headers | {"webhook-timestamp": str(int(second) - 400)})
print(json.dumps({"request": lines[0], "id": headers["webhook-id"], "kind": headers["content-type"], "told": told}))
