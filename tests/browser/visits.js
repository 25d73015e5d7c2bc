// What nearly every test does: a desk and a browser for its file, somebody who visits, signs in, or asks something.

import { after, before } from 'node:test';
import { newPage, startBrowser } from './browser.js';
import { startDesk } from './desk.js';
import { choose, fill, press, tabTo } from './keyboard.js';

/**
 * A desk and a browser for all tests of a file; what it returns opens a page for somebody who was never here before.
 * `settings` promises what `startDesk` takes.
 */
export function deskForThisFile(settings = async () => ({})) {
  let desk;
  let browser;
  before(async () => {
    desk = await startDesk(await settings());
    browser = await startBrowser();
  });
  after(async () => {
    await browser?.close();
    await desk?.stop();
  });
  const visit = (options) => newPage(browser, { url: desk.url, ...options });
  visit.run = (...what) => desk.run(...what);
  return visit;
}

/** Signs in as one of the people of the demo, by keyboard. */
export async function signIn(page, role) {
  await page.goto('/inloggen');
  await press(page, `Doorgaan als ${role}`);
}

/** Chromium itself notes in its console that a page came with a 4xx; that is no fault of the page. */
export function forgetRefusal(page) {
  page.faults = page.faults.filter((fault) => !/status of 4\d\d/.test(fault));
}

/**
 * Sends the question that stands in the form, by keyboard: its asker sees first what is sent. Where something is wrong the
 * form comes back, and where something is asked the page that asks it.
 */
export async function send(page) {
  await press(page, 'Controleer en verstuur');
  const isRight = (await page.locator('#nakijken').count()) === 1 && (await page.locator('#own_data').count()) === 0;
  if (isRight) await press(page, 'Verstuur uw vraag');
}

/**
 * Asks a question as Arnhem does, by keyboard alone; the address of the asker's page, and that of the desk's. Nothing
 * where the form came back.
 */
export async function ask(page, { subject, body = 'Welke onderdelen horen er in een woonzorgvisie voor ouderen?' }) {
  await page.goto('/');
  await choose(page, 'kind', 'Gemeente');
  await fill(page, 'Naam van uw organisatie', 'Arnhem');
  await fill(page, 'Onderwerp', subject);
  await fill(page, 'Uw vraag', body);
  await fill(page, 'Uw naam', 'Ans Vermeer');
  await fill(page, 'Uw e-mailadres', 'ans@arnhem.example');
  await send(page);
  const [reference] = (await page.locator('main').textContent()).match(/EHA-\d{4}-\d{6}-[A-Z]/) ?? [];
  if (!reference) return {};
  const [follow] = (await page.locator('form.loket-form').getAttribute('action')).split('?');
  return { follow, reference, path: `/vragen/${reference}` };
}

/** Opens what stands behind a summary, by keyboard. */
export async function unfold(page, summary) {
  await tabTo(page, summary);
  await page.keyboard.press('Enter');
}
