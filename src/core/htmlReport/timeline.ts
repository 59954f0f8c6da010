import type { RunHistory, SessionSpan, Span } from '../history/model.ts';
import { durationText } from '../history/spans.ts';
import { isOver } from '../model/isOver.ts';
import { all, html } from './markup.ts';
import type { Markup } from './markup.ts';

/** One row of the chart: a label and bars in time. */
interface Lane {
  readonly label: string;
  /** `name` is written into a bar that is wide enough for it. */
  readonly bars: readonly (Span & { readonly tone: string; readonly title: string; readonly name?: string })[];
}

const width = 1_000;
const labelWidth = 210;
const laneHeight = 22;
/** Between bars of a row that follow each other, so that they are told apart. */
const gap = 1;
const letterWidth = 7;
/** More sessions than this are drawn as one row for each attempt, because nobody reads hundreds of rows. */
const mostLanes = 60;

/** Chart of a run over time: its phases, what waited for people, and every agent session. Scales with the page. */
export function timelineChart(history: RunHistory): Markup {
  const from = history.startedAt;
  const to = Math.max(history.updatedAt, from + 1);
  const lanes = lanesOf(history);
  const height = lanes.length * laneHeight + 24;
  const x = (at: number): number => labelWidth + ((at - from) / (to - from)) * (width - labelWidth);
  const bar = ({ from: start, to: end = to, tone, title, name = '' }: Lane['bars'][number], row: number): Markup => {
    const left = x(start).toFixed(1);
    const size = Math.max(2, x(end) - x(start) - gap).toFixed(1);
    const fits = name !== '' && x(end) - x(start) > name.length * letterWidth + 8;
    const words = `${title}: ${durationText(end - start)}`;
    return html`<rect class="${tone}" x="${left}" y="${row * laneHeight + 4}" width="${size}" height="14" rx="2"
        ><title>${words}</title></rect
      >${fits ? html`<text class="name" x="${(x(start) + 5).toFixed(1)}" y="${row * laneHeight + 15}">${name}</text>` : html``}`;
  };
  const rows = lanes.map(
    ({ label, bars }, row) =>
      html`<text x="0" y="${row * laneHeight + 15}">${shortened(label)}<title>${label}</title></text
        >${bars.map((one) => bar(one, row))}`,
  );
  const ticks = tickTimes(to - from).map((after) => {
    const at = from + after;
    const anchor = after === 0 ? 'start' : x(at) > width - 40 ? 'end' : 'middle';
    return html`<line x1="${x(at).toFixed(1)}" x2="${x(at).toFixed(1)}" y1="0" y2="${height - 20}" /><text
        class="tick"
        text-anchor="${anchor}"
        x="${x(at).toFixed(1)}"
        y="${height - 4}"
        >${after === 0 ? '0' : durationText(after)}</text
      >`;
  });
  return html`<svg
    viewBox="0 0 ${width} ${height}"
    role="img"
    aria-label="Timeline of the run; the tables below contain the same numbers"
  >
    ${ticks}${rows}
  </svg>`;
}

/** Lengths that people count in, in milliseconds. */
const tickSteps = [1, 2, 5, 10, 15, 30]
  .flatMap((count) => [count * 1_000, count * 60_000])
  .concat([1, 2, 4, 6, 12, 24, 48, 96, 168, 336, 720].map((hours) => hours * 3_600_000))
  .sort((one, other) => one - other);

/** Times since the start at which the chart has a line: at most seven, of a length that people count in. */
function tickTimes(length: number): readonly number[] {
  const step = tickSteps.find((one) => length / one <= 6) ?? length / 6;
  return Array.from({ length: Math.floor(length / step) + 1 }, (_, index) => index * step);
}

function lanesOf(history: RunHistory): readonly Lane[] {
  const phases = history.phases
    .filter(({ phase }) => !isOver(phase))
    .map(({ phase, ...span }) => ({
      ...span,
      tone: phase === 'adapt' ? 'failed' : 'phase',
      title: phase,
      name: phase,
    }));
  const waits = history.gates.map(({ gate, from, to, who }) => ({
    ...span(from, to),
    tone: 'waiting',
    title: `${gate}${who === undefined ? '' : `, ${who}`}`,
  }));
  return [{ label: 'Phases', bars: phases }, { label: 'Pending decisions', bars: waits }, ...sessionLanes(history)];
}

function sessionLanes({ sessions, attempts }: RunHistory): readonly Lane[] {
  const agents = sessions.filter(({ agent }) => agent !== undefined);
  const label = ({ wave, attempt = 1, subject, kind }: SessionSpan): string =>
    `${wave ?? kind}${attempt > 1 ? ` (attempt ${attempt})` : ''}: ${subject}`;
  if (agents.length > mostLanes) {
    return attempts.map(({ wave, attempt, outcome, from, to }) => ({
      label: `${wave}${attempt > 1 ? ` (attempt ${attempt})` : ''}`,
      bars: [{ ...span(from, to), tone: outcome === 'failed' ? 'failed' : 'done', title: outcome }],
    }));
  }
  return agents.map((session) => ({
    label: label(session),
    bars: [{ ...span(session.from, session.to), tone: toneOf(session), title: session.outcome ?? 'running' }],
  }));
}

function toneOf({ outcome }: SessionSpan): string {
  if (outcome === undefined) return 'phase';
  return outcome === 'done' ? 'done' : 'failed';
}

function span(from: number, to: number | undefined): Span {
  return to === undefined ? { from } : { from, to };
}

const longestLabel = 30;

function shortened(label: string): string {
  return label.length <= longestLabel ? label : `${label.slice(0, longestLabel - 1)}…`;
}

/** Bars that compare amounts, the largest as wide as there is room; each with its own words beside it. */
export function amountBars(
  rows: readonly { readonly label: string; readonly amount: number; readonly words: string }[],
): Markup {
  const most = Math.max(...rows.map(({ amount }) => amount), 1);
  return all(
    rows.map(
      ({ label, amount, words }) =>
        html`<div class="amount">
          <span class="name">${label}</span
          ><span class="track"><span class="fill" style="width:${((100 * amount) / most).toFixed(1)}%"></span></span
          ><span class="words">${words}</span>
        </div>`,
    ),
  );
}
