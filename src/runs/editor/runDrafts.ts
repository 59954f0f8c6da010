import type { DraftEntry } from '../../core/model/gateDraft.ts';
import { appendDraft, readDrafts } from '../../decisions/draftFile.ts';
import { watchJournal } from '../../journal/watchJournal.ts';

/** The drafts of decisions of the run that is open, which other windows may change too. */
export class RunDrafts {
  readonly #onChange: () => void;
  readonly #onFail: (error: unknown) => void;
  #followed: { readonly file: string; readonly stop: () => void } | undefined;
  #entries: readonly DraftEntry[] = [];
  #reading: Promise<void> = Promise.resolve();

  /** @param onFail told of what a person should know: a damaged file, a disk that does not let itself be read */
  constructor(onChange: () => void, onFail: (error: unknown) => void) {
    this.#onChange = onChange;
    this.#onFail = onFail;
  }

  /** All of the run, oldest first. The same array until something has changed. */
  get entries(): readonly DraftEntry[] {
    return this.#entries;
  }

  /** Reads and watches the drafts in a file, instead of those before. @param file absolute; it may not exist yet */
  follow(file: string | undefined): void {
    if (this.#followed?.file === file) return;
    this.#followed?.stop();
    this.#followed = undefined;
    this.#entries = [];
    if (file === undefined) return;
    this.#followed = { file, stop: watchJournal(file, () => void this.#read()) };
    void this.#read();
  }

  /** Resolves when the change is on disk and among the entries. @throws errors of the file system */
  async add(entry: DraftEntry): Promise<void> {
    if (this.#followed === undefined) return;
    await appendDraft(this.#followed.file, entry);
    await this.#read();
  }

  /** Readings wait for each other, so that none finds less than the one before. */
  #read(): Promise<void> {
    this.#reading = this.#reading.then(() => this.#look()).catch(this.#onFail);
    return this.#reading;
  }

  async #look(): Promise<void> {
    const file = this.#followed?.file;
    if (file === undefined) return;
    const { entries, damaged } = await readDrafts(file);
    if (this.#followed?.file !== file) return;
    if (damaged !== undefined) {
      const told = `Part of what you had begun at the gates of this run cannot be read, because its file is damaged. The rest is shown; a copy of the file is kept as ${damaged}.`;
      this.#onFail(new Error(told));
    }
    if (entries.length === this.#entries.length) return;
    this.#entries = entries;
    this.#onChange();
  }
}
