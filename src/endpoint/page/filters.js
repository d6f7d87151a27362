// Which rows are shown: kept in the address, so that a view can be reloaded and passed on.
const filters = $("filters");
const FILTERS = ["verdict", "rule", "domain", "text"];
let wanted = {};

function readFilters() {
  for (const name of FILTERS) {
    const value = setting(name);
    if (filters.elements[name].tagName === "SELECT") offer(name, value);
    filters.elements[name].value = value;
    // An unknown verdict is none.
    wanted[name] = filters.elements[name].value;
  }
  wanted.text = wanted.text.toLowerCase();
}

// Adds a choice to a list, once.
function offer(name, value) {
  const select = filters.elements[name];
  if (!value || name === "verdict") return;
  if ([...select.options].some((option) => option.value === value)) return;
  select.append(new Option(value, value));
}

const kindOf = (row) => row.signed ? "accepted" : row.status < 300 ? "hint" : "refused";

const isDouble = (row) => row.twin !== null || row.later_twin !== null;

function attribution(row) {
  if (kindOf(row) === "refused") return "";
  if (!row.ranked) return `not ranked: ${row.not_ranked}`;
  return row.lag_days === null ? `ranked, no lag: ${row.no_lag}` : `ranked, ${row.lag_days} days later`;
}

function matches(row) {
  const { verdict, rule, domain, text } = wanted;
  if (verdict === "ranked" ? !row.ranked : verdict === "double" ? !isDouble(row)
    : verdict && kindOf(row) !== verdict) return false;
  if (rule && row.rule !== rule || domain && row.domain !== domain) return false;
  if (!text) return true;
  const { number, why, field, goal, reason } = row;
  return [number, row.rule, why, field, row.domain, goal, reason, attribution(row)].join("\n")
    .toLowerCase().includes(text);
}
