// Small helpers. Everything from a request is set as text, never as markup.
const $ = (id) => document.getElementById(id);

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

// Text that may be longer than its box: the focus goes there, so that keys can scroll it.
function area(text, className) {
  const made = element("pre", text, className);
  made.tabIndex = 0;
  return made;
}

function button(text, act) {
  const made = element("button", text);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

// Text with what cannot be seen as an escape: control characters, marks of direction, lone surrogates.
function seen(text) {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu, (c) =>
    c === "\n" ? c : `\\u{${c.codePointAt(0).toString(16)}}`);
}

// A text that a screen reader announces is set when it changes, and only then.
function tell(id, text) {
  const place = $(id);
  if (place.textContent !== text) place.textContent = text;
}

// Settings that stay with the address: filters, and the language of fixes.
function setting(name) {
  return new URLSearchParams(location.hash.slice(1)).get(name) ?? "";
}

function keepSetting(name, value) {
  const settings = new URLSearchParams(location.hash.slice(1));
  if (value) settings.set(name, value);
  else settings.delete(name);
  history.replaceState(null, "", `#${settings}`);
}
