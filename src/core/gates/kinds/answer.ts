import type { RunEvent } from '../../model/events.ts';
import type { Missing } from '../../model/missing.ts';
import type { RunState } from '../../model/state.ts';
import type { Gate } from '../../model/gate.ts';
import type { SessionAnswer } from '../../model/sessionResult.ts';
import { openQuestions } from '../../queries/questions.ts';
import { citedAnswer, isForPerson, supervisedTeam } from '../../queries/supervisors.ts';
import type { GateDraft } from '../../model/gateDraft.ts';
import { questionLines } from '../../words/supervisorLines.ts';
import { hashOf } from '../evidence.ts';
import type { GateSpec } from '../gateSpec.ts';

/** Questions that agents of a wave have stopped at. The answers go into the conversations the agents have. */
export const answer: GateSpec = {
  scope: 'wave',
  title: 'Answer the agents of',
  icon: 'question',
  station: 'wave',
  about: (state, gate) =>
    `${openQuestions(state, gate.wave).length === 1 ? 'An agent has' : 'Agents have'} stopped at a question. With your answer the work continues where it is, in the same attempt. Reject this to change the plan instead.`,
  sections: (state, gate) => [
    {
      title: 'Questions',
      lines: openQuestions(state, gate.wave).map(({ task, question }) => `${task}: ${question}`),
      asked: true,
    },
    { title: 'From supervisors, who decide nothing', lines: questionLines(state, gate.wave) },
  ],
  difference: { of: 'nothing', why: 'is about a question of an agent' },

  evidence: (state, tools, wave) => ({
    questions: hashOf(
      openQuestions(state, wave).map(({ session, question }) => [session.id, session.epoch, question]),
      tools,
    ),
  }),
  looksOutside: 'no',

  missing,
  questionsTitle: 'Your answers',
  asksForAgents: true,
  questions: (state, gate) =>
    openQuestions(state, gate.wave).map(({ task, question }) => ({
      id: task,
      text: `${task} asks: ${question}`,
      inWords: true,
    })),
  inAdvance: {
    obstacle: (state, gate) =>
      `Only a person can answer: ${openQuestions(state, gate.wave)
        .map(({ task, question }) => `${task} asks: ${question}`)
        .join(' ')} Use \`wavegate answer ${state.run} TASK TEXT\`.`,
  },

  guards: (event, state) => {
    if (event.type !== 'session-retried' || event.answer === undefined) return undefined;
    const { answer: given, session } = event;
    const task = state.sessions[session]?.subject ?? '';
    const isSigned = Object.values(state.gates).some(
      ({ kind, usedAt, decision }) =>
        kind === 'answer' && usedAt !== undefined && decision?.answers?.[task]?.trim() === given.text,
    );
    return isSigned || isCited(state, session, given)
      ? undefined
      : `There was no used answer gate with this answer to ${task}.`;
  },
  onUse,

  afterRejection: 'leads-on',
  reopenObstacle: (state, { status, wave }) => {
    if (openQuestions(state, wave).length === 0)
      return 'The questions have been answered, or the plan has changed since.';
    return status === 'rejected' ? 'The questions were rejected: pick how to change the plan.' : undefined;
  },
  planEdit: 'keeps',
};

/** Whether a supervisor has given this answer, to this question, on places that are there. */
function isCited(state: RunState, session: string, { text, question, by }: SessionAnswer): boolean {
  const asked = state.sessions[session];
  if (by === undefined || asked === undefined || isForPerson(question)) return false;
  const put = { task: asked.subject, session, epoch: asked.epoch, question };
  const found = citedAnswer(state, by.team, put);
  return (
    supervisedTeam(state, asked.subject) === by.team && found?.session.id === by.session && found.answer.text === text
  );
}

/** Voids the questions that wait for an answer, because the work goes on another way. */
export function voidQuestions(state: RunState, reason: string): readonly RunEvent[] {
  return Object.values(state.gates)
    .filter(({ kind, usedAt, voided }) => kind === 'answer' && usedAt === undefined && voided === undefined)
    .map(({ id }): RunEvent => ({ type: 'gate-voided', gate: id, reason }));
}

function missing(state: RunState, gate: Gate, { answers }: GateDraft): readonly Missing[] {
  const open = openQuestions(state, gate.wave).filter(({ task }) => (answers[task] ?? '').trim() === '');
  if (open.length === 0) return [];
  const names = open.map(({ task }) => task);
  return [{ field: 'answers', names, text: `Answer the questions of ${names.join(', ')} first, in words.` }];
}

function onUse(state: RunState, gate: Gate): readonly RunEvent[] {
  const wave = state.waves[gate.wave ?? ''];
  const questions = openQuestions(state, gate.wave);
  if (wave === undefined || questions.length === 0) return [];
  const who = gate.decision?.who ?? '';
  return [
    { type: 'wave-resumed', wave: wave.id, attempt: wave.attempt },
    ...questions.map(({ session, task, question }): RunEvent => {
      const text = (gate.decision?.answers?.[task] ?? '').trim();
      return {
        type: 'session-retried',
        session: session.id,
        epoch: session.epoch + 1,
        why: `${who} has answered its question.`,
        answer: { question, text, who },
      };
    }),
  ];
}
