"use strict";
// Steps through the run, and links fields with bytes. Without this script the page shows all steps in order.
(() => {
const find = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const run = JSON.parse(find("#run").textContent);
const articles = all("article");
if (articles.length === 0) return;
const root = document.documentElement;
const links = all("nav a");
const diagram = find(".sequence svg");
const rows = all(".row", diagram);
const keys = find("#keys");
const said = document.createElement("p");
said.id = "said";
said.setAttribute("aria-live", "polite");
document.body.append(said);
root.classList.add("js");
find(".controls").hidden = false;
const calm = matchMedia("(prefers-reduced-motion: reduce)");
let at = -1;

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
const glide = () => (calm.matches ? "auto" : "smooth");

// scrolls a container, and nothing around it, until an element in it can be seen
function reveal(container, element, middle) {
  const [outer, inner] = [container, element].map(one => one.getBoundingClientRect());
  const above = inner.top - outer.top;
  const below = inner.bottom - outer.bottom;
  if (middle) container.scrollBy({ top: above - (outer.height - inner.height) / 2, behavior: glide() });
  else if (above < 30) container.scrollBy({ top: above - 30 });
  else if (below > 0) container.scrollBy({ top: below + 4 });
}

// ── stepping ──

function show(index, moved) {
  index = Math.max(0, Math.min(articles.length - 1, index));
  if (index === at) return;
  const forward = index === at + 1;
  at = index;
  const article = articles[at];
  articles.forEach((one, i) => one.classList.toggle("shown", i === at));
  find(".after").classList.toggle("shown", at === articles.length - 1);
  links.forEach((link, i) => {
    if (i === at) link.setAttribute("aria-current", "step");
    else link.removeAttribute("aria-current");
  });
  rows.forEach((row, i) => {
    row.classList.toggle("now", i === at);
    row.classList.toggle("ahead", i > at);
  });
  diagram.classList.remove("moving");
  if (moved && forward) {
    void diagram.getBoundingClientRect();
    diagram.classList.add("moving");
  }
  sides(article);
  for (const [id, end] of [["first", 0], ["back", 0], ["forward", articles.length - 1], ["last", articles.length - 1]])
    find("#" + id).setAttribute("aria-disabled", String(at === end));
  const title = find("h2", article).textContent.replace(/^\d+\. /, "");
  find("#at").textContent = fill(run.words.at, { n: +article.dataset.step + 1, of: run.steps, title });
  reveal(find(".sequence"), rows[at], true);
  const nav = find("nav");
  if (nav.scrollHeight > nav.clientHeight) reveal(nav, links[at]);
  if (moved) {
    history.replaceState(null, "", "#" + article.id);
    const top = article.getBoundingClientRect().top - find(".stage").offsetHeight;
    if (getComputedStyle(find(".stage")).position === "sticky" && top < 0) scrollBy({ top });
  }
}

// what each party has once the step is done
function sides(article) {
  const [step, connection] = [+article.dataset.step, +article.dataset.connection];
  const now = held => held.since.reduce((best, [since, level]) => (since <= step ? Math.max(best, level) : best), 0);
  const isNew = held => held.since.some(([since]) => since === step);
  const shown = run.rows.filter(row => row.connection === connection
    && (now(row.client) || now(row.server) || now(row.eve)));
  for (const party of ["client", "server", "eve"]) {
    const body = find(`#${party} tbody`);
    body.replaceChildren(...shown.map(row => {
      const held = row[party];
      const level = now(held);
      const line = document.createElement("tr");
      const name = document.createElement("th");
      const value = document.createElement("td");
      name.scope = "row";
      name.textContent = name.title = row.title;
      name.className = "h" + row.hue;
      const both = party !== "eve" && now(row.client) === 2 && now(row.server) === 2;
      const words = [run.words.unknown, run.words.sealed, run.words.known][level];
      value.textContent = level === 2 && party !== "eve" ? held.bytes : ["○", "◐", "●"][level];
      if (both) value.textContent += row.same ? " =" : " ≠";
      value.className = level === 2 ? "h" + row.hue : level === 1 ? "sealed" : "unknown";
      value.title = both ? (row.same ? run.words.same : run.words.differs) : words;
      if (!(level === 2 && party !== "eve")) value.setAttribute("aria-label", words);
      line.classList.toggle("new", isNew(held));
      line.classList.toggle("differs", both && !row.same);
      line.append(name, value);
      return line;
    }));
  }
  const fresh = all(".party tr.new");
  for (const line of fresh.slice(-1)) reveal(line.closest(".rows"), line);
}

const lists = all(".party .rows");
for (const list of lists)
  list.addEventListener("scroll", () => {
    for (const other of lists) if (other.scrollTop !== list.scrollTop) other.scrollTop = list.scrollTop;
  });

const go = {
  first: () => show(0, true),
  back: () => show(at - 1, true),
  forward: () => show(at + 1, true),
  last: () => show(articles.length - 1, true),
  help: () => (keys.open ? keys.close() : keys.showModal()),
};
for (const [id, action] of Object.entries(go)) find("#" + id).addEventListener("click", action);
links.forEach((link, i) => link.addEventListener("click", event => {
  event.preventDefault();
  show(i, true);
  articles[i].focus({ preventScroll: true });
}));
rows.forEach((row, i) => row.addEventListener("click", () => show(i, true)));

const byKey = {
  ArrowRight: "forward", j: "forward", ArrowLeft: "back", k: "back", Home: "first", End: "last", "?": "help",
};
document.addEventListener("keydown", event => {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
  const action = byKey[event.key];
  if (!action || (keys.open && action !== "help")) return;
  event.preventDefault();
  go[action]();
});

// ── fields and bytes ──

let pinned = null;
const range = row => [+row.dataset.a, +row.dataset.b];
const leafAt = (dump, offset) => find(`tr.leaf[data-a="${offset}"]:not([data-b="${offset}"])`, dump);

function light(dump, from, to) {
  for (const lit of all(".lit", dump)) lit.classList.remove("lit");
  if (from === undefined) return;
  const bytes = all(".hex i", dump).filter(one => +one.dataset.o >= from && +one.dataset.o < to);
  for (const one of bytes) one.classList.add("lit");
  const row = find(`tr[data-a="${from}"][data-b="${to}"].picked`, dump)
    ?? all(`tr[data-a="${from}"][data-b="${to}"]`, dump).pop();
  if (row) row.classList.add("lit");
  if (bytes.length > 0) reveal(bytes[0].closest(".hex"), bytes[0]);
  return row;
}

function pick(row) {
  for (const one of all(".picked")) one.classList.remove("picked");
  row.classList.add("picked");
}

function pin(dump, from, to) {
  if (pinned && pinned[0] !== dump) light(pinned[0]);
  pinned = [dump, from, to];
  return light(dump, from, to);
}

function leave() {
  if (pinned) light(pinned[0]);
  pinned = null;
  articles[at].focus({ preventScroll: true });
}

// what an event is about: a row of a table of fields, or a piece of a hex view
function target(event) {
  const dump = event.target.closest?.(".dump");
  const row = event.target.closest?.(".fields tbody tr");
  const piece = event.target.closest?.(".hex i");
  return { dump, row: row ?? (piece && leafAt(dump, piece.dataset.o)), piece };
}

for (const dump of all(".dump")) {
  all(".fields tbody tr", dump).forEach((row, i) => (row.tabIndex = i === 0 ? 0 : -1));
  dump.addEventListener("mouseover", event => {
    const { row, piece } = target(event);
    if (!row) return;
    if (!piece) pick(row);
    light(dump, ...range(row));
    if (piece) reveal(row.closest(".wide"), row);
  });
  dump.addEventListener("mouseleave", () => {
    light(dump, ...(pinned && pinned[0] === dump ? pinned.slice(1) : []));
  });
  dump.addEventListener("click", event => {
    const { row, piece } = target(event);
    if (!row) return;
    if (!piece) pick(row);
    pin(dump, ...range(row));
    if (piece) reveal(row.closest(".wide"), row);
  });
  dump.addEventListener("focusin", event => {
    const { row, piece } = target(event);
    if (!row || piece) return;
    pick(row);
    pin(dump, ...range(row));
  });
  dump.addEventListener("keydown", event => {
    if (event.key === "Escape") {
      event.preventDefault();
      leave();
    } else if (event.target.matches(".fields tr")) walkRows(event, dump);
    else if (event.target.matches(".hex")) walkBytes(event, dump);
  });
}

// from field to field with the arrows
function walkRows(event, dump) {
  const list = all(".fields tbody tr", dump);
  const i = list.indexOf(event.target);
  const next = { ArrowDown: list[i + 1], ArrowUp: list[i - 1] }[event.key];
  if (!next) return;
  event.preventDefault();
  event.target.tabIndex = -1;
  next.tabIndex = 0;
  next.focus({ preventScroll: true });
  reveal(next.closest(".wide"), next);
}

// from leaf to leaf among the bytes, and says which field that is
function walkBytes(event, dump) {
  const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!move) return;
  event.preventDefault();
  const leaves = [...new Set(all(".hex i", dump).map(one => one.dataset.o))];
  const here = pinned && pinned[0] === dump ? leaves.indexOf(String(pinned[1])) : -1;
  const offset = leaves[Math.max(0, Math.min(leaves.length - 1, here + move))];
  const row = leafAt(dump, offset);
  if (!row) return;
  const [from, to] = range(row);
  pin(dump, from, to);
  reveal(row.closest(".wide"), row);
  const [name, , , value] = row.cells;
  said.textContent = fill(run.words.field, {
    name: name.textContent, first: from, last: to - 1, value: value.textContent,
  });
}

// ── where to begin ──

function fromAddress() {
  const wanted = document.getElementById(location.hash.slice(1));
  const index = articles.indexOf(wanted && wanted.closest("article"));
  show(index < 0 ? Math.max(at, 0) : index, false);
  scrollTo(0, 0);
}
history.scrollRestoration = "manual";
addEventListener("load", () => scrollTo(0, 0));
addEventListener("hashchange", fromAddress);
addEventListener("beforeprint", () => all("details").forEach(one => (one.open = true)));
fromAddress();
})();
