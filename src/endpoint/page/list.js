// The rows that came, as many as the server lists, and the newest of them in the table.
const KEPT = 2000;
const SHOWN = 100;
// Milliseconds between two drawings: under load, a frame without one is as good.
const PAUSE = 250;
const goals = $("goals");
const rows = new Map();
let order = [];
let newest = 0;
// The lowest number that came, how many did, and the highest that was let go.
let lowest = Infinity;
let received = 0;
let floor = 0;
let opened = null;
// What a paused list shows, also where it is drawn again: what was there, however much has come since.
let held = null;
let behind = 0;
// What the next frame has to draw: everything, or these numbers.
let redraw = true;
let changed = new Set();
let frame = 0;
let drawn = 0;
// Milliseconds from a drawing to its announcement; the number that was announced last.
const SILENCE = 1000;
let speaker = 0;
let spoken = 0;

function forget() {
  rows.clear();
  [order, newest, lowest, received, floor, behind, spoken, redraw] = [[], 0, Infinity, 0, 0, 0, 0, true];
  changed.clear();
  if (held) hold();
}

const listed = () => held ?? { order, rows };

function hold() {
  held = { order: [...order], rows: new Map(rows) };
}

function take(row) {
  const { number } = row;
  if (!rows.has(number)) {
    if (number <= floor) return; // let go already
    // A row that changed comes after newer ones.
    let at = order.length;
    while (at > 0 && order[at - 1] > number) at -= 1;
    order.splice(at, 0, number);
    received += 1;
    [newest, lowest] = [Math.max(newest, number), Math.min(lowest, number)];
    if (order.length > KEPT * 1.25) {
      for (const old of order.splice(0, order.length - KEPT)) {
        rows.delete(old);
        floor = old;
      }
    }
    offer("rule", row.rule);
    offer("domain", row.domain);
    if (held) behind += 1;
  }
  if (held?.rows.has(number)) held.rows.set(number, row);
  rows.set(number, row);
  changed.add(number);
  if (changed.size > SHOWN * 2) redraw = true;
}

function plan(all) {
  if (all) {
    redraw = true;
    return draw();
  }
  const rest = Math.max(0, drawn + PAUSE - performance.now());
  frame ||= setTimeout(() => requestAnimationFrame(draw), rest);
}

function draw() {
  clearTimeout(frame);
  frame = 0;
  drawn = performance.now();
  tell("pause", held ? behind ? `Resume (${behind} new)` : "Resume" : "Pause");
  if (held && !redraw) return;
  const focused = document.activeElement?.closest?.("#goals tr")?.dataset.number;
  if (redraw) drawAll();
  else drawChanged();
  redraw = false;
  changed.clear();
  if (focused) goals.querySelector(`tr[data-number="${focused}"] button`)?.focus();
  summarise();
  speaker ||= setTimeout(speak, SILENCE);
}

// A screen reader hears what came last, now and then.
function speak() {
  speaker = 0;
  const row = rows.get(Number(goals.rows[0]?.dataset.number));
  if (!row || row.number <= spoken) return;
  spoken = row.number;
  const words = [`number ${row.number}: ${row.status} ${kindOf(row)}`, row.why, row.goal, attribution(row), ...twins(row)];
  tell("said", seen(words.filter(Boolean).join(", ")));
}

function drawAll() {
  const lines = [];
  const { order, rows } = listed();
  for (let at = order.length - 1; at >= 0 && lines.length < SHOWN; at -= 1) {
    const row = rows.get(order[at]);
    if (matches(row)) lines.push(line(row));
  }
  goals.replaceChildren(...lines);
}

function drawChanged() {
  const fresh = [];
  for (const number of changed) {
    const row = rows.get(number);
    const old = goals.querySelector(`tr[data-number="${number}"]`);
    const shown = row && matches(row);
    if (old && shown) old.replaceWith(line(row));
    else if (old) old.remove();
    else if (shown) fresh.push(row);
  }
  fresh.sort((a, b) => b.number - a.number);
  const top = Number(goals.rows[0]?.dataset.number ?? 0);
  if (fresh.some((row) => row.number < top)) return drawAll();
  goals.prepend(...fresh.slice(0, SHOWN).map(line));
  while (goals.rows.length > SHOWN) goals.deleteRow(-1);
}

function summarise() {
  const parts = [`${goals.rows.length} of ${listed().order.length} requests shown`];
  const missed = order.length ? newest - lowest + 1 - received : 0;
  if (missed) parts.push(`${missed} more came and went too fast to be listed`);
  tell("summary", order.length ? parts.join("; ") : "No request yet");
}

// A row of the table. On a phone, rows are lists and cells have names.
function line(row) {
  const kind = kindOf(row);
  const made = element("tr", undefined, kind);
  made.dataset.number = row.number;
  const cell = (text, className, heading) => {
    const td = element("td", text, className);
    if (heading) td.dataset.name = heading;
    made.append(td);
    return td;
  };
  const opener = element("button", row.number);
  opener.type = "button";
  opener.setAttribute("aria-expanded", row.number === opened);
  opener.setAttribute("aria-controls", "detail");
  opener.setAttribute("aria-label", `open number ${row.number}`);
  if (row.number === opened) made.classList.add("opened");
  cell(undefined, "number", "number").append(opener);
  cell(row.at.slice(11, 19), "number", "time").title = row.at;
  cell(`${row.status} ${kind}`, "verdict");
  const rule = cell(row.rule, "rule");
  if (row.why) rule.append(element("div", row.field ? `${row.why} (${row.field})` : row.why, "why"));
  if (row.reason) rule.append(element("div", seen(row.reason), "why reason"));
  cell(row.domain ?? "", "", "domain");
  const content = cell(row.goal, "", "goal");
  for (const text of twins(row)) content.append(element("div", text, "twin"));
  cell(attribution(row), "", "attribution");
  return made;
}

// One source per goal: what is said where a goal came both signed and unsigned.
function twins(row) {
  const same = row.twin_is_sure ? "the same goal" : "perhaps the same goal";
  const other = row.signed ? "unsigned" : "signed";
  const texts = [];
  if (row.twin !== null) texts.push(`${same} came first as number ${row.twin}, ${other}`);
  if (row.later_twin !== null) texts.push(`this came first; ${same} came again as number ${row.later_twin}, ${other}`);
  if (texts.length) texts.push("fire it from the browser or the backend, not both");
  return texts;
}

goals.addEventListener("click", (event) => {
  const number = event.target.closest("button")?.closest("tr").dataset.number;
  if (number) toggle(Number(number));
});
goals.addEventListener("keydown", (event) => {
  const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
  const next = step && event.target.closest("tr")?.[step]?.querySelector("button");
  if (!next) return;
  event.preventDefault();
  next.focus();
});
