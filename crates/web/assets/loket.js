// Makes the pages nicer; nothing depends on it.
"use strict";

// The summary of faults, or the confirmation, is where the reader should be.
const focus = document.querySelector("[data-focus]");
if (focus) focus.focus();

// Escape closes the menu and leads back to its button; a click elsewhere closes it.
for (const menu of document.querySelectorAll("[data-menu]")) {
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
}

// A second click within a few seconds is a double click, not a second question.
for (const form of document.querySelectorAll("form[data-once]")) {
  let sent = 0;
  form.addEventListener("submit", (event) => {
    const now = Date.now();
    if (now - sent < 5000) event.preventDefault();
    else sent = now;
  });
  // Whoever went back changes something and sends it again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) sent = 0;
  });
}

// What could be better is asked of whoever was not helped in full.
for (const part of document.querySelectorAll("[data-when-not]")) {
  const form = part.closest("form");
  const show = () => {
    const chosen = form.querySelector("[name=helped]:checked");
    part.hidden = !chosen || chosen.value === part.dataset.whenNot;
  };
  form.addEventListener("change", show);
  show();
}

// What an asker types stays in this tab: a page that is loaded again, or gone back to, gives it back. It leaves the browser
// with the form only, and is forgotten when that was sent, or the tab is closed.
const cameBy = performance.getEntriesByType("navigation")[0]?.type || "navigate";
for (const { dataset } of document.querySelectorAll("[data-sent]")) {
  if (cameBy === "navigate") sessionStorage.removeItem(`loket:${dataset.sent}`);
}
for (const form of document.querySelectorAll("form[data-kept]")) {
  const place = `loket:${form.dataset.kept}`;
  const isTicked = (field) => ["radio", "checkbox"].includes(field.type);
  const typedIn = () =>
    [...form.elements].filter(
      (field) =>
        field.name && field.name !== "website" && field.type !== "file" && field.localName !== "button" &&
        (field.type !== "hidden" || field.name === "municipality"),
    );
  const keep = () => {
    const typed = typedIn().map((field) => [field.name, field.value, isTicked(field) ? field.checked : null]);
    try {
      sessionStorage.setItem(place, JSON.stringify(typed));
    } catch {
      // No room: the form is as without this.
    }
  };
  const giveBack = () => {
    let typed = [];
    try {
      typed = JSON.parse(sessionStorage.getItem(place)) || [];
    } catch {
      // Nothing that can be read.
    }
    for (const field of typedIn()) {
      const mine = ([name, value, ticked]) => name === field.name && (ticked === null || value === field.value);
      const at = typed.findIndex(mine);
      if (at < 0) continue;
      const [[, value, ticked]] = typed.splice(at, 1);
      if (ticked === null) field.value = value;
      else field.checked = ticked;
    }
  };
  if (cameBy === "navigate") keep();
  else giveBack();
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  window.addEventListener("pagehide", keep);
}

// What is being written is kept on the server: when somebody pauses, and before another form of the page is sent or the
// page is left.
const drafts = [...document.querySelectorAll("form[data-draft]")].map((form) => {
  const text = form.querySelector("textarea");
  const status = form.querySelector("[data-draft-status]");
  let kept = text.value;
  let timer = 0;
  let saving = null;
  let sending = false;

  const fields = () => {
    const body = new URLSearchParams(new FormData(form));
    // Files are taken in when the form itself is sent.
    body.delete("upload");
    body.set("how", "concept");
    return body;
  };

  const save = async () => {
    clearTimeout(timer);
    const typed = text.value;
    if (sending || typed === kept) return;
    try {
      const saved = await fetch(form.action, { method: "POST", body: fields(), headers: { accept: "application/json" }, redirect: "manual" });
      if (sending) return;
      if (saved.ok) kept = typed;
      if (saved.ok || saved.status === 422) status.textContent = (await saved.json()).words;
      else if (saved.type === "opaqueredirect") status.textContent = "Concept niet bewaard: u bent niet meer ingelogd.";
      else status.textContent = "Concept niet bewaard. Wij proberen het zo weer.";
    } catch {
      status.textContent = "Concept niet bewaard: er is geen verbinding. Wij proberen het zo weer.";
    }
  };

  // One at a time, in the order in which it was typed.
  const next = () => (saving = (saving || Promise.resolve()).then(save));

  text.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(next, 1000);
  });
  form.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) sending = true;
  });
  // Somebody who goes back finds the form as they left it, and writes on.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) sending = false;
  });
  window.addEventListener("pagehide", () => {
    if (!sending && text.value !== kept) navigator.sendBeacon(form.action, fields());
  });
  return { form, isBehind: () => !sending && text.value !== kept, next };
});

