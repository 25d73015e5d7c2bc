// A desk of its own for the tests: the demo, in a folder that goes away, on a port that is free.

import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { HANGS_AFTER_MS } from './browser.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

async function freePort() {
  const server = createServer();
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

/**
 * Starts `loket demo` and waits until it says it is ready.
 *
 * `LOKET_BIN` is the program (default `target/debug/loket`), `LOKET_PORT` the port (default any that is free). With
 * `LOKET_URL` nothing is started: the tests use the demo that runs there.
 *
 * With `mail`, the address of a mail server, it is no demo that plays a year but a desk with the people of the demo and a few
 * questions, whose letters go there. `settings` are what else stands in its environment, and `run` carries out a subcommand on
 * it, with this on standard input.
 *
 * @returns {Promise<{url: string, output: () => string, run: (args: string[], input: string) => void, stop: () => Promise<void>}>}
 */
export async function startDesk({ mail = undefined, settings = {} } = {}) {
  if (process.env.LOKET_URL) {
    return { url: process.env.LOKET_URL.replace(/\/$/, ''), output: () => '', stop: async () => {} };
  }
  const program = process.env.LOKET_BIN ?? join(root, 'target/debug/loket');
  const port = process.env.LOKET_PORT ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const folder = await mkdtemp(join(tmpdir(), 'loket-browser-'));
  const env = {
    ...process.env,
    LOKET__SERVER__BIND: `127.0.0.1:${port}`,
    LOKET__SERVER__PUBLIC_URL: url,
    // These tests ask more questions from one address than a person would.
    LOKET__LIMITS__SUBMISSIONS_PER_HOUR: '0',
    ...settings,
  };
  if (mail) {
    Object.assign(env, { LOKET__MAIL__SMTP_URL: mail, LOKET__SERVER__ALLOW_DEMO: 'true' });
    execFileSync(program, ['migrate'], { cwd: folder, env, stdio: 'ignore' });
    execFileSync(program, ['demo', '--seed-only', '--questions', '20'], { cwd: folder, env, stdio: 'ignore' });
  }
  const desk = spawn(program, [mail ? 'serve' : 'demo'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let ended = null;
  for (const stream of [desk.stdout, desk.stderr]) stream.on('data', (text) => (output += text));
  const end = new Promise((done) => {
    desk.on('error', (error) => done((ended = error.message)));
    desk.on('exit', (code, signal) => done((ended = `exit ${code ?? signal}`)));
  });
  // Also when the tests themselves fall over: no desk stays behind.
  process.once('exit', () => desk.kill('SIGKILL'));

  const stop = async () => {
    if (ended === null) {
      desk.kill('SIGTERM');
      const stopped = await Promise.race([end, wait(HANGS_AFTER_MS, null, { ref: false })]);
      if (stopped === null) desk.kill('SIGKILL');
    }
    await rm(folder, { recursive: true, force: true });
  };

  for (let left = HANGS_AFTER_MS; left > 0; left -= 250) {
    if (ended !== null) {
      await stop();
      throw new Error(`${program} demo ended (${ended}) before it was ready:\n${output}`);
    }
    const ready = await fetch(`${url}/health/ready`).catch(() => null);
    const run = (args, input) => execFileSync(program, args, { cwd: folder, env, input });
    if (ready?.ok) return { url, output: () => output, run, stop };
    await wait(250);
  }
  await stop();
  throw new Error(`${program} demo was never ready:\n${output}`);
}
