import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Metric } from '../../../../src/core/telemetry/model.ts';
import { metricsRequest, traceRequest } from '../../../../src/core/telemetry/otlp.ts';
import { sessionKey, spanIdOf, traceIdOf, traceparentOf } from '../../../../src/core/telemetry/ids.ts';
import { metricsRequestSchema, traceRequestSchema } from '../../../support/otlpReceiver.ts';
import { tools } from '../../../support/simulatedRun.ts';

const sender = { resource: { 'service.name': 'wavegate' }, version: '1.2.3' };

/** The first metric as it is sent. */
function sent(metric: Partial<Metric>): Readonly<Record<string, unknown>> {
  const whole: Metric = { name: 'n', description: 'd', unit: '{x}', kind: 'sum', points: [], ...metric };
  const request = metricsRequest([whole], 1_000, 2_000, sender);
  metricsRequestSchema.parse(request);
  const { resourceMetrics } = request as {
    resourceMetrics: { scopeMetrics: { metrics: Record<string, unknown>[] }[] }[];
  };
  return resourceMetrics[0]?.scopeMetrics[0]?.metrics[0] ?? assert.fail();
}

const time = { startTimeUnixNano: '1000000000', timeUnixNano: '2000000000' };

describe('metrics as they are sent', () => {
  test('of what is counted are whole numbers in text, from the start of the run on', () => {
    assert.deepEqual(sent({ points: [{ attributes: { a: true }, value: 3 }, { attributes: {} }] }), {
      ...{ name: 'n', description: 'd', unit: '{x}' },
      sum: {
        dataPoints: [
          { attributes: [{ key: 'a', value: { boolValue: true } }], ...time, asInt: '3' },
          { attributes: [], ...time, asInt: '0' },
        ],
        aggregationTemporality: 2,
        isMonotonic: true,
      },
    });
  });

  test('of dollars are numbers, and of what is now know nothing of growing', () => {
    assert.deepEqual(sent({ unit: 'USD', kind: 'gauge', points: [{ attributes: {}, value: 0.25 }] })['gauge'], {
      dataPoints: [{ attributes: [], ...time, asDouble: 0.25 }],
    });
  });

  test('of what was measured are counted by their bounds, those on a bound below it', () => {
    const measured = [0, 1, 1.5, 10, 11];
    assert.deepEqual(
      sent({ kind: 'histogram', unit: 's', bounds: [1, 10], points: [{ attributes: {}, measured }] })['histogram'],
      {
        dataPoints: [
          {
            ...{ attributes: [], ...time },
            ...{ count: '5', sum: 23.5, min: 0, max: 11, bucketCounts: ['2', '2', '1'], explicitBounds: [1, 10] },
          },
        ],
        aggregationTemporality: 2,
      },
    );
  });

  test('lose none of what was measured, whatever the bounds', () => {
    const amount = fc.integer({ min: 0, max: 100 });
    fc.assert(
      fc.property(fc.array(amount, { minLength: 1 }), fc.uniqueArray(amount), (measured, some) => {
        const bounds = [...some].sort((one, other) => one - other);
        const { dataPoints } = sent({ kind: 'histogram', bounds, points: [{ attributes: {}, measured }] })[
          'histogram'
        ] as {
          dataPoints: { bucketCounts: string[]; count: string; min: number; max: number }[];
        };
        const [point] = dataPoints;
        assert.equal(
          point?.bucketCounts.reduce((sum, count) => sum + Number(count), 0),
          measured.length,
        );
        assert.equal(point.bucketCounts.length, bounds.length + 1);
        assert.deepEqual([point.min, point.max], [Math.min(...measured), Math.max(...measured)]);
      }),
    );
  });

  test('end no earlier than they began, though a clock was set back', () => {
    const request = JSON.stringify(
      metricsRequest(
        [{ name: 'n', description: '', unit: 's', kind: 'sum', points: [{ attributes: {} }] }],
        5_000,
        1,
        sender,
      ),
    );
    assert.match(request, /"startTimeUnixNano":"5000000000","timeUnixNano":"5000000000"/u);
  });
});

describe('spans as they are sent', () => {
  test('have ids from their keys, their parent, their times and how they ended', () => {
    const request = traceRequest(
      'r1',
      [
        {
          key: 'run',
          name: 'run',
          from: 1_750_000_000_000.4,
          to: 1_750_000_000_002,
          attributes: { n: 1, x: 0.5, s: 'é' },
        },
        {
          key: 'wave w1 1',
          parent: 'run',
          name: 'wave',
          from: 1_750_000_000_000,
          to: 1_750_000_000_001,
          attributes: {},
          failed: { message: 'red' },
        },
        {
          key: 'check',
          parent: 'run',
          name: 'check',
          from: 1_750_000_000_000,
          to: 1_750_000_000_001,
          attributes: {},
          failed: {},
        },
      ],
      sender,
      tools,
    );
    traceRequestSchema.parse(request);
    const { resourceSpans } = request as {
      resourceSpans: { resource: unknown; scopeSpans: { scope: unknown; spans: Record<string, unknown>[] }[] }[];
    };
    assert.deepEqual(resourceSpans[0]?.resource, {
      attributes: [{ key: 'service.name', value: { stringValue: 'wavegate' } }],
    });
    const { scope, spans } = resourceSpans[0].scopeSpans[0] ?? assert.fail();
    assert.deepEqual(scope, { name: 'wavegate', version: '1.2.3' });
    assert.deepEqual(spans[0], {
      ...{ traceId: traceIdOf('r1', tools), spanId: spanIdOf('r1', 'run', tools), flags: 257, name: 'run', kind: 1 },
      ...{ startTimeUnixNano: '1750000000000000000', endTimeUnixNano: '1750000000002000000', status: {} },
      attributes: [
        { key: 'wavegate.run.id', value: { stringValue: 'r1' } },
        { key: 'n', value: { intValue: '1' } },
        { key: 'x', value: { doubleValue: 0.5 } },
        { key: 's', value: { stringValue: 'é' } },
      ],
    });
    assert.equal(spans[1]?.['parentSpanId'], spans[0]?.['spanId']);
    assert.deepEqual([spans[1]?.['status'], spans[2]?.['status']], [{ code: 2, message: 'red' }, { code: 2 }]);
  });

  test('are known by the programs that their session starts', () => {
    assert.equal(
      traceparentOf('r1', 's1', 2, tools),
      `00-${traceIdOf('r1', tools)}-${spanIdOf('r1', sessionKey('s1', 2), tools)}-01`,
    );
  });

  test('have ids of their own for each run, session and epoch', () => {
    const ids = ['r1', 'r2'].flatMap((run) =>
      ['s1', 's2'].flatMap((session) => [1, 2].map((epoch) => traceparentOf(run, session, epoch, tools))),
    );
    assert.equal(new Set(ids).size, 8);
    for (const id of ids) assert.match(id, /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/u);
  });
});
