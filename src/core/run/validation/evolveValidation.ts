import type { Recorded, WaveFailure } from '../../model/events.ts';
import type { ValidatorFinding } from '../../model/finding.ts';
import type { RunState } from '../../model/state.ts';
import { withAnswer } from '../comments/evolveComments.ts';
import { isComment } from '../../model/reviewComment.ts';
import { commentFindings } from '../../queries/reviewComments.ts';
import { latestGate } from '../../queries/runQueries.ts';

type ValidationEvent = Extract<
  Recorded,
  {
    type:
      | 'baseline-accepted'
      | 'finding-triaged'
      | 'validation-started'
      | 'findings-merged'
      | 'validation-failed'
      | 'validated';
  }
>;

/** A validation moves testing → acceptance → accepted, or fails; its findings stay open until a person triages them. */
export function evolveValidation(state: RunState, event: ValidationEvent): RunState {
  switch (event.type) {
    case 'finding-triaged':
      return withFindings(
        { ...state, audit: { ...state.audit, findings: triaged(state.audit.findings, event) } },
        state.lastFindings.map((finding) =>
          finding.id === event.finding
            ? withAnswer(withMark(finding, event, state.validation?.attempt ?? 1), event.note)
            : finding,
        ),
      );
    case 'validation-started': {
      const { adaptation: _adaptation, ...rest } = state;
      const earlier = [...(state.earlierValidations ?? []), ...(state.validation ? [state.validation] : [])];
      return {
        ...rest,
        phase: 'validate',
        validation: { attempt: event.attempt, status: 'testing' },
        ...(earlier.length > 0 ? { earlierValidations: earlier } : {}),
      };
    }
    case 'baseline-accepted': {
      if (state.validation?.attempt !== event.attempt) return state;
      const { failure: _failure, ...validation } = state.validation;
      const { adaptation: _adaptation, ...rest } = state;
      return {
        ...rest,
        phase: 'validate',
        validation: {
          ...validation,
          status: 'testing',
          accepted: event.checks,
          acceptedBy: { who: event.who, note: event.note },
        },
      };
    }
    case 'findings-merged':
      if (state.validation?.attempt !== event.attempt) return state;
      return withFindings({ ...state, validation: { ...state.validation, findings: [] } }, [
        ...event.findings,
        ...commentFindings(state),
      ]);
    case 'validation-failed':
      return failed(state, event.failure);
    case 'validated':
      return {
        ...withFindings(state, accepted(state, event.gate)),
        phase: 'ship',
        ...(state.validation ? { validation: { ...state.validation, status: 'accepted' } } : {}),
        // A result that CI has turned down was pushed already: what follows is another attempt.
        ship: { attempt: state.ship?.attempt ?? 0 },
      };
  }
}

/**
 * The validation under way shows what its own validators found; the one before it is over. Comments at the forge are not
 * about its result, until they are the reason for another one.
 */
function withFindings(state: RunState, findings: readonly ValidatorFinding[]): RunState {
  const { validation } = state;
  const shown = validation?.failure === undefined ? findings.filter((finding) => !isComment(finding)) : findings;
  return {
    ...state,
    lastFindings: findings,
    ...(validation?.findings === undefined ? {} : { validation: { ...validation, findings: shown } }),
  };
}

function triaged<F extends { readonly id: string }>(
  findings: readonly F[],
  { finding: id, triage }: Extract<Recorded, { type: 'finding-triaged' }>,
): readonly F[] {
  return findings.map((finding) => (finding.id === id ? { ...finding, triage } : finding));
}

/** A mark is part of a finding's life, with its reason. */
function withMark(
  finding: ValidatorFinding,
  { triage, who, note, wrongSpec }: Extract<Recorded, { type: 'finding-triaged' }>,
  attempt: number,
): ValidatorFinding {
  const { wrongSpec: _before, ...rest } = finding;
  const what = `${wrongSpec === true ? 'is one of the specification, says' : `marked ${triage} by`} ${who}${note === undefined ? '' : `: ${note}`}`;
  const wrong = wrongSpec === true ? { wrongSpec: { status: 'open' as const, says: note ?? '' } } : {};
  return { ...rest, triage, ...wrong, history: [...(finding.history ?? []), { attempt, what }] };
}

/** Findings that a person noted at the gate they turned down: each has a life of its own from here on. */
function notedFindings(state: RunState): readonly ValidatorFinding[] {
  const gate = latestGate(state, 'acceptance');
  const { who, comments = [] } = gate?.status === 'rejected' ? (gate.decision ?? {}) : {};
  if (gate === undefined || who === undefined) return [];
  const attempt = state.validation?.attempt ?? 1;
  return comments.map(({ id, file, line, text }, index) => ({
    id: id ?? `${gate.id}~${index + 1}`,
    severity: 'blocker',
    file,
    line,
    title: text.replace(/\s+/g, ' ').trim(),
    detail: '',
    remediation: '',
    citation: 'verified',
    validators: [],
    notedBy: who,
    history: [{ attempt, what: `noted by ${who} at gate ${gate.id}` }],
  }));
}

/** Whoever accepts a result has seen what was noted before, and closes it. */
function accepted(state: RunState, gateId: string): readonly ValidatorFinding[] {
  const who = state.gates[gateId]?.decision?.who ?? '';
  const attempt = state.validation?.attempt ?? 1;
  return state.lastFindings.map((finding) =>
    finding.notedBy === undefined || finding.status === 'fixed' || finding.triage !== undefined
      ? finding
      : {
          ...finding,
          status: 'fixed',
          history: [...(finding.history ?? []), { attempt, what: `closed by ${who}, who accepted the result` }],
        },
  );
}

/** The last wave is what a fix comes after; it stays committed. */
function failed(state: RunState, failure: WaveFailure): RunState {
  const last = state.plan.plan.waves.findLast((wave) => state.waves[wave.id] !== undefined);
  const wave = last && state.waves[last.id];
  if (!state.validation || !wave) return state;
  const noted = failure.kind === 'rejected' ? notedFindings(state) : [];
  const lastFindings = [...noted, ...state.lastFindings];
  return {
    ...state,
    phase: 'adapt',
    lastFindings,
    validation: {
      ...state.validation,
      status: 'failed',
      failure,
      ...(noted.length === 0 && commentFindings(state).length === 0 ? {} : { findings: lastFindings }),
    },
    adaptation: { cause: { wave: wave.id, attempt: wave.attempt } },
  };
}
