import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import { makeProject } from './project.ts';

/** Reads the record it is given, and says what the test has left for it. */
const learner = `
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
const { WAVEGATE_TASK: task, WAVEGATE_SESSION: session, WAVEGATE_HANDOFF: handoff, WAVEGATE_DIRECTIVE: directive } = process.env;
const [, , home] = process.argv;
copyFileSync(directive, path.join(home, 'directive'));
const learnings = JSON.parse(readFileSync(path.join(home, 'learnings'), 'utf8'));
writeFileSync(handoff, JSON.stringify({ session, task, status: 'done', summary: 'Read.', filesChanged: [], verification: [], learnings }));
`;

suite('learnings that an agent reads out of the record of a run', () => {
  test('are listed with their evidence, kept when accepted, and change nothing else', async (context) => {
    const { repository, home, git, wavegate } = await makeProject(context);
    await writeFile(path.join(repository, 'learner.mjs'), learner);
    const reader = `  reader: {driver: command, argv: ["node", "learner.mjs", ${JSON.stringify(home)}]}\n`;
    const file = path.join(repository, 'plan.waveplan.yaml');
    await writeFile(file, readFileSync(file, 'utf8').replace('checkpoint:', `${reader}checkpoint:`));
    git('add', '.');
    git('commit', '--quiet', '-m', 'An agent that reads records');
    await writeFile(path.join(home, 'go'), '');
    const ran = await wavegate('run', 'plan.waveplan.yaml', '--approve', 'all');
    assert.equal(ran.exitCode, 0, ran.notes);
    const said = [
      { text: 'Name the module first.', records: [1] },
      { text: 'Invented.', records: [9_999] },
    ];
    await writeFile(path.join(home, 'learnings'), JSON.stringify(said));
    const listed = await wavegate('learn', '--agent', 'reader');
    assert.equal(listed.exitCode, 0, listed.notes);
    assert.match(listed.notes, /It proposes 1 learning\.[^]*Left out: “Invented\.” There is no record 9999\./);
    assert.match(listed.out, /(\d+)\. Name the module first\.\n {3}\(record 1: Run .* started/);
    assert.match(readFileSync(path.join(home, 'directive'), 'utf8'), /\[1\] Run .* started/);
    const number = /(\d+)\. Name the module first/.exec(listed.out)?.[1] ?? '';
    const kept = await wavegate('learn', '--accept', number);
    assert.equal(kept.exitCode, 0, kept.notes);
    assert.match(
      readFileSync(path.join(repository, '.wavegate', 'learnings.md'), 'utf8'),
      /^- Name the module first\. <!-- .*\/agent\/1 -->$/m,
    );
    const again = await wavegate('learn');
    assert.doesNotMatch(again.out, /Name the module first/);
    const unknown = await wavegate('learn', '--agent', 'nobody');
    assert.notEqual(unknown.exitCode, 0);
    assert.match(unknown.notes, /nobody/);
  });
});
