// Signs conversions and sends them to LoudPixel. Node 18 and later, Deno, Bun; no dependencies.
//
//     const pixel = new LoudPixel("yoursite.com", "your-tenant-uuid", process.env.LP_PIXEL_SECRET);
//     await pixel.trackConversion({ eventName: "purchase", sessionId: "s-1", value: 99, currency: "EUR" });
//
// TypeScript reads the types from the comments (`allowJs` in tsconfig.json).

import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";

/**
 * What was not passed is left out; an empty plan or currency is sent and signed as it is.
 * @typedef {object} Conversion
 * @property {string} eventName
 * @property {string | null} [sessionId]
 * @property {number | null} [value] 0 to 10000, at most two decimals
 * @property {string | null} [currency]
 * @property {string | null} [plan]
 * @property {string | null} [firstTouchBucket]
 * @property {string | null} [firstTouchTs]
 */

/**
 * The body of the request. JSON.stringify leaves out what is undefined.
 * @typedef {object} Goal
 * @property {string} event_name
 * @property {string} session_id
 * @property {{ value?: number, currency?: string, plan?: string }} properties
 * @property {string} [first_touch_bucket]
 * @property {string} [first_touch_ts]
 */

export class LoudPixel {
  #key;
  #tenantId;
  #url;

  /**
   * @param {string} domain
   * @param {string} tenantId
   * @param {string} secret as the dashboard shows it
   */
  constructor(domain, tenantId, secret, endpoint = "https://loudpixel.ai") {
    // Buffer.from stops at the first bad digit without a word, so look first.
    if (!/^([0-9a-f]{2})+$/i.test(secret)) {
      throw new TypeError("the pixel secret must be an even number of hex digits");
    }
    this.#key = Buffer.from(secret, "hex");
    this.#tenantId = tenantId;
    this.#url = `${endpoint}/api/v1/track/pixel/goal?domain=${encodeURIComponent(domain)}`;
  }

  /**
   * Sends a conversion. Resolves to the HTTP status: 200 accepted, 400 contents, 401 signature.
   * @param {Conversion} conversion
   */
  async trackConversion(conversion) {
    const goal = LoudPixel.goal(conversion);
    const response = await fetch(this.#url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-LP-Goal-Signature": this.sign(goal) },
      body: JSON.stringify(goal),
      signal: AbortSignal.timeout(5000),
    });
    await response.arrayBuffer(); // frees the connection for the next one
    return response.status;
  }

  /**
   * @param {Conversion} conversion
   * @returns {Goal}
   */
  static goal({ eventName, sessionId, value, currency, plan, firstTouchBucket, firstTouchTs }) {
    if (typeof eventName !== "string") throw new TypeError("eventName must be a string");
    for (const text of [sessionId, currency, plan, firstTouchBucket, firstTouchTs]) {
      if (text != null && typeof text !== "string") throw new TypeError("only value is not a string");
    }
    if (value != null) {
      if (typeof value !== "number") throw new TypeError("value must be a number");
      // The server answers 400 to anything else. `!` catches NaN too; toFixed drops the sign of -0.
      if (!(value >= 0 && value <= 10000) || Object.is(value, -0) || Number(value.toFixed(2)) !== value) {
        throw new RangeError("value must be 0 to 10000 with at most two decimals");
      }
    }
    return {
      event_name: eventName,
      session_id: sessionId ?? "",
      properties: { value: value ?? undefined, currency: currency ?? undefined, plan: plan ?? undefined },
      first_touch_bucket: firstTouchBucket || undefined,
      first_touch_ts: firstTouchTs || undefined,
    };
  }

  /**
   * The value of the header X-LP-Goal-Signature.
   * @param {Goal} goal
   */
  sign(goal) {
    return createHmac("sha256", this.#key).update(this.canonical(goal)).digest("hex");
  }

  /**
   * The signed bytes, made from the body, so that body and signature cannot disagree.
   * @param {Goal} goal
   */
  canonical({ event_name, session_id, properties, first_touch_bucket, first_touch_ts }) {
    const { value, currency, plan } = properties;
    // JSON.stringify writes keys in the order they have here, which is the sorted one.
    const json = JSON.stringify({
      event_name,
      first_touch_bucket,
      first_touch_ts,
      properties: { currency, plan, value: value?.toFixed(2) },
      session_id,
      tenant_id: this.#tenantId,
    });
    // Everything from U+007F up is signed as \u and four hex digits, half a surrogate pair each.
    return json.replace(/[\u007f-\uffff]/g, (unit) => {
      return "\\u" + unit.charCodeAt(0).toString(16).padStart(4, "0");
    });
  }
}
