// Holds the desk at an address against its own description: the description against the NL API Design Rules, what it answers
// against the description, and a client that is made from it against the desk.
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import openapiTS, { astToString } from 'openapi-typescript';

const run = promisify(execFile);
const here = dirname(fileURLToPath(import.meta.url));
const tool = (name) => join(here, 'node_modules/.bin', name);
const address = process.argv[2];

/** What the linter finds in a description: the names of the rules that it breaks, each with where. */
async function linted(folder, description) {
  const file = join(folder, 'description.json');
  await writeFile(file, JSON.stringify(description));
  const args = ['lint', file, '--ruleset', join(here, 'adr.yaml'), '--format', 'json', '--quiet'];
  const { stdout } = await run(tool('spectral'), args, { maxBuffer: 1 << 26 }).catch((failed) => failed);
  return JSON.parse(stdout).map(({ code, path, message }) => ({ code, where: path.join(' '), message }));
}

/** The description with a fault against each rule. */
function spoiled(description) {
  const bad = structuredClone(description);
  bad.openapi = '2.0';
  bad.info.version = '1.0';
  delete bad.info.contact.email;
  bad.servers[0].url = 'http://loket.example/v1.0';
  const list = bad.paths['/antwoorden'].get;
  list.parameters[1].name = 'gewijzigd_sinds';
  delete list.responses['200'].headers['API-Version'];
  delete list.responses['400'];
  list.responses['503'] = { description: 'Kapot', content: { 'application/json': {} } };
  bad.components.schemas.Antwoord.properties.gewijzigdOp.format = 'date';
  bad.paths['/alleAntwoorden/'] = { get: list, trace: list };
  delete bad.paths['/openapi.json'];
  return bad;
}

/** Does what this address answers look as it is described? */
async function described(ajv, path, status, kind, schema) {
  const answer = await fetch(`${address}/v1${path}`);
  const body = await answer.json();
  const fits = ajv.getSchema(`desk#/components/schemas/${schema}`);
  if (answer.status !== status || answer.headers.get('content-type') !== kind || !fits(body)) {
    throw new Error(`${path}: ${answer.status} ${answer.headers.get('content-type')} ${JSON.stringify(fits.errors)}`);
  }
  return body;
}

async function readByClient(folder, description) {
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await writeFile(join(folder, 'described.ts'), astToString(await openapiTS(description)));
  for (const file of ['client.ts', 'tsconfig.json']) {
    await copyFile(join(here, file), join(folder, file));
  }
  await run(tool('tsc'), ['--project', folder]).catch((failed) => {
    throw new Error(`the client does not compile: ${failed.stdout}`);
  });
  const { stdout } = await run('node', ['client.js', address], { cwd: folder });
  return JSON.parse(stdout);
}

// Beside node_modules, so that what is made here finds what it names there.
const folder = await mkdtemp(join(here, 'made-'));
try {
  const answer = await fetch(`${address}/v1/openapi.json`);
  const description = await answer.json();
  const faults = await linted(folder, description);
  const rules = new Set((await linted(folder, spoiled(description))).map(({ code }) => code));

  const ajv = addFormats(new Ajv({ strict: false, allErrors: true }));
  ajv.addSchema(description, 'desk');
  const json = 'application/json';
  const list = await described(ajv, '/antwoorden', 200, json, 'Antwoorden');
  for (const { sleutel } of list.antwoorden) {
    await described(ajv, `/antwoorden/${sleutel}`, 200, json, 'Antwoord');
  }
  const problem = 'application/problem+json';
  for (const [path, status] of [['/antwoorden?aantal=0', 400], ['/antwoorden/is-er-niet', 404], ['/antwoorden/', 404]]) {
    await described(ajv, path, status, problem, 'Probleem');
  }
  console.log(JSON.stringify({ faults, rules: [...rules].sort(), read: await readByClient(folder, description) }));
} finally {
  await rm(folder, { recursive: true });
}
