import { longestBody, longestTitle } from '../gates/shipAnswers.ts';
import type { StackedRequest } from '../model/forge.ts';
import type { RunState } from '../model/state.ts';
import { planWave } from '../queries/runQueries.ts';
import { stackOf } from '../queries/stack.ts';
import { count } from '../words/labels.ts';
import { archiveLine, waveRecord } from './report.ts';

/** Texts of the pull request of one wave. */
export interface StackText {
  readonly request: StackedRequest;
  readonly title: string;
  readonly body: string;
  /** Whether either is a person's. */
  readonly edited?: boolean;
}

/** Texts of the pull requests of the waves, the bottom first; that of the last one holds the record of the whole run. */
export function stackTexts(state: RunState, record: string): readonly StackText[] {
  const stack = stackOf(state);
  return stack.map((request, index) => ({
    request,
    title: waveTitleOf(state, request.wave),
    body:
      index === stack.length - 1
        ? withRecord(placeLines(state, stack, index), record)
        : `${placeLines(state, stack, index)}\n\n${waveText(state, request.wave)}\n${archiveLine(state)}`,
  }));
}

/** `Extend two modules: Foundation`, as long as hosts take it. */
function waveTitleOf(state: RunState, wave: string): string {
  const title = `${state.plan.plan.title}: ${planWave(state, wave)?.title ?? wave}`;
  return title.length <= longestTitle ? title : `${title.slice(0, longestTitle - 1)}…`;
}

/** Its place in the stack, and where the record of the whole run is. */
function placeLines({ run }: RunState, stack: readonly StackedRequest[], index: number): string {
  const below = stack[index - 1];
  const top = stack.at(-1);
  const place =
    below === undefined
      ? 'the first of a stack, which is merged from here up'
      : `based on \`${below.branch}\`, and merged after it`;
  const whole = index === stack.length - 1 ? 'below' : `in the pull request of \`${top?.branch ?? ''}\``;
  return `Wave ${index + 1} of run \`${run}\`: ${place}. The record of the whole run is ${whole}.`;
}

function withRecord(place: string, record: string): string {
  const whole = `${place}\n\n${record}`;
  return whole.length <= longestBody ? whole : record;
}

function waveText(state: RunState, id: string): string {
  const changes = state.waves[id]?.merge?.changes ?? [];
  const files = changes.map(({ path, additions, deletions }) => `- \`${path}\` +${additions} -${deletions}`);
  const listed =
    files.length > mostFiles ? [...files.slice(0, mostFiles), `- ${files.length - mostFiles} more`] : files;
  const text = `${waveRecord(state, id)}\n\n${count(files.length, 'file')} changed:\n\n${listed.join('\n')}`;
  if (text.length <= longestBody / 2) return text;
  return `${text.slice(0, longestBody / 2)}\n\nShortened: the record of the run has all of it.`;
}

const mostFiles = 100;
