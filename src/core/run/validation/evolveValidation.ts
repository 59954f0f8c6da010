import type { Recorded, WaveFailure } from '../../model/events.ts';
import type { ValidatorFinding } from '../../model/finding.ts';
import type { RunState } from '../../model/state.ts';

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
        triaged(state.lastFindings, event).map((finding) =>
          finding.id === event.finding ? withMark(finding, event, state.validation?.attempt ?? 1) : finding,
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
      return { ...rest, phase: 'validate', validation: { ...validation, status: 'testing', accepted: event.checks } };
    }
    case 'findings-merged':
      if (state.validation?.attempt !== event.attempt) return state;
      return withFindings({ ...state, validation: { ...state.validation, findings: [] } }, event.findings);
    case 'validation-failed':
      return failed(state, event.failure);
    case 'validated':
      return {
        ...state,
        phase: 'ship',
        ...(state.validation ? { validation: { ...state.validation, status: 'accepted' } } : {}),
        // A result that CI has turned down was pushed already: what follows is another attempt.
        ship: { attempt: state.ship?.attempt ?? 0 },
      };
  }
}

/** The validation under way shows what its own validators found; the one before it is over. */
function withFindings(state: RunState, findings: readonly ValidatorFinding[]): RunState {
  const { validation } = state;
  return {
    ...state,
    lastFindings: findings,
    ...(validation?.findings === undefined ? {} : { validation: { ...validation, findings } }),
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
  { triage, who, note }: Extract<Recorded, { type: 'finding-triaged' }>,
  attempt: number,
): ValidatorFinding {
  const what = `marked ${triage} by ${who}${note === undefined ? '' : `: ${note}`}`;
  return { ...finding, history: [...(finding.history ?? []), { attempt, what }] };
}

/** The last wave is what a fix comes after; it stays committed. */
function failed(state: RunState, failure: WaveFailure): RunState {
  const last = state.plan.plan.waves.findLast((wave) => state.waves[wave.id] !== undefined);
  const wave = last && state.waves[last.id];
  if (!state.validation || !wave) return state;
  return {
    ...state,
    phase: 'adapt',
    validation: { ...state.validation, status: 'failed', failure },
    adaptation: { cause: { wave: wave.id, attempt: wave.attempt } },
  };
}
