// The inbox: finding questions, narrowing a list, going through it and back.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newPage, startBrowser } from './browser.js';
import { look } from './checks.js';
import { startDesk } from './desk.js';
import { fill, press, tabTo } from './keyboard.js';

let desk;
let browser;
before(async () => {
  desk = await startDesk();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await desk?.stop();
});

const visit = (options) => newPage(browser, { url: desk.url, ...options });

async function signIn(page, role) {
  await page.goto('/inloggen');
  await press(page, `Doorgaan als ${role}`);
}

test('ten questions and more stand in the first view at 1280 pixels', async () => {
  const page = await visit();
  await page.setViewportSize({ width: 1280, height: 1024 });
  await signIn(page, 'programmaleider');
  await page.goto('/werkbak?status=alle');
  const seen = await page.evaluate(
    () => [...document.querySelectorAll('.loket-row')].filter((row) => row.getBoundingClientRect().bottom <= innerHeight).length,
  );
  assert.ok(seen >= 10, `${seen} questions`);
  await look(page, 'inbox-all');
  await page.context().close();
});

for (const javaScript of [true, false]) {
  const how = javaScript ? 'with' : 'without';

  test(`a question is found by a piece of a word, its words are marked, and the way back leads to the hits, ${how} JavaScript`, async () => {
    const page = await visit({ javaScript });
    await signIn(page, 'programmaleider');
    await page.goto('/werkbak');
    await fill(page, 'Zoek op woord, kenmerk of naam', 'flex');
    await press(page, 'Toon');
    assert.match(await page.locator('.loket-find__number').textContent(), /vra(ag|gen)/);
    const marks = await page.locator('.loket-row mark').allTextContents();
    assert.ok(marks.length > 0 && marks.every((mark) => /flex/i.test(mark)), marks.join(', '));
    if (javaScript) await look(page, 'inbox-hits');
    const list = new URL(page.url());
    const reference = (await page.locator('.loket-row__about').first().textContent()).match(/EHA-\d{4}-\d{6}-[A-Z]/)[0];
    await page.locator('.loket-row__subject a').first().click();
    await page.getByRole('navigation', { name: 'Kruimelpad' }).getByRole('link', { name: 'Werkbak' }).click();
    assert.equal(new URL(page.url()).searchParams.get('zoek'), list.searchParams.get('zoek'));
    await fill(page, 'Zoek op woord, kenmerk of naam', reference.toLowerCase().replaceAll('-', ' '));
    await press(page, 'Toon');
    assert.equal(new URL(page.url()).pathname, `/vragen/${reference}`);
    await page.context().close();
  });

  test(`a list is narrowed by its filters, turned over and turned back, ${how} JavaScript`, async () => {
    const page = await visit({ javaScript });
    await signIn(page, 'programmaleider');
    await page.goto('/werkbak?status=alle&wie=alles&volgorde=nieuwste');
    const first = await page.locator('.loket-row__about').allTextContents();
    await press(page, 'Volgende vragen');
    const second = await page.locator('.loket-row__about').allTextContents();
    assert.notDeepEqual(second, first);
    await press(page, 'Vorige vragen');
    assert.deepEqual(await page.locator('.loket-row__about').allTextContents(), first);
    await tabTo(page, 'Filters (1)');
    await page.keyboard.press('Enter');
    await page.locator('#thema').selectOption({ index: 1 });
    await press(page, 'Toon');
    assert.equal(await page.locator('.loket-find__chosen li').count(), 2);
    if (javaScript) await look(page, 'inbox-filters');
    await page.context().close();
  });
}

test('a search without a hit says what to try, and an address that cannot be read is told on the page', async () => {
  const page = await visit();
  await signIn(page, 'programmaleider');
  await page.goto('/werkbak?zoek=zwaluwstaartverbinding&status=CLOSED');
  assert.match(await page.locator('main').textContent(), /Niets gevonden voor ‘zwaluwstaartverbinding’/);
  assert.ok((await page.locator('main ul a').count()) >= 2);
  await look(page, 'inbox-nothing');
  await page.goto('/werkbak?kleur=rood');
  page.faults = page.faults.filter((fault) => !/status of 4\d\d/.test(fault));
  assert.match(await page.locator('#fouten').textContent(), /kleur/);
  await page.context().close();
});

test('an open list says that a question is new, and moves nothing', async () => {
  const page = await visit();
  await signIn(page, 'programmaleider');
  await page.goto('/werkbak');
  const rows = await page.locator('.loket-row__about').allTextContents();
  const other = await visit();
  await other.goto('/');
  await other.locator('input[name=kind]').first().check();
  await fill(other, 'Naam van uw organisatie', 'Arnhem');
  await fill(other, 'Onderwerp', 'Iets nieuws over flexwoningen');
  await fill(other, 'Uw vraag', 'Hoe lang mogen onze flexwoningen blijven staan?');
  await fill(other, 'Uw naam', 'Ans Vermeer');
  await fill(other, 'Uw e-mailadres', 'ans@arnhem.example');
  await press(other, 'Verstuur uw vraag');
  await page.locator('[data-news]').evaluate((place) => place.dispatchEvent(new Event('loket:ask')));
  await page.locator('[data-news] a').waitFor();
  assert.match(await page.locator('[data-news]').textContent(), /nieuwe of gewijzigde vra(ag|gen) – toon/);
  assert.deepEqual(await page.locator('.loket-row__about').allTextContents(), rows);
  await look(page, 'inbox-news');
  await other.context().close();
  await page.context().close();
});
