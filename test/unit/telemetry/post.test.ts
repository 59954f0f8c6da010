import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { gunzipSync } from 'node:zlib';
import type { Endpoint } from '../../../src/core/telemetry/settings.ts';
import { post } from '../../../src/telemetry/post.ts';
import type { Answer } from '../../../src/telemetry/post.ts';
import { temporaryFolder } from '../../support/journalFixture.ts';

interface Says {
  readonly status?: number;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer;
  readonly how?: 'silent' | 'cut off';
}

/** A collector that gives one answer, and what it was sent. */
async function collector(t: TestContext, says: Says) {
  const got: { headers: IncomingHttpHeaders; body: Buffer; method: string | undefined }[] = [];
  let heard = (): void => undefined;
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      got.push({ headers: request.headers, body: Buffer.concat(pieces), method: request.method });
      heard();
      if (says.how === 'silent') return;
      response.writeHead(says.status ?? 200, says.headers);
      if (says.how === 'cut off') {
        response.write('{"partial');
        setImmediate(() => response.destroy());
      } else response.end(says.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`;
  const send = (value: unknown, more: Partial<Endpoint> = {}, signal = new AbortController().signal): Promise<Answer> =>
    post({ url, headers: {}, timeout: 60_000, gzip: false, ...more }, value, signal);
  return { got, send, url, heard: new Promise<void>((resolve) => (heard = resolve)) };
}

suite('a request to a collector', () => {
  test('arrives whole, with the person’s headers; its own cannot be replaced by these', async (t) => {
    const { got, send } = await collector(t, {});
    const value = { text: 'grüße 🙂', list: Array.from({ length: 500 }, (_none, index) => index) };
    const headers = { authorization: 'Bearer x', 'content-type': 'text/plain' };
    assert.deepEqual(await send(value, { headers }), { kind: 'taken' });
    assert.deepEqual(await send(value, { headers, gzip: true }), { kind: 'taken' });
    assert.deepEqual(
      got.map(({ method, headers: sent }) => [
        method,
        sent.authorization,
        sent['content-type'],
        sent['content-encoding'],
      ]),
      [
        ['POST', 'Bearer x', 'application/json', undefined],
        ['POST', 'Bearer x', 'application/json', 'gzip'],
      ],
    );
    assert.deepEqual(JSON.parse(got[0]?.body.toString() ?? ''), value);
    assert.deepEqual(JSON.parse(gunzipSync(got[1]?.body ?? Buffer.alloc(0)).toString()), value);
  });

  const answers: readonly (readonly [string, Says, Answer])[] = [
    ['is taken', { body: '{}' }, { kind: 'taken' }],
    ['is taken with an empty answer', { status: 204 }, { kind: 'taken' }],
    ['is taken with an answer that is no JSON', { body: '<html>' }, { kind: 'taken' }],
    ['is taken with an answer of null', { body: 'null' }, { kind: 'taken' }],
    ['is taken whole', { body: '{"partialSuccess":{"rejectedSpans":"0"}}' }, { kind: 'taken' }],
    ['is taken whole, in other words', { body: '{"partialSuccess":null}' }, { kind: 'taken' }],
    [
      'is taken in part',
      { body: '{"partialSuccess":{"rejectedSpans":"3","errorMessage":"x"}}' },
      { kind: 'taken', rejected: 'it left 3 of them out' },
    ],
    [
      'is taken in part, of metrics',
      { body: '{"partialSuccess":{"rejectedDataPoints":2}}' },
      { kind: 'taken', rejected: 'it left 2 of them out' },
    ],
    ['is taken with an answer longer than anybody reads', { body: Buffer.alloc(300_000, 'x') }, { kind: 'taken' }],
    ['is refused', { status: 401 }, { kind: 'refused', why: 'it answered 401' }],
    ['is sent elsewhere', { status: 301, headers: { location: '/x' } }, { kind: 'refused', why: 'it answered 301' }],
    ['fails there for good', { status: 500 }, { kind: 'refused', why: 'it answered 500' }],
    ['may come later', { status: 503 }, { kind: 'later', why: 'it answered 503' }],
    [
      'may come after some seconds',
      { status: 429, headers: { 'retry-after': '7' } },
      { kind: 'later', why: 'it answered 429', after: 7_000 },
    ],
    [
      'may come at a date, which is not read',
      { status: 502, headers: { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' } },
      { kind: 'later', why: 'it answered 502' },
    ],
    [
      'may come at a time that makes no sense',
      { status: 504, headers: { 'retry-after': '-5' } },
      { kind: 'later', why: 'it answered 504' },
    ],
    [
      'may come after longer than a timer can wait',
      { status: 503, headers: { 'retry-after': '99999999999' } },
      { kind: 'later', why: 'it answered 503', after: 3_600_000 },
    ],
    [
      'may come without a word of when',
      { status: 504, headers: { 'retry-after': '' } },
      { kind: 'later', why: 'it answered 504' },
    ],
  ];
  for (const [what, says, answer] of answers) {
    test(what, async (t) => {
      const { send } = await collector(t, says);
      assert.deepEqual(await send({}), answer);
    });
  }

  test('is sent again where the collector says nothing in time, or this program ends before', async (t) => {
    const { send, heard } = await collector(t, { how: 'silent' });
    assert.deepEqual(await send({}, { timeout: 20 }), { kind: 'later', why: 'no answer within 20 ms' });
    const ending = new AbortController();
    const sent = send({}, {}, ending.signal);
    await heard;
    ending.abort();
    assert.deepEqual(await sent, { kind: 'later', why: 'no answer before this program ended' });
  });

  test('is sent again where the connection breaks in the middle of the answer', async (t) => {
    const { send } = await collector(t, { how: 'cut off', status: 503 });
    assert.equal((await send({})).kind, 'later');
  });

  test('is kept where a certificate cannot be read, an address is none, or what is sent is no JSON', async (t) => {
    const { got, send } = await collector(t, {});
    const missing = path.join(await temporaryFolder(t), 'none.pem');
    const circle: { self?: unknown } = {};
    circle.self = circle;
    const kept = [
      await send({}, { certificate: missing }),
      await send({}, { clientCertificate: missing }),
      await send({}, { clientKey: missing }),
      await send({}, { url: 'no address' }),
      await send(circle),
      await send({ big: 1n }),
    ];
    assert.deepEqual(new Set(kept.map(({ kind }) => kind)), new Set(['later']));
    assert.match((kept[0] as { why: string }).why, /ENOENT.*none\.pem/);
    assert.deepEqual(got, []);
  });
});
