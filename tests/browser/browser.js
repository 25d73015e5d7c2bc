// Debian's Chromium, driven without a downloaded browser.

import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

/**
 * How long anything here may take before it counts as hanging, in milliseconds. It says nothing about how fast the desk
 * is: other work on the machine may slow everything down tenfold, and a test may not fail because of that.
 * `LOKET_HANGS_AFTER_MS` says otherwise, to whoever looks for what hangs.
 */
export const HANGS_AFTER_MS = Number(process.env.LOKET_HANGS_AFTER_MS ?? 600_000);

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Starts the browser: `LOKET_CHROMIUM`, else the first that is installed. Close it with `.close()`. */
export async function startBrowser() {
  const executablePath = process.env.LOKET_CHROMIUM ?? places.find(existsSync);
  if (!executablePath) throw new Error('no Chromium found: as root, scripts/test installs it');
  // As root, as in most containers, Chromium's own sandbox refuses to start.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath, args, timeout: HANGS_AFTER_MS });
}

/**
 * A page for somebody who was never here before.
 *
 * What goes wrong in the page itself (a script that fails, something the content security policy stopped) is kept in
 * `page.faults`; `assertQuiet` in `checks.js` looks at it. `page.javaScript` says what was asked for here,
 * `page.asked` which addresses the page that is shown asked for, `page.answer` and `page.markup` how it came.
 */
export async function newPage(browser, { javaScript = true, url = undefined } = {}) {
  const context = await browser.newContext({
    baseURL: url,
    javaScriptEnabled: javaScript,
    locale: 'nl-NL',
    timezoneId: 'Europe/Amsterdam',
    viewport: { width: 1280, height: 900 },
  });
  context.setDefaultTimeout(HANGS_AFTER_MS);
  const page = await context.newPage();
  page.javaScript = javaScript;
  page.faults = [];
  // What this page was made of: its own answer, and everything that was asked for to show it.
  page.asked = [];
  page.on('request', (request) => {
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) page.asked = [];
    page.asked.push(request.url());
  });
  page.on('response', (response) => {
    const request = response.request();
    const isPage = request.isNavigationRequest() && request.frame() === page.mainFrame();
    if (!isPage || (response.status() >= 300 && response.status() < 400)) return;
    page.answer = response;
    // Now: a page that is left takes its text along.
    page.markup = response.text().catch(() => null);
  });
  page.on('pageerror', (error) => page.faults.push(`script: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') page.faults.push(`console: ${message.text()}`);
  });
  return page;
}
