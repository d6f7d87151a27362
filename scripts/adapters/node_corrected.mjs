// A Node signer without drift: what LoudPixel's documentation should say.
//
// It refuses what cannot be signed rightly, and signs everything else byte for byte as the
// documented Python signer does.

import crypto from "node:crypto";
import { pathToFileURL } from "node:url";
import { Refused, serve } from "./goalpost_adapter.mjs";

/** JSON in ASCII: everything from U+007F up as \uxxxx, half a surrogate pair each. */
function text(value) {
  const escape = (unit) => "\\u" + unit.charCodeAt(0).toString(16).padStart(4, "0");
  return JSON.stringify(value).replace(/[\u007f-\uffff]/g, escape);
}

/** By code point. Comparing strings with < goes by UTF-16 unit and puts U+FFFF after emoji. */
function byCodePoint(a, b) {
  const [left, right] = [Array.from(a), Array.from(b)];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = left[i].codePointAt(0) - right[i].codePointAt(0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** An amount with two decimals: every digit, ties to the even cent, the sign of zero kept. */
export function money(value) {
  if (typeof value !== "number") throw new Refused("value must be a number");
  if (!Number.isFinite(value)) throw new Refused("value must be finite");
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const amount = Math.abs(value);
  if (amount >= 1e21) return `${sign}${BigInt(amount)}.00`;
  const eighths = amount * 8;
  // toFixed is exact, but rounds ties up. A double is a tie only as an odd number of eighths.
  if (!Number.isInteger(eighths) || eighths % 2 === 0) return sign + amount.toFixed(2);
  const down = (BigInt(eighths) * 25n) / 2n;
  const cents = (down % 2n === 0n ? down : down + 1n).toString().padStart(3, "0");
  return `${sign}${cents.slice(0, -2)}.${cents.slice(-2)}`;
}

/** A number outside value, as Python prints it. */
function number(value) {
  if (!Number.isFinite(value)) throw new Refused("a number must be finite");
  if (Number.isInteger(value)) return BigInt(value).toString();
  // A double with a fraction is below 2 ** 53, so only small ones have an exponent.
  if (Math.abs(value) >= 1e-4) return String(value);
  return value.toExponential().replace(/e-(\d)$/, "e-0$1");
}

/** Any value: sorted keys, no blanks. */
function json(value) {
  if (value === null || value === undefined) return "null";
  if (typeof value === "boolean") return String(value);
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number") return number(value);
  if (typeof value === "string") return text(value);
  if (Array.isArray(value)) return `[${value.map(json).join(",")}]`;
  return object(Object.entries(value).map(([key, member]) => [key, json(member)]));
}

/** Members whose values are written already, in order. */
function object(members) {
  const sorted = members.sort(([a], [b]) => byCodePoint(a, b));
  return `{${sorted.map(([key, written]) => `${text(key)}:${written}`).join(",")}}`;
}

/** Empty is what Python takes for false. */
function isEmpty(value) {
  if (!value) return !Number.isNaN(value);
  return typeof value === "object" && Object.keys(value).length === 0;
}

export function canonical(tenantId, goal) {
  if (goal.event_name === undefined) throw new Refused("event_name is missing");
  const properties = isEmpty(goal.properties) ? {} : goal.properties;
  if (typeof properties !== "object" || Array.isArray(properties)) {
    throw new Refused("properties must be an object");
  }
  const isAmount = (key, value) => key === "value" && value !== null;
  const members = [
    ["event_name", json(goal.event_name)],
    [
      "properties",
      object(
        Object.entries(properties).map(([key, value]) => [
          key,
          isAmount(key, value) ? text(money(value)) : json(value),
        ]),
      ),
    ],
    ["session_id", isEmpty(goal.session_id) ? '""' : json(goal.session_id)],
    ["tenant_id", text(tenantId)],
  ];
  for (const key of ["first_touch_bucket", "first_touch_ts"]) {
    if (!isEmpty(goal[key])) members.push([key, json(goal[key])]);
  }
  return Buffer.from(object(members), "ascii");
}

/** The signature and the bytes it covers. */
export function sign(goal, tenantId, secret) {
  if (!/^([0-9a-fA-F]{2})+$/.test(secret) || secret.endsWith("\n")) {
    throw new Refused("the secret must be an even number of hex digits");
  }
  const message = canonical(tenantId, goal);
  const key = Buffer.from(secret, "hex");
  const signature = crypto.createHmac("sha256", key).update(message).digest("hex");
  return { signature, canonical: message };
}

/** Sends the goal that was signed, as it was signed; resolves to the status of the answer. */
export async function send(goal, endpoint, domain, tenantId, secret) {
  const { signature } = sign(goal, tenantId, secret);
  const url = `${endpoint}/api/v1/track/pixel/goal?domain=${encodeURIComponent(domain)}`;
  const headers = { "Content-Type": "application/json", "X-LP-Goal-Signature": signature };
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(goal) });
  await answer.arrayBuffer();
  return answer.status;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  serve("node-corrected", { sign, send, version: "1" });
}
