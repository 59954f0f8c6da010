/** An object with keys, whose values are not known yet. */
export type UnknownRecord = Readonly<Record<string, unknown>>;

/** Whether a value is an object with keys: no list, and not null. */
export function isRecord(value: unknown): value is UnknownRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value if it is an object with keys, otherwise an empty one. */
export function recordOf(value: unknown): UnknownRecord {
  return isRecord(value) ? value : {};
}

/** Value that a JSON text stands for; undefined for a text that is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The value of a key that an object itself has. Every object answers to some names besides, such as `constructor`. */
export function own<Value>(record: Readonly<Record<string, Value>> | undefined, key: string): Value | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}
