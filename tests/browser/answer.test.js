// Answering, as experts do it all day: nothing typed is lost, three ways to write, and on to the next question.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { look } from './checks.js';
import { fill, focused, press, tabTo } from './keyboard.js';
import { ask, deskForThisFile, forgetRefusal, signIn } from './visits.js';

const visit = deskForThisFile();
const box = (page) => page.locator('#antwoord-body');
const status = (page) => page.locator('form[action$="/antwoord"] [data-draft-status]');
const questions = (page) => page.locator('.loket-inbox a[href^="/vragen/"]');

/** A question that somebody has and that is open, by its number in the lead's list; each test takes one of its own. */
async function open(page, number) {
  await page.goto('/werkbak?status=ASSIGNED&wie=alles');
  await page.goto(await questions(page).nth(number).getAttribute('href'));
  return page.url();
}

test('what is typed is kept while one types, through a reload, another form and another machine', async () => {
  const page = await visit();
  const { path: question } = await ask(page, { subject: 'Een half antwoord' });
  await signIn(page, 'programmaleider');
  await page.goto(question);
  await fill(page, 'Uw bericht aan de vraagsteller', 'Een half antwoord');
  await status(page).getByText('Concept bewaard om').waitFor();
  await page.reload();
  assert.equal(await box(page).inputValue(), 'Een half antwoord');
  assert.match(await status(page).textContent(), /^Concept bewaard om \d\d\.\d\d uur$/);
  await look(page, 'draft');
  // Another form, in the same breath: what was typed last is kept first.
  await box(page).fill('Een half antwoord, en nog een woord');
  await Promise.all([page.waitForNavigation(), page.locator('.loket-why form button').first().click()]);
  assert.equal(await box(page).inputValue(), 'Een half antwoord, en nog een woord');
  const elsewhere = await visit({ javaScript: false });
  await signIn(elsewhere, 'programmaleider');
  await elsewhere.goto(question);
  assert.equal(await box(elsewhere).inputValue(), 'Een half antwoord, en nog een woord');
  await press(elsewhere, 'Verstuur antwoord');
  await page.goto(question);
  assert.equal(await box(page).inputValue(), '', 'what was sent is no draft any more');
  await page.context().close();
  await elsewhere.context().close();
});

test('an empty answer, and one with a place that nobody filled in, come back with what is wrong', async () => {
  const page = await visit();
  const { path } = await ask(page, { subject: 'Leeg antwoord' });
  await signIn(page, 'programmaleider');
  await page.goto(path);
  for (const [typed, wrong] of [['', 'antwoord-empty'], ['Beste {naam},', 'antwoord-open']]) {
    await box(page).fill(typed);
    await press(page, 'Verstuur antwoord');
    assert.equal(await page.locator('#fouten li').count(), 1);
    assert.equal(await box(page).inputValue(), typed);
    forgetRefusal(page);
    await look(page, wrong);
  }
  await page.context().close();
});

test('a draft is kept by a button, without JavaScript', async () => {
  const page = await visit({ javaScript: false });
  await signIn(page, 'programmaleider');
  await open(page, 2);
  await fill(page, 'Uw bericht aan de vraagsteller', 'Zonder script');
  await press(page, 'Bewaar concept');
  assert.equal(await box(page).inputValue(), 'Zonder script');
  assert.match(await status(page).textContent(), /Concept bewaard om/);
  await look(page, 'draft-plain');
  await page.context().close();
});

for (const javaScript of [true, false]) {
  const how = javaScript ? 'with' : 'without';

  test(`an answer with structure is seen before it is sent, and read as it was seen, ${how} JavaScript`, async () => {
    const page = await visit({ javaScript });
    const { follow, path } = await ask(page, { subject: `Opmaak ${how}` });
    await signIn(page, 'programmaleider');
    await page.goto(path);
    await fill(page, 'Uw bericht aan de vraagsteller', 'Er hoort **dit** in:\n\n- de opgave\n- de aanpak\n\n> Artikel 3\n\nZie [de gids](https://gids.example).');
    const example = page.locator('#voorbeeld');
    assert.equal(await example.isVisible(), false);
    if (javaScript) await look(page, 'answer-typed');
    await tabTo(page, 'Voorbeeld');
    if (javaScript) await page.keyboard.press('Enter');
    else await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    await example.locator('li').first().waitFor();
    assert.deepEqual(await example.locator('li').allTextContents(), ['de opgave', 'de aanpak']);
    assert.equal(await example.locator('a').getAttribute('href'), 'https://gids.example');
    assert.match(await box(page).inputValue(), /^Er hoort \*\*dit\*\* in/);
    await look(page, `example-${how}`);
    if (javaScript) {
      await page.waitForFunction(() => document.activeElement.id === 'voorbeeld');
      // Once it is shown it follows what is typed.
      await box(page).press('Control+End');
      await page.keyboard.type(' En *dit*.');
      await example.locator('em', { hasText: 'dit' }).waitFor();
    }
    await tabTo(page, 'Verstuur antwoord');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    const said = page.locator('.loket-timeline').last();
    assert.equal(await said.locator('blockquote').textContent(), '\nArtikel 3\n');
    await look(page, `structure-${how}`);
    await page.goto(follow);
    assert.equal(await said.locator('li li').count(), 2);
    await tabTo(page, 'de gids');
    await look(page, `structure-asker-${how}`);
    await page.context().close();
  });
}

