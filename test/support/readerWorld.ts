import type { Job } from '../../src/core/model/effects.ts';
import type { AgentWork } from '../../src/core/model/sessionWork.ts';
import type { SessionResult } from '../../src/core/model/sessionResult.ts';
import type { Reader, ReaderPorts } from '../../src/engine/draft/readingSession.ts';
import { ExecutorError } from '../../src/ports/executor.ts';
import type { Running } from './runningSession.ts';
import { startedSession } from './runningSession.ts';
import { planText, revisionOf } from './simulatedRun.ts';

/** What an agent that reads was asked, and what its session may do. */
export interface Reading {
  readonly session: string;
  readonly subject: string;
  readonly epoch: number;
  readonly work: AgentWork;
}

/**
 * A machine on which agents read for a person: answers come from the test, one session after the other or at once, and what
 * happened to the worktrees is kept in order.
 */
export class ReaderWorld {
  readonly readings: Reading[] = [];
  readonly happenings: string[] = [];
  /** Answer of an agent; undefined: it goes on until it is stopped. An error is the executor's. */
  answer: (reading: Reading) => SessionResult | undefined;
  /** Texts at the base commit, by path. */
  files: Readonly<Record<string, string>> = {};
  readonly ports: ReaderPorts;
  readonly #sessions = new Map<string, Running>();

  constructor(answer: ReaderWorld['answer']) {
    this.answer = answer;
    this.ports = {
      workspaces: {
        inspect: () =>
          Promise.resolve({
            repository: { rootCommit: 'root', name: 'sample' },
            base: { commit: 'base', branch: 'main' },
            dirty: [],
            converted: [],
          }),
        prepare: (_scope, sessions, { setup }) => {
          this.happenings.push(`prepare ${sessions.map(({ subject }) => subject).join(' ')} ${setup.length}`);
          return Promise.resolve({});
        },
        remove: (_scope, sessions) => {
          this.happenings.push(`remove ${sessions.map(({ subject }) => subject).join(' ')}`);
          return Promise.resolve([]);
        },
        digest: (commit) => Promise.resolve({ commit, files: [], texts: {}, occurrences: [] }),
        fileAt: (_commit, file) => Promise.resolve(this.files[file]),
      },
      executor: {
        ensureSession: (job) => Promise.resolve(this.#begin(job)),
        awaitResult: (key) => this.#result(key.session, key.epoch),
        watch: () => Promise.reject(new ExecutorError('Nothing is shown here.')),
        stop: ({ session }) => {
          this.happenings.push(`stop ${session}`);
          this.#sessions.get(session)?.end({ outcome: 'cancelled', message: 'It was stopped.' });
          return Promise.resolve();
        },
        takeOver: () => Promise.resolve(undefined),
        handBack: () => Promise.resolve(undefined),
      },
    };
  }

  #begin({ session, subject, epoch, work }: Job): void {
    if (work.kind !== 'agent') throw new Error('Only agents read.');
    this.readings.push({ session, subject, epoch, work });
    this.#sessions.set(session, startedSession());
    this.happenings.push(`start ${subject}`);
  }

  async #result(session: string, epoch: number): Promise<SessionResult> {
    const reading = this.readings.find((each) => each.session === session && each.epoch === epoch);
    if (reading === undefined) throw new ExecutorError(`There is no session ${session}.`, { isUnknown: true });
    const result = this.answer(reading);
    if (result !== undefined) return result;
    const stopped = await this.#sessions.get(session)?.ended;
    if (stopped === undefined) throw new ExecutorError(`There is no session ${session}.`, { isUnknown: true });
    this.happenings.push(`end ${reading.subject}`);
    return stopped;
  }
}

const { plan } = revisionOf(planText(1, 'worktree: {setup: [npm ci]}\n'));
const { codemod } = plan.agents;
if (codemod === undefined) throw new Error('The plan has lost its agent.');

/** A reader of a small project whose plan sets its worktrees up. */
export const reader: Reader = {
  run: 'r1',
  file: 'plan.waveplan.yaml',
  settings: plan,
  profile: codemod,
};
