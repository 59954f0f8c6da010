import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { spotCheckSample } from '../../../../../src/core/gates/spotCheckSample.ts';
import type { Job } from '../../../../../src/core/model/effects.ts';
import { missingGate } from '../../../../../src/core/run/gate/missingGate.ts';
import { evolve } from '../../../../../src/core/run/evolve.ts';
import type { RunState } from '../../../../../src/core/model/state.ts';
import { standsAt } from '../../../../../src/core/queries/citations.ts';
import { supervisorSessions } from '../../../../../src/core/queries/supervisors.ts';
import { ruleCite, supervisedPlan, supervisedRun } from '../../../../support/supervisedRun.ts';
import type { SimulatedRun } from '../../../../support/simulatedRun.ts';

const plan = supervisedPlan('{sessions: 3}');
const good = ruleCite(plan);
const cite = fc.oneof(
  fc.constant(good),
  fc.record({
    source: fc.constantFrom('plan', 'file', 'decision'),
    where: fc.constantFrom('', 'launch-1', 'answer-1', 'docs/a.md'),
    line: fc.nat({ max: 40 }).map((line) => line + 1),
    quote: fc.constantFrom(good.quote, 'Keep the greeting formal', 'Half up, always and ever.', 'x'),
    found: fc.constantFrom(true, false),
  }),
);
const task = fc.constantFrom('a1', 'b1', 'none');
const said = fc.record({
  answers: fc.array(fc.record({ task, text: fc.string({ minLength: 1 }), cites: fc.array(cite, { maxLength: 3 }) }), {
    maxLength: 3,
  }),
  proposals: fc.array(
    fc.record({ strategy: fc.constantFrom('fix', 'redispatch', 'split'), task, reason: fc.string() }),
    { maxLength: 2 },
  ),
  ranks: fc.array(
    fc.record({ file: fc.constantFrom('src/a1/main.js', 'src/b1/main.js', 'no/such.js'), reason: fc.string() }),
    { maxLength: 3 },
  ),
  asks: fc.string(),
});
const asks = fc.constantFrom({}, { a1: 'How?' }, { a1: 'How?', b1: 'Where?' }, { a1: 'May I merge?' });

it('whatever supervisors say, answers rest on places that are there, people alone decide, and no file is hidden', () => {
  fc.assert(
    fc.property(asks, fc.array(said, { minLength: 1, maxLength: 6 }), (questions, words) => {
      let spoken = 0;
      const says = (_job: Job) => words[spoken++ % words.length] ?? assert.fail();
      const run = supervisedRun({ asks: questions, plan, says });
      const decided = run.events.filter(({ type }) => type === 'gate-decided');
      assert.ok(decided.every((event) => event.type === 'gate-decided' && event.decision.who === 'ada'));
      for (const [before, event] of withStates(run)) {
        assert.equal(missingGate(event, before), undefined, 'the record holds by itself');
        if (event.type !== 'session-retried' || event.answer?.by === undefined) continue;
        const { cites, team } = event.answer.by;
        const asked = before.sessions[event.session]?.subject;
        assert.equal({ a1: 'core', b1: 'edge' }[asked ?? ''], team, 'it is of the supervisor of the team');
        assert.ok(cites.length > 0 && cites.every((each) => isThere(each, before)));
        assert.doesNotMatch(event.answer.question, /May I/);
      }
      for (const team of ['core', 'edge'])
        assert.ok(supervisorSessions(run.run, team).length <= 3, 'within its budget');
      const silent = { ...run.run, sessions: withoutSupervisors(run.run) };
      const shown = spotCheckSample(run.run, 'w1').map(({ path }) => path);
      assert.deepEqual(
        [...shown].sort(),
        spotCheckSample(silent, 'w1')
          .map(({ path }) => path)
          .sort(),
      );
    }),
  );
});

type Cite = NonNullable<NonNullable<RunState['sessions'][string]['answers']>[number]['by']>['cites'][number];

function isThere({ source, line, quote, found, where }: Cite, { gates }: RunState): boolean {
  if (source === 'plan') return standsAt(plan, line, quote);
  return source === 'file' ? found === true : (gates[where]?.decision?.note ?? '').includes(quote);
}

function withoutSupervisors({ sessions }: RunState): RunState['sessions'] {
  return Object.fromEntries(Object.entries(sessions).filter(([, { supervises }]) => supervises === undefined));
}

function* withStates(run: SimulatedRun): Generator<readonly [RunState, SimulatedRun['events'][number]]> {
  let state: RunState | undefined;
  for (const event of run.events) {
    if (state !== undefined) yield [state, event];
    state = evolve(state, event);
  }
}
