// Terms, holds, erasing and access: found in the menu, done by keyboard, with and without JavaScript, and accessible.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { look, picture } from './checks.js';
import { fill, focused, press } from './keyboard.js';
import { ask, deskForThisFile, forgetRefusal, signIn, unfold } from './visits.js';

const visit = deskForThisFile();

for (const javaScript of [true, false]) {
  const how = javaScript ? 'with' : 'without';
  test(`an administrator holds a question, takes down that somebody is to be erased, and takes it back, ${how} JavaScript`, async () => {
    const asker = await visit({ javaScript });
    const { reference } = await ask(asker, { subject: `Hoe lang bewaart u dit, ${how} script?` });
    await asker.context().close();
    const page = await visit({ javaScript });
    await signIn(page, 'beheerder');
    await unfold(page, 'Menu');
    await press(page, 'Beheer');
    await press(page, 'Bewaren en wissen');
    await picture(page, `keeping-${how}`);
    await look(page, `keeping-${how}`);
    const terms = await page.locator('table').first().textContent();
    assert.match(terms, /gegevens van vraagstellers\s*12 maanden/);
    await press(page, 'Houd deze vraag vast');
    assert.equal(await page.locator('#fouten').count(), 1, 'nothing was filled in');
    forgetRefusal(page);
    await look(page, `keeping-refused-${how}`);
    await fill(page, 'Kenmerk van de vraag', reference);
    await fill(page, 'Waarom deze vraag bewaard moet blijven', 'Er loopt een bezwaar.');
    await press(page, 'Houd deze vraag vast');
    assert.match(await page.locator('#gedaan').textContent(), new RegExp(`U houdt vraag ${reference} vast`));
    if (javaScript) assert.match((await focused(page)).name, /U houdt/);
    await fill(page, 'E-mailadres van de vraagsteller', 'ans@arnhem.example');
    await fill(page, 'Waarom', 'Zij vroeg erom, per brief.');
    await press(page, 'Schrijf dit verzoek op');
    assert.match(await page.locator('#gedaan').textContent(), /na een dag uitgevoerd/);
    await look(page, `keeping-asked-${how}`);
    await press(page, /^Trek in: ans@arnhem\.example/);
    assert.match(await page.locator('#gedaan').textContent(), /Er is niets gewist/);
    const download = page.waitForEvent('download');
    await fill(page, 'E-mailadres', 'ans@arnhem.example');
    await page.keyboard.press('Enter');
    const stream = await (await download).createReadStream();
    const parts = [];
    for await (const part of stream) parts.push(part);
    const text = Buffer.concat(parts).toString('utf8');
    assert.match(text, /Alles wat het loket bewaart van ans@arnhem\.example/);
    assert.match(text, new RegExp(reference));
    await page.context().close();
  });
}
