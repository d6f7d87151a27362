"""Fuzzes each wrong server and each right one, from an empty corpus with default options, and prints a table.

    python3 scripts/servers/measure.py [--goalpost target/debug/goalpost] [--for 60] [--settle 5] [NAME]...

Of a wrong server: when a finding with the right weight was there that was had again, how many requests it takes, whether
`goalpost replay` shows it in the running server and in one that was started anew, and does not in the right one, whether
curl.sh shows it in one that was started anew, and how many folders there are. `--settle` ends a campaign so many seconds
after the finding. Of a right server: the exit code and the number of cases. Exits 1 if something is not as it should be.
Standard library only.
"""

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

import manners_server
import stateful_server
from test_servers import Running

MISTAKES, MANNERS = stateful_server.MISTAKES, manners_server.manners.MANNERS
GROWING = ("memory-grows", "descriptors-leak", "threads-leak")  # seen from outside only


def findings(folder):
    """The names and the documents of what was found."""
    found = []
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
        try:
            with open(os.path.join(folder, name, "case.json"), encoding="utf-8") as file:
                found.append((name, json.load(file)))
        except (OSError, ValueError):
            pass  # something else, or not written yet
    return found


def essence(output):
    """What an answer says, without what differs each time: dates, ids, and a lag that grows."""
    output = re.sub(r'("lag_seconds": ?)(\d+)', lambda lag: lag[1] + str(int(lag[2]) // 60), output)
    lines = re.split(r"\r?\n|(?=HTTP/1\.1)", output)
    return [line for line in lines if line.strip() and not re.match(r"(?i)(date|content-length|via):", line)]


class Measured:
    """One campaign against one server."""

    def __init__(self, options, folder, name):
        self.options, self.folder, self.name = options, os.path.join(folder, name), name
        self.wrong = name in MISTAKES
        self.complaints = []

    def server(self, switched=True, port=0):
        """The server, on a port."""
        script = "stateful_server.py" if self.wrong else "manners_server.py"
        switch = ["--mistake" if self.wrong else "--manner", self.name] if switched else []
        return Running(script, "--port", str(port), *switch)

    def goalpost(self, command, server, *more):
        """The command line of Goalpost against a server."""
        watch = ["--watch-pid", str(server.process.pid)] if self.name in GROWING else []
        url = "http://127.0.0.1:%d" % server.port
        return [self.options.goalpost, *command, "--url", url, "--tenant-file", server.file.name, *watch, *more]

    def is_right(self, case):
        """Whether a finding has the weight of the mistake, and was had again."""
        return case["weight"] == MISTAKES[self.name].weight and case["reproduced"] != "once"

    def fuzz(self, server):
        """The campaign; its exit code, and after how many seconds what was looked for was there."""
        begun, first = time.monotonic(), None
        command = self.goalpost(["fuzz"], server, "--for", "%ds" % self.options.time, "--out", self.folder)
        with open(self.folder + ".log", "w", encoding="utf-8") as log:
            process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
            while process.poll() is None:
                time.sleep(0.2)
                passed = time.monotonic() - begun
                if first is None and self.wrong and any(self.is_right(case) for _, case in findings(self.folder)):
                    first = passed
                if first is not None and self.options.settle is not None and passed > first + self.options.settle:
                    process.send_signal(signal.SIGINT)
                    process.wait(30)
        return process.returncode, first

    def replay(self, finding, server):
        """The exit code of a replay."""
        return subprocess.run(self.goalpost(["replay", finding], server), capture_output=True, timeout=120).returncode

    def script(self, finding):
        """What curl.sh prints; a server that does not answer shows that, too."""
        path = next(p for p in (finding + "/curl.sh", finding + "/send.sh") if os.path.exists(p))
        process = subprocess.Popen(["bash", path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            output = process.communicate(timeout=60)[0]
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            output = process.communicate()[0] + b"\nno answer"
        return essence(output.decode("utf-8", "replace"))

    def row(self):
        """The row of the table, after everything was tried."""
        with self.server() as server:
            port = server.port
            code, first = self.fuzz(server)
            found = findings(self.folder)
            if not self.wrong:
                return self.row_of_right(code, found)
            right = [(name, case) for name, case in found if self.is_right(case)]
            if not right:
                self.complaints.append("not found")
                return "exit %d, %s" % (code, " ".join(name for name, _ in found))
            name, case = right[0]
            finding = os.path.join(self.folder, name)
            replays = [self.replay(finding, server)]
        with self.server(port=port) as server:
            replays.append(self.replay(finding, server))
        with self.server(port=port):
            shown = self.script(finding)
        with self.server(switched=False, port=port) as server:
            plain = self.script(finding)
        with self.server(switched=False, port=port) as server:
            replays.append(self.replay(finding, server))
        size = sum(step["repeat"] for step in case.get("steps", [])) or 1
        needed = MISTAKES[self.name].requests
        for complaint, is_so in (
            ("exit %d" % code, code not in (1, 130)),
            ("replay", replays != [1, 1, 0]),
            ("curl.sh", shown == plain),
            ("%d folders" % len(found), len(found) > 1),
            ("%d requests, not %d" % (size, needed), size > needed and self.name not in GROWING),
        ):
            self.complaints += [complaint] if is_so else []
        return "%4.0f s  %4d requests  %s" % (first, size, " ".join(name for name, _ in found))

    def row_of_right(self, code, found):
        """The row of a right server."""
        with open(self.folder + ".log", encoding="utf-8") as log:
            cases = re.search(r"^([0-9,]+) cases in", log.read(), re.MULTILINE)
        self.complaints += ["exit %d" % code] if code else []
        return "%s cases  %s" % (cases[1] if cases else 0, " ".join(name for name, _ in found))


def main():
    """Measures what is named, or everything."""
    parser = argparse.ArgumentParser(description="Fuzzes wrong servers and right ones, and prints a table.")
    parser.add_argument("--goalpost", default="target/debug/goalpost", metavar="FILE", help="the program")
    parser.add_argument("--for", dest="time", type=int, default=60, metavar="SECONDS", help="how long a campaign lasts")
    parser.add_argument("--settle", type=float, metavar="SECONDS", help="end a campaign so long after the finding")
    parser.add_argument("names", nargs="*", metavar="NAME", help="mistakes and manners; all of them without any")
    options = parser.parse_args()
    folder, failed = tempfile.mkdtemp(prefix="measured-"), 0
    for name in options.names or [*MISTAKES, *MANNERS]:
        measured = Measured(options, folder, name)
        row = measured.row()
        failed += bool(measured.complaints)
        print("%-22s %s%s" % (name, row, "  *** " + ", ".join(measured.complaints) if measured.complaints else ""), flush=True)
    print("%d not as they should be; logs and findings are in %s" % (failed, folder))
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
