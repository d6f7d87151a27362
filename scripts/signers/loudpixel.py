"""Signs conversions and sends them to LoudPixel. Python 3.8 and later, standard library only.

    pixel = LoudPixel("yoursite.com", "your-tenant-uuid", os.environ["LP_PIXEL_SECRET"])
    pixel.track_conversion("purchase", "session-1", value=99, currency="EUR", plan="Team")
"""

import hashlib
import hmac
import json
import re
import urllib.error
import urllib.parse
import urllib.request


class LoudPixel:
    def __init__(self, domain, tenant_id, secret, endpoint="https://loudpixel.ai"):
        # bytes.fromhex alone would accept blanks, and sign with an empty key where there is no secret.
        if not re.fullmatch("([0-9A-Fa-f]{2})+", secret):
            raise ValueError("the pixel secret must be an even number of hex digits")
        self._key = bytes.fromhex(secret)
        self._tenant_id = tenant_id
        self._url = f"{endpoint}/api/v1/track/pixel/goal?domain={urllib.parse.quote(domain)}"

    def track_conversion(self, event_name, session_id=None, value=None, currency=None, plan=None,
                         first_touch_bucket=None, first_touch_ts=None):
        """Sends a conversion. Returns the HTTP status: 200 accepted, 400 contents, 401 signature."""
        goal = self.goal(event_name, session_id, value, currency, plan,
                         first_touch_bucket, first_touch_ts)
        headers = {"Content-Type": "application/json", "X-LP-Goal-Signature": self.sign(goal)}
        request = urllib.request.Request(self._url, json.dumps(goal).encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=5) as response:
                return response.status
        except urllib.error.HTTPError as error:
            return error.code

    @staticmethod
    def goal(event_name, session_id=None, value=None, currency=None, plan=None,
             first_touch_bucket=None, first_touch_ts=None):
        """The body of the request: what was not passed is not in it, an empty plan is."""
        properties = {}
        if value is not None:
            value = float(value)
            # The server answers 400 to anything else. `not` catches NaN too.
            if not (0 <= value <= 10000 and round(value, 2) == value):
                raise ValueError("value must be 0 to 10000 with at most two decimals")
            properties["value"] = value
        if currency is not None:
            properties["currency"] = currency
        if plan is not None:
            properties["plan"] = plan
        goal = {"event_name": event_name, "session_id": session_id, "properties": properties}
        if first_touch_bucket:
            goal["first_touch_bucket"] = first_touch_bucket
        if first_touch_ts:
            goal["first_touch_ts"] = first_touch_ts
        return goal

    def sign(self, goal):
        """The value of the header X-LP-Goal-Signature."""
        return hmac.new(self._key, self.canonical(goal), hashlib.sha256).hexdigest()

    def canonical(self, goal):
        """The signed bytes. Made from the body, so that body and signature cannot disagree."""
        properties = dict(goal["properties"])
        if "value" in properties:
            properties["value"] = f"{properties['value']:.2f}"
        signed = dict(goal, tenant_id=self._tenant_id, properties=properties,
                      session_id=goal["session_id"] or "")
        # ensure_ascii stays at its default: é is signed as \u00e9.
        return json.dumps(signed, sort_keys=True, separators=(",", ":")).encode("ascii")
