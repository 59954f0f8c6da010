import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';
import type { IGrammar } from 'vscode-textmate';
import { installServer } from '../../scripts/vscodeHost/installServer.ts';

const require = createRequire(import.meta.url);
const own = path.join(import.meta.dirname, '..', '..', 'syntaxes', 'waveplan.tmLanguage.json');

/** Files of our grammar, and of those of VS Code's own that it builds on, by scope. */
async function grammarFiles(): Promise<ReadonlyMap<string, string>> {
  const program = await installServer((line) => console.error(line));
  const extensions = path.join(path.dirname(program), '..', 'extensions');
  const files = new Map([['source.waveplan', own]]);
  for (const extension of ['yaml', 'markdown-basics']) {
    const folder = path.join(extensions, extension);
    const manifest = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')) as {
      readonly contributes: { readonly grammars: readonly { readonly scopeName: string; readonly path: string }[] };
    };
    for (const { scopeName, path: file } of manifest.contributes.grammars)
      files.set(scopeName, path.join(folder, file));
  }
  return files;
}

/** The scopes of each piece of a text, as `piece: innermost scopes`. */
function scopes(grammar: IGrammar, text: string): readonly (readonly [string, string])[] {
  let state = textmate.INITIAL;
  return text.split('\n').flatMap((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    return tokens.map(({ startIndex, endIndex, scopes: names }): [string, string] => [
      line.slice(startIndex, endIndex),
      names.join(' '),
    ]);
  });
}

describe('the colours of a plan', () => {
  let grammar: IGrammar;
  before(async () => {
    const files = await grammarFiles();
    const wasm = await readFile(require.resolve('vscode-oniguruma/release/onig.wasm'));
    await oniguruma.loadWASM(wasm);
    const registry = new textmate.Registry({
      onigLib: Promise.resolve({
        createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
        createOnigString: (text) => new oniguruma.OnigString(text),
      }),
      loadGrammar: async (scope) => {
        const file = files.get(scope);
        return file === undefined ? null : textmate.parseRawGrammar(await readFile(file, 'utf8'), file);
      },
    });
    const loaded = await registry.loadGrammar('source.waveplan');
    assert.ok(loaded);
    grammar = loaded;
  });

  const scopeOf = (text: string, piece: string): string =>
    scopes(grammar, text).find(([token]) => token.includes(piece))?.[1] ?? assert.fail(`no piece "${piece}"`);

  const task = `waves:
  - id: one
    tasks:
      - id: a
        objective: |
          Make **this** work, and say \`how\`.

          Nothing else.
        steps: [a, b]
        risk: low # not much
`;

  test('show keys, words and comments as YAML', () => {
    assert.match(scopeOf(task, 'waves'), /entity\.name\.tag/);
    assert.match(scopeOf(task, ' not much'), /comment/);
    assert.match(scopeOf(task, 'low'), /string\.unquoted/);
  });

  test('show prompt text as Markdown', () => {
    assert.match(scopeOf(task, 'this'), /meta\.embedded\.block\.markdown.*markup\.bold/);
    assert.match(scopeOf(task, 'Nothing else'), /meta\.embedded\.block\.markdown/);
  });

  test('are YAML again after the prompt', () => {
    assert.match(scopeOf(task, 'steps'), /entity\.name\.tag/);
    assert.doesNotMatch(scopeOf(task, 'steps'), /markdown/);
    assert.doesNotMatch(scopeOf(task, 'risk'), /markdown/);
  });

  test('leave other texts of several lines alone', () => {
    assert.doesNotMatch(scopeOf('title: |\n  Make **this** work\n', 'this'), /markdown/);
  });

  test('of what is no prompt key do not start in the middle of a word', () => {
    assert.doesNotMatch(scopeOf('unfocused: |\n  **this**\n', 'this'), /markdown/);
  });
});
