// Using a page with the keyboard alone: nothing here clicks, and nothing sets focus except the Tab key.

import assert from 'node:assert/strict';

/** More stops than any page has; whoever needs more is going round in circles. */
const MOST_STOPS = 150;

/** What has focus: its name as a screen reader would say it, what it is, and whether one can see that it has focus. */
export async function focused(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return { name: '', tag: 'body', type: '', group: '', visible: true };
    const style = getComputedStyle(element);
    const byId = (element.getAttribute('aria-labelledby') ?? '').split(/\s+/).filter(Boolean);
    const texts = [
      element.getAttribute('aria-label'),
      byId.map((id) => document.getElementById(id)?.textContent ?? '').join(' '),
      element.labels?.[0]?.textContent,
      element.textContent,
      element.getAttribute('title'),
    ];
    const name = texts.map((text) => (text ?? '').replace(/\s+/g, ' ').trim()).find((text) => text !== '') ?? '';
    const visible = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
    return { name, tag: element.localName, type: element.getAttribute('type') ?? '', group: element.getAttribute('name') ?? '', visible };
  });
}

const fits = (wanted, name) => (wanted instanceof RegExp ? wanted.test(name) : name === wanted);

async function tabUntil(page, reached, wanted, key = 'Tab') {
  const passed = [];
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    await page.keyboard.press(key);
    const now = await focused(page);
    assert.ok(now.visible, `one cannot see that "${now.name}" (${now.tag}) has focus`);
    if (reached(now)) return now;
    passed.push(now.name || now.tag);
  }
  throw new Error(`the Tab key never reaches ${wanted} on ${page.url()}; it passed: ${[...new Set(passed)].join(' | ')}`);
}

/** Presses Tab until the thing with this name (a text or a RegExp) has focus; every stop on the way must be visible. */
export async function tabTo(page, name) {
  return tabUntil(page, (now) => fits(name, now.name), name);
}

/** Goes to a field by its label and types. */
export async function fill(page, label, text) {
  await tabTo(page, label);
  await page.keyboard.press('Control+A');
  await page.keyboard.type(text);
}

/** Goes to a checkbox by its label and ticks it, or takes the tick away. */
export async function tick(page, label) {
  await tabTo(page, label);
  await page.keyboard.press('Space');
}

/** Goes to a button by its name and presses it; waits for the page it leads to. */
export async function press(page, name) {
  await tabTo(page, name);
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
}

/** Goes to a link by its text and follows it. */
export const follow = press;

/** Goes to a group of radio buttons (by its `name` attribute) and walks with the arrow keys to the one with this label. */
export async function choose(page, group, label) {
  let now = await tabUntil(page, (at) => at.type === 'radio' && at.group === group, `the radio buttons ${group}`);
  await page.keyboard.press('Space');
  for (let step = 0; !fits(label, now.name); step += 1) {
    assert.ok(step < MOST_STOPS, `no radio button ${label} in ${group}`);
    await page.keyboard.press('ArrowDown');
    now = await focused(page);
  }
}
