"""The command as a tarball, as npm packages and as a wheel. Each is installed in a fresh place and runs the smoke set."""

import gzip
import io
import json
import os
import pathlib
import shutil
import tarfile

from .registry import Registry
from .shared import ROOT, Failed, fail_if_empty, fresh_venv, licenses, run, version

ADAPTER = ROOT / "scripts/adapters/python_documented.py"
# What npm calls the platforms that the release is built on. The binary is static: no `libc`.
PLATFORMS = {
    "x86_64-unknown-linux-gnu": {"os": ["linux"], "cpu": ["x64"]},
    "aarch64-unknown-linux-gnu": {"os": ["linux"], "cpu": ["arm64"]},
}
SHELLS = {"bash": "goalpost.bash", "zsh": "_goalpost", "fish": "goalpost.fish"}


def triple():
    """The platform of this machine."""
    return fail_if_empty(run("rustc", "-vV"), r"host: (\S+)", "rustc -vV").group(1)


def static_binary(bench):
    """The command without any shared library."""
    if bench.goalpost:
        return bench.goalpost
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
    flags = "-C target-feature=+crt-static -C strip=symbols"
    # With --target, the flags are not those of build scripts and procedural macros, which cannot be static.
    run("cargo", "build", "--release", "--locked", "--target", triple(),
        env=dict(os.environ, RUSTFLAGS=flags, CARGO_TARGET_DIR=str(target)))
    bench.goalpost = target / triple() / "release" / "goalpost"
    # ldd exits with 1 for "not a dynamic executable".
    fail_if_empty(run("ldd", bench.goalpost, passes=(0, 1)), "statically linked|not a dynamic", "ldd")
    return bench.goalpost


def smoke(goalpost, place, env=None):
    """Runs what was installed: it has the right version, passes a signer that conforms, and fails another."""
    said = run(goalpost, "--version", cwd=place, env=env).strip()
    if said != "goalpost " + version():
        raise Failed("%s is %r, not version %s" % (goalpost, said, version()))
    check = (goalpost, "check", "--smoke", "--")
    fail_if_empty(run(*check, "python3", ADAPTER, cwd=place, env=env), r"\nconforms\n", "check --smoke")
    documented = ROOT / "scripts/adapters/node_documented.mjs"
    text = run(*check, "node", documented, cwd=place, env=env, passes=(1,))
    fail_if_empty(text, "raw-utf8-not-ascii-escaped", "check --smoke of a wrong signer")


def tarball(bench):
    """The release's archive, the same bytes for the same binary."""
    goalpost = static_binary(bench)
    work = bench.work("tarball")
    name = "goalpost-%s-%s" % (version(), triple())
    folder = work / name
    folder.mkdir()
    shutil.copy(goalpost, folder / "goalpost")
    for file in ("README.md", "CHANGELOG.md"):
        shutil.copy(ROOT / file, folder)
    licenses(folder)
    shell_files(goalpost, folder)

    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for file in sorted([folder, *folder.rglob("*")]):
            entry = archive.gettarinfo(str(file), str(file.relative_to(work)))
            entry.uid = entry.gid = entry.mtime = 0
            entry.uname = entry.gname = ""
            is_program = file.is_dir() or file.name == "goalpost"
            entry.mode = 0o755 if is_program else 0o644
            archive.addfile(entry, file.open("rb") if file.is_file() else None)
    packed = bench.dist / (name + ".tar.gz")
    packed.write_bytes(gzip.compress(raw.getvalue(), 9, mtime=0))

    place = work / "installed"
    place.mkdir()
    run("tar", "-xzf", packed, "-C", place)
    smoke(place / name / "goalpost", place)
    read_shell_files(place / name)


def shell_files(goalpost, folder):
    """What shells complete, and the man pages."""
    (folder / "completions").mkdir()
    for shell, file in SHELLS.items():
        (folder / "completions" / file).write_text(run(goalpost, "completions", shell))
    (folder / "man").mkdir()
    run(goalpost, "man", folder / "man")


def read_shell_files(folder):
    """What was unpacked does its work: bash completes a command, and man shows a page."""
    script = ("source completions/goalpost.bash; COMP_WORDS=(goalpost rep); COMP_CWORD=1; "
              "_goalpost goalpost rep goalpost; echo ${COMPREPLY[*]}")
    fail_if_empty(run("bash", "--norc", "-c", script, cwd=folder), r"^replay report$", "completion in bash")
    if shutil.which("man"):
        page = run("man", "-l", "man/goalpost-check.1", cwd=folder, env=dict(os.environ, MANPAGER="cat", LC_ALL="C.UTF-8"))
        fail_if_empty(page, "Run golden vectors", "man")


def npm(bench):
    """A main package, which chooses, and a package for this machine's platform, which npm chooses by os and cpu."""
    goalpost = static_binary(bench)
    work = bench.work("npm")
    main, chosen = work / "main", work / "platform"
    shutil.copytree(ROOT / "packages/npm-command", main)
    manifest = json.loads((main / "package.json").read_text())
    manifest["version"] = version()
    manifest["optionalDependencies"] = {platform_name(it): version() for it in PLATFORMS.values()}
    (main / "package.json").write_text(json.dumps(manifest, indent=2) + "\n")
    licenses(main)

    (chosen / "bin").mkdir(parents=True)
    shutil.copy(goalpost, chosen / "bin/goalpost")
    (chosen / "bin/goalpost").chmod(0o755)
    platform = PLATFORMS[triple()]
    copied = {key: manifest[key] for key in ("version", "license", "repository")}
    text = {"name": platform_name(platform), "description": "The binary of loudpixel-goalpost", **copied, **platform}
    (chosen / "package.json").write_text(json.dumps(text, indent=2) + "\n")
    licenses(chosen)

    packed = [bench.dist / run("npm", "pack", "--silent", "--pack-destination", bench.dist, cwd=folder).strip()
              for folder in (main, chosen)]
    with Registry(packed) as url:
        place = npm_install(work / "installed", url)
        smoke(place / "bin/goalpost", place)
    # A platform that no package is for: one line, and the exit code for what cannot be run.
    with Registry(packed[:1]) as url:
        place = npm_install(work / "elsewhere", url)
        text = run(place / "bin/goalpost", "--version", cwd=place, passes=(3,))
        fail_if_empty(text, "no binary for linux", "goalpost without its platform's package")


def platform_name(platform):
    """The name of a platform's package."""
    return "@loudpixel/goalpost-%s-%s" % (platform["os"][0], platform["cpu"][0])


def npm_install(place, registry):
    """Installs the command from a registry into an empty prefix, with an empty cache."""
    place.mkdir()
    run("npm", "install", "--global", "--silent", "--no-audit", "--no-fund", "--prefix", place,
        "--cache", place / "cache", "--registry", registry, "loudpixel-goalpost@" + version())
    return place


def wheel(bench):
    """A wheel that has the command and runs on any glibc from 2.17."""
    work = bench.work("wheel")
    python = fresh_venv(work / "tools", "maturin>=1.7,<2", "ziglang", "cargo-zigbuild")
    path = os.pathsep.join([str(python.parent), os.environ["PATH"]])
    run(python.parent / "maturin", "build", "--release", "--locked", "--zig", "--compatibility", "manylinux2014",
        "--out", bench.dist, cwd=ROOT / "packages/wheel", env=dict(os.environ, PATH=path))
    packed, = bench.dist.glob("loudpixel_goalpost-*.whl")
    place = work / "installed"
    installed = fresh_venv(place, packed)
    smoke(installed.parent / "goalpost", place)
