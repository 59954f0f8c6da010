import { oneLine } from '../directive/contain.ts';
import type { Recorded } from '../model/events.ts';
import { Replay } from '../run/evolve.ts';
import { eventWords } from '../views/eventWords.ts';

/** One line of a run's record for an agent that reads it. Its number is what a learning cites. */
export interface RecordLine {
  readonly number: number;
  readonly text: string;
}

/** Characters of the record that an agent is given; what does not fit is left out from the middle. */
const limit = 60_000;

/** The record of a run in numbered lines: decisions, failures and their answers, interventions, follow-ups and deviations. */
export function recordLines(events: readonly Recorded[]): readonly RecordLine[] {
  const replay = new Replay();
  const texts: string[] = [];
  for (const event of events) {
    replay.add(event);
    const { state } = replay;
    if (state === undefined) continue;
    const words = eventWords(event, state);
    if (words !== undefined) texts.push([words.text, ...(words.detail === undefined ? [] : [words.detail])].join(': '));
    if (event.type === 'gate-decided') {
      const { gate, verdict, who, note } = event.decision;
      texts.push(`Decision at ${gate}: ${verdict} by ${who}${note === '' ? '' : `, who says: ${note}`}`);
    }
    if (event.type === 'wave-committed') texts.push(`Commit ${event.commit} of wave ${event.wave}`);
    if (event.type !== 'session-ended') continue;
    const { followUps = [], deviations = [], discoveries = [] } = event.result;
    texts.push(
      ...followUps.map((text) => `Follow-up of ${event.session}: ${text}`),
      ...deviations.map((text) => `Deviation of ${event.session}: ${text}`),
      ...discoveries.map((text) => `Discovery of ${event.session}: ${text}`),
    );
  }
  const all = texts.map((text, index) => ({ number: index + 1, text: oneLine(text).slice(0, 600) }));
  return bounded(all);
}

function bounded(all: readonly RecordLine[]): readonly RecordLine[] {
  const head: RecordLine[] = [];
  const tail: RecordLine[] = [];
  let left = limit;
  for (let [from, to] = [0, all.length - 1]; from <= to;) {
    const isHead = head.length <= tail.length;
    const line = all[isHead ? from : to];
    if (line === undefined || (left -= line.text.length + 8) < 0) break;
    if (isHead) {
      head.push(line);
      from += 1;
    } else {
      tail.unshift(line);
      to -= 1;
    }
  }
  return [...head, ...tail];
}
