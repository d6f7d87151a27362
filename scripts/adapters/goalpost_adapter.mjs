// Glue between a JavaScript SDK and Goalpost: adapter protocol, version 1.
//
// No dependencies; Node 18 and later, Deno 2 (`deno run -A`), Bun. Plugging in an SDK:
//
//     import { serve } from "./goalpost_adapter.mjs";
//     import { Client } from "acme";
//
//     serve("acme-sdk", { sign: (goal, tenantId, secret) => new Client(tenantId, secret).sign(goal) });
//
// `sign` gets the goal as an object (what was not passed is not in it) and the secret as the
// dashboard shows it. It returns the signature, or { signature, canonical } with the signed bytes; a
// promise of either will do. It throws `Refused` for a goal that the SDK rejects on purpose,
// `Unsupported` for one that JavaScript cannot express. Any other error counts as broken, unless its
// class is among `refusals`.
//
// Two more, each optional and each free to return a promise:
//
// `send(goal, endpoint, domain, tenantId, secret)` has the SDK POST the goal, with its own HTTP client, to
// `${endpoint}/api/v1/track/pixel/goal?domain=${domain}`, and returns the status of the answer, or the answer.
//
// `verify(request, tenant, now)` is the server. `request` has `method`, `target`, `headers` (pairs of name and
// value, the value a Buffer) and `body` (a Buffer), `tenant` has `domain`, `tenant_id` and `secret`, `now` is
// ISO 8601 text. It returns { status } and, where known, `ranked`, `first_touch_bucket`, `lag_seconds` and
// `body`, the text of the answer.

import { Buffer } from "node:buffer";
import process from "node:process";

/** The SDK rejected the goal, on purpose. */
export class Refused extends Error {}

/** The goal cannot be expressed in this language. */
export class Unsupported extends Error {}

// Deno and Bun also say which Node they stand in for, so that comes last.
const { Deno, Bun } = globalThis;
const runtime = Deno ? `Deno ${Deno.version.deno}` : Bun ? `Bun ${Bun.version}` : `Node ${process.versions.node}`;

/** Answers requests on stdin until it ends. What the SDK prints goes to stderr. */
export function serve(name, { sign, send, verify, version, refusals = [] }) {
  const rejects = [Refused, ...refusals];
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr);
  for (const method of ["log", "info", "debug"]) console[method] = console.error;
  const hello = {
    protocol: 1,
    name,
    version,
    runtime,
    ops: Object.entries({ sign, send, verify }).filter(([, act]) => act).map(([op]) => op),
    features: ["batch", "lone_surrogates", "non_finite"],
    window: 64,
  };

  const brief = (signed) => {
    const signature = typeof signed === "string" ? signed : signed?.signature;
    if (typeof signature === "string") return signature;
    throw new Error("sign must return a string, or { signature, canonical }");
  };
  const settled = (signed) => {
    const signature = brief(signed);
    if (signed.canonical === undefined) return { signature };
    return { signature, canonical: Buffer.from(signed.canonical).toString("hex") };
  };
  const failed = (error) => {
    if (rejects.some((kind) => error instanceof kind)) return { refused: `${error.name}: ${error.message}` };
    if (error instanceof Unsupported) return { unsupported: error.message };
    return { error: String(error?.stack ?? error) };
  };
  // Promises are waited for, but a plain result never costs a turn of the event loop.
  const one = (goal, { request, odd }, done) => {
    try {
      const signed = sign(plainGoal(goal, odd), request.tenant_id, request.secret);
      return typeof signed?.then === "function" ? signed.then(done).catch(failed) : done(signed);
    } catch (error) {
      return failed(error);
    }
  };

  const sent = async ({ request, odd }) => {
    const { goal, endpoint, domain, tenant_id: tenantId, secret } = request;
    try {
      const answer = await send(plainGoal(goal, odd), endpoint, domain, tenantId, secret);
      return { status: answer?.status ?? answer };
    } catch (error) {
      return failed(error);
    }
  };
  const verified = async ({ request, tenant, now }) => {
    const headers = request.headers.map(([field, value]) => [field, Buffer.from(value, "latin1")]);
    try {
      return await verify({ ...request, headers, body: Buffer.from(request.body, "hex") }, tenant, now);
    } catch (error) {
      return { error: String(error?.stack ?? error) };
    }
  };

  const answer = (line) => {
    let request;
    const reply = (members) => JSON.stringify({ id: request?.id ?? null, ...members }) + "\n";
    try {
      const asked = read(line);
      request = asked.request;
      return respond(asked, reply);
    } catch (error) {
      return reply({ error: `not a request: ${error}` });
    }
  };
  const respond = (asked, reply) => {
    const { request } = asked;
    if (request.op === "hello") return JSON.stringify(hello) + "\n";
    if (!hello.ops.includes(request.op)) return reply({ unsupported: `no such op: ${request.op}` });
    if (request.op === "send") return sent(asked).then(reply);
    if (request.op === "verify") return verified(request).then(reply);
    if (request.goals) {
      const outcomes = request.goals.map((goal) => one(goal, asked, brief));
      return outcomes.some((outcome) => typeof outcome?.then === "function")
        ? Promise.all(outcomes).then((outcomes) => reply({ outcomes }))
        : reply({ outcomes });
    }
    const members = one(request.goal, asked, settled);
    return typeof members?.then === "function" ? members.then(reply) : reply(members);
  };

  // Requests are ASCII by contract. Replies leave in order, together for each piece of input.
  let rest = "";
  let turn = Promise.resolve();
  let waiting = 0;
  process.stdin.setEncoding("latin1");
  process.stdin.on("data", (piece) => {
    const lines = (rest + piece).split("\n");
    rest = lines.pop();
    const replies = lines.filter((line) => line.trim() !== "").map(answer);
    if (waiting === 0 && replies.every((reply) => typeof reply === "string")) {
      write(replies.join(""));
      return;
    }
    waiting += 1;
    turn = turn.then(async () => {
      for (const reply of replies) write(await reply);
      waiting -= 1;
    });
  });
}

