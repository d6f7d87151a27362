"""Mistakes as they are found in code that people run: reused buffers and objects, keys that are too short, limits."""

import collections
import datetime
import re
import time
import unicodedata
import zlib

import goal_server
from mistake import Kept, register
from mistakes_by_value import property_of, refused_where
from mistakes_forged import UNCHECKED, verdict_cache
from mistakes_lost import refusal
from wire import Answer

MISTAKES = {}
forged, lost, down = (register(MISTAKES, weight) for weight in ("forged", "lost", "down"))
BROKEN = 500, goal_server.INTERNAL_ERROR


def made_with(secret, tenant, request):
    """The signature that a secret makes of a tenant's goal, in bytes; None where it makes none."""
    key = goal_server.decode_secret(secret, frozenset())
    if key is None:
        return None
    message = goal_server.signed_bytes(tenant, request.goal(), b"", frozenset())
    return goal_server.hmac.new(key, message, "sha256").hexdigest().encode("ascii")


@forged(1)
def signature_zip(server, inner):
    """Signatures are compared by zip(), which ends with the shorter one: a part of the right one will do."""

    def answer(request):
        judged = inner(request)
        tenant, given = server.tenant(request), request.signature()
        if judged.status != 401 or tenant is None or given is None or not request.goal():
            return judged
        right = made_with(tenant["secret"], tenant, request)
        begins = given and right and right.startswith(given)
        return server.judge(request, UNCHECKED) if begins else judged

    return answer


@forged(1)
def any_secret(server, inner):
    """Each secret of a ring is tried: the goal of a tenant may be signed by another one."""

    def answer(request):
        judged = inner(request)
        tenant, given = server.tenant(request), request.signature()
        if judged.status != 401 or tenant is None or given is None or not request.goal():
            return judged
        ring = (made_with(other["secret"], tenant, request) for other in server.tenants)
        is_one = len(request.values("X-LP-Goal-Signature")) == 1 and given in ring
        return server.judge(request, UNCHECKED) if is_one else judged

    return answer


@forged(2)
def verdict_crc(server, inner):
    """The verdict is cached by tenant and ten bits of the body's CRC: another body with the same ones is not verified."""
    return verdict_cache(server, inner, lambda request: (request.domain(), zlib.crc32(request.body) & 1023))


@forged(2)
def signature_anywhere(server, inner):
    """Right signatures are kept by their first 16 digits: what begins so is right for every goal of every tenant."""
    return verdict_cache(server, inner, lambda request: (request.signature() or b"")[:16])


@forged(2)
def answer_by_event(server, inner):
    """A proxy keeps an accepted goal's answer for half a second, by event_name and value, for whoever asks."""
    kept = {}

    def answer(request):
        key = (request.text("event_name"), str(property_of(request, "value")))
        known, at = kept.get(key, (None, 0))
        if request.signature() and known and time.monotonic() - at < 0.5:
            return known
        judged = inner(request)
        if judged.status == 200:
            kept.clear() if len(kept) > 10_000 else None
            kept[key] = judged, time.monotonic()
        return judged

    return answer


@lost(2)
def struct_reused(server, inner):
    """A goal is decoded over the one before it on the connection: the plan that it lacks is that one's."""

    def answer(request):
        judged = inner(request)
        if judged.status != 200:
            return judged
        before, plan = request.connection.memory.get("plan"), property_of(request, "plan")
        request.connection.memory["plan"] = plan
        return refusal(401, goal_server.UNAUTHORIZED) if plan is None and before is not None else judged

    return answer


@lost(2)
def hmac_left(server, inner):
    """A tenant's HMAC is reset when a goal is accepted: after one that was refused for its contents the next is 401."""
    left = set()

    def answer(request):
        tenant, judged = server.tenant(request), inner(request)
        if tenant is None or request.signature() is None:
            return judged
        if judged.status == 400 and request.goal():
            left.add(tenant["domain"])
        elif judged.status == 200 and tenant["domain"] in left:
            left.discard(tenant["domain"])
            return refusal(401, goal_server.UNAUTHORIZED)
        return judged

    return answer


