import type { Recorded } from '../../model/events.ts';
import type { ReviewComment } from '../../model/forge.ts';
import type { ValidatorFinding } from '../../model/finding.ts';
import { isComment } from '../../model/reviewComment.ts';
import { commentFindings } from '../../queries/reviewComments.ts';
import type { CommentFinding } from '../../model/reviewComment.ts';
import type { RunState } from '../../model/state.ts';

const longestTitle = 120;

/** Comments of the pull request are findings with a life of their own, which ends with an answer or at the forge. */
export function evolveComments(
  state: RunState,
  event: Extract<Recorded, { type: 'comments-read' | 'comment-answered' }>,
): RunState {
  if (event.type === 'comment-answered') {
    const posted = event.why === undefined ? (true as const) : { why: event.why };
    return withComments(state, (finding) =>
      finding.id === event.finding && finding.comment.answer === event.answer
        ? { ...finding, comment: { ...finding.comment, posted } }
        : finding,
    );
  }
  const { read } = event;
  if (read.unread !== undefined) return { ...state, comments: read };
  const attempt = state.ship?.attempt ?? 1;
  const known = commentFindings(state);
  const goneIsTold = (read.omitted ?? 0) === 0;
  const kept = withComments(state, (finding) => {
    const now = read.comments.find(({ thread }) => thread === finding.comment.thread);
    if (now !== undefined) return now.last === finding.comment.last ? finding : renewed(finding, now, attempt);
    const isOver = finding.status === 'fixed' || finding.triage === 'out' || finding.triage === 'deferred';
    return goneIsTold && !isOver ? closed(finding, attempt, 'resolved at the forge') : finding;
  });
  const fresh = read.comments.filter(({ thread }) => !known.some(({ comment }) => comment.thread === thread));
  const added = fresh.map((comment, index) => newFinding(comment, `comment-${known.length + index + 1}`, attempt));
  return { ...kept, comments: read, lastFindings: [...kept.lastFindings, ...added] };
}

/** Comments that a wave was to answer are answered by its commit. */
export function answeredByWave(state: RunState, wave: string, commit: string): RunState {
  const asked = new Set(
    (state.waves[wave]?.findings ?? []).filter((finding) => isComment(finding)).map(({ id }) => id),
  );
  if (asked.size === 0) return state;
  return withComments(state, (finding) => {
    if (!asked.has(finding.id) || finding.status === 'fixed') return finding;
    const { posted: _posted, ...comment } = finding.comment;
    const answer = `Addressed in ${commit}.${summaryOf(state, wave, finding.file)}`;
    const attempt = state.ship?.attempt ?? 1;
    return { ...closed(finding, attempt, `answered by wave ${wave}`), comment: { ...comment, answer } };
  });
}

/** Mark of a person. Out or deferred, its note is the answer. */
export function withAnswer(finding: ValidatorFinding, note: string | undefined): ValidatorFinding {
  if (!isComment(finding)) return finding;
  const { answer: _answer, posted: _posted, ...comment } = finding.comment;
  const answers = finding.triage === 'out' || finding.triage === 'deferred';
  return { ...finding, comment: { ...comment, ...(answers && note !== undefined ? { answer: note } : {}) } };
}

function withComments(state: RunState, change: (finding: CommentFinding) => ValidatorFinding): RunState {
  const update = (finding: ValidatorFinding): ValidatorFinding => (isComment(finding) ? change(finding) : finding);
  const { validation } = state;
  return {
    ...state,
    lastFindings: state.lastFindings.map(update),
    ...(validation?.findings === undefined
      ? {}
      : { validation: { ...validation, findings: validation.findings.map(update) } }),
  };
}

function newFinding(read: ReviewComment, id: string, attempt: number): CommentFinding {
  const { thread, kind, author, association, url, request, last } = read;
  const comment = {
    ...{ thread, kind, author, last },
    ...(association === undefined ? {} : { association }),
    ...(url === undefined ? {} : { url }),
    ...(request === undefined ? {} : { request }),
  };
  const what = kind === 'review' ? `${author} asks for changes` : `written by ${author}`;
  const history = [{ attempt, what }];
  return { id, severity: 'issue', ...wordsOf(read), remediation: '', validators: [], comment, history };
}

/** Somebody has gone on with the conversation: whatever answered it before does not answer that. */
function renewed(
  { triage: _triage, status: _status, ...finding }: CommentFinding,
  read: ReviewComment,
  attempt: number,
): CommentFinding {
  const { answer: _answer, posted: _posted, ...comment } = finding.comment;
  const history = [...(finding.history ?? []), { attempt, what: 'somebody has written again' }];
  return { ...finding, ...wordsOf(read), comment: { ...comment, last: read.last }, history };
}

function wordsOf({ text, file = '', line = 0 }: ReviewComment) {
  const [first = ''] = text.split('\n');
  const short = first.length > longestTitle ? `${first.slice(0, longestTitle)}…` : first;
  const citation = file === '' || line === 0 ? ('unverified' as const) : ('verified' as const);
  return { title: short === '' ? 'Asks for changes' : short, detail: text === short ? '' : text, file, line, citation };
}

function closed(finding: CommentFinding, attempt: number, what: string): CommentFinding {
  return { ...finding, status: 'fixed', history: [...(finding.history ?? []), { attempt, what }] };
}

const longestSummary = 1_000;

/** Summary of the agent that owns the file, as it put it in its handoff. */
function summaryOf(state: RunState, wave: string, file: string): string {
  const author = Object.values(state.sessions).findLast(
    ({ scope, result }) =>
      scope.kind === 'wave' &&
      scope.wave === wave &&
      result?.summary !== undefined &&
      (file === '' || result.changes?.some(({ path }) => path === file) === true),
  );
  const summary = author?.result?.summary?.trim().slice(0, longestSummary) ?? '';
  return summary === '' ? '' : `\n\n${summary}`;
}
