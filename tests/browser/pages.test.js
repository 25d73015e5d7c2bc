// The desk as its people use it: asking, following, answering, looking at figures.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HANGS_AFTER_MS } from './browser.js';
import { look } from './checks.js';
import { choose, fill, focused, follow, press, tabTo } from './keyboard.js';
import { ask, deskForThisFile, forgetRefusal, send, signIn } from './visits.js';

const visit = deskForThisFile();

for (const javaScript of [true, false]) {
  const how = javaScript ? 'with' : 'without';

  test(`a question is asked by keyboard alone, ${how} JavaScript`, async () => {
    const page = await visit({ javaScript });
    await ask(page, { subject: `Flexwoningen ${how}`, body: 'Hoe lang mogen onze flexwoningen blijven staan?' });
    assert.equal(await page.locator('h1').textContent(), 'Wij hebben uw vraag');
    assert.match(await page.locator('main').textContent(), /EHA-\d{4}-\d{6}-[A-Z]/);
    assert.match(await page.locator('main').textContent(), /Antwoord uiterlijk\s*(maan|dins|woens|donder|vrij)dag \d+ [a-z]+ 20\d\d/);
    if (javaScript) await look(page, 'receipt');
    await fill(page, 'Uw bericht', 'Het gaat om veertig woningen.');
    await press(page, 'Verstuur bericht');
    assert.match(await page.locator('.loket-timeline').textContent(), /veertig woningen/);
    await page.context().close();
  });

  test(`every fault is told at once and what was typed is kept, ${how} JavaScript`, async () => {
    const page = await visit({ javaScript });
    await page.goto('/');
    await fill(page, 'Onderwerp', 'Wel een onderwerp');
    await send(page);
    const faults = page.locator('#fouten li');
    assert.equal(await faults.count(), 5);
    assert.equal(await page.locator('#subject').inputValue(), 'Wel een onderwerp');
    if (javaScript) {
      assert.match((await focused(page)).name, /5 fouten/);
      forgetRefusal(page);
      await look(page, 'faults');
    }
    await tabTo(page, 'Schrijf uw vraag op.');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => location.hash), '#body');
    await page.context().close();
  });
}

test('the name of a municipality is suggested while one types', async () => {
  const page = await visit();
  await page.goto('/');
  await fill(page, 'Naam van uw organisatie', 'den haag');
  await page.locator('[role=option]').first().waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  assert.match(await page.locator('#organisation-name').inputValue(), /Gravenhage|Den Haag/);
  assert.equal(await page.locator('#organisation-municipality').inputValue(), 'GM0518');
  await page.context().close();
});

test('nobody chooses a suggestion for what they typed before', async () => {
  const page = await visit();
  await page.goto('/');
  let answer;
  const answered = new Promise((resolve) => (answer = resolve));
  await page.route(/zoek=den%20haag/, async (route) => {
    await answered;
    await route.continue();
  });
  await fill(page, 'Naam van uw organisatie', 'den h');
  const options = page.locator('[role=option]:visible');
  await options.first().waitFor();
  await page.keyboard.type('aag');
  assert.equal(await options.count(), 0);
  await page.keyboard.press('ArrowDown');
  assert.equal(await page.locator('[role=option][aria-selected=true]').count(), 0);
  const late = page.waitForResponse(/zoek=den%20haag/);
  await page.keyboard.press('Tab');
  answer();
  await late;
  // What the page does with an answer comes before it hears of the next one.
  await page.evaluate(() => fetch('/organisaties?zoek=ede').then((response) => response.json()));
  assert.equal(await options.count(), 0);
  assert.equal(await page.locator('#organisation-name').inputValue(), 'den haag');
  await page.context().close();
});

test('a name that is not clear is asked about', async () => {
  const page = await visit({ javaScript: false });
  await page.goto('/');
  await choose(page, 'kind', 'Gemeente');
  await fill(page, 'Naam van uw organisatie', 'Bergen');
  await send(page);
  assert.match(await page.locator('#fouten').textContent(), /Bergen/);
  assert.ok((await page.locator('input[name=municipality][type=radio]').count()) >= 2);
  await page.context().close();
});

