// Says what the Node glue handed over, and answers in every way it can. The event_name says how.

import { Buffer } from "node:buffer";
import process from "node:process";
import { Refused, Unsupported, serve } from "../../../scripts/adapters/goalpost_adapter.mjs";

function sign(goal) {
  console.log("noise on stdout");
  process.stdout.write("more noise\n");
  const event = goal.event_name;
  if (event === "refuse") throw new Refused("on purpose");
  if (event === "listed") throw new RangeError("listed");
  if (event === "unsupported") throw new Unsupported("cannot");
  if (event === "break") throw new Error("broke");
  if (event === "number") {
    const { value } = goal.properties;
    // JavaScript has doubles only; the sign of a zero is what can be told.
    return `number ${Object.is(value, -0) ? "-" : String(value)[0]}`;
  }
  // Halves of surrogate pairs are U+FFFD in UTF-8, so as UTF-16.
  return { signature: "signature", canonical: Buffer.from(event, "utf16le") };
}

serve("glue", {
  sign,
  send(goal) {
    if (goal.event_name === "refuse") throw new Refused("on purpose");
    return { status: 202 };
  },
  verify: ({ headers, body }, tenant) => ({
    status: 200,
    body: `${headers[0][1].toString("hex")} ${body.toString("hex")} ${tenant.domain}`,
  }),
  refusals: [RangeError],
});
