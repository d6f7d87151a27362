// The verified Node signer under test: what an author writes beside the glue.

import { Buffer } from "node:buffer";
import { serve } from "../../adapters/goalpost_adapter.mjs";
import { LoudPixel } from "../loudpixel.mjs";

const NAMES = {
  event_name: "eventName",
  session_id: "sessionId",
  first_touch_bucket: "firstTouchBucket",
  first_touch_ts: "firstTouchTs",
};

function conversion({ properties, ...fields }) {
  if (typeof (properties ?? {}) !== "object" || Array.isArray(properties)) {
    throw new TypeError("properties are not an object");
  }
  const { value, currency, plan, ...unknown } = properties ?? {};
  for (const name in unknown) throw new TypeError(`no such property: ${name}`);
  const given = { value, currency, plan };
  for (const field in fields) given[NAMES[field]] = fields[field];
  return given;
}

serve("node-signer", {
  version: "1",
  refusals: [TypeError, RangeError],
  sign(goal, tenantId, secret) {
    const pixel = new LoudPixel("", tenantId, secret);
    const body = LoudPixel.goal(conversion(goal));
    return { signature: pixel.sign(body), canonical: Buffer.from(pixel.canonical(body)) };
  },
  send: (goal, endpoint, domain, tenantId, secret) =>
    new LoudPixel(domain, tenantId, secret, endpoint).trackConversion(conversion(goal)),
});