for (const javaScript of [true, false]) {
  test(`an expert answers by keyboard alone, ${javaScript ? 'with' : 'without'} JavaScript`, async () => {
    const page = await visit({ javaScript });
    await signIn(page, 'deskundige');
    assert.equal(await page.locator('h1').textContent(), 'Mijn werkbak');
    if (javaScript) await look(page, 'inbox');
    const first = page.locator('.loket-row__subject a').first();
    const subject = (await first.textContent()).replace(/\s+/g, ' ').trim();
    await follow(page, subject);
    if (javaScript) {
      await page.locator('summary', { hasText: 'Wie werden nog meer' }).click();
      await look(page, 'ticket');
    }
    await fill(page, 'Uw bericht aan de vraagsteller', 'Zie de handreiking, hoofdstuk 3.');
    await press(page, 'Verstuur antwoord');
    assert.match(await page.locator('.loket-timeline').textContent(), /handreiking, hoofdstuk 3/);
    assert.match(await page.locator('.loket-tags').textContent(), /Beantwoord/);
    await page.context().close();
  });
}

for (const javaScript of [true, false]) {
  test(`an answer whose session ended is back in its field after signing in, ${javaScript ? 'with' : 'without'} JavaScript`, async () => {
    const page = await visit({ javaScript });
    // A lead has as many as there are; an expert's own run out in a day of tests.
    await signIn(page, 'programmaleider');
    await page.goto('/werkbak?status=ASSIGNED');
    await page.locator('.loket-row__subject a').first().click();
    const question = page.url();
    const text = 'Zie hoofdstuk 4.\n\nMet </textarea> en "aanhalingstekens" & groet';
    await page.locator('form[action$="/antwoord"] textarea').fill(text);
    // In another tab of this browser they sign out.
    const other = await page.context().newPage();
    await other.goto('/werkbak');
    await press(other, 'Uitloggen');
    await other.close();
    await press(page, 'Verstuur antwoord');
    assert.equal(await page.locator('h1').textContent(), 'Inloggen');
    assert.match(await page.locator('main').textContent(), /Uw tekst is bewaard en nog niet verstuurd/);
    if (javaScript) await look(page, 'kept-sign-in');
    await press(page, 'Doorgaan als programmaleider');
    assert.equal(page.url().split('?')[0], question);
    assert.match(await page.locator('#bewaarde-tekst').textContent(), /Uw tekst is bewaard en nog niet verstuurd/);
    assert.equal(await page.locator('form[action$="/antwoord"] textarea').inputValue(), text);
    assert.doesNotMatch(await page.locator('.loket-timeline').textContent(), /hoofdstuk 4/);
    if (javaScript) {
      assert.match((await focused(page)).name, /nog niet verstuurd/);
      await look(page, 'kept');
    }
    await follow(page, 'Ga naar uw tekst');
    await press(page, 'Verstuur antwoord');
    assert.equal(page.url(), question);
    assert.match(await page.locator('.loket-timeline').textContent(), /hoofdstuk 4/);
    await page.context().close();
  });
}

test('a link to a question leads there after signing in', async () => {
  const page = await visit();
  await signIn(page, 'programmaleider');
  const question = await page.locator('.loket-row__subject a').first().getAttribute('href');
  await press(page, 'Uitloggen');
  await page.goto(question);
  assert.equal(await page.locator('h1').textContent(), 'Inloggen');
  await press(page, 'Doorgaan als programmaleider');
  assert.equal(new URL(page.url()).pathname, question);
  await page.context().close();
});

