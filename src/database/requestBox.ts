import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { RequestAnswer, Requests } from '../ports/requests.ts';
import { askPatiently } from './connect.ts';
import type { Database } from './connect.ts';
import { jsonbText } from './jsonb.ts';

const lookEveryMs = 2_000;

/** Requests to whoever drives a run, in the database: signed, so it does not matter who wrote them there. */
export function createDatabaseRequests(database: Database): Requests {
  const topic = (run: string): string => `request:${run}`;
  return {
    attend(run, answer, until) {
      let looking = Promise.resolve();
      const handled = new Set<string>();
      const look = async (): Promise<void> => {
        const { rows } = await database.ask<{ id: string; body: string }>(
          'SELECT id, body FROM wavegate.request WHERE run = $1 AND answer IS NULL ORDER BY asked_at',
          [run],
        );
        for (const { id, body } of rows) {
          if (handled.has(id) || until.aborted) continue;
          handled.add(id);
          const given = jsonbText(await answer(body));
          await askPatiently(database.shown, () =>
            database.ask('UPDATE wavegate.request SET answer = $2 WHERE id = $1', [id, given]),
          );
        }
      };
      const lookNext = (): void => {
        // A database that is away keeps requests from being answered, and nothing else.
        looking = looking.then(look).catch(() => undefined);
      };
      const stop = database.listen(topic(run), lookNext);
      const timer = setInterval(lookNext, lookEveryMs);
      timer.unref();
      until.addEventListener('abort', () => (clearInterval(timer), stop()), { once: true });
      lookNext();
    },
    async ask(run, text, waitMs) {
      const id = randomUUID();
      const ended = new AbortController();
      let notice = (): void => undefined;
      const stop = database.listen(topic(run), () => notice());
      try {
        await askPatiently(database.shown, () =>
          database.ask('INSERT INTO wavegate.request (id, run, body) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
            id,
            run,
            text,
          ]),
        );
        const end = performance.now() + waitMs;
        for (;;) {
          const noticed = new Promise<void>((resolve) => (notice = resolve));
          const answer = await answerOf(id);
          if (answer !== undefined || performance.now() >= end) return answer;
          const left = Math.min(lookEveryMs, end - performance.now());
          await Promise.race([noticed, delay(left, undefined, { signal: ended.signal }).catch(() => undefined)]);
        }
      } finally {
        ended.abort();
        stop();
        await database.ask('DELETE FROM wavegate.request WHERE id = $1', [id]).catch(() => undefined);
      }
    },
  };

  async function answerOf(id: string): Promise<RequestAnswer | undefined> {
    const { rows } = await askPatiently(database.shown, () =>
      database.ask<{ answer: RequestAnswer | null }>('SELECT answer FROM wavegate.request WHERE id = $1', [id]),
    );
    return rows[0]?.answer ?? undefined;
  }
}
