import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { telemetrySettings } from '../../../../src/core/telemetry/settings.ts';

type Environment = Readonly<Record<string, string>>;
const at = (more: Environment = {}) =>
  telemetrySettings({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318', ...more });
const problems = (more: Environment): readonly string[] => at(more)?.problems ?? [];

describe('the settings of telemetry', () => {
  test('are what the standard says where only the endpoint is given', () => {
    const endpoint = { headers: {}, timeout: 10_000, gzip: false };
    assert.deepEqual(at(), {
      traces: { url: 'http://localhost:4318/v1/traces', ...endpoint },
      metrics: { url: 'http://localhost:4318/v1/metrics', ...endpoint },
      resource: { 'service.name': 'wavegate' },
      content: false,
      delay: 5_000,
      interval: 60_000,
      batch: 512,
      problems: [],
    });
  });

  for (const [what, more, of] of [
    [
      'several slashes at the end of an endpoint',
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://h/otlp//' },
      { url: 'https://h/otlp/v1/traces' },
    ],
    [
      'an endpoint of one signal as it is',
      { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://h/in/' },
      { url: 'https://h/in/' },
    ],
    ['blanks around an endpoint', { OTEL_EXPORTER_OTLP_ENDPOINT: '  http://h:1 ' }, { url: 'http://h:1/v1/traces' }],
    [
      'certificates',
      {
        OTEL_EXPORTER_OTLP_CERTIFICATE: 'ca.pem',
        OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE: 'c.pem',
        OTEL_EXPORTER_OTLP_CLIENT_KEY: 'k.pem',
      },
      { certificate: 'ca.pem', clientCertificate: 'c.pem', clientKey: 'k.pem' },
    ],
    ['a timeout of nothing as the shortest', { OTEL_EXPORTER_OTLP_TIMEOUT: '0' }, { timeout: 1 }],
    ['protobuf over HTTP as HTTP', { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' }, { gzip: false }],
    ['a compression of one signal', { OTEL_EXPORTER_OTLP_TRACES_COMPRESSION: 'gzip' }, { gzip: true }],
    [
      'headers with every sign',
      { OTEL_EXPORTER_OTLP_HEADERS: 'a=b%2Cc%3Dd, e = f=g ,,' },
      { headers: { a: 'b,c=d', e: 'f=g' } },
    ],
    [
      'headers with names that every object has',
      { OTEL_EXPORTER_OTLP_HEADERS: 'constructor=a' },
      { headers: { constructor: 'a' } },
    ],
  ] as const) {
    test(`take ${what}`, () => {
      const { traces, problems: found } = at(more) ?? assert.fail();
      assert.deepEqual({ ...traces, ...of }, traces);
      assert.deepEqual(found, []);
    });
  }

  for (const [what, more, expected] of [
    ['the smallest batch', { OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '0' }, { batch: 1 }],
    ['how often', { OTEL_METRIC_EXPORT_INTERVAL: '1000', OTEL_BSP_SCHEDULE_DELAY: '0' }, { interval: 1_000, delay: 0 }],
    ['that content is asked for', { OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: ' True' }, { content: true }],
    ['no other word for that', { OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: '1' }, { content: false }],
    [
      'a name among the attributes',
      { OTEL_RESOURCE_ATTRIBUTES: 'service.name=theirs' },
      { resource: { 'service.name': 'theirs' } },
    ],
    ['traces alone', { OTEL_METRICS_EXPORTER: 'none' }, { metrics: undefined }],
    ['metrics alone', { OTEL_TRACES_EXPORTER: 'none' }, { traces: undefined }],
  ] as const) {
    test(`say ${what}`, () => {
      const settings = at(more);
      for (const [name, value] of Object.entries(expected)) {
        assert.deepEqual((settings as Readonly<Record<string, unknown>> | undefined)?.[name], value);
      }
    });
  }

  const notNamed = 'OTEL_EXPORTER_OTLP_HEADERS has a part that is not name=value, which is left out.';
  for (const [what, more, expected] of [
    [
      'another exporter',
      { OTEL_TRACES_EXPORTER: 'zipkin' },
      ['No traces are sent: OTEL_TRACES_EXPORTER is "zipkin"; Wavegate knows otlp and none.'],
    ],
    [
      'another protocol for one signal',
      { OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'grpc' },
      [
        'No metrics are sent: Wavegate speaks OTLP over HTTP, not "grpc". Set OTEL_EXPORTER_OTLP_PROTOCOL to http/json and the endpoint to the collector\'s port for HTTP, usually 4318.',
      ],
    ],
    [
      'an endpoint of one signal that is no address',
      { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'ftp://h' },
      [
        'No metrics are sent: OTEL_EXPORTER_OTLP_METRICS_ENDPOINT is not an address. Write it as http://HOST:4318 or https://HOST.',
      ],
    ],
    [
      'a compression that is not known',
      { OTEL_EXPORTER_OTLP_TRACES_COMPRESSION: 'zstd' },
      ['OTEL_EXPORTER_OTLP_COMPRESSION is "zstd"; known are gzip and none. Nothing is compressed.'],
    ],
    ['a header without a value, for both signals', { OTEL_EXPORTER_OTLP_HEADERS: 'secret' }, [notNamed, notNamed]],
    ['a header that is not encoded', { OTEL_EXPORTER_OTLP_HEADERS: 'a=%zz' }, [notNamed, notNamed]],
    ['a header without a name', { OTEL_EXPORTER_OTLP_HEADERS: '=a' }, [notNamed, notNamed]],
    [
      'an interval with a unit',
      { OTEL_METRIC_EXPORT_INTERVAL: '5s' },
      ['OTEL_METRIC_EXPORT_INTERVAL is no whole number; 60000 is used.'],
    ],
    [
      'a batch below nothing',
      { OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '-1' },
      ['OTEL_BSP_MAX_EXPORT_BATCH_SIZE is no whole number; 512 is used.'],
    ],
  ] as const) {
    test(`tell of ${what}, and go on with the rest`, () => assert.deepEqual(problems(more), expected));
  }

  test('tell of an endpoint that is no address, although nothing is sent then', () => {
    for (const address of ['localhost:4318', 'http://', 'http:// h', 'http://h x', 'file:///etc'])
      assert.equal(problems({ OTEL_EXPORTER_OTLP_ENDPOINT: address }).length, 2, address);
  });

  test('may be any text, and never repeat a value of a header', () => {
    const name = fc.constantFrom('ENDPOINT', 'HEADERS', 'TIMEOUT', 'PROTOCOL', 'COMPRESSION', 'TRACES_HEADERS');
    fc.assert(
      fc.property(
        fc.dictionary(
          name.map((each) => `OTEL_EXPORTER_OTLP_${each}`),
          fc.string(),
        ),
        (environment) => {
          const settings = at({
            ...environment,
            OTEL_EXPORTER_OTLP_HEADERS: `${environment['OTEL_EXPORTER_OTLP_HEADERS'] ?? ''},hunter2`,
          });
          assert.doesNotMatch((settings?.problems ?? []).join('\n'), /hunter2/u);
        },
      ),
    );
  });
});
