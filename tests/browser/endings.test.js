// How a question ends: closed for a reason, referred to another desk, merged with an earlier one; and what is known already.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { look } from './checks.js';
import { choose, fill, press } from './keyboard.js';
import { ask, deskForThisFile, forgetRefusal, signIn, unfold } from './visits.js';

const visit = deskForThisFile();

for (const javaScript of [true, false]) {
  const how = javaScript ? 'with' : 'without';

  test(`a question is closed for a reason that its asker reads, ${how} JavaScript`, async () => {
    const page = await visit({ javaScript });
    const { follow, path } = await ask(page, { subject: `Sluiten ${how}` });
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
    const { follow, path } = await ask(page, { subject: `Doorverwijzen ${how}` });
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
  const first = await ask(page, { subject: 'Eerst gevraagd' });
  const second = await ask(page, { subject: 'Nog eens gevraagd' });
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
