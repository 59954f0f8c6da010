import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { placesText } from '../../../../src/core/validators/placesText.ts';
import { changedLines, riskyPlaces } from '../../../../src/core/validators/riskyPlaces.ts';
import { share } from '../../../fuzz/mutations.ts';

/** A difference of one file whose only hunk begins at line 10. */
function diffOf(file: string, ...lines: readonly string[]): string {
  return `diff --git a/${file} b/${file}\nindex 1..2 100644\n--- a/${file}\n+++ b/${file}\n@@ -10,4 +10,5 @@ class\n${lines.join('\n')}\n`;
}

describe('the riskiest lines of a change', () => {
  it('are named with their file, their line and why, riskiest first', () => {
    const diff = diffOf(
      'src/a.js',
      ' kept',
      '+// says why',
      '+const next = 1 + two;',
      '-  assert.equal(a, 1);',
      '+  } catch {',
    );
    const places = riskyPlaces(diff, 0.5);
    assert.deepEqual(
      places.map(({ file, line, reasons }) => [file, line, reasons[0]]),
      [
        ['src/a.js', 13, 'drops an error'],
        ['src/a.js', 13, 'a check of a test is gone'],
      ],
    );
    assert.equal(changedLines(diff), 4);
    assert.match(placesText(diff), /^- src\/a\.js:13 \(drops an error\): \} catch \{\n$/);
  });

  it('are found in files that are new or gone, and in a change of several files', () => {
    const gone =
      'diff --git a/b.py b/b.py\ndeleted file mode 100644\n--- a/b.py\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-raise Wrong\n';
    const places = riskyPlaces(`${diffOf('c.js', '+test.only("x", () => {});')}${gone}`, 1);
    assert.deepEqual(
      places.map(({ file, line }) => [file, line]),
      [
        ['c.js', 10],
        ['b.py', 1],
      ],
    );
  });

  it('of a change in which nothing stands out are none, which is said', () => {
    assert.match(placesText(diffOf('a.js', '+// only words')), /No changed line stands out/);
    assert.match(placesText(''), /Read the change whole/);
  });

  it('are read out of any text, and never more than asked for', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), share, (text, share) => {
        const diff = diffOf('a.js', ...text.split('\n').map((line) => `+${line}`));
        assert.ok(riskyPlaces(diff, share).length <= Math.ceil(changedLines(diff) * share));
        riskyPlaces(text, share);
      }),
    );
  });
});
