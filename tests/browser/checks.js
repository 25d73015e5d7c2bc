// What must hold on every page: axe finds nothing, nothing runs off the side, and somebody can look at it afterwards.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import axe from 'axe-core';
import { HtmlValidate } from 'html-validate';
import { HANGS_AFTER_MS } from './browser.js';

const folder = process.env.LOKET_SCREENSHOTS ?? fileURLToPath(new URL('../../target/screenshots', import.meta.url));

/** WCAG 2.2 at levels A and AA, and what axe's makers hold to be good practice. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];

/** The widths at which a page must fit; 640 is what 1280 shows at 200 %. */
export const WIDTHS = { desktop: 1280, 'zoom-200': 640, narrow: 320 };

/**
 * A page in which axe can run: the page itself, or where JavaScript is off (and axe would wait for its timers for ever)
 * the same markup with the same styles in a page where it is on, less the scripts.
 */
async function readable(page) {
  if (page.javaScript !== false) return { subject: page, close: async () => {} };
  const markup = (await page.content()).replaceAll(/<script\b[^>]*>.*?<\/script>/gs, '');
  const colorScheme = await page.evaluate(() => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'));
  const context = await page.context().browser().newContext({ viewport: page.viewportSize(), colorScheme });
  context.setDefaultTimeout(HANGS_AFTER_MS);
  const subject = await context.newPage();
  if (page.url() === 'about:blank') {
    await subject.setContent(markup);
  } else {
    const address = page.url().split('#')[0];
    await subject.route(address, (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: markup }));
    await subject.goto(address);
  }
  return { subject, close: () => context.close() };
}

/** What a dark screen can break: what may not be read, and what can only be told by its colour. */
const RULES_OF_COLOUR = ['color-contrast', 'link-in-text-block'];

/** Fails when axe finds a violation, with the rule, the element and axe's advice. */
export async function assertAccessible(page, runOnly = { type: 'tag', values: RULES }) {
  const { subject, close } = await readable(page);
  // Past any content security policy, because the developer protocol stands outside the page.
  await subject.evaluate(axe.source);
  const { violations, passes } = await subject.evaluate(
    (runOnly) => globalThis.axe.run(document, { runOnly, resultTypes: ['violations'] }),
    runOnly,
  );
  await close();
  assert.ok(passes.length > 0, 'axe looked at nothing');
  const told = violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}\n    ${node.html}\n    ${node.failureSummary.replaceAll('\n', '\n    ')}`),
  );
  assert.equal(told.length, 0, `axe on ${page.url()}:\n${told.join('\n')}`);
}

/** Fails when the page is wider than its window, and names the elements that stick out. */
export async function assertFits(page) {
  const { wide, window, culprits } = await page.evaluate(() => {
    const window = document.documentElement.clientWidth;
    const wide = document.documentElement.scrollWidth;
    // What sticks out of a box that scrolls by itself (a wide table) is fine.
    const scrolls = (element) =>
      element !== null && element !== document.body && element !== document.documentElement &&
      (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
    const sticksOut = (element) => element.getBoundingClientRect().right > window + 1 && !scrolls(element.parentElement);
    const culprits = [...document.querySelectorAll('body *')].filter(sticksOut).map((e) => e.outerHTML.slice(0, 120));
    return { wide, window, culprits: culprits.slice(0, 5) };
  });
  assert.ok(wide <= window, `${page.url()} is ${wide} px wide in a window of ${window}:\n${culprits.join('\n')}`);
}

/** Fails when the page's own scripts, or its content security policy, had something to complain about. */
export function assertQuiet(page) {
  assert.deepEqual(page.faults ?? [], [], `${page.url()} complains`);
}

/** The rules of HTML, and what its makers hold to be good practice; what only says how to write the same is ours to choose. */
const html = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    // A list may have a name as well.
    'aria-label-misuse': ['error', { allowAnyNamable: true }],
    'attribute-boolean-style': 'off',
    'doctype-style': 'off',
    'form-dup-name': 'off',
    'no-implicit-input-type': 'off',
    'attribute-empty-style': 'off',
    'no-trailing-whitespace': 'off',
    'void-style': 'off',
    'long-title': 'off',
    'no-redundant-role': 'off',
    'prefer-native-element': 'off',
    'tel-non-breaking': 'off',
    'unique-landmark': 'off',
  },
});

/** Fails when the page, as the desk sent it, is no good HTML. */
export async function assertValid(page) {
  const markup = await page.markup;
  if (!markup) return;
  const { results } = await html.validateString(markup);
  const told = results.flatMap(({ messages }) => messages).map(({ line, ruleId, message }) => `${ruleId}, line ${line}: ${message}`);
  assert.equal(told.length, 0, `html-validate on ${page.url()}:\n${told.join('\n')}`);
}

/** What a page may weigh compressed, in bytes, and how often it may ask for something. */
const HEAVIEST = 60 * 1024;
const MOST_REQUESTS = 8;

/** Fails when the page is heavy, asks for much, or asks anybody else. */
export async function assertLight(page) {
  const markup = await page.markup;
  if (!markup) return;
  const heavy = gzipSync(markup, { level: 1 }).length;
  assert.ok(heavy <= HEAVIEST, `${page.url()} is ${heavy} bytes compressed`);
  const coding = (await page.answer.allHeaders())['content-encoding'];
  assert.ok(coding === 'gzip' || markup.length < 2_000, `${page.url()} came as ${coding}, of ${markup.length} bytes`);
  const own = new URL(page.url()).origin;
  // What a script asks for afterwards, as somebody types, belongs to no page.
  const files = page.asked.filter((address) => !address.startsWith('data:'));
  assert.deepEqual(files.filter((address) => new URL(address).origin !== own), [], `${page.url()} asks others`);
  assert.ok(new Set(files).size <= MOST_REQUESTS, `${page.url()} asks ${files.length} times:\n${files.join('\n')}`);
}

/** Takes a picture of the whole page: `target/screenshots/NAME.png`, or under `LOKET_SCREENSHOTS`. */
export async function picture(page, name) {
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

/** Reads the page again as on a dark screen, where other colours must do. */
export async function inTheDark(page, name) {
  await page.emulateMedia({ colorScheme: 'dark' });
  for (const [label, width] of [['desktop', WIDTHS.desktop], ['narrow', WIDTHS.narrow]]) {
    await page.setViewportSize({ width, height: 900 });
    await picture(page, `${name}-dark-${label}`);
    await assertAccessible(page, { type: 'rule', values: RULES_OF_COLOUR });
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

/** Everything above, at every width, in the light and in the dark; leaves pictures `NAME-desktop`, `NAME-dark-narrow` … */
export async function look(page, name) {
  const before = page.viewportSize();
  for (const [label, width] of Object.entries(WIDTHS)) {
    await page.setViewportSize({ width, height: 900 });
    await picture(page, `${name}-${label}`);
    await assertFits(page);
    await assertAccessible(page);
  }
  await inTheDark(page, name);
  await page.setViewportSize(before);
  assertQuiet(page);
  await assertValid(page);
  await assertLight(page);
}
