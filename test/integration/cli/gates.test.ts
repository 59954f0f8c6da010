import assert from 'node:assert/strict';
import { appendFile, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import { makeProject } from './project.ts';
import type { Outcome } from './commands.ts';
import type { Project } from './project.ts';

const planFile = 'plan.waveplan.yaml';

function expectExit({ exitCode, out, notes }: Outcome, expected: number): void {
  assert.equal(exitCode, expected, `${out}\n${notes}`);
}

async function latestRun(project: Project): Promise<string> {
  const { out } = await project.wavegate('status', '--json');
  const [latest] = JSON.parse(out) as readonly { readonly run: string }[];
  return latest?.run ?? assert.fail('there is no run');
}

suite('a run on the command line', () => {
  test('gate by gate with a key: nothing goes on without a decision, and everything can be verified', async (context) => {
    const project = await makeProject(context);
    const { wavegate } = project;
    await writeFile(path.join(project.home, 'go'), '');
    const key = ['--key', path.join(project.home, 'key.pem')];
    expectExit(await wavegate('keygen', path.join(project.home, 'key.pem')), 0);

    const started = await wavegate('run', planFile, ...key);
    expectExit(started, 4);
    assert.match(started.out, /Waiting: .*Approve the plan/);
    const run = await latestRun(project);
    assert.match(started.out, new RegExp(`wavegate approve.* ${run} plan-1`));
    assert.match((await wavegate('gates')).out, /plan-1 {2}pending/);

    const unknown = await wavegate('approve', run, 'lunch-1', ...key);
    expectExit(unknown, 2);
    assert.match(unknown.notes, /These wait: plan-1/);
    const otherKey = await wavegate('approve', run, 'plan-1');
    expectExit(otherKey, 1);
    assert.match(otherKey.notes, /another signing key/);

    const copied = path.join(project.home, 'copied.pem');
    await copyFile(path.join(project.home, 'key.pem'), copied);
    const copy = await wavegate('approve', run, 'plan-1', '--key', copied);
    expectExit(copy, 1);
    assert.match(copy.notes, /copy of a key file without a passphrase/);

    const wordless = await wavegate('reject', run, 'plan', ...key);
    expectExit(wordless, 1);
    expectExit(await wavegate('reject', run, 'plan', ...key, '--note', 'Not yet.'), 0);
    const parked = await wavegate('resume', run, ...key, '--approve', 'all');
    expectExit(parked, 1);
    assert.match(parked.out, /Waiting: .*Not yet\./);

    const ended = await wavegate('approve', run, 'plan-1', ...key, '--note', 'Now.');
    expectExit(ended, 1);
    assert.match(ended.notes, /plan-1 is rejected already, and stays so/);
    const reopened = await wavegate('reopen', run, 'plan-1');
    expectExit(reopened, 0);
    assert.match(reopened.out, /plan-2 {2}pending/);
    assert.match(reopened.out, / {2}Waves\n {4}1 · Both modules: 2 tasks/);
    expectExit(await wavegate('approve', run, 'plan-2', ...key, '--note', 'Now.'), 0);
    expectExit(await wavegate('resume', run, ...key, '--approve', 'launch'), 4);
    const folder = await runFolder(project, run);
    const requests = path.join(folder, 'requests');
    await mkdir(requests, { recursive: true });
    await writeFile(path.join(requests, 'spot-check-1.approved'), 'the planner is content');
    await writeFile(path.join(requests, 'launch-9.hold'), 'no such gate waits');
    const listed = (await wavegate('status')).out;
    assert.match(
      listed,
      /^ {2}spot-check-1: a file asks for approval, which decides nothing: the planner is content$/m,
    );
    assert.doesNotMatch(listed, /launch-9/);
    await rm(requests, { recursive: true });
    await appendFile(
      path.join(folder, 'drafts.jsonl'),
      `${JSON.stringify({ gate: 'spot-check-1', change: { type: 'answer', name: 'src/b.js', value: 'not-ok' } })}\n`,
    );
    const marked = await wavegate('approve', run, 'spot-check', ...key);
    expectExit(marked, 1);
    assert.match(marked.notes, /You marked src\/b\.js as not OK/);
    const driven = await wavegate('resume', run, ...key, '--approve', 'launch,spot-check');
    expectExit(driven, 4);
    assert.match(driven.out, /Wave 1 · Both modules committed/);
    assert.match(driven.out, /acceptance-1 {2}pending/);

    const shown = await wavegate('diff', run, 'spot-check-1', '--name-only');
    expectExit(shown, 0);
    assert.deepEqual(shown.out.trim().split('\n').sort(), ['src/a.js', 'src/b.js']);
    assert.match((await wavegate('diff', run, 'spot-check-1')).out, /^\+export const name = "a";$/m);
    const unanswered = await wavegate('approve', run, 'acceptance', ...key);
    expectExit(unanswered, 1);
    const answers = ['explain=yes', 'rewrite=yes', 'worstCase=no', 'defend=yes', 'testing=a = b, tried'];
    const given = answers.flatMap((answer) => ['--answer', answer]);
    const unseen = await wavegate('approve', run, 'acceptance', ...key, ...given);
    expectExit(unseen, 1);
    assert.match(unseen.notes, /look at the riskiest files of the whole change first.*src\/a\.js, src\/b\.js/);
    const looked = ['--ok', 'src/a.js', '--ok', 'src/b.js'];
    expectExit(await wavegate('approve', run, 'acceptance', ...key, ...given, ...looked), 0);
    const shipped = await wavegate('resume', run, ...key, '--approve', 'ship', '--json');
    expectExit(shipped, 0);
    const last = JSON.parse(shipped.out.trim().split('\n').at(-1) ?? '') as { readonly kind: string };
    assert.equal(last.kind, 'shipped');

    expectExit(await wavegate('verify', run), 0);
    const report = await wavegate('report');
    assert.match(report.out, /Tested by hand: a = b, tried/);
    const record = await wavegate('record', '--self-checks');
    assert.match(record.out, /^Zoë Test: yes to explain 1 of 1, rewrite 1 of 1, worstCase 0 of 1, defend 1 of 1\n/);
    assert.match(record.out, /worstCase no, defend yes, 2 risky files looked at/);
    assert.match(report.out, /plan: rejected by Zoë Test \(cli\)/);
    assert.equal(project.git('status', '--porcelain'), '');
    assert.equal(project.git('ls-tree', '--name-only', `wavegate/${run}:src`), 'a.js\nb.js');

    const over = await wavegate('approve', run, 'ship-1', ...key);
    expectExit(over, 1);
    await tamper(project, run);
  });

  test('what is wrong with the place or the plan is said with the right exit code, and nothing is made', async (context) => {
    const project = await makeProject(context);
    const outside = await project.wavegate('status', '--repo', project.home);
    expectExit(outside, 3);
    assert.match(outside.notes, /not in a git repository/);
    expectExit(await project.wavegate('status', '../../etc'), 3);
    expectExit(await project.wavegate('report'), 2);
    expectExit(await project.wavegate('run', planFile, '--key', 'missing.pem'), 3);
    expectExit(await project.wavegate('run', planFile, '--approve', 'lunch'), 2);

    const readOnly = await project.wavegate('run', planFile, '--state', '/proc/wavegate');
    expectExit(readOnly, 3);
    const nested = await project.wavegate('run', planFile, '--state', path.join(project.repository, 'state'));
    expectExit(nested, 3);
    assert.match(nested.notes, /inside the repository/);

    await writeFile(path.join(project.repository, 'left.txt'), 'work');
    const dirty = await project.wavegate('run', planFile);
    expectExit(dirty, 3);
    assert.match(dirty.notes, /uncommitted changes \(left\.txt\)/);
    const source = await readFile(path.join(project.repository, planFile), 'utf8');
    await writeFile(path.join(project.repository, planFile), source.replace('owns', 'own'));
    expectExit(await project.wavegate('run', planFile), 1);
    assert.equal(project.git('branch', '--list', 'wavegate/*'), '');
    assert.deepEqual(JSON.parse((await project.wavegate('status', '--json')).out), []);
  });
});

suite('gates that name people', () => {
  test('open by the keys that the repository binds to their names, and by as many as they need', async (context) => {
    const project = await makeProject(context);
    const { wavegate } = project;
    const file = path.join(project.repository, planFile);
    const source = await readFile(file, 'utf8');
    await writeFile(file, source.replace('waves:', 'gates: {launch: {required: 2}}\nwaves:'));
    project.git('commit', '--quiet', '-am', 'Ask two people, and name none');
    const alone = await wavegate('run', planFile);
    expectExit(alone, 1);
    assert.match(
      alone.notes,
      /launch gate could never be opened: 2 approvals are required, and one person may give them/,
    );
    const named = source.replace('waves:', 'gates: {launch: {approvers: [Ann, Ben], required: 2}}\nwaves:');
    await writeFile(file, named);
    project.git('commit', '--quiet', '-am', 'Name people');
    const nobody = await wavegate('run', planFile);
    expectExit(nobody, 1);
    assert.match(nobody.notes, /Ann may decide.*wavegate approvers add/);

    const missing = await wavegate('approvers', 'add', 'Ann', 'nothing.pub');
    expectExit(missing, 2);
    assert.match(missing.notes, /The file .*nothing\.pub cannot be read\. A public key looks like: ssh-ed25519/);
    assert.match((await wavegate('approvers', 'add', 'Ann', 'nonsense')).notes, /That is no Ed25519 public key/);

    const keys = Object.fromEntries(['own', 'ann', 'ben'].map((who) => [who, path.join(project.home, who)]));
    const keyOf = (who: string): readonly [string, string] => ['--key', keys[who] ?? ''];
    for (const who of ['own', 'ann', 'ben']) {
      const { out } = await wavegate('keygen', keys[who] ?? '', '--json');
      const { approver } = JSON.parse(out) as { readonly approver: string };
      const words = approver.slice(approver.indexOf('ssh-ed25519')).split(' ');
      if (who !== 'own') expectExit(await wavegate('approvers', 'add', who === 'ann' ? 'Ann' : 'Ben', ...words), 0);
    }
    assert.match((await wavegate('approvers')).out, /^Ann {2}SHA256:.+\nBen {2}SHA256:/);
    project.git('add', '.');
    project.git('commit', '--quiet', '-m', 'Bind them to keys');

    expectExit(await wavegate('run', planFile, '--approve', 'all', ...keyOf('own')), 4);
    const run = await latestRun(project);
    const own = await wavegate('approve', run, 'launch-1', ...keyOf('own'));
    expectExit(own, 1);
    assert.match(own.notes, /not among the approvers of gate launch-1 \(Ann, Ben\)/);
    const first = await wavegate('approve', run, 'launch-1', ...keyOf('ann'));
    expectExit(first, 0);
    assert.match(first.out, /approved by Ann. 1 of 2 approvals/);
    expectExit(await wavegate('approve', run, 'launch-1', ...keyOf('ann')), 1);
    assert.match((await wavegate('gates', run)).out, /Approvals, 1 of 2\n {4}Ann/);
    const second = await wavegate('approve', run, 'launch-1', ...keyOf('ben'));
    expectExit(second, 0);
    assert.match(second.out, /launch-1: approved by Ben\./);
    await writeFile(path.join(project.home, 'go'), '');
    expectExit(await wavegate('resume', run, '--approve', 'all', ...keyOf('own')), 0);
    expectExit(await wavegate('verify', run), 0);
  });
});

async function runFolder(project: Project, run: string): Promise<string> {
  const { out } = await project.wavegate('attach', 'a', '--run', run, '--json');
  return path.join((JSON.parse(out) as { readonly folder: string }).folder, '..', '..');
}

/** A shipped run's record: any change to the journal or the branch is told. */
async function tamper(project: Project, run: string): Promise<void> {
  const foreign = project.git('commit-tree', '-m', 'foreign', '-p', `wavegate/${run}`, `wavegate/${run}^{tree}`);
  const tip = project.git('rev-parse', `wavegate/${run}`);
  project.git('update-ref', `refs/heads/wavegate/${run}`, foreign);
  const moved = await project.wavegate('verify', run);
  expectExit(moved, 1);
  assert.match(moved.out, /^BAD branch .*does not tell of/m);
  project.git('update-ref', `refs/heads/wavegate/${run}`, tip);

  const folder = (JSON.parse((await project.wavegate('attach', 'a', '--json')).out) as { readonly folder: string })
    .folder;
  const journal = path.join(folder, '..', '..', 'journal.jsonl');
  const text = await readFile(journal, 'utf8');
  await writeFile(journal, text.replace('Not yet.', 'Yes now.'));
  const changed = await project.wavegate('verify', run, '--json');
  expectExit(changed, 1);
  const { findings } = JSON.parse(changed.out) as {
    readonly findings: readonly { readonly line?: number; readonly ok: boolean; readonly problem?: string }[];
  };
  const line = text.slice(0, text.indexOf('Not yet.')).split('\n').length;
  assert.deepEqual(findings[0]?.ok, false);
  assert.equal(findings[0]?.line, line);
  const damaged = await project.wavegate('status', run);
  expectExit(damaged, 3);
  assert.match(damaged.notes, new RegExp(`Line ${line} has been changed`));
}
