"""The golden vectors as data packages. Each is installed, and its runner tests two signers: one that conforms and one
that does not, which must fail."""

import os
import pathlib
import shutil
import zipfile

from .shared import ROOT, Failed, fail_if_empty, fresh_venv, licenses, limit, run, version

KILOBYTES = 300
GO_MODULE = "github.com/loudpixel/goalpost/packages/go"

PYTHON_SIGNER = """\
import run_vectors

def sign(goal, tenant_id, secret):
    return run_vectors.sign(tenant_id, secret, goal)[1]
"""
PYTHON_WRONG = PYTHON_SIGNER.replace("[1]", "[1].upper()")

NODE_SIGNER = """\
import { sign as signed } from "./adapters/node_corrected.mjs";
export const sign = (goal, tenantId, secret) => signed(goal, tenantId, secret).signature;
"""
NODE_WRONG = NODE_SIGNER.replace(".signature", ".signature.toUpperCase()")

# The verified Go signer takes typed conversions; what does not fit the types is refused.
GO_SIGNER = """\
package signer

import (
	"bytes"
	"encoding/json"
	"errors"
	"regexp"

	"signer/loudpixel"
)

var (
	whole = regexp.MustCompile(`\\\\u[dD][89abAB]..\\\\u[dD][c-fC-F]..|\\\\[^u]`)
	half  = regexp.MustCompile(`\\\\u[dD][89a-fA-F]`)
)

// only refuses keys that are not spelt exactly so: encoding/json takes them in any case.
func only(object json.RawMessage, keys ...string) error {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(object, &members); err != nil {
		return err
	}
	for _, key := range keys {
		delete(members, key)
	}
	if len(members) > 0 {
		return errors.New("unknown keys")
	}
	return nil
}

func sign(goal json.RawMessage, tenantID, secret string) (string, error) {
	// encoding/json would replace half a surrogate pair.
	if half.Match(whole.ReplaceAll(goal, nil)) {
		return "", errors.New("half a surrogate pair")
	}
	err := only(goal, "event_name", "session_id", "first_touch_bucket", "first_touch_ts", "properties")
	if err != nil {
		return "", err
	}
	var parts struct {
		Properties json.RawMessage `json:"properties"`
	}
	if err := json.Unmarshal(goal, &parts); err != nil {
		return "", err
	}
	if parts.Properties != nil {
		if err := only(parts.Properties, "value", "currency", "plan"); err != nil {
			return "", err
		}
	}
	var given struct {
		Event      *string  `json:"event_name"`
		Session    string   `json:"session_id"`
		Bucket     string   `json:"first_touch_bucket"`
		Time       string   `json:"first_touch_ts"`
		Properties struct {
			Value    *float64 `json:"value"`
			Currency *string  `json:"currency"`
			Plan     *string  `json:"plan"`
		} `json:"properties"`
	}
	reader := json.NewDecoder(bytes.NewReader(goal))
	reader.DisallowUnknownFields()
	if err := reader.Decode(&given); err != nil {
		return "", err
	}
	if given.Event == nil {
		return "", errors.New("event_name is not text")
	}
	pixel, err := loudpixel.New("", tenantID, secret)
	if err != nil {
		return "", err
	}
	return pixel.Sign(loudpixel.Conversion{
		EventName: *given.Event, SessionID: given.Session,
		Value: given.Properties.Value, Currency: given.Properties.Currency, Plan: given.Properties.Plan,
		FirstTouchBucket: given.Bucket, FirstTouchTS: given.Time,
	})
}
"""


def same_bytes(folder):
    """The installed files are those of the repository, all of them."""
    def contents(folder):
        return {file.name: file.read_bytes() for file in folder.glob("*.json")}

    if contents(folder) != contents(ROOT / "vectors"):
        raise Failed("%s differs from vectors/" % folder)


def stage(bench, name, data):
    """A copy of a package's folder, with the vectors in its folder `data`."""
    folder = bench.work(name) / "package"
    shutil.copytree(ROOT / "packages" / name.split("-")[0], folder, ignore=shutil.ignore_patterns("runner"))
    (folder / data).mkdir()
    for file in (ROOT / "vectors").glob("*.json"):
        shutil.copy(file, folder / data)
    licenses(folder)
    return folder


def set_version(file, text):
    """Replaces the version that the repository does not repeat."""
    before = file.read_text()
    if before.count(text % "0.0.0") != 1:
        raise Failed("%s: %s is not there once" % (file, text % "0.0.0"))
    file.write_text(before.replace(text % "0.0.0", text % version()))


