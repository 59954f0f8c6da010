import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Abilities, Action, Stage } from '../../../../src/sessionHost/attach/keys.ts';
import { keysText, press } from '../../../../src/sessionHost/attach/keys.ts';

const agent: Abilities = { twoViews: true, takesOver: true };
const program: Abilities = { twoViews: false, takesOver: false };
const stages: readonly Stage[] = ['watching', 'asked', 'stopping', 'has it', 'over'];

/** Outcome of keys pressed one after the other. */
function typed(keys: readonly string[], can = agent, from: Stage = 'watching'): readonly (Action | undefined)[] {
  let stage = from;
  return keys.map((key) => {
    const pressed = press(stage, key, can);
    stage = pressed.stage;
    return pressed.does;
  });
}

test('a session is taken over by t and y, and by neither alone', () => {
  assert.deepEqual(typed(['t', 'y']), [undefined, 'take over']);
  assert.deepEqual(typed(['t', 'n', 'y']), [undefined, undefined, undefined]);
  assert.deepEqual(typed(['y', 't', 't']), [undefined, undefined, undefined]);
  assert.deepEqual(typed(['ty']), [undefined], 'not by pasted text either');
  assert.match(press('asked', 'n', agent).says ?? '', /^Not taken over/);
});

test('a person who has the session hands it back by h, and does not lose it to one Ctrl+C too many', () => {
  assert.deepEqual(typed(['\u0003', 'q', 't', 'h'], agent, 'has it'), [
    undefined,
    undefined,
    'open interface',
    'hand back',
  ]);
  assert.match(press('has it', '\u0003', agent).says ?? '', /h to return it/);
  assert.match(press('watching', 'h', agent).says ?? '', /nothing to hand back/);
});

test('r shows the other view while there is one, and t what there is an interface for', () => {
  assert.deepEqual(typed(['r', 'r']), ['switch view', 'switch view']);
  assert.match(press('watching', 'r', program).says ?? '', /no other view/);
  assert.match(press('watching', 't', program).says ?? '', /no interface of its own/);
  assert.deepEqual(typed(['r', 't'], program, 'over'), ['close', 'close']);
  assert.doesNotMatch(keysText('watching', program), /\b[rt] /);
});

test('no key is silent, but what a terminal reports by itself is no key', () => {
  const keys = fc.string({ minLength: 1, maxLength: 3 }).filter((key) => !key.startsWith('\u001b'));
  fc.assert(
    fc.property(keys, fc.constantFrom(...stages), fc.boolean(), fc.boolean(), (key, stage, twoViews, takesOver) => {
      const { says, does } = press(stage, key, { twoViews, takesOver });
      assert.ok(says !== undefined || does !== undefined);
    }),
  );
  for (const stage of stages) assert.deepEqual(press(stage, '\u001b]11;rgb:0000/0000/0000\u001b\\', agent), { stage });
});
