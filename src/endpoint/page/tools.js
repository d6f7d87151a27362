// Pause, export, copy, and the form that sends a right goal.
async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    tell("said", `${what} copied`);
  } catch {
    tell("said", `this browser does not allow copying; the ${what} is saved instead`);
    save("copied.txt", text);
  }
}

function save(name, text) {
  const link = element("a");
  link.href = URL.createObjectURL(new Blob([text]));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  tell("said", `saved as ${name}`);
}

$("pause").addEventListener("click", () => {
  if (held) held = null;
  else hold();
  behind = 0;
  $("pause").setAttribute("aria-pressed", held !== null);
  plan(held === null);
});

function exported() {
  const { order, rows } = listed();
  return order.map((number) => rows.get(number)).filter(matches).map((row) => JSON.stringify(row) + "\n").join("");
}

$("export").addEventListener("click", () => save("requests.jsonl", exported()));

filters.addEventListener("submit", (event) => event.preventDefault());
filters.addEventListener("input", () => {
  for (const name of FILTERS) keepSetting(name, filters.elements[name].value);
  readFilters();
  plan(true);
});
addEventListener("hashchange", () => {
  readFilters();
  plan(true);
});

const { token } = document.body.dataset;
if (token) {
  $("first").hidden = false;
  const send = $("send");
  // A visit three weeks ago.
  send.elements.first_touch_ts.value = new Date(Date.now() - 21 * 864e5).toISOString();
  send.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { value, currency, plan: bought, ...others } = Object.fromEntries(new FormData(send));
    const filled = (members) => Object.fromEntries(Object.entries(members).filter(([, text]) => text !== ""));
    const properties = filled({ currency, plan: bought });
    // What is no number goes as text, and the server says so.
    if (value.trim()) properties.value = Number.isFinite(Number(value)) ? Number(value) : value;
    const body = JSON.stringify({ ...filled(others), properties });
    try {
      const headers = { "Content-Type": "application/json", "X-Goalpost-Token": token };
      const answer = await fetch("/send", { method: "POST", headers, body });
      tell("sent", `answered ${answer.status}: ${await answer.text()}`);
    } catch {
      tell("sent", "the server is not answering");
    }
  });
}
