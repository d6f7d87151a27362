#!/bin/sh
# Builds the adapter, then runs it. Build the SDK first, with `mvn compile` or `gradle classes`.
set -e
cd "$(dirname "$0")"
# Where Maven and Gradle put the SDK's classes. Add the jars that it needs, separated by colons.
classes=../target/classes:../build/classes/java/main
mkdir -p out
javac -d out -cp "$classes" ./*.java >&2
exec java -cp "out:$classes" Adapter
