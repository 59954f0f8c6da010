import assert from 'node:assert/strict';
import test from 'node:test';
import { pathSigns } from '../../../../src/core/gates/pathSigns.ts';

test('files that decide what runs, what is locked and what is ignored are reasons to look', () => {
  const expected = {
    'packages/a/jest.config.ts': 'decides which tests run',
    'tests/conftest.py': 'decides which tests run',
    '.github/workflows/ci.yml': 'runs in CI or as a hook',
    '.husky/pre-push': 'runs in CI or as a hook',
    'package.json': 'build or test scripts',
    'pnpm-lock.yaml': 'lock file',
    '.gitignore': 'decides what git or tools ignore',
    'api/user.pb.go': 'generated',
  };
  for (const [path, reason] of Object.entries(expected)) {
    assert.deepEqual(
      pathSigns(path).map((sign) => sign.reason),
      [reason],
      path,
    );
  }
  assert.deepEqual(pathSigns('src/config.ts'), []);
});
