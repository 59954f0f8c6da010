import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { citedSections, referenceProblem } from '../../../../src/core/criteria/citedSections.ts';
import { criteriaOf } from '../../../../src/core/criteria/criteria.ts';
import { anchorsIn, criteriaIn, sectionOf } from '../../../../src/core/criteria/specSections.ts';
import { planText, revisionOf } from '../../../support/simulatedRun.ts';

const spec = `# Shop

## Log in

People log in.

- **AC-1**: A wrong password is refused
- AC-1.2: Three wrong ones lock the account
- [ ] AC-3 — It is logged
- Not a criterion: this one has no id

\`\`\`md
## Log out
\`\`\`

### Details

More of it.

## Log out {#leave}

1. LO-1. The session ends
`;

describe('a section of a specification', () => {
  test('goes from its heading to the next of its level, and is named as in links or by its own name', () => {
    const section = sectionOf(spec, 'docs/spec.md#log-in') ?? '';
    assert.match(section, /^## Log in\n/);
    assert.match(section, /More of it\.$/);
    assert.deepEqual(anchorsIn(spec), ['shop', 'log-in', 'details', 'log-out', 'leave']);
    assert.match(sectionOf(spec, 'docs/spec.md#leave') ?? '', /The session ends/);
    assert.equal(sectionOf(spec, 'docs/spec.md#log-up'), undefined);
    assert.equal(sectionOf(spec, 'docs/spec.md'), spec.trim());
  });

  test('holds criteria as entries of lists that begin with an id', () => {
    assert.deepEqual(criteriaIn(sectionOf(spec, '#log-in') ?? ''), [
      { id: 'AC-1', text: 'A wrong password is refused' },
      { id: 'AC-1.2', text: 'Three wrong ones lock the account' },
      { id: 'AC-3', text: 'It is logged' },
    ]);
    assert.deepEqual(criteriaIn(sectionOf(spec, '#leave') ?? ''), [{ id: 'LO-1', text: 'The session ends' }]);
  });

  test('that is not there is named with those that are', () => {
    const texts = { 'docs/spec.md': spec };
    assert.match(referenceProblem('docs/spec.md#login', texts) ?? '', /no section "#login"\. It has #shop, #log-in/);
    assert.match(referenceProblem('other.md#a', texts) ?? '', /other\.md, which is not in the repository/);
    assert.match(referenceProblem('#a', texts) ?? '', /section of no file/);
    assert.equal(referenceProblem('docs/spec.md#leave', texts), undefined);
  });
});

test('criteria of a task are its own and those it cites; its own tests are added to the words of the specification', () => {
  const cites =
    '        spec: ["#log-in"]\n        acceptance: [{id: AC-1, tests: [refuses]}, {id: OWN, text: Quick}]\n';
  const source = planText(1, 'spec: docs/spec.md\n').replace('        owns: ["src/a1/**"]\n', (line) => line + cites);
  const { plan } = revisionOf(source);
  const [task] = plan.waves[0]?.tasks ?? [];
  assert.ok(task);
  const sections = citedSections(plan, 'w1', { 'docs/spec.md': spec });
  assert.ok(typeof sections !== 'string');
  assert.deepEqual(
    criteriaOf(plan, task, sections).map(({ id, text, tests }) => [id, text, tests.length]),
    [
      ['AC-1', 'A wrong password is refused', 1],
      ['OWN', 'Quick', 0],
      ['AC-1.2', 'Three wrong ones lock the account', 0],
      ['AC-3', 'It is logged', 0],
    ],
  );
});
