import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, test } from 'node:test';
import { makeProject } from './project.ts';

describe('what runs have cost and what failed in them', () => {
  test('is told from the journals of a repository, on the terminal, as JSON, as values and as a document', async (t) => {
    const project = await makeProject(t);
    const { wavegate, home } = project;
    await writeFile(path.join(home, 'go'), '');
    const nothing = await wavegate('cost');
    assert.equal(nothing.exitCode, 2);
    assert.match(nothing.notes, /There are no runs of .* yet\. Start one with/u);

    assert.equal((await wavegate('run', 'plan.waveplan.yaml', '--approve', 'all')).exitCode, 0);

    const cost = await wavegate('cost', '--by', 'task');
    assert.equal(cost.exitCode, 0);
    assert.match(cost.out, /one a\b/u);
    assert.match(cost.out, /No usage reported: 2 sessions; their programs tell none\./u);
    const csv = await wavegate('cost', '--by', 'agent', '--csv');
    assert.match(csv.out, /^agent,sessions,input_tokens,.*\r\nadder command,2,0,0,0,,0,\d+\r\n/u);

    const forensics = await wavegate('forensics');
    assert.equal(forensics.exitCode, 0);
    assert.match(forensics.notes, /Nothing has failed in 1 run/u);

    const file = path.join(home, 'record.html');
    assert.equal((await wavegate('report', '--html', file)).exitCode, 0);
    assert.match(await readFile(file, 'utf8'), /^<!doctype html>[\s\S]*Add two modules[\s\S]*<\/html>\s*$/u);

    const branch = project.git('for-each-ref', '--format=%(refname:short)', 'refs/heads/wavegate/');
    const shown = await wavegate('show', branch);
    assert.equal(shown.exitCode, 0);
    assert.match(
      shown.out,
      /## Wave one: Both modules[\s\S]*### Task a: Add a[\s\S]*Directive[\s\S]*launch-1: approved/u,
    );
    const run = branch.replace('wavegate/', '');
    const red = `node -e "process.exit(+require('fs').existsSync('src/b.js'))"`;
    const search = await wavegate('bisect', run, '--run', red);
    assert.equal(search.exitCode, 0, search.notes);
    assert.match(search.out, /^Wave one \(Both modules\) turned it red.*\nTask b alone makes it red\./u);
    assert.match(
      search.notes,
      /green {2}the base\nred {4}wave one \(Both modules\)\ngreen {2}wave one .*, task a alone/u,
    );
    assert.equal((await wavegate('bisect', run)).exitCode, 2);
    assert.equal(project.git('for-each-ref', `refs/wavegate/${run}/bisect/`), '');
    const command = `node -e 'console.log("at",{port},require("fs").readdirSync("src").join())'`;
    const tried = await wavegate('try', run, '--run', command);
    assert.equal(tried.exitCode, 0, tried.notes);
    assert.match(tried.out, /at \d+ .*b\.js/u);
    assert.doesNotMatch(project.git('worktree', 'list'), /try-/u, 'its worktree is removed');
    assert.match((await wavegate('try', run)).notes, /does not say how to start the result.*tryIt/u);
    assert.match(
      (await wavegate('try', run, '--tick', 'tophat-1=fine')).notes,
      /no step tophat-1.*tophat of its waves/u,
    );
    assert.match((await wavegate('try', run, '--finding', 'src/b.js:1=Odd')).notes, /No gate of run .* waits/u);
    project.git('checkout', '--quiet', branch);
    const line = await wavegate('show', 'src/b.js:1');
    assert.match(line.out, /### Task b: Add b/u);
    assert.doesNotMatch(line.out, /### Task a/u);
    const own = await wavegate('show', 'agent.mjs:1');
    assert.equal(own.exitCode, 2);
    assert.match(own.notes, /was not made by a run/u);
    assert.match((await wavegate('show', 'nothing')).notes, /has no commit "nothing"/u);
    assert.match((await wavegate('show', '')).notes, /Nothing is named\. Give a commit, such as HEAD, or a line/u);
    assert.match((await wavegate('show', 'agent.mjs')).notes, /agent\.mjs is a file\. Name one of its lines/u);

    project.git('checkout', '--quiet', 'main');
    project.git('merge', '--quiet', '--no-ff', '--message', 'Take it', branch);
    const merge = await wavegate('show', 'HEAD');
    assert.equal(merge.exitCode, 2);
    assert.match(merge.notes, new RegExp(`It merged commits of ${run}: ask for one of those`, 'u'));
    const shallow = path.join(home, 'shallow');
    project.git('clone', '--quiet', '--depth=1', pathToFileURL(project.repository).href, shallow);
    const cut = await wavegate('show', '--repo', shallow, 'src/b.js:1');
    assert.equal(cut.exitCode, 2);
    assert.match(cut.notes, /This clone is shallow .* "git fetch --unshallow"/u);
    project.git('checkout', '--quiet', branch);
    assert.match((await wavegate('show', 'src/b.js:100')).notes, /Line 100 of src\/b\.js cannot be traced/u);
  });

  test('refuses what it cannot use, and says what to do', async (t) => {
    const { wavegate, home } = await makeProject(t);
    const prices = path.join(home, 'prices.json');
    await writeFile(prices, '{"model": {"input": "3"}}');
    for (const [argv, words] of [
      [['cost', '--by', 'colour'], /Unknown key "colour"\. Group by one of: run, wave,/u],
      [['cost', '--prices', prices], /is no table of prices\. Write JSON such as/u],
      [['cost', '--prices', path.join(home, 'none.json')], /cannot be read: .*Write JSON such as/u],
      [['forensics', '--days', 'many'], /--days takes a number of days/u],
    ] as const) {
      const { exitCode, notes } = await wavegate(...argv);
      assert.equal(exitCode, 2);
      assert.match(notes, words);
    }
  });
});
