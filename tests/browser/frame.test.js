// The frame around every page: header, menu, confirmation, dark screen, paper, wide tables.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { look, picture } from './checks.js';
import { fill, focused, follow, press, tabTo } from './keyboard.js';
import { deskForThisFile, signIn } from './visits.js';

const visit = deskForThisFile();

/** The header fits: one line at 1280 px, and at most 120 px at 320. */
async function headerFits(page) {
  const height = () => page.locator('.loket-header').evaluate((header) => header.getBoundingClientRect().height);
  await page.setViewportSize({ width: 1280, height: 900 });
  const wide = await height();
  assert.ok(wide <= 72, `the header of ${page.url()} is ${wide} px high at 1280 px`);
  await page.setViewportSize({ width: 320, height: 900 });
  const narrow = await height();
  assert.ok(narrow <= 120, `the header of ${page.url()} is ${narrow} px high at 320 px`);
  await page.setViewportSize({ width: 1280, height: 900 });
}

test('pages of askers fit their header and can be read in the dark', async () => {
  const page = await visit();
  for (const [path, name] of [['/', 'ask'], ['/volg', 'lost'], ['/inloggen', 'sign-in']]) {
    await page.goto(path);
    await headerFits(page);
    await look(page, `frame-${name}`);
  }
  await page.context().close();
});

const PAGES = {
  deskundige: [],
  programmaleider: [['/werkbak', 'inbox'], ['/verdelen', 'triage'], ['/cijfers', 'trends'], ['/deskundigen', 'experts']],
  beheerder: [['/termijnen', 'promises'], ['/mensen', 'people']],
};
for (const [role, pages] of Object.entries(PAGES)) {
  test(`pages of a ${role} fit their header and can be read in the dark`, async () => {
    const page = await visit();
    await signIn(page, role);
    await headerFits(page);
    for (const [path, name] of pages) {
      await page.goto(path);
      await look(page, `frame-${name}`);
    }
    if (role === 'programmaleider') {
      await page.goto('/werkbak');
      await page.locator('.loket-row__subject a').first().click();
      for (const summary of await page.locator('main summary').all()) await summary.click();
      await look(page, 'frame-ticket');
    }
    await page.locator('[data-menu] summary').click();
    await look(page, `frame-menu-${role}`);
    await page.context().close();
  });
}

test('the menu opens and closes by keyboard, and works without JavaScript', async () => {
  for (const javaScript of [true, false]) {
    const page = await visit({ javaScript });
    await signIn(page, 'programmaleider');
    await tabTo(page, 'Menu');
    await page.keyboard.press('Enter');
    if (javaScript) {
      await page.keyboard.press('Tab');
      await page.keyboard.press('Escape');
      assert.equal((await focused(page)).name, 'Menu');
      assert.equal(await page.locator('[data-menu] ul').isVisible(), false);
      await page.keyboard.press('Enter');
    }
    await follow(page, 'Leren');
    assert.equal(await page.locator('h1').textContent(), 'Leren');
    await page.context().close();
  }
});

for (const javaScript of [true, false]) {
  test(`what was done is said at the top of the page that follows, once, ${javaScript ? 'with' : 'without'} JavaScript`, async () => {
    const page = await visit({ javaScript });
    await signIn(page, 'programmaleider');
    await page.goto('/werkbak?status=ASSIGNED');
    await page.locator('.loket-row__subject a').first().click();
    await page.locator('summary', { hasText: 'Notitie' }).click();
    await fill(page, 'Notitie', 'Even overleggen met de provincie.');
    await press(page, 'Bewaar notitie');
    const done = page.locator('main [role=status]#gedaan');
    assert.match(await done.textContent(), /Uw notitie bij deze vraag is bewaard/);
    if (javaScript) {
      assert.match((await focused(page)).name, /Uw notitie/);
      await look(page, 'frame-done');
    }
    await page.reload();
    assert.equal(await done.count(), 0);
    await press(page, 'Uitloggen');
    assert.equal((await done.textContent()).trim(), 'U bent uitgelogd.');
    await page.context().close();
  });
}

test('a page that is not there keeps the frame, and one that asks for somebody leads there after signing in', async () => {
  const page = await visit();
  await page.goto('/deskundigen');
  assert.equal(await page.locator('h1').textContent(), 'Inloggen');
  await press(page, 'Doorgaan als programmaleider');
  assert.equal(new URL(page.url()).pathname, '/deskundigen');
  await page.goto('/vragen/EHA-2026-999999-X');
  assert.match(await page.locator('main').textContent(), /adres niet helemaal goed overgenomen/);
  page.faults = [];
  await look(page, 'frame-not-there');
  await follow(page, 'Naar de werkbak');
  assert.equal(new URL(page.url()).pathname, '/werkbak');
  await page.context().close();
});

test('a question and a list are printed without what is to be pressed or filled in', async () => {
  const page = await visit();
  await signIn(page, 'programmaleider');
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  const paper = async () => {
    assert.equal(await page.locator('.loket-header').isVisible(), false);
    assert.equal(await page.locator('main form:visible').count(), 0);
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).color), 'rgb(27, 36, 48)');
  };
  await paper();
  assert.ok((await page.locator('.loket-row:visible').count()) > 0);
  await picture(page, 'frame-print-list');
  await page.locator('.loket-row__subject a').first().click();
  await paper();
  assert.ok((await page.locator('.loket-said:visible').count()) > 0);
  await picture(page, 'frame-print-ticket');
  await page.context().close();
});

test('the first column of a wide table stays while the rest moves', async () => {
  const page = await visit();
  await signIn(page, 'programmaleider');
  await page.goto('/cijfers?maat=ontvangen');
  await page.setViewportSize({ width: 320, height: 900 });
  const scroller = page.locator('.loket-scroll').last();
  const left = () => scroller.locator('tbody th').first().evaluate((cell) => cell.getBoundingClientRect().left);
  const before = await left();
  await scroller.evaluate((element) => (element.scrollLeft = 200));
  assert.ok((await scroller.evaluate((element) => element.scrollLeft)) > 50, 'the table is no wider than its window');
  assert.ok(Math.abs((await left()) - before) < 2, 'the first column moved');
  await page.context().close();
});
