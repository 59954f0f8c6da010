import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hover } from '../../../src/languageServer/hover.ts';
import { inTask, marked } from './marked.ts';

function shown({ file, position }: ReturnType<typeof marked>): string | undefined {
  const result = hover(file, position);
  return result === undefined ? undefined : (result.contents as { readonly value: string }).value;
}

test('a key shows its type, its meaning and its default', () => {
  assert.equal(
    shown(inTask('ri▮sk: low')),
    '**risk** (low | medium | high)\n\nHow closely the spot-check should look.\n\nDefault: `medium`',
  );
  assert.match(shown(marked('wa▮ves:\n  - id: x')) ?? '', /^\*\*waves\*\* \(list of waves\)/);
});

test('a value shows the meaning of its key', () => {
  assert.match(shown(inTask('risk: hi▮gh')) ?? '', /^\*\*risk\*\*/);
  assert.match(shown(inTask('owns: [src/▮b.js]')) ?? '', /^\*\*owns\*\*/);
});

test('a name shows what it refers to, in words and not as Markdown', () => {
  assert.equal(shown(inTask('dependsOn: [a▮]')), '**a**\n\nTask of wave "one": Extend \\*a\\*');
  assert.equal(shown(inTask('agent: reader▮')), '**reader**\n\nAgent, read\\-only');
  assert.equal(shown(inTask('findings: [F-1▮]')), '**F-1**\n\nFinding, high: The constant is missing');
});

test('what the format does not know shows nothing', () => {
  assert.equal(shown(inTask('riks▮: low')), undefined);
  assert.equal(shown(marked('title: x\n\n▮\n')), undefined);
});
