// An opened request. It stays, however many rows come and go.
const LANGUAGES = ["Python", "JavaScript", "Go", "PHP", "Ruby", "Java", "C#"];
let asked = 0;
let complete = false;

function toggle(number) {
  if (number === opened) return shut();
  opened = number;
  complete = false;
  $("detail").hidden = false;
  $("split").classList.add("open");
  tell("detail-title", `Number ${number}`);
  $("detail-body").replaceChildren(element("p", "loading"));
  plan(true);
  load().then(() => $("detail-title").focus());
}

function shut() {
  const number = opened;
  opened = null;
  $("detail").hidden = true;
  $("split").classList.remove("open");
  drawAll();
  (goals.querySelector(`tr[data-number="${number}"] button`) ?? $("pause")).focus();
}

// Looks again when the opened row changes, until everything is known.
function refresh(number) {
  if (number === opened && !complete) load();
}

async function load() {
  const turn = ++asked;
  let answer;
  try {
    answer = await (await fetch(`/goals/${opened}`, { cache: "no-store" })).json();
  } catch {
    answer = { error: "the server is not answering" };
  }
  if (turn !== asked || opened === null) return;
  complete = Boolean(answer.document);
  $("detail-body").replaceChildren(...(answer.error ? [element("p", answer.error)] : view(answer)));
  if (answer.row) tell("detail-title", `Number ${answer.row.number}: ${answer.row.status} ${answer.row.rule}`);
}

function view({ row, requirement, fix, without, document: found }) {
  const facts = element("dl");
  const fact = (name, text) => text && facts.append(element("dt", name), element("dd", seen(String(text))));
  fact("time", row.at);
  fact("domain", row.domain);
  fact("rule", `${row.rule} (${requirement})`);
  fact("answer", row.field ? `${row.why} (${row.field})` : row.why);
  fact("goal", row.goal);
  fact("attribution", attribution(row));
  fact("fix", fix);
  fact("one source", twins(row).join("; "));
  const parts = [facts];
  if (without) parts.push(element("p", `${row.reason ? `${row.reason}. ` : ""}Not shown: ${without}.`, "why"));
  if (!found) return parts;
  if (found.hidden) parts.push(element("p", found.hidden, "twin"));
  parts.push(...because(found.explain), ...bytes(found.explain), ...fixes(found.explain));
  if (found.request) parts.push(...request(found), copies(row.number, found));
  return parts;
}

function because(explain) {
  const texts = [
    ...explain.mistakes.flatMap(({ title, id, fix }) => [`${title} (${id})`, `fix: ${fix}`]),
    ...explain.details, ...explain.meaning, ...explain.advice, ...explain.notes,
  ];
  if (!texts.length) return [];
  const box = element("div", undefined, "because");
  for (const text of texts) box.append(element("p", seen(text)));
  if (explain.alternatives.length) {
    const others = explain.alternatives.map((ids) => ids.join(" + ")).slice(0, 6);
    box.append(element("p", `the same on this goal: ${others.join(", ")}`, "why"));
  }
  if (explain.next_goal) {
    box.append(element("p", "this goal tells them apart:", "why"), area(seen(explain.next_goal.goal)));
  }
  return [element("h3", "Why"), box];
}

// Expected beside signed, the first difference marked in both.
function bytes({ right, signed, first_difference: at }) {
  if (!right) return [];
  if (!signed || at === null) {
    return [element("h3", "Canonical bytes: what is to be signed"), area(seen(right.canonical), "expected")];
  }
  const here = (hex) => hex.slice(at * 2, at * 2 + 12).replace(/../g, "$& ").trim() || "the end";
  return [
    element("h3", "Expected"), marked(right.canonical_hex, at, "expected"),
    element("h3", "Signed"), marked(signed.canonical_hex, at, "signed"),
    element("p", `byte ${at}: ${here(right.canonical_hex)} expected, ${here(signed.canonical_hex)} signed`, "why"),
  ];
}

function marked(hex, at, name) {
  const all = Uint8Array.from(hex.match(/../g) ?? [], (digits) => parseInt(digits, 16));
  const text = (from, to) => seen(new TextDecoder().decode(all.subarray(from, to)));
  // The whole character that begins there.
  let end = at + 1;
  while (end < all.length && (all[end] & 0xc0) === 0x80) end += 1;
  const made = area(text(0, at), name);
  made.append(element("mark", at < all.length ? text(at, end) : "(ends here)"), text(end));
  return made;
}

// The functions that do it right, in the language of choice.
function fixes({ mistakes }) {
  const codes = mistakes.map(({ code }) => code).filter((code) => Object.keys(code).length);
  if (!codes.length) return [];
  const label = element("label", "Fix in ");
  const select = element("select");
  select.id = "language";
  for (const language of LANGUAGES) select.append(new Option(language, language));
  select.value = LANGUAGES.includes(setting("language")) ? setting("language") : "Python";
  label.append(select);
  const box = element("div");
  const show = () => {
    const texts = new Set(codes.map((code) => code[select.value]));
    box.replaceChildren(...[...texts].flatMap((text) => {
      return [area(text, "code"), button("Copy code", () => copy(text, "code"))];
    }));
  };
  select.addEventListener("change", () => {
    keepSetting("language", select.value);
    show();
  });
  show();
  return [element("h3", "Fix"), label, box];
}

function request({ request: { method, target, headers, body } }) {
  const head = headers.map(([name, value]) => `${name}: ${value}`);
  return [element("h3", "Request"), area(seen([`${method} ${target}`, ...head, "", body].join("\n")), "request")];
}

function copies(number, found) {
  const box = element("div", undefined, "buttons");
  box.append(button("Copy as curl", () => copy(found.curl, "curl command")),
    button("Save for explain", () => save(`request-${number}.http`, found.file)));
  if (found.vector) {
    const save_vector = button("Save as vector", () => save("sign_found.json", found.vector));
    save_vector.title = "signed for the demo tenant, whose secret is public";
    box.append(save_vector);
  }
  return box;
}

$("close").addEventListener("click", shut);
$("split").addEventListener("keydown", (event) => {
  if (event.key === "Escape" && opened !== null) shut();
});
