// Connects the SDK of this package to Goalpost. goalpost_adapter.mjs is the protocol; leave it as it is.
import { serve } from "./goalpost_adapter.mjs";

function sign(goal, tenantId, secret) {
  // Call your SDK here and return the value of the header X-LP-Goal-Signature, such as:
  //
  //   return new Client(tenantId, secret).sign(goal);
  //
  // With the signed bytes beside it, the report shows where they differ: return { signature, canonical };
  throw new Error("no call to your SDK yet: edit {{here}}");
}

// refusals are the classes that the SDK throws to reject a goal, such as [TypeError, RangeError].
serve("{{name}}", { sign, refusals: [] });
