import { noHash } from '../../src/core/journal/record.ts';
import type { JournalRecord } from '../../src/core/journal/record.ts';
import type { RecordRef } from '../../src/core/model/gate.ts';
import { JournalError } from '../../src/ports/journal.ts';
import type { Journal, JournalStore } from '../../src/ports/journal.ts';

interface Held {
  readonly records: JournalRecord[];
  open: boolean;
  modifiedAt: number;
}

function endOf({ records }: Held): RecordRef {
  return { seq: records.length, hash: records.at(-1)?.hash ?? noHash };
}

/** Journals that live as long as the test does; held to the same contract as those on disk. */
export function createMemoryJournalStore(): JournalStore {
  const runs = new Map<string, Held>();
  let changes = 0;
  const watching = new Set<{ readonly run: string; readonly onChange: () => void }>();

  function find(run: string): Held {
    const found = runs.get(run);
    if (found === undefined) throw new JournalError('not-found', `There is no run ${run}.`);
    return found;
  }

  function journalOf(run: string): Journal {
    const held = find(run);
    held.open = true;
    let closed = false;
    return {
      get end() {
        return endOf(held);
      },
      async append(events) {
        await Promise.resolve();
        if (closed) throw new JournalError('lost-lease', 'The journal was closed.');
        if (events.length === 0) return;
        const { seq, hash } = endOf(held);
        held.records.push({ seq: seq + 1, token: 1, prev: hash, hash: `record ${seq + 1}`, events });
        held.modifiedAt = changes += 1;
        for (const { run: of, onChange } of watching) if (of === run) onChange();
      },
      close() {
        if (!closed) held.open = false;
        if (!closed && held.records.length === 0) runs.delete(run);
        closed = true;
        return Promise.resolve();
      },
    };
  }

  return {
    async create(run) {
      await Promise.resolve();
      if (runs.has(run)) throw new JournalError('exists', `There is a run ${run} already.`);
      runs.set(run, { records: [], open: false, modifiedAt: (changes += 1) });
      return journalOf(run);
    },
    async open(run) {
      await Promise.resolve();
      if (find(run).open) throw new JournalError('in-use', `The run ${run} is open in this process.`);
      return { journal: journalOf(run), records: [...find(run).records] };
    },
    async read(run) {
      await Promise.resolve();
      return find(run).records.flatMap(({ events }) => events);
    },
    async readSealed(run) {
      await Promise.resolve();
      const held = find(run);
      return { events: held.records.flatMap(({ events }) => events), end: endOf(held) };
    },
    watch(run, onChange) {
      const watcher = { run, onChange };
      watching.add(watcher);
      return () => watching.delete(watcher);
    },
    driver(run) {
      const driver = { pid: process.pid, host: 'here', since: 0, here: true };
      return Promise.resolve(runs.get(run)?.open === true ? driver : undefined);
    },
    list() {
      const found = [...runs].map(([run, { modifiedAt }]) => ({ run, modifiedAt }));
      return Promise.resolve(found.sort((a, b) => b.modifiedAt - a.modifiedAt));
    },
  };
}
