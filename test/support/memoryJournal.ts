import type { Recorded } from '../../src/core/run/events.ts';
import { JournalError } from '../../src/ports/journal.ts';
import type { Journal, JournalStore } from '../../src/ports/journal.ts';

/** Journals that live as long as the test does; held to the same contract as those on disk. */
export function createMemoryJournalStore(): JournalStore {
  const runs = new Map<string, { events: Recorded[]; open: boolean; modifiedAt: number }>();
  let changes = 0;

  function find(run: string): { events: Recorded[]; open: boolean; modifiedAt: number } {
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
        return { seq: held.events.length, hash: `record ${held.events.length}` };
      },
      async append(events) {
        await Promise.resolve();
        if (closed) throw new JournalError('lost-lease', 'The journal was closed.');
        if (events.length === 0) return;
        held.events.push(...events);
        held.modifiedAt = changes += 1;
      },
      close() {
        if (!closed) held.open = false;
        if (!closed && held.events.length === 0) runs.delete(run);
        closed = true;
        return Promise.resolve();
      },
    };
  }

  const hashesOf = (events: readonly Recorded[]): readonly string[] => events.map((_, index) => `record ${index + 1}`);

  return {
    async create(run) {
      await Promise.resolve();
      if (runs.has(run)) throw new JournalError('exists', `There is a run ${run} already.`);
      runs.set(run, { events: [], open: false, modifiedAt: (changes += 1) });
      return journalOf(run);
    },
    async open(run) {
      await Promise.resolve();
      if (find(run).open) throw new JournalError('in-use', `The run ${run} is open in this process.`);
      return { journal: journalOf(run), events: [...find(run).events], hashes: hashesOf(find(run).events) };
    },
    async read(run) {
      await Promise.resolve();
      return [...find(run).events];
    },
    async readSealed(run) {
      await Promise.resolve();
      const events = [...find(run).events];
      return { events, end: { seq: events.length, hash: `record ${events.length}` } };
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
