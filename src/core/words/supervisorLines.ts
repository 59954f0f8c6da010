import type { BoardSupervisor, KeptQuestion } from '../model/boardModel.ts';
import type { RunState } from '../model/state.ts';
import type { Supervision } from '../model/supervision.ts';
import { citeText } from '../queries/citations.ts';
import { openQuestions } from '../queries/questions.ts';
import {
  answersToTakeBack,
  askedAbout,
  heard,
  isForPerson,
  judgedAnswers,
  questionsToPut,
  supervisedTeam,
  supervisorOf,
  supervisorSessions,
  supervisorSilent,
  supervisorUsed,
} from '../queries/supervisors.ts';
import type { SupervisorSession } from '../queries/supervisors.ts';
import { outcomeText, strategyTitles } from './labels.ts';
import { waveName } from './waveTitle.ts';

/** Lines at the answer gate of a wave: what supervisors make of its questions, and why a person is asked all the same. */
export function questionLines(state: RunState, wave: string | undefined): readonly string[] {
  const lines = [...questionsToPut(state, wave)].flatMap(([team, questions]) => {
    const sessions = new Set(questions.flatMap((put) => askedAbout(state, team, put) ?? []));
    const silent = supervisorSilent(state, team);
    return [
      ...[...sessions].flatMap((session) => sessionLines(state, session)),
      ...(silent === undefined ? [] : [silent]),
    ];
  });
  const reserved = openQuestions(state, wave).filter(
    ({ task, question }) => supervisedTeam(state, task) !== undefined && isForPerson(question),
  );
  return [...lines, ...reserved.map(({ task }) => `${task} asks to be allowed something, so no supervisor was asked.`)];
}

/** Lines beside a failed wave: what supervisors propose, and what they say. */
export function troubleLines(state: RunState, wave: string, attempt: number): readonly string[] {
  return supervisorSessions(state)
    .filter(({ supervises }) => supervises.wave === wave && supervises.attempt === attempt)
    .filter(({ supervises }) => supervises.occasion === 'trouble')
    .flatMap((session) => sessionLines(state, session));
}

/** Everything that a supervisor has said in one session, a line each. */
function sessionLines(state: RunState, session: SupervisorSession): readonly string[] {
  const { supervises, status, result } = session;
  const name = `The supervisor of ${supervises.team}`;
  if (status !== 'ended') return [`${name} is reading.`];
  if (result?.supervision === undefined || result.outcome !== 'done') {
    return [
      `${name} said nothing that counts: ${result === undefined ? 'no result' : outcomeText('supervise', result)}. ${result?.message ?? ''}`.trim(),
    ];
  }
  const said = heard(result);
  return [
    ...judgedAnswers(state, session).map(({ task, text, cites, problem }) => {
      const rests = cites.length === 0 ? '' : ` (${cites.map(citeText).join(', ')})`;
      return problem === undefined
        ? `${name} has an answer for ${task}: ${text}${rests}`
        : `${name} proposes for ${task}: ${text}${rests}. Not given to the agent: ${problem}.`;
    }),
    ...said.proposals.map((proposal) => `${name} proposes: ${proposalText(proposal)}`),
    ...(said.asks === undefined ? [] : [`${name} says: ${said.asks}`]),
  ];
}

function proposalText({ strategy, task, reason }: Supervision['proposals'][number]): string {
  return `${strategyTitles[strategy]} ${task}. ${reason}`;
}

/** Supervisors of a run by the order of their teams in the plan; empty where no team has one. */
export function supervisorSummaries(state: RunState): readonly BoardSupervisor[] {
  return Object.entries(state.plan.plan.teams).flatMap(([team, { lead }]): readonly BoardSupervisor[] => {
    const supervisor = supervisorOf(state, team);
    if (supervisor === undefined) return [];
    const sessions = supervisorSessions(state, team);
    const silent = supervisorSilent(state, team);
    const isReading = sessions.some((session) => session.status !== 'ended');
    const status = isReading ? 'reading' : silent === undefined ? 'waits' : 'silent';
    const words = { reading: 'reading', waits: 'waits for something to read', silent: 'silent from now on' }[status];
    return [
      {
        team,
        lead,
        agent: supervisor.agent,
        status,
        ...(silent === undefined ? {} : { why: silent }),
        text: [words, ...supervisorUsed(state, team)].join(' · '),
        brief: [
          ...(status === 'waits' ? [] : [status]),
          `asked ${sessions.length} of ${supervisor.budget.sessions}`,
        ].join(' · '),
        own: sessions.map(({ id }) => id),
        pod: podOf(state, team),
        kept: keptQuestions(state, team),
        proposed: sessions.flatMap((session) => notTaken(state, session)),
      },
    ];
  });
}

/** Record of the supervisors that were asked, for a report: indented lines belong to the one above. */
export function supervisorRecord(state: RunState): readonly string[] {
  return supervisorSummaries(state)
    .filter(({ own }) => own.length > 0)
    .flatMap(({ team, kept, proposed }) => [
      `Supervisor of ${team}: ${supervisorUsed(state, team).join(' · ')}`,
      ...kept.map(({ text }) => `  - Answered without a person: ${text}`),
      ...proposed.map((line) => `  - Decided nothing: ${line}`),
    ]);
}

function podOf(state: RunState, team: string): readonly string[] {
  return state.plan.plan.waves.flatMap(({ id, tasks }) =>
    tasks.flatMap((task) => {
      const session = task.team === team ? state.waves[id]?.tasks[task.id] : undefined;
      return session === undefined ? [] : [session];
    }),
  );
}

/** Questions that a supervisor has answered: a person was not asked. */
function keptQuestions(state: RunState, team: string): readonly KeptQuestion[] {
  const takeable = answersToTakeBack(state);
  return Object.values(state.sessions).flatMap(({ subject: task, answers = [] }) =>
    answers.flatMap(({ question, text: answer, by, takenBack }, index): readonly KeptQuestion[] => {
      if (by?.team !== team) return [];
      const places = by.cites.map(citeText).join(', ');
      const after = takenBack === undefined ? '' : `. Taken back by ${takenBack}`;
      return [
        {
          ...{ task, question, answer, places, ...(takenBack === undefined ? {} : { takenBack }) },
          takesBack: index === answers.length - 1 && takeable.some((each) => each.task === task),
          text: `${task} asked: ${question} Answered: ${answer} (${places})${after}`,
        },
      ];
    }),
  );
}

/** Lines about one session of a supervisor that lead to nothing by themselves. */
function notTaken(state: RunState, session: SupervisorSession): readonly string[] {
  const { ranks, proposals, asks } = heard(session.result);
  const wave = waveName(state, session.supervises.wave);
  const answers = judgedAnswers(state, session).filter(({ put, text }) => {
    const given = state.sessions[put?.session ?? '']?.answers ?? [];
    return !given.some((answer) => answer.by?.session === session.id && answer.text === text);
  });
  return [
    ...answers.map(
      ({ task, text, problem }) =>
        `Not given to ${task}: ${text}${problem === undefined ? ' The question was answered otherwise, or with others.' : ` Because ${problem}.`}`,
    ),
    ...proposals.map((proposal) => `${wave}: ${proposalText(proposal)}`),
    ...ranks.map(({ file, reason }) => `Read first in ${wave}: ${file}. ${reason}`),
    ...(asks === undefined ? [] : [`To you: ${asks}`]),
  ];
}