@lost(1)
def text_normalised(server, inner):
    """Texts are brought into Unicode's NFC before they are verified: a goal that is not in it is refused."""
    texts = lambda request: [request.text("event_name"), request.text("session_id"), str(property_of(request, "plan"))]
    is_so = lambda request: any(unicodedata.normalize("NFC", text) != text for text in texts(request))
    return refused_where(is_so, 401, goal_server.UNAUTHORIZED)(server, inner)


@lost(1)
def text_stripped(server, inner):
    """Texts are stripped of blanks at both ends before they are verified."""
    texts = lambda request: [request.text("event_name"), request.text("session_id"), str(property_of(request, "plan"))]
    is_so = lambda request: any(text.strip() != text for text in texts(request))
    return refused_where(is_so, 401, goal_server.UNAUTHORIZED)(server, inner)


def lag_by(server, inner, read):
    """A mistake's change: another lag. `read` gets the first touch's text, the right lag and now."""

    def answer(request):
        judged = inner(request)
        if judged.status == 200 and judged.body["first_touch_bucket"]:
            text = request.text("first_touch_ts")
            judged.body["lag_seconds"] = read(text, judged.body["lag_seconds"], server.clock())
        return judged

    return answer


@lost(2)
def moment_cached(server, inner):
    """Parsed moments are cached by their first 19 characters: another offset gets the first one's lag."""
    seen = Kept()

    def read(text, lag, now):
        first = seen.setdefault(text[:19], text) if lag is not None else text
        return lag if lag is None else goal_server.lag_seconds(first, now)

    return lag_by(server, inner, read)


@lost(1)
def brackets_counted(server, inner):
    """Nesting is counted before the body is read, brackets in texts and all: of more than 20 it is too deep."""
    return refused_where(lambda request: request.body.count(b"[") > 20, 400, "nested too deep")(server, inner)


@lost(1)
def half_hour_zone(server, inner):
    """The minutes of an offset are not read: a lag from India is half an hour off."""

    def read(text, lag, now):
        return lag if lag is None else goal_server.lag_seconds(re.sub(r"([+-]\d\d):\d\d$", r"\1:00", text), now)

    return lag_by(server, inner, read)


@lost(1)
def zone_west(server, inner):
    """The minutes of an offset are added whatever its sign: west of Greenwich a lag is an hour off."""

    def read(text, lag, now):
        minutes = re.search(r"-\d\d:(\d\d)$", text)
        return lag + 120 * int(minutes[1]) if lag is not None and minutes else lag

    return lag_by(server, inner, read)


@lost(1)
def nine_digits(server, inner):
    """A second's fraction of more than six digits cannot be read: the first touch is ignored."""
    return lag_by(server, inner, lambda text, lag, now: None if re.search(r"\.\d{7}", text) else lag)


@lost(1)
def window_by_date(server, inner):
    """The 180 days are counted by the calendar: a first touch of 180 days and some hours ago is honoured."""

    def read(text, lag, now):
        if lag is not None:
            return lag
        lag = goal_server.lag_seconds(text, now - datetime.timedelta(hours=12))
        return None if lag is None else lag + 12 * 3600

    return lag_by(server, inner, read)


@lost(2)
def session_conflict(server, inner):
    """A session is a primary key: a second goal of it, whatever it says, is 409."""
    seen = Kept()

    def answer(request):
        judged = inner(request)
        key = (request.domain(), request.text("session_id"))
        if judged.status == 200 and key[1]:
            if seen.setdefault(key, request.body) != request.body:
                return refusal(409, "there is one already")
        return judged

    return answer


@lost(3)
def third_alike(server, inner):
    """A third goal with the same event and amount within a second is refused, as the test of stolen cards."""
    seen = Kept()

    def answer(request):
        judged = inner(request)
        if judged.status == 200:
            key = (request.domain(), request.text("event_name"), str(property_of(request, "value")))
            times = [at for at in seen.get(key, []) if time.monotonic() - at < 1]
            if len(times) >= 2:
                return refusal(403, "this looks like a test of cards")
            seen[key] = times + [time.monotonic()]
        return judged

    return answer


