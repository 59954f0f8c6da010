import { parseJson, recordOf } from '../../util/records.ts';
import type { Command, ObservedSession } from './model.ts';
import { shapesOfLine } from './shape.ts';
import type { ShapedStep, Surroundings } from './shape.ts';

/** Session whose events are observed. */
export interface Observed extends Surroundings {
  readonly run: string;
  readonly session: string;
  readonly driver?: string;
}

interface Call {
  readonly id: string;
  readonly steps: readonly ShapedStep[];
  readonly from: number;
  to?: number;
  ok?: boolean;
  tokens: number;
}

/** Characters that the name of what a tool is about is cut to. */
const cutAt = 500;

/**
 * Observes the commands of a session, line by line of its events: it keeps commands, and nothing of what they printed.
 * Lines it does not understand are passed over.
 */
export function observeSession(about: Observed): {
  readonly take: (line: string) => void;
  readonly end: () => ObservedSession;
} {
  const calls: (Call | 'change')[] = [];
  const open = new Map<string, Call>();
  const used = { requests: 0, whole: 0 };
  let tools = 0;
  let told = 0;
  let cut = 0;

  function begin(at: number, event: Readonly<Record<string, unknown>>): void {
    const { id, kind, target } = event;
    if (kind === 'edit') calls.push('change');
    tools += 1;
    if (kind !== 'run' || typeof id !== 'string' || typeof target !== 'string') return;
    const isCut = target.length >= cutAt && target.endsWith('…');
    if (isCut) {
      cut += 1;
      calls.push('change');
      return;
    }
    const call: Call = { id, steps: shapesOfLine(target, about), from: at, tokens: 0 };
    if (call.steps.length === 0) return;
    calls.push(call);
    open.set(id, call);
  }

  function take(line: string): void {
    // Most lines are text and output, which need not be read.
    if (!line.includes('"tool') && !line.includes('"usage"')) return;
    const { at, type, event: inner } = recordOf(parseJson(line));
    if (type !== 'agent' || typeof at !== 'number') return;
    const event = recordOf(inner);
    if (event['type'] === 'tool') begin(at, event);
    else if (event['type'] === 'tool-end') {
      const call = typeof event['id'] === 'string' ? open.get(event['id']) : undefined;
      const tokens = used.requests - told;
      told = used.requests;
      if (call === undefined) return;
      open.delete(call.id);
      Object.assign(call, { to: at, ok: event['ok'] === true, tokens });
    } else if (event['type'] === 'usage') {
      const { inputTokens, outputTokens } = recordOf(event['used']);
      if (typeof inputTokens !== 'number' || typeof outputTokens !== 'number') return;
      if (event['covers'] === 'request') used.requests += inputTokens + outputTokens;
      else used.whole = inputTokens + outputTokens;
    }
  }

  function end(): ObservedSession {
    const measured = used.requests > 0;
    const each = measured || tools === 0 ? 0 : used.whole / tools;
    const stretches: Command[][] = [[]];
    calls.forEach((call, index) => {
      // What failed, or never ended, is where a script would have stopped.
      if (call === 'change' || call.to === undefined || call.ok !== true) {
        if (stretches.at(-1)?.length !== 0) stretches.push([]);
        return;
      }
      const { from, to, steps } = call;
      const tokens = measured ? call.tokens : each;
      for (const { shape, values } of steps) {
        stretches.at(-1)?.push({ key: JSON.stringify(shape), values, call: index, from, to, tokens });
      }
    });
    const { run, session, driver } = about;
    return {
      ...{ run, session, measured, cut },
      ...(driver === undefined ? {} : { driver }),
      stretches: stretches.filter((stretch) => stretch.length > 0),
    };
  }
  return { take, end };
}