document.addEventListener(
  "submit",
  (event) => {
    const behind = drafts.filter((draft) => draft.form !== event.target && draft.isBehind());
    if (behind.length === 0 || event.target.method !== "post" || event.target.dataset.waits) return;
    const { target, submitter } = event;
    event.preventDefault();
    event.stopImmediatePropagation();
    // Whatever becomes of keeping it: the other form goes.
    target.dataset.waits = "1";
    Promise.all(behind.map((draft) => draft.next())).then(() => {
      target.requestSubmit(submitter);
      delete target.dataset.waits;
    });
  },
  true,
);

// What is being written, as its asker would read it: made by the server as it makes what was sent, and kept up to date
// once it is shown.
for (const button of document.querySelectorAll("[data-previews]")) {
  const { form } = button;
  const text = form.querySelector("textarea");
  const place = form.querySelector("[data-preview]");
  const shown = place.lastElementChild;
  let timer = 0;
  let asked = 0;

  const show = async () => {
    const turn = ++asked;
    const body = new URLSearchParams(new FormData(form));
    body.delete("upload");
    body.set("how", button.value);
    let told = { words: "Het voorbeeld kan nu niet worden getoond." };
    try {
      const response = await fetch(form.action, { method: "POST", body, headers: { accept: "application/json" }, redirect: "manual" });
      if (response.ok) told = await response.json();
    } catch {
      // The words above say so.
    }
    if (turn !== asked) return;
    shown.className = "loket-rich";
    if (told.words) shown.textContent = told.words;
    else shown.innerHTML = told.html;
    place.hidden = false;
  };

  button.addEventListener("click", async (event) => {
    event.preventDefault();
    await show();
    place.focus();
    place.scrollIntoView({ block: "nearest" });
  });
  text.addEventListener("input", () => {
    clearTimeout(timer);
    if (!place.hidden) timer = setTimeout(show, 500);
  });
}

// Ctrl+Enter sends what is being written.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.target.tagName !== "TEXTAREA") return;
  const button = event.target.form && event.target.form.querySelector("[data-key=Ctrl]");
  if (!button) return;
  event.preventDefault();
  event.target.form.requestSubmit(button);
});

