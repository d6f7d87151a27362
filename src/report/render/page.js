
"use strict";
const form = document.getElementById("filter");
const causes = [...document.querySelectorAll(".cause")];
const asked = new URLSearchParams(location.hash.slice(1));
form.q.value = asked.get("q") ?? "";
if (form.legal) form.legal.checked = asked.get("legal") === "1";
function apply() {
  const words = form.q.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const cause of causes) {
    const text = cause.textContent.toLowerCase();
    const fits = words.every((word) => text.includes(word)) && (!form.legal?.checked || cause.dataset.legal === "true");
    cause.hidden = !fits;
    if (fits) shown += 1;
  }
  const all = shown === causes.length;
  document.getElementById("shown").textContent = all ? "" : `${shown} of ${causes.length}`;
  const hash = new URLSearchParams();
  if (form.q.value) hash.set("q", form.q.value);
  if (form.legal?.checked) hash.set("legal", "1");
  history.replaceState(null, "", hash.size ? `#${hash}` : location.pathname + location.search);
}
form.addEventListener("input", apply);
form.addEventListener("submit", (event) => event.preventDefault());
for (const button of document.querySelectorAll(".copy")) {
  button.addEventListener("click", async () => {
    const text = button.previousElementSibling.textContent;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(button.previousElementSibling);
      button.textContent = "Selected";
    }
  });
}
window.addEventListener("beforeprint", () => causes.forEach((cause) => { cause.open = true; }));
if (asked.size) apply();
