import { isRecord, parseJson } from '../../util/records.ts';
import type { Recorded } from '../model/events.ts';
import { isEventType } from './eventTypes.ts';
import { closing, noHash, opening, recordVersion, unsealedLength } from './record.ts';
import type { JournalRecord } from './record.ts';

/** One complete line of a journal. */
export interface ChainLine {
  /** In bytes, without its line break. */
  readonly length: number;
  /** SHA-256, in hexadecimal, of all but the last `unsealedLength` bytes, as they are in the file. */
  readonly sealHash: string;
  /** Text from byte `start` up to, but not including, byte `end`. */
  text(start: number, end: number): string;
}

/** The first thing wrong with a chain. Nothing from that line on is to be believed. */
export interface ChainProblem {
  /** Counts from 1. */
  readonly line: number;
  readonly reason: 'broken-chain' | 'unknown-record' | 'old-record';
  readonly message: string;
}

/** A chain after checking: the records before the first problem, and the problem if there is one. */
export interface CheckedChain {
  readonly records: readonly JournalRecord[];
  readonly problem?: ChainProblem;
}

/**
 * Checks that each line is what was written and follows the one before: its own hash, the hash of the one before, a
 * number without gap, a fencing token that never falls, a known version and known events.
 * It cannot see whole records missing at the end; `wavegate verify` compares the run branch for that.
 */
export function verifyChain(lines: Iterable<ChainLine>): CheckedChain {
  const records: JournalRecord[] = [];
  let prev = noHash;
  let token = 0;
  for (const line of lines) {
    const expected = { seq: records.length + 1, prev, token };
    const checked = readAsWritten(line, expected) ?? checkLine(line, expected);
    if ('reason' in checked) return { records, problem: checked };
    records.push(checked);
    prev = checked.hash;
    token = checked.token;
  }
  return { records };
}

interface Expected {
  readonly seq: number;
  readonly prev: string;
  /** Of the record before. */
  readonly token: number;
}

/**
 * Reads a line that is, to the byte, what follows the one before: all but its events is known, so nothing else is parsed.
 * Undefined for any other line; `checkLine` finds out what that is.
 */
function readAsWritten(line: ChainLine, { seq, token, prev }: Expected): JournalRecord | undefined {
  const before = opening({ seq, token, prev });
  const sealed = line.length - unsealedLength;
  if (sealed <= before.length || line.text(0, before.length) !== before) return undefined;
  if (line.text(sealed, line.length) !== closing(line.sealHash)) return undefined;
  const events = parseJson(line.text(before.length, sealed));
  return areRecorded(events) ? { seq, token, prev, hash: line.sealHash, events } : undefined;
}

function checkLine(chainLine: ChainLine, expected: Expected): JournalRecord | ChainProblem {
  const line = expected.seq;
  const text = chainLine.text(0, chainLine.length);
  const broken = (what: string): ChainProblem => ({ line, reason: 'broken-chain', message: `Line ${line} ${what}.` });
  const value = parseJson(text);
  if (!isRecord(value)) return broken('is not a journal record');
  const { v: version, hash } = value;
  // Another version may seal its records in another way, so the version is looked at before the hash is.
  if (typeof version === 'number' && version < recordVersion) return old(line, version);
  if (typeof version === 'number' && version > recordVersion) return unknown(line, `is a record of version ${version}`);
  if (typeof hash !== 'string' || !text.endsWith(closing(hash))) return broken('is not a journal record');
  if (chainLine.sealHash !== hash) return broken('has been changed since it was written');
  const { seq, token, prev, events } = value;
  if (seq !== expected.seq) return broken(`holds record ${String(seq)}: records are missing or out of order`);
  if (prev !== expected.prev) return broken('does not follow the line before it');
  if (typeof token !== 'number' || token < expected.token) {
    return broken('was written by a process that had lost the journal to another');
  }
  if (areRecorded(events)) return { seq, token, prev, hash, events };
  const strange: unknown = Array.isArray(events) ? events.find((event) => !isRecorded(event)) : undefined;
  if (!isRecord(strange) || typeof strange['type'] !== 'string' || typeof strange['at'] !== 'number') {
    return broken('contains no events');
  }
  return unknown(line, `contains an event "${strange['type']}"`);
}

function areRecorded(events: unknown): events is readonly Recorded[] {
  return Array.isArray(events) && events.length > 0 && events.every((event) => isRecorded(event));
}

/** The hash proves that encodeRecord wrote the line, and it only takes recorded events: so their members are not looked at. */
function isRecorded(event: unknown): event is Recorded {
  return (
    isRecord(event) &&
    typeof event['at'] === 'number' &&
    typeof event['type'] === 'string' &&
    isEventType(event['type'])
  );
}

function unknown(line: number, what: string): ChainProblem {
  return {
    line,
    reason: 'unknown-record',
    message: `Line ${line} ${what}, which this version of Wavegate does not know.`,
  };
}

function old(line: number, version: number): ChainProblem {
  return {
    line,
    reason: 'old-record',
    message:
      `Line ${line} is a record of version ${version}, which an earlier Wavegate wrote and this one no longer reads: ` +
      'finish the run with that version, or start a new run from its plan.',
  };
}