// Keys for what is done often; `?` shows them, and whoever speaks to their computer switches them off.
const keys = document.getElementById("toetsen");
if (keys) {
  const flip = keys.querySelector("[data-keys-switch]");
  const areOff = () => document.cookie.split("; ").includes("loket-toetsen=uit");
  const label = () => (flip.textContent = areOff() ? "Zet sneltoetsen aan" : "Zet sneltoetsen uit");
  const open = document.createElement("button");
  open.type = "button";
  open.className = "utrecht-button utrecht-button--subtle";
  open.textContent = "Sneltoetsen";
  open.addEventListener("click", () => keys.showModal());
  document.querySelector(".loket-footer .loket-bar").append(open);
  flip.addEventListener("click", () => {
    document.cookie = `loket-toetsen=${areOff() ? "aan" : "uit"}; path=/; max-age=31536000; samesite=lax`;
    label();
  });
  keys.querySelector("[data-keys-close]").addEventListener("click", () => keys.close());
  label();

  const rows = () => [...document.querySelectorAll('.loket-inbox a[href^="/vragen/"], main table a[href^="/vragen/"]')];
  const step = (by) => {
    const links = rows();
    const next = links[links.indexOf(document.activeElement) + by] || (by > 0 ? links[0] : links[links.length - 1]);
    if (next) next.focus();
  };
  const write = (id) => {
    const text = document.getElementById(id);
    if (!text) return;
    for (let box = text.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    text.focus();
  };
  const does = {
    j: () => step(1),
    k: () => step(-1),
    o: () => {
      const row = rows().find((link) => link === document.activeElement) || rows()[0];
      if (row) row.click();
    },
    a: () => write("antwoord-body"),
    n: () => write("notitie-body"),
    w: () => location.assign("/werkbak"),
    "?": () => keys.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    const types = event.target.closest("input, textarea, select, [contenteditable], dialog");
    if (areOff() || types || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const act = does[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

// Typeahead after the ARIA combobox pattern: a text field with a list of suggestions.
for (const holder of document.querySelectorAll("[data-combobox]")) {
  const input = holder.querySelector("input");
  const list = document.createElement("ul");
  const status = document.createElement("p");
  list.id = `${input.id}-lijst`;
  list.className = "loket-combobox__list";
  list.setAttribute("role", "listbox");
  // Places stand in a row: what is typed behind the last comma is looked for.
  const places = holder.dataset.combobox === "plaatsen";
  list.setAttribute("aria-label", places ? "Plaatsen" : "Organisaties");
  list.hidden = true;
  status.className = "loket-hidden";
  status.setAttribute("role", "status");
  holder.append(list, status);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("autocomplete", "off");
  const place = places ? null : document.querySelector("input[name=municipality][type=hidden]");
  const split = () => input.value.match(/^(.*[,;])?\s*([^,;]*)$/s) || ["", "", input.value];
  let found = [];
  let active = -1;
  let asked = 0;

  // Closing also forgets what was asked for: an answer that comes later opens nothing.
  const close = () => {
    asked += 1;
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const mark = (at) => {
    active = at;
    [...list.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
    if (at >= 0) {
      input.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  };

  const choose = (at) => {
    const chosen = found[at];
    if (places) {
      const before = split()[1];
      input.value = `${before ? `${before} ` : ""}${chosen.name}`;
      close();
      return;
    }
    input.value = chosen.name;
    if (place) place.value = chosen.municipality || "";
    const kind = document.querySelector(`input[name=kind][value=${chosen.kind}]`);
    if (kind) kind.checked = true;
    close();
    input.dispatchEvent(new Event("loket:chosen", { bubbles: true }));
  };

  const show = (suggestions) => {
    found = suggestions;
    list.replaceChildren(
      ...found.map((one, index) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${index}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.textContent = one.name;
        const label = document.createElement("span");
        label.className = "loket-quiet";
        label.textContent = one.label || "";
        option.append(" ", label);
        option.addEventListener("mousedown", (event) => {
          event.preventDefault();
          choose(index);
        });
        return option;
      }),
    );
    active = -1;
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    status.textContent = found.length === 0 ? "Geen suggesties" : `${found.length} suggesties`;
  };

  input.addEventListener("input", async () => {
    if (place) place.value = "";
    const text = (places ? split()[2] : input.value).trim();
    // What was found for fewer letters is gone at once: nobody chooses it by Enter in place of what they typed.
    close();
    const turn = asked;
    if (text.length < 2) return;
    const kind = document.querySelector("input[name=kind]:checked");
    const address = places ? `/plaatsen?zoek=${encodeURIComponent(text)}` : `/organisaties?zoek=${encodeURIComponent(text)}&soort=${kind ? kind.value : ""}`;
    try {
      const response = await fetch(address, { headers: { accept: "application/json" } });
      if (response.ok && turn === asked) show(await response.json());
    } catch {
      close();
    }
  });

  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") mark((active + 1) % found.length);
    else if (event.key === "ArrowUp") mark((active - 1 + found.length) % found.length);
    else if (event.key === "Enter" && active >= 0) choose(active);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", close);
}

// A field that is for one kind of organisation is there once that kind is chosen.
for (const holder of document.querySelectorAll("[data-shown-for]")) {
  const form = holder.closest("form");
  const fit = () => {
    const field = holder.querySelector("input");
    holder.hidden = !field.value && new FormData(form).get("kind") !== holder.dataset.shownFor;
  };
  form.addEventListener("change", fit);
  form.addEventListener("loket:chosen", fit);
  fit();
}

// Once the organisation is filled in, the places of its question are proposed: seen, and the asker's to change.
for (const note of document.querySelectorAll("[data-proposed-places]")) {
  const form = note.closest("form");
  const field = form.querySelector("input[name=places]");
  let proposed = "";
  let turn = 0;
  const propose = async () => {
    if (field.value.trim() && field.value !== proposed) return;
    const data = new URLSearchParams();
    for (const name of ["kind", "organisation", "municipality"]) data.set(name, new FormData(form).get(name) || "");
    if (!data.get("kind") || data.get("organisation").trim().length < 2) return;
    const mine = (turn += 1);
    try {
      const response = await fetch("/plaatsen/voorstel", { method: "POST", body: data });
      if (!response.ok || mine !== turn) return;
      const { places } = await response.json();
      if (mine !== turn || (field.value.trim() && field.value !== proposed)) return;
      proposed = places;
      field.value = places;
      note.textContent = places ? "Wij hebben een voorstel ingevuld. Klopt het niet? Verander het." : "";
    } catch {
      // Without a proposal the field is filled in by hand.
    }
  };
  form.addEventListener("change", (event) => {
    if (["kind", "organisation", "municipality"].includes(event.target.name)) propose();
  });
  form.addEventListener("loket:chosen", propose);
  field.addEventListener("input", () => {
    note.textContent = "";
  });
}

// What the text seems to be about, proposed when somebody pauses. A tick here is a tick in the full list of topics.
for (const holder of document.querySelectorAll("[data-proposals]")) {
  const list = holder.querySelector("[data-proposed]");
  const form = holder.closest("form");
  const texts = ["subject", "body"].map((name) => form.querySelector(`[name=${name}]`));
  // Their buttons have a form of their own: what was typed does not go along.
  const helped = document.createElement("form");
  Object.assign(helped, { id: "hielp", method: "post", action: "/antwoorden/hielp" });
  form.after(helped);
  let asked = 0;

  const choice = ({ field, value, label }) => {
    const real = form.querySelector(`details input[name=${field}][value=${value}]`);
    if (!real) return [];
    const box = document.createElement("input");
    const line = document.createElement("label");
    box.type = "checkbox";
    box.checked = real.checked;
    box.addEventListener("change", () => (real.checked = box.checked));
    real.addEventListener("change", () => (box.checked = real.checked));
    line.className = "loket-choice";
    line.append(box, ` ${label}`);
    return [line];
  };

  const propose = async () => {
    const turn = ++asked;
    if (texts[1].value.trim().length < 20) return;
    const body = new URLSearchParams(texts.map((text) => [text.name, text.value]));
    try {
      const response = await fetch(holder.dataset.proposals, { method: "POST", body });
      if (!response.ok || turn !== asked) return;
      // Whoever is ticking a box must not lose it.
      if (holder.contains(document.activeElement)) return;
      list.replaceChildren(...(await response.json()).flatMap(choice));
      holder.hidden = list.children.length === 0;
    } catch {
      holder.hidden = true;
    }
  };

  for (const text of texts) text.addEventListener("change", propose);
  if (texts[1].value) propose();
}

// Published answers that fit what somebody is about to ask, when they pause. One that is being read stays where it is.
for (const holder of document.querySelectorAll("[data-fitting]")) {
  const form = holder.closest("form");
  const place = holder.querySelector("[data-fits]");
  const status = holder.querySelector("[data-fits-status]");
  const texts = ["subject", "body"].map((name) => form.querySelector(`[name=${name}]`));
  // Their buttons have a form of their own: what was typed does not go along.
  const helped = document.createElement("form");
  Object.assign(helped, { id: "hielp", method: "post", action: "/antwoorden/hielp" });
  form.after(helped);
  let asked = 0;
  let timer = 0;

  const look = async () => {
    const turn = ++asked;
    if (texts.every((text) => text.value.trim().length < 12)) return;
    const data = new FormData(form);
    const body = new URLSearchParams();
    for (const name of ["subject", "body", "themes", "groups", "shown"]) {
      for (const value of data.getAll(name)) body.append(name, value);
    }
    try {
      const response = await fetch(holder.dataset.fitting, { method: "POST", body });
      if (!response.ok || turn !== asked) return;
      const { keys, html } = await response.json();
      if (turn !== asked || holder.contains(document.activeElement) || holder.querySelector("details[open]")) return;
      place.innerHTML = html;
      holder.hidden = keys.length === 0;
      status.textContent = keys.length === 1 ? "1 antwoord past bij uw vraag" : `${keys.length} antwoorden passen bij uw vraag`;
      for (const key of keys.filter((key) => !data.getAll("shown").includes(key))) {
        const shown = document.createElement("input");
        Object.assign(shown, { type: "hidden", name: "shown", value: key });
        form.append(shown);
      }
    } catch {
      // Without suggestions the question is asked as ever.
    }
  };

  for (const text of texts) {
    text.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(look, 700);
    });
  }
  if (texts[1].value) look();
}

// An answer is read in place.
for (const holder of document.querySelectorAll("[data-fitting], [data-fits-here]")) {
  const told = new Set();
  holder.addEventListener(
    "toggle",
    ({ target }) => {
      const key = target.dataset.answer;
      if (!target.open || !key || told.has(key)) return;
      told.add(key);
      fetch("/antwoorden/geopend", { method: "POST", body: new URLSearchParams({ key }) }).catch(() => {});
    },
    true,
  );
}

// Sends fields of this form to an address, and reads what it answers.
async function post(form, address, fields) {
  const body = new URLSearchParams({ token: form.elements.token.value, ...fields });
  const response = await fetch(address, { method: "POST", body, headers: { accept: "application/json" } });
  if (!response.ok) throw new Error(response.status);
  return response.json();
}

// A list below a text, chosen from while typing (listbox popup). `find` promises what fits what stands in front of the caret, or
// nothing; `take` puts what was chosen in the text; `many` says how many there are. It returns how to say something about it.
function proposeWhileTyping(area, { id, label, find, take, many }) {
  const list = document.createElement("ul");
  const status = document.createElement("p");
  list.id = `${area.id}-${id}`;
  list.className = "loket-combobox__list loket-blocks__list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  list.hidden = true;
  status.className = "loket-hidden";
  status.setAttribute("role", "status");
  area.after(list, status);
  let found = [];
  let active = -1;
  let asked = 0;

  const close = () => {
    asked += 1;
    list.hidden = true;
    active = -1;
    area.removeAttribute("aria-activedescendant");
    area.removeAttribute("aria-controls");
  };

  const mark = (at) => {
    active = at;
    [...list.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
    area.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  };

  const choose = (at) => {
    const chosen = found[at];
    close();
    take(chosen);
  };

  const show = (some) => {
    found = some;
    list.replaceChildren(
      ...found.map((one, index) => {
        const option = document.createElement("li");
        const label = document.createElement("span");
        option.id = `${list.id}-${index}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        label.className = "loket-quiet";
        label.textContent = one.label;
        option.append(one.name, " ", label);
        option.addEventListener("mousedown", (event) => {
          event.preventDefault();
          choose(index);
        });
        return option;
      }),
    );
    list.hidden = found.length === 0;
    status.textContent = many(found.length);
    if (list.hidden) return;
    area.setAttribute("aria-controls", list.id);
    mark(0);
  };

  area.addEventListener("input", async () => {
    close();
    const turn = asked;
    try {
      const some = await find();
      if (some && turn === asked) show(some);
    } catch {
      close();
    }
  });

  area.addEventListener("keydown", (event) => {
    if (list.hidden || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown") mark((active + 1) % found.length);
    else if (event.key === "ArrowUp") mark((active - 1 + found.length) % found.length);
    else if (event.key === "Enter" || event.key === "Tab") choose(active);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  area.addEventListener("blur", close);
  return (words) => (status.textContent = words);
}

// Puts words in a text in place of what stands between two places of it, as if they were typed.
function typeInto(area, words, from, to) {
  area.setRangeText(words, from, to, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

// Text blocks (canned responses): the chosen one where the caret is, or what "::" and a word of it find while typing.
for (const holder of document.querySelectorAll("[data-blocks]")) {
  const form = holder.closest("form");
  const area = form.querySelector("textarea");
  const select = holder.querySelector("select");
  const button = holder.querySelector("button");

  // What is asked for in front of the caret: its place in the text, and the words.
  const asking = () => {
    const before = area.value.slice(0, area.selectionStart);
    const match = /(?:^|\s)(::([^:\n]{0,40}))$/.exec(before);
    return match && { from: before.length - match[1].length, words: match[2] };
  };

  const put = async (block, from, to) => {
    try {
      const { text } = await post(form, button.formAction, { block });
      typeInto(area, text, from, to);
      area.focus();
      say("Tekstblok ingevoegd");
    } catch {
      say("Het tekstblok kon niet worden opgehaald");
    }
  };

  const say = proposeWhileTyping(area, {
    id: "blokken",
    label: "Tekstblokken",
    find: async () => {
      const typed = asking();
      return typed && post(form, "/tekstblokken/zoek", { typed: typed.words });
    },
    take: (one) => {
      const typed = asking();
      if (typed) put(one.block, typed.from, area.selectionStart);
    },
    many: (count) => (count === 0 ? "Geen tekstblok gevonden" : `${count} gevonden`),
  });

  button.addEventListener("click", (event) => {
    event.preventDefault();
    if (!select.value) return select.focus();
    put(select.value, area.selectionStart, area.selectionEnd);
  });
}

// Colleagues in a note: "@" and the beginning of a name find them while typing.
for (const holder of document.querySelectorAll("[data-mentions]")) {
  const area = holder.querySelector("textarea");

  // The name that is being typed in front of the caret: where it begins, and as far as it goes.
  const asking = () => {
    const match = /(?:^|[^\p{L}\p{N}@])@([\p{L}][^@\n]{0,40})?$/u.exec(area.value.slice(0, area.selectionStart));
    const typed = match && (match[1] || "");
    return match && { from: area.selectionStart - typed.length, typed };
  };

  proposeWhileTyping(area, {
    id: "collegas",
    label: "Collega's",
    find: async () => {
      const name = asking();
      // A name that is whole, with a space behind it, is typed on.
      return name && !/\s$/.test(name.typed) && post(area.form, holder.dataset.mentions, { typed: name.typed });
    },
    take: (one) => {
      const name = asking();
      if (name) typeInto(area, `${one.name} `, name.from, area.selectionStart);
    },
    many: (count) => (count === 0 ? "" : `${count} ${count === 1 ? "collega" : "collega's"}`),
  });
}

// Asks an address now and then, as long as somebody is there to read what it says: asking keeps a session alive, and whoever
// went away is signed out as without this. `loket:ask` on the place asks at once.
function askNowAndThen(place, address, say) {
  const EVERY_MS = 30000;
  const AWAY_MS = 600000;
  let active = Date.now();
  for (const sign of ["pointermove", "keydown", "scroll"]) {
    document.addEventListener(sign, () => (active = Date.now()), { passive: true });
  }
  const ask = async () => {
    if (document.hidden || Date.now() - active > AWAY_MS) return;
    try {
      const response = await fetch(address, { headers: { accept: "application/json" }, redirect: "manual" });
      if (response.ok) say(await response.json());
    } catch {
      // The next time, perhaps.
    }
  };
  setInterval(ask, EVERY_MS);
  place.addEventListener("loket:ask", ask);
}

// What happened to the questions of this list since it was shown: said above it, and nothing moves.
for (const place of document.querySelectorAll("[data-news]")) {
  askNowAndThen(place, place.dataset.news, ({ news }) => {
    if (place.dataset.said === news) return;
    place.dataset.said = news;
    const link = document.createElement("a");
    link.className = "utrecht-link";
    link.href = place.dataset.again;
    link.textContent = "toon";
    place.replaceChildren(...(news ? [`${news} – `, link] : []));
  });
}

// Who else has this question open. What is said once is not said again to who hears it.
for (const place of document.querySelectorAll("[data-present]")) {
  askNowAndThen(place, place.dataset.present, ({ words }) => {
    if (place.textContent !== words) place.textContent = words;
  });
}
