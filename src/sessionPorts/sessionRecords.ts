import type { SessionStatus } from '../ports/executor.ts';
import type { LocalJob, ProcessRecord, ResultRecord, TakenOverRecord, sessionFiles } from '../protocol/sessionFiles.ts';

type Files = typeof sessionFiles;

/** The records of a session's folder by the names of their files. Only Wavegate writes them. */
export type SessionRecordTypes = Readonly<
  Record<Files['job'], LocalJob> &
    Record<Files['host'] | Files['recovery'] | Files['agent'], ProcessRecord> &
    Record<Files['takenOver'], TakenOverRecord> &
    Record<Files['status'], SessionStatus> &
    Record<Files['result'], ResultRecord>
>;

export type SessionRecordName = keyof SessionRecordTypes;

/** Reads and writes records: each is complete, or not there at all. Most are written once. */
export interface SessionRecords {
  /** Writes a record unless there is one already. @returns whether this call wrote it */
  create<Name extends SessionRecordName>(folder: string, name: Name, value: SessionRecordTypes[Name]): Promise<boolean>;
  /** Writes a record in the place of what there is. */
  replace<Name extends SessionRecordName>(folder: string, name: Name, value: SessionRecordTypes[Name]): Promise<void>;
  /** The record, or undefined if there is none. */
  read<Name extends SessionRecordName>(folder: string, name: Name): Promise<SessionRecordTypes[Name] | undefined>;
}
