#!/usr/bin/env python3
"""Runs the shell steps of action.yml, taken from the file itself, as a runner of GitHub does.

    GOALPOST=target/debug/goalpost python3 scripts/test_action.py

Expressions, conditions, the files behind GITHUB_OUTPUT, GITHUB_PATH and GITHUB_STEP_SUMMARY, and the variables are those
that GitHub documents. Steps with `uses` are noted and not run. A server on this machine plays the releases of GitHub.
Needs bash, curl, Node, and Ruby, whose library reads YAML.
"""

import hashlib
import http.server
import json
import os
import pathlib
import platform
import re
import shutil
import socket
import subprocess
import sys
import tarfile
import tempfile
import threading
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent
GOALPOST = pathlib.Path(os.environ.get("GOALPOST", ROOT / "target/debug/goalpost")).resolve()
VERSION = re.search(r'^version = "([^"]+)"$', (ROOT / "Cargo.toml").read_text(), re.MULTILINE).group(1)
ARCH = {"x86_64": "X64", "aarch64": "ARM64"}[platform.machine()]
TENANTS = ROOT / "docs/tutorials/first-401/tenant.toml"


def read_yaml(path):
    """A YAML file as JSON has it."""
    code = "puts JSON.generate(YAML.safe_load(File.read(ARGV[0]), aliases: true))"
    ran = subprocess.run(["ruby", "-ryaml", "-rjson", "-e", code, str(path)], check=True, stdout=subprocess.PIPE)
    return json.loads(ran.stdout)


def evaluate(expression, context, failed):
    """An expression without functions other than always(): operands, == and !=, joined by &&."""
    def operand(text):
        text = text.strip()
        if re.fullmatch(r"'[^']*'", text):
            return text[1:-1]
        value = context
        for name in text.split("."):
            value = value.get(name, "") if isinstance(value, dict) else ""
        return value

    def holds(term):
        term = term.strip()
        if term == "always()":
            return True
        if term == "success()":
            return not failed
        for sign in ("!=", "=="):
            if sign in term:
                left, right = (operand(side) for side in term.split(sign))
                return (left == right) is (sign == "==")
        raise AssertionError("this test does not know %r" % term)

    if any(sign in expression for sign in ("&&", "==", "!=", "()")):
        return all(holds(term) for term in expression.split("&&"))
    return operand(expression)


def fill(text, context, failed=False):
    """A text with its expressions replaced."""
    return re.sub(r"\$\{\{(.*?)\}\}", lambda found: str(evaluate(found[1], context, failed)), str(text))


class Run:
    """One use of the action: `code` (0 if the job is green), outputs, summary, log, and the steps that ran."""

    def __init__(self, folder, inputs, github=None):
        action = read_yaml(ROOT / "action.yml")
        unknown = set(inputs) - set(action["inputs"])
        assert not unknown, unknown
        self.temp = folder / "temp"
        self.temp.mkdir()
        files = {name: folder / name for name in ("GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_STEP_SUMMARY", "GITHUB_ENV")}
        environment = {
            "PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8",
            "CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_ACTION_PATH": str(ROOT), "GITHUB_WORKSPACE": str(folder),
            "GITHUB_SERVER_URL": "https://github.com", "RUNNER_OS": "Linux", "RUNNER_ARCH": ARCH,
            "RUNNER_TEMP": str(self.temp), **(github or {}),
        }
        context = {
            "inputs": {name: inputs.get(name, it.get("default", "")) for name, it in action["inputs"].items()},
            "github": {"action_path": str(ROOT), "action_repository": "loudpixel/goalpost"},
            "runner": {"temp": str(self.temp)},
            "steps": {},
        }
        self.code, self.log, self.ran, self.uploads = 0, "", [], []
        self.summary = ""
        for step in action["runs"]["steps"]:
            condition = step.get("if", "success()")
            bare = re.sub(r"^\$\{\{(.*)\}\}$", r"\1", condition.strip()).strip()
            # Without a function that looks at the status, a condition means success() as well.
            if self.code and "always()" not in bare:
                continue
            if not evaluate(bare, context, bool(self.code)):
                continue
            self.ran.append(step["name"])
            if "uses" in step:
                self.uploads.append({key: fill(value, context) for key, value in step["with"].items()})
                continue
            assert step["shell"] == "bash", step
            for file in files.values():
                file.write_text("")
            script = folder / "step.sh"
            script.write_text(fill(step["run"], context))
            env = {**environment, **{name: str(file) for name, file in files.items()}}
            env.update({name: fill(value, context) for name, value in step.get("env", {}).items()})
            cwd = folder / fill(step.get("working-directory", "."), context)
            # What GitHub documents for `shell: bash`.
            command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]
            with open(folder / "log", "w+b") as log:
                code = subprocess.run(command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=log,
                                      stderr=subprocess.STDOUT, timeout=300).returncode
                log.seek(0)
                self.log += log.read().decode("utf-8", "replace")
            self.code = self.code or code
            outputs = dict(line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text().splitlines())
            context["steps"][step.get("id", step["name"])] = {"outputs": outputs}
            for line in files["GITHUB_PATH"].read_text().splitlines():
                environment["PATH"] = line + os.pathsep + environment["PATH"]
            self.summary += files["GITHUB_STEP_SUMMARY"].read_text()
        self.outputs = {name: fill(it["value"], context) for name, it in action["outputs"].items()}

    def report(self):
        """The report that the outputs name."""
        return json.loads(pathlib.Path(self.outputs["report"]).read_text())


