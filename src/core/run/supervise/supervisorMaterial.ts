import { changeFile } from '../../validators/placesText.ts';
import type { AgentWork } from '../../model/sessionWork.ts';
import type { RunState, Session } from '../../model/state.ts';
import type { Supervises } from '../../model/supervision.ts';
import { decisionWords } from '../../queries/citations.ts';
import { planWave, workOf } from '../../queries/runQueries.ts';

type Material = Required<Pick<AgentWork, 'files' | 'diffs'>>;

/** Largest part of a wave's difference that a supervisor gets as a file. */
const kilobytes = 200;
/** Most characters of one file. */
const longestFile = 120_000;

/**
 * Files that a supervisor reads beside the code: the plan as it is in force, what people have decided, and what is known of
 * the sessions of its team. Words of agents stand there as quotations.
 */
export function supervisorMaterial(state: RunState, session: Pick<Session, 'base'>, supervises: Supervises): Material {
  const { team, wave, occasion } = supervises;
  const live = state.waves[wave];
  const files = {
    'plan.txt': numbered(state.plan.source),
    'decisions.md': decisions(state),
    'sessions.md': pod(state, team, wave),
    ...(occasion === 'trouble' ? { 'failure.md': failure(state, wave) } : {}),
  };
  const first = (live?.merge?.changes ?? []).map(({ path }) => path);
  const isMerged = live?.merge?.commit !== undefined && live.merge.commit === session.base;
  return {
    files: Object.fromEntries(Object.entries(files).map(([name, text]) => [name, bounded(text)])),
    diffs: isMerged ? [{ name: changeFile, from: live.base, to: session.base, first, kilobytes }] : [],
  };
}

/** Names of these files, in the order in which they are worth reading. */
export function materialNames(state: RunState, supervises: Supervises): readonly string[] {
  const base = state.waves[supervises.wave]?.merge?.commit ?? '';
  const { files, diffs } = supervisorMaterial(state, { base }, supervises);
  return [...Object.keys(files), ...diffs.map(({ name }) => name)];
}

function numbered(source: string): string {
  return source
    .replace(/\n$/, '')
    .split('\n')
    .map((line, index) => `${String(index + 1).padStart(5)}  ${line}`)
    .join('\n');
}

function decisions({ gates }: RunState): string {
  const said = Object.values(gates).flatMap(({ id, decision }) => {
    const words = decision === undefined ? '' : decisionWords(decision).trim();
    if (decision === undefined || words === '') return [];
    return [`# ${id}: ${decision.verdict} by ${decision.who}`, '', quoted(words), ''];
  });
  return said.length === 0 ? 'Nobody has written anything with a decision yet.\n' : said.join('\n');
}

function pod(state: RunState, team: string, wave: string): string {
  const tasks = (planWave(state, wave)?.tasks ?? []).filter((task) => task.team === team);
  return tasks
    .map(({ id, title }) => {
      const session = state.sessions[state.waves[wave]?.tasks[id] ?? ''];
      return [
        `# ${id}: ${title}`,
        '',
        ...(session === undefined ? ['It has no session yet.'] : about(state, session)),
        '',
      ].join('\n');
    })
    .join('\n');
}

function about(state: RunState, session: Session): readonly string[] {
  const { status, stage, result, answers = [] } = session;
  const { message, summary, question, denied, violations = [], verification = [], followUps = [] } = result ?? {};
  return [
    `Session ${session.id}: ${result?.outcome ?? status}${stage === undefined ? '' : `, stage ${stage}`}.`,
    ...(message === undefined ? [] : ['', quoted(message)]),
    ...(summary === undefined ? [] : ['', 'It says:', '', quoted(summary)]),
    ...(question === undefined ? [] : ['', 'It asks:', '', quoted(question)]),
    ...answers.flatMap(({ question: asked, text, who }) => [
      '',
      'It asked before, and was answered:',
      '',
      quoted(asked),
      quoted(`${who}: ${text}`),
    ]),
    ...list(
      'Changed',
      workOf(state, session).map(
        ({ path, kind, additions, deletions }) => `${path} (${kind}, +${additions} −${deletions})`,
      ),
    ),
    ...list('Changed outside its files, and undone', violations),
    ...list(
      'Commands run on its work',
      verification.map(({ command, exitCode }) => `${command}: ${exitCode ?? 'did not end'}`),
    ),
    ...list('Commands it was not allowed to run', denied?.commands ?? []),
    ...list('Noticed, not asked for', followUps),
  ];
}

function failure(state: RunState, wave: string): string {
  const live = state.waves[wave];
  const red = (live?.check?.checks ?? []).filter(({ exitCode }) => exitCode !== 0);
  return [
    quoted(live?.failure?.message ?? 'Nothing is known of the failure.'),
    ...red.flatMap(({ name, command, tail }) => ['', `# ${name}: ${command}`, '', quoted(tail.slice(-8_000))]),
    '',
  ].join('\n');
}

function list(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, '', ...lines.map((line) => `- ${line.replace(/\s+/g, ' ')}`)];
}

function quoted(text: string): string {
  return text
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
}

function bounded(text: string): string {
  if (text.length <= longestFile) return text;
  return `${text.slice(0, longestFile)}\n\n(Cut here: ${text.length - longestFile} characters more.)\n`;
}
