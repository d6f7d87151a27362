"""The validator as an adapter on stdio: it answers `verify` as the HTTP server beside it would.

    python3 scripts/servers/python_server_stdio.py [--mistake NAME]...
"""

import argparse
import datetime
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "adapters"))

import goal_server  # noqa: E402
import goalpost_adapter  # noqa: E402


def verifier(mistakes):
    """`verify` with some mistakes switched on."""

    def verify(request, tenant, now):
        """The answer to a request at an instant, as the members of a reply."""
        clock = instant(now)
        try:
            status, answer = goal_server.decide(request, [tenant], clock, mistakes)
        except Exception as error:
            print("%s: %s" % (type(error).__name__, error), file=sys.stderr)
            status, answer = 500, goal_server.INTERNAL_ERROR
        # A reply with `error` would say that the adapter broke, so a refusal's text stays in the body.
        told = {key: value for key, value in answer.items() if key != "error"}
        return dict(told, status=status, body=json.dumps(answer))

    return verify


def instant(text):
    """An aware datetime; digits beyond microseconds are dropped."""
    nanoseconds = goal_server.parse_instant(text)
    if nanoseconds is None:
        raise ValueError("no instant: %r" % text)
    start = datetime.datetime(1, 1, 1, tzinfo=datetime.timezone.utc)
    return start + datetime.timedelta(microseconds=nanoseconds // 1000)


def main():
    """Answers requests until stdin ends."""
    parser = argparse.ArgumentParser(description="Verifies LoudPixel's goals, as an adapter on stdio.")
    parser.add_argument("--mistake", action="append", default=[], choices=sorted(goal_server.MISTAKES),
                        metavar="NAME", help="switch a known bug on; may be repeated")
    mistakes = frozenset(parser.parse_args().mistake)
    goalpost_adapter.serve("python-server", verify=verifier(mistakes), version="1")


if __name__ == "__main__":
    main()
