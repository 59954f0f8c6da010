import type { AttemptSpan, GateSpan, RunHistory, SessionSpan } from '../history/model.ts';
import { agentAttributes } from './agentAttributes.ts';
import { sessionKey } from './ids.ts';
import type { Attributes, TelemetrySpan } from './model.ts';

/** Key of the span of the run itself. */
const runKey = 'run';

export interface SpanOptions {
  /** Whether titles, messages and notes are among the attributes, and who decided. */
  readonly content: boolean;
}

/**
 * Spans of a run that are over: the run, attempts of waves with their steps, sessions with their checks, and gates for as long as
 * they waited. Of a run that is over itself, all of them.
 */
export function spansOf(history: RunHistory, options: SpanOptions): readonly TelemetrySpan[] {
  const over = endOf(history);
  const ended = <S extends { readonly from: number; readonly to?: number }>(spans: readonly S[]) =>
    spans.flatMap((span) => {
      const to = span.to ?? over;
      return to === undefined ? [] : [{ span, to: Math.max(span.from, to) }];
    });
  return [
    ...history.attempts.flatMap((attempt) => stepSpans(attempt)),
    ...ended(history.attempts.filter((attempt) => over !== undefined || !mayGoOn(history, attempt))).map(
      ({ span, to }) => attemptSpan(span, to, options),
    ),
    ...ended(history.sessions).flatMap(({ span, to }) => sessionSpans(history, span, to, options)),
    ...ended(history.gates).map(({ span, to }) => gateSpan(history, span, to, options)),
    ...(over === undefined ? [] : [runSpan(history, over, options)]),
  ];
}

/** Whether only a limit of a provider stopped an attempt: it goes on later as the same one. */
function mayGoOn({ attempts }: RunHistory, { wave, attempt, failure }: AttemptSpan): boolean {
  const limited = failure?.kind === 'sessions' && failure.limit !== undefined;
  return limited && !attempts.some((later) => later.wave === wave && later.attempt > attempt);
}

/** Time when a run was over; undefined while it goes on. */
function endOf({ phase, phases }: RunHistory): number | undefined {
  return phase === 'shipped' || phase === 'stopped' ? phases.at(-1)?.from : undefined;
}

function runSpan({ run, title, startedAt, phase, waited }: RunHistory, to: number, { content }: SpanOptions) {
  return {
    key: runKey,
    name: 'run',
    from: startedAt,
    to,
    attributes: {
      'gen_ai.operation.name': 'invoke_workflow',
      'gen_ai.workflow.name': 'wavegate',
      'wavegate.run.id': run,
      'wavegate.run.outcome': phase,
      'wavegate.run.waited': waited / 1_000,
      ...(content ? { 'wavegate.run.title': title } : {}),
    },
  };
}

function attemptKey({ wave, attempt }: Pick<AttemptSpan, 'wave' | 'attempt'>): string {
  return `wave ${wave} ${attempt}`;
}

function ofWave({ wave, attempt }: Pick<AttemptSpan, 'wave' | 'attempt'>): Attributes {
  return { 'wavegate.wave.id': wave, 'wavegate.wave.attempt': attempt };
}

function attemptSpan(span: AttemptSpan, to: number, { content }: SpanOptions): TelemetrySpan {
  const { wave, title, outcome, failure, answer } = span;
  return {
    key: attemptKey(span),
    parent: runKey,
    name: `wave ${wave}`,
    from: span.from,
    to,
    attributes: {
      ...ofWave(span),
      'wavegate.wave.outcome': outcome === 'open' ? 'stopped' : outcome,
      ...(failure === undefined ? {} : { 'error.type': failure.kind }),
      ...(answer === undefined ? {} : { 'wavegate.wave.answer': answer.strategy }),
      ...(content ? { 'wavegate.wave.title': title } : {}),
    },
    ...(outcome === 'failed' ? failedWith(content ? failure?.message : undefined) : {}),
  };
}

function stepSpans(attempt: AttemptSpan): TelemetrySpan[] {
  return attempt.steps.map(({ step, at, failed }, index) => ({
    key: `${attemptKey(attempt)} step ${index} ${step}`,
    parent: attemptKey(attempt),
    name: `step ${step}`,
    from: Math.min(at, attempt.steps[index - 1]?.at ?? attempt.from),
    to: at,
    attributes: { ...ofWave(attempt), 'wavegate.step': step, ...(failed === true ? { 'error.type': 'step' } : {}) },
    ...(failed === true ? failedWith(undefined) : {}),
  }));
}

