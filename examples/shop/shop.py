"""The shop: a landing page, a sign-up form on the second page, and the account."""

import datetime
import hmac
import html
import re
import urllib.error
import urllib.parse
import urllib.request

import webhook
from web import BadRequest, Handler

PRICES = {"Solo": 1900, "Team": 4900}  # cents
CURRENCY = "EUR"
FIRST_TOUCH_LENGTH = 64  # characters


class Shop:
    """What the handler of each request works with."""

    def __init__(self, store, backend, tenant, endpoint, days_ago, mistake, internal_key):
        self.store = store
        self.backend = backend
        self.goal_url = tenant.goal_url(endpoint)
        self.days_ago = days_ago
        self.mistake = mistake
        self.internal_key = internal_key
        self.provider_url = None  # known once the provider listens

    def now(self):
        """The shop's clock: some days ago, so that the payment arrives today."""
        now = datetime.datetime.now(datetime.timezone.utc)
        return now - datetime.timedelta(days=self.days_ago)


def handler(shop):
    return type("ShopHandler", (ShopHandler,), {"shop": shop})


class ShopHandler(Handler):
    shop = None
    routes = {
        ("GET", "/"): "landing",
        ("GET", "/signup"): "signup",
        ("POST", "/signup"): "signed_up",
        ("GET", "/mail"): "mail",
        ("GET", "/account"): "account",
        ("POST", "/first-touch"): "first_touch",
        ("POST", "/hint"): "hint",
        ("POST", "/webhook"): "webhook",
        ("POST", "/internal/payment"): "internal_payment",
        ("POST", "/internal/goal-sent"): "internal_goal_sent",
        ("GET", "/lp.js"): "script",
        ("GET", "/shop.js"): "script",
        ("GET", "/shop.css"): "style",
    }

    # Pages

    def landing(self):
        self.shop_page("Invoices that write themselves", """
            <p>Try it for three weeks. Pay when you are convinced.</p>
            <p><a class="carries-first-touch" href="/signup">Start a trial</a></p>""")

    def signup(self):
        plans = "".join(
            f'<option value="{plan}"{" selected" if plan == "Team" else ""}>'
            f"{plan}, {cents / 100:.2f} {CURRENCY} a month</option>"
            for plan, cents in PRICES.items()
        )
        self.shop_page("Start a trial", f"""
            <form id="signup" method="post" action="/signup">
              <label>E-mail <input name="email" type="email" required value="jane@buyer.example"></label>
              <label>Plan <select name="plan">{plans}</select></label>
              <input type="hidden" name="ft_bucket"><input type="hidden" name="ft_ts">
              <button>Sign up</button>
            </form>""")

    def signed_up(self):
        form = self.form()
        email, plan = form.get("email", ""), form.get("plan")
        if "@" not in email or len(email) > 200 or plan not in PRICES:
            raise BadRequest("the form needs an e-mail address and a plan")
        bucket, ts = touch_in(form)
        account = self.shop.store.sign_up(email, plan, bucket, ts)
        print(f"shop: order-{account} signed up; first touch {bucket!r} {ts!r}", flush=True)
        self.answer(303, "", Location=f"/mail?order={account}")

    def mail(self):
        account = self.asked_account()
        link = f"/account?order={account['id']}&utm_source=shop.example&utm_medium=email"
        self.shop_page("Thank you", f"""
            <p>We sent you a mail. It says:</p>
            <blockquote><a href="{html.escape(link)}">Confirm your address and open your account</a></blockquote>""",
            event="signup", order=f"order-{account['id']}")

    def account(self):
        account = self.asked_account()
        order, cents = f"order-{account['id']}", PRICES[account["plan"]]
        payment = self.shop.store.payment_of(account["id"])
        bucket, ts = account["first_touch_bucket"], account["first_touch_ts"]
        rows = [
            ("order", order),
            ("plan", f"{account['plan']}, {cents / 100:.2f} {CURRENCY} a month"),
            ("first touch", bucket or "nothing stored"),
            ("its time", ts or "nothing stored"),
        ]
        purchase = None
        if payment is None:
            charge = urllib.parse.urlencode({"reference": order, "amount": cents, "currency": CURRENCY})
            after = f'<p><a href="{self.shop.provider_url}/?{html.escape(charge)}">To the payment provider</a></p>'
        else:
            rows.append(("paid on", f"{payment['paid_on']}{days_after(ts, payment['paid_on'])}"))
            rows.append(("answer to the goal", payment["goal_status"] or "not sent yet"))
            after = "<p>Now look at Goalpost's page.</p>"
            purchase = f'{{"value":{cents / 100},"currency":"{CURRENCY}","plan":"{account["plan"]}"}}'
        table = "".join(f"<dt>{name}</dt><dd>{html.escape(str(value))}</dd>" for name, value in rows)
        self.shop_page("Your account", f"<dl>{table}</dl>{after}", order=order, purchase=purchase)

    def shop_page(self, title, body, **data):
        shop = self.shop
        now = shop.now()
        # One hint URL of the shop's own, since no other origin may be sent JSON without its consent (CORS).
        scripts = f"""
            <script src="/lp.js" data-goal-url="/hint" data-now="{int(now.timestamp() * 1000)}"></script>
            <script src="/shop.js"></script>"""
        footer = f"Visits to this shop are dated {now:%Y-%m-%d}, {shop.days_ago} days ago."
        if shop.mistake:
            footer += f" It makes the mistake {shop.mistake}."
        self.page(title, body + scripts, footer, mistake=shop.mistake, **data)

    def asked_account(self):
        order = self.query.get("order", "").replace("order-", "", 1)
        account = self.shop.store.account(int(order)) if re.fullmatch("[0-9]{1,9}", order) else None
        if account is None:
            raise BadRequest("there is no such order")
        return account

    # What scripts and servers send

    def first_touch(self):
        """Only the mistake read-late sends it."""
        form = self.form()
        self.query = form
        account = self.asked_account()
        self.shop.store.touch_late(account["id"], *touch_in(form))
        self.answer(204, "")

    def hint(self):
        """Passes a hint on to the endpoint as it is; a signature is not passed on."""
        headers = {"Content-Type": self.headers.get("Content-Type", "")}
        request = urllib.request.Request(self.shop.goal_url, self.body(), headers)
        try:
            with urllib.request.urlopen(request, timeout=5) as response:
                status = response.status
        except urllib.error.HTTPError as error:
            status = error.code
        except OSError:
            status = 502
        self.answer(status, "")

    def webhook(self):
        if self.shop.backend is None:
            return self.answer(404, "webhooks go to the Node backend\n")
        self.answer(self.shop.backend.webhook(self.headers.get(webhook.HEADER), self.body()), "")

    def internal_payment(self):
        """For a Node without node:sqlite: the row and the status of the goal, which is null until one is sent."""
        event = self.internal_json()
        account = self.shop.store.account(event["account"])
        if account is None:
            raise BadRequest("there is no such order")
        status = self.shop.store.payment(event["event_id"], account["id"], event["paid_on"])
        wanted = ("plan", "first_touch_bucket", "first_touch_ts")
        self.answer_json(200, {"goal_status": status, "account": {name: account[name] for name in wanted}})

    def internal_goal_sent(self):
        event = self.internal_json()
        self.shop.store.goal_sent(event["event_id"], event["status"])
        self.answer(204, "")

    def internal_json(self):
        key = self.headers.get("X-Shop-Key", "")
        if not hmac.compare_digest(key.encode(), self.shop.internal_key.encode()):
            raise BadRequest("this is for the shop's own backend")
        return self.json()

    def script(self):
        self.file("text/javascript; charset=utf-8")


def touch_in(form):
    """Bucket and ts as the browser sent them, None for what is missing or far too long."""
    values = (form.get("ft_bucket"), form.get("ft_ts"))
    return tuple(text if text and len(text) <= FIRST_TOUCH_LENGTH else None for text in values)


def days_after(ts, paid_on):
    """How many days the shop itself counts, as text."""
    try:
        days = (datetime.date.fromisoformat(paid_on) - datetime.date.fromisoformat((ts or "")[:10])).days
    except ValueError:
        return ""
    return f", {days} days after the first touch by the shop's own count"
