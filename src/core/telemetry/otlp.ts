import type { Tools } from '../model/tools.ts';
import { spanIdOf, traceIdOf } from './ids.ts';
import type { Attributes, Metric, MetricPoint, TelemetrySpan } from './model.ts';

/** Sender: attributes of its resource, and the version of Wavegate. */
export interface Sender {
  readonly resource: Attributes;
  readonly version: string;
}

/** Spans of a run as an ExportTraceServiceRequest in the JSON of OTLP: ids in hex, 64-bit numbers as text, enums as numbers. */
export function traceRequest(run: string, spans: readonly TelemetrySpan[], sender: Sender, tools: Tools): unknown {
  const traceId = traceIdOf(run, tools);
  return {
    resourceSpans: [
      {
        resource: { attributes: keyValues(sender.resource) },
        scopeSpans: [
          {
            scope: { name: 'wavegate', version: sender.version },
            spans: spans.map(({ key, parent, name, from, to, attributes, failed }) => ({
              traceId,
              spanId: spanIdOf(run, key, tools),
              ...(parent === undefined ? {} : { parentSpanId: spanIdOf(run, parent, tools) }),
              flags: 257,
              name,
              kind: internal,
              startTimeUnixNano: nanoseconds(from),
              endTimeUnixNano: nanoseconds(to),
              attributes: keyValues({ 'wavegate.run.id': run, ...attributes }),
              status: failed === undefined ? {} : { code: error, ...failed },
            })),
          },
        ],
      },
    ],
  };
}

const internal = 1;
const error = 2;
const cumulative = 2;

/**
 * Metrics of a run as an ExportMetricsServiceRequest.
 * @param from when the run began, epoch milliseconds
 * @param now the time they are of
 */
export function metricsRequest(metrics: readonly Metric[], from: number, now: number, sender: Sender): unknown {
  const time = { startTimeUnixNano: nanoseconds(from), timeUnixNano: nanoseconds(Math.max(from, now)) };
  return {
    resourceMetrics: [
      {
        resource: { attributes: keyValues(sender.resource) },
        scopeMetrics: [
          {
            scope: { name: 'wavegate', version: sender.version },
            metrics: metrics.map(({ name, description, unit, kind, bounds = [], points }) => ({
              ...{ name, description, unit },
              ...(kind === 'histogram'
                ? { histogram: { dataPoints: points.map((point) => buckets(point, bounds, time)), ...temporality } }
                : {
                    [kind]: {
                      dataPoints: points.map(({ attributes, value = 0 }) => ({
                        attributes: keyValues(attributes),
                        ...time,
                        ...(unit.startsWith('{') ? { asInt: String(Math.round(value)) } : { asDouble: value }),
                      })),
                      ...(kind === 'sum' ? { ...temporality, isMonotonic: true } : {}),
                    },
                  }),
            })),
          },
        ],
      },
    ],
  };
}

const temporality = { aggregationTemporality: cumulative };

function buckets({ attributes, measured = [] }: MetricPoint, bounds: readonly number[], time: object): unknown {
  const counts = new Array<number>(bounds.length + 1).fill(0);
  for (const value of measured) {
    const above = bounds.findIndex((bound) => value <= bound);
    const bucket = above < 0 ? bounds.length : above;
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  return {
    attributes: keyValues(attributes),
    ...time,
    count: String(measured.length),
    sum: measured.reduce((total, value) => total + value, 0),
    min: measured.reduce((least, value) => Math.min(least, value), Infinity),
    max: measured.reduce((most, value) => Math.max(most, value), 0),
    bucketCounts: counts.map(String),
    explicitBounds: bounds,
  };
}

/** 64-bit numbers are text in JSON. */
function nanoseconds(milliseconds: number): string {
  return `${Math.round(milliseconds)}000000`;
}

function keyValues(attributes: Attributes): readonly unknown[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: string | number | boolean): unknown {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}
