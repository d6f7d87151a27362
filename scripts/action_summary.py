#!/usr/bin/env python3
"""Prints a report of `goalpost check` as the Markdown of a GitHub step summary, and as lines for the log.

    python3 scripts/action_summary.py REPORT VERDICT >>"$GITHUB_STEP_SUMMARY"

Only names, ids and counts are shown: a summary is read by more people than a report.
"""

import json
import sys

MAX_CAUSES = 50


def plain(text):
    """Text from outside as one harmless word for Markdown, HTML and the runner's log."""
    shown = "".join(c if c.isascii() and c.isprintable() and c not in "`|<>&\\" else "\ufffd" for c in str(text))
    return "`%s`" % shown[:100]


def causes(implementation):
    """What is wrong, as pairs of a name and a number of cases."""
    for finding in implementation["findings"]:
        if not finding["expected"]:
            yield finding["mistake"] or finding["kind"], finding["count"]
    for cause in implementation.get("causes", []):
        yield "%s: %s" % (cause["weight"], cause["stage"]), len(cause["ids"])
    if implementation["cannot_run"]:
        yield "could not be run", 1


def main():
    path, verdict = sys.argv[1:]
    print("### Goalpost: %s\n" % verdict)
    print("goalpost: %s" % verdict, file=sys.stderr)
    try:
        with open(path, encoding="ascii") as file:
            implementations = json.load(file)["implementations"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        # A check that could not begin has no report, and said why in the log.
        print("There is no report (%s)." % plain(error))
        return
    print("| implementation | passed | expected drift | failed | causes |\n|---|---|---|---|---|")
    for it in implementations:
        found = list(causes(it))
        shown = ["%s (%d)" % (plain(name), count) for name, count in found[:MAX_CAUSES]]
        shown += ["and %d more" % (len(found) - MAX_CAUSES)] if len(found) > MAX_CAUSES else []
        row = (plain(it["name"]), it["passed"], it["expected_drift"], it["failed"], ", ".join(shown) or "none")
        print("| %s | %d | %d | %d | %s |" % row)
        print("goalpost: %s %d passed, %d failed: %s" % (row[0], row[1], row[3], row[4]), file=sys.stderr)


if __name__ == "__main__":
    main()
