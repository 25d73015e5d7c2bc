// The checks themselves: each must fail on a page that deserves it, or the page tests prove nothing.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newPage, startBrowser } from './browser.js';
import { assertAccessible, assertFits, assertQuiet, look, WIDTHS } from './checks.js';
import { choose, fill, focused, press, tabTo, tick } from './keyboard.js';

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser?.close());

const form = `<form action="about:blank">
  <input type="radio" name="kind" id="a"><label for="a">Gemeente</label>
  <input type="radio" name="kind" id="b"><label for="b">Provincie</label>
  <label for="s">Onderwerp</label><input id="s" value="oud">
  <input type="checkbox" id="c"><label for="c">Akkoord</label>
  <button>Versturen</button></form>`;

const whole = (body, head = '') =>
  `<!doctype html><html lang="nl"><head><title>Proef</title>${head}</head><body><main><h1>Proef</h1>${body}</main></body></html>`;

async function show(html, options) {
  const page = await newPage(browser, options);
  await page.setContent(html);
  return page;
}

for (const javaScript of [true, false]) {
  const how = javaScript ? 'with' : 'without';

  test(`axe finds a field without a label, ${how} JavaScript`, async () => {
    await assertAccessible(await show(whole(form), { javaScript }));
    await assert.rejects(assertAccessible(await show(whole('<input>'), { javaScript })), /label/);
  });

  test(`a form is filled in by keyboard alone, ${how} JavaScript`, async () => {
    const page = await show(whole(form), { javaScript });
    await choose(page, 'kind', 'Provincie');
    await fill(page, 'Onderwerp', 'nieuw');
    await tick(page, 'Akkoord');
    assert.equal(await page.locator('#b').isChecked(), true);
    assert.equal(await page.locator('#s').inputValue(), 'nieuw');
    assert.equal(await page.locator('#c').isChecked(), true);
    await press(page, 'Versturen');
    assert.ok(page.url().startsWith('about:blank'));
  });
}

test('a page without JavaScript runs no script, also when axe looks at it', async () => {
  const script = '<script>document.title = "gedaan"; document.querySelector("p").innerHTML = "<input>"</script>';
  const page = await show(whole(`<p>leeg</p>${script}`), { javaScript: false });
  await assertAccessible(page);
  assert.equal(await page.title(), 'Proef');
});

test('what the Tab key cannot reach is a failure', async () => {
  const page = await show(whole('<a href="#a">Wel</a><button tabindex="-1">Niet</button>'));
  await tabTo(page, 'Wel');
  assert.equal((await focused(page)).tag, 'a');
  await assert.rejects(tabTo(page, 'Niet'), /never reaches Niet.*Wel/);
});

test('focus that nobody can see is a failure', async () => {
  const page = await show(whole('<a href="#a">Link</a>', '<style>a:focus{outline:none}</style>'));
  await assert.rejects(tabTo(page, 'Link'), /cannot see/);
});

test('a page that is too wide is a failure, and a wide table that scrolls by itself is not', async () => {
  const wide = '<div style="width:700px">breed</div>';
  const page = await show(whole(wide));
  await assertFits(page);
  await page.setViewportSize({ width: WIDTHS.narrow, height: 900 });
  await assert.rejects(assertFits(page), /breed/);
  await page.setContent(whole(`<div style="overflow-x:auto">${wide}</div>`));
  await assertFits(page);
});

test('a script that fails is heard', async () => {
  const page = await show(whole('<script>nope()</script>'));
  assert.throws(() => assertQuiet(page), /nope/);
});

test('looking goes over every width', async () => {
  const page = await show(whole('<p style="min-width:400px">tekst</p>'));
  await assert.rejects(look(page, 'harness'), /in a window of 320/);
});
