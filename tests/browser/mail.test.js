// Mail that comes in, as the expert and the lead see it: a mail server that keeps letters, and answers to them by the door that a
// mail server uses.

import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { look } from './checks.js';
import { fill, follow, press } from './keyboard.js';
import { ask, deskForThisFile, forgetRefusal, signIn } from './visits.js';

/** The heads of the letters that came. */
const letters = [];

const server = createServer((socket) => {
  let letter = null;
  socket.on('error', () => {});
  socket.write('220 test\r\n');
  let rest = '';
  socket.on('data', (piece) => {
    const lines = (rest + piece).split('\r\n');
    rest = lines.pop();
    for (const line of lines) {
      if (letter !== null && line !== '.') {
        letter.push(line);
      } else if (letter !== null) {
        letters.push(letter.slice(0, letter.indexOf('')).join('\n').replace(/\n[ \t]+/g, ' '));
        letter = null;
        socket.write('250 well\r\n');
      } else if (/^DATA/i.test(line)) {
        letter = [];
        socket.write('354 go on\r\n');
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
  const settings = { LOKET__MAIL__REPLY_TO: 'loket@desk.example', LOKET__MAIL__CHECKED_BY: 'mx.desk.example' };
  return { mail: `smtp://127.0.0.1:${server.address().port}`, settings };
});
after(() => server.close());

/** Where a letter to the asker of this question is answered. */
async function answeredAt(reference) {
  for (let left = 240; left > 0; left -= 1) {
    const head = letters.find((one) => one.includes(reference) && one.includes('To: "Ans Vermeer"'));
    if (head) return head.match(/^Reply-To: (.*)$/m)[1];
    await wait(500);
  }
  throw new Error('no letter came');
}

let count = 0;

/** A mail comes in, and the worker read it. */
function give({ from, to, subject, text, passed = true }) {
  count += 1;
  const mail = [
    `Authentication-Results: mx.desk.example; dmarc=${passed ? 'pass' : 'fail'} header.from=${from.split('@')[1].replace('>', '')}`,
    `Message-ID: <${count}@test.example>`,
    `From: ${from}`,
    `To: ${to}`,
    `Subject: ${subject}`,
    'Date: Tue, 24 Nov 2026 10:05:00 +0100',
    '',
    text,
    '',
    'Op di 24 nov. 2026 om 10:00 schreef Het loket <loket@desk.example>:',
    '> Beste Ans Vermeer,',
    '> Wij hebben uw vraag ontvangen.',
  ];
  visit.run(['mail', 'receive', '--to', to], mail.join('\r\n'));
}

/** This page, once these words stand on it. */
async function until(page, path, words) {
  for (let left = 240; left > 0; left -= 1) {
    await page.goto(path);
    if ((await page.locator('main').textContent()).includes(words)) return;
    await wait(500);
  }
  throw new Error(`never: ${words}`);
}

for (const javaScript of [true, false]) {
  test(`answers by mail stand on their question, and what is doubted is decided about, ${javaScript ? 'with' : 'without'} JavaScript`, async () => {
    const asker = await visit({ javaScript: false });
    const { reference, path, follow } = await ask(asker, { subject: `Onze woonzorgvisie ${javaScript}` });
    const to = await answeredAt(reference);
    const subject = `Re: Onze woonzorgvisie [${reference}]`;
    give({ from: 'Ans Vermeer <ans@arnhem.example>', to, subject, text: 'Het gaat om het jaar 2027.' });
    give({ from: 'Cor Smits <cor@elders.example>', to, subject, text: 'Ik vul aan namens Ans.' });
    give({ from: 'Wie Niet <wie@elders.example>', to: 'loket@desk.example', subject: 'Een vraag', text: 'Hoort dit hier?' });
    await until(asker, follow, 'Het gaat om het jaar 2027.');
    assert.doesNotMatch(await asker.locator('main').textContent(), /namens Ans|Beste Ans Vermeer,\s*Wij hebben uw vraag/);
    const page = await visit({ javaScript });
    await signIn(page, 'programmaleider');
    await until(page, path, 'Ik vul aan namens Ans.');
    const shown = await page.locator('main').textContent();
    assert.match(shown, /Per e-mail van Ans Vermeer \(ans@arnhem\.example\)/);
    assert.match(shown, /ander adres dan dat van de vraagsteller/);
    if (javaScript) await look(page, 'mail-question');
    await press(page, 'Zet bij de vraag');
    assert.match(await page.locator('#gedaan').textContent(), /staat nu bij deze vraag/);
    assert.match(await page.locator('main').textContent(), /Cor Smits \(cor@elders\.example\), per e-mail/);
    await until(page, '/beheer/post', 'Hoort dit hier?');
    if (javaScript) await look(page, 'mail-waits');
    await fill(page, 'Bij welke vraag hoort dit?', 'EHA-2026');
    await press(page, 'Zet bij deze vraag');
    assert.match(await page.locator('#fouten').textContent(), /Vul het nummer van de vraag in/);
    assert.equal(await page.locator('input[name=reference]').first().inputValue(), 'EHA-2026');
    forgetRefusal(page);
    if (javaScript) await look(page, 'mail-waits-wrong');
    await press(page, 'Leg weg');
    assert.match(await page.locator('#gedaan').textContent(), /weggelegd/);
    await page.context().close();
    await asker.context().close();
  });
}

for (const javaScript of [true, false]) {
  test(`mail of no question becomes one by hand, ${javaScript ? 'with' : 'without'} JavaScript`, async () => {
    const text = `Wat hoort er in een woonzorgvisie, ${javaScript}?`;
    give({ from: 'Pia Groen <pia@elders.example>', to: 'loket@desk.example', subject: 'Woonzorgvisie', text });
    const page = await visit({ javaScript });
    await signIn(page, 'programmaleider');
    await until(page, '/beheer/post', text);
    await follow(page, /Maak er een nieuwe vraag van.*pia@elders/);
    assert.equal(await page.locator('#contact-email').inputValue(), 'pia@elders.example');
    if (javaScript) await look(page, 'mail-new');
    await fill(page, 'Naam van de vraagsteller', 'Pia Groen-Smit');
    await press(page, 'Maak de vraag');
    assert.match(await page.locator('#fouten').textContent(), /Vul de naam van de organisatie in/);
    assert.equal(await page.locator('#contact-name').inputValue(), 'Pia Groen-Smit');
    forgetRefusal(page);
    if (javaScript) await look(page, 'mail-new-wrong');
    await page.locator('#organisation-kind').selectOption({ label: 'Gemeente' });
    await fill(page, 'Organisatie', 'Gemeente Arnhem');
    await press(page, 'Maak de vraag');
    assert.match(await page.locator('#gedaan').textContent(), /De e-mail is nu .*EHA-/);
    const shown = await page.locator('main').textContent();
    assert.ok(shown.includes(text) && shown.includes('Pia Groen-Smit'), shown);
    await page.context().close();
  });
}
