// One answer that helps many: an asker finds it before asking, an expert makes it of an answered question, a colleague reads along.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { look } from './checks.js';
import { choose, fill, press } from './keyboard.js';
import { ask, deskForThisFile, forgetRefusal, signIn, unfold } from './visits.js';

const visit = deskForThisFile();

/** The first published answer that fits, opened by keyboard and said to have helped. */
async function isHelped(page) {
  const summary = page.locator('.loket-fit summary').first();
  await summary.waitFor();
  const question = (await summary.evaluate((element) => element.firstChild.textContent)).trim();
  await unfold(page, new RegExp(`^${question.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`));
  await press(page, 'Dit hielp, ik hoef niets te vragen');
  return question;
}

for (const javaScript of [true, false]) {
  const how = javaScript ? 'with' : 'without';

  test(`somebody is helped by a published answer and asks nothing, ${how} JavaScript`, async () => {
    const page = await visit({ javaScript });
    await page.goto('/');
    await choose(page, 'kind', 'Gemeente');
    await fill(page, 'Naam van uw organisatie', 'Arnhem');
    await fill(page, 'Onderwerp', 'Flexpool');
    await fill(page, 'Uw vraag', 'Voor welke functies mogen wij de middelen van de flexpool gebruiken?');
    if (!javaScript) {
      await fill(page, 'Uw naam', 'Ans Vermeer');
      await fill(page, 'Uw e-mailadres', 'ans@arnhem.example');
      await press(page, 'Controleer en verstuur');
      assert.equal(await page.locator('h2', { hasText: 'Misschien is dit uw antwoord al' }).count(), 1);
      await look(page, 'answers-fit');
    }
    const question = await isHelped(page);
    assert.equal(await page.locator('h1').textContent(), question);
    assert.match(await page.locator('#gedaan').textContent(), /hielp|geholpen/i);
    if (javaScript) await look(page, 'answer-helped');
    await page.context().close();
  });

  test(`an answer is made, sent back, mended and published, ${how} JavaScript`, async () => {
    const asker = await visit({ javaScript });
    const { path } = await ask(asker, { subject: `Zwaluwnesten ${how}`, body: 'Mogen zwaluwnesten blijven als wij een flat ombouwen?' });
    await asker.context().close();
    const lead = await visit({ javaScript });
    await signIn(lead, 'programmaleider');
    await lead.goto(path);
    await fill(lead, 'Uw bericht aan de vraagsteller', 'Zwaluwnesten zijn beschermd. Vraag eerst een ontheffing aan.');
    await press(lead, 'Verstuur antwoord');
    await press(lead, 'Maak hier een antwoord van');
    const writing = new URL(lead.url()).pathname;
    assert.match(writing, /^\/antwoorden\/beheer\//);
    assert.match(await lead.locator('#body').inputValue(), /Zwaluwnesten zijn beschermd/);
    await fill(lead, 'Vraag', `Mogen zwaluwnesten blijven bij ombouw (${how})?`);
    const theme = lead.locator('[name=themes]').first();
    if (!(await lead.locator('[name=themes]:checked').count())) await theme.check();
    if (javaScript) await look(lead, 'answer-writing');
    await press(lead, 'Vraag een tweede lezer');
    assert.match(await lead.locator('#fouten').textContent(), /Noem ten minste een bron/);
    forgetRefusal(lead);
    assert.match(await lead.locator('#question').inputValue(), /bij ombouw/);
    await fill(lead, 'Bronnen', 'Omgevingswet https://wetten.overheid.nl/BWBR0037885');
    await press(lead, 'Vraag een tweede lezer');
    assert.match(await lead.locator('.loket-badge').first().textContent(), /Wacht op een tweede lezer/);

    const expert = await visit({ javaScript });
    await signIn(expert, 'deskundige');
    await expert.goto(writing);
    await fill(expert, 'Wat kan beter? (alleen bij terugsturen)', 'Zeg ook bij wie.');
    if (javaScript) await look(expert, 'answer-reading');
    await press(expert, 'Stuur terug');

    await lead.goto(writing);
    assert.match(await lead.locator('main').textContent(), /Zeg ook bij wie\./);
    await fill(lead, 'Antwoord', 'Zwaluwnesten zijn beschermd. Vraag eerst een ontheffing aan bij de provincie.');
    await press(lead, 'Vraag een tweede lezer');
    await expert.goto(writing);
    await press(expert, 'Publiceer');
    await expert.context().close();
    await lead.context().close();

    const anybody = await visit({ javaScript });
    await anybody.goto('/antwoorden');
    await fill(anybody, 'Zoek in de antwoorden', 'zwaluwnesten ombouw');
    await press(anybody, 'Toon');
    if (javaScript) await look(anybody, 'answers-found');
    await anybody.locator('main a', { hasText: `(${how})?` }).click();
    assert.match(await anybody.locator('article').textContent(), /bij de provincie/);
    assert.doesNotMatch(await anybody.locator('article').textContent(), /Ans|Vermeer|Arnhem|EHA-/);
    if (javaScript) await look(anybody, 'answer');
    await anybody.context().close();
  });
}

test('a draft is nobody’s business but the desk’s', async () => {
  const lead = await visit();
  await signIn(lead, 'programmaleider');
  await lead.goto('/antwoorden/beheer');
  await look(lead, 'answers-desk');
  await press(lead, 'Begin een nieuw antwoord');
  const writing = new URL(lead.url()).pathname;
  await lead.context().close();
  const stranger = await visit();
  await stranger.goto(writing);
  forgetRefusal(stranger);
  assert.equal(await stranger.locator('h1').textContent(), 'Inloggen');
  await stranger.context().close();
});
