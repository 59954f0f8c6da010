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
    'it is no script': { command: './ci.js', files: { 'ci.js': '#!/usr/bin/env node\nset -e\njest\ne2e\n' } },
  };
  for (const [name, given] of Object.entries(complete)) {
    test(`is not suspected where ${name}`, async () => assert.deepEqual(await stops(given), []));
  }
});
