import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { scriptStops } from '../../../src/checks/scriptStops.ts';

interface Case {
  readonly command: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly text?: string;
  readonly red?: string;
}

async function stops({ command, files = {}, text = '', red = 'jest' }: Case): Promise<readonly string[]> {
  const root = mkdtempSync(path.join(os.tmpdir(), 'scripts-'));
  try {
    for (const [file, content] of Object.entries(files)) writeFileSync(path.join(root, file), content);
    return await scriptStops(root, command, text, [red]);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const json = (scripts: unknown): string => JSON.stringify({ scripts });
const errexit = '#!/usr/bin/env bash\nset -euo pipefail\ncd "$(dirname "$0")"\n';
const composer = 'Script phpunit handling the test event returned with error code 1\n';

describe('a program that stops in a loop', () => {
  for (const [name, [file, source]] of Object.entries({
    Python: ['ci.py', 'import subprocess\nfor each in ["jest", "./e2e"]:\n    subprocess.check_call(each)\n'],
    Node: ['ci.js', "for (const each of ['jest', './e2e']) {\n  execSync(each);\n}\n"],
  } as const)) {
    test(`is known (${name})`, async () => {
      const command = name === 'Node' ? 'node ci.js' : 'python ci.py';
      assert.match((await stops({ command, files: { [file]: source } })).join(), /goes through after it/);
    });
  }
});

describe('a script that stops at its first red command', () => {
  const stopping: Readonly<Record<string, Case>> = {
    'with set -e': { command: './ci.sh', files: { 'ci.sh': `${errexit}npx jest\n./e2e\n` } },
    'with a shebang that says so': { command: './ci', files: { ci: '#!/bin/sh -e\nnpx jest\n./e2e\n' } },
    'run by bash -e': { command: 'bash -e ci.sh', files: { 'ci.sh': 'npx jest\n./e2e\n' } },
    'in a container': { command: 'docker compose run app ./ci.sh', files: { 'ci.sh': `${errexit}npx jest\n./e2e\n` } },
    'by leaving': { command: 'sh ci.sh', files: { 'ci.sh': 'npx jest || exit 1\n./e2e\n' } },
    'by a chain in it': { command: 'sh ci.sh', files: { 'ci.sh': 'npx jest \\\n  && ./e2e\n' } },
    'given with -c': { command: 'sh -c "npx jest && ./e2e"' },
    'of which nothing says what is red': { command: './ci.sh', files: { 'ci.sh': `${errexit}./unit\n./e2e\n` } },
    'of a package, silently': {
      command: 'npm test --silent',
      files: { 'package.json': json({ test: 'jest && node e2e.js' }) },
    },
    'run by Node': { command: 'node --run test', files: { 'package.json': json({ test: 'jest && node e2e.js' }) } },
    'that a script of a package calls': {
      command: 'npm test',
      text: '> a@1.0.0 test\n> ./ci.sh\n',
      files: { 'ci.sh': `${errexit}npx jest\n./e2e\n` },
    },
    'of Composer': {
      command: 'composer test',
      text: composer,
      files: { 'composer.json': json({ test: ['phpunit', 'behat'] }) },
    },
    'of rake, a further prerequisite': {
      command: 'bundle exec rake',
      red: 'minitest',
      text: 'rake aborted!\n\nTasks: TOP => default => unit\n(See full trace by running task with --trace)\n',
      files: { Rakefile: 'task default: %i[lint unit e2e]\n' },
    },
    'of rake, prerequisites with an arrow': {
      command: 'rake test',
      red: 'rspec',
      text: 'rake aborted!\nTasks: TOP => test => unit\n',
      files: { Rakefile: "task :test => [:unit, 'e2e']\n" },
    },
    'of rake, a further task asked for': {
      command: 'rake unit e2e',
      red: 'minitest',
      text: 'rake aborted!\nTasks: TOP => unit\n',
      files: { Rakefile: '' },
    },
    'of rake, a further command of the task': {
      command: 'rake test',
      red: 'rspec',
      text: 'rake aborted!\nCommand failed with status (1): [rspec spec/unit]\nTasks: TOP => test\n',
      files: { Rakefile: 'task :test do\n  sh "rspec spec/unit"\n  sh "rspec spec/e2e"\nend\n' },
    },
    'of nox': {
      command: 'nox',
      red: 'pytest',
      text: 'nox > Running session tests-3.12\nnox > pytest unit\nnox > Command pytest unit failed with exit code 1\nnox > Session tests-3.12 failed.\n',
      files: {
        'noxfile.py':
          'import nox\n\n@nox.session(python=["3.12"])\ndef tests(session):\n    session.install("pytest")\n    session.run("pytest", "unit")\n    session.run("pytest", "e2e")\n',
      },
    },
    'in Python, with check_call': {
      command: 'python3 ci.py',
      files: {
        'ci.py': 'import subprocess\nsubprocess.check_call(["npx", "jest"])\nsubprocess.check_call(["./e2e"])\n',
      },
    },
    'in Python, with an exit after each': {
      command: './ci.py',
      files: {
        'ci.py':
          '#!/usr/bin/env python3\nimport subprocess, sys\ndone = subprocess.run(["npx", "jest"])\nif done.returncode != 0:\n    sys.exit(1)\nsubprocess.run(["./e2e"])\n',
      },
    },
    'in Python, through a function': {
      command: 'python ci.py',
      files: {
        'ci.py':
          'import subprocess\n\ndef run(*words):\n    subprocess.run(words, check=True)\n\nrun("npx", "jest")\nrun("./e2e")\n',
      },
    },
    'in Node': {
      command: 'node ci.mjs',
      files: { 'ci.mjs': "execSync('npx jest', { stdio: 'inherit' });\nexecSync('./e2e', { stdio: 'inherit' });\n" },
    },
    'in Node, called by npm': {
      command: 'npm test',
      text: '> a@1.0.0 test\n> node ci.js\n',
      files: { 'ci.js': 'const r = spawnSync("jest");\nif (r.status) process.exit(r.status);\nspawnSync("./e2e");\n' },
    },
    'in zx': { command: 'zx ci.mjs', files: { 'ci.mjs': 'await $`npx jest`;\nawait $`./e2e`;\n' } },
    'in Go': {
      command: 'go run ci.go',
      files: {
        'ci.go':
          'package main\n\nfunc main() {\n\tif err := exec.Command("npx", "jest").Run(); err != nil {\n\t\tlog.Fatal(err)\n\t}\n\texec.Command("./e2e").Run()\n}\n',
      },
    },
    'in Ruby': { command: 'ruby ci.rb', files: { 'ci.rb': "system('npx jest') || exit(1)\nsystem('./e2e')\n" } },
    'of tox': {
      command: 'tox',
      red: 'pytest',
      text: 'py: exit 1 (0.5 seconds) /x> pytest pid=1\n',
      files: { 'tox.ini': '[testenv]\ncommands =\n    pytest\n    ./e2e\n' },
    },
  };
  for (const [name, given] of Object.entries(stopping)) {
    test(`is known (${name})`, async () =>
      assert.match((await stops(given)).join(' '), /(?:e2e|behat).* never (?:have )?r[ua]n/));
  }

  const complete: Readonly<Record<string, Case>> = {
    'the red command is the last': { command: './ci.sh', files: { 'ci.sh': `${errexit}./unit\nnpx jest\n` } },
    'only preparations come before': {
      command: './ci.sh',
      files: { 'ci.sh': `${errexit}npm ci\nnpm run build\nexport A=1\nnpm test\necho done\n` },
    },
    'the shell goes on': { command: 'sh ci.sh', files: { 'ci.sh': 'npx jest\n./e2e # not && here\n' } },
    'its trace shows the last command': {
      command: 'bash -ex ci.sh',
      text: '+ ./unit\n+ ./e2e\n',
      files: { 'ci.sh': './unit\n./e2e\n' },
    },
    'npm says that it came to the last': {
      command: 'sh -c "npm run lint && npm test"',
      text: '> a@1.0.0 lint\n> eslint .\n\n> a@1.0.0 test\n> jest\n',
    },
    'a text of it has &&': { command: 'sh -c "echo \'a && b\'; npx jest"' },
    'Composer was at the last': {
      command: 'composer test',
      text: composer,
      files: { 'composer.json': json({ test: ['phpstan', 'phpunit'] }) },
    },
    'tox is told to go on': {
      command: 'tox',
      red: 'pytest',
      text: 'py: exit 1 (0.5 seconds) /x> pytest pid=1\n',
      files: { 'tox.ini': '[testenv]\nignore_errors = true\ncommands =\n    pytest\n    ./e2e\n' },
    },
    'the red task of rake is the last': {
      command: 'rake',
      red: 'rspec',
      text: 'rake aborted!\nTasks: TOP => default => spec\n',
      files: { Rakefile: 'task default: %w[rubocop spec]\n' },
    },
    'rake was asked for one task that needs nothing': {
      command: 'bundle exec rake test TESTOPTS=-v',
      red: 'minitest',
      text: 'rake aborted!\nCommand failed with status (1): [ruby -w -I"lib:test"...]\nTasks: TOP => test\n',
      files: { Rakefile: 'Rake::TestTask.new(:test)\n' },
    },
    'a session of nox came to its end': {
      command: 'nox',
      red: 'pytest',
      text: 'nox > mypy src\nnox > pytest -q\nnox > Session tests failed.\n',
      files: {
        'noxfile.py':
          '@nox.session\ndef tests(session):\n    session.run("mypy", "src")\n    session.run("pytest", "-q")\n',
      },
    },
    'a program in Python goes on, and sums up at its end': {
      command: 'python ci.py',
      files: {
        'ci.py':
          'import subprocess, sys\nred = subprocess.call(["npx", "jest"])\nred |= subprocess.call(["./e2e"])\nsys.exit(red)\n',
      },
    },
    'a loop in Python goes on': {
      command: 'python ci.py',
      files: {
        'ci.py':
          'import subprocess, sys\nred = 0\nfor each in ["jest", "./e2e"]:\n    red |= subprocess.call(each)\nsys.exit(red)\n',
      },
    },
    'a program starts one command': {
      command: 'node ci.js',
      files: { 'ci.js': "const { execSync } = require('child_process');\nexecSync('npx jest');\n" },
    },
    'the red command is the last that a program starts': {
      command: 'node ci.js',
      files: { 'ci.js': "execSync('node prepare.js');\nexecSync('npx jest');\n" },
    },
    'a program catches what is thrown': {
      command: 'node ci.js',
      files: {
        'ci.js':
          "function run(command) {\n  try {\n    execSync(command);\n  } catch {\n    red = true;\n  }\n}\nrun('jest');\nrun('./e2e');\nif (red) process.exit(1);\n",
      },
    },
    'the program is a file of tests': {
      command: 'python3 test_ci.py',
      red: 'unittest',
      files: {
        'test_ci.py':
          'import unittest, subprocess\nsubprocess.check_call(["a"])\nsubprocess.check_call(["b"])\nunittest.main()\n',
      },
    },
    'a runner has it as an argument': {
      command: 'node --test ci.js',
      files: { 'ci.js': "execSync('jest');\nexecSync('./e2e');\n" },
    },
    'it is no script': { command: './ci.js', files: { 'ci.js': '#!/usr/bin/env node\nset -e\njest\ne2e\n' } },
  };
  for (const [name, given] of Object.entries(complete)) {
    test(`is not suspected where ${name}`, async () => assert.deepEqual(await stops(given), []));
  }
});
