import { readFile } from 'node:fs/promises';
import { request as plain } from 'node:http';
import { request as secure } from 'node:https';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Endpoint } from '../core/telemetry/settings.ts';
import { errorMessage } from '../util/errors.ts';

/** How a collector answered. later: it may take the same another time, after so many milliseconds if it told. */
export type Answer =
  | { readonly kind: 'taken'; readonly rejected?: string }
  | { readonly kind: 'later'; readonly why: string; readonly after?: number }
  | { readonly kind: 'refused'; readonly why: string };

const compressed = promisify(gzip);
/** Longest answer that is read. */
const mostBytes = 64 * 1_024;
/** Longest wait that a collector may ask for, in milliseconds: of much longer ones a timer makes none at all. */
const mostWait = 3_600_000;
/** Answers on which the protocol asks for another try. */
const passing = [429, 502, 503, 504];

/** Posts one request of OTLP in JSON. Never rejects. */
export async function post(endpoint: Endpoint, value: unknown, signal: AbortSignal): Promise<Answer> {
  try {
    const text = Buffer.from(JSON.stringify(value));
    const body = endpoint.gzip ? await compressed(text) : text;
    return await exchange(endpoint, body, await identity(endpoint), signal);
  } catch (error) {
    return { kind: 'later', why: errorMessage(error) };
  }
}

interface Identity {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

async function identity({ certificate, clientCertificate, clientKey }: Endpoint): Promise<Identity> {
  return {
    ...(certificate === undefined ? {} : { ca: await readFile(certificate) }),
    ...(clientCertificate === undefined ? {} : { cert: await readFile(clientCertificate) }),
    ...(clientKey === undefined ? {} : { key: await readFile(clientKey) }),
  };
}

function exchange(endpoint: Endpoint, body: Buffer, tls: Identity, signal: AbortSignal): Promise<Answer> {
  const url = new URL(endpoint.url);
  const limit = AbortSignal.timeout(endpoint.timeout);
  const headers = {
    ...endpoint.headers,
    'content-type': 'application/json',
    ...(endpoint.gzip ? { 'content-encoding': 'gzip' } : {}),
    'content-length': body.length,
  };
  const options = { method: 'POST', headers, signal: AbortSignal.any([signal, limit]) };
  return new Promise((resolve, reject) => {
    const sent = (url.protocol === 'https:' ? secure : plain)(url, { ...options, ...tls }, (response) => {
      const pieces: Buffer[] = [];
      let size = 0;
      response.on('data', (piece: Buffer) => {
        size += piece.length;
        if (size <= mostBytes) pieces.push(piece);
        else response.destroy();
      });
      response.on('close', () => {
        resolve(answerOf(response.statusCode ?? 0, response.headers['retry-after'], Buffer.concat(pieces).toString()));
      });
      response.on('error', reject);
    });
    sent.on('error', (error) => {
      const silent = limit.aborted ? `no answer within ${endpoint.timeout} ms` : 'no answer before this program ended';
      reject(limit.aborted || signal.aborted ? new Error(silent, { cause: error }) : error);
    });
    sent.end(body);
  });
}

function answerOf(status: number, retryAfter: string | undefined, text: string): Answer {
  if (status >= 200 && status < 300) {
    const rejected = rejectedOf(text);
    return { kind: 'taken', ...(rejected === undefined ? {} : { rejected }) };
  }
  const why = `it answered ${status}`;
  if (!passing.includes(status)) return { kind: 'refused', why };
  const [seconds] = /^\d+$/.exec(retryAfter?.trim() ?? '') ?? [];
  return {
    kind: 'later',
    why,
    ...(seconds === undefined ? {} : { after: Math.min(mostWait, Number(seconds) * 1_000) }),
  };
}

/** A collector may take a request and leave some of it out. */
function rejectedOf(text: string): string | undefined {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof answer !== 'object' || answer === null || !('partialSuccess' in answer)) return undefined;
  const { partialSuccess } = answer;
  if (typeof partialSuccess !== 'object' || partialSuccess === null) return undefined;
  const fields: Readonly<Record<string, unknown>> = { ...partialSuccess };
  const count = Number(fields['rejectedSpans'] ?? fields['rejectedDataPoints'] ?? 0);
  return count > 0 ? `it left ${count} of them out` : undefined;
}