test('a lead sees all tickets and the figures', async () => {
  const page = await visit();
  await signIn(page, 'programmaleider');
  assert.equal(await page.locator('h1').textContent(), 'Alle vragen');
  await look(page, 'inbox-lead');
  for (const per of ['thema', 'groep', 'organisatie', 'provincie']) {
    await page.goto(`/cijfers?per=${per}`);
    assert.ok((await page.locator('.loket-figure .loket-chart__column').count()) > 0);
    assert.ok((await page.locator('tbody tr').count()) > 1);
  }
  await page.goto('/cijfers?maat=op-tijd&per=thema');
  assert.ok((await page.locator('.loket-chart__line').count()) > 0);
  await look(page, 'trends-share');
  await page.goto('/cijfers?maat=ontvangen&lijn=flexwonen&lijn=woonzorgvisie');
  await look(page, 'trends');
  await page.goto('/cijfers?maat=ontvangen&per=woondealregio&als=inwoners&indeling=2027-01-01');
  assert.equal(await page.locator('.loket-map__tile').count(), 31);
  assert.equal(await page.locator('[aria-label="Gekozen filters"] li').count(), 1);
  await look(page, 'trends-map');
  const filters = 'thema=flexwonen&thema=woonzorgvisie&groep=ouderen&soort=MUNICIPALITY&regio=provincie:PV25';
  await page.goto(`/cijfers?maat=ontvangen&per=groep&naast=jaar&${filters}`);
  assert.equal(await page.locator('[aria-label="Gekozen filters"] li').count(), 5);
  await look(page, 'trends-filters');
  await page.locator('[aria-label="Gekozen filters"] a').first().click();
  assert.equal(await page.locator('[aria-label="Gekozen filters"] li').count(), 4);
  await page.goto('/cijfers?maat=open&per=thema');
  await page.locator('td a').first().click();
  assert.equal(await page.locator('h1').textContent(), 'De vragen achter een cijfer');
  assert.ok((await page.locator('.loket-row').count()) > 0);
  await look(page, 'trends-questions');
  await page.goto('/cijfers');
  assert.ok((await page.locator('.loket-tile').count()) >= 6);
  await look(page, 'trends-overview');
  await follow(page, 'Maak een verslag');
  assert.match(await page.locator('h1').textContent(), /^Verslag over het \w+ kwartaal van \d{4}$/);
  assert.ok((await page.locator('.loket-bars .loket-chart__column').count()) > 5);
  assert.ok((await page.locator('.loket-report table').count()) >= 5);
  await look(page, 'period-report');
  await page.context().close();
});

test('topics are proposed while somebody writes, and may be ticked or left', async () => {
  const page = await visit();
  await page.goto('/');
  assert.equal(await page.locator('[data-proposals]').isVisible(), false);
  await fill(page, 'Onderwerp', 'Onrust in de buurt');
  await page.locator('#body').fill('De omwonenden zijn boos over de komst van dertig statushouders. Hoe voeren wij het gesprek?');
  await page.locator('#contact-name').focus();
  await page.locator('[data-proposed] label').first().waitFor();
  const proposed = await page.locator('[data-proposed]').textContent();
  assert.match(proposed, /Draagvlak/);
  assert.match(proposed, /Statushouders/);
  await look(page, 'proposals');
  await page.locator('[data-proposed] label', { hasText: 'Draagvlak' }).click();
  assert.equal(await page.locator('details input[name=themes][value=draagvlak]').isChecked(), true);
  assert.equal(await page.locator('details input[name=groups]:checked').count(), 0);
  await page.context().close();
});

test('a lead gives a question to somebody else', async () => {
  const page = await visit();
  await signIn(page, 'programmaleider');
  const first = page.locator('.loket-row__subject a').first();
  const address = await first.getAttribute('href');
  await first.click();
  await page.locator('summary', { hasText: 'Overdragen' }).click();
  const other = page.locator('#toewijzen-expertId option').nth(1);
  const name = await other.textContent();
  await page.selectOption('#toewijzen-expertId', await other.getAttribute('value'));
  await page.selectOption('#toewijzen-reason', 'Verkeerd onderwerp');
  await press(page, 'Draag over');
  await page.goto(address);
  assert.equal(await page.locator('#waarom').textContent(), `Waarom ${name}?`);
  await page.context().close();
});

test('a lead sees what a change of an expert would do, and plans an absence', async () => {
  const page = await visit();
  await signIn(page, 'programmaleider');
  await page.goto('/deskundigen');
  await look(page, 'experts');
  await page.locator('tbody a').first().click();
  await look(page, 'expert');
  await fill(page, 'Uren per week voor het loket', '1');
  await press(page, 'Bekijk de gevolgen');
  assert.match(await page.locator('#gevolgen').textContent(), /afgelopen jaar/);
  assert.match(await page.locator('main').textContent(), /Van \d+ vragen (was er 1|waren er \d+) naar iemand anders gegaan/);
  await look(page, 'replay');
  await page.locator('#from').fill('2031-03-03');
  await page.locator('#to').fill('2031-03-07');
  await press(page, 'Plan afwezigheid');
  if (await page.locator('[name=accepted]').count()) {
    await page.locator('[name=accepted]').check();
    await press(page, 'Plan afwezigheid');
  }
  assert.match(await page.locator('main').textContent(), /3 maart 2031 tot en met/);
  await page.context().close();
});

