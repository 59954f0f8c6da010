import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ShipTextFiles } from '../../../../src/editor/content/shipTextFiles.ts';
import { RunConnection } from '../../../../src/editor/shared/runConnection.ts';
import { FakeVscode } from '../../../support/fakeVscode.ts';
import { SimulatedService } from '../../../support/simulatedService.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';

async function atShip(plan = planText(1, 'ship: {changelog: CHANGELOG.md}\n')) {
  const run = new SimulatedRun().start(plan).approveAll('ship');
  const { api } = new FakeVscode([]);
  const service = new SimulatedService(run);
  const connection = new RunConnection(api, () => Promise.resolve(service));
  await connection.service();
  const files = new ShipTextFiles(api, connection);
  const uri = (name: string) => api.Uri.from({ scheme: 'wavegate-text', path: `/ship-1/${name}.md` });
  const read = async (name: string) => new TextDecoder().decode(await files.readFile(uri(name)));
  const write = (name: string, text: string) => files.writeFile(uri(name), new TextEncoder().encode(text));
  return { run, service, connection, files, uri, read, write };
}

describe('the text of the pull request and the changelog entry, in the editor', () => {
  it('are edited and saved like files, and approved as they were saved', async () => {
    const { run, connection, service, read, write } = await atShip();
    assert.match(await read('pull request'), /^# Extend modules\n\nRun `/);
    assert.match(await read('changelog entry'), /^- Extend modules/);
    await write('pull request', '# Ours\n\nOur words.\n');
    await write('changelog entry', '- Our entry\n');
    assert.equal(await read('pull request'), '# Ours\n\nOur words.\n');
    const { answers } = connection.draftOf('ship-1');
    const { refused } = await service.decide({
      gate: 'ship-1',
      verdict: 'approved',
      note: '',
      channel: 'sidebar',
      answers,
    });
    assert.equal(refused, undefined);
    assert.deepEqual(run.run.gates['ship-1']?.decision?.answers, {
      'pull-request-title': 'Ours',
      'pull-request': 'Our words.',
      changelog: '- Our entry',
    });
    assert.equal(await read('pull request'), '# Ours\n\nOur words.\n', 'what was sent can still be read');
    await assert.rejects(write('pull request', '# Late\n'), /has been decided already/);
  });

  it('are those of each wave where each has its own', async () => {
    const plan = planText(2, 'ship: {forge: github, pullRequest: {per: wave}}\n');
    const { connection, read, write } = await atShip(plan);
    assert.match(await read('pull request of wave w1'), /^# Extend modules: [^]*the first of a stack/);
    await write('pull request of wave w1', '\uFEFF# Ours\r\n\r\nOur words.\r\nTwo lines.\r\n');
    assert.equal(await read('pull request of wave w1'), '# Ours\n\nOur words.\nTwo lines.\n');
    assert.match(await read('pull request'), /based on `wavegate\/r1\.waves\/w1`/);
    assert.deepEqual(connection.draftOf('ship-1').answers, {
      'pull-request-title/w1': 'Ours',
      'pull-request/w1': 'Our words.\nTwo lines.',
    });
    await assert.rejects(read('pull request of wave w2'), /FileNotFound|not found/i);
  });

  it('are written from the record again once they are emptied', async () => {
    const { read, write } = await atShip();
    const written = await read('pull request');
    await write('pull request', '# Ours\n\nOur words.\n');
    await write('pull request', '');
    assert.equal(await read('pull request'), written);
  });

  it('and the editor that has saved an emptied one is told that it reads otherwise', async () => {
    const { files, uri, read, write } = await atShip();
    const written = await read('changelog entry');
    const before = await files.stat(uri('changelog entry'));
    await write('changelog entry', '');
    const saved = await files.stat(uri('changelog entry'));
    assert.equal(saved.size, 0, 'what the editor holds');
    assert.ok(saved.mtime > before.mtime);
    await new Promise<void>((resolve) => void files.onDidChangeFile(() => resolve()));
    assert.ok((await files.stat(uri('changelog entry'))).mtime > saved.mtime);
    assert.equal(await read('changelog entry'), written);
  });

  it('tell how a text without a title has to begin', async () => {
    const { write } = await atShip();
    await assert.rejects(write('pull request', 'Our words.\n'), /Begin the text with "# " and the title/);
  });

  it('change in every window that shows them', async () => {
    const { connection, files, read } = await atShip();
    await read('changelog entry');
    const changed: string[] = [];
    files.onDidChangeFile((events) => changed.push(...events.map(({ uri }) => uri.path)));
    await connection.changeDraft('ship-1', { type: 'answer', name: 'changelog', value: '- Theirs' });
    assert.deepEqual([...new Set(changed)], ['/ship-1/changelog entry.md']);
    assert.equal(await read('changelog entry'), '- Theirs\n');
  });
});
