import assert from 'node:assert/strict';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { RunState } from '../../../../src/core/model/state.ts';
import { JournalError } from '../../../../src/ports/journal.ts';
import { findRuns } from '../../../../src/runs/find/findRuns.ts';
import { exportFiles, exportRun, hashesIn } from '../../../../src/runs/record/exportRun.ts';
import { originText } from '../../../../src/runs/record/originText.ts';
import {
  heldPredictions,
  keepPrediction,
  predictionsFile,
  readPredictions,
} from '../../../../src/runs/record/predictions.ts';
import { copyRecord, removeRecord } from '../../../../src/runs/record/retireRun.ts';
import { createMemoryJournalStore } from '../../../support/memoryJournal.ts';
import { temporaryFolder } from '../../../support/journalFixture.ts';
import { runsPlace } from '../../../support/runsPlace.ts';
import type { RunsPlace } from '../../../support/runsPlace.ts';
import { runAtLaunch, runWithAgents, shippedRun } from '../../../support/states.ts';

async function runsOf(place: RunsPlace) {
  const { repository, settings, services } = place;
  const packed: string[] = [];
  const played = {
    ...services,
    packRun: async (_repository: string, run: string, _had: object, file: string) => {
      packed.push(run);
      await writeFile(file, 'bundle');
      return { refs: { [`refs/heads/wavegate/${run}`]: 'c1' }, packed: true };
    },
  };
  return { runs: await findRuns(played, { folder: repository, settings, env: {} }), packed };
}

describe('an export of a run', () => {
  it('has its journal, its commits and the files of its sessions, each with its hash, and not what is this machine’s', async (t) => {
    const place = await runsPlace(t);
    await place.record('r1', shippedRun().events);
    const folder = place.layout.runFolder('r1');
    await mkdir(path.join(folder, 'sessions', 's@1'), { recursive: true });
    await mkdir(path.join(folder, 'requests'));
    await writeFile(path.join(folder, 'sessions', 's@1', 'output.log'), 'hello\n');
    await writeFile(path.join(folder, 'requests', 'launch-1.approved'), '');
    await writeFile(path.join(folder, 'checkout.json'), '{}');
    await writeFile(path.join(folder, 'drafts.jsonl'), '');
    const { runs } = await runsOf(place);
    const target = path.join(place.repository, '..', 'out');
    const index = await exportRun(runs, 'r1', target, false);
    assert.deepEqual(Object.keys(index.files).sort(), [
      'commits.bundle',
      'journal.jsonl',
      'run/drafts.jsonl',
      'run/sessions/s@1/output.log',
    ]);
    assert.deepEqual(index.files, await hashesIn(target));
    assert.deepEqual(index.refs, { 'refs/heads/wavegate/r1': 'c1' });
    assert.deepEqual(JSON.parse(await readFile(path.join(target, exportFiles.index), 'utf8')), index);
    assert.equal((await runs.journals.list()).length, 1, 'it can still be driven here');
  });

  it('that moves it leaves its journal where nobody drives it, under another name', async (t) => {
    const place = await runsPlace(t);
    await place.record('r1', shippedRun().events);
    const { runs } = await runsOf(place);
    const before = await readFile(place.layout.journalFile('r1'));
    await exportRun(runs, 'r1', path.join(place.repository, '..', 'out'), true);
    assert.deepEqual(await runs.journals.list(), []);
    assert.deepEqual(await readFile(`${place.layout.journalFile('r1')}.moved`), before);
  });

  it('is refused into a folder with files, while sessions are at work, and for a run that never started', async (t) => {
    const place = await runsPlace(t);
    await place.record('r1', runWithAgents().events);
    await place.record('r2', []);
    const { runs, packed } = await runsOf(place);
    const out = path.join(place.repository, '..', 'out');
    await assert.rejects(exportRun(runs, 'r1', out, false), (error: Error) => {
      assert.equal(
        error.message,
        'Sessions of run r1 are at work on this machine: a1. Resume the run until they have ended, or stop it, then export it.',
      );
      return true;
    });
    await assert.rejects(exportRun(runs, 'r2', out, false), /Run r2 never started: its journal is empty\./);
    await assert.rejects(
      exportRun(runs, 'r1', place.repository, false),
      /has files in it already\. Name a folder that does not exist yet\./,
    );
    assert.deepEqual(packed, []);
  });

  it('that breaks off has no index, so that nobody takes it for whole, and the run can be driven', async (t) => {
    const place = await runsPlace(t);
    await place.record('r1', shippedRun().events);
    const { runs } = await runsOf(place);
    const services = { ...runs.services, packRun: () => Promise.reject(new Error('The disk is full.')) };
    const out = path.join(place.repository, '..', 'out');
    await assert.rejects(exportRun({ ...runs, services }, 'r1', out, true), /The disk is full/);
    await assert.rejects(readFile(path.join(out, exportFiles.index)));
    const { journal } = await runs.journals.open('r1');
    await journal.close();
  });

  it('is a copy that can be gone back to before the record here is removed', async (t) => {
    const place = await runsPlace(t);
    await place.record('r1', shippedRun().events);
    const { runs } = await runsOf(place);
    const out = path.join(place.repository, '..', 'out');
    await copyRecord(runs, 'r1', out);
    await removeRecord(runs, 'r1');
    assert.deepEqual(await runs.journals.list(), []);
    assert.ok((await readFile(path.join(out, exportFiles.journal))).length > 0);
  });
});

