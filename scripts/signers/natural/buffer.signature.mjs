import { createHmac } from "node:crypto";

function signature(secret, canonical) {
  return "sha256=" + createHmac("sha256", Buffer.from(secret, "hex")).update(canonical, "binary").digest("hex");
}
