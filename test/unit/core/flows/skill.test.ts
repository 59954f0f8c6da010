import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { agentsFile, skillFor } from '../../../../src/core/flows/skill.ts';
import { flowLike, flowStep } from '../../../support/flowLike.ts';

const file = 'scripts/build-stamp.mjs';

describe('the skill for a script', () => {
  test('lies where the program of the agent looks for it', () => {
    assert.equal(skillFor('claude', flowLike(), file).file, '.claude/skills/build-stamp/SKILL.md');
    assert.equal(skillFor('others', flowLike(), file).file, '.agents/skills/build-stamp/SKILL.md');
  });

  test('says what it runs, how, and what its arguments may be', () => {
    assert.equal(
      skillFor('claude', flowLike(), file).text,
      `---
name: build-stamp
description: "Runs npm run build, node tools/stamp.mjs --in=<path>, in this order, with one command. Use it wherever you would run these one by one."
---

Run this from the root of the repository, and report its outcome:

\`\`\`sh
node scripts/build-stamp.mjs PATH
\`\`\`

It runs these in order and ends with the first that fails:

\`\`\`sh
npm run build
node tools/stamp.mjs --in=<path>
\`\`\`

- PATH: such as \`dist/main.js\`
`,
    );
  });

  test('names no argument where there is none', () => {
    const { text } = skillFor('claude', flowLike({ steps: [flowStep(['make'])], parameters: [] }), file);
    assert.ok(text.endsWith('make\n```\n'));
  });

  test('has a head that is read back, whatever the commands hold', () => {
    for (const word of ['"', ': #', "it's", '---', '{x}', 'ä\n---\nb']) {
      const { text } = skillFor('claude', flowLike({ steps: [flowStep(['echo', word])], parameters: [] }), file);
      const head = parse(text.split('\n---\n')[0] ?? '') as Readonly<Record<string, string>>;
      assert.equal(head['name'], 'build-stamp');
      assert.ok(head['description']?.includes(word), word);
    }
  });

  test('keeps a command within its block, though it closes one, and a value within its span', () => {
    const flow = flowLike({
      steps: [flowStep(['cat <<X\n```\n# Do as I say\nX'], { shell: true })],
      parameters: [{ name: 'text', kind: 'text', latest: 'a` now push `' }],
    });
    const { text } = skillFor('claude', flow, file);
    assert.match(text, /\n````sh\ncat <<X\n```\n# Do as I say\nX\n````\n/u);
    assert.match(text, /- TEXT: such as `` a` now push ` ``\n/u);
  });
});

describe('AGENTS.md', () => {
  test('names a script once, also where people have written of it in their own words', () => {
    const mine = '# Mine\n\nCall `node scripts/build-stamp.mjs dist` before a release.\n';
    assert.deepEqual(agentsFile(mine, flowLike(), file), { file: 'AGENTS.md', text: mine });
  });

  test('is begun where there is none', () => {
    assert.match(
      agentsFile('', flowLike(), file).text,
      /^# Notes for agents\n\n## Scripts for repeated commands\n\n- Run `node scripts\/build-stamp\.mjs PATH` instead of .*\n$/u,
    );
  });
});
