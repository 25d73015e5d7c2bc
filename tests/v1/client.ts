// Reads a desk's answers as an integrator does, with nothing but the description of the API: what is not in it does not
// compile. What came of it is printed for the test that started this.
import createClient from 'openapi-fetch';
import type { components, paths } from './described.js';

declare const process: { argv: string[] };

type Answer = components['schemas']['Antwoord'];

const address = process.argv[2] ?? '';
const client = createClient<paths>({ baseUrl: `${address}/v1` });

async function whole(onderwerp?: string): Promise<Answer[]> {
  const answers: Answer[] = [];
  let na: number | undefined;
  for (;;) {
    const { data, error } = await client.GET('/antwoorden', { params: { query: { aantal: 2, onderwerp, na } } });
    if (!data) throw new Error(error?.detail);
    answers.push(...data.antwoorden);
    if (data.volgende === null) return answers;
    na = Number(new URL(data.volgende).searchParams.get('na'));
  }
}

const all = await whole();
const first = all[0];
if (!first) throw new Error('there are no answers');

const path = { sleutel: first.sleutel };
const one = await client.GET('/antwoorden/{sleutel}', { params: { path } });
const mark = one.response.headers.get('etag') ?? '';
const again = await client.GET('/antwoorden/{sleutel}', { params: { path, header: { 'If-None-Match': mark } } });
const none = await client.GET('/antwoorden/{sleutel}', { params: { path: { sleutel: 'is-er-niet' } } });
const wrong = await client.GET('/antwoorden', { params: { query: { aantal: 0, gewijzigdSinds: 'gisteren' } } });
const newer = await client.GET('/antwoorden', { params: { query: { gewijzigdSinds: '2199-01-01T00:00:00Z' } } });

console.log(JSON.stringify({
  keys: all.map((answer) => answer.sleutel),
  about: (await whole(first.onderwerpen[0])).map((answer) => answer.sleutel),
  vac: {
    vraag: first.vraag,
    antwoord: first.antwoord,
    status: first.status,
    doelgroep: first.doelgroep,
    trefwoorden: first.trefwoorden.map(({ trefwoord }) => trefwoord),
    gerelateerd: first.gerelateerdeVACs.map(({ VAC }) => VAC),
    toelichting: first.toelichting,
  },
  same: one.data?.vraag === first.vraag,
  version: one.response.headers.get('api-version'),
  again: again.response.status,
  none: none.error?.status,
  wrong: wrong.error?.errors?.map((fault) => fault.location),
  newer: newer.data?.antwoorden.length,
}));
