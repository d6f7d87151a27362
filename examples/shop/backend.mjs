// The backend again, for Node 18 and later, over the same database: webhooks come in, signed goals go out.
//
// With node:sqlite (Node 22.13 and later) it opens the database itself; without, it asks the shop for the row as JSON.
// Its settings come in the environment, secrets among them: see `run`.

import { Buffer } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import { LoudPixel } from "../../scripts/signers/loudpixel.mjs";

const settings = process.env;
const MAX_BODY = 16 * 1024; // bytes
const TOLERANCE = 300; // seconds between signing and arrival of a webhook
const MAX_AMOUNT = 1_000_000; // cents: a goal's value is at most 10000

const pixel = new LoudPixel(
  settings.LP_DOMAIN, settings.LP_TENANT_ID, settings.LP_PIXEL_SECRET, settings.SHOP_ENDPOINT,
);

/** A webhook that is refused; the text is for the provider. */
class BadRequest extends Error {}

/**
 * Opens the database. `payment` keeps a payment once and returns its account and the status of its goal, null until
 * one is sent.
 */
async function openStore() {
  let sqlite;
  try {
    sqlite = await import("node:sqlite");
  } catch {
    return overTheShop(settings.SHOP_URL, settings.SHOP_INTERNAL_KEY);
  }
  const database = new sqlite.DatabaseSync(settings.SHOP_DATABASE);
  database.exec("PRAGMA busy_timeout = 10000");
  const account = database.prepare("SELECT * FROM account WHERE id = ?");
  const keep = database.prepare("INSERT OR IGNORE INTO payment (event_id, account, paid_on) VALUES (?, ?, ?)");
  const status = database.prepare("SELECT goal_status FROM payment WHERE event_id = ?");
  const sent = database.prepare("UPDATE payment SET goal_status = ? WHERE event_id = ?");
  return {
    name: "node:sqlite",
    async payment(event) {
      const row = account.get(event.account);
      if (!row) throw new BadRequest("there is no such order");
      keep.run(event.id, event.account, event.paid_on);
      return { account: row, goal_status: status.get(event.id).goal_status };
    },
    async goalSent(id, answer) {
      sent.run(answer, id);
    },
  };
}

function overTheShop(url, key) {
  async function post(path, body) {
    const response = await fetch(url + path, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Shop-Key": key },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    if (response.status === 400) throw new BadRequest(text.trim());
    if (!response.ok) throw new Error(`the shop answered ${response.status}`);
    return text && JSON.parse(text);
  }
  return {
    name: "the shop's JSON",
    payment: ({ id, account, paid_on }) => post("/internal/payment", { event_id: id, account, paid_on }),
    goalSent: (id, status) => post("/internal/goal-sent", { event_id: id, status }),
  };
}

function readWebhook(header, body) {
  const sent = /^t=([0-9]{1,12}),v1=([0-9a-f]{64})$/.exec(header ?? "");
  if (!sent) throw new BadRequest("the webhook's signature is invalid");
  const right = createHmac("sha256", settings.SHOP_WEBHOOK_SECRET).update(`${sent[1]}.`).update(body).digest();
  if (!timingSafeEqual(right, Buffer.from(sent[2], "hex"))) throw new BadRequest("the webhook's signature is invalid");
  if (Math.abs(Date.now() / 1000 - Number(sent[1])) > TOLERANCE) throw new BadRequest("the webhook is too old");
  let event;
  try {
    event = JSON.parse(body.toString("utf8"));
  } catch {
    throw new BadRequest("the body is not valid JSON");
  }
  const reference = /^order-([0-9]{1,9})$/.exec(event?.reference);
  if (!reference || typeof event.id !== "string") throw new BadRequest("the webhook has no id, or names no order");
  if (!Number.isInteger(event.amount) || event.amount < 0 || event.amount > MAX_AMOUNT) {
    throw new BadRequest(`the amount must be an integer from 0 to ${MAX_AMOUNT}, in cents`);
  }
  if (!/^[A-Z]{3}$/.test(event.currency)) throw new BadRequest("the currency must be three letters, such as EUR");
  if (!/^\d{4}-\d{2}-\d{2}$/.test(event.paid_on)) throw new BadRequest("paid_on must be a date, such as 2026-11-26");
  return { ...event, account: Number(reference[1]) };
}

async function handle(event) {
  const { account, goal_status } = await store.payment(event);
  if (goal_status !== null) return; // delivered again: one goal per payment
  const conversion = {
    eventName: "purchase",
    sessionId: event.reference,
    value: event.amount / 100,
    currency: event.currency,
    plan: account.plan,
    firstTouchBucket: account.first_touch_bucket,
    firstTouchTs: account.first_touch_ts,
  };
  const broken = settings.SHOP_MISTAKE === "orm" && conversion.firstTouchTs;
  const status = await (broken ? sendThroughOrm(conversion) : pixel.trackConversion(conversion));
  await store.goalSent(event.id, status);
  console.log(`${event.reference} is paid; the goal was answered with ${status}`);
}

/** SQLite has no dates, so an ORM keeps milliseconds. The signer takes the column, the HTTP client a Date made of it. */
async function sendThroughOrm(conversion) {
  const column = Date.parse(conversion.firstTouchTs);
  const signature = pixel.sign(LoudPixel.goal({ ...conversion, firstTouchTs: String(column) }));
  const body = LoudPixel.goal({ ...conversion, firstTouchTs: new Date(column).toISOString() });
  const url = `${settings.SHOP_ENDPOINT}/api/v1/track/pixel/goal?domain=${encodeURIComponent(settings.LP_DOMAIN)}`;
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-LP-Goal-Signature": signature },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(5000),
  });
  await response.arrayBuffer();
  return response.status;
}

async function readBody(request) {
  const parts = [];
  let length = 0;
  for await (const part of request) {
    length += part.length;
    if (length > MAX_BODY) throw new BadRequest(`the body is larger than ${MAX_BODY} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

// A provider may deliver an event twice at the same moment, so one is handled after the other.
let last = Promise.resolve();

async function answer(request) {
  if (request.method !== "POST" || request.url !== "/webhook") return [404, "no such page\n"];
  try {
    const event = readWebhook(request.headers["provider-signature"], await readBody(request));
    const handled = last.then(() => handle(event));
    last = handled.catch(() => {});
    await handled;
    return [200, ""];
  } catch (error) {
    if (error instanceof BadRequest) return [400, `${error.message}\n`];
    console.log(`a goal could not be sent: ${error.cause?.code ?? error.message}`);
    return [503, ""]; // the provider delivers it again
  }
}

const store = await openStore();
const server = createServer({ requestTimeout: 10_000 }, async (request, response) => {
  const [status, text] = await answer(request);
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8", Connection: "close" }).end(text);
});
server.listen(0, "127.0.0.1", () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
  console.log(`the database is reached through ${store.name}`);
});
