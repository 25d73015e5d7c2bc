// What an asker sees before a question is sent, and that nothing typed is lost by going back, loading again or changing something.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { look } from './checks.js';
import { choose, fill, press, tabTo } from './keyboard.js';
import { deskForThisFile, forgetRefusal } from './visits.js';

const visit = deskForThisFile();
const BODY = 'Welke onderdelen horen er in een woonzorgvisie voor ouderen?';

async function fillIn(page, { body = BODY } = {}) {
  await page.goto('/');
  await choose(page, 'kind', 'Gemeente');
  await fill(page, 'Naam van uw organisatie', 'Arnhem');
  await fill(page, 'Onderwerp', 'Onze visie');
  await fill(page, 'Uw vraag', body);
  await fill(page, 'Uw naam', 'Ans Vermeer');
  await fill(page, 'Uw e-mailadres', 'ans@arnhem.example');
}

/** Everything that was typed stands in the form. */
async function assertTyped(page) {
  assert.equal(await page.locator('[name=kind]:checked').getAttribute('value'), 'MUNICIPALITY');
  assert.equal(await page.locator('#organisation-name').inputValue(), 'Arnhem');
  assert.equal(await page.locator('#subject').inputValue(), 'Onze visie');
  assert.equal(await page.locator('#body').inputValue(), BODY);
  assert.equal(await page.locator('#contact-name').inputValue(), 'Ans Vermeer');
  assert.equal(await page.locator('#contact-email').inputValue(), 'ans@arnhem.example');
}

for (const javaScript of [true, false]) {
  const how = javaScript ? 'with' : 'without';

  test(`a question is seen, changed and sent by keyboard, ${how} JavaScript`, async () => {
    const page = await visit({ javaScript });
    await fillIn(page);
    await press(page, 'Controleer en verstuur');
    assert.equal(await page.locator('h1').textContent(), 'Klopt uw vraag zo?');
    assert.match(await page.locator('main').textContent(), /Gemeente Arnhem/);
    await look(page, `check-${how}`);
    await press(page, 'Wijzig uw vraag');
    await assertTyped(page);
    await fill(page, 'Onderwerp', 'Onze woonzorgvisie');
    await press(page, 'Controleer en verstuur');
    await press(page, 'Verstuur uw vraag');
    assert.equal(await page.locator('h1').textContent(), 'Wij hebben uw vraag');
    assert.match(await page.locator('main').textContent(), /Onze woonzorgvisie/);
    await page.context().close();
  });

  test(`whoever goes back finds what they typed, and sends one question, ${how} JavaScript`, async () => {
    const page = await visit({ javaScript });
    await fillIn(page);
    await press(page, 'Controleer en verstuur');
    await page.goBack();
    await assertTyped(page);
    await press(page, 'Controleer en verstuur');
    await press(page, 'Verstuur uw vraag');
    const received = page.url();
    await page.goBack();
    assert.equal(await page.locator('h1').textContent(), 'Klopt uw vraag zo?');
    await press(page, 'Verstuur uw vraag');
    assert.equal(page.url(), received, 'the same question');
    await page.context().close();
  });

  test(`whose the personal data are is asked where they are seen, ${how} JavaScript`, async () => {
    const page = await visit({ javaScript });
    await fillIn(page, { body: 'Kunt u mij bellen op 06 12 34 56 78 over flexwonen?' });
    await press(page, 'Controleer en verstuur');
    assert.match(await page.locator('#persoonlijk').textContent(), /een telefoonnummer \('06 12 34 56 78'\)/);
    if (javaScript) await look(page, 'check-personal-data');
    await press(page, 'Verstuur uw vraag');
    forgetRefusal(page);
    assert.match(await page.locator('#fouten').textContent(), /van wie de gegevens zijn/);
    if (javaScript) await look(page, 'check-unanswered');
    await tabTo(page, /van mijzelf, of ik mag/);
    await page.keyboard.press('Space');
    await press(page, 'Verstuur uw vraag');
    assert.equal(await page.locator('h1').textContent(), 'Wij hebben uw vraag');
    await page.context().close();
  });
}

test('a page that is loaded again gives back what was typed, and a new question begins empty', async () => {
  const page = await visit();
  await fillIn(page);
  await page.reload();
  await assertTyped(page);
  await press(page, 'Controleer en verstuur');
  await press(page, 'Verstuur uw vraag');
  await fill(page, 'Uw bericht', 'Het gaat om veertig woningen.');
  await page.reload();
  assert.equal(await page.locator('#body').inputValue(), 'Het gaat om veertig woningen.');
  await page.goto('/');
  assert.equal(await page.locator('#subject').inputValue(), '');
  await page.reload();
  assert.equal(await page.locator('#subject').inputValue(), '');
  await page.context().close();
});

test('a send that fails on the way loses nothing', async () => {
  const page = await visit();
  await fillIn(page);
  const fails = (route) => (route.request().method() === 'POST' ? route.abort('connectionfailed') : route.continue());
  await page.route((url) => url.pathname === '/', fails);
  await tabTo(page, 'Controleer en verstuur');
  const failed = page.waitForEvent('requestfailed');
  await page.keyboard.press('Enter');
  await failed;
  await page.unrouteAll();
  await page.waitForURL(/^chrome-error:/);
  await page.goBack();
  await assertTyped(page);
  await page.context().close();
});
