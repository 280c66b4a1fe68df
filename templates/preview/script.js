// The live page: takes in what changed at each save, keeps the place, answers keys and filters.

const body = document.body;
const list = document.getElementById("texts");
const told = document.getElementById("told");
const line = document.getElementById("line");
let lines = {};
let current = null;

// --- places in files ---------------------------------------------------------------------------

function encoded(path) {
  return path.split("/").map(encodeURIComponent).join("/").replace(/^([A-Za-z])%3A/, "/$1:");
}

function link(file, number) {
  return body.dataset.link.replace("{file}", encoded(`${body.dataset.root}/${file}`)).replace("{line}", number);
}

function words(file, number) {
  return body.dataset.copy.replace("{file}", file).replace("{line}", number);
}

function placeOf(element) {
  if (element.dataset.file) return [element.dataset.file, Number(element.dataset.line) || 1];
  const start = lines[element.closest(".row").id] ?? 1;
  return [body.dataset.catalogue, start + Number(element.dataset.below)];
}

function fillIn(part) {
  for (const element of part.querySelectorAll(".open")) {
    const [file, number] = placeOf(element);
    if (!element.dataset.file) element.textContent = `${file.split("/").pop()}:${number}`;
    if (body.dataset.link) element.href = link(file, number);
  }
}

async function copy(row) {
  const button = row.querySelector(".copy");
  await navigator.clipboard.writeText(words(...placeOf(button)));
  button.classList.add("done");
  setTimeout(() => button.classList.remove("done"), 1500);
  say(`copied: ${words(...placeOf(button))}`);
}

// --- filters ------------------------------------------------------------------------------------

const filters = [...document.querySelectorAll(".filter")];

function wanted(row) {
  const pressed = filters.filter((f) => f.ariaPressed === "true").map((f) => f.dataset.filter);
  if (!pressed.length) return true;
  return pressed.some((name) => (name === "findings" ? row.dataset.findings !== "0" : row.dataset.state === name));
}

// A text that is put right stays where it is until the filter is used again.
function filter(keep = new Set()) {
  let shown = 0;
  for (const row of list.querySelectorAll(".row")) {
    row.hidden = !keep.has(row.id) && !wanted(row);
    shown += !row.hidden;
  }
  document.getElementById("nothing").hidden = shown > 0 || !list.childElementCount;
}

for (const button of filters) {
  button.addEventListener("click", () => {
    button.ariaPressed = String(button.ariaPressed !== "true");
    keepingPlace(() => filter());
    sessionStorage.setItem("filters", JSON.stringify(filters.filter((f) => f.ariaPressed === "true").map((f) => f.dataset.filter)));
  });
}

for (const name of JSON.parse(sessionStorage.getItem("filters") ?? "[]")) {
  for (const button of filters) if (button.dataset.filter === name) button.ariaPressed = "true";
}

// --- the place on the page ----------------------------------------------------------------------

function top() {
  const head = document.querySelector(".top");
  return getComputedStyle(head).position === "sticky" ? head.getBoundingClientRect().height : 0;
}

function shownRows() {
  return [...list.querySelectorAll(".row:not([hidden])")];
}

// Whatever happens above, the first text in sight stays where it is, and the focus with it.
function keepingPlace(change) {
  const head = top();
  const anchor = shownRows().find((row) => row.getBoundingClientRect().bottom > head);
  const before = anchor?.getBoundingClientRect().top;
  const focused = document.activeElement?.closest?.(".row");
  change();
  const after = anchor && document.getElementById(anchor.id);
  if (after && !after.hidden) window.scrollBy(0, after.getBoundingClientRect().top - before);
  if (focused && !document.activeElement?.closest?.(".row")) document.getElementById(focused.id)?.focus({ preventScroll: true });
}

function select(row) {
  if (current && current !== row) current.classList.remove("current");
  current = row;
  row?.classList.add("current");
}

function go(step) {
  const rows = shownRows();
  if (!rows.length) return;
  const head = top();
  const at = current?.isConnected ? rows.indexOf(current) : -1;
  const first = rows.findIndex((row) => row.getBoundingClientRect().bottom > head + 1);
  const next = at >= 0 ? rows[at + step] : rows[Math.max(0, first)];
  if (!next) return;
  select(next);
  next.focus({ preventScroll: true });
  window.scrollTo({ top: window.scrollY + next.getBoundingClientRect().top - top() - 16 });
}

list.addEventListener("focusin", (event) => select(event.target.closest(".row")));
list.addEventListener("click", (event) => {
  const row = event.target.closest(".row");
  if (row) select(row);
  if (event.target.closest(".copy")) copy(row);
});

const keys = document.getElementById("keys");
keys.checked = localStorage.getItem("keys") !== "off";
keys.addEventListener("change", () => localStorage.setItem("keys", keys.checked ? "on" : "off"));

document.addEventListener("keydown", (event) => {
  if (!keys.checked || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "n") go(1);
  else if (event.key === "p") go(-1);
  else if (event.key === "e" && current && body.dataset.link) current.querySelector(".open").click();
  else if (event.key === "c" && current) copy(current);
  else return;
  event.preventDefault();
});

// --- what a save brings -------------------------------------------------------------------------

function say(text) {
  told.textContent = text;
}

function replaceRow([id, html]) {
  const old = document.getElementById(id);
  const template = document.createElement("template");
  template.innerHTML = html;
  const row = template.content.firstElementChild;
  row.classList.add("fresh");
  row.hidden = old.hidden && !wanted(row);
  old.replaceWith(row);
  if (current === old) select(row);
}

function update(event) {
  if (event.reload) {
    location.reload();
    return;
  }
  keepingPlace(() => {
    if (event.list !== undefined) {
      const keep = new Set(shownRows().map((row) => row.id));
      const known = list.childElementCount > 0;
      list.innerHTML = event.list;
      if (current) select(document.getElementById(current.id));
      filter(known ? keep : undefined);
    }
    event.rows?.forEach(replaceRow);
    if (event.lines) lines = event.lines;
    if (event.problems !== undefined) document.getElementById("problems").innerHTML = event.problems;
    for (const [name, number] of Object.entries(event.counts ?? {})) {
      for (const element of document.querySelectorAll(`[data-count="${name}"]`)) element.textContent = number;
    }
    if (event.bar) document.getElementById("bar").innerHTML = event.bar;
    if (event.lines || event.list || event.rows || event.problems) fillIn(document);
    if (event.rows) filter(new Set(shownRows().map((row) => row.id)));
  });
  if (event.told) say(event.told);
  document.documentElement.dataset.drawn = performance.timeOrigin + performance.now();
}

const stream = new EventSource(`/events?version=${body.dataset.version}`);
stream.onmessage = (message) => {
  document.documentElement.dataset.version = message.lastEventId;
  update(JSON.parse(message.data));
};
stream.onopen = () => {
  line.textContent = "";
  line.classList.remove("gone");
};
stream.onerror = () => {
  line.textContent = "the preview has ended, or does not answer";
  line.classList.add("gone");
};
filter();
