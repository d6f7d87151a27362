/** Whether an implementation must accept (sign exactly `outputs[0]`), must refuse, or may do either. */
export type Result = "valid" | "invalid" | "acceptable";

/** What a signer may produce. */
export interface Output {
  /** The signed bytes: printable ASCII. */
  canonical: string;
  /** The same bytes in hex. */
  canonical_hex: string;
  /** 64 lower-case hex digits. */
  signature: string;
}

export interface Test {
  /** Never changes its meaning. */
  id: string;
  comment: string;
  flags: string[];
  requirements: string[];
  tenant_id: string;
  /** Hex text as a dashboard shows it; some tests have text that is not a secret. */
  secret: string;
  result: Result;
}

/** A goal, and what a signer must make of it. */
export interface SignTest extends Test {
  /** A key that is absent was not passed. NaN and infinities are numbers. */
  goal: Record<string, unknown>;
  /** What passes; empty if `invalid`. */
  outputs: Output[];
  /** Whether JSON.parse lost something of a number: 1.0 is read as 1, large integers are rounded. */
  lossy: boolean;
}

/** A request, and what a server must make of it. */
export interface VerifyTest extends Test {
  /** The domain of the server's only tenant. */
  domain: string;
  /** The server's clock, such as 2026-11-23T08:00:00Z. */
  now: string;
  request: {
    method: string;
    target: string;
    /** Names and values; values are bytes as code points 0 to 255. */
    headers: [string, string][];
    /** In hex. */
    body: string;
  };
  /** The body, where it is short and valid UTF-8. */
  body_text?: string;
  /** How the signature was made; see the JSON Schema. */
  signed?: Record<string, unknown>;
  /** The rule by which the reference decides. */
  rule: string;
  /** The statuses that pass, such as `2xx` or `401`. */
  status: ("2xx" | "3xx" | "4xx" | "202" | "400" | "401")[];
  /** The statuses that are advised. */
  advised: number[];
  /** What the response to an accepted goal may contain. Absent: not judged. */
  ranked?: boolean;
  first_touch_bucket?: (string | null)[];
  lag_seconds?: (number | null)[];
}

/** The folder of the JSON files, byte for byte those of the Goalpost repository. */
export const folder: string;

/** The contents of one file, such as `sign_money.json`. `{"$number":"NaN"}` and its like become numbers. */
export function load(name: string): any;

/** Every test for signers. */
export function signTests(): IterableIterator<SignTest>;

/** Every test for servers. */
export function verifyTests(): IterableIterator<VerifyTest>;

/** Ids of the smallest set of tests that detects every known mistake. */
export function smoke(): Set<string>;

/**
 * What is wrong with a signer on this test, or null. Tests that are `lossy` and `acceptable` pass unseen.
 *
 * @param sign returns the value of the header X-LP-Goal-Signature, or throws to refuse
 * @param isRefusal whether an error is a refusal; others are thrown on. Default: every Error
 */
export function fault(
  test: SignTest,
  sign: (goal: any, tenantId: string, secret: string) => string,
  isRefusal?: (error: unknown) => boolean,
): string | null;
