import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { historyOf } from '../../../../src/core/history/history.ts';
import type { RunHistory } from '../../../../src/core/history/model.ts';
import { telemetryVariables } from '../../../../src/core/telemetry/agentVariables.ts';
import { metricsOf } from '../../../../src/core/telemetry/metrics.ts';
import { metricsRequest, traceRequest } from '../../../../src/core/telemetry/otlp.ts';
import { telemetrySettings } from '../../../../src/core/telemetry/settings.ts';
import { spansOf } from '../../../../src/core/telemetry/spans.ts';
import { metricsRequestSchema, traceRequestSchema } from '../../../support/otlpReceiver.ts';
import { redOnce, SimulatedRun, tools } from '../../../support/simulatedRun.ts';

/** A run whose first wave was red once; its clock is that of today. */
function run(): SimulatedRun {
  const simulated = new SimulatedRun();
  simulated.now = 1_750_000_000_000;
  redOnce(simulated, 'w1', 'a1');
  const { outcome } = simulated;
  simulated.outcome = (job) => ({
    ...outcome(job),
    ...(job.work.kind === 'agent' && { usage: { inputTokens: 1_000, cachedTokens: 400, outputTokens: 100, usd: 0.5 } }),
  });
  simulated.start().approveAll('adapt');
  simulated.adapt('redispatch', 'a1', 'A SECRET diagnosis');
  simulated.settle().approveAll();
  assert.equal(simulated.run.phase, 'shipped');
  return simulated;
}

function read(events: SimulatedRun['events']): RunHistory {
  const history = historyOf(events);
  assert.ok(history);
  return history;
}

const sender = { resource: { 'service.name': 'wavegate' }, version: '1.0.0' };

