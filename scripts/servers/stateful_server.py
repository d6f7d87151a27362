"""A server of LoudPixel's goal endpoint that is right until a mistake is switched on; on 127.0.0.1 only.

    python3 scripts/servers/stateful_server.py --tenant-file tenant.toml [--port 0] [--mistake NAME]...
    python3 scripts/servers/stateful_server.py --list

Most mistakes need more than one request: what a request gets depends on what came before it, on the connection, in
the process, for the tenant, or at the same moment. `--list` prints each mistake's name, its weight (forged, lost or
down), the smallest number of requests that shows it, and what it is. Standard library only; Python 3.8 and later.
"""

import argparse
import signal
import sys

import mistakes_by_time
import mistakes_by_turn
import mistakes_by_value
import mistakes_down
import mistakes_forged
import mistakes_lost
import mistakes_real
import mistakes_shared
import python_server
import wire

ROOMS = (mistakes_forged, mistakes_lost, mistakes_down, mistakes_by_value, mistakes_by_time, mistakes_by_turn, mistakes_shared,
         mistakes_real)
MISTAKES = {name: mistake for room in ROOMS for name, mistake in room.MISTAKES.items()}


def main():
    """Runs until a signal ends it."""
    parser = argparse.ArgumentParser(description="Serves LoudPixel's goal endpoint on 127.0.0.1.")
    parser.add_argument("--tenant-file", metavar="FILE", help="[[tenant]] tables, in TOML")
    parser.add_argument("--port", type=int, default=0, help="0, the default, takes a free one")
    parser.add_argument("--mistake", action="append", default=[], choices=sorted(MISTAKES), metavar="NAME",
                        help="switch a mistake on; may be repeated")
    parser.add_argument("--list", action="store_true", help="list the mistakes and exit")
    options = parser.parse_args()
    if options.list:
        for mistake in MISTAKES.values():
            print("%-22s %-7s %5d  %s" % (mistake.name, mistake.weight, mistake.requests, mistake.what))
        return
    run(parser, options, [MISTAKES[name].put_into for name in options.mistake])


def run(parser, options, changes):
    """Serves the tenants of `--tenant-file`; each change gets the server and its `answer`, and returns another."""
    if not options.tenant_file:
        parser.error("--tenant-file is needed")
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
    try:
        server = wire.Server(python_server.read_tenants(options.tenant_file))
        for change in changes:
            server.answer = change(server, server.answer)
        server.listen(options.port)
    except (OSError, OverflowError, ValueError) as error:
        sys.exit("%s: %s" % (parser.prog, error))


if __name__ == "__main__":
    main()