describe('what a person has predicted', () => {
  const prediction = { who: 'ada', at: 1, run: 'r1', wave: 'w1', attempt: 1, files: 3 };

  it('is kept for this account alone, and read past lines that are none', async (t) => {
    const root = await temporaryFolder(t);
    assert.deepEqual(await readPredictions(root), []);
    await keepPrediction(root, prediction);
    await appendFile(predictionsFile(root), 'half a li\n{"who":"ada"}\n');
    await keepPrediction(root, { ...prediction, wave: 'w2', breaks: 'lint' });
    assert.deepEqual(
      (await readPredictions(root)).map(({ wave, files, breaks }) => [wave, files, breaks]),
      [
        ['w1', 3, undefined],
        ['w2', 3, 'lint'],
      ],
    );
  });

  it('is held against the runs that are here, of one of them where that is asked', async (t) => {
    const root = await temporaryFolder(t);
    const journals = createMemoryJournalStore();
    await (await journals.create('r1')).append(shippedRun().events);
    await keepPrediction(root, prediction);
    await keepPrediction(root, { ...prediction, run: 'gone' });
    const held = await heldPredictions(root, journals);
    assert.deepEqual(
      held.map(({ prediction: { run }, title, outcome }) => [run, title, outcome !== undefined]),
      [['r1', 'Extend modules', true]],
    );
    assert.deepEqual(await heldPredictions(root, journals, 'r2'), []);
  });
});

describe('how a line came to be', () => {
  const trailers = { run: 'r1', waves: ['w1'], plan: 'p', evidence: 'e' };
  const found = { trailers, file: 'src/a1/main.js' } as unknown as Parameters<typeof originText>[0];
  const notHere = (): Promise<RunState> => Promise.reject(new JournalError('not-found', 'There is no run r1.'));

  it('is told from the record of the run, else from the archived one', async () => {
    const own = await originText(
      found,
      () => Promise.resolve(shippedRun().run),
      () => Promise.resolve(undefined),
    );
    assert.match('markdown' in own ? own.markdown : own.refused, /Extend modules/);
    const archived = await originText(found, notHere, () => Promise.resolve({ markdown: '# Archived\n' }));
    assert.deepEqual(archived, { markdown: '# Archived\n' });
  });

  it('is refused with where the run is to be had from, and whether there is an archive', async () => {
    const none = await originText(found, notHere, () => Promise.resolve(undefined));
    assert.deepEqual(none, {
      refused:
        'Run r1 is not on this machine, and its plan names no archive. Where the run is, write it to a folder with "wavegate export r1 DIR"; then take it in here with "wavegate import DIR".',
    });
    const named = { ...found, trailers: { ...trailers, archive: 'refs/notes/wavegate' } } as unknown as typeof found;
    const away = await originText(named, notHere, () => Promise.resolve(undefined));
    assert.match(
      'refused' in away ? away.refused : '',
      /this repository does not have its archive either: refs\/notes\/wavegate\. Fetch it\. Where/,
    );
  });

  it('fails where the record is here and cannot be read', async () => {
    const damaged = () => Promise.reject(new JournalError('broken-chain', 'Record 3 was changed.'));
    await assert.rejects(
      originText(found, damaged, () => Promise.resolve({ markdown: '' })),
      /Record 3 was changed/,
    );
    assert.ok(runAtLaunch());
  });
});
