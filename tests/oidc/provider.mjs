// A real OpenID Connect provider (certified, PKCE required) for one client, whose people sign in by name alone.
//
// Prints its port. `POST /turn` replaces its keys while it runs; `POST /people` replaces what it tells of people.

import { generateKeyPair, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { promisify } from 'node:util';
import { Provider } from 'oidc-provider';

const [, , redirect] = process.argv;
let people = {};
let provider;
let turns = 0;

async function turn(issuer, type) {
  const made =
    type === 'ES256'
      ? await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' })
      : await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const key = made.privateKey.export({ format: 'jwk' });
  turns += 1;
  provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'loket',
        client_secret: 'een geheim: met & tekens',
        redirect_uris: [redirect],
        id_token_signed_response_alg: type,
      },
    ],
    jwks: { keys: [{ ...key, kid: `turn-${turns}`, alg: type, use: 'sig' }] },
    claims: { openid: ['sub', 'roles'], email: ['email', 'email_verified'], profile: ['name'] },
    features: { devInteractions: { enabled: false } },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    pkce: { required: () => true },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, ...people[sub] }) }),
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  });
}

/** Everybody agrees to everything; who signs in, the test says in a header. */
async function interact(request, response) {
  const details = await provider.interactionDetails(request, response);
  const accountId = request.headers['x-person'];
  const grant = new provider.Grant({ accountId, clientId: 'loket' });
  grant.addOIDCScope('openid email profile');
  const result = { login: { accountId }, consent: { grantId: await grant.save() } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  return details;
}

async function body(request) {
  let text = '';
  for await (const part of request) text += part;
  return text;
}

const server = createServer(async (request, response) => {
  try {
    if (request.url === '/turn') {
      await turn(issuer, await body(request));
      return response.end();
    }
    if (request.url === '/people') {
      people = JSON.parse(await body(request));
      return response.end();
    }
    if (request.url.startsWith('/interaction/')) return await interact(request, response);
    return provider.callback()(request, response);
  } catch (error) {
    response.statusCode = 500;
    return response.end(String(error));
  }
});
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const issuer = `http://127.0.0.1:${server.address().port}`;
await turn(issuer, 'RS256');
console.log(server.address().port);
// Gone with the test that started it, however that ends.
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
