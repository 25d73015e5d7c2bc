// Letters that did not arrive, as an administrator deals with them: the mail server of this desk refuses every asker.

import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { look } from './checks.js';
import { fill, follow, press } from './keyboard.js';
import { ask, deskForThisFile, forgetRefusal, signIn } from './visits.js';

/** A mail server that knows nobody at arnhem.example, and takes everything else. */
const server = createServer((socket) => {
  let inText = false;
  socket.on('error', () => {});
  socket.write('220 test\r\n');
  let rest = '';
  socket.on('data', (piece) => {
    const lines = (rest + piece).split('\r\n');
    rest = lines.pop();
    for (const line of lines) {
      if (inText) {
        if (line !== '.') continue;
        inText = false;
      }
      if (/^DATA/i.test(line)) {
        inText = true;
        socket.write('354 go on\r\n');
      } else if (/^RCPT.*@arnhem\.example/i.test(line)) {
        socket.write('550 5.1.1 no such user\r\n');
      } else if (/^QUIT/i.test(line)) {
        socket.end('221 bye\r\n');
      } else {
        socket.write('250 well\r\n');
      }
    }
  });
});

const visit = deskForThisFile(async () => {
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return { mail: `smtp://127.0.0.1:${server.address().port}` };
});
after(() => server.close());

/** The list, once so many letters are in it. */
async function listOf(page, many) {
  for (let left = 240; left > 0; left -= 1) {
    await page.goto('/beheer/brieven');
    if ((await page.locator('tbody tr').count()) >= many) return;
    await wait(500);
  }
  throw new Error('no letter was given up');
}

for (const javaScript of [true, false]) {
  test(`letters that did not arrive are seen, sent again and given up, ${javaScript ? 'with' : 'without'} JavaScript`, async () => {
    const asker = await visit({ javaScript: false });
    await ask(asker, { subject: 'Onze woonzorgvisie' });
    await asker.context().close();
    const page = await visit({ javaScript });
    await signIn(page, 'beheerder');
    await listOf(page, 1);
    if (javaScript) await look(page, 'undelivered');
    const list = await page.locator('main').textContent();
    assert.match(list, /a…@arnhem\.example/);
    assert.doesNotMatch(list, /ans@arnhem\.example/);
    await press(page, 'Verstuur alles opnieuw');
    assert.match(await page.locator('#gedaan').textContent(), /opnieuw verstuurd/);
    await listOf(page, 1);
    await follow(page, /ontvangstbevestiging/);
    if (javaScript) await look(page, 'undelivered-letter');
    await press(page, 'Geef op');
    assert.match(await page.locator('#fouten').textContent(), /Schrijf waarom/);
    forgetRefusal(page);
    await fill(page, 'Waarom geeft u deze brief op?', 'Het adres bestaat niet meer');
    await press(page, 'Geef op');
    assert.match(await page.locator('#gedaan').textContent(), /U gaf de brief op/);
    await page.context().close();
  });
}
