import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';

const pace = Number(process.env.WAVEGATE_SAMPLE_PACE ?? 600);
const colours = process.stdout.isTTY ? { add: '\x1b[32m', remove: '\x1b[31m', verb: '\x1b[36m', end: '\x1b[0m' } : {};
const paint = (colour, text) => `${colours[colour] ?? ''}${text}${colours.end ?? ''}`;

/**
 * Prints one line about what is being done, then waits, so that a person can follow: WAVEGATE_SAMPLE_PACE milliseconds,
 * times the weight of the step.
 */
export async function say(verb, text, weight = 1) {
  console.log(`${paint('verb', verb.padEnd(8))} ${text}`);
  if (pace > 0) await wait(pace * weight);
}

/** Prints the first lines that differ between two versions of a file. */
export function showChange(before, after, limit = 8) {
  const removed = without(before, after).map((line) => paint('remove', `         - ${line.trim()}`));
  const added = without(after, before).map((line) => paint('add', `         + ${line.trim()}`));
  const lines = [...removed.slice(0, limit), ...added.slice(0, limit)];
  for (const line of lines) console.log(line);
  const hidden = removed.length + added.length - lines.length;
  if (hidden > 0) console.log(`           … and ${hidden} more lines`);
}

function without(text, other) {
  const known = new Set(other.split('\n').map((line) => line.trim()));
  return text.split('\n').filter((line) => line.trim() && !known.has(line.trim()));
}
