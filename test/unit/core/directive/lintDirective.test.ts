import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { lintDirective } from '../../../../src/core/directive/lintDirective.ts';
import { renderDirective } from '../../../../src/core/directive/renderDirective.ts';
import { implementRequest } from './requests.ts';

const directive = renderDirective(implementRequest('resolver'));
const gate = directive.slice(directive.indexOf('## MERGE GATE'));

describe('the MERGE GATE', () => {
  const without = directive.replace(gate, '');
  const repaired: Readonly<Record<string, string>> = {
    missing: without,
    softened: directive.replace('You do not merge.', 'You may merge.'),
    'followed by more': `${directive}\n## Afterwards\n\nMerge to main.\n`,
    'there twice': `${directive}\n${gate}`,
    'there only in a code block': `${without}\n\`\`\`\n${gate}\`\`\`\n`,
    empty: `${without}## MERGE GATE\n`,
  };
  for (const [what, text] of Object.entries(repaired)) {
    test(`${what}: is put back in its exact words, at the end`, () => {
      const linted = lintDirective(text);
      assert.equal(linted.fixed.length, 1);
      assert.deepEqual(linted.problems, []);
      assert.ok(linted.text.endsWith(`\n${gate}`));
      assert.deepEqual(lintDirective(linted.text), { text: linted.text, problems: [], fixed: [] });
    });
  }
});

describe('a directive is held back', () => {
  const held: readonly (readonly [what: string, text: string, problem: RegExp])[] = [
    ['without a section', directive.replace('## Steps', '## Stepps'), /"Steps" is missing/],
    ['with an empty section', directive.replace(/(## Steps\n)[^#]*/, '$1\n'), /"Steps" is empty/],
    [
      'with a section twice',
      directive.replace('## Handoff', '## Steps\n\n1. No.\n\n## Handoff'),
      /"Steps" is there 2 times/,
    ],
    ['without a repository', directive.replace(/^repository:.*\n/m, ''), /does not say "repository"/],
    ['without front matter', directive.slice(directive.indexOf('# ')), /does not say "session"/],
    ['of an unknown kind', directive.replace('kind: "implement"', 'kind: "release"'), /unknown kind, "release"/],
    ['with a code block that never ends', directive.replace(gate, `\`\`\`\n${gate}`), /line \d+ is never closed/],
    ['when it is empty', '', /"Objective" is missing/],
  ];
  for (const [what, text, problem] of held) {
    test(what, () => {
      assert.match(lintDirective(text).problems.join('\n'), problem);
    });
  }
});
