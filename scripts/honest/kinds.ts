/** Kinds of repositories that honest work is done in. In each, two agents add a function and its test. */
export interface Kind {
  readonly name: string;
  /** Program and arguments that tell whether its tools are here. */
  readonly needs: readonly [string, ...string[]];
  /** Packages from npm that its tests need. */
  readonly packages?: readonly string[];
  readonly test: string;
  readonly files: (base: Base) => Readonly<Record<string, string>>;
  /** The whole content of the files that a task changes. */
  readonly work: (task: Task) => Readonly<Record<string, string>>;
}

export const tasks = ['alpha', 'beta'] as const;
export type Task = (typeof tasks)[number];

/** Health of the code before a run. moving: a red test whose name has a port and a time in it. */
export type Base = 'green' | 'red' | 'moving';

const always: Kind['needs'] = ['node', '--version'];
const packageJson = (test: string, more: object = {}) =>
  JSON.stringify({ name: 'honest', version: '1.0.0', type: 'module', scripts: { test }, ...more }, undefined, 2);
const source = (task: Task, more = '') => `export const ${task} = () => '${task}';\n${more}`;
const added = (task: Task) => source(task, `export const more${task} = () => '${task} and more';\n`);

/** A test of JavaScript that is red, as the base has it; nothing for a green one. */
function redTest(base: Base, define: string): string {
  if (base === 'green') return '';
  const name =
    base === 'red'
      ? `'is broken since last year'`
      : '`answers at 127.0.0.1:${20000 + (Date.now() % 9999)} by ${new Date().toISOString()}`';
  return `${define}(${name}, () => { throw new Error('known'); });\n`;
}

/** A kind whose tests are JavaScript: how a test is defined, and what has to be imported for it. */
function javascript(
  name: string,
  test: string,
  {
    define,
    imports,
    packages,
    file,
  }: {
    readonly define: string;
    readonly imports: string;
    readonly packages?: readonly string[];
    readonly file: (task: string) => string;
  },
): Kind {
  const testOf = (task: Task, names: readonly string[]) =>
    `${imports}import * as own from '../src/${task}.js';\n${names.map((own) => `${define}('gives ${own}', () => { if (!own.${own}().includes('${task}')) throw new Error('${own}'); });`).join('\n')}\n`;
  return {
    name,
    needs: always,
    ...(packages === undefined ? {} : { packages }),
    test: 'npm test',
    files: (base) => ({
      'package.json': packageJson(test),
      '.gitignore': 'node_modules\n',
      ...Object.fromEntries(tasks.map((task) => [`src/${task}.js`, source(task)])),
      ...Object.fromEntries(tasks.map((task) => [file(task), testOf(task, [task])])),
      [file('base')]: `${imports}${define}('holds', () => {});\n${redTest(base, define)}`,
    }),
    work: (task) => ({ [`src/${task}.js`]: added(task), [file(task)]: testOf(task, [task, `more${task}`]) }),
  };
}

const shellTest = (task: string, names: readonly string[]) =>
  `#!/bin/sh\n${names.map((name, index) => `if grep -q ${name} src/${task}.txt; then echo "ok ${index + 1} - has ${name}"; else echo "not ok ${index + 1} - has ${name}"; fi`).join('\n')}\necho "1..${names.length}"\n`;
const shellBase = (base: Base) =>
  `#!/bin/sh\necho "1..2"\necho "ok 1 - holds"\n${base === 'green' ? 'echo "ok 2 - holds too"' : `echo "not ok 2 - ${base === 'red' ? 'is broken since last year' : 'answers at 127.0.0.1:2$(date +%M%S)'}"\nexit 1`}\n`;

