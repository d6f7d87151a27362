#!/bin/sh
# Builds the adapter with Mono, then runs it. With .NET, put the two .cs files into a console project that references the
# SDK's, and name its program in goalpost.toml: command = ["dotnet", "out/Adapter.dll"].
set -e
cd "$(dirname "$0")"
mkdir -p out
command -v mcs > /dev/null || { echo "mcs (Mono) is not installed: edit goalpost/run.sh, or see its first lines for .NET" >&2; exit 1; }
# Add the SDK: its sources, or -r: with its assembly.
mcs -out:out/adapter.exe -r:System.Net.Http -r:System.Numerics ./*.cs >&2
exec mono out/adapter.exe
