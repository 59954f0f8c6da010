import type { CallSiteCount } from '../model/callSites.ts';
import type { RunState, WaveState } from '../model/state.ts';
import { count, listed } from '../words/labels.ts';

/** Call sites before a wave and in what was merged. */
function countsOf(state: RunState, wave: WaveState | undefined): readonly CallSiteCount[] {
  return state.sessions[wave?.merge?.session ?? '']?.result?.callSites ?? [];
}

/** Lines about the call sites that tasks of a wave replace, before it and in what was merged. */
export function waveCallSiteLines(state: RunState, wave: WaveState | undefined): readonly string[] {
  return countsOf(state, wave).map(callSiteLine);
}

/** Why a person has to say something about the call sites of a wave, as sentences. */
export function waveCallSiteReasons(state: RunState, wave: WaveState | undefined): readonly string[] {
  return countsOf(state, wave).flatMap(callSiteReasons);
}

/** Why a stage has not replaced what it had to, as a sentence; undefined where nothing is left. */
export function notReplaced({ name, left, leftCount, before }: CallSiteCount): string | undefined {
  if (leftCount === 0) return undefined;
  const { more, names } = firstOf(left, leftCount);
  return `\`${name}\` is still at ${count(leftCount, 'place')} of the files it had to go from, of ${before} in all: ${names}${more}.`;
}

/** Why a person has to say something about a count, as sentences: nothing of this is wrong for sure. */
function callSiteReasons(counted: CallSiteCount): readonly string[] {
  const { name, before, after, to, more } = counted;
  const gone = before - after;
  const gained = to === undefined ? undefined : to.after - to.before;
  const left = notReplaced(counted);
  return [
    ...(left === undefined ? [] : [left]),
    ...(more.length === 0
      ? []
      : [`\`${name}\` has more places than before in ${listed(more, 3)}: a call may have got another name there.`]),
    ...(gained !== undefined && to !== undefined && gained < gone
      ? [
          `${count(gone, 'place')} of \`${name}\` ${gone === 1 ? 'is' : 'are'} gone, and only ${Math.max(gained, 0)} of \`${to.name}\` came: ${gone - Math.max(gained, 0)} went without one.`,
        ]
      : []),
  ];
}

/** Line of a count: `fetchUser: 12 → 2 places; loadUser: 0 → 10; 2 elsewhere (src/compat.js:3, …)`. */
export function callSiteLine({
  name,
  before,
  after,
  to,
  left,
  leftCount,
  elsewhere,
  elsewhereCount,
}: CallSiteCount): string {
  const where = (title: string, places: readonly string[], all: number) => {
    if (all === 0) return [];
    const { names, more } = firstOf(places, all);
    return [`${all} ${title} (${names}${more})`];
  };
  return [
    `${name}: ${before} → ${after} places`,
    ...(to === undefined ? [] : [`${to.name}: ${to.before} → ${to.after}`]),
    ...where('left', left, leftCount),
    ...where('elsewhere', elsewhere, elsewhereCount),
  ].join('; ');
}

function firstOf(places: readonly string[], all: number): { readonly names: string; readonly more: string } {
  const shown = places.slice(0, 5);
  return { names: shown.join(', '), more: all > shown.length ? ` and ${all - shown.length} more` : '' };
}
