// Tests a signer with the golden vectors: node --test. Import your own `sign`.

import assert from "node:assert";
import { test } from "node:test";
import { fault, signTests } from "loudpixel-goalpost-vectors";
import { sign } from "./signer.mjs"; // sign(goal, tenantId, secret) returns the signature, or throws to refuse

test("golden vectors", () => {
  const faults = [...signTests()].map((it) => [it.id, fault(it, sign)]).filter(([, fault]) => fault);
  assert.deepEqual(faults, []);
});
