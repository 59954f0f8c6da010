/** The files of a session's folder that are written once, complete, or not at all. */
export interface SessionRecords {
  /** Writes a record unless there is one already. @returns whether this call wrote it */
  create(folder: string, name: string, value: unknown): Promise<boolean>;
  /** The parsed record, or undefined if there is none. The caller knows its type: only Wavegate writes here. */
  read(folder: string, name: string): Promise<unknown>;
}
