// What the shop does in the browser. A switch (`run --mistake NAME`) replaces the right way by a wrong one.
"use strict";

const { mistake, event, purchase, order } = document.body.dataset;

// The pixel knows the engine on the first page only. From there on, the shop's own links carry the first touch.
function firstTouch() {
  const page = new URLSearchParams(location.search);
  if (page.has("ft_bucket")) return { bucket: page.get("ft_bucket"), ts: page.get("ft_ts") };
  return window.lp.firstTouch();
}

const touch = firstTouch();

for (const link of document.querySelectorAll("a.carries-first-touch")) {
  if (!touch || mistake === "second-page") continue;
  const target = new URL(link.href);
  target.searchParams.set("ft_bucket", touch.bucket);
  target.searchParams.set("ft_ts", touch.ts);
  link.href = target;
}

// Filled in as soon as the form is there, so that it is part of what the visitor submits.
const form = document.querySelector("form#signup");
if (form && touch && mistake !== "read-late") {
  form.elements.ft_bucket.value = touch.bucket;
  if (mistake !== "no-ts") form.elements.ft_ts.value = touch.ts;
}

// Too late: the visitor is back through the link in the mail, and this is another touch.
if (mistake === "read-late" && order && location.pathname === "/account" && touch) {
  const body = new URLSearchParams({ order, ft_bucket: touch.bucket, ft_ts: touch.ts });
  fetch("/first-touch", { method: "POST", body });
}

// Sign-ups are the browser's to report, purchases the backend's: one source per goal.
if (event) window.lp.track(event, {}, order);
if (mistake === "both" && purchase) window.lp.track("purchase", JSON.parse(purchase), order);
