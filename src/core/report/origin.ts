import { planTask, planWave } from '../queries/runQueries.ts';
import type { RunState, Session } from '../model/state.ts';
import { commentPlace } from '../words/commentPlace.ts';
import { decisionsOf } from '../queries/decisionsOf.ts';

/** Run, waves and plan revision that a commit belongs to, from its trailers. */
export interface CommitTrailers {
  readonly run: string;
  readonly waves: readonly string[];
  readonly revision?: string;
  /** Place of the record of the run that others can read: a branch, or a folder that ends with a slash. */
  readonly archive?: string;
}

/** Reads the trailers that every commit of a run has; undefined for any other commit. */
export function commitTrailers(message: string): CommitTrailers | undefined {
  const values = (name: string): readonly string[] =>
    message.split('\n').flatMap((line) => (line.startsWith(`${name}: `) ? [line.slice(name.length + 2).trim()] : []));
  const [run] = values('Wavegate-Run');
  if (run === undefined) return undefined;
  const [revision] = values('Wavegate-Revision');
  const [archive] = values('Wavegate-Archive');
  return {
    run,
    waves: values('Wavegate-Wave'),
    ...(revision === undefined ? {} : { revision }),
    ...(archive === undefined ? {} : { archive }),
  };
}

/**
 * How a commit of a run came to be, as Markdown: its waves with their tasks, attempts, directives, decisions and comments.
 * @param file with it, only the tasks that changed this file; forward slashes, relative to the repository root
 */
export function renderOrigin(state: RunState, { waves, revision }: CommitTrailers, file: string | undefined): string {
  const plan = state.revisions.find((one) => String(one.revision) === revision);
  const parts = [
    `# ${state.plan.plan.title}\n\nRun \`${state.run}\`.`,
    ...(plan === undefined
      ? []
      : [`Plan revision ${plan.revision}: ${plan.why}${plan.note === undefined ? '' : ` Note: ${plan.note}`}`]),
    ...waves.map((wave) => waveOrigin(state, wave, file)),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** How the work of one wave came to be, as Markdown. @param file see renderOrigin */
export function waveOrigin(state: RunState, id: string, file?: string): string {
  const wave = planWave(state, id);
  const sessions = Object.values(state.sessions).filter(
    ({ scope, agent }) => scope.kind === 'wave' && scope.wave === id && agent !== undefined,
  );
  const touching = sessions.filter(
    ({ result }) => file === undefined || result?.changes?.some(({ path }) => path === file),
  );
  return [
    `## Wave ${id}: ${wave?.title ?? id}`,
    list([...attemptLines(state, id), ...answerLines(state, id)]),
    ...(file !== undefined && touching.length === 0
      ? [`No task of this wave changed \`${file}\` alone: its content came from merging.`]
      : []),
    ...touching.map((session) =>
      sessionOrigin(session, planTask(wave, session.subject)?.title, planTask(wave, session.subject)?.objective),
    ),
    '### Decisions',
    list(decisions(state, id, file)),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function attemptLines({ waves }: RunState, id: string): readonly string[] {
  const wave = waves[id];
  if (wave === undefined) return [];
  const past = (wave.earlier ?? []).map(({ attempt, failure }) => ({ attempt, how: 'failed', failure }));
  const last = { attempt: wave.attempt, how: wave.status, failure: wave.failure };
  return [...past, last].map(
    ({ attempt, how, failure }) => `Attempt ${attempt} ${how}${failure === undefined ? '' : `: ${failure.message}`}`,
  );
}

/** Measures taken after the failures of a wave. */
function answerLines({ revisions }: RunState, id: string): readonly string[] {
  return revisions
    .filter(({ cause }) => cause?.wave === id)
    .map(({ revision, why, note }) => `Plan revision ${revision}: ${why}${note === undefined ? '' : ` Note: ${note}`}`);
}

function sessionOrigin(
  { subject, agent, kind, result, directive }: Session,
  title = subject,
  objective?: string,
): string {
  return [
    `### Task ${subject}: ${title}`,
    ...(objective === undefined ? [] : [objective]),
    list([
      `${kind} by ${agent ?? ''}: ${result?.outcome ?? 'running'}`,
      ...(result?.summary === undefined ? [] : [`summary: ${result.summary}`]),
      ...(result?.question === undefined ? [] : [`question: ${result.question}`]),
      ...(result?.followUps ?? []).map((text) => `follow-up: ${text}`),
      ...(result?.conversation === undefined ? [] : [`conversation: ${result.conversation}`]),
    ]),
    ...(directive === undefined ? [] : [`<details><summary>Directive</summary>\n\n${fenced(directive)}\n\n</details>`]),
  ].join('\n\n');
}

function decisions(state: RunState, wave: string, file: string | undefined): readonly string[] {
  return Object.values(state.gates)
    .filter((gate) => gate.wave === wave)
    .flatMap((gate) => decisionsOf(gate).map((decision) => ({ id: gate.id, ...decision })))
    .flatMap(({ id, verdict, who, at, note, comments = [] }) => {
      const said = comments.filter((comment) => file === undefined || comment.file === file);
      return [
        `${id}: ${verdict} by ${who} at ${new Date(at).toISOString()}${note === '' ? '' : `: ${note}`}`,
        ...said.map((comment) => `${commentPlace(comment)}: ${comment.text}`),
      ];
    });
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

/** A code block that no text can end early: its fence is longer than any in the text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/gu)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}markdown\n${text}\n${fence}`;
}
