// Sending files along, with a question and with an answer: with and without JavaScript, and what is refused comes back in words.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { look } from './checks.js';
import { choose, fill, press } from './keyboard.js';
import { deskForThisFile, forgetRefusal, send, signIn } from './visits.js';

const visit = deskForThisFile();
const PDF = Buffer.from('%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n');
const plan = { name: 'één plan van aanpak.pdf', mimeType: 'application/pdf', buffer: PDF };
const program = { name: 'rekening.pdf', mimeType: 'application/pdf', buffer: Buffer.from('MZ\x90\0\x03') };
const files = (page) => page.locator('.loket-files a');

/** Fills the form in, but for its files. */
async function fillIn(page) {
  await page.goto('/');
  await choose(page, 'kind', 'Gemeente');
  await fill(page, 'Naam van uw organisatie', 'Arnhem');
  await fill(page, 'Onderwerp', 'Een vraag met een bijlage');
  await fill(page, 'Uw vraag', 'Klopt dit plan van aanpak?');
  await fill(page, 'Uw naam', 'Ans Vermeer');
  await fill(page, 'Uw e-mailadres', 'ans@arnhem.example');
}

/** What a link gives, as a browser keeps it. */
async function kept(page, link) {
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  return { name: download.suggestedFilename(), content: await readFile(await download.path()) };
}

for (const javaScript of [false, true]) {
  test(`a file comes along with a question and with its answer, JavaScript: ${javaScript}`, async () => {
    const page = await visit({ javaScript });
    await fillIn(page);
    await page.locator('#files').setInputFiles([plan, program]);
    await send(page);
    forgetRefusal(page);
    assert.match(await page.locator('#fouten').textContent(), /'rekening.pdf': Dit is een programma/);
    assert.match(await page.locator('main').textContent(), /één plan van aanpak.pdf \(1 kB\), al ontvangen/);
    await look(page, `files-refused-${javaScript}`);
    await send(page);
    await files(page).waitFor();
    assert.deepEqual(await kept(page, files(page)), { name: plan.name, content: PDF });
    await look(page, `files-received-${javaScript}`);
    const follow = page.url().split('?')[0];
    const [reference] = (await page.locator('main').textContent()).match(/EHA-\d{4}-\d{6}-[A-Z]/);
    await signIn(page, 'programmaleider');
    await page.goto(`/vragen/${reference}`);
    assert.equal(await files(page).count(), 1);
    await fill(page, 'Uw bericht aan de vraagsteller', 'Zie de handreiking in de bijlage.');
    await page.locator('#antwoord-files').setInputFiles([{ ...plan, name: 'handreiking.pdf' }]);
    await press(page, 'Verstuur antwoord');
    assert.equal(await files(page).count(), 2);
    await look(page, `files-answered-${javaScript}`);
    await page.goto(follow);
    assert.deepEqual(await kept(page, files(page).last()), { name: 'handreiking.pdf', content: PDF });
    await page.context().close();
  });
}
