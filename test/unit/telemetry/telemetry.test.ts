import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { Recorded } from '../../../src/core/model/events.ts';
import { telemetrySettings } from '../../../src/core/telemetry/settings.ts';
import { createTelemetry } from '../../../src/telemetry/telemetry.ts';
import { startOtlpReceiver } from '../../support/otlpReceiver.ts';
import type { OtlpReceiver } from '../../support/otlpReceiver.ts';
import { SimulatedRun, tools } from '../../support/simulatedRun.ts';
import { until } from '../../support/until.ts';

function shippedEvents(): readonly Recorded[] {
  const run = new SimulatedRun();
  run.now = 1_750_000_000_000;
  run.start().approveAll();
  return run.events;
}

describe('telemetry that is sent', () => {
  const events = shippedEvents();
  let receiver: OtlpReceiver;
  let folder: string;
  let notes: string[];

  beforeEach(async () => {
    receiver = await startOtlpReceiver();
    folder = await mkdtemp(path.join(tmpdir(), 'wavegate-telemetry-'));
    notes = [];
  });
  afterEach(async () => {
    await receiver.close();
    await rm(folder, { recursive: true });
  });

  function follow(earlier: readonly Recorded[], more: Readonly<Record<string, string>> = {}) {
    const settings = telemetrySettings({
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_BSP_SCHEDULE_DELAY: '1',
      ...more,
    });
    assert.ok(settings);
    const closing = new AbortController();
    const telemetry = createTelemetry({
      ...{ settings, tools, now: () => 1_750_000_100_000, note: (message: string) => notes.push(message) },
      sender: { resource: settings.resource, version: '1.0.0' },
      markFile: () => path.join(folder, 'telemetry.json'),
    });
    return { add: telemetry.follow('r1', earlier, closing.signal), close: () => closing.abort() };
  }

  const sentRun = () => receiver.spans.some(({ name }) => name === 'run');
  const marked = async () => (await readFile(path.join(folder, 'telemetry.json'), 'utf8').catch(() => '')) !== '';

  test('arrives as the protocol asks, with the headers of the person, each span once', async () => {
    const { add, close } = follow([], {
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20x',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    });
    add(events.slice(0, 30));
    await receiver.next();
    add(events.slice(30));
    close();
    await until(() => sentRun() && receiver.metrics.includes('wavegate.sessions'));
    assert.deepEqual(receiver.broken, []);
    assert.equal(receiver.headers[0]?.authorization, 'Bearer x');
    assert.equal(new Set(receiver.spans.map(({ spanId }) => spanId)).size, receiver.spans.length);
    assert.deepEqual(notes, []);
  });

  test('goes on where the process before ended, and sends nothing again', async () => {
    const first = follow([]);
    first.add(events.slice(0, 40));
    first.close();
    await until(marked);
    const before = receiver.spans.map(({ spanId }) => spanId);
    assert.ok(before.length > 0);
    const second = follow(events.slice(0, 40));
    second.add(events.slice(40));
    second.close();
    await until(sentRun);
    const after = receiver.spans.slice(before.length).map(({ spanId }) => spanId);
    assert.deepEqual(
      after.filter((id) => before.includes(id)),
      [],
    );
    assert.equal(new Set(receiver.spans.map(({ traceId }) => traceId)).size, 1);
  });

  test('a collector that has no time gets it later, and is told once', async () => {
    const none = { OTEL_METRICS_EXPORTER: 'none' };
    receiver.answers.push({ status: 503 }, { status: 429, headers: { 'retry-after': '0' } });
    const { close } = follow(events, none);
    await until(sentRun);
    close();
    assert.deepEqual(receiver.broken, []);
    assert.equal(notes.length, 2);
    assert.match(
      notes[0] ?? '',
      /^Cannot send spans of this run to http:\/\/127\.0\.0\.1:\d+: it answered 503\. The run goes on/,
    );
  });

  test('a collector that refuses is told of, and not asked again for the same', async () => {
    receiver.answers.push({ status: 401 });
    const { close } = follow(events, { OTEL_METRICS_EXPORTER: 'none' });
    await until(marked);
    close();
    assert.deepEqual(receiver.spans, []);
    assert.match(
      notes.join(),
      /does not take spans of this run .* it answered 401\. Look at OTEL_EXPORTER_OTLP_ENDPOINT/,
    );
  });

  test('without a collector the run hears of it once, and nothing is marked as sent', async () => {
    await receiver.close();
    const { add, close } = follow([]);
    add(events);
    await until(() => notes.length > 0);
    close();
    assert.match(notes[0] ?? '', /ECONNREFUSED/);
    assert.equal(await marked(), false);
    receiver = await startOtlpReceiver();
  });
});
