import { countsOf } from '../checks/shrinkage.ts';
import type { CheckRun } from '../model/checkRun.ts';
import type { GateDraft } from '../model/gateDraft.ts';
import type { RunState, WaveState } from '../model/state.ts';
import { latestGate, planTask, planWave, taskSessions } from '../queries/runQueries.ts';
import { checkTitle } from '../words/labels.ts';
import { expectedTests, totalOf } from './expectedTests.ts';

/** A number of tests as one source gives it. */
export interface CountSource {
  readonly id: 'found' | 'expected' | 'reports' | 'printed' | 'run' | 'agent';
  readonly tests: number;
  /** Source of the number. */
  readonly from: string;
  /** Why the gate cannot be approved where this is the source that counts. */
  readonly contradicts?: string;
}

/** Sources that give different numbers for the same tests; a person says at the spot-check which counts. */
export interface CountMismatch {
  /** Key of the answer. */
  readonly id: string;
  readonly subject: string;
  /** The first is what Wavegate takes where nobody says otherwise. */
  readonly sources: readonly [CountSource, CountSource];
}

type Answers = GateDraft['answers'];

/** Numbers of tests of a wave that do not match, in the order of its checks, then of its tasks. */
export function countMismatches(state: RunState, wave: WaveState | undefined): readonly CountMismatch[] {
  if (wave === undefined || state.plan.plan.checkpoint.counts === 'off') return [];
  const checks = wave.check?.checks ?? [];
  return [
    ...checks.flatMap((run) => [...againstExpected(state, wave, run), ...againstPrinted(run)]),
    ...taskSessions(state, wave).flatMap(({ subject, result }) => {
      const title = planTask(planWave(state, wave.id), subject)?.title ?? subject;
      return (result?.claims ?? []).flatMap(({ command, tests }, index): readonly CountMismatch[] =>
        tests === undefined || tests.own === tests.claimed
          ? []
          : [
              {
                id: `counts-${subject}${index === 0 ? '' : `-${index + 1}`}`,
                subject: `${title}, "${command}"`,
                sources: [
                  { id: 'run', tests: tests.own, from: 'passed when Wavegate ran it' },
                  {
                    id: 'agent',
                    tests: tests.claimed,
                    from: 'passed by the handoff of the agent',
                    contradicts: 'what Wavegate ran is not what the agent ran, so nothing shows that its tests pass',
                  },
                ],
              },
            ],
      );
    }),
  ];
}

/** One line for each: `Tests: 3 found when the merged tree was tested, 5 expected (…)`, with what a person has said of it. */
export function mismatchLines(state: RunState, wave: WaveState | undefined): readonly string[] {
  const said = wave === undefined ? undefined : latestGate(state, 'spot-check', wave.id)?.decision;
  return countMismatches(state, wave).map(({ id, subject, sources }) => {
    const chosen = sources.find((source) => source.id === said?.answers?.[id]);
    const by = chosen === undefined ? '' : `. What counts: ${chosen.tests} ${chosen.from}, says ${said?.who ?? ''}`;
    return `${subject}: ${sources.map(({ tests, from }) => `${tests} ${from}`).join(', ')}${by}`;
  });
}

/** The source that counts by these answers; undefined where they do not say. */
export function sourceThatCounts({ id, sources }: CountMismatch, answers: Answers): CountSource | undefined {
  return sources.find((source) => source.id === answers[id]);
}

/** Answers of the last decision about a wave, among them which source counts. */
export function chosenSources(state: RunState, wave: WaveState | undefined): Answers {
  return (wave && latestGate(state, 'spot-check', wave.id)?.decision?.answers) ?? {};
}

/** A run with the numbers of the source that a person chose for it. */
export function asCounted(run: CheckRun, answers: Answers): CheckRun {
  const [mismatch] = againstPrinted(run);
  const chosen = mismatch && sourceThatCounts(mismatch, answers);
  const counts = countsOf(run);
  if (chosen?.id !== 'printed' || counts === undefined) return run;
  return { ...run, passed: Math.max(0, chosen.tests - counts.failed - counts.skipped) };
}

function againstExpected(state: RunState, wave: WaveState, run: CheckRun): readonly CountMismatch[] {
  const now = countsOf(run);
  const expected = now && expectedTests(state, wave, run);
  if (now === undefined || expected === undefined || totalOf(now) >= expected) return [];
  return [
    {
      id: `counts-${run.name}`,
      subject: checkTitle(run.name),
      sources: [
        { id: 'found', tests: totalOf(now), from: 'found when the merged work was tested' },
        {
          id: 'expected',
          tests: expected,
          from: 'expected: those of before, and those of red stages',
          contradicts: 'tests are missing from what was merged',
        },
      ],
    },
  ];
}

/** Where both the output and the report files count, and did not differ on the code as it was before. */
function againstPrinted(run: CheckRun): readonly CountMismatch[] {
  const now = countsOf(run);
  const { otherwise } = run;
  if (now === undefined || otherwise === undefined || run.before?.otherwise !== undefined) return [];
  const words = { reports: 'by its reports', printed: 'by what it printed' } as const;
  const other = otherwise.by === 'printed' ? 'reports' : 'printed';
  return [
    {
      id: `counts-${run.name}-source`,
      subject: `${checkTitle(run.name)}, two ways of counting`,
      sources: [
        { id: other, tests: totalOf(now), from: words[other] },
        { id: otherwise.by, tests: otherwise.tests, from: words[otherwise.by] },
      ],
    },
  ];
}
