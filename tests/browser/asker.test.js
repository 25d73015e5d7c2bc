// What askers do besides asking: finish what a colleague began, say whether an answer helped, get a lost link again, read what the
// desk says of itself.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { look } from './checks.js';
import { choose, fill, press } from './keyboard.js';
import { ask, deskForThisFile, forgetRefusal, send, signIn, unfold } from './visits.js';

const visit = deskForThisFile();

for (const javaScript of [true, false]) {
  const how = javaScript ? 'with' : 'without';

  test(`a question that somebody began is finished by a colleague, ${how} JavaScript`, async () => {
    const page = await visit({ javaScript });
    await page.goto('/');
    await choose(page, 'kind', 'Gemeente');
    await fill(page, 'Naam van uw organisatie', 'Arnhem');
    await fill(page, 'Onderwerp', `Begonnen ${how}`);
    await fill(page, 'Uw vraag', 'Welke onderdelen horen er in een');
    await fill(page, 'Uw naam', 'Ans Vermeer');
    await unfold(page, 'Laat een collega de vraag afmaken');
    await press(page, 'Bewaar als concept');
    const link = await page.locator('#concept a').getAttribute('href');
    assert.match(await page.locator('#concept').textContent(), /tot en met \w+dag \d+/);
    await look(page, `draft-${how}`);
    await page.context().close();

    const colleague = await visit({ javaScript });
    await colleague.goto(new URL(link).pathname);
    assert.equal(await colleague.locator('#subject').inputValue(), `Begonnen ${how}`);
    assert.equal(await colleague.locator('#contact-name').inputValue(), '');
    await fill(colleague, 'Uw vraag', 'Welke onderdelen horen er in een woonzorgvisie voor ouderen?');
    await fill(colleague, 'Uw naam', 'Piet Bakker');
    await fill(colleague, 'Uw e-mailadres', 'piet@arnhem.example');
    await send(colleague);
    assert.equal(await colleague.locator('h1').textContent(), 'Wij hebben uw vraag');
    const gone = await colleague.goto(new URL(link).pathname);
    assert.equal(gone.status(), 404);
    await colleague.context().close();
  });

  test(`an asker says whether the answer helped, and a person decides, ${how} JavaScript`, async () => {
    const page = await visit({ javaScript });
    const { follow, reference } = await ask(page, { subject: `Geholpen ${how}` });
    const lead = await visit({ javaScript });
    await signIn(lead, 'programmaleider');
    await lead.goto(`/vragen/${reference}`);
    await fill(lead, 'Uw bericht aan de vraagsteller', 'Zie de handreiking, hoofdstuk 3.');
    await press(lead, 'Verstuur antwoord');

    await page.goto(follow);
    await press(page, 'Laat het ons weten');
    assert.match(await page.locator('#fouten').textContent(), /Kies of het antwoord u hielp/);
    forgetRefusal(page);
    await choose(page, 'helped', 'Nee');
    await choose(page, 'reason', /Kan hij weer open/);
    if (javaScript) await look(page, 'helped');
    await press(page, 'Laat het ons weten');
    assert.match(await page.locator('#gedaan').textContent(), /Dank u wel/);
    assert.match(await page.locator('main').textContent(), /Wij kijken ernaar/);
    await look(page, `helped-said-${how}`);

    await lead.goto('/werkbak');
    await press(lead, new RegExp(`Mag deze vraag weer open\\? ${reference}`));
    assert.match(await lead.locator('#heropening').textContent(), /of deze vraag weer open kan/);
    await look(lead, `reopening-${how}`);
    await fill(lead, 'Waarom gaat de vraag wel of niet weer open?', 'Hoofdstuk drie gaat precies over uw vraag.');
    await press(lead, 'Laat de vraag gesloten');
    assert.match(await lead.locator('#gedaan').textContent(), /blijft gesloten/);
    await page.goto(follow);
    assert.match(await page.locator('main').textContent(), /waarom niet/);
    await lead.context().close();
    await page.context().close();
  });

  test(`a lost link is asked for by keyboard, ${how} JavaScript`, async () => {
    const page = await visit({ javaScript });
    await page.goto('/volg');
    await look(page, `lost-${how}`);
    await press(page, 'Stuur mij de link');
    assert.match(await page.locator('#fouten').textContent(), /Vul uw kenmerk in/);
    forgetRefusal(page);
    await look(page, `lost-faults-${how}`);
    const { reference } = await ask(page, { subject: `Kwijt ${how}` });
    await page.goto('/volg');
    await fill(page, 'Kenmerk van uw vraag', reference);
    await fill(page, 'Het e-mailadres waarmee u de vraag stelde', 'ans@arnhem.example');
    await press(page, 'Stuur mij de link');
    assert.match(await page.locator('main').textContent(), /binnen een paar minuten een e-mail met de link/);
    await page.context().close();
  });

  test(`colleagues ask for the list of their organisation, ${how} JavaScript`, async () => {
    const page = await visit({ javaScript });
    await page.goto('/organisatie');
    await look(page, `organisation-asked-${how}`);
    await fill(page, 'E-mailadres van uw werk', 'piet@arnhem.example');
    await press(page, 'Stuur mij een link');
    assert.match(await page.locator('main').textContent(), /Kennen wij het domein van uw e-mailadres\?/);
    await look(page, `organisation-sent-${how}`);
    await page.context().close();
  });

  test(`what the desk says of itself, ${how} JavaScript`, async () => {
    const page = await visit({ javaScript });
    for (const [path, name] of [['/', 'form'], ['/privacy', 'privacy'], ['/toegankelijkheid', 'accessibility']]) {
      await page.goto(path);
      await look(page, `${name}-${how}`);
    }
    await page.goto('/volg/bestaat-niet');
    forgetRefusal(page);
    await look(page, `not-there-${how}`);
    await page.context().close();
  });
}
