"""The backend: a payment arrives, and the signed goal goes out with the first touch of the account's row."""

import datetime
import json
import pathlib
import sys
import threading
import urllib.error
import urllib.request

import webhook
from web import BadRequest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "scripts" / "signers"))
from loudpixel import LoudPixel  # noqa: E402


class Backend:
    def __init__(self, store, webhook_secret, tenant, endpoint, mistake):
        self._store = store
        self._webhook_secret = webhook_secret
        self._pixel = LoudPixel(tenant.domain, tenant.id, tenant.secret, endpoint)
        self._mistake = mistake
        self._goal_url = tenant.goal_url(endpoint)
        # A provider may deliver an event twice at the same moment.
        self._one_at_a_time = threading.Lock()

    def webhook(self, header, body):
        """Takes a webhook; returns the HTTP status for the provider, which retries after a 503."""
        event = webhook.read(self._webhook_secret, header, body)
        with self._one_at_a_time:
            account = self._store.account(event["account"])
            if account is None:
                raise BadRequest("there is no such order")
            status = self._store.payment(event["id"], account["id"], event["paid_on"])
            if status is not None:
                return 200  # delivered again: one goal per payment
            try:
                status = self._send(event, account)
            except OSError as error:
                print(f"shop: the goal of {event['reference']} could not be sent: {error}", flush=True)
                return 503
            self._store.goal_sent(event["id"], status)
        print(f"shop: {event['reference']} is paid; the goal was answered with {status}", flush=True)
        return 200

    def _send(self, event, account):
        goal = {
            "event_name": "purchase",
            "session_id": event["reference"],
            "value": event["amount"] / 100,
            "currency": event["currency"],
            "plan": account["plan"],
            "first_touch_bucket": account["first_touch_bucket"],
            "first_touch_ts": account["first_touch_ts"],
        }
        if self._mistake == "orm" and goal["first_touch_ts"]:
            return self._send_through_orm(goal)
        return self._pixel.track_conversion(**goal)

    def _send_through_orm(self, goal):
        """A row of an ORM holds a datetime. `default=str` signs it in one format, the HTTP client sends another."""
        ts = datetime.datetime.fromisoformat(goal["first_touch_ts"].replace("Z", "+00:00"))
        signature = self._pixel.sign(self._pixel.goal(**dict(goal, first_touch_ts=str(ts))))
        body = json.dumps(self._pixel.goal(**dict(goal, first_touch_ts=ts.isoformat()))).encode()
        headers = {"Content-Type": "application/json", "X-LP-Goal-Signature": signature}
        try:
            request = urllib.request.Request(self._goal_url, body, headers)
            with urllib.request.urlopen(request, timeout=5) as response:
                return response.status
        except urllib.error.HTTPError as error:
            return error.code
