// Which municipality or region a question is about: proposed, typed with suggestions, and asked back.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible, look } from './checks.js';
import { choose, fill, press, tick } from './keyboard.js';
import { deskForThisFile, forgetRefusal, send, signIn } from './visits.js';

const visit = deskForThisFile();
const places = (page) => page.locator('#organisation-places').inputValue();

async function begin(page, kind, name) {
  await page.goto('/');
  await choose(page, 'kind', kind);
  await fill(page, 'Naam van uw organisatie', name);
}

async function finish(page, subject) {
  await fill(page, 'Onderwerp', subject);
  await fill(page, 'Uw vraag', 'Welke onderdelen horen er in een woonzorgvisie voor ouderen?');
  await fill(page, 'Uw naam', 'Ans Vermeer');
  await fill(page, 'Uw e-mailadres', 'ans@wonen.example');
}

test('the place in the name of a corporation is proposed, and others are chosen while one types', async () => {
  const page = await visit();
  await begin(page, 'Woningcorporatie', 'Woongoed Zeist');
  await finish(page, 'Meer plaatsen');
  await page.waitForFunction(() => document.querySelector('#organisation-places').value === 'Gemeente Zeist');
  assert.match(await page.locator('#organisation-places-voorstel').textContent(), /Wij hebben een voorstel ingevuld/);
  const field = page.locator('#organisation-places');
  await field.focus();
  await page.keyboard.press('End');
  await page.keyboard.type(', foodv');
  const option = page.getByRole('option', { name: 'Regio Foodvalley (Woondealregio)' });
  await option.waitFor();
  await assertAccessible(page);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  assert.equal(await places(page), 'Gemeente Zeist, Regio Foodvalley (Woondealregio)');
  await send(page);
  assert.equal(await page.locator('h1').textContent(), 'Wij hebben uw vraag');
  await page.context().close();
});

test('what somebody typed is not taken away by a proposal', async () => {
  const page = await visit();
  await page.goto('/');
  await page.locator('#organisation-places').fill('Ede');
  await choose(page, 'kind', 'Woningcorporatie');
  const asked = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await fill(page, 'Naam van uw organisatie', 'Woongoed Zeist');
  await fill(page, 'Onderwerp', 'Ede');
  assert.equal(await places(page), 'Ede');
  assert.ok(!asked.includes('/plaatsen/voorstel'));
  await page.context().close();
});

for (const javaScript of [true, false]) {
  const how = javaScript ? 'with' : 'without';

  test(`a name that may mean several places is asked back, ${how} JavaScript`, async () => {
    const page = await visit({ javaScript });
    await begin(page, 'Woningcorporatie', 'Portaal');
    await finish(page, `Teruggevraagd ${how}`);
    await page.locator('#organisation-places').fill('Utrecht, zeist');
    await send(page);
    assert.match(await page.locator('#fouten').textContent(), /Gemeente Utrecht; Provincie Utrecht/);
    assert.equal(await places(page), 'Utrecht, Gemeente Zeist');
    forgetRefusal(page);
    if (javaScript) await look(page, 'places-asked-back');
    await tick(page, 'Provincie Utrecht');
    await send(page);
    assert.equal(await page.locator('h1').textContent(), 'Wij hebben uw vraag');
    await page.context().close();
  });
}

test('without JavaScript the proposal stands on the page that shows what is sent', async () => {
  const page = await visit({ javaScript: false });
  await begin(page, 'Woningcorporatie', 'Woongoed Zeist');
  await finish(page, 'Zonder script');
  await press(page, 'Controleer en verstuur');
  assert.match(await page.locator('main').textContent(), /Gemeente Zeist\s*Dit is ons voorstel/);
  await press(page, 'Wijzig uw vraag');
  assert.equal(await places(page), 'Gemeente Zeist');
  await send(page);
  assert.equal(await page.locator('h1').textContent(), 'Wij hebben uw vraag');
  await page.context().close();
});

test('a resident is told where to go, and an adviser says for whom', async () => {
  const page = await visit();
  await begin(page, 'Inwoner', 'Particulier');
  await finish(page, 'Een woning');
  await page.locator('#organisation-places').fill('Ede');
  assert.equal(await page.locator('#organisation-worksFor').isVisible(), false);
  await send(page);
  assert.match(await page.locator('#elders').textContent(), /Uw gemeente kan u dan beter helpen/);
  forgetRefusal(page);
  await look(page, 'resident-told');
  await choose(page, 'kind', 'Adviseur die voor een ander werkt');
  assert.equal(await page.locator('#organisation-worksFor').isVisible(), true);
  await assertAccessible(page);
  await page.context().close();
});

test('an administrator confirms an organisation and sees what a merger moves', async () => {
  const page = await visit();
  await signIn(page, 'beheerder');
  await page.goto('/organisaties/beheer?stand=getypt');
  await look(page, 'organisations');
  await page.locator('tbody a').first().click();
  await look(page, 'organisation-kept');
  await press(page, 'Bevestig deze organisatie');
  assert.match(await page.locator('main').textContent(), /bevestigd: het loket stelt de naam voor/);
  await fill(page, 'Zoek de andere organisatie', 'wonen');
  await page.keyboard.press('Enter');
  await page.locator('input[name=stays]').first().check();
  await press(page, 'Bekijk wat er verhuist');
  assert.match(await page.locator('main').textContent(), /U kunt dit niet ongedaan maken/);
  await look(page, 'organisations-merging');
  await page.context().close();
});
