import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * A program named `gh` that keeps one pull request of a bare repository in a file, and whose CI is red while a file on the
 * branch holds a word.
 *
 * @returns the folder to put first on the PATH
 */
export function standInForGh(
  home: string,
  remote: string,
  red: { readonly file: string; readonly word: string },
): string {
  const bin = path.join(home, 'bin');
  mkdirSync(bin);
  const script = `#!${process.execPath}
const { execFileSync } = require('node:child_process');
const { appendFileSync, existsSync, readFileSync, writeFileSync } = require('node:fs');
const [home, remote, red] = ${JSON.stringify([home, remote, red])};
const args = process.argv.slice(2);
appendFileSync(home + '/gh-calls', args.slice(0, 2).join(' ') + '\\n');
const git = (...words) => execFileSync('git', ['--git-dir', remote, ...words], { encoding: 'utf8' }).trim();
const kept = home + '/pull.json';
const pull = existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : undefined;
const after = (flag) => args[args.indexOf(flag) + 1];
const url = 'https://github.com/team/sample/pull/7';
const fail = (words) => { console.error(words); process.exit(1); };
switch (args.slice(0, 2).join(' ')) {
  case 'pr create':
    writeFileSync(kept, JSON.stringify({ branch: after('--head'), base: after('--base'), state: 'OPEN' }));
    console.log(url);
    break;
  case 'pr view': {
    if (pull === undefined) fail('no pull requests found');
    if (args.includes('--jq')) { console.log(pull.state + ' ' + url); break; }
    const head = git('rev-parse', pull.branch);
    const isRed = git('show', pull.branch + ':' + red.file).includes(red.word);
    const job = { __typename: 'CheckRun', name: 'test', workflowName: 'CI', status: 'COMPLETED', startedAt: '1',
      conclusion: isRed ? 'FAILURE' : 'SUCCESS', detailsUrl: 'https://github.com/team/sample/actions/runs/1/job/2' };
    console.log(JSON.stringify({ state: pull.state, headRefOid: head, statusCheckRollup: [job], mergeStateStatus: 'CLEAN',
      mergeCommit: pull.commit ? { oid: pull.commit } : null, reviewDecision: '' }));
    break;
  }
  case 'pr merge': {
    const head = git('rev-parse', pull.branch);
    if (after('--match-head-commit') !== head) fail('GraphQL: Head branch was modified.');
    const tree = git('rev-parse', head + '^{tree}');
    const base = git('rev-parse', pull.base);
    const commit = git('-c', 'user.name=forge', '-c', 'user.email=f@example.org', 'commit-tree', tree, '-p', base, '-p', head, '-m', 'Merge');
    git('update-ref', 'refs/heads/' + pull.base, commit);
    writeFileSync(kept, JSON.stringify({ ...pull, state: 'MERGED', commit }));
    break;
  }
  case 'run view': console.log('test\\tRun\\tAssertionError: ' + red.word); break;
  case 'run rerun': fail('this run cannot be run again'); break;
  default: fail('unknown: ' + args.join(' '));
}
`;
  writeFileSync(path.join(bin, 'gh'), script, { mode: 0o755 });
  return bin;
}