// A number that JSON.parse would not keep apart from another one. JavaScript reads -0 as a negative
// zero where the protocol has the integer 0, rounds large integers, and cannot tell 1.0 from 1. Only
// `value` is converted to a double anyway, so there 1.0 and 1e2 are what they seem.
const ODD =
  /([:,[])(-0(?![.\deE])|-?\d{16,}(?![.\deE])|(?<!"value":)-?\d+(?:\.0*(?![\d])|(?:\.\d+)?[eE][-+]?\d+))(?=[,}\]])/g;

/** Reads a request. Where `odd`, its goals may hold numbers that `plainGoal` has to settle. */
export function read(line) {
  let odd = line.includes('"$number"');
  const marked = line.replace(ODD, (_, before, text) => {
    odd = true;
    return `${before}{"$number":"${text}"}`;
  });
  let request;
  try {
    request = JSON.parse(marked);
  } catch {
    // Something inside a string looked like a number: mark what stands outside strings only.
    request = JSON.parse(
      line.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g, (text) =>
        text[0] === '"' ? text : `{"$number":"${text}"}`,
      ),
    );
    odd = true;
  }
  return { request, odd };
}

const isObject = (value) => typeof value === "object" && value !== null;

/** The goal as JavaScript values. Throws `Unsupported` where there are none. */
export function plainGoal(goal, odd) {
  // A number that is marked stands in an object: most goals have none but their properties.
  if (!odd) return goal;
  for (const field in goal) {
    const value = goal[field];
    if (!isObject(value)) continue;
    if (field !== "properties" || Object.values(value).some(isObject) || "$number" in value) {
      return settleGoal(goal);
    }
  }
  return goal;
}

function settleGoal(goal) {
  const settled = {};
  for (const [field, value] of Object.entries(goal)) {
    settled[field] = field === "properties" ? settleProperties(value) : settle(value);
  }
  return settled;
}

function settleProperties(properties) {
  // A number in place of properties is marked like any other.
  if (!isObject(properties) || Array.isArray(properties) || "$number" in properties) return settle(properties);
  return mapValues(properties, (value, key) => (key === "value" ? settle(value, true) : settle(value)));
}

function settle(value, isAmount = false) {
  if (Array.isArray(value)) return value.map((item) => settle(item));
  if (value === null || typeof value !== "object") return value;
  const keys = Object.keys(value);
  if (keys.length === 1 && keys[0] === "$number") return toNumber(value.$number, isAmount);
  return mapValues(value, (member) => settle(member));
}

function mapValues(object, change) {
  // defineProperty, because assigning to __proto__ does something else.
  const changed = {};
  for (const [key, value] of Object.entries(object)) {
    Object.defineProperty(changed, key, {
      value: change(value, key),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return changed;
}

// Made once: a stack trace for each would cost more than the goal.
const INTEGRAL = new Unsupported(
  "JavaScript cannot tell a double with an integral value (1.0) from an integer",
);

function toNumber(text, isAmount) {
  const number = Number(text);
  if (/^-?\d+$/.test(text)) {
    if (text === "-0") return 0;
    return isAmount || Number.isSafeInteger(number) ? number : BigInt(text);
  }
  if (!isAmount && Number.isInteger(number)) throw INTEGRAL;
  return number;
}
