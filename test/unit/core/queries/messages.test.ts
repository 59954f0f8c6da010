import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePlan } from '../../../../src/core/planRules/check/parsePlan.ts';
import { messagesAhead } from '../../../../src/core/queries/messages.ts';
import { planText } from '../../../support/simulatedRun.ts';

function messages(more: string): readonly string[] {
  const { plan, problems } = parsePlan(`${planText()}\n${more}\n`);
  assert.ok(plan, JSON.stringify(problems));
  return messagesAhead(plan, 'r1');
}

test('commits follow the style of subjects that the plan asks for, plan revisions too', () => {
  const [wave, ...rest] = messages(
    `commit: { subject: 'feat({id}): {wave:lower}', bookkeeping: 'chore: {what:lower}' }`,
  );
  assert.match(wave ?? '', /^feat\([a-z0-9-]+\): [a-z]/);
  assert.match(rest.at(-1) ?? '', /^chore: plan: /);
});

test('trailers of the plan follow those of the run, and leave who commits to where the commit is made', () => {
  const [wave] = messages(
    `commit: { trailers: ['Signed-off-by: {author}', 'Refs: {run} of {plan}', 'Odd: {nothing}'] }`,
  );
  assert.match(wave ?? '', /\nWavegate-Run: r1\nSigned-off-by: \{author\}\nRefs: r1 of .+\nOdd: \{nothing\}\n$/);
});

test('a trailer that is none is refused, and so is the key that subjects had before', () => {
  const codes = (more: string) => parsePlan(`${planText()}\n${more}\n`).problems.map(({ message }) => message);
  assert.match(codes(`commit: { trailers: ['no trailer'] }`).join(), /a trailer is a name, a colon/);
  assert.match(codes(`git: { commit: '{wave}' }`).join(), /"commit" of "git" is now subject of "commit"/);
});

test('no line of a message is longer than tools that look at messages allow', () => {
  const title = 'A title of a task that goes on and on until nobody could read it in one line of a terminal any more';
  const text = planText().replace(/title: .*\n(\s+)owns/, (_line, space: string) => `title: ${title}\n${space}owns`);
  const { plan } = parsePlan(text);
  assert.ok(plan);
  const [wave = ''] = messagesAhead(plan, 'r1');
  assert.ok(
    wave.split('\n').every((line) => line.length <= 100),
    wave,
  );
});
