"""A payment provider that is not real. Its page asks on which day the payment arrives, then it sends the webhook."""

import datetime
import html
import json
import re
import secrets
import time
import urllib.error
import urllib.parse
import urllib.request

import webhook
from web import BadRequest, Handler


def handler(webhook_url, secret, shop_url):
    settings = {"webhook_url": webhook_url, "secret": secret, "shop_url": shop_url}
    return type("ProviderHandler", (ProviderHandler,), settings)


class ProviderHandler(Handler):
    webhook_url = None
    secret = None
    shop_url = None
    routes = {("GET", "/"): "charge", ("POST", "/"): "charged", ("GET", "/shop.css"): "style"}

    def charge(self):
        fields = "".join(
            f'<input type="hidden" name="{name}" value="{html.escape(self.query.get(name, ""))}">'
            for name in ("reference", "amount", "currency")
        )
        today = datetime.datetime.now(datetime.timezone.utc).date()
        self.page("The payment provider", f"""
            <form method="post" action="/">{fields}
              <label>The payment arrives on <input name="date" type="date" required value="{today}"></label>
              <button>Send the webhook</button>
            </form>""", "Goalpost counts the days up to now, whichever date you choose.")

    def charged(self):
        form = self.form()
        try:
            paid_on = datetime.date.fromisoformat(form.get("date", ""))
        except ValueError:
            raise BadRequest("the date must look like 2026-11-26") from None
        if not re.fullmatch("[0-9]{1,7}", form.get("amount", "")):
            raise BadRequest("the amount must be a number of cents")
        status = self.send({
            "id": f"evt_{secrets.token_hex(8)}",
            "type": "payment.succeeded",
            "reference": form.get("reference", ""),
            "amount": int(form["amount"]),
            "currency": form.get("currency", ""),
            "paid_on": str(paid_on),
        })
        reference = urllib.parse.quote(form.get("reference", ""))
        shop = html.escape(f"{self.shop_url}/account?order={reference}")
        self.page("The payment provider", f"""
            <p id="sent">Webhook sent; the backend answered {status}.</p>
            <p><a href="{shop}">Back to your account</a></p>""", "")

    def send(self, event):
        """Sends a webhook; returns the backend's status. Sent twice, as providers sometimes do."""
        body = json.dumps(event).encode()
        headers = {
            "Content-Type": "application/json",
            webhook.HEADER: webhook.sign(self.secret, body, int(time.time())),
        }
        for _ in range(2):
            try:
                request = urllib.request.Request(self.webhook_url, body, headers)
                with urllib.request.urlopen(request, timeout=30) as response:
                    status = response.status
            except urllib.error.HTTPError as error:
                status = error.code
            except OSError:
                status = "nothing"
        return status
