// Verifies signed goals, as a team writes it from the published document: for the Node servers beside this file.
// Knows no framework. Every refusal has a fixed text that repeats nothing of the request.
'use strict';

const { isUtf8 } = require('node:buffer');
const crypto = require('node:crypto');
const fs = require('node:fs');

const PATH = '/api/v1/track/pixel/goal';
const MAX_BODY = 65536;
const OLDEST = 180n * 86400n * 1000000000n; // nanoseconds
const PII = [
  /[\w.!#$%&'*+/=?^`{|}~-]@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}/,
  /(?<![A-Za-z0-9])\+(?=[0-9(])(?:[ .()-]*[0-9]){8,15}(?![0-9])/,
  /(?<![A-Za-z0-9])(?<![0-9][.-])(?:1[ .-])?(?:\([0-9]{3}\)[ .-]?|[0-9]{3}[ .-])[0-9]{3}[ .-][0-9]{4}(?![A-Za-z0-9])(?![.-][0-9])/,
  /(?<![A-Za-z0-9])(?<![0-9][.-])(?!000|666|9)[0-9]{3}-(?!00)[0-9]{2}-(?!0000)[0-9]{4}(?![A-Za-z0-9])(?![.-][0-9])/,
];

class Refused extends Error {
  constructor(status, text) {
    super(text);
    this.status = status;
  }
}

// The tenants of the file that TENANTS_JSON names, by domain; a key that is null verifies nothing.
function readTenants() {
  const tenants = JSON.parse(fs.readFileSync(process.env.TENANTS_JSON, 'utf8'));
  for (const tenant of tenants) {
    // Buffer.from alone would stop at the first character that is not hex.
    tenant.key = /^(?:[0-9A-Fa-f]{2})+$/.test(tenant.secret) ? Buffer.from(tenant.secret, 'hex') : null;
    if (!tenant.key) console.error(`the secret of ${JSON.stringify(tenant.domain)} is not usable`);
  }
  return new Map(tenants.map((tenant) => [tenant.domain.toLowerCase(), tenant]));
}

// Throws where bytes are not UTF-8 as JSON has it: decoders replace what is wrong, and drop a byte order mark.
function checkBytes(body) {
  if (!isUtf8(body) || (body[0] === 0xef && body[1] === 0xbb)) throw new Refused(400, 'the body is not UTF-8');
}

function isText(value) {
  return value === undefined || value === null || typeof value === 'string';
}

function checkShape(goal) {
  const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject(goal) || typeof goal.event_name !== 'string') throw new Refused(400, 'the body is not a goal');
  if (![goal.session_id, goal.first_touch_bucket, goal.first_touch_ts].every(isText)) {
    throw new Refused(400, 'session_id and first_touch_* must be text');
  }
  const properties = goal.properties ?? {};
  if (!isObject(properties)) throw new Refused(400, 'properties must be an object');
  if (!Object.keys(properties).every((key) => ['value', 'currency', 'plan'].includes(key))) {
    throw new Refused(400, 'there are other properties than value, currency and plan');
  }
  const { value, currency, plan } = properties;
  if (!isText(currency) || !isText(plan)) throw new Refused(400, 'currency and plan must be text');
  // toFixed rounds ties up, Python to even; with at most two decimals they agree. String gives the shortest text that
  // reads back as this double, without the sign of a negative zero.
  const isAmount = typeof value === 'number' && value <= 10000 && !Object.is(value, -0) && /^\d+(\.\d\d?)?$/.test(String(value));
  if (value !== undefined && value !== null && !isAmount) {
    throw new Refused(400, 'value must be from 0 to 10000 with at most two decimals');
  }
  return properties;
}

// A text as JSON in ASCII.
function quoted(text) {
  return JSON.stringify(text).replace(/[\u007f-\uffff]/g, (unit) => '\\u' + unit.charCodeAt(0).toString(16).padStart(4, '0'));
}

// The bytes that the tenant must have signed: sorted keys, no blanks.
function canonical(tenant, goal, properties) {
  const members = [`"event_name":${quoted(goal.event_name)}`];
  for (const field of ['first_touch_bucket', 'first_touch_ts']) {
    if (goal[field]) members.push(`"${field}":${quoted(goal[field])}`);
  }
  const inner = [];
  for (const key of ['currency', 'plan', 'value']) {
    const value = properties[key];
    if (value === undefined) continue;
    inner.push(`"${key}":${value === null ? 'null' : quoted(key === 'value' ? value.toFixed(2) : value)}`);
  }
  members.push(`"properties":{${inner.join(',')}}`);
  members.push(`"session_id":${quoted(goal.session_id || '')}`, `"tenant_id":${quoted(tenant.tenant_id)}`);
  return `{${members.join(',')}}`;
}

function verify(tenant, signatures, goal, properties) {
  const given = Buffer.from(signatures[0], 'latin1');
  let right = false;
  if (tenant.key && signatures.length === 1 && given.length === 64) {
    const expected = crypto.createHmac('sha256', tenant.key).update(canonical(tenant, goal, properties)).digest('hex');
    right = crypto.timingSafeEqual(given, Buffer.from(expected));
  }
  if (!right) throw new Refused(401, 'invalid signature');
}

function judge(goal, { currency, plan }) {
  const length = [...goal.event_name].length;
  if (length < 1 || length > 100) throw new Refused(400, 'event_name must have 1 to 100 characters');
  for (const text of [currency, plan]) {
    if (text && PII.some((pattern) => pattern.test(text))) throw new Refused(400, 'properties must not hold personal data');
  }
  if (typeof currency === 'string' && !/^[A-Z]{3}$/.test(currency)) {
    throw new Refused(400, 'currency must be three capital letters');
  }
  if (typeof plan === 'string' && [...plan].length > 50) throw new Refused(400, 'plan must have at most 50 characters');
}

// Whole seconds since a first touch; null where it is not an instant, or not within the last 180 days.
function lagSeconds(text) {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:[0-5]\d:[0-5]\d)(?:\.(\d{1,9}))?(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d))$/.exec(text ?? '');
  if (!match) return null;
  const [, day, time, fraction = '', sign, hours = 0, minutes = 0] = match;
  const whole = Date.parse(`${day}T${time}Z`);
  // Date takes 30 February for 1 March, and 24:00 for the next day.
  if (Number.isNaN(whole) || new Date(whole).toISOString().slice(0, 19) !== `${day}T${time}`) return null;
  const offset = (Number(hours) * 60 + Number(minutes)) * 60000 * (sign === '-' ? -1 : 1);
  const lag = BigInt(Date.now() - (whole - offset)) * 1000000n - BigInt(fraction.padEnd(9, '0'));
  return lag >= 0n && lag <= OLDEST ? Number(lag / 1000000000n) : null;
}

// The status and the answer to a goal. `signatures` are all values of the header.
function accept(tenants, domain, signatures, goal) {
  const properties = checkShape(goal);
  const tenant = typeof domain === 'string' && /^[\x21-\x7e]+$/.test(domain) && tenants.get(domain.toLowerCase());
  if (!tenant) throw new Refused(404, 'unknown domain');
  if (signatures) verify(tenant, signatures, goal, properties);
  judge(goal, properties);
  if (!signatures) return [202, { status: 202, ranked: false }];
  const ranked = goal.first_touch_bucket === 'ai_search';
  return [200, {
    status: 200,
    ranked,
    first_touch_bucket: ranked ? 'ai_search' : null,
    lag_seconds: ranked ? lagSeconds(goal.first_touch_ts) : null,
  }];
}

module.exports = { PATH, MAX_BODY, Refused, readTenants, checkBytes, accept };
