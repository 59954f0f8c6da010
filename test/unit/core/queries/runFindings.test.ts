import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ValidatorFinding } from '../../../../src/core/model/finding.ts';
import { runInTriage } from '../../../support/states.ts';
import { runFindings } from '../../../../src/core/queries/runFindings.ts';

test('findings of validators can be put into a plan too, with the severity that a plan has for theirs, unless they are fixed', () => {
  const finding = (
    id: string,
    severity: ValidatorFinding['severity'],
    status: ValidatorFinding['status'] = 'open',
  ) => ({
    ...{ id, severity, status, file: 'src/a.js', line: 1, title: id, detail: '', remediation: '' },
    ...{ citation: 'verified' as const, validators: ['code'] },
  });
  const lastFindings = [
    finding('v1', 'blocker'),
    finding('v2', 'issue'),
    finding('v3', 'nit'),
    finding('v4', 'nit', 'fixed'),
  ];
  const { audit } = runInTriage().run;
  assert.deepEqual(
    runFindings({ audit: { ...audit, findings: [] }, lastFindings }).map(({ id, severity }) => [id, severity]),
    [
      ['v1', 'high'],
      ['v2', 'moderate'],
      ['v3', 'low'],
    ],
  );
});
