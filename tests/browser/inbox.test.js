// The inbox: finding questions, narrowing a list, going through it and back.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { look } from './checks.js';
import { fill, follow, press, tabTo } from './keyboard.js';
import { deskForThisFile, send, signIn } from './visits.js';

const visit = deskForThisFile();

/** How many questions of the list stand whole in the window. */
const inView = (page) =>
  page.evaluate(
    () => [...document.querySelectorAll('.loket-row')].filter((row) => row.getBoundingClientRect().bottom <= innerHeight).length,
  );

test('ten questions and more stand in the first view at 1280 x 800, and say what they said', async () => {
  const page = await visit();
  await signIn(page, 'programmaleider');
  for (const query of ['?status=alle', '', '?status=ASSIGNED&volgorde=nieuwste', '?termijn=te-laat']) {
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto(`/werkbak${query}`);
    const seen = await inView(page);
    console.log(`1280 x 800, /werkbak${query}: ${seen} questions`);
    assert.ok(seen >= 10, `${seen} questions of ${query}`);
  }
  const first = page.locator('.loket-row').first();
  assert.match(await first.textContent(), /EHA-\d{4}-\d{6}-[A-Z].*(reactie|antwoord).*(maan|dins|woens|donder|vrij)dag/s);
  assert.equal(await first.locator('.loket-badge').first().isVisible(), true);
  // What can be pressed is at least 24 pixels high.
  const low = await page
    .locator('.loket-row a, .loket-inbox__head a, .loket-find__more > summary')
    .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height).filter((height) => height < 23.9));
  assert.deepEqual(low, []);
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

test('what colleagues answered stands below the hits of a search, and in a list of its own', async () => {
  for (const javaScript of [true, false]) {
    const page = await visit({ javaScript });
    await signIn(page, 'deskundige');
    await fill(page, 'Zoek op woord, kenmerk of naam', 'huurtoeslag');
    await press(page, 'Toon');
    const besides = page.getByRole('region', { name: "Beantwoord door collega's" });
    assert.ok((await besides.locator('li').count()) > 0);
    if (javaScript) await look(page, 'inbox-besides');
    await follow(page, 'Alle beantwoorde vragen met deze woorden');
    assert.equal(new URL(page.url()).pathname, '/beantwoord');
    await page.locator('#thema').selectOption({ index: 1 });
    await press(page, 'Toon');
    if (javaScript) await look(page, 'answered');
    await page.goto('/beantwoord');
    await page.locator('.loket-row__subject a').first().click();
    assert.match(new URL(page.url()).pathname, /^\/vragen\/EHA-/);
    await page.context().close();
  }
});

test('a word with a slip in it is offered as it was meant', async () => {
  const page = await visit();
  await signIn(page, 'programmaleider');
  await page.goto('/werkbak?zoek=wonwagens');
  await look(page, 'inbox-spelling');
  const meant = page.locator('main').getByRole('link', { name: /^woonwagen/ }).first();
  await meant.focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/zoek=woonwagen/);
  assert.ok((await page.locator('.loket-row').count()) > 0);
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
  await send(other);
  await page.locator('[data-news]').evaluate((place) => place.dispatchEvent(new Event('loket:ask')));
  await page.locator('[data-news] a').waitFor();
  assert.match(await page.locator('[data-news]').textContent(), /nieuwe of gewijzigde vra(ag|gen) – toon/);
  assert.deepEqual(await page.locator('.loket-row__about').allTextContents(), rows);
  await look(page, 'inbox-news');
  await other.context().close();
  await page.context().close();
});
