"use strict";

const fs = require("node:fs");
const path = require("node:path");

const folder = path.join(__dirname, "vectors");
const formats = { sign: 1, verify: 3 };

// Whether JSON.parse loses something of a goal's numbers: 1.0 becomes 1, integers beyond 2^53 are rounded.
function isLossy(text) {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g) ?? [];
  return tokens.some((token) => {
    if (token.startsWith('"')) return false;
    const number = Number(token);
    return /[.e]/i.test(token) ? Number.isInteger(number) : !Number.isSafeInteger(number) || token === "-0";
  });
}

function readText(name) {
  return fs.readFileSync(path.join(folder, name), "ascii");
}

function load(name) {
  const revive = (_, value) => {
    const isNumber = value !== null && typeof value === "object" && typeof value.$number === "string";
    return isNumber ? Number(value.$number) : value;
  };
  return JSON.parse(readText(name), revive);
}

function* tests(op) {
  const names = fs.readdirSync(folder).filter((name) => name.startsWith(`${op}_`));
  for (const name of names.sort()) {
    const vectors = load(name);
    // Schemas, and sequences of requests, which `load` reads.
    if (vectors.op !== op) continue;
    if (vectors.format !== formats[op]) throw new Error(`${name}: format ${vectors.format} is unknown`);
    // Every goal has a line of its own, on which its numbers can still be seen.
    const inputs = readText(name).matchAll(/^ *"input": (.*),$/gm);
    for (const { tests, comment: _, ...tenant } of vectors.groups) {
      for (const test of tests) yield { test: { ...tenant, ...test }, input: inputs.next().value?.[1] };
    }
  }
}

function* signTests() {
  for (const { test: read, input: text } of tests("sign")) {
    const { input, canonical, canonical_hex, signature, alternatives = [], ...test } = read;
    const outputs = signature ? [{ canonical, canonical_hex, signature }] : [];
    yield { ...test, goal: input, lossy: isLossy(text), outputs: [...outputs, ...alternatives] };
  }
}

function* verifyTests() {
  for (const { test } of tests("verify")) yield test;
}

function smoke() {
  return new Set(load("smoke.json").tests);
}

function fault(test, sign, isRefusal = (error) => error instanceof Error) {
  // No valid test depends on what is lost.
  if (test.lossy && test.result === "acceptable") return null;
  let signature;
  try {
    signature = sign(test.goal, test.tenant_id, test.secret);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return test.result === "valid" ? `refused a valid goal: ${error.message}` : null;
  }
  if (test.result === "invalid") return "signed a goal that must be refused";
  if (test.outputs.some((output) => output.signature === signature)) return null;
  return `wrong signature ${signature}; signed bytes must be ${test.outputs[0].canonical}`;
}

exports.folder = folder;
exports.load = load;
exports.signTests = signTests;
exports.verifyTests = verifyTests;
exports.smoke = smoke;
exports.fault = fault;
