/** The records of a session's folder: complete, or not there at all. Most are written once. */
export interface SessionRecords {
  /** Writes a record unless there is one already. @returns whether this call wrote it */
  create(folder: string, name: string, value: unknown): Promise<boolean>;
  /** Writes a record in the place of what there is. */
  replace(folder: string, name: string, value: unknown): Promise<void>;
  /** The parsed record, or undefined if there is none. The caller knows its type: only Wavegate writes here. */
  read(folder: string, name: string): Promise<unknown>;
}
