// Makes the pages quicker to use. Without this file everything still works.
'use strict';

// What just happened is read out and shown first: complaints, or the receipt.
document.querySelector('[data-focus]')?.focus();

// A second click sends nothing. The button is not disabled: a disabled button says nothing to who cannot see it.
for (const form of document.querySelectorAll('form[data-once]')) {
  let sent = false;
  form.addEventListener('submit', (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  // A page that comes back from the browser's memory may send again.
  window.addEventListener('pageshow', () => { sent = false; });
}

// The new-question form comes back from memory with the key of a question already sent: fetch it anew.
window.addEventListener('pageshow', (event) => {
  if (event.persisted && document.querySelector('input[name="key"]')) window.location.reload();
});

// The complaint above the form leads into its field, also when that lies in a closed part.
for (const link of document.querySelectorAll('#fouten a')) {
  link.addEventListener('click', (event) => {
    const field = document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    field.closest('details')?.setAttribute('open', '');
    field.focus();
  });
}

// The name of an organisation, with suggestions (ARIA combobox with a listbox).
for (const root of document.querySelectorAll('[data-combobox]')) combobox(root);

function combobox(root) {
  const input = root.querySelector('input[type="text"]');
  const list = root.querySelector('[role="listbox"]');
  const status = root.querySelector('[data-combobox-status]');
  const place = root.querySelector('input[name="organisation.place"]');
  const placeFor = root.querySelector('input[name="organisation.place-for"]');
  const kinds = [...document.querySelectorAll('input[name="organisation.kind"]')];
  if (!input || !list || !place || !placeFor) return;

  const waitMs = 150;
  let found = [];
  let active = -1;
  let timer = 0;
  let asking = null;

  input.setAttribute('role', 'combobox');
  input.setAttribute('aria-autocomplete', 'list');
  input.setAttribute('aria-expanded', 'false');
  input.setAttribute('aria-controls', list.id);
  input.autocomplete = 'off';

  const kind = () => kinds.find((radio) => radio.checked)?.value ?? '';
  const isOpen = () => !list.hidden;

  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  }

  function show() {
    list.replaceChildren(...found.map((one, at) => {
      const option = document.createElement('li');
      option.id = `${list.id}-${at}`;
      option.className = 'loket-combobox__option';
      option.setAttribute('role', 'option');
      option.setAttribute('aria-selected', 'false');
      const name = document.createElement('span');
      name.textContent = one.name;
      const what = document.createElement('span');
      what.className = 'loket-combobox__kind';
      what.textContent = one.kind;
      option.append(name, ' ', what);
      // mousedown and not click: the field must not lose focus first.
      option.addEventListener('mousedown', (event) => { event.preventDefault(); choose(at); });
      return option;
    }));
    list.hidden = found.length === 0;
    active = -1;
    input.removeAttribute('aria-activedescendant');
    input.setAttribute('aria-expanded', String(found.length > 0));
    const count = found.length === 1 ? '1 organisatie gevonden' : `${found.length} organisaties gevonden`;
    status.textContent = found.length === 0 ? 'Geen organisatie gevonden. U kunt de naam zelf typen.' : `${count}. Kies met pijltje omlaag.`;
  }

  function move(to) {
    const options = [...list.children];
    if (options.length === 0) return;
    active = (to + options.length) % options.length;
    options.forEach((option, at) => option.setAttribute('aria-selected', String(at === active)));
    input.setAttribute('aria-activedescendant', options[active].id);
    options[active].scrollIntoView({ block: 'nearest' });
  }

  function choose(at) {
    const one = found[at];
    if (!one) return;
    input.value = one.name;
    const radio = kinds.find((radio) => radio.value === one.value);
    if (radio) radio.checked = true;
    place.value = one.place;
    placeFor.value = `${kind()}|${one.name}`;
    status.textContent = `${one.name} gekozen`;
    close();
  }

  async function ask() {
    const text = input.value.trim();
    asking?.abort();
    if (text.length < 2) { close(); return; }
    asking = new AbortController();
    const address = `${root.dataset.source}?zoek=${encodeURIComponent(text)}&soort=${encodeURIComponent(kind())}`;
    try {
      const answer = await fetch(address, { signal: asking.signal, headers: { accept: 'application/json' } });
      if (!answer.ok) return;
      found = await answer.json();
      if (document.activeElement === input) show();
    } catch {
      // Without suggestions the field is an ordinary field.
    }
  }

  input.addEventListener('input', () => {
    place.value = '';
    placeFor.value = '';
    clearTimeout(timer);
    timer = setTimeout(ask, waitMs);
  });
  input.addEventListener('blur', () => { clearTimeout(timer); asking?.abort(); close(); });
  input.addEventListener('keydown', (event) => {
    switch (event.key) {
      case 'ArrowDown':
        event.preventDefault();
        if (isOpen()) move(active + 1); else ask();
        break;
      case 'ArrowUp':
        if (!isOpen()) return;
        event.preventDefault();
        move(active < 0 ? list.children.length - 1 : active - 1);
        break;
      case 'Enter':
        if (!isOpen() || active < 0) return;
        event.preventDefault();
        choose(active);
        break;
      case 'Escape':
        if (!isOpen()) return;
        event.preventDefault();
        close();
        break;
      case 'Tab':
        if (isOpen() && active >= 0) choose(active);
        break;
      default:
    }
  });
}
