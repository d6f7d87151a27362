"""A server of LoudPixel's goal endpoint that is right, and has odd manners; on 127.0.0.1 only.

    python3 scripts/servers/manners_server.py --tenant-file tenant.toml [--port 0] [--manner NAME]...
    python3 scripts/servers/manners_server.py --list

The protocol leaves open, or says nothing of, what a manner does: a test that fails such a server is wrong. `--list`
prints each manner's name and what it does. Standard library only; Python 3.8 and later.
"""

import argparse

import manners
import stateful_server


def main():
    """Runs until a signal ends it."""
    parser = argparse.ArgumentParser(description="Serves LoudPixel's goal endpoint on 127.0.0.1, oddly.")
    parser.add_argument("--tenant-file", metavar="FILE", help="[[tenant]] tables, in TOML")
    parser.add_argument("--port", type=int, default=0, help="0, the default, takes a free one")
    parser.add_argument("--manner", action="append", default=[], choices=sorted(manners.MANNERS), metavar="NAME",
                        help="switch a manner on; may be repeated")
    parser.add_argument("--list", action="store_true", help="list the manners and exit")
    options = parser.parse_args()
    if options.list:
        for name, manner in manners.MANNERS.items():
            print("%-20s %s" % (name, manner.__doc__))
        return
    stateful_server.run(parser, options, [manners.MANNERS[name] for name in options.manner])


if __name__ == "__main__":
    main()