describe('telemetry of a run', () => {
  test('has spans for the run, its waves, steps, sessions, checks and gates, each below what it is part of', () => {
    const spans = spansOf(read(run().events), { content: false });
    const keys = new Set(spans.map(({ key }) => key));
    assert.equal(keys.size, spans.length);
    for (const { key, parent } of spans) assert.ok(key === 'run' || (parent !== undefined && keys.has(parent)), key);
    const names = new Set(spans.map(({ name }) => name));
    for (const name of [
      'run',
      'wave w1',
      'step merge',
      'invoke_agent codemod',
      'session commit',
      'check',
      'gate launch',
    ])
      assert.ok(names.has(name), name);
    const failed = spans.filter(({ name, failed: error }) => name === 'wave w1' && error !== undefined);
    assert.deepEqual(
      failed.map(({ attributes }) => attributes['error.type']),
      ['checks'],
    );
    const agent = spans.find(({ name }) => name === 'invoke_agent codemod');
    assert.equal(agent?.attributes['gen_ai.usage.input_tokens'], 1_000);
    assert.equal(agent?.attributes['gen_ai.operation.name'], 'invoke_agent');
  });

  test('is what the protocol asks for', () => {
    const history = read(run().events);
    traceRequestSchema.parse(traceRequest(history.run, spansOf(history, { content: true }), sender, tools));
    metricsRequestSchema.parse(metricsRequest(metricsOf(history), history.startedAt, history.updatedAt, sender));
  });

  test('says nothing of what the work is about, unless asked to', () => {
    const history = read(run().events);
    const sent = (content: boolean): string =>
      JSON.stringify([traceRequest(history.run, spansOf(history, { content }), sender, tools), metricsOf(history)]);
    const words = ['Extend modules', 'Wave 1', '"ada"', 'node --', 'SECRET'];
    for (const word of words) assert.ok(!sent(false).includes(word), word);
    for (const word of ['Extend modules', 'Wave 1', '"ada"']) assert.ok(sent(true).includes(word), word);
  });

  test('names each span the same whenever it is derived, so that a run that was interrupted is one trace', () => {
    const { events } = run();
    const all = spansOf(read(events), { content: false });
    const ends = new Map(all.map((span) => [span.key, span]));
    for (let upTo = 1; upTo < events.length; upTo += 7) {
      for (const span of spansOf(read(events.slice(0, upTo)), { content: false }))
        assert.deepEqual([span.from, span.to], [ends.get(span.key)?.from, ends.get(span.key)?.to], span.key);
    }
    assert.equal(
      spansOf(read(events.slice(0, -3)), { content: false }).some(({ key }) => key === 'run'),
      false,
    );
  });

  test('counts tokens, cost, outcomes and waiting', () => {
    const metrics = metricsOf(read(run().events));
    const value = (name: string): number =>
      metrics
        .filter((metric) => metric.name === name)
        .flatMap(({ points }) => points.map((point) => point.value ?? point.measured?.length ?? 0))
        .reduce((sum, one) => sum + one, 0);
    const agents = read(run().events).sessions.filter(({ agent }) => agent !== undefined).length;
    assert.equal(value('wavegate.cost'), agents * 0.5);
    assert.equal(value('gen_ai.client.token.usage'), agents * 2);
    assert.equal(value('wavegate.waves'), 3);
    assert.equal(value('wavegate.gates.waiting'), 0);
    assert.ok(value('wavegate.gate.wait') > 0);
  });

  test('gives an agent the place of its session in the trace, only where telemetry is on', () => {
    const job = {
      run: 'r1',
      session: 's1',
      epoch: 1,
      subject: 'a b',
      scope: { kind: 'wave', wave: 'w1', attempt: 1 },
    } as const;
    assert.deepEqual(telemetryVariables(job, {}, tools), {});
    const variables = telemetryVariables(
      job,
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318', OTEL_RESOURCE_ATTRIBUTES: 'team=x' },
      tools,
    );
    assert.match(variables['TRACEPARENT'] ?? '', /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    assert.equal(
      variables['OTEL_RESOURCE_ATTRIBUTES'],
      'team=x,wavegate.run.id=r1,wavegate.session.id=s1,wavegate.task.id=a%20b,wavegate.wave.id=w1',
    );
  });

  test('the dashboard in docs/ draws metrics that exist', () => {
    const dashboard = readFileSync(path.join(import.meta.dirname, '../../../../docs/telemetry/dashboard.json'), 'utf8');
    const suffixes = new Map([
      ['sum', 'total'],
      ['gauge', ''],
      ['histogram', ''],
    ]);
    const exported = metricsOf(read(run().events)).map(({ name, unit, kind }) =>
      [name.replaceAll('.', '_'), unit === 's' ? 'seconds' : unit.startsWith('{') ? '' : unit, suffixes.get(kind) ?? '']
        .filter((part) => part !== '')
        .join('_'),
    );
    const drawn = new Set(dashboard.match(/\b(?:gen_ai|wavegate)_\w+(?=[{[])/g));
    assert.ok(drawn.size >= 6);
    for (const name of drawn) assert.ok(exported.includes(name.replace(/_(?:sum|count|bucket)$/, '')), name);
    const attributes = metricsOf(read(run().events)).flatMap(({ points }) =>
      points.flatMap((point) => Object.keys(point.attributes).map((key) => key.replaceAll('.', '_'))),
    );
    // Of agents whose model is known, and of what has failed, respectively.
    const labels = new Set(['service_name', 'gen_ai_request_model', 'error_type', ...attributes]);
    const named = [...dashboard.matchAll(/by \(([^)]*)\)|[{,](\w+)(?==|=~|!=)/g)].flatMap(
      ([, by, matched = '']) => by?.split(', ') ?? [matched],
    );
    assert.ok(named.length >= 8);
    for (const label of named) assert.ok(labels.has(label), label);
  });
});

describe('settings of telemetry', () => {
  const at = (more: Readonly<Record<string, string>> = {}) =>
    telemetrySettings({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318/', ...more });

  test('are off without an endpoint, with an empty one, and when the SDK is disabled', () => {
    assert.equal(telemetrySettings({}), undefined);
    assert.equal(telemetrySettings({ OTEL_EXPORTER_OTLP_ENDPOINT: ' ' }), undefined);
    assert.equal(at({ OTEL_SDK_DISABLED: 'TRUE' }), undefined);
    assert.equal(at({ OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' }), undefined);
  });

  test('take the standard variables, those of one signal before those of both', () => {
    const settings = at({
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://traces.example/in',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20x, tenant=a',
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'tenant=b',
      OTEL_EXPORTER_OTLP_TIMEOUT: '500',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
      OTEL_SERVICE_NAME: 'ours',
      OTEL_RESOURCE_ATTRIBUTES: 'service.name=theirs,team=a%3Db',
    });
    assert.equal(settings?.traces?.url, 'https://traces.example/in');
    assert.deepEqual(settings?.traces?.headers, { tenant: 'b' });
    assert.equal(settings?.metrics?.url, 'http://localhost:4318/v1/metrics');
    assert.deepEqual(settings?.metrics?.headers, { authorization: 'Bearer x', tenant: 'a' });
    assert.deepEqual([settings?.metrics?.timeout, settings?.metrics?.gzip], [500, true]);
    assert.deepEqual(settings?.resource, { 'service.name': 'ours', team: 'a=b' });
    assert.deepEqual(settings?.problems, []);
    assert.equal(settings?.content, false);
  });

  test('say what cannot be done and what to do, never the value of a header', () => {
    const grpc = at({ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' });
    assert.deepEqual([grpc?.traces, grpc?.metrics], [undefined, undefined]);
    assert.match(grpc?.problems[0] ?? '', /OTLP over HTTP, not "grpc"\. Set OTEL_EXPORTER_OTLP_PROTOCOL to http\/json/);
    assert.match(at({ OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4318' })?.problems[0] ?? '', /is not an address/);
    const wrong = at({ OTEL_EXPORTER_OTLP_HEADERS: 'hunter2', OTEL_BSP_SCHEDULE_DELAY: '5s' });
    assert.equal(wrong?.delay, 5_000);
    assert.match(
      wrong?.problems.join(' ') ?? '',
      /OTEL_EXPORTER_OTLP_HEADERS has a part.*OTEL_BSP_SCHEDULE_DELAY is no/,
    );
    assert.doesNotMatch(wrong?.problems.join(' ') ?? '', /hunter2/);
  });
});