def python(bench):
    """A wheel for PyPI."""
    package = stage(bench, "python-vectors", "loudpixel_goalpost_vectors/vectors")
    set_version(package / "pyproject.toml", 'version = "%s"')
    tools = fresh_venv(package.parent / "tools")
    run(tools, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", bench.dist, package)
    wheel, = bench.dist.glob("loudpixel_goalpost_vectors-*.whl")
    limit(wheel, KILOBYTES)

    place = package.parent / "installed"
    installed = fresh_venv(place, wheel)
    folder = run(installed, "-c", "import loudpixel_goalpost_vectors as it; print(it.FOLDER)", cwd=place).strip()
    same_bytes(pathlib.Path(folder))
    runner = place / "runner"
    shutil.copytree(ROOT / "packages/python/runner", runner)
    shutil.copy(ROOT / "scripts/run_vectors.py", runner)
    test = (installed, "-m", "unittest", "test_signer")
    (runner / "signer.py").write_text(PYTHON_SIGNER)
    fail_if_empty(run(*test, cwd=runner), r"Ran 1 test[^\n]*\n\nOK", "unittest")
    (runner / "signer.py").write_text(PYTHON_WRONG)
    fail_if_empty(run(*test, cwd=runner, passes=(1,)), "wrong signature", "unittest of a wrong signer")


def npm(bench):
    """A package for the npm registry."""
    package = stage(bench, "npm-vectors", "vectors")
    set_version(package / "package.json", '"version": "%s"')
    packed = bench.dist / run("npm", "pack", "--silent", "--pack-destination", bench.dist, cwd=package).strip()
    limit(packed, KILOBYTES)

    place = package.parent / "installed"
    place.mkdir()
    run("npm", "install", "--silent", "--no-audit", "--no-fund", "--offline", "--prefix", place, packed)
    same_bytes(place / "node_modules/loudpixel-goalpost-vectors/vectors")
    for name in ("goalpost_adapter.mjs", "node_corrected.mjs"):
        (place / "adapters").mkdir(exist_ok=True)
        shutil.copy(ROOT / "scripts/adapters" / name, place / "adapters")
    shutil.copy(ROOT / "packages/npm/runner/signer.test.mjs", place)
    # `import` is what the runner does.
    run("node", "-e", "if (require('loudpixel-goalpost-vectors').smoke().size < 1) process.exit(1)", cwd=place)
    test = ("node", "--test", "signer.test.mjs")
    (place / "signer.mjs").write_text(NODE_SIGNER)
    fail_if_empty(run(*test, cwd=place), r"# pass 1\b", "node --test")
    (place / "signer.mjs").write_text(NODE_WRONG)
    fail_if_empty(run(*test, cwd=place, passes=(1,)), "wrong signature", "node --test of a wrong signer")


def go(bench):
    """A Go module, as a module proxy serves it: that is how the release's tag is read, too."""
    package = stage(bench, "go-vectors", "vectors")
    if run("gofmt", "-l", package):
        raise Failed("packages/go is not formatted: gofmt -w packages/go")
    proxy = package.parent / "proxy"
    served = proxy / GO_MODULE / "@v"
    served.mkdir(parents=True)
    tag = "v" + version()
    (served / "list").write_text(tag + "\n")
    (served / (tag + ".info")).write_text('{"Version":"%s"}' % tag)
    shutil.copy(package / "go.mod", served / (tag + ".mod"))
    packed = served / (tag + ".zip")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(file for file in package.rglob("*") if file.is_file()):
            archive.write(file, "%s@%s/%s" % (GO_MODULE, tag, file.relative_to(package)))
    limit(packed, KILOBYTES)
    shutil.copy(packed, bench.dist / ("loudpixel-goalpost-vectors-go-%s.zip" % version()))

    place = package.parent / "installed"
    (place / "loudpixel").mkdir(parents=True)
    environment = dict(
        os.environ,
        GOPROXY=proxy.as_uri(),
        GONOSUMDB="*",
        GOFLAGS="-mod=mod -modcacherw",
        GOTOOLCHAIN="local",
        # The user's own module cache stays as it is.
        GOMODCACHE=str(package.parent / "cache"),
        GOPATH=str(package.parent / "gopath"),
    )
    run("go", "mod", "init", "signer", cwd=place, env=environment)
    run("go", "get", "%s@%s" % (GO_MODULE, tag), cwd=place, env=environment)
    where = run("go", "list", "-m", "-f", "{{.Dir}}", GO_MODULE, cwd=place, env=environment).strip()
    same_bytes(pathlib.Path(where) / "vectors")
    shutil.copy(ROOT / "scripts/signers/loudpixel.go", place / "loudpixel")
    shutil.copy(ROOT / "packages/go/runner/signer_test.go", place)
    (place / "signer.go").write_text(GO_SIGNER)
    run("go", "vet", "./...", GO_MODULE, cwd=place, env=environment)
    fail_if_empty(run("go", "test", "-v", ".", cwd=place, env=environment), "--- PASS: TestVectors", "go test")
    wrong = GO_SIGNER.replace("EventName: *given.Event", 'EventName: *given.Event + " "')
    (place / "signer.go").write_text(wrong)
    text = run("go", "test", ".", cwd=place, env=environment, passes=(1,))
    fail_if_empty(text, "wrong signature", "go test of a wrong signer")
