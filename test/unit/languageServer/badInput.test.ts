import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { planServerArgv, RunningServer } from '../../support/planServer.ts';
import { blockPlan } from '../core/planRules/examplePlans.ts';

const bombs = Array.from('bcdefghijklm', (name, index) => {
  const earlier = 'abcdefghijkl'[index] ?? '';
  return `${name}: &${name} [${Array.from({ length: 9 }, () => `*${earlier}`).join(', ')}]`;
});

/** Globs without a folder of their own, and without an ending that would tell them apart. */
function anywhere(letter: string): string {
  return Array.from({ length: 1_000 }, (_, index) => `"**/{${letter},x}*${index}*/**/*"`).join(', ');
}

const texts: Readonly<Record<string, { readonly text: string; readonly code: string }>> = {
  'cut off in the middle': { text: blockPlan.slice(0, 700), code: 'no-verification' },
  binary: { text: '\u0000\u0001\u0002\u007fELF\uFFFD', code: 'control-character' },
  'of 20 MB': { text: 'a: b\n'.repeat(4_000_000), code: 'too-large' },
  'nested 20,000 brackets deep': { text: '['.repeat(20_000), code: 'yaml-syntax' },
  'nested 20,000 dashes deep': { text: '- '.repeat(20_000), code: 'yaml-syntax' },
  'nested 50,000 mappings deep': { text: '{a: '.repeat(50_000), code: 'yaml-syntax' },
  'that says the same key 5,000 times': { text: 'title: x\n'.repeat(5_000), code: 'duplicate-key' },
  'with 5,000 keys that mean nothing': {
    text: Array.from({ length: 5_000 }, (_, index) => `k${index}: 1\n`).join(''),
    code: 'unknown-key',
  },
  'with two thousand globs that all meet': {
    text: blockPlan
      .replace('owns: [lib/**]', `owns: [${anywhere('b')}]`)
      .replace('- id: b\n', `- {id: z, title: z, owns: [${anywhere('a')}], objective: o}\n      - id: b\n`),
    code: 'ownership-overlap',
  },
  'with Windows line ends': {
    text: blockPlan.replaceAll('\n', '\r\n').replace('id: d', 'id: a'),
    code: 'duplicate-id',
  },
  'indented by tabs': { text: blockPlan.replaceAll('  ', '\t'), code: 'yaml-syntax' },
  'with a byte order mark': { text: `\uFEFF${blockPlan.replace('id: d', 'id: a')}`, code: 'duplicate-id' },
  'with unusual letters': { text: blockPlan.replace('id: d', 'id: "d\u202e😀\u0301"'), code: 'invalid-value' },
  'of anchors that multiply': { text: ['a: &a [x, x, x, x, x, x, x, x, x]', ...bombs].join('\n'), code: 'alias-limit' },
};

describe('the running server, given a text', () => {
  let server: RunningServer;
  before(async () => {
    server = new RunningServer(planServerArgv);
    await server.initialize();
  });
  after(async () => {
    await server.stop();
    server.dispose();
  });

  for (const [what, { text, code }] of Object.entries(texts)) {
    test(`${what}: says ${code}, and goes on`, async () => {
      const uri = `file:///${encodeURIComponent(what)}.waveplan.yaml`;
      const published = server.diagnostics(uri, 1);
      await server.open(uri, 'waveplan', text);
      const codes = (await published).map((diagnostic) => diagnostic.code);
      assert.ok(codes.includes(code), String(codes));
      const textDocument = { uri };
      assert.ok(Array.isArray(await server.connection.sendRequest('textDocument/foldingRange', { textDocument })));
      assert.ok(Array.isArray(await server.connection.sendRequest('textDocument/documentSymbol', { textDocument })));
      const everything = { start: { line: 0, character: 0 }, end: { line: 100_000, character: 0 } };
      const asked = { textDocument, range: everything, context: { diagnostics: [] } };
      assert.ok(Array.isArray(await server.connection.sendRequest('textDocument/codeAction', asked)));
      await server.connection.sendNotification('textDocument/didClose', { textDocument });
    });
  }
});
