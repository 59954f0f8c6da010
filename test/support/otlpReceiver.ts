import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';

/**
 * What OTLP says of its JSON, as far as traces, sums, gauges and histograms go: opentelemetry-proto 1.x with ids in hex, 64-bit
 * numbers as decimal text, enums as numbers, and no other fields.
 */
const count = z.string().regex(/^\d+$/);
const nanoseconds = z.string().regex(/^[1-9]\d{9,18}$/);
const id = (bytes: number) => z.string().regex(new RegExp(`^(?!0+$)[0-9a-f]{${bytes * 2}}$`));
const anyValue = z.union([
  z.strictObject({ stringValue: z.string() }),
  z.strictObject({ boolValue: z.boolean() }),
  z.strictObject({ intValue: z.string().regex(/^-?\d+$/) }),
  z.strictObject({ doubleValue: z.number() }),
]);
const attributes = z.array(z.strictObject({ key: z.string().min(1), value: anyValue }));
const resource = z.strictObject({ attributes });
const scope = z.strictObject({ name: z.string(), version: z.string() });

const span = z
  .strictObject({
    ...{ traceId: id(16), spanId: id(8), parentSpanId: id(8).optional(), flags: z.int().min(0) },
    ...{ name: z.string().min(1), kind: z.int().min(1).max(5), attributes },
    ...{ startTimeUnixNano: nanoseconds, endTimeUnixNano: nanoseconds },
    status: z.strictObject({ code: z.int().min(0).max(2).optional(), message: z.string().optional() }),
  })
  .refine(({ startTimeUnixNano: from, endTimeUnixNano: to }) => BigInt(from) <= BigInt(to));

export const traceRequestSchema = z.strictObject({
  resourceSpans: z.array(
    z.strictObject({ resource, scopeSpans: z.array(z.strictObject({ scope, spans: z.array(span) })) }),
  ),
});

const time = { attributes, startTimeUnixNano: nanoseconds, timeUnixNano: nanoseconds };
const number = z.union([z.strictObject({ ...time, asInt: count }), z.strictObject({ ...time, asDouble: z.number() })]);
const histogram = z
  .strictObject({
    ...{ ...time, count, sum: z.number(), min: z.number(), max: z.number() },
    ...{ bucketCounts: z.array(count), explicitBounds: z.array(z.number()) },
  })
  .refine(({ bucketCounts, explicitBounds }) => bucketCounts.length === explicitBounds.length + 1)
  .refine((point) => point.bucketCounts.reduce((sum, one) => sum + Number(one), 0) === Number(point.count));
const named = { name: z.string().min(1), description: z.string(), unit: z.string() };
const cumulative = { aggregationTemporality: z.literal(2) };

export const metricsRequestSchema = z.strictObject({
  resourceMetrics: z.array(
    z.strictObject({
      resource,
      scopeMetrics: z.array(
        z.strictObject({
          scope,
          metrics: z.array(
            z.union([
              z.strictObject({ ...named, gauge: z.strictObject({ dataPoints: z.array(number) }) }),
              z.strictObject({
                ...named,
                sum: z.strictObject({ dataPoints: z.array(number), ...cumulative, isMonotonic: z.literal(true) }),
              }),
              z.strictObject({
                ...named,
                histogram: z.strictObject({ dataPoints: z.array(histogram), ...cumulative }),
              }),
            ]),
          ),
        }),
      ),
    }),
  ),
});

export type SentSpan = z.infer<typeof span>;

export interface OtlpReceiver {
  readonly url: string;
  /** Spans and names of metrics that arrived, in order; what breaks the protocol is in `broken` instead. */
  readonly spans: SentSpan[];
  readonly metrics: string[];
  readonly broken: string[];
  readonly headers: IncomingHttpHeaders[];
  /** Status of the next answers; 200 when there is none left. */
  readonly answers: { readonly status: number; readonly headers?: Readonly<Record<string, string>> }[];
  /** Resolves when a request has been answered. */
  next(): Promise<void>;
  close(): Promise<void>;
}

/** A collector on loopback that takes only what the protocol allows. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: SentSpan[] = [];
  const metrics: string[] = [];
  const broken: string[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const answers: { readonly status: number; readonly headers?: Readonly<Record<string, string>> }[] = [];
  let waiting: (() => void)[] = [];

  const take = (path: string, body: Buffer): void => {
    const value: unknown = JSON.parse(body.toString());
    if (path === '/v1/traces') {
      const { resourceSpans } = traceRequestSchema.parse(value);
      spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((one) => one.spans)));
    } else if (path === '/v1/metrics') {
      const { resourceMetrics } = metricsRequestSchema.parse(value);
      for (const { scopeMetrics } of resourceMetrics)
        metrics.push(...scopeMetrics.flatMap((one) => one.metrics.map(({ name }) => name)));
    } else throw new Error(`There is no ${path}.`);
  };

  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      headers.push(request.headers);
      const answer = answers.shift() ?? { status: 200 };
      let { status } = answer;
      const sent = Buffer.concat(pieces);
      try {
        if (status === 200)
          take(request.url ?? '', request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent);
      } catch (error) {
        broken.push(String(error));
        status = 400;
      }
      response.writeHead(status, { 'content-type': 'application/json', ...answer.headers }).end('{}', () => {
        const woken = waiting;
        waiting = [];
        woken.forEach((wake) => wake());
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...{ url: `http://127.0.0.1:${port}`, spans, metrics, broken, headers, answers },
    next: () => new Promise((resolve) => waiting.push(resolve)),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
