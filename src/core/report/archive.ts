import type { ArchiveFile, ArchiveWork } from '../model/shipWork.ts';
import type { RunState, Session } from '../model/state.ts';
import { archiveMessage } from '../queries/messages.ts';
import { archiveFolder, archiveIndex } from './archivePlaces.ts';
import type { ArchiveIndex } from './archivePlaces.ts';
import { waveOrigin } from './origin.ts';
import { renderReport } from './report.ts';

/** The record of a run as files for others; undefined where its plan keeps none. Secrets are still in it. */
export function archiveOf(state: RunState): ArchiveWork | undefined {
  const { archive } = state.plan.plan;
  if (archive === undefined) return undefined;
  const sessions = Object.values(state.sessions).filter(({ agent }) => agent !== undefined);
  const names = namesOf(sessions);
  const transcripts = archive.transcripts
    ? sessions.flatMap((session) => epochsOf(session, names.get(session.id) ?? session.id))
    : [];
  return {
    to: archive.to,
    folder: archiveFolder(archive.to, state.run),
    files: [
      ...pages(state),
      ...sessions.flatMap((session) => sessionFiles(session, names.get(session.id) ?? session.id)),
    ],
    transcripts,
    transcriptBytes: Math.round(archive.megabytes * 1_000_000),
    message: archiveMessage(state),
  };
}

function pages(state: RunState): readonly ArchiveFile[] {
  const waves = state.plan.plan.waves.filter(({ id }) => state.waves[id] !== undefined);
  const index: ArchiveIndex = {
    format: 1,
    run: state.run,
    title: state.plan.plan.title,
    base: state.base.commit,
    head: state.head,
    waves: Object.fromEntries(waves.map(({ id }) => [id, `waves/${id}.md`])),
    revisions: Object.fromEntries(state.revisions.map(({ revision }) => [String(revision), planFile(revision)])),
  };
  const followUps = followUpLines(state);
  return [
    { path: archiveIndex, text: json(index) },
    { path: 'README.md', text: `${renderReport(state)}\n${contents}` },
    ...state.revisions.map(({ revision, source }) => ({ path: planFile(revision), text: source })),
    ...waves.map(({ id }) => ({ path: `waves/${id}.md`, text: `${waveOrigin(state, id)}\n` })),
    { path: 'decisions.json', text: json(decisions(state)) },
    { path: 'verdicts.json', text: json(verdicts(state)) },
    ...(followUps.length === 0
      ? []
      : [{ path: 'follow-ups.md', text: ['# Follow-ups', '', ...followUps, ''].join('\n') }]),
  ];
}

const contents = `## In this folder

- \`plan/\`: each revision of the plan
- \`waves/\`: the tasks of each wave, with directives, decisions and comments
- \`directives/\`, \`handoffs/\`, \`transcripts/\`: what each session was told, what it handed over, what it printed
- \`decisions.json\`: every decision with its evidence and signature; \`verdicts.json\`: what validators and verifiers found
- \`follow-ups.md\`: work that agents noticed and left alone
`;

const planFile = (revision: number): string => `plan/revision-${revision}.waveplan.yaml`;

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function decisions(state: RunState): readonly unknown[] {
  return Object.values(state.gates).map(({ id, kind, wave, status, decision, approvals, voided, restsOn }) => ({
    gate: id,
    kind,
    wave,
    status,
    decision,
    approvals,
    voided,
    restsOn,
  }));
}

function verdicts(state: RunState): readonly unknown[] {
  return Object.values(state.sessions).flatMap(({ id, kind, subject, agent, result }) => {
    const { review, criteria, findings, claims, verification } = result ?? {};
    const known = [review, criteria, findings, claims, verification].some((each) => each !== undefined);
    return known ? [{ session: id, kind, subject, agent, review, criteria, findings, claims, verification }] : [];
  });
}

function followUpLines(state: RunState): readonly string[] {
  return Object.values(state.sessions).flatMap(({ subject, result }) =>
    (result?.followUps ?? []).map((text) => `- ${subject}: ${text.replace(/\s+/g, ' ')}`),
  );
}

function sessionFiles({ directive, result }: Session, name: string): readonly ArchiveFile[] {
  return [
    ...(directive === undefined ? [] : [{ path: `directives/${name}.md`, text: directive }]),
    ...(result?.handoff === undefined ? [] : [{ path: `handoffs/${name}.json`, text: result.handoff }]),
  ];
}

function epochsOf({ id, epoch }: Session, name: string): ArchiveWork['transcripts'] {
  return Array.from({ length: epoch }, (_, index) => ({
    path: `transcripts/${name}${epoch === 1 ? '' : `.${index + 1}`}.txt`,
    session: id,
    epoch: index + 1,
  }));
}

/** Names of files that every system can write, one per session. */
function namesOf(sessions: readonly Session[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const { id } of sessions) {
    const plain = id.replace(/[^A-Za-z0-9._-]+/g, '-');
    let name = plain;
    for (let number = 2; taken.has(name.toLowerCase()); number += 1) name = `${plain}-${number}`;
    taken.add(name.toLowerCase());
    names.set(id, name);
  }
  return names;
}
