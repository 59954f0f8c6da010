import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { build } from 'esbuild';
import type { Metafile } from 'esbuild';

const root = path.join(import.meta.dirname, '..', '..');
const sessionHost = 'src/compose/sessionHost.ts';
const commandLine = 'src/cli/main.ts';

/** Modules of the two programs that start most often, as the bundler finds them. */
const { inputs } = await modulesOf(sessionHost, commandLine);

async function modulesOf(...entryPoints: readonly string[]): Promise<Metafile> {
  const { metafile } = await build({
    ...{ absWorkingDir: root, entryPoints: [...entryPoints], bundle: true, platform: 'node', format: 'esm' },
    ...{ splitting: true, metafile: true, write: false, outdir: 'out', logLevel: 'error' },
  });
  return metafile;
}

/** Modules that are read before anything of a module runs; what it loads with `import()` is not among them. */
function readAtOnce(module: string): readonly string[] {
  assert.ok(module in inputs, `${module} is part of a program`);
  const read = new Set<string>();
  const waiting = [module];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (read.has(file)) continue;
    read.add(file);
    const imports = inputs[file]?.imports ?? [];
    waiting.push(
      ...imports.filter(({ kind, external }) => kind !== 'dynamic-import' && !external).map((one) => one.path),
    );
  }
  return [...read];
}

test('a session host reads no package and no check before its work needs them: ten start at once at a launch', () => {
  const read = readAtOnce(sessionHost);
  assert.ok(read.includes('src/sessions/agent/agentSession.ts'));
  assert.deepEqual(
    read.filter((file) => /^(?:node_modules|src\/checks|src\/forge|src\/sessions\/ship)\//.test(file)),
    [],
  );
});

test('the command line reads no command before it knows which one is meant', () => {
  const read = readAtOnce(commandLine);
  assert.ok(read.includes('src/cli/commandTable.ts'));
  assert.deepEqual(
    read.filter((file) => /^(?:node_modules|src\/(?:core|git|runs)|src\/cli\/commands)\//.test(file)),
    [],
  );
});

test('a command that only looks at runs reads neither the engine, nor the rules of plans, nor a database', () => {
  const read = readAtOnce('src/cli/sets/reading.ts');
  assert.ok(read.includes('src/cli/commands/gates.ts'));
  const dear = /^node_modules\/(?:zod|pg)\/|^src\/core\/planRules\/|^src\/engine\/(?:runEngine|openRun)\.ts$/;
  assert.deepEqual(
    read.filter((file) => dear.test(file)),
    [],
  );
});

test('a command that checks a plan reads no engine', () => {
  const read = readAtOnce('src/cli/sets/planning.ts');
  assert.ok(read.includes('src/core/planRules/check/parsePlan.ts'));
  assert.ok(!read.includes('src/engine/runEngine.ts'));
});

test('an import that makes such a start slower is found', () => {
  assert.ok(readAtOnce('src/cli/sets/driving.ts').includes('src/engine/runEngine.ts'));
});
