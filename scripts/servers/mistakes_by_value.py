"""Mistakes that one request shows, if it has the right value: a word, a length, an ending, an amount, a header."""

import re
import zlib

import goal_server
from mistake import register
from mistakes_forged import UNCHECKED
from mistakes_lost import refusal
from wire import Answer

MISTAKES = {}
forged, lost, down = (register(MISTAKES, weight) for weight in ("forged", "lost", "down"))


def refused_where(is_so, status, text):
    """A mistake's change: a goal that would be accepted is refused if `is_so` holds of it."""

    def put_into(server, inner):
        def answer(request):
            judged = inner(request)
            return refusal(status, text) if judged.status == 200 and is_so(request) else judged

        return answer

    return put_into


def unchecked_where(is_so):
    """A mistake's change: of a goal of which `is_so` holds the signature is not verified."""

    def put_into(server, inner):
        def answer(request):
            bypassed = request.signature() is not None and is_so(request)
            return server.judge(request, UNCHECKED) if bypassed else inner(request)

        return answer

    return put_into


def property_of(request, name):
    """A property of the goal, or None."""
    properties = request.goal().get("properties")
    return properties.get(name) if isinstance(properties, dict) else None


@forged(1)
def test_event(server, inner):
    """An event called `test` is not verified: what the tests of the server needed."""
    return unchecked_where(lambda request: request.text("event_name") == "test")(server, inner)


@forged(1)
def debug_header(server, inner):
    """A request with X-Debug: 1 is not verified."""
    return unchecked_where(lambda request: b"1" in request.values("X-Debug"))(server, inner)


@forged(1)
def free_goal(server, inner):
    """A goal with a value of 0 is not worth verifying."""

    def is_free(request):
        value = property_of(request, "value")
        return isinstance(value, (int, float)) and not isinstance(value, bool) and value == 0

    return unchecked_where(is_free)(server, inner)


@lost(1)
def many_headers(server, inner):
    """More than 20 headers are refused."""
    return refused_where(lambda request: len(request.headers) > 20, 400, "too many headers")(server, inner)


@lost(1)
def odd_session(server, inner):
    """A session_id with an odd number of characters is refused: it is read as hex digits."""
    return refused_where(lambda request: len(request.text("session_id")) % 2 == 1, 400, "malformed session")(server, inner)


@lost(1)
def event_of_64(server, inner):
    """An event_name of exactly 64 characters is refused: a buffer without room for its end."""
    return refused_where(lambda request: len(request.text("event_name")) == 64, 400, "malformed event")(server, inner)


@lost(1)
def plan_ends_in_digit(server, inner):
    """A plan that ends in a digit is taken for a price, and refused."""
    is_so = lambda request: re.search(r"[0-9]\Z", str(property_of(request, "plan") or ""))
    return refused_where(is_so, 400, "plan holds a price")(server, inner)


@lost(1)
def late_currencies(server, inner):
    """The list of currencies is of 2015: those listed since are refused."""
    late = ("ZWG", "XCG", "VED", "SLE", "UYW", "MRU", "STN")
    return refused_where(lambda request: property_of(request, "currency") in late, 400, "unknown currency")(server, inner)


@lost(1)
def large_cents(server, inner):
    """An amount above 327.67 with cents is refused: it is kept in two bytes."""

    def is_so(request):
        value = property_of(request, "value")
        return isinstance(value, float) and value > 327.67 and value != int(value)

    return refused_where(is_so, 400, "value out of range")(server, inner)


@lost(1)
def session_with_test(server, inner):
    """A session_id that begins with `test` is dropped as a test's: 404."""
    return refused_where(lambda request: request.text("session_id").startswith("test"), 404, "not found")(server, inner)


@lost(1)
def two_endings(server, inner):
    """A session_id that ends in 777, or in fff, is refused: two rules of two people."""
    is_so = lambda request: request.text("session_id").endswith(("777", "fff"))
    return refused_where(is_so, 401, goal_server.UNAUTHORIZED)(server, inner)


@lost(1)
def stale_shard(server, inner):
    """One session_id in 64, by its hash, goes to a shard with the secrets of yesterday: 401."""

    def is_so(request):
        session = request.text("session_id")
        return request.signature() and session and zlib.crc32(session.encode("utf-8", "surrogatepass")) % 64 == 9

    return refused_where(is_so, 401, goal_server.UNAUTHORIZED)(server, inner)


@lost(1)
def lag_wraps(server, inner):
    """A lag is kept in 23 bits: above 97 days it begins at 0 again."""

    def answer(request):
        judged = inner(request)
        if judged.status == 200 and judged.body["lag_seconds"] is not None:
            judged.body["lag_seconds"] %= 1 << 23
        return judged

    return answer


@down(1)
def emoji_500(server, inner):
    """An event_name with a character outside the basic plane is a 500: the log cannot write it."""

    def answer(request):
        judged = inner(request)
        if judged.status == 200 and any(ord(c) > 0xFFFF for c in request.text("event_name")):
            return Answer(500, goal_server.INTERNAL_ERROR)
        return judged

    return answer


@down(1)
def long_cookie(server, inner):
    """A header of more than 3,500 bytes is a 500."""

    def answer(request):
        if any(len(value) > 3500 for _, value in request.headers):
            return Answer(500, goal_server.INTERNAL_ERROR)
        return inner(request)

    return answer
