import { costsOf } from '../history/costs.ts';
import type { AttemptSpan, RunHistory } from '../history/model.ts';
import type { Recorded } from '../model/events.ts';
import { count, elapsed, grouped, outcomeText } from '../words/labels.ts';
import type { Learning } from './learnings.ts';

/** Learnings of a run, by code from its record: what failed and what helped, what people turned down, what came again, what it took. */
export function proposeLearnings(history: RunHistory, events: readonly Recorded[]): readonly Learning[] {
  return [
    ...history.attempts.flatMap((attempt) => ofAttempt(history.run, attempt)),
    ...ofSessions(history),
    ...ofRejections(history),
    ...ofFindings(history.run, events),
    ...ofCosts(history),
  ];
}

function ofAttempt(run: string, { wave, title, attempt, failure, answer }: AttemptSpan): readonly Learning[] {
  // What people turned down is told in their own words.
  if (failure === undefined || failure.kind === 'spot-check' || failure.kind === 'rejected') return [];
  const said = answer?.note === undefined ? '' : ` Diagnosis: ${answer.note}`;
  const helped = answer === undefined ? '' : ` What was done about it: ${answer.why}${said}`;
  return [
    {
      id: `${run}/${wave}/${attempt}`,
      text: `"${title}" failed: ${short(failure.message)}${helped}`,
      evidence: `wave ${wave}, attempt ${attempt} of run ${run}`,
    },
  ];
}

function ofSessions({ run, sessions, attempts }: RunHistory): readonly Learning[] {
  return sessions.flatMap(({ session, kind, subject, agent, outcome, message, violations = 0 }) => {
    if (agent === undefined) return [];
    const evidence = `session ${session} of run ${run}`;
    if (outcome === 'context-exhausted' || outcome === 'timeout') {
      const how = outcomeText(kind, { outcome }).toLowerCase();
      return [
        {
          id: `${run}/${session}/size`,
          text: `A task like "${subject}" is too large for one session: it ${how}.`,
          evidence,
        },
      ];
    }
    // An attempt that failed for it says so already.
    const isTold = attempts.some(({ failure }) => failure?.kind === 'sessions' && failure.sessions.includes(session));
    if (isTold || (outcome !== 'scope-violated' && violations === 0)) return [];
    const text = `Work on "${subject}" reached beyond the files it owned: ${short(message ?? '')} Let such a task own them, or say in its constraints that they stay.`;
    return [{ id: `${run}/${session}/scope`, text, evidence }];
  });
}

function ofRejections({ run, gates }: RunHistory): readonly Learning[] {
  return gates.flatMap(({ gate, kind, status, note = '', who = 'a person' }) =>
    status === 'rejected' && note.trim() !== ''
      ? [
          {
            id: `${run}/${gate}`,
            text: `Turned down at the ${kind} gate: ${short(note)}`,
            evidence: `${gate} of run ${run}, by ${who}`,
          },
        ]
      : [],
  );
}

/** Findings of validators by title, where one came up in several files or several rounds. */
function ofFindings(run: string, events: readonly Recorded[]): readonly Learning[] {
  const seen = new Map<string, { readonly places: Set<string>; readonly rounds: Set<number>; readonly fix: string }>();
  for (const event of events) {
    if (event.type !== 'findings-merged') continue;
    for (const { title, file, remediation } of event.findings) {
      const entry = seen.get(title) ?? { places: new Set(), rounds: new Set(), fix: remediation };
      entry.places.add(file);
      entry.rounds.add(event.attempt);
      seen.set(title, entry);
    }
  }
  return [...seen].flatMap(([title, { places, rounds, fix }]) =>
    places.size < 2 && rounds.size < 2
      ? []
      : [
          {
            id: `${run}/finding/${title.replace(/[^A-Za-z0-9]+/g, '-').slice(0, 40)}`,
            text: `Validators found this again and again: ${short(title)}.${fix === '' ? '' : ` ${short(fix)}`}`,
            evidence: `${count(rounds.size, 'round')}, ${[...places].slice(0, 3).join(', ')} of run ${run}`,
          },
        ],
  );
}

function ofCosts(history: RunHistory): readonly Learning[] {
  const { rows, wasted, total } = costsOf([history], 'kind');
  if (total.sessions === 0) return [];
  const each = rows.map(({ label, sessions, milliseconds, usage }) => {
    const tokens = Math.round((usage.inputTokens + usage.outputTokens) / sessions);
    const used = tokens === 0 ? '' : `, ${grouped(tokens)} tokens`;
    const dollars = usage.usd === undefined ? '' : `, $${(usage.usd / sessions).toFixed(2)}`;
    return `${label} ${elapsed(Math.round(milliseconds / sessions))}${used}${dollars} (${sessions})`;
  });
  const lost = wasted.sessions === 0 ? '' : ` ${count(wasted.sessions, 'session')} of attempts that failed.`;
  return [
    {
      id: `${history.run}/cost`,
      text: `A session took on average: ${each.join('; ')}.${lost}`,
      evidence: `run ${history.run}, ${history.title}`,
    },
  ];
}

function short(text: string): string {
  // Folders of this machine say nothing elsewhere, and do not belong into a repository.
  const line = text
    .replace(/\s+/g, ' ')
    .replace(/ Copies are in \S+/g, '')
    .replace(/(?<=^|[\s"'`(<[=:,])(?:\/[^\s/]+\/|[A-Za-z]:[\\/](?!\/))[^\s"'`)>\]]*/g, '…')
    .trim();
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}
