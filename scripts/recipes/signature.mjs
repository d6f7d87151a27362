import { createHmac } from "node:crypto";

function signature(secret, canonical) {
  if (!/^([0-9a-fA-F]{2})+$/.test(secret)) throw new TypeError("the secret is not hex");
  return createHmac("sha256", Buffer.from(secret, "hex")).update(canonical).digest("hex");
}
