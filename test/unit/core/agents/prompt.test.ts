import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  finishPrompt,
  firstPrompt,
  handedBackPrompt,
  nextPrompt,
  stagePrompt,
} from '../../../../src/core/agents/prompt.ts';
import type { PromptParts } from '../../../../src/core/agents/prompt.ts';

const session = { WAVEGATE_SESSION: 'n0nce', WAVEGATE_HANDOFF: '/w/one/handoff.json' };
const parts: PromptParts = { directive: '# Task a\n\nWrite it.\n', mode: 'workspace-write', session };
const prompts = { firstPrompt, nextPrompt, stagePrompt, finishPrompt, handedBackPrompt } as const;

describe('a prompt', () => {
  for (const [name, prompt] of Object.entries(prompts)) {
    test(`of ${name} says every value of the session, on a line of its own`, () => {
      const lines = prompt(parts).split('\n');
      for (const [variable, value] of Object.entries(session)) {
        assert.equal(lines.filter((line) => line === `- \`${variable}\` is \`${value}\``).length, 1, variable);
      }
    });

    test(`of ${name} tells an agent that only reads to answer, and every other one not to commit`, () => {
      const reading = prompt({ ...parts, mode: 'read-only' });
      assert.match(reading, /You may not write files in this session\. Give the handoff as your final answer instead/);
      assert.doesNotMatch(reading, /Do not commit/);
      assert.match(prompt(parts), /Do not commit, and change no branch/);
      assert.doesNotMatch(prompt(parts), /as your final answer/);
    });

    test(`of ${name} ends in one line end and has no run of blank lines, however the directive ends`, () => {
      for (const end of ['', '\n', '\n\n\n', '  \n']) {
        const text = prompt({ ...parts, directive: `# Task a\n\nWrite it.${end}`, stage: `## Green${end}` });
        assert.match(text, /[^\n]\n$/);
        assert.doesNotMatch(text, /\n\n\n/);
      }
    });
  }

  for (const [name, prompt] of Object.entries(prompts).filter(([one]) => one !== 'stagePrompt')) {
    test(`of ${name} holds the directive word for word`, () => {
      const words = fc.string({ unit: 'binary' }).map((text) => text.trimEnd());
      fc.assert(fc.property(words, (directive) => prompt({ ...parts, directive }).includes(directive)));
    });
  }

  test('that begins a conversation has the directive first, so that the same one is read from a cache', () => {
    const [one, other] = ['first', 'second'].map((nonce) =>
      firstPrompt({ ...parts, session: { ...session, WAVEGATE_SESSION: nonce } }),
    );
    assert.ok(one?.startsWith('# Task a\n\nWrite it.\n\n## This session\n'));
    assert.equal(one?.replace('first', 'second'), other);
  });

  test('that begins a conversation with notes of an earlier session holds them', () => {
    const handOver = '### What I found\n\n- The cache is stale.\n';
    const text = firstPrompt({ ...parts, handOver });
    assert.match(
      text,
      /An earlier session has worked on this\. The file that `WAVEGATE_HANDOVER` names says:\n\n### What/,
    );
    assert.ok(text.endsWith('- The cache is stale.\n'));
    assert.doesNotMatch(firstPrompt(parts), /earlier session/);
  });

  test('that goes on says that its values replace those of before', () => {
    assert.match(
      nextPrompt(parts),
      /^You go on with the work of this conversation, in a new session\. The values below replace/,
    );
  });

  test('of a stage says the stage, and not the directive again', () => {
    const text = stagePrompt({ ...parts, stage: '## Stage: green\n\nMake it pass.' });
    assert.match(text, /## Stage: green\n\nMake it pass\./);
    assert.doesNotMatch(text, /Write it\./);
    assert.match(text, /Write the handoff again at the end, also if you change nothing\./);
  });

  test('after a program that ended without a handoff says what happened, that nothing is lost, and both ways out', () => {
    const text = finishPrompt(parts);
    assert.match(text, /there is no handoff of this session that can be read/);
    assert.match(text, /Everything you have changed is still in this folder/);
    assert.match(text, /finish what is missing, and write the handoff/);
    assert.match(text, /write it with the status `blocked` and a question/);
  });

  test('after a person has worked in the conversation asks to keep what they did', () => {
    assert.match(handedBackPrompt(parts), /keep what the person did, and finish the task/);
  });
});
