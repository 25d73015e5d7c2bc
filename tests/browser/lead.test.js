// A lead at work: triage as a table, the load board, and giving several questions to somebody else.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { look, picture } from './checks.js';
import { focused, press } from './keyboard.js';
import { deskForThisFile, forgetRefusal, signIn } from './visits.js';

const visit = deskForThisFile();

/** From which certainty the desk assigns by itself: from 100 % on a lead chooses always. */
async function assignFrom(page, percent) {
  await page.goto('/leren');
  await page.locator('#assignFrom').fill(percent);
  await page.locator('form', { has: page.locator('#assignFrom') }).getByRole('button', { name: 'Bewaar', exact: true }).click();
  await page.locator('#gedaan').waitFor();
}

test('twenty questions that wait for a lead fit in 2,000 pixels, and one is given away in a click', async () => {
  const page = await visit();
  await signIn(page, 'programmaleider');
  await assignFrom(page, '100');
  const asker = await visit({ javaScript: false });
  for (let number = 0; number < 20; number += 1) {
    await asker.goto('/');
    await asker.locator('[name=kind][value=MUNICIPALITY]').check();
    await asker.locator('[name=organisation]').fill('Arnhem');
    await asker.locator('[name=subject]').fill(`Omwonenden van de nieuwe flexwoningen aan de rand van de wijk ${number}`);
    await asker.locator('textarea[name=body]').fill('De buurt is boos over de komst van flexwoningen voor starters. Hoe voeren wij het gesprek met omwonenden, wat mogen wij beloven, en hebben andere gemeenten daar een aanpak voor die wij kunnen gebruiken?');
    await asker.locator('[name=name]').fill('Ans Vermeer');
    await asker.locator('[name=email]').fill('ans@arnhem.example');
    await asker.getByRole('button', { name: 'Controleer en verstuur' }).click();
    await asker.getByRole('button', { name: 'Verstuur uw vraag' }).click();
    // A click does not wait for the answer, and whoever goes elsewhere before it came takes the question back.
    await asker.waitForURL('**/volg/**');
  }
  await asker.context().close();
  await page.goto('/verdelen');
  await picture(page, 'lead-triage');
  const table = page.locator('.loket-triage').first();
  const rows = await table.locator('tbody tr').count();
  // The page holds fifty questions; how many of them the desk doubts depends on the day on which the demo is played.
  assert.ok(rows >= 10, `${rows} questions wait`);
  const measured = Math.min(rows, 20);
  const first = await table.locator('tbody tr').nth(0).boundingBox();
  const last = await table.locator('tbody tr').nth(measured - 1).boundingBox();
  const height = Math.round(first.y + ((last.y + last.height - first.y) / measured) * 20);
  console.log(`twenty questions to choose for: ${height} px`);
  assert.ok(height <= 2000, `${height} px`);
  await look(page, 'lead-triage');
  const line = table.locator('tbody tr').filter({ hasText: 'van de wijk 3' }).first();
  const reference = (await line.textContent()).match(/EHA-\d{4}-\d{6}-[A-Z]/)[0];
  await line.locator('button').first().click();
  assert.match(await page.locator('#gedaan').textContent(), new RegExp(`vraag ${reference}`));
  assert.match((await focused(page)).name, /De toewijzing/);
  assert.equal(await page.locator('.loket-triage tbody').getByText(reference).count(), 0);
  await assignFrom(page, '0');
  await page.context().close();
});

for (const javaScript of [true, false]) {
  test(`a lead sees who has how much, and gives two questions to somebody else, ${javaScript ? 'with' : 'without'} JavaScript`, async () => {
    const page = await visit({ javaScript });
    await signIn(page, 'programmaleider');
    await press(page, 'Bezetting');
    if (javaScript) await look(page, 'lead-loads');
    await press(page, 'Open');
    assert.match(page.url(), /volgorde=open/);
    assert.equal(await page.locator('th[aria-sort]').textContent(), 'Open');
    const cell = page.locator('tbody tr').first().locator('td').first();
    const many = Number((await cell.textContent()).match(/\d+/)[0]);
    assert.ok(many >= 2, 'nobody has two questions');
    await cell.locator('a').click();
    const boxes = page.locator('[name=questions]');
    assert.equal(await boxes.count(), many);
    if (javaScript) await look(page, 'lead-hand');
    await press(page, 'Bekijk de gevolgen');
    assert.ok((await page.locator('#fouten li').count()) > 0);
    forgetRefusal(page);
    if (javaScript) await look(page, 'lead-hand-faults');
    await boxes.nth(0).check();
    await boxes.nth(1).check();
    await page.locator('#expert').selectOption({ index: 1 });
    await page.selectOption('#reason', 'Geen ruimte');
    await press(page, 'Bekijk de gevolgen');
    assert.match(await page.locator('#gevolgen').textContent(), /Als u dit doet/);
    assert.equal(await page.locator('.loket-preview li').count(), 2);
    if (javaScript) await look(page, 'lead-consequences');
    await press(page, 'Geef deze vragen');
    assert.match(await page.locator('#gedaan').textContent(), /De vragen die u koos/);
    assert.equal(await boxes.count(), many - 2);
    await page.context().close();
  });
}
