#!/usr/bin/env node
// Runs a Node signer over the golden vectors, without Goalpost. Start here, then swap `sign`.

import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Refused, Unsupported, plainGoal, read } from "./adapters/goalpost_adapter.mjs";
import { sign } from "./adapters/node_corrected.mjs";

/** Null, or what is wrong. */
function judge(test, goal, group) {
  let signed;
  try {
    signed = sign(goal, group.tenant_id, group.secret);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return test.result === "valid" ? `refused: ${error.message}` : null;
  }
  if (test.result === "invalid") return "signed what must be refused";
  const allowed = [...(test.signature ? [test] : []), ...(test.alternatives ?? [])];
  const hex = signed.canonical.toString("hex");
  const right = allowed.some((it) => it.canonical_hex === hex && it.signature === signed.signature);
  return right ? null : `signed ${signed.canonical}`;
}

const here = path.dirname(fileURLToPath(import.meta.url));
const folder = process.argv[2] ?? path.join(here, "..", "vectors");
let [tests, failed, skipped] = [0, 0, 0];
for (const name of fs.readdirSync(folder).filter((name) => /^sign_.*\.json$/.test(name)).sort()) {
  const text = fs.readFileSync(path.join(folder, name), "ascii");
  const vectors = JSON.parse(text);
  if (vectors.format !== 1) throw new Error(`${name}: format ${vectors.format} is not known here`);
  // JSON.parse would read -0 and 1.0 as other numbers, so goals are read from their own lines.
  const inputs = text.matchAll(/^ *"input": (.*),$/gm);
  for (const group of vectors.groups) {
    for (const test of group.tests) {
      tests += 1;
      const { request, odd } = read(`{"goal":${inputs.next().value[1]}}`);
      let goal;
      try {
        goal = plainGoal(request.goal, odd);
      } catch (error) {
        if (!(error instanceof Unsupported) || test.result === "valid") throw error;
        skipped += 1;
        continue;
      }
      const fault = judge(test, goal, group);
      if (fault) {
        failed += 1;
        console.log(`${test.id}: ${fault}`);
      }
    }
  }
}
console.log(`${tests} vectors, ${failed} failed, ${skipped} not expressible in JavaScript`);
process.exit(failed > 0 || tests === skipped ? 1 : 0);
