// Colleagues at one question: asked by name in a note or by a form, found under Meedenken, and seen while they have it open.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible, look, picture } from './checks.js';
import { choose, fill, press, tabTo } from './keyboard.js';
import { ask, deskForThisFile, forgetRefusal, signIn, unfold } from './visits.js';

const visit = deskForThisFile();

/** Signs in; the name of who that is. */
async function comesIn(page, role) {
  await signIn(page, role);
  return (await page.locator('.loket-who__name').textContent()).trim();
}

for (const javaScript of [true, false]) {
  const how = javaScript ? 'with' : 'without';

  test(`a colleague who is asked in a note reads the question under Meedenken, and leaves, ${how} JavaScript`, async () => {
    const [lead, expert] = [await visit({ javaScript }), await visit({ javaScript })];
    const name = await comesIn(expert, 'deskundige');
    const { path } = await ask(lead, { subject: `Meedenken ${how}` });
    await signIn(lead, 'programmaleider');
    await lead.goto(path);
    await unfold(lead, "Notitie voor collega's toevoegen");
    await fill(lead, 'Notitie', 'Weet @Onbekend dit?');
    await press(lead, 'Bewaar notitie');
    assert.match(await lead.locator('#fouten').textContent(), /Wij kennen geen deskundige '@Onbekend'/);
    assert.equal(await lead.locator('#notitie-body').inputValue(), 'Weet @Onbekend dit?');
    forgetRefusal(lead);
    if (javaScript) {
      await fill(lead, 'Notitie', `Weet @${name.split(' ').at(0)}`);
      const option = lead.locator('#notitie-body-collegas').getByRole('option', { name });
      await option.waitFor();
      await picture(lead, 'mention-typing');
      await assertAccessible(lead);
      await lead.keyboard.press('Enter');
      await lead.keyboard.type('dit?');
      assert.equal(await lead.locator('#notitie-body').inputValue(), `Weet @${name} dit?`);
    } else {
      await fill(lead, 'Notitie', 'Weet u dit?');
      await tabTo(lead, 'Vraag een collega mee te denken (niet verplicht)');
      await lead.locator('#notitie-expertId').selectOption({ label: name });
    }
    await press(lead, 'Bewaar notitie');
    assert.match(await lead.locator('#gedaan').textContent(), /Wie u daarin vroeg, kan de vraag lezen/);
    assert.match(await lead.locator('section[aria-labelledby=samen]').textContent(), new RegExp(`${name}[^]*denkt mee`));
    await look(lead, `together-${how}`);

    await expert.goto('/werkbak');
    await tabTo(expert, /^Meedenken \(\d+\)$/);
    await expert.keyboard.press('Enter');
    await expert.waitForURL('**/werkbak?wie=mee');
    assert.equal(await expert.locator('h1').textContent(), 'Meedenken');
    await look(expert, `along-${how}`);
    await tabTo(expert, `Meedenken ${how}`);
    await expert.keyboard.press('Enter');
    await expert.waitForURL(`**${path}`);
    assert.match(await expert.locator('main').textContent(), /vraagt u mee te denken over deze vraag/);
    assert.match(await expert.locator('[data-present]').textContent(), /heeft deze vraag ook open\./);
    await look(expert, `asked-along-${how}`);
    await press(expert, 'Ik denk niet meer mee');
    assert.match(await expert.locator('#gedaan').textContent(), /U denkt niet meer mee over vraag EHA-/);
    await Promise.all([lead.context().close(), expert.context().close()]);
  });

  test(`a second expert is asked for a part and taken off again, ${how} JavaScript`, async () => {
    const [lead, expert] = [await visit({ javaScript }), await visit({ javaScript })];
    const name = await comesIn(expert, 'deskundige');
    const { path } = await ask(lead, { subject: `Tweede deskundige ${how}` });
    await signIn(lead, 'programmaleider');
    await lead.goto(path);
    const options = await lead.locator('#meedenken-expertId option').allTextContents();
    // The desk may have given the question to the very colleague who is to be asked.
    const label = options.includes(name) ? name : options.at(1);
    await unfold(lead, 'Vraag een collega');
    await choose(lead, 'how', /Een deel te beantwoorden/);
    await press(lead, 'Vraag deze collega');
    assert.equal(await lead.locator('#fouten li').count(), 2);
    forgetRefusal(lead);
    await look(lead, `second-${how}`);
    await tabTo(lead, 'Welke collega?');
    await lead.locator('#meedenken-expertId').selectOption({ label });
    await fill(lead, 'Uw vraag aan de collega', 'Het deel over huurrecht.');
    await press(lead, 'Vraag deze collega');
    const together = lead.locator('section[aria-labelledby=samen]');
    assert.match(await together.textContent(), /tweede deskundige, gevraagd door[^]*Het deel over huurrecht\./);
    await picture(lead, `second-asked-${how}`);
    await press(lead, /^Haal weg/);
    assert.match(await lead.locator('#gedaan').textContent(), /De collega denkt niet meer mee/);
    assert.doesNotMatch(await together.textContent(), /huurrecht/);
    await Promise.all([lead.context().close(), expert.context().close()]);
  });
}

for (const javaScript of [true, false]) {
  const how = javaScript ? 'with' : 'without';

  test(`a second question is split off and both pages lead to each other, ${how} JavaScript`, async () => {
    const page = await visit({ javaScript });
    const { path, follow: followed } = await ask(page, { subject: `Splitsen ${how}` });
    await signIn(page, 'programmaleider');
    await page.goto(path);
    await unfold(page, 'Splits een tweede vraag af');
    assert.match(await page.locator('#splitsen-body').inputValue(), /Welke onderdelen horen er in een woonzorgvisie/);
    await press(page, 'Splits af');
    assert.match(await page.locator('#fouten').textContent(), /Vul een onderwerp in/);
    forgetRefusal(page);
    await look(page, `split-${how}`);
    await fill(page, 'Onderwerp van de tweede vraag', `Flexwoningen ${how}`);
    await fill(page, 'Tekst van de tweede vraag', 'Hoe lang mogen onze flexwoningen blijven staan?');
    await press(page, 'Splits af');
    assert.match(await page.locator('#gedaan').textContent(), /Een deel van deze vraag is nu een eigen vraag/);
    await tabTo(page, new RegExp(`^EHA-.*Flexwoningen ${how}`));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: `Flexwoningen ${how}` }).waitFor();
    assert.match(await page.locator('main').textContent(), new RegExp(`De vraagsteller stelde dit samen met EHA-[^]*Splitsen ${how}`));
    await page.goto(followed);
    await look(page, `split-asker-${how}`);
    await tabTo(page, /^EHA-\d{4}-\d{6}-[A-Z]$/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: `Flexwoningen ${how}` }).waitFor();
    assert.match(await page.locator('main').textContent(), new RegExp(`Het andere deel, Splitsen ${how}`));
    await page.context().close();
  });
}

test('a page that stays open hears who else opens the question', async () => {
  const [lead, expert] = [await visit(), await visit()];
  const { path } = await ask(lead, { subject: 'Wie is er nog meer' });
  await signIn(lead, 'programmaleider');
  await lead.goto(path);
  const present = lead.locator('[data-present]');
  assert.equal(await present.textContent(), '');
  const name = await comesIn(expert, 'beheerder');
  await expert.goto(path);
  // As the page does every half minute.
  await present.evaluate((place) => place.dispatchEvent(new Event('loket:ask')));
  await lead.getByText(`${name} heeft deze vraag ook open.`).waitFor();
  await look(lead, 'present');
  await Promise.all([lead.context().close(), expert.context().close()]);
});
