import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { planProblems } from '../../../../src/core/planText/codes.ts';
import type { WorkspaceFacts } from '../../../../src/core/planRules/workspaceFacts.ts';
import { parsePlan } from '../../../../src/core/planRules/check/parsePlan.ts';

const folder = path.join(import.meta.dirname, '..', '..', '..', '..', 'docs', 'rules');
const codes = Object.keys(planProblems);

describe('the page of every rule', () => {
  test('exists, and no page is about a rule that does not exist', () => {
    assert.deepEqual(readdirSync(folder).sort(), codes.map((code) => `${code}.md`).sort());
  });

  for (const code of codes) {
    const page = readFileSync(path.join(folder, `${code}.md`), 'utf8').replaceAll('\r\n', '\n');
    const [has, hasNot] = blocks(page, 'yaml');
    const facts = JSON.parse(blocks(page, 'json')[0] ?? '{}') as WorkspaceFacts;
    if (has === undefined || hasNot === undefined) continue;

    test(`${code}: its first example has the problem, with a place in the text`, () => {
      const { problems } = parsePlan(has, facts);
      const found = problems.filter((problem) => problem.code === code);
      assert.notEqual(found.length, 0, `problems: ${JSON.stringify(problems)}`);
      for (const { start, end, related = [] } of found) {
        for (const span of [{ start, end }, ...related]) {
          assert.ok(span.start >= 0 && span.start < span.end && span.end <= has.length, JSON.stringify(span));
        }
      }
    });

    test(`${code}: its second example has no problem at all`, () => {
      const { plan, problems } = parsePlan(hasNot, facts);
      assert.deepEqual(problems, []);
      assert.ok(plan);
    });
  }
});

function blocks(page: string, language: string): readonly string[] {
  return Array.from(page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms')), ([, text = '']) => text);
}
