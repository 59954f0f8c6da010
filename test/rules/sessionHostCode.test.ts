import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { build } from 'esbuild';

const root = path.join(import.meta.dirname, '..', '..');
const entry = 'src/compose/sessionHost.ts';

test('a session host reads no package and no check before its work needs them: ten start at once at a launch', async () => {
  const { metafile } = await build({
    ...{ absWorkingDir: root, entryPoints: [entry], bundle: true, platform: 'node', format: 'esm', splitting: true },
    ...{ metafile: true, write: false, outdir: 'out', logLevel: 'error' },
  });
  const loaded = new Set<string>();
  const waiting = [entry];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (loaded.has(file)) continue;
    loaded.add(file);
    const imports = metafile.inputs[file]?.imports ?? [];
    waiting.push(
      ...imports.filter(({ kind, external }) => kind !== 'dynamic-import' && !external).map((one) => one.path),
    );
  }
  assert.ok(loaded.has('src/sessions/agent/agentSession.ts'));
  assert.deepEqual(
    [...loaded].filter((file) => /^(?:node_modules|src\/checks|src\/forge|src\/sessions\/ship)\//.test(file)),
    [],
  );
});