test('a lead holds questions back and chooses from the proposals', async () => {
  const page = await visit();
  await signIn(page, 'programmaleider');
  await page.goto('/leren');
  await look(page, 'learning');
  await fill(page, 'Vanaf welke zekerheid wijst het loket zelf toe? (in %)', '100');
  await press(page, 'Bewaar');
  await page.context().clearCookies();
  await ask(page, { subject: 'Vraagje over buren', body: 'De buurt is boos. Hoe praten wij met omwonenden?' });
  await signIn(page, 'programmaleider');
  await page.goto('/verdelen');
  await look(page, 'triage');
  const mine = page.locator('.loket-triage tbody tr').filter({ hasText: 'Vraagje over buren' });
  await mine.locator('button').first().click();
  await page.waitForURL(/\/verdelen$/);
  assert.match(await page.locator('#gedaan').textContent(), /De toewijzing van vraag EHA-/);
  assert.equal(await page.locator('.loket-triage tbody tr').filter({ hasText: 'Vraagje over buren' }).count(), 0);
  await page.goto('/leren');
  await fill(page, 'Vanaf welke zekerheid wijst het loket zelf toe? (in %)', '0');
  await press(page, 'Bewaar');
  await page.context().close();
});

test('a word is tried on the last questions before it is added', async () => {
  const page = await visit();
  await signIn(page, 'beheerder');
  await page.goto('/woordenlijst');
  await fill(page, 'Woord of woorden', 'omwonende*');
  await page.locator('#topic').selectOption('draagvlak');
  await press(page, 'Probeer');
  assert.match(await page.locator('[role=status]').textContent(), /Van de laatste \d+ vragen/);
  await look(page, 'lexicon');
  await press(page, 'Voeg toe');
  assert.match(await page.locator('main').textContent(), /omwonende\*/);
  await press(page, 'Haal weg');
  assert.match(await page.locator('main').textContent(), /Er zijn nog geen woorden toegevoegd/);
  await page.context().close();
});

