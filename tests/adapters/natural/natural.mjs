// A signer as a backend developer writes it, with its adapter.
import { Unsupported, serve } from "./goalpost_adapter.mjs";

// goalpost:canonical
function canonical(tenantId, { eventName, sessionId, value, currency, plan, firstTouchBucket, firstTouchTs }) {
  const properties = {};
  if (value) properties.value = Number(value).toFixed(2);
  if (currency) properties.currency = currency;
  if (plan) properties.plan = plan;
  const signed = { event_name: eventName, session_id: sessionId, properties, tenant_id: tenantId };
  if (firstTouchBucket) signed.first_touch_bucket = firstTouchBucket;
  if (firstTouchTs) signed.first_touch_ts = firstTouchTs;
  return JSON.stringify(signed);
}
// goalpost:end

// goalpost:signature
import { createHmac } from "node:crypto";

function signature(secret, canonical) {
  return createHmac("sha256", secret).update(canonical).digest("hex");
}
// goalpost:end

function sign(goal, tenantId, secret) {
  const properties = goal.properties ?? {};
  if (typeof properties !== "object" || Array.isArray(properties)) throw new Unsupported("properties are not an object");
  const { value, currency, plan, ...unknown } = properties;
  for (const _ in unknown) throw new Unsupported("a property that has no parameter");
  const signed = canonical(tenantId, {
    eventName: goal.event_name,
    sessionId: goal.session_id,
    value,
    currency,
    plan,
    firstTouchBucket: goal.first_touch_bucket,
    firstTouchTs: goal.first_touch_ts,
  });
  return { signature: signature(secret, signed), canonical: Buffer.from(signed) };
}

serve("natural", { sign, refusals: [TypeError, RangeError] });