test('of two who answer on pages of the same moment, the second sees both texts and sends nothing', async () => {
  const [first, second] = [await visit(), await visit()];
  for (const page of [first, second]) {
    await signIn(page, 'programmaleider');
    await open(page, 3);
  }
  await box(first).fill('Kijk in de handreiking.');
  await press(first, 'Verstuur antwoord');
  await box(second).fill('Bel de gemeente.');
  await press(second, 'Verstuur antwoord');
  assert.match(await second.locator('.loket-beside').textContent(), /Kijk in de handreiking\..*Bel de gemeente\./s);
  assert.match(await second.locator('section[aria-labelledby=botsing]').textContent(), /beantwoordde deze vraag, op /);
  assert.equal(await box(second).inputValue(), 'Bel de gemeente.');
  assert.doesNotMatch(await second.locator('.loket-timeline').last().textContent(), /Bel de gemeente/);
  forgetRefusal(second);
  await look(second, 'clash');
  await first.context().close();
  await second.context().close();
});

for (const javaScript of [true, false]) {
  test(`an interim reply leaves the question open, ${javaScript ? 'with' : 'without'} JavaScript`, async () => {
    const page = await visit({ javaScript });
    await signIn(page, 'programmaleider');
    await open(page, javaScript ? 4 : 5);
    await fill(page, 'Uw bericht aan de vraagsteller', 'Ik zoek dit uit.');
    await press(page, 'Verstuur tussenbericht');
    assert.match(await page.locator('.loket-timeline').last().textContent(), /Tussenbericht.*Ik zoek dit uit\./s);
    assert.match(await page.locator('.loket-tags').textContent(), /In behandeling/);
    if (javaScript) await look(page, 'interim');
    await page.context().close();
  });
}

test('keys are shown by a key, lead through the list, send, and can be switched off', async () => {
  const page = await visit();
  await signIn(page, 'programmaleider');
  await page.goto('/werkbak?status=ASSIGNED&wie=alles');
  await page.keyboard.press('?');
  assert.equal(await page.locator('#toetsen').isVisible(), true);
  await look(page, 'keys');
  await page.keyboard.press('Escape');
  await page.locator('#toetsen').waitFor({ state: 'hidden' });
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  const second = await questions(page).nth(1).getAttribute('href');
  await Promise.all([page.waitForNavigation(), page.keyboard.press('o')]);
  assert.equal(new URL(page.url()).pathname, second);
  await page.keyboard.press('n');
  assert.equal((await focused(page)).name, 'Notitie');
  await page.keyboard.type('jkoan?');
  assert.equal(await page.locator('#notitie-body').inputValue(), 'jkoan?', 'who types, types');
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Control+Enter')]);
  assert.match(await page.locator('.loket-timeline').last().textContent(), /jkoan\?/);
  await page.getByRole('button', { name: 'Sneltoetsen' }).click();
  await page.getByRole('button', { name: 'Zet sneltoetsen uit' }).click();
  await page.getByRole('button', { name: 'Sluit', exact: true }).click();
  await page.keyboard.press('?');
  assert.equal(await page.locator('#toetsen').isVisible(), false);
  await page.reload();
  await page.keyboard.press('a');
  assert.notEqual((await focused(page)).name, 'Uw bericht aan de vraagsteller');
  await page.context().close();
});

/** A lead gives this many open questions to the expert of this name. */
async function give(name, number) {
  const lead = await visit({ javaScript: false });
  await signIn(lead, 'programmaleider');
  await lead.goto('/werkbak?status=ASSIGNED&wie=alles');
  const links = await questions(lead).evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  let given = 0;
  for (const link of links) {
    if (given === number) break;
    await lead.goto(link);
    const to = lead.locator('#toewijzen-expertId');
    const there = await to.locator('option').evaluateAll((all) => all.map((one) => one.textContent));
    if (!there.includes(name)) continue;
    await lead.locator('summary', { hasText: 'Overdragen aan een ander' }).click();
    await to.selectOption({ label: name });
    await lead.locator('#toewijzen-reason').selectOption({ index: 1 });
    await Promise.all([lead.waitForNavigation(), lead.getByRole('button', { name: 'Draag over' }).click()]);
    given += 1;
  }
  await lead.context().close();
}

test('ten questions of the inbox are answered in at most 25 clicks and 30 pages', async () => {
  const page = await visit();
  await signIn(page, 'deskundige');
  await give((await page.locator('.loket-who__name').textContent()).trim(), 10);
  let pages = 0;
  page.on('response', (response) => (pages += Number(response.request().isNavigationRequest() && response.status() === 200)));
  await page.goto('/werkbak?status=ASSIGNED&wie=mij');
  const there = await questions(page).count();
  const most = 10;
  assert.ok(there >= most, `${there} questions in the inbox`);
  let clicks = 1;
  await Promise.all([page.waitForNavigation(), questions(page).first().click()]);
  const answered = new Set();
  for (let number = 0; number < most; number += 1) {
    answered.add(new URL(page.url()).pathname);
    clicks += 2;
    await box(page).click();
    await page.keyboard.type('Zie de handreiking, hoofdstuk 3.');
    await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Verstuur en naar de volgende' }).click()]);
  }
  assert.equal(answered.size, most, 'each question once');
  console.log(`${most} answers: ${clicks} clicks, ${pages} pages`);
  assert.ok(clicks <= 2.5 * most, `${clicks} clicks for ${most}`);
  assert.ok(pages <= 3 * most, `${pages} pages for ${most}`);
  await page.context().close();
});
