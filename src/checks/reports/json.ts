import { isRecord } from '../../util/records.ts';
import type { UnknownRecord } from '../../util/records.ts';

/** Readers of values that come from a file, of any form. */

/** The objects in a list; none where it is no list. */
export function objects(value: unknown): readonly UnknownRecord[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(text) : [];
}

/** A count or a time; undefined where it is none. */
export function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** Epoch milliseconds of a time in text; undefined where it is none. */
export function time(value: unknown): number | undefined {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}
