import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { encodeRecord, noHash } from '../../../../src/core/journal/record.ts';
import type { Recorded } from '../../../../src/core/model/events.ts';
import { replay } from '../../../../src/core/run/evolve.ts';
import { digest } from '../../../../src/decisions/digest.ts';
import { parseJournal } from '../../../../src/journal/reader.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';

const validators = `audit: {lenses: [{id: design, focus: Coupling}]}
validators:
  - {agent: codemod, disposition: Insists on tests}
  - {agent: codemod, disposition: Distrusts tests}
`;

/** A run with a rejected spot-check, comments that an agent answers, and validators. */
function wholeRun(): SimulatedRun {
  const run = new SimulatedRun();
  run.start(planText(1, validators)).approveAll('spot-check');
  run.decide('spot-check-1', 'rejected', {}, [{ file: 'src/a1/main.js', line: 1, text: 'Not so.' }]);
  run.settle().approveAll();
  assert.equal(run.run.phase, 'shipped');
  return run;
}

function linesOf(records: readonly (readonly Recorded[])[]): readonly Buffer[] {
  let prev = noHash;
  return records.map((events, index) => {
    const record = { seq: index + 1, token: 1, prev, events };
    const { line, hash } = encodeRecord(record, (text) => digest.sha256(text));
    prev = hash;
    return Buffer.from(`${line}\n`);
  });
}

/** Lengths at which a record may be cut off. */
const allOf = ({ length }: Buffer): readonly number[] => Array.from({ length: length + 1 }, (_, at) => at);

/** Both ends, and lengths between them: all records before are read again for each. */
const someOf = (line: Buffer): readonly number[] =>
  allOf(line).filter((length) => length <= 2 || length >= line.length - 2 || length % 41 === 0);

suite('a run whose journal was cut off', () => {
  test('is exactly where it was before the last command or after it, whichever byte is the last', () => {
    const { records } = wholeRun();
    const lines = linesOf(records);
    const several = records.flatMap((events, index) => (events.length > 2 ? [index] : []));
    assert.ok(several.length > 5);
    for (const last of several) {
      const before = Buffer.concat(lines.slice(0, last));
      const line = lines[last] ?? assert.fail();
      const [stateBefore, stateAfter] = [records.slice(0, last), records.slice(0, last + 1)].map((read) =>
        replay(read.flat()),
      );
      assert.notDeepEqual(stateBefore, stateAfter);
      for (const length of last === several[0] ? allOf(line) : someOf(line)) {
        const bytes = Buffer.concat([before, line.subarray(0, length)]);
        const read = parseJournal(bytes, 'journal.jsonl', digest);
        const isWhole = length === line.length;
        assert.equal(read.records.length, isWhole ? last + 1 : last, `record ${last + 1}, ${length} bytes`);
        assert.equal(read.torn.length, isWhole ? 0 : length);
        if (length > 1 && length < line.length - 1) continue;
        const state = replay(read.records.flatMap(({ events }) => events));
        assert.deepEqual(state, isWhole ? stateAfter : stateBefore);
      }
    }
  });

  test('goes on from every record of it, and loses no work', () => {
    const whole = wholeRun();
    for (let end = 1; end < whole.records.length; end += 1) {
      const run = new SimulatedRun();
      run.records.push(...whole.records.slice(0, end));
      run.state = replay(run.events);
      run.now = whole.now;
      run.settle().approveAll();

      const where = `after record ${end}, ${whole.records[end - 1]?.map(({ type }) => type).join()}`;
      assert.equal(run.run.phase, 'shipped', where);
      assert.deepEqual(Object.keys(run.run.waves['w1']?.tasks ?? {}).sort(), ['a1', 'b1'], where);
      assert.deepEqual(
        run.run.waves['w1']?.merge?.changes.map(({ path }) => path).sort(),
        ['src/a1/main.js', 'src/b1/main.js'],
        where,
      );
      assert.deepEqual(
        run.run.waves['w1']?.steps.map(({ step }) => step),
        ['entry', 'manifest', 'thread', 'directives', 'ownership', 'launch', 'worktrees', 'handoffs', 'merge', 'close'],
        where,
      );
      assert.equal(run.run.validation?.validators?.length, 2, where);
    }
  });
});