export const kinds: readonly Kind[] = [
  javascript('node:test', 'node --test', {
    define: 'test',
    imports: `import { test } from 'node:test';\n`,
    file: (task) => `test/${task}.test.js`,
  }),
  javascript('jest', 'node --experimental-vm-modules node_modules/jest/bin/jest.js', {
    define: 'test',
    imports: '',
    packages: ['jest'],
    file: (task) => `test/${task}.test.js`,
  }),
  javascript('vitest', 'vitest run', {
    define: 'test',
    imports: `import { test } from 'vitest';\n`,
    packages: ['vitest'],
    file: (task) => `test/${task}.test.js`,
  }),
  javascript('mocha', 'mocha', {
    define: 'it',
    imports: '',
    packages: ['mocha'],
    file: (task) => `test/${task}.js`,
  }),
  {
    name: 'pytest',
    needs: ['python3', '-m', 'pytest', '--version'],
    test: 'python3 -m pytest -q',
    files: (base) => ({
      '.gitignore': '__pycache__\n.pytest_cache\n',
      ...Object.fromEntries(tasks.map((task) => [`${task}.py`, `def ${task}():\n    return '${task}'\n`])),
      ...Object.fromEntries(
        tasks.map((task) => [
          `test_${task}.py`,
          `from ${task} import ${task}\ndef test_${task}():\n    assert ${task}() == '${task}'\n`,
        ]),
      ),
      'test_base.py': `import pytest, time\ndef test_holds():\n    pass\n${base === 'green' ? '' : `@pytest.mark.parametrize('at', [${base === 'red' ? `'last year'` : `'127.0.0.1:%d' % (20000 + int(time.time()) % 9999)`}])\ndef test_broken(at):\n    assert False\n`}`,
    }),
    work: (task) => ({
      [`${task}.py`]: `def ${task}():\n    return '${task}'\ndef more_${task}():\n    return '${task} and more'\n`,
      [`test_${task}.py`]: `from ${task} import ${task}, more_${task}\ndef test_${task}():\n    assert ${task}() == '${task}'\ndef test_more_${task}():\n    assert '${task}' in more_${task}()\n`,
    }),
  },
  {
    name: 'go',
    needs: ['go', 'version'],
    test: 'go test ./...',
    files: (base) => ({
      'go.mod': 'module example.com/honest\n\ngo 1.19\n',
      ...Object.fromEntries(
        tasks.map((task) => [`${task}/${task}.go`, `package ${task}\n\nfunc Name() string { return "${task}" }\n`]),
      ),
      ...Object.fromEntries(
        tasks.map((task) => [
          `${task}/${task}_test.go`,
          `package ${task}\n\nimport "testing"\n\nfunc TestName(t *testing.T) {\n\tif Name() != "${task}" {\n\t\tt.Error("name")\n\t}\n}\n`,
        ]),
      ),
      'base/base_test.go': `package base\n\nimport (\n\t"fmt"\n\t"testing"\n\t"time"\n)\n\nfunc TestHolds(t *testing.T) {\n\t_ = fmt.Sprint(time.Now())\n}\n${base === 'green' ? '' : `\nfunc TestBroken(t *testing.T) {\n\tt.Run(${base === 'red' ? '"last year"' : 'fmt.Sprintf("127.0.0.1:%d", 20000+time.Now().Unix()%9999)'}, func(t *testing.T) { t.Error("known") })\n}\n`}`,
    }),
    work: (task) => ({
      [`${task}/${task}.go`]: `package ${task}\n\nfunc Name() string { return "${task}" }\n\nfunc More() string { return "${task} and more" }\n`,
      [`${task}/${task}_test.go`]: `package ${task}\n\nimport "testing"\n\nfunc TestName(t *testing.T) {\n\tif Name() != "${task}" {\n\t\tt.Error("name")\n\t}\n}\n\nfunc TestMore(t *testing.T) {\n\tif More() == "" {\n\t\tt.Error("more")\n\t}\n}\n`,
    }),
  },
  {
    name: 'cargo',
    needs: ['cargo', '--version'],
    test: 'cargo test --offline --no-fail-fast',
    files: (base) => ({
      'Cargo.toml': '[package]\nname = "honest"\nversion = "0.1.0"\nedition = "2021"\n',
      'Cargo.lock': 'version = 3\n\n[[package]]\nname = "honest"\nversion = "0.1.0"\n',
      '.gitignore': 'target\n',
      'src/lib.rs': `pub mod alpha;\npub mod beta;\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn holds() {}\n${base === 'green' ? '' : '    #[test]\n    fn broken_since_last_year() { panic!("known") }\n'}}\n`,
      ...Object.fromEntries(tasks.map((task) => [`src/${task}.rs`, rust(task, [task])])),
    }),
    work: (task) => ({ [`src/${task}.rs`]: rust(task, [task, `more_${task}`]) }),
  },
  {
    name: 'make',
    needs: ['make', '--version'],
    test: 'make -k test',
    files: (base) => ({
      Makefile: `test: base ${tasks.join(' ')}\n\n${['base', ...tasks].map((task) => `${task}:\n\tsh tests/${task}.sh\n`).join('\n')}\n.PHONY: test base ${tasks.join(' ')}\n`,
      'tests/base.sh': shellBase(base),
      ...Object.fromEntries(tasks.map((task) => [`src/${task}.txt`, `${task}\n`])),
      ...Object.fromEntries(tasks.map((task) => [`tests/${task}.sh`, shellTest(task, [task])])),
    }),
    work: (task) => ({
      [`src/${task}.txt`]: `${task}\nmore${task}\n`,
      [`tests/${task}.sh`]: shellTest(task, [task, `more${task}`]),
    }),
  },
  {
    name: 'workspaces',
    needs: ['npm', '--version'],
    test: 'npm test --workspaces',
    files: (base) => ({
      'package.json': packageJson('npm test --workspaces', { private: true, workspaces: ['packages/*'] }),
      '.gitignore': 'node_modules\n',
      ...Object.fromEntries(
        ['base', ...tasks].map((task) => [`packages/${task}/package.json`, packageJson('node --test', { name: task })]),
      ),
      'packages/base/test/base.test.js': `import { test } from 'node:test';\ntest('holds', () => {});\n${redTest(base, 'test')}`,
      ...Object.fromEntries(tasks.map((task) => [`packages/${task}/index.js`, source(task)])),
      ...Object.fromEntries(tasks.map((task) => [`packages/${task}/test/own.test.js`, workspaceTest(task, [task])])),
    }),
    work: (task) => ({
      [`packages/${task}/index.js`]: added(task),
      [`packages/${task}/test/own.test.js`]: workspaceTest(task, [task, `more${task}`]),
    }),
  },
  {
    name: 'shell',
    needs: ['sh', '-c', 'exit 0'],
    test: 'sh test.sh',
    files: (base) => ({
      'test.sh': `#!/bin/sh\nred=0\nfor suite in tests/*.sh; do sh "$suite" || red=1; done\nexit $red\n`,
      'tests/base.sh': shellBase(base),
      ...Object.fromEntries(tasks.map((task) => [`src/${task}.txt`, `${task}\n`])),
      ...Object.fromEntries(tasks.map((task) => [`tests/${task}.sh`, shellTest(task, [task])])),
    }),
    work: (task) => ({
      [`src/${task}.txt`]: `${task}\nmore${task}\n`,
      [`tests/${task}.sh`]: shellTest(task, [task, `more${task}`]),
    }),
  },
];

function rust(task: Task, names: readonly string[]): string {
  return `${names.map((name) => `pub fn ${name}() -> &'static str { "${task}" }`).join('\n')}\n#[cfg(test)]\nmod tests {\n${names.map((name) => `    #[test]\n    fn gives_${name}() { assert_eq!(super::${name}(), "${task}"); }`).join('\n')}\n}\n`;
}

function workspaceTest(task: Task, names: readonly string[]): string {
  return `import { test } from 'node:test';\nimport * as own from '../index.js';\n${names.map((name) => `test('gives ${name}', () => { if (!own.${name}().includes('${task}')) throw new Error('${name}'); });`).join('\n')}\n`;
}
