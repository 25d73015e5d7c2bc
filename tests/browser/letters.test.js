// Letters as whoever reads HTML gets them: the golden files in `tests/letters`, each form a page of its own.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { newPage, startBrowser } from './browser.js';
import { assertAccessible, assertFits, assertValid, inTheDark, picture, WIDTHS } from './checks.js';

const folder = new URL('../letters/', import.meta.url);

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser?.close());

/** The forms of one kind of letter: what each is, and its page. */
function forms(name) {
  const [, ...parts] = readFileSync(new URL(name, folder), 'utf8').split('<!-- === ');
  return parts.map((part) => {
    const end = part.indexOf(' -->\n');
    return [part.slice(0, end), part.slice(end + ' -->\n'.length)];
  });
}

for (const name of readdirSync(folder).filter((name) => name.endsWith('.html'))) {
  const kind = name.replace('.html', '');

  test(`a letter of the kind ${kind} can be read by everybody, in all its forms`, async () => {
    const page = await newPage(browser);
    for (const [number, [form, markup]] of forms(name).entries()) {
      page.asked = [];
      await page.setContent(markup);
      assert.deepEqual(page.asked, [], `${form} asks for something`);
      assert.doesNotMatch(markup, /<(img|table|script|link|iframe)\b|url\(|@import/i, form);
      const language = form.endsWith('in het Engels') ? 'en' : 'nl';
      assert.equal(await page.locator('html').getAttribute('lang'), language, form);
      page.markup = markup;
      await assertValid(page);
      for (const [label, width] of Object.entries(WIDTHS)) {
        await page.setViewportSize({ width, height: 900 });
        await assertFits(page);
        // What a form has besides the first are words.
        if (number === 0) await picture(page, `letter-${kind}-${label}`);
        if (number === 0 || label === 'narrow') await assertAccessible(page);
      }
      if (number === 0) await inTheDark(page, `letter-${kind}`);
    }
    await page.context().close();
  });
}
