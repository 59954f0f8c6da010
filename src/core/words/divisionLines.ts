import type { Division, DivisionEnd, DivisionRecord, RedSet, Trial } from '../model/division.ts';
import type { RunState, WaveState } from '../model/state.ts';
import { divisionOf, findingsOfDivision } from '../division/facts.ts';
import type { Projection } from '../division/facts.ts';
import { failingNames } from '../division/colour.ts';
import { capped, count, elapsed, listed } from './labels.ts';
import { waveTitle } from './waveTitle.ts';

/** `The red checks run 5 to 9 times, about 40 s each: about 3 min to 6 min, and no longer than 60 min.` */
export function projectionText({ fewest, most, milliseconds, minutes }: Projection): string {
  const times = fewest === most ? count(fewest, 'time') : `${fewest} to ${count(most, 'time')}`;
  const span = [fewest, most].map((runs) => elapsed(runs * milliseconds));
  const total = span[0] === span[1] ? span[0] : `${span[0]} to ${span[1]}`;
  return `The red checks run ${times} if one task or two are the cause, about ${elapsed(milliseconds)} each: about ${total}. It ends after ${elapsed(minutes * 60_000)} in any case.`;
}

const ends: Readonly<Record<DivisionEnd, string>> = {
  found: 'Without them the rest is green.',
  flaky:
    'The same work was red and then not, so nothing can be concluded: run the checks again, and mend the test that is not the same each time.',
  base: 'It is red without any of the tasks, too: what fails does not come from this wave. Mend the base, or accept the failure as one of before.',
  every:
    'No task is left that would be green without the others: there is nothing to commit yet. Pick another way to adapt the plan.',
  limit:
    'The time of the plan (checkpoint.divideMinutes) was over before it was known. Divide again with more time, or pick another way.',
};

/** Result of a division as one sentence or two. */
export function divisionText(division: Division): string {
  const { end, sets, trials } = division;
  const found = sets.map(setText);
  const open = end === 'limit' ? smallestRed(trials) : [];
  return [...found, ...open, ends[end]].join(' ');
}

function setText({ tasks, failing, without }: RedSet): string {
  const names = listed(failingNames(failing), 3);
  const only =
    tasks.length === 1
      ? `${tasks[0]} is red by itself`
      : `${listed(tasks, 8)} are red together, and not with fewer of them`;
  const how = without.length === 0 ? '' : ` once ${listed(without)} ${without.length === 1 ? 'is' : 'are'} left out`;
  return `${only}${how}: ${names}.`;
}

function smallestRed(trials: readonly Trial[]): readonly string[] {
  const [least] = trials.filter(({ colour }) => colour === 'red').sort((a, b) => a.tasks.length - b.tasks.length);
  return least === undefined ? [] : [`The cause is among ${listed(least.tasks, 8)}.`];
}

/** Division of the attempt at a wave: what it found, and each thing that was tried. Empty where it was not divided. */
export function divisionLines(state: RunState, wave: WaveState | undefined): readonly string[] {
  const record = divisionOf(state, wave);
  return record === undefined ? [] : linesOf(state, record);
}

/** All divisions of a run, a line each, with what was tried below. */
export function divisionRecord(state: RunState): readonly string[] {
  return (state.divisions ?? []).flatMap((record) => {
    const [first = '', ...tried] = linesOf(state, record);
    const title = `${waveTitle(state, record.wave)}, attempt ${record.attempt}, asked for by ${record.who}`;
    return [`${title}: ${first}`, ...tried.map((line) => `  - ${line}`)];
  });
}

function linesOf(state: RunState, record: DivisionRecord): readonly string[] {
  const session = state.sessions[record.session];
  const division = findingsOfDivision(state, record);
  if (division === undefined)
    return [session?.status === 'ended' ? (session.result?.message ?? '') : 'Parts of the wave are being checked.'];
  return [
    divisionText(division),
    ...(record.note === '' ? [] : [`Diagnosis: ${record.note}`]),
    ...capped(division.trials.map(trialText), 40),
  ];
}

const colours: Readonly<Record<Trial['colour'], string>> = {
  red: 'red',
  green: 'green',
  other: 'red otherwise',
  unmerged: 'cannot be merged without the rest',
};

function trialText({ tasks, colour, failing, milliseconds }: Trial): string {
  const names = failing.length === 0 ? '' : ` (${listed(failing, 3)})`;
  return `${tasks.length === 0 ? 'no task' : tasks.join(', ')}: ${colours[colour]}${names}, ${elapsed(milliseconds)}`;
}