class Releases:
    """The releases of GitHub, on this machine."""

    def __init__(self, folder, spoil=False):
        name = "goalpost-%s-%s-unknown-linux-gnu" % (VERSION, platform.machine())
        self.paths = []
        packed = folder / (name + ".tar.gz")
        with tarfile.open(packed, "w:gz", compresslevel=1) as archive:
            archive.add(GOALPOST, name + "/goalpost")
        digest = hashlib.sha256(packed.read_bytes()).hexdigest()
        sums = "%s  %s\n%s  other.tar.gz\n" % ("0" * 64 if spoil else digest, packed.name, digest)
        contents = {packed.name: packed.read_bytes(), "SHA256SUMS": sums.encode()}
        releases, base = self, "/loudpixel/goalpost/releases/download/v%s/" % VERSION

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                releases.paths.append(self.path)
                body = contents.get(self.path[len(base):]) if self.path.startswith(base) else None
                self.send_response(200 if body else 404)
                self.send_header("Content-Length", str(len(body or b"")))
                self.end_headers()
                self.wfile.write(body or b"")

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return {"GITHUB_SERVER_URL": "http://127.0.0.1:%d" % self.server.server_address[1]}

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def free_port():
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Action(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="goalpost-action-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        adapters = ROOT / "scripts/adapters"
        (self.folder / "goalpost.toml").write_text("".join(
            '[[implementation]]\nname = "%s"\ncommand = ["%s", "%s"]\n' % (name, program, adapters / file)
            for name, program, file in (
                ("good", "python3", "python_documented.py"),
                ("wrong", "node", "node_documented.mjs"),
                ("away", "python3", "there-is-no-such-file.py"),
            )
        ))

    def run_action(self, github=None, **inputs):
        inputs = {name.replace("_", "-"): value for name, value in inputs.items()}
        return Run(self.folder, {"goalpost": str(GOALPOST), "args": "--smoke", **inputs}, github)

    def test_a_signer_that_conforms_is_green(self):
        run = self.run_action(names="good")
        self.assertEqual((run.code, run.outputs["exit-code"]), (0, "0"), run.log)
        self.assertEqual([it["name"] for it in run.report()["implementations"]], ["good"])
        self.assertIn("conforms", run.log)
        self.assertIn("good", run.summary)
        self.assertNotIn("::error", run.log)
        folder = pathlib.Path(run.outputs["reports"])
        self.assertEqual(sorted(file.name for file in folder.iterdir()), ["goalpost.html", "goalpost.json", "goalpost.xml"])
        self.assertNotIn("Start the server", run.ran)
        upload, = run.uploads
        self.assertEqual(upload["path"], run.outputs["reports"])

    def test_drift_is_red_after_the_reports_were_uploaded(self):
        run = self.run_action(names="wrong good")
        self.assertEqual((run.code, run.outputs["exit-code"]), (1, "1"), run.log)
        self.assertEqual(len(run.report()["implementations"]), 2)
        self.assertIn("raw-utf8-not-ascii-escaped", run.summary)
        self.assertRegex(run.log, "(?m)^::error title=wrong%3A raw-utf8-not-ascii-escaped")
        self.assertIn("::error title=Goalpost::drift", run.log)
        self.assertLess(run.ran.index("Upload the reports"), run.ran.index("Verdict"))

    def test_what_cannot_be_run_and_wrong_usage_have_their_codes(self):
        run = self.run_action(names="away")
        self.assertEqual((run.code, run.outputs["exit-code"]), (3, "3"), run.log)

    def test_an_unknown_option_is_usage(self):
        run = self.run_action(args="--no-such-option")
        self.assertEqual((run.code, run.outputs["exit-code"]), (2, "2"), run.log)
        self.assertIn("::error title=Goalpost::usage", run.log)

    def test_no_artifact_no_upload(self):
        self.assertEqual(self.run_action(names="good", artifact="").uploads, [])

    def test_inputs_are_never_code(self):
        marker = self.folder / "ran"
        for text in ("$(touch %s)", "`touch %s`", ";touch %s", "'; touch %s #", '"; touch %s #'):
            for name in ("names", "args", "url", "tenant-file", "goalpost", "version", "artifact"):
                folder = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
                usual = {"goalpost": str(GOALPOST), "names": "there-is-none"}
                if name == "version":
                    usual["goalpost"] = ""
                with self.subTest(name=name, text=text):
                    run = Run(folder, {**usual, name: text % marker}, {"GITHUB_SERVER_URL": "http://127.0.0.1:1"})
                    self.assertNotEqual(run.code, 0)
                    self.assertFalse(marker.exists())
        steps = read_yaml(ROOT / "action.yml")["runs"]["steps"]
        self.assertEqual([step["name"] for step in steps if "${{" in step.get("run", "")], [])

    def test_a_release_is_downloaded_and_its_sum_verified(self):
        with Releases(self.folder) as github:
            run = self.run_action(github, goalpost="", names="good")
        self.assertEqual((run.code, run.outputs["exit-code"]), (0, "0"), run.log)
        self.assertFalse((self.temp(run) / "bin/goalpost").is_symlink())

    def test_an_archive_with_another_sum_is_not_run(self):
        with Releases(self.folder, spoil=True) as github:
            run = self.run_action(github, goalpost="", names="good")
        self.assertEqual(run.code, 3, run.log)
        self.assertIn("does not have the sum", run.log)
        self.assertFalse((self.temp(run) / "bin/goalpost").exists())
        self.assertNotIn("Check", run.ran)

    def test_a_version_that_was_not_released_is_one_error(self):
        with Releases(self.folder) as github:
            run = self.run_action(github, goalpost="", version="v99.0.0")
        self.assertEqual(run.code, 3, run.log)
        self.assertIn("v99.0.0/goalpost-99.0.0-", run.log)

    def test_another_platform_is_one_error(self):
        run = self.run_action({"RUNNER_OS": "Windows"}, goalpost="")
        self.assertEqual(run.code, 3)
        self.assertIn("no binary for Windows", run.log)

    def test_a_server_is_started_checked_and_stopped(self):
        port = free_port()
        command = "python3 %s --port %d --tenant-file %s & wait" % (
            ROOT / "scripts/servers/python_server.py", port, TENANTS)
        run = self.run_action(start=command, url="http://127.0.0.1:%d" % port, tenant_file=str(TENANTS))
        self.assertEqual((run.code, run.outputs["exit-code"]), (0, "0"), run.log)
        self.assertGreater(run.report()["implementations"][0]["passed"], 10)
        self.assertTrue((pathlib.Path(run.outputs["reports"]) / "server.log").exists())
        self.assert_nobody_listens(port)

    def test_a_wrong_server_is_red_and_stopped(self):
        port = free_port()
        command = "python3 %s --port %d --tenant-file %s --mistake excess-decimals-rounded" % (
            ROOT / "scripts/servers/python_server.py", port, TENANTS)
        run = self.run_action(start=command, url="http://127.0.0.1:%d" % port, tenant_file=str(TENANTS), args="")
        self.assertEqual((run.code, run.outputs["exit-code"]), (1, "1"), run.log)
        self.assertIn("::error title=http", run.log)
        self.assert_nobody_listens(port)

    def test_a_server_that_ends_is_one_error_with_its_last_words(self):
        run = self.run_action(start="echo no database; exit 7", url="http://127.0.0.1:%d" % free_port())
        self.assertEqual(run.code, 3)
        self.assertIn("no database", run.log)
        self.assertIn("ended before it answered", run.log)
        self.assertNotIn("Check", run.ran)
        self.assertIn("Stop the server", run.ran)

    def test_a_server_that_never_answers_is_given_up_and_stopped(self):
        run = self.run_action(start="exec sleep 600", url="http://127.0.0.1:%d" % free_port(), wait="1")
        self.assertEqual(run.code, 3)
        self.assertIn("did not answer", run.log)
        pid = int((self.temp(run) / "server.pid").read_text())
        self.assertRaises(ProcessLookupError, os.killpg, pid, 0)

    def test_a_start_without_a_url_is_usage(self):
        self.assertEqual(self.run_action(start="true").code, 2)

    def temp(self, run):
        return run.temp / "goalpost"

    def assert_nobody_listens(self, port):
        with socket.socket() as probe:
            self.assertNotEqual(probe.connect_ex(("127.0.0.1", port)), 0)


class Workflows(unittest.TestCase):
    def test_every_script_that_workflows_run_is_there_and_no_text_is_pasted_into_one(self):
        files = sorted((ROOT / ".github/workflows").glob("*.yml"))
        self.assertGreater(len(files), 2)
        for file in files:
            for name, job in read_yaml(file)["jobs"].items():
                for step in job.get("steps", []):
                    text = step.get("run", "")
                    where = "%s: %s: %s" % (file.name, name, step.get("name", text))
                    self.assertNotIn("${{", text, where)
                    for by, script in re.findall(r"(python3 )?(?<![\w/.])(scripts/[\w./-]+|\.ci/run)", text):
                        self.assertTrue(os.access(ROOT / script, os.R_OK if by else os.X_OK), "%s: %s" % (where, script))
                    checked = subprocess.run(["bash", "-n"], input=text.encode(), stderr=subprocess.PIPE)
                    self.assertEqual(checked.returncode, 0, "%s: %s" % (where, checked.stderr.decode()))


if __name__ == "__main__":
    if not GOALPOST.is_file():
        sys.exit("%s: no such file; set GOALPOST" % GOALPOST)
    unittest.main()