def within(kept, key, seconds, amount=0):
    """Adds an amount to what was counted lately for a key; what that comes to."""
    now = time.monotonic()
    kept[key] = [(at, one) for at, one in kept.get(key, []) if now - at < seconds] + ([(now, amount)] if amount else [])
    return sum(one for _, one in kept[key])


@lost(6)
def total_limit(server, inner):
    """A tenant's goals of two seconds may be worth 50,000; one that is worth more is refused."""
    totals = {}

    def answer(request):
        judged, value = inner(request), property_of(request, "value") or 0
        if judged.status == 200 and within(totals, request.domain(), 2) + value > 50_000:
            return refusal(403, "over the limit")
        if judged.status == 200:
            within(totals, request.domain(), 2, value)
        return judged

    return answer


@lost(31)
def hints_crowd_out(server, inner):
    """A tenant has a quota of 30 hints in two seconds; while it is used up, its signed goals are refused, too."""
    hints = {}

    def answer(request):
        judged = inner(request)
        if judged.status == 202 and within(hints, request.domain(), 2) < 30:
            within(hints, request.domain(), 2, 1)
        over = judged.status == 200 and within(hints, request.domain(), 2) >= 30
        return refusal(403, "over the quota") if over else judged

    return answer


@lost(3)
def tenant_back(server, inner):
    """A connection keeps its tenants in a list of one, and the way back is lost: of A, B, A the third is refused."""

    def answer(request):
        judged, tenant = inner(request), server.tenant(request)
        if judged.status != 200:
            return judged
        gone = request.connection.memory.setdefault("gone", set())
        now, before = tenant["domain"], request.connection.memory.get("tenant")
        request.connection.memory["tenant"] = now
        if before not in (None, now):
            gone.add(before)
        if now in gone:
            gone.discard(now)
            return refusal(404, "unknown domain")
        return judged

    return answer


@down(10)
def session_evicted(server, inner):
    """Sessions are kept in a table of eight; one that comes back after it was pushed out is a 500."""
    table, gone = collections.OrderedDict(), Kept()

    def answer(request):
        judged, key = inner(request), request.text("session_id")
        if judged.status != 200 or not key:
            return judged
        came_back = gone.pop(key, None)
        table[key] = True
        table.move_to_end(key)
        if len(table) > 8:
            gone[table.popitem(last=False)[0]] = True
        return Answer(*BROKEN) if came_back else judged

    return answer


@down(1000)
def connection_thousand(server, inner):
    """The 1,000th request of a connection is a 500."""

    def answer(request):
        memory = request.connection.memory
        memory["turn"] = memory.get("turn", 0) + 1
        return Answer(*BROKEN) if memory["turn"] % 1000 == 0 else inner(request)

    return answer


@down(1)
def big_integer(server, inner):
    """An integer of more than 63 bits in a key that is ignored is a 500: the reader puts all numbers into eight bytes."""

    def answer(request):
        known = ("event_name", "session_id", "properties", "first_touch_bucket", "first_touch_ts")
        other = [value for key, value in request.goal().items() if key not in known]
        judged = inner(request)
        large = any(type(value) is int and abs(value) >= 2**63 for value in other)
        return Answer(*BROKEN) if large and judged.status == 200 else judged

    return answer


@down(1)
def null_plan(server, inner):
    """A plan that is null is a 500: the column must not be null."""

    def answer(request):
        judged, properties = inner(request), request.goal().get("properties")
        is_null = isinstance(properties, dict) and "plan" in properties and properties["plan"] is None
        return Answer(*BROKEN) if judged.status == 200 and is_null else judged

    return answer


@down(1)
def batch_job(server, inner):
    """In the first 400 ms of every fifth second a job locks the table, and every goal is a 500."""

    def answer(request):
        judged = inner(request)
        locked = time.time() % 5 < 0.4
        return Answer(*BROKEN) if locked and judged.status == 200 else judged

    return answer
