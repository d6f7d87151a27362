// The signer that LoudPixel documents for Node, as an adapter. Its drifts are LoudPixel's, not ours.

import crypto from "node:crypto";
import { pathToFileURL } from "node:url";
import { serve } from "./goalpost_adapter.mjs";

/** The signed bytes, put together by hand because JSON.stringify does not sort. */
export function canonical(tenantId, eventName, sessionId, properties, firstTouchBucket, firstTouchTs) {
  const given = properties || {};
  const member = (name, value) => `"${name}":${JSON.stringify(value)}`;

  const signedProperties = [];
  if (given.currency != null) signedProperties.push(member("currency", given.currency));
  if (given.plan != null) signedProperties.push(member("plan", given.plan));
  if (given.value != null) signedProperties.push(member("value", Number(given.value).toFixed(2)));

  const members = [member("event_name", eventName)];
  if (firstTouchBucket) members.push(member("first_touch_bucket", firstTouchBucket));
  if (firstTouchTs) members.push(member("first_touch_ts", firstTouchTs));
  members.push(`"properties":{${signedProperties.join(",")}}`);
  members.push(member("session_id", sessionId || ""));
  members.push(member("tenant_id", tenantId));
  return Buffer.from(`{${members.join(",")}}`, "utf8");
}

/** The signature and the bytes it covers. */
export function sign(goal, tenantId, secret) {
  const message = canonical(
    tenantId,
    goal.event_name,
    goal.session_id,
    goal.properties,
    goal.first_touch_bucket,
    goal.first_touch_ts,
  );
  const key = Buffer.from(secret, "hex");
  const signature = crypto.createHmac("sha256", key).update(message).digest("hex");
  return { signature, canonical: message };
}

/** Sends a conversion as the documented sample does; resolves to the status of the answer. */
export async function send(goal, endpoint, domain, tenantId, secret) {
  const given = goal.properties || {};
  const properties = {};
  if (given.value != null) properties.value = Number(given.value);
  if (given.currency != null) properties.currency = given.currency;
  if (given.plan != null) properties.plan = given.plan;
  const body = { event_name: goal.event_name, session_id: goal.session_id, properties };
  if (goal.first_touch_bucket) body.first_touch_bucket = goal.first_touch_bucket;
  if (goal.first_touch_ts) body.first_touch_ts = goal.first_touch_ts;
  const { signature } = sign(body, tenantId, secret);
  const answer = await fetch(`${endpoint}/api/v1/track/pixel/goal?domain=${domain}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-LP-Goal-Signature": signature },
    body: JSON.stringify(body),
  });
  await answer.arrayBuffer();
  return answer.status;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  // JSON.stringify throws a TypeError on a BigInt: that is how this signer rejects one.
  serve("node-documented", { sign, send, version: "1", refusals: [TypeError] });
}
