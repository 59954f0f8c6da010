import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folding } from '../../../src/languageServer/folding.ts';
import { diagnostics } from '../../../src/languageServer/diagnostics.ts';
import { severitiesOf } from '../../../src/core/planText/severities.ts';
import { legend, semanticTokens } from '../../../src/languageServer/semanticTokens.ts';
import { blockPlan } from '../core/planRules/examplePlans.ts';
import { inTask, marked } from './marked.ts';

test('waves, tasks, sections and comments fold, up to their last line', () => {
  const { file, document } = marked(`# One\n# Two\n${blockPlan}▮`);
  const lines = document.getText().split('\n');
  const folded = folding(file).map(
    ({ startLine, endLine }) => `${lines[startLine]?.trim()} … ${lines[endLine]?.trim()}`,
  );
  assert.ok(folded.includes('# One … # The plan of this test'), String(folded));
  assert.ok(folded.includes('waves: … verify: [npm test]'), String(folded));
  assert.ok(folded.includes('- id: d … verify: [npm test]'), String(folded));
  assert.ok(
    folded.includes('agents: … codemod: {driver: command, argv: [node, "{directive}"]} # the agent'),
    String(folded),
  );
});

test('names and globs are coloured by what they are', () => {
  const { file, document } = inTask('dependsOn: [a]\nagent: mine\nowns: [src/b.js]▮');
  const { data } = semanticTokens(file);
  const seen: string[] = [];
  let [line, character] = [0, 0];
  for (let at = 0; at < data.length; at += 5) {
    const [deltaLine = 0, deltaStart = 0, length = 0, type = 0, modifiers = 0] = data.slice(at, at + 5);
    line += deltaLine;
    character = deltaLine === 0 ? character + deltaStart : deltaStart;
    const text = document.getText({ start: { line, character }, end: { line, character: character + length } });
    seen.push(`${text} ${legend.tokenTypes[type]}${modifiers === 1 ? ' declared' : ''}`);
  }
  assert.deepEqual(seen.slice(0, 7), [
    'mine class declared',
    'reader class declared',
    'core class declared',
    'F-1 enumMember declared',
    'one namespace declared',
    'a function declared',
    'src/a.js regexp',
  ]);
  assert.deepEqual(seen.slice(-3), ['a function', 'mine class', 'src/b.js regexp']);
});

test('a person decides how severe a rule is shown; what is no rule or no severity is ignored', () => {
  const { file } = inTask('owns: [x]\nobjective: It is maybe done.\nverify: [t]\nsteps: [a, b, c]\ndependsOn: [a]▮');
  const codes = (settings: unknown): readonly unknown[] =>
    diagnostics(file, severitiesOf(settings)).map(({ code, severity }) => `${String(code)} ${severity}`);
  assert.ok(codes({}).includes('vague-wording 2'));
  assert.ok(codes({ 'vague-wording': 'error' }).includes('vague-wording 1'));
  assert.ok(!codes({ 'vague-wording': 'off' }).some((code) => String(code).startsWith('vague-wording')));
  assert.deepEqual(codes({ 'vague-wording': 'loud', 'no-such-rule': 'off' }), codes({}));
  assert.deepEqual(codes(null), codes({}));
});
