// A Node signer in a bare loop: nanoseconds a goal, the best of three rounds.

import fs from "node:fs";
import { plainGoal, read } from "../../scripts/adapters/goalpost_adapter.mjs";

const [, , file, module] = process.argv;
const { sign } = await import(`../../scripts/adapters/${module}.mjs`);
const goals = fs
  .readFileSync(file, "latin1")
  .trimEnd()
  .split("\n")
  .map((line) => {
    const { request, odd } = read(line);
    try {
      return [plainGoal(request.goal, odd), request.tenant_id, request.secret];
    } catch {
      return null; // Not expressible in JavaScript.
    }
  });

let best = Infinity;
for (let round = 0; round < 3; round++) {
  const start = process.hrtime.bigint();
  for (const goal of goals) {
    if (goal === null) continue;
    try {
      sign(...goal);
    } catch {
      // Refused.
    }
  }
  best = Math.min(best, Number(process.hrtime.bigint() - start));
}
console.log(best / goals.length);
