// Server-sent events. A browser comes back with the last id by itself; where it gives up, the page does.
let run = null;
let last = "";

function connect() {
  const source = new EventSource(last ? `/events?last=${last}` : "/events");
  source.addEventListener("message", (event) => {
    last = event.lastEventId;
    receive(JSON.parse(event.data));
    tell("state", held ? "live, paused" : "live");
  });
  source.addEventListener("error", () => {
    // A browser gives up where the server answers and refuses, and goes on where nothing answers.
    const refused = source.readyState === EventSource.CLOSED;
    tell("state", refused ? "too many pages are open: close one; trying again"
      : "the server is not answering; trying again");
    if (refused) setTimeout(connect, 1000);
  });
}

function receive(update) {
  // Started again: it may count from one again.
  if (run !== null && update.run !== run) forget();
  // Whoever has sent nothing yet sees how a right one looks first.
  if (run === null && update.rows.length === 0) $("first").open = true;
  run = update.run;
  for (const row of update.rows) {
    take(row);
    refresh(row.number);
  }
  count(update.counts);
  plan(false);
}

function count({ day, accepted, ranked, hints, doubles, refused }) {
  const all = Object.entries(refused).sort((a, b) => b[1] - a[1]);
  const sum = all.reduce((total, [, one]) => total + one, 0);
  tell("day-title", day ? `${day} (UTC)` : "Today (UTC)");
  const both = doubles ? `, ${doubles} came both ways` : "";
  const noun = hints === 1 ? "hint" : "hints";
  tell("counts", `${accepted} accepted, ${ranked} ranked, ${hints} ${noun}, ${sum} refused${both}`);
  const items = all.map(([rule, one]) => `${rule} ${one}`);
  if ([...$("by-rule").children].map((item) => item.textContent).join() === items.join()) return;
  $("by-rule").replaceChildren(...items.map((text) => element("li", text)));
}

readFilters();
connect();
summarise();
