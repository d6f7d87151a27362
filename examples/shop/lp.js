// A stand-in for LoudPixel's browser pixel, with its two calls:
//
//     lp.firstTouch()                              { bucket, ts }, or null if nothing is known about the visit
//     lp.track(eventName, properties, sessionId)   posts an unsigned hint
//
// Everything is in memory: no cookie, no storage. The next page load begins without any of it.
"use strict";

(() => {
  const AI_ENGINES = [
    "chatgpt.com", "chat.openai.com", "claude.ai", "copilot.microsoft.com", "gemini.google.com", "perplexity.ai",
  ];
  const { goalUrl, now } = document.currentScript.dataset;

  function isFrom(host, site) {
    return host === site || host.endsWith(`.${site}`);
  }

  function bucketOf(page, referrer) {
    const source = page.searchParams.get("utm_source") ?? "";
    if (AI_ENGINES.some((site) => isFrom(source, site))) return "ai_search";
    if (page.searchParams.get("utm_medium") === "email") return "email";
    if (referrer === "") return null;
    const { host, hostname } = new URL(referrer);
    if (host === page.host) return null; // the second page: the engine is no longer in sight
    return AI_ENGINES.some((site) => isFrom(hostname, site)) ? "ai_search" : "referral";
  }

  const bucket = bucketOf(new URL(location.href), document.referrer);
  // A real pixel reads the browser's clock. This shop has its own, some days ago, so that no one has to wait for the
  // payment.
  const touch = bucket && Object.freeze({ bucket, ts: new Date(Number(now)).toISOString() });

  window.lp = Object.freeze({
    firstTouch: () => touch,
    track: (eventName, properties = {}, sessionId = "") => fetch(goalUrl, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ event_name: eventName, session_id: sessionId, properties }),
      credentials: "omit",
      keepalive: true, // it is sent even if the visitor leaves the page
    }),
  });
})();
