import { dollarsOf } from '../history/costs.ts';
import type { Prices } from '../history/costs.ts';
import type { RunHistory, SessionSpan } from '../history/model.ts';
import { agentAttributes } from './agentAttributes.ts';
import type { Attributes, Metric, MetricPoint } from './model.ts';

/** Bounds that the semantic conventions for generative AI ask for. */
const tokenBounds = [
  1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864,
];
/** Seconds. Agents work, and people are waited for, for minutes and hours. */
const secondBounds = [1, 5, 15, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400];

/** Metrics of a run from its start to its last event: tokens, cost, outcomes and waiting. */
export function metricsOf(history: RunHistory, prices: Prices = {}): readonly Metric[] {
  const { sessions, attempts, gates } = history;
  const ended = sessions.filter(({ to }) => to !== undefined);
  const agents = ended.filter(({ agent }) => agent !== undefined);
  const metrics: readonly Metric[] = [
    histogram(
      'gen_ai.client.token.usage',
      'Tokens of a session of an agent',
      '{token}',
      tokenBounds,
      agents.flatMap((session) => {
        const { usage } = session;
        if (usage === undefined) return [];
        const of = agentAttributes(session);
        return [
          { of: { ...of, 'gen_ai.token.type': 'input' }, value: usage.inputTokens },
          { of: { ...of, 'gen_ai.token.type': 'output' }, value: usage.outputTokens },
        ];
      }),
    ),
    histogram(
      'gen_ai.client.operation.duration',
      'Duration of a session of an agent',
      's',
      secondBounds,
      agents.map((session) => ({
        of: { ...agentAttributes(session), ...(failed(session) ? { 'error.type': session.outcome ?? 'other' } : {}) },
        value: seconds(session, session.to ?? session.from),
      })),
    ),
    sum(
      'wavegate.cost',
      'Cost of agents, as their programs told it or by the table of prices',
      'USD',
      agents.flatMap((session) => {
        const usd = session.usage && dollarsOf(session.usage, session, prices);
        return usd === undefined ? [] : [{ of: agentAttributes(session), value: usd }];
      }),
    ),
    sum(
      'wavegate.sessions',
      'Sessions that have ended, by outcome',
      '{session}',
      ended.map(({ kind, outcome = 'cancelled' }) => ({
        of: { 'wavegate.session.kind': kind, 'wavegate.session.outcome': outcome },
        value: 1,
      })),
    ),
    sum(
      'wavegate.waves',
      'Attempts of waves that are over, by outcome',
      '{attempt}',
      attempts
        .filter(({ outcome }) => outcome !== 'open')
        .map(({ outcome, failure }) => ({
          of: { 'wavegate.wave.outcome': outcome, ...(failure === undefined ? {} : { 'error.type': failure.kind }) },
          value: 1,
        })),
    ),
    sum(
      'wavegate.checks',
      'Checks that were run',
      '{check}',
      ended.flatMap(({ checks = [] }) => checks.map(({ red }) => ({ of: { 'wavegate.check.red': red }, value: 1 }))),
    ),
    histogram(
      'wavegate.gate.wait',
      'Time from the moment a gate asks to its decision',
      's',
      secondBounds,
      gates.flatMap(({ kind, status, from, to }) =>
        to === undefined
          ? []
          : [{ of: { 'wavegate.gate.kind': kind, 'wavegate.gate.status': status }, value: seconds({ from }, to) }],
      ),
    ),
    {
      ...gauge('wavegate.gates.waiting', 'Gates that wait for a person', '{gate}'),
      points: [{ attributes: {}, value: gates.filter(({ to }) => to === undefined).length }],
    },
    {
      ...gauge('wavegate.agents.working', 'Agents at work', '{session}'),
      points: [
        { attributes: {}, value: sessions.filter(({ agent, to }) => agent !== undefined && to === undefined).length },
      ],
    },
  ];
  const of = { 'wavegate.run.id': history.run, 'wavegate.repository': history.repository };
  return metrics
    .filter(({ points }) => points.length > 0)
    .map((metric) => ({
      ...metric,
      points: metric.points.map((point) => ({ ...point, attributes: { ...point.attributes, ...of } })),
    }));
}

interface Measurement {
  readonly of: Attributes;
  readonly value: number;
}

const failed = ({ outcome }: SessionSpan): boolean => outcome !== 'done' && outcome !== 'cancelled';

function seconds({ from }: { readonly from: number }, to: number): number {
  return Math.max(0, to - from) / 1_000;
}

function sum(name: string, description: string, unit: string, measured: readonly Measurement[]): Metric {
  return {
    ...{ name, description, unit, kind: 'sum' },
    points: grouped(measured).map(({ attributes, measured: values = [] }) => ({
      attributes,
      value: values.reduce((total, value) => total + value, 0),
    })),
  };
}

function gauge(name: string, description: string, unit: string): Omit<Metric, 'points'> {
  return { name, description, unit, kind: 'gauge' };
}

function histogram(
  name: string,
  description: string,
  unit: string,
  bounds: readonly number[],
  measured: readonly Measurement[],
): Metric {
  return { name, description, unit, kind: 'histogram', bounds, points: grouped(measured) };
}

/** Measurements by attributes. */
function grouped(measured: readonly Measurement[]): readonly MetricPoint[] {
  const groups = new Map<string, { readonly attributes: Attributes; readonly measured: number[] }>();
  for (const { of, value } of measured) {
    const key = JSON.stringify(of);
    const group = groups.get(key) ?? { attributes: of, measured: [] };
    group.measured.push(value);
    groups.set(key, group);
  }
  return [...groups.values()];
}
