import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { EditedText } from '../../../src/languageServer/editedText.ts';
import { share } from '../../fuzz/mutations.ts';

const uri = 'file:///plan.waveplan.yaml';
const words = fc.constantFrom(
  'a',
  'word',
  '😀',
  ' ',
  '\n',
  '\r\n',
  '\r',
  '\n\n',
  'b'.repeat(40_000),
  `${'line\n'.repeat(9_000)}`,
);
const text = fc.array(words, { maxLength: 12 }).map((all) => all.join(''));
const changes = fc.array(fc.record({ at: share, cut: share, put: text }), { maxLength: 6 });

test('a text that is edited says the same, and counts lines the same, as one written anew', () => {
  fc.assert(
    fc.property(text, changes, share, (first, edits, somewhere) => {
      let edited = EditedText.of(TextDocument.create(uri, 'waveplan', 1, first));
      let plain = first;
      for (const { at, cut, put } of edits) {
        const start = Math.floor(at * plain.length);
        const end = start + Math.floor(cut * (plain.length - start));
        plain = plain.slice(0, start) + put + plain.slice(end);
        edited = edited.changed(start, end, put, edited.version + 1);
      }
      const anew = TextDocument.create(uri, 'waveplan', 1, plain);
      assert.equal(edited.getText(), plain);
      assert.equal(edited.lineCount, anew.lineCount);
      assert.equal(edited.length, plain.length);
      for (const offset of [-1, 0, 1, Math.floor(somewhere * plain.length), plain.length, plain.length + 9]) {
        const position = anew.positionAt(offset);
        assert.deepEqual(edited.positionAt(offset), position);
        for (const character of [position.character, 0, 3, 1e6]) {
          const place = { line: position.line, character };
          assert.equal(edited.offsetAt(place), anew.offsetAt(place));
        }
      }
      assert.equal(edited.offsetAt({ line: 1e6, character: 0 }), anew.offsetAt({ line: 1e6, character: 0 }));
      const range = { start: anew.positionAt(somewhere * 5), end: anew.positionAt(somewhere * plain.length) };
      if (somewhere * 5 <= somewhere * plain.length) assert.equal(edited.getText(range), anew.getText(range));
    }),
    { numRuns: 200 },
  );
});
