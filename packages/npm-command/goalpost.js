#!/usr/bin/env node
// Runs the binary of the package that npm installed for this platform.
"use strict";

const { spawn } = require("node:child_process");

let binary;
try {
  binary = require.resolve(`@loudpixel/goalpost-${process.platform}-${process.arch}/bin/goalpost`);
} catch {
  console.error(
    `goalpost: no binary for ${process.platform} ${process.arch} is installed. ` +
      "Install without --omit=optional, or build it: cargo install goalpost",
  );
  process.exit(3);
}

const child = spawn(binary, process.argv.slice(2), { stdio: "inherit" });
// A terminal sends Ctrl-C to both; other signals reach this process alone.
process.on("SIGINT", () => {});
for (const name of ["SIGTERM", "SIGHUP"]) process.on(name, () => child.kill(name));
child.on("error", (error) => {
  console.error(`goalpost: ${error.message}`);
  process.exit(3);
});
child.on("exit", (code, signal) => {
  if (signal === null) process.exit(code);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
