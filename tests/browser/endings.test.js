// How a question ends: closed for a reason, referred to another desk, merged with an earlier one; and what is known already.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newPage, startBrowser } from './browser.js';
import { look } from './checks.js';
import { startDesk } from './desk.js';
import { choose, fill, press, tabTo } from './keyboard.js';

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

/** Chromium itself notes in its console that a page came with a 4xx; that is no fault of the page. */
function forgetRefusal(page) {
  page.faults = page.faults.filter((fault) => !/status of 4\d\d/.test(fault));
}

async function signIn(page, role) {
  await page.goto('/inloggen');
  await press(page, `Doorgaan als ${role}`);
}

/** Asks a question as Arnhem does; the address of the asker's page, and that of the desk's. */
async function ask(page, subject) {
  await page.goto('/');
  await choose(page, 'kind', 'Gemeente');
  await fill(page, 'Naam van uw organisatie', 'Arnhem');
  await fill(page, 'Onderwerp', subject);
  await fill(page, 'Uw vraag', 'Welke onderdelen horen er in een woonzorgvisie voor ouderen?');
  await fill(page, 'Uw naam', 'Ans Vermeer');
  await fill(page, 'Uw e-mailadres', 'ans@arnhem.example');
  await press(page, 'Verstuur uw vraag');
  const reference = (await page.locator('main').textContent()).match(/EHA-\d{4}-\d{6}-[A-Z]/)[0];
  return { follow: await page.locator('form.loket-form').getAttribute('action'), reference, path: `/vragen/${reference}` };
}

/** Opens what stands behind a summary, by keyboard. */
async function unfold(page, summary) {
  await tabTo(page, summary);
  await page.keyboard.press('Enter');
}

for (const javaScript of [true, false]) {
  const how = javaScript ? 'with' : 'without';

  test(`a question is closed for a reason that its asker reads, ${how} JavaScript`, async () => {
    const page = await visit({ javaScript });
    const { follow, path } = await ask(page, `Sluiten ${how}`);
    await signIn(page, 'programmaleider');
    await page.goto(path);
    await unfold(page, 'Sluit deze vraag');
    await press(page, 'Sluit deze vraag');
    assert.match(await page.locator('#fouten').textContent(), /Kies waarom u de vraag sluit/);
    forgetRefusal(page);
    await look(page, `close-${how}`);
    await choose(page, 'because', /^Vraag ingetrokken/);
    await fill(page, 'Wat wilt u daarbij zeggen? (niet verplicht)', 'Dank voor uw bericht.');
    await press(page, 'Sluit deze vraag');
    assert.match(await page.locator('.loket-tags').textContent(), /Gesloten zonder antwoord: ingetrokken/);
    assert.doesNotMatch(await page.locator('section[aria-labelledby=termijnen]').textContent(), /Gehaald/);
    await look(page, `closed-${how}`);
    await page.goto(follow);
    const told = await page.locator('main').textContent();
    assert.match(told, /U hebt geen antwoord meer nodig/);
    assert.match(told, /Dank voor uw bericht/);
    await look(page, `closed-asker-${how}`);
    await page.context().close();
  });

  test(`an asker is referred to another desk, ${how} JavaScript`, async () => {
    const page = await visit({ javaScript });
    const { follow, path } = await ask(page, `Doorverwijzen ${how}`);
    await signIn(page, 'programmaleider');
    await page.goto(path);
    await unfold(page, 'Doorverwijzen naar een ander loket');
    await fill(page, 'Naam van het andere loket', 'Volkshuisvestingsfonds');
    await press(page, 'Verwijs door');
    assert.equal(await page.locator('#fouten li').count(), 2);
    assert.equal(await page.locator('#doorverwijzen-to').inputValue(), 'Volkshuisvestingsfonds');
    forgetRefusal(page);
    await look(page, `refer-${how}`);
    await fill(page, 'Hoe bereikt de vraagsteller dat loket?', 'www.fonds.example');
    await fill(page, 'Waarom verwijst u door?', 'Uw vraag gaat over een subsidie.');
    await press(page, 'Verwijs door');
    assert.match(await page.locator('.loket-tags').textContent(), /Doorverwezen/);
    await page.goto(follow);
    assert.match(await page.locator('main').textContent(), /www\.fonds\.example/);
    await page.context().close();
  });
}

test('a question is merged with an earlier one of the same organisation, and that is undone', async () => {
  const page = await visit();
  const first = await ask(page, 'Eerst gevraagd');
  const second = await ask(page, 'Nog eens gevraagd');
  await signIn(page, 'programmaleider');
  await page.goto(second.path);
  assert.match(await page.locator('section[aria-labelledby=eerder]').textContent(), /Eerst gevraagd/);
  await look(page, 'known');
  await unfold(page, 'Dubbel: samenvoegen met een eerdere vraag');
  await fill(page, 'Kenmerk van de eerdere vraag', first.reference);
  await press(page, 'Voeg samen');
  assert.match(await page.locator('main').textContent(), /samengevoegd met een eerdere vraag/);
  await look(page, 'merged');
  await page.goto(second.follow);
  assert.match(await page.locator('main').textContent(), /U krijgt hetzelfde antwoord/);
  await page.goto(second.path);
  await press(page, 'Maak samenvoegen ongedaan');
  assert.equal(await page.locator('.loket-badge').first().textContent(), 'In behandeling');
  await page.context().close();
});