test('an administrator adds a bridge day after seeing what it does, and takes it back', async () => {
  const page = await visit();
  await ask(page, { subject: 'Over een brugdag heen', body: 'Mag een woonwagenstandplaats in het bos?' });
  const followed = await page.locator('form.loket-form').getAttribute('action');
  const promised = async () => {
    await page.goto(followed);
    return page.locator('.loket-facts').textContent();
  };
  const before = await promised();
  await signIn(page, 'beheerder');
  await tabTo(page, 'Menu');
  await page.keyboard.press('Enter');
  await follow(page, 'Termijnen');
  await look(page, 'promises');
  // The first weekday that is at least three days ahead and no holiday: promises run past it.
  const day = await page.evaluate(() => {
    const closed = document.querySelector('main').textContent;
    const words = (date) => date.toLocaleDateString('nl-NL', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
    const date = new Date();
    date.setDate(date.getDate() + 3);
    while ([0, 6].includes(date.getDay()) || closed.includes(words(date))) date.setDate(date.getDate() + 1);
    return { value: date.toLocaleDateString('sv-SE'), words: words(date) };
  });
  await page.locator('summary', { hasText: 'Voeg een dichte' }).click();
  await page.locator('#dag-day').fill(day.value);
  await fill(page, 'Hoe heet die dag?', 'Brugdag');
  await press(page, 'Bekijk de gevolgen');
  const told = await page.locator('section[aria-labelledby=gevolgen]').textContent();
  assert.ok(told.includes(`Het loket is dicht op ${day.words}: Brugdag.`), told);
  assert.match(told, /(\d+ vragen krijgen|1 vraag krijgt) een andere datum/);
  assert.match(told, /Grootste verschil\s*\d+ dag(en)? later/);
  assert.equal(await page.locator('#dag-label').inputValue(), 'Brugdag');
  assert.equal(await page.locator('main').getByText('Haal weg').count(), 0, 'nothing was saved yet');
  await look(page, 'promises-preview');
  await press(page, 'Bewaar');
  assert.match(await page.locator('[role=status]').textContent(), /Bewaard/);
  assert.match(await page.locator('main').textContent(), new RegExp(`${day.words}\\s*Brugdag\\s*dicht`));
  await look(page, 'promises-saved');
  // The worker moves the promises one by one.
  let moved = await promised();
  for (let left = HANGS_AFTER_MS; left > 0 && moved === before; left -= 500) {
    await page.waitForTimeout(500);
    moved = await promised();
  }
  assert.notEqual(moved, before, 'the asker sees the new date');
  await page.goto('/termijnen');
  await press(page, `Haal weg: ${day.words}`);
  await press(page, 'Bewaar');
  assert.match(await page.locator('main').textContent(), /geen extra dichte of open dagen gepland/);
  await page.context().close();
});

test('opening hours are read as people write them, and every fault is told at once, without JavaScript', async () => {
  const page = await visit({ javaScript: false });
  await signIn(page, 'beheerder');
  await page.goto('/termijnen');
  await page.locator('summary', { hasText: 'Verander de openingstijden' }).click();
  await fill(page, 'Maandag', 'de hele ochtend');
  await fill(page, 'Dinsdag', '17-9');
  await fill(page, 'Woensdag', '9-12.30, 13-17');
  await press(page, 'Bekijk de gevolgen');
  assert.equal(await page.locator('#fouten li').count(), 3);
  assert.equal(await page.locator('#uren-Maandag').inputValue(), 'de hele ochtend');
  assert.equal(await page.locator('#uren-Woensdag').inputValue(), '9-12.30, 13-17');
  forgetRefusal(page);
  await look(page, 'promises-faults');
  await fill(page, 'Maandag', '9 tot 12.30 en 13 tot 17 uur');
  await fill(page, 'Dinsdag', 'dicht');
  await page.locator('#uren-from').fill('2031-03-03');
  await press(page, 'Bekijk de gevolgen');
  const told = await page.locator('section[aria-labelledby=gevolgen]').textContent();
  assert.match(told, /Vanaf maandag 3 maart 2031/);
  assert.match(told, /Er verandert niets aan beloofde datums/);
  await press(page, 'Bewaar');
  const week = await page.locator('.loket-week').textContent();
  assert.match(week, /Vanaf maandag 3 maart 2031/);
  assert.match(week, /9\.00-12\.30 en 13\.00-17\.00/);
  await look(page, 'promises-planned');
  await page.context().close();
});

test('another number of days holds for later questions only', async () => {
  const page = await visit();
  await signIn(page, 'beheerder');
  await page.goto('/termijnen');
  await page.locator('summary', { hasText: 'bij een ingewikkelde vraag' }).click();
  await fill(page, 'Werkdagen tot het antwoord', 'x');
  await press(page, 'Bekijk de gevolgen');
  assert.equal(await page.locator('#fouten li').count(), 2);
  forgetRefusal(page);
  await look(page, 'policy-faults');
  await fill(page, 'Werkdagen tot het antwoord', '30');
  await page.locator('#complex-from').fill('2031-03-03');
  await press(page, 'Bekijk de gevolgen');
  const told = await page.locator('section[aria-labelledby=gevolgen]').textContent();
  assert.match(told, /binnen 30 werkdagen antwoord/);
  assert.match(told, /Er verandert niets aan beloofde datums/);
  await press(page, 'Bewaar');
  assert.match(await page.locator('main').textContent(), /Vanaf maandag 3 maart 2031\s*binnen 2 werkdagen[^]*binnen 30 werkdagen/);
  await page.context().close();
});

test('nobody but an administrator sees or changes the rules', async () => {
  const page = await visit();
  await signIn(page, 'programmaleider');
  assert.equal(await page.locator('nav').getByText('Termijnen').count(), 0);
  assert.equal((await page.goto('/termijnen')).status(), 403);
  await page.context().close();
});

test('a lead gives a promise more time, and the asker sees the new day', async () => {
  const page = await visit();
  await ask(page, { subject: 'Langer wachten', body: 'Welke regels gelden voor een woonwagenstandplaats?' });
  const followed = await page.locator('form.loket-form').getAttribute('action');
  const reference = (await page.locator('.loket-reference strong').textContent()).trim();
  const before = await page.locator('.loket-facts').textContent();
  await signIn(page, 'programmaleider');
  await page.goto(`/vragen/${reference}`);
  await page.locator('summary', { hasText: 'Geef meer tijd' }).click();
  // The days as they stand move nothing.
  await press(page, 'Verschuif de belofte');
  assert.equal(await page.locator('#fouten li').count(), 2);
  forgetRefusal(page);
  await look(page, 'extend-faults');
  // A Wednesday well after the promised day: of the holidays only those on a fixed date can fall on one.
  const holidays = ['01-01', '04-27', '05-05', '12-25', '12-26'];
  const value = (date) => date.toLocaleDateString('sv-SE');
  const promised = new Date();
  promised.setDate(promised.getDate() + 40);
  while (promised.getDay() !== 3 || holidays.includes(value(promised).slice(5))) promised.setDate(promised.getDate() + 1);
  await page.locator('#verlengen-dueOn').fill(value(promised));
  await fill(page, 'Waarom duurt het langer?', 'Wij wachten op een uitspraak van de rechter.');
  await press(page, 'Verschuif de belofte');
  const day = promised.toLocaleDateString('nl-NL', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  assert.ok((await page.locator('aside').textContent()).includes(day), day);
  await page.locator('summary', { hasText: 'Geschiedenis' }).click();
  assert.match(await page.locator('.loket-history').textContent(), /antwoord verschoven van .* naar woensdag .*: Wij wachten op een uitspraak/);
  await look(page, 'extended');
  await press(page, /^Maak ingewikkeld \(\d+ werkdagen\)$/);
  await tabTo(page, /^Terug naar gewoon \(\d+ werkdagen\)$/);
  await press(page, /^Terug naar gewoon/);
  await page.goto(followed);
  const after = await page.locator('.loket-facts').textContent();
  assert.notEqual(after, before);
  assert.ok(after.includes(day), after);
  assert.match(after, /Dit is een nieuwe dag/);
  await look(page, 'follow-extended');
  await page.context().close();
});

test('an administrator adds somebody, confirms a domain and reads the log', async () => {
  const page = await visit();
  await signIn(page, 'beheerder');
  await page.goto('/mensen');
  await look(page, 'people');
  await fill(page, 'Naam', 'Nieuwe Collega');
  await fill(page, 'E-mailadres', 'nieuw@collega.example');
  await press(page, 'Voeg toe en nodig uit');
  assert.match(await page.locator('#fouten').textContent(), /Kies minstens een rol/);
  forgetRefusal(page);
  await look(page, 'people-faults');
  await page.locator('[name=roles][value=LEAD]').check();
  await press(page, 'Voeg toe en nodig uit');
  await page.locator('tbody a', { hasText: 'Nieuwe Collega' }).click();
  await look(page, 'person');
  await page.goto('/domeinen?zoek=gemeente');
  await page.locator('[name=organisation]').first().check();
  await fill(page, 'Domein, zoals gemeente.nl', 'gemeente.example');
  await press(page, 'Bevestig dit domein');
  assert.match(await page.locator('tbody').textContent(), /gemeente\.example/);
  await look(page, 'domains');
  await page.goto('/logboek');
  assert.match(await page.locator('tbody').textContent(), /e-maildomein bevestigd/);
  await look(page, 'log');
  await page.goto('/account');
  await look(page, 'account');
  await choose(page, 'tempo', 'Samen in een overzicht, op werkdagen om 07.30 uur');
  await press(page, 'Bewaar');
  assert.match(await page.locator('#gedaan').textContent(), /keuze over brieven/);
  assert.equal(await page.locator('[name=tempo]:checked').getAttribute('value'), 'each_morning');
  await press(page, 'Log overal uit');
  await page.goto('/account');
  assert.equal(await page.locator('h1').textContent(), 'Inloggen');
  await page.context().close();
});

test('a wrong password is told in the same words whoever it is', async () => {
  const page = await visit({ javaScript: false });
  await page.goto('/inloggen');
  await fill(page, 'E-mailadres', 'niemand@desk.example');
  await fill(page, 'Wachtwoord', 'een verkeerd wachtwoord');
  await fill(page, 'Code uit uw app', '123456');
  await press(page, 'Log in');
  assert.match(await page.locator('#fouten').textContent(), /wachtwoord of code klopt niet/);
  await page.context().close();
});

test('every other page is in order', async () => {
  const page = await visit();
  for (const [path, name] of [
    ['/', 'ask'],
    ['/volg', 'lost'],
    ['/inloggen', 'sign-in'],
    ['/toegankelijkheid', 'accessibility'],
    ['/privacy', 'privacy'],
    ['/wachtwoord', 'forgotten'],
    ['/organisatie', 'organisation'],
  ]) {
    await page.goto(path);
    await look(page, name);
  }
  await page.context().close();
  const missing = await visit();
  const answer = await missing.goto('/bestaat-niet');
  assert.equal(answer.status(), 404);
  forgetRefusal(missing);
  await look(missing, 'not-found');
  await missing.context().close();
});
