import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { gateOn } from './evidence.ts';
import { honest } from './runners.ts';

/** Last line of a report that was not printed, though failures before it were. */
const ends: Readonly<Record<string, RegExp>> = {
  go: /^ok {2}\t/m,
  gradle: /^6 tests completed/m,
  maven: /^\[INFO\] BUILD FAILURE/m,
};

suite('a report that ends in the middle, with the very failures of before', () => {
  for (const [runner, whole] of Object.entries(honest)) {
    test(`excuses nothing: ${runner}`, () => {
      assert.equal(gateOn(whole, whole).passes, true);
      const lines = whole.text.trimEnd().split('\n');
      for (let kept = 1; kept <= lines.length / 2; kept++) {
        const text = `${lines.slice(0, kept).join('\n')}\n`;
        assert.equal(
          gateOn({ ...whole, text }, whole).passes,
          false,
          `cut behind line ${kept}: ${lines[kept - 1] ?? ''}`,
        );
      }
    });
  }

  for (const [runner, end] of Object.entries(ends)) {
    test(`excuses nothing where only its end is missing: ${runner}`, () => {
      const whole = honest[runner];
      assert.ok(whole);
      const at = end.exec(whole.text)?.index;
      assert.ok(at, 'the report has such an end');
      const told = gateOn({ ...whole, text: whole.text.slice(0, at) }, whole);
      assert.equal(told.passes, false);
      assert.match(told.why ?? '', /did not come to its end|how many/);
    });
  }
});

test('one package alone ends with its exit status, and is whole', () => {
  const text = '--- FAIL: TestAdds (0.00s)\n    a_test.go:5: no\nFAIL\nexit status 1\nFAIL\texample.com/m/a\t0.002s\n';
  const printed = { text, command: 'go test' };
  assert.equal(gateOn(printed, printed).passes, true);
});
