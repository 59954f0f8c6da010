import type { Session, RunState } from '../../core/model/state.ts';
import { scopeKey } from '../../core/model/names.ts';
import { sessionTitle } from '../../core/views/sessionWords.ts';
import { waveTitle } from '../../core/words/waveTitle.ts';
import type { RunService } from '../../ports/runService.ts';
import { errorMessage } from '../../util/errors.ts';
import { DisposableStore } from '../shared/disposableStore.ts';
import { notify } from '../shared/messages.ts';
import type { RunConnection } from '../shared/runConnection.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';

/** Work that is over sooner shows no progress, in milliseconds. */
const longAfter = 1_000;

/** Kinds of sessions that are git's own work, of which nobody sees a terminal by itself. */
const gitWork: ReadonlySet<Session['kind']> = new Set(['merge', 'commit', 'revise', 'ship', 'land']);

/** Something that git is at work on. */
interface LongWork {
  readonly key: string;
  readonly title: string;
  /** Sessions that a cancellation stops; those that have not begun, once they do. */
  readonly stops: (state: RunState) => readonly string[];
}

interface Shown {
  /** Its progress goes. */
  readonly end: () => void;
}

/**
 * Progress of long git work (worktrees before a launch, merges, commits, the push, the merge at the forge) in the editor's own
 * notifications, where it can be cancelled. Whatever is cancelled ends as a session that a person has stopped: nothing is lost.
 */
export class GitProgress {
  readonly #vscode: VSCode;
  readonly #run: RunConnection;
  readonly #after: number;
  readonly #store = new DisposableStore();
  readonly #shown = new Map<string, Shown>();
  /** Cancelled before all of its sessions had begun. */
  readonly #cancelled = new Map<string, LongWork>();

  /** @param after milliseconds after which work counts as long */
  constructor(vscode: VSCode, run: RunConnection, after = longAfter) {
    this.#after = after;
    this.#vscode = vscode;
    this.#run = run;
    this.#store.add(run.onDidChange(() => this.#follow()));
  }

  #follow(): void {
    const { state } = this.#run;
    const now = state === undefined || this.#run.drivenElsewhere !== undefined ? [] : longWork(state);
    for (const [key, { end }] of this.#shown) {
      if (now.some((work) => work.key === key)) continue;
      end();
      this.#shown.delete(key);
    }
    for (const work of now) if (!this.#shown.has(work.key)) this.#shown.set(work.key, this.#show(work));
    for (const work of this.#cancelled.values()) void this.#stop(work);
  }

  #show(work: LongWork): Shown {
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    const timer = setTimeout(() => {
      const options = { location: this.#vscode.ProgressLocation.Notification, title: work.title, cancellable: true };
      void this.#vscode.window.withProgress(options, async (progress, token) => {
        const asked = token.onCancellationRequested(() => {
          progress.report({ message: 'Stopping' });
          this.#cancelled.set(work.key, work);
          void this.#stop(work);
        });
        await ended;
        asked.dispose();
      });
    }, this.#after);
    return { end: () => (clearTimeout(timer), end()) };
  }

  /** Stops what runs of it; once nothing of it is to come, it is forgotten. */
  async #stop(work: LongWork): Promise<void> {
    const { state } = this.#run;
    const stops = state === undefined ? [] : work.stops(state);
    if (state === undefined || !stops.some((id) => state.sessions[id]?.status !== 'ended')) {
      this.#cancelled.delete(work.key);
      return;
    }
    const running = stops.filter((id) => state.sessions[id]?.status === 'running');
    if (running.length === 0) return;
    this.#cancelled.delete(work.key);
    const service = await this.#run.service();
    for (const id of running) await this.#stopSession(service, id);
  }

  async #stopSession(service: RunService, id: string): Promise<void> {
    try {
      await service.stopSession(id);
    } catch (error) {
      notify(this.#vscode, 'warning', errorMessage(error));
    }
  }

  dispose(): void {
    for (const { end } of this.#shown.values()) end();
    this.#shown.clear();
    this.#store.dispose();
  }
}

function longWork(state: RunState): readonly LongWork[] {
  const sessions = Object.values(state.sessions);
  const atWork = sessions
    .filter(({ status, kind }) => status === 'running' && gitWork.has(kind))
    .map((session): LongWork => {
      return { key: `${session.id} ${session.epoch}`, title: sessionTitle(state, session), stops: () => [session.id] };
    });
  const launching = Object.values(state.waves)
    .filter(({ status }) => status === 'dispatching')
    .flatMap((wave): LongWork[] => {
      const key = scopeKey({ kind: 'wave', wave: wave.id, attempt: wave.attempt });
      const isIn = ({ scope, kind }: Session): boolean => scopeKey(scope) === key && !gitWork.has(kind);
      if (!sessions.some((session) => isIn(session) && session.status === 'planned')) return [];
      const stops = (now: RunState): readonly string[] =>
        Object.values(now.sessions)
          .filter(isIn)
          .map(({ id }) => id);
      return [{ key: `worktrees ${key}`, title: `Making the worktrees of ${waveTitle(state, wave.id)}`, stops }];
    });
  return [...atWork, ...launching];
}
