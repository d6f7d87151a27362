"""The payment provider's webhooks: how they are signed, and what is in them.

The header is `Provider-Signature: t=UNIX_SECONDS,v1=HEX`; HEX is the HMAC-SHA256 of `UNIX_SECONDS.BODY`.
"""

import datetime
import hashlib
import hmac
import re
import time

from web import BadRequest, parse_json

HEADER = "Provider-Signature"
TOLERANCE = 300  # seconds between signing and arrival
MAX_AMOUNT = 1_000_000  # cents: a goal's value is at most 10000


def sign(secret, body, at):
    mac = hmac.new(secret.encode(), b"%d.%s" % (at, body), hashlib.sha256).hexdigest()
    return f"t={at},v1={mac}"


def read(secret, header, body):
    """The event in a webhook; BadRequest if the provider did not send it, or not as agreed."""
    sent = re.fullmatch("t=([0-9]{1,12}),v1=[0-9a-f]{64}", header or "")
    if not sent or not hmac.compare_digest(sign(secret, body, int(sent[1])), sent[0]):
        raise BadRequest("the webhook's signature is invalid")
    if abs(time.time() - int(sent[1])) > TOLERANCE:
        raise BadRequest("the webhook is too old")
    event = parse_json(body)
    reference = re.fullmatch("order-([0-9]{1,9})", str(event.get("reference")))
    if not reference or not isinstance(event.get("id"), str):
        raise BadRequest("the webhook has no id, or names no order")
    if type(event.get("amount")) is not int or not 0 <= event["amount"] <= MAX_AMOUNT:
        raise BadRequest(f"the amount must be an integer from 0 to {MAX_AMOUNT}, in cents")
    if not re.fullmatch("[A-Z]{3}", str(event.get("currency"))):
        raise BadRequest("the currency must be three letters, such as EUR")
    try:
        datetime.date.fromisoformat(event.get("paid_on"))
    except (TypeError, ValueError):
        raise BadRequest("paid_on must be a date, such as 2026-11-26") from None
    return dict(event, account=int(reference[1]))