function sessionSpans(history: RunHistory, span: SessionSpan, to: number, { content }: SpanOptions): TelemetrySpan[] {
  const {
    session,
    kind,
    subject,
    supervises,
    agent,
    epoch,
    outcome = 'cancelled',
    message,
    usage,
    conversation,
  } = span;
  const key = sessionKey(session, epoch);
  const failed = outcome !== 'done' && outcome !== 'cancelled';
  const of = {
    'wavegate.session.id': session,
    'wavegate.session.kind': kind,
    ...(supervises === undefined ? { 'wavegate.task.id': subject } : { 'wavegate.supervisor.team': supervises }),
    ...(span.wave === undefined || span.attempt === undefined
      ? {}
      : ofWave({ wave: span.wave, attempt: span.attempt })),
  };
  return [
    ...checkSpans(span, to, key, of, content),
    {
      key,
      parent: parentOf(history, span.wave, span.attempt),
      name: agent === undefined ? `session ${kind}` : `invoke_agent ${agent}`,
      from: span.from,
      to,
      attributes: {
        ...(agent === undefined ? {} : agentAttributes(span)),
        ...of,
        'wavegate.session.epoch': epoch,
        'wavegate.session.outcome': outcome,
        ...(usage === undefined
          ? {}
          : {
              'gen_ai.usage.input_tokens': usage.inputTokens,
              'gen_ai.usage.output_tokens': usage.outputTokens,
              'gen_ai.usage.cache_read.input_tokens': usage.cachedTokens,
              ...(usage.usd === undefined ? {} : { 'wavegate.cost.usd': usage.usd }),
            }),
        ...(conversation === undefined ? {} : { 'gen_ai.conversation.id': conversation }),
        ...(span.denied === undefined ? {} : { 'wavegate.session.denied': span.denied }),
        ...(span.violations === undefined ? {} : { 'wavegate.session.violations': span.violations }),
        ...(span.takenOver === undefined ? {} : { 'wavegate.session.taken_over': true }),
        ...(failed ? { 'error.type': outcome } : {}),
        ...(content && message !== undefined ? { 'wavegate.session.message': message } : {}),
      },
      ...(failed ? failedWith(content ? message : undefined) : {}),
    },
  ];
}

/** Checks end one after another, the last of them with its session: when each began is not recorded. */
function checkSpans(
  { checks = [], from }: SessionSpan,
  end: number,
  parent: string,
  of: Attributes,
  content: boolean,
): TelemetrySpan[] {
  let to = end;
  return checks
    .map((check, index): TelemetrySpan => {
      return {
        key: `${parent} check ${index}`,
        parent,
        name: 'check',
        from: 0,
        to: 0,
        attributes: {
          ...of,
          'wavegate.check.index': index,
          'wavegate.check.red': check.red,
          'wavegate.check.duration': check.milliseconds / 1_000,
          // A check without a name of its own is called by its command.
          ...(content ? { 'wavegate.check.name': check.name } : {}),
          ...(check.red ? { 'error.type': 'red' } : {}),
        },
        ...(check.red ? failedWith(undefined) : {}),
      };
    })
    .reverse()
    .map((span, back): TelemetrySpan => {
      const begin = Math.max(from, to - (checks[checks.length - 1 - back]?.milliseconds ?? 0));
      const placed = { ...span, from: begin, to };
      to = begin;
      return placed;
    });
}

function gateSpan(history: RunHistory, span: GateSpan, to: number, { content }: SpanOptions): TelemetrySpan {
  const { gate, kind, wave, status, channel, who, note, voided } = span;
  const own = history.attempts.findLast((attempt) => attempt.wave === wave && attempt.from <= span.from);
  return {
    key: `gate ${gate}`,
    parent: parentOf(history, wave, own?.attempt),
    name: `gate ${kind}`,
    from: span.from,
    to,
    attributes: {
      'wavegate.gate.id': gate,
      'wavegate.gate.kind': kind,
      'wavegate.gate.status': status === 'pending' ? 'stopped' : status,
      ...(own === undefined ? {} : ofWave(own)),
      ...(channel === undefined ? {} : { 'wavegate.gate.channel': channel }),
      ...(voided === undefined ? {} : { 'wavegate.gate.voided': true }),
      ...(content && who !== undefined ? { 'wavegate.gate.who': who } : {}),
      ...(content && note !== undefined && note !== '' ? { 'wavegate.gate.note': note } : {}),
    },
  };
}

/** The attempt of a wave that something belongs to, else the run. */
function parentOf({ attempts }: RunHistory, wave: string | undefined, attempt: number | undefined): string {
  const own = attempts.find((one) => one.wave === wave && one.attempt === attempt);
  return own === undefined ? runKey : attemptKey(own);
}

function failedWith(message: string | undefined): { readonly failed: { readonly message?: string } } {
  return { failed: message === undefined ? {} : { message } };
}
