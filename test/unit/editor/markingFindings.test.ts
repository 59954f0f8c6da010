import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FindingCommands } from '../../../src/editor/commands/findingCommands.ts';
import { RunDocuments } from '../../../src/editor/content/runDocuments.ts';
import { FindingThreads } from '../../../src/editor/findings/findingThreads.ts';
import { CommandRegistry } from '../../../src/editor/shared/commandRegistry.ts';
import { commands } from '../../../src/editor/shared/contributions.ts';
import { RunConnection } from '../../../src/editor/shared/runConnection.ts';
import { worstFirst } from '../../../src/editor/views/findingsTree.ts';
import { FakeVscode } from '../../support/fakeVscode.ts';
import type { Answer } from '../../support/fakeVscode.ts';
import { SimulatedService } from '../../support/simulatedService.ts';
import { runInTriage } from '../../support/states.ts';

/** A triage, with the findings by the order of their rows and a person who opens one. */
async function triage(answers: readonly Answer[] = [], selected: readonly string[] = []) {
  const run = runInTriage();
  const vscode = new FakeVscode(answers);
  const service = new SimulatedService(run);
  const connection = new RunConnection(vscode.api, () => Promise.resolve(service));
  await connection.service();
  for (const { file } of run.run.audit.findings) service.files.set(`${run.run.base.commit}:${file}`, 'audited\n');
  const documents = new RunDocuments(vscode.api, connection);
  const threads = new FindingThreads(vscode.api, connection);
  const registry = new CommandRegistry(vscode.api);
  new FindingCommands(vscode.api, connection, documents, threads, () => selected).register(registry);
  const rows = worstFirst(connection.snapshot?.findings ?? []).map(({ id, file }) => ({ id, file }));
  return {
    vscode,
    service,
    rows,
    marks: () => connection.snapshot?.findings.flatMap(({ id, triage }) => (triage === undefined ? [] : [id])) ?? [],
    /** Goes to a finding, as a click on its row does. */
    open: async ({ id, file }: { readonly id: string; readonly file: string }): Promise<void> => {
      const uri = documents.uri({ kind: 'commit', path: file, commit: run.run.base.commit });
      const document = { uri, lineCount: 1, getText: () => 'audited\n' };
      vscode.visible.splice(0, 1, { document });
      vscode.active = { document, selection: {} };
      await vscode.run(commands.openFinding, { subject: { kind: 'finding', finding: id } });
    },
  };
}

describe('a finding is marked with a key', () => {
  it('in the editor, from which it goes on to the next that is not marked, worst first', async () => {
    const { vscode, rows, marks, open } = await triage();
    const [first, second] = rows;
    assert.ok(first && second);
    await open(first);
    vscode.log.length = 0;
    await vscode.run(commands.triageIn);
    assert.deepEqual(marks(), [first.id]);
    const opened = vscode.log.filter((line) => line.startsWith('command vscode.open'));
    assert.equal(opened.length, 1);
    assert.ok(opened[0]?.endsWith(second.file), `${opened[0]} is not ${second.file}`);
  });

  it('and the next opens in the moment of the key, not once the mark is kept: by then a palette may have the focus', async () => {
    const { vscode, service, rows, marks, open } = await triage();
    const [first, second] = rows;
    assert.ok(first && second);
    await open(first);
    await new Promise(setImmediate);
    let keep = (): void => undefined;
    const kept = new Promise<void>((resolve) => (keep = resolve));
    const mark = service.triage.bind(service);
    service.triage = async (...given) => {
      await kept;
      return mark(...given);
    };
    vscode.log.length = 0;
    const marked = vscode.run(commands.triageIn);
    assert.ok(vscode.log.some((line) => line.startsWith('command vscode.open') && line.endsWith(second.file)));
    assert.deepEqual(marks(), []);
    keep();
    await marked;
    assert.deepEqual(marks(), [first.id]);
  });

  it('with all rows that are selected in the sidebar', async () => {
    const all = (await triage()).rows.map(({ id }) => id);
    const { vscode, marks } = await triage([], all);
    await vscode.run(commands.triageDeferred, { rows: 'selected' });
    assert.deepEqual([...marks()].sort(), [...all].sort());
  });

  it('and after the last one the triage can be closed', async () => {
    const { vscode, rows, open } = await triage([{ to: 'are marked', with: undefined }]);
    for (const row of rows) {
      await open(row);
      await vscode.run(commands.triageOut);
    }
    assert.match(vscode.log.at(-1) ?? '', /^information: All \d+ findings are marked/);
  });

  it('not while none is in sight: it says how to come to one', async () => {
    const { vscode, marks } = await triage();
    await vscode.run(commands.triageIn);
    assert.deepEqual(marks(), []);
    assert.match(vscode.log.at(-1) ?? '', /Open a finding first/);
  });
});
