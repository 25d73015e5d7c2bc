// Whoever manages the desk at work: one page that leads to all others, topics, regions, the house style, letters and settings; by
// keyboard, with and without JavaScript.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible, look } from './checks.js';
import { choose, fill, follow, press, tabTo } from './keyboard.js';
import { deskForThisFile, forgetRefusal, signIn, unfold } from './visits.js';

const visit = deskForThisFile();

test('one page leads to everything an administrator does, and each of these is accessible', async () => {
  const page = await visit();
  await signIn(page, 'beheerder');
  await page.goto('/beheer');
  await look(page, 'managing');
  const doors = await page.locator('main dt a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  assert.ok(doors.length >= 9, doors.join(' '));
  for (const door of doors) {
    const answer = await page.goto(door);
    assert.equal(answer.status(), 200, door);
    await assertAccessible(page);
  }
  await page.context().close();
});

for (const javaScript of [true, false]) {
  const how = javaScript ? 'with' : 'without';

  test(`a topic is added, worded and ended by keyboard, ${how} JavaScript`, async () => {
    const page = await visit({ javaScript });
    await signIn(page, 'beheerder');
    await page.goto('/beheer/onderwerpen');
    if (javaScript) await look(page, 'managing-topics');
    const name = `Drijvend wonen ${how}`;
    await press(page, 'Voeg toe');
    assert.match(await page.locator('#fouten').textContent(), /Kies iets/);
    forgetRefusal(page);
    await choose(page, 'axis', 'Een thema');
    await fill(page, 'Naam', name);
    await fill(page, 'Wat erbij hoort', 'Wonen op het water');
    await press(page, 'Voeg toe');
    assert.match(await page.locator('#gedaan').textContent(), /toegevoegd/);
    await follow(page, name);
    if (javaScript) await look(page, 'managing-topic');
    await page.getByLabel('Laatste dag (leeg: het gaat door)').fill('2199-12-31');
    await press(page, 'Bewaar het einde');
    assert.match(await page.locator('main').textContent(), /tot en met/);
    await page.context().close();
  });

  test(`the house style is looked at, refused where it cannot be read, and worn, ${how} JavaScript`, async () => {
    const page = await visit({ javaScript });
    await signIn(page, 'beheerder');
    await page.goto('/beheer/huisstijl');
    if (javaScript) await look(page, 'managing-house');
    await fill(page, 'Links en knoppen', '#ffcc00');
    await press(page, 'Bewaar');
    assert.match(await page.locator('#brand-fout').textContent(), /contrast is 1,/);
    forgetRefusal(page);
    await fill(page, 'Links en knoppen', '#7a2a86');
    await fill(page, 'Naam van het loket, kort', 'Woonloket');
    await press(page, 'Bekijk de brieven');
    // One of each kind; those to askers in English as well, once something is said in English.
    const letters = await page.locator('section details').count();
    assert.ok(letters >= 22, `${letters} letters`);
    if (javaScript) await look(page, 'managing-letters-seen');
    await unfold(page, 'Brieven in het Engels');
    await fill(page, 'Wie ondertekent in het Engels', 'The housing desk');
    await press(page, 'Bekijk de brieven');
    assert.match(await page.locator('section[aria-labelledby=voorbeelden]').textContent(), /Kind regards,\s+The housing desk/);
    await unfold(page, 'Brieven in het Engels');
    await fill(page, 'Wie ondertekent in het Engels', '');
    await press(page, 'Bewaar');
    assert.match(await page.title(), /Woonloket/);
    const colour = await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--loket-brand').trim());
    assert.equal(colour, '#7a2a86');
    if (javaScript) await look(page, 'managing-house-worn');
    await fill(page, 'Links en knoppen', '');
    await fill(page, 'Naam van het loket, kort', 'Loket');
    await press(page, 'Bewaar');
    await page.context().close();
  });

  test(`a layout is replaced after a look at what changes, ${how} JavaScript`, async () => {
    const page = await visit({ javaScript });
    await signIn(page, 'beheerder');
    await page.goto('/beheer/regios');
    if (javaScript) await look(page, 'managing-regions');
    await page.selectOption('#layout', { label: await page.locator('#layout option').nth(1).textContent() });
    await tabTo(page, 'Of plak de regels hier');
    await page.keyboard.insertText('municipality,region,name\nGM0202,proef1,Proefregio\n');
    await page.locator('[name=allow_drop]').check();
    await page.locator('[name=allow_rewrite]').check();
    await press(page, 'Bekijk wat er verandert');
    assert.match(await page.locator('main').textContent(), /Als u dit doet/);
    if (javaScript) await look(page, 'managing-regions-seen');
    await press(page, 'Vervang de indeling');
    assert.match(await page.locator('#gedaan').textContent(), /vervangen/);
    await page.context().close();
  });
}
