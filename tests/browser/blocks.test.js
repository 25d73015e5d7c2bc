// Text blocks: made, found while typing, put in an answer and filled in.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { look } from './checks.js';
import { fill, press, tabTo } from './keyboard.js';
import { ask, deskForThisFile, forgetRefusal, signIn } from './visits.js';

const visit = deskForThisFile();

for (const javaScript of [true, false]) {
  const how = javaScript ? 'with' : 'without';

  test(`a text block is made, changed, put in an answer and taken away, ${how} JavaScript`, async () => {
    const page = await visit({ javaScript });
    const { path } = await ask(page, { subject: `Tekstblok ${how}` });
    await signIn(page, 'programmaleider');
    await page.goto('/tekstblokken');
    await look(page, `blocks-none-${how}`);
    await fill(page, 'Naam', `Handreiking ${how}`);
    await fill(page, 'Tekst', 'Beste {naam},\n\nZie {bijlage}.');
    await press(page, 'Bewaar');
    assert.match(await page.locator('#fouten').textContent(), /\{bijlage\} kent het loket niet/);
    forgetRefusal(page);
    await look(page, `blocks-faults-${how}`);
    await fill(page, 'Tekst', 'Beste {naam},\n\nZie de [handreiking](https://gids.example).');
    await press(page, 'Bewaar');
    assert.equal(await page.getByRole('rowheader', { name: `Handreiking ${how}` }).count(), 1);
    await look(page, `blocks-${how}`);
    await press(page, `Wijzig: Handreiking ${how}`);
    await look(page, `blocks-change-${how}`);
    await page.goto(path);
    if (javaScript) {
      await fill(page, 'Uw bericht aan de vraagsteller', '::hand');
      await page.locator('[role=option]').first().waitFor();
      await look(page, 'blocks-found');
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => document.querySelector('#antwoord-body').value.includes('handreiking'));
    } else {
      await tabTo(page, 'Tekstblok');
      await page.keyboard.type('Handreiking');
      await press(page, 'Zet in het bericht');
    }
    const text = await page.locator('#antwoord-body').inputValue();
    assert.equal(text, 'Beste Ans Vermeer,\n\nZie de [handreiking](https://gids.example).');
    await page.goto('/tekstblokken');
    await press(page, `Haal weg: Handreiking ${how}`);
    assert.equal(await page.getByRole('rowheader', { name: `Handreiking ${how}` }).count(), 0);
    await page.context().close();
  });
}
