import type { CommentAnswer, CommentsRead, ReviewComment } from '../../core/model/forge.ts';
import { ForgeError } from '../../sessionPorts/forge.ts';
import { isRecord, recordOf } from '../../util/records.ts';
import type { UnknownRecord } from '../../util/records.ts';
import { conversation } from '../shared/conversation.ts';
import type { Entry } from '../shared/conversation.ts';
import { markerOf, withMarker } from '../shared/marker.ts';
import { numberOf, stringOf } from '../shared/values.ts';

/** Asks the API of GitHub. @returns `data` of its answer @throws ForgeError */
export type GraphqlCall = (host: string, query: string, variables: object) => Promise<UnknownRecord>;

const entry = 'id body url viewerDidAuthor authorAssociation author { login }';

/** Of a conversation its beginning and its newest entries; what is between them is left out. */
const threadsQuery = `query PullRequestComments($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) {
    reviewThreads(first: 100) { totalCount nodes { id isResolved path line
      first: comments(first: 1) { totalCount nodes { ${entry} } }
      newest: comments(last: 10) { nodes { ${entry} } } } }
    latestOpinionatedReviews(first: 50) { nodes { state comments { totalCount } ${entry} } } } } }`;

/** Threads that are not resolved, and the latest reviews that ask for changes. @throws ForgeError */
export async function readComments(graphql: GraphqlCall, url: string): Promise<CommentsRead> {
  const { host, ...variables } = placeOf(url);
  const data = await graphql(host, threadsQuery, variables);
  const request = recordOf(recordOf(data['repository'])['pullRequest']);
  if (!isRecord(request['reviewThreads'])) {
    throw new ForgeError('silent', 'GitHub answered something else than the comments of the pull request.');
  }
  const threads = request['reviewThreads'];
  const nodes = nodesOf(threads);
  const omitted = (numberOf(threads['totalCount']) ?? nodes.length) - nodes.length;
  const open = nodes.filter((node) => node['isResolved'] !== true).flatMap((node) => threadOf(node) ?? []);
  const reviews = nodesOf(request['latestOpinionatedReviews']).flatMap((node) => reviewOf(node) ?? []);
  return { comments: [...reviews, ...open], ...(omitted > 0 ? { omitted } : {}) };
}

const threadQuery = `query AnsweredThread($thread: ID!) { node(id: $thread) { ... on PullRequestReviewThread {
  comments(last: 50) { nodes { body } } } } }`;
const replyMutation = `mutation AnswerThread($thread: ID!, $body: String!) {
  addPullRequestReviewThreadReply(input: { pullRequestReviewThreadId: $thread, body: $body }) { comment { id } } }`;
const requestQuery = `query AnsweredReview($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) { id comments(last: 50) { nodes { body } } } } }`;
const commentMutation = `mutation AnswerReview($subject: ID!, $body: String!) {
  addComment(input: { subjectId: $subject, body: $body }) { subject { id } } }`;

/** Replies in the thread; to a review, which has none, on the pull request. @throws ForgeError */
export async function postAnswer(graphql: GraphqlCall, url: string, answer: CommentAnswer): Promise<void> {
  const { host, ...variables } = placeOf(url);
  const { thread, kind, author } = answer;
  const isThere = (comments: unknown): boolean =>
    nodesOf(comments).some(({ body }) => stringOf(body).includes(markerOf(answer)));
  if (kind === 'thread') {
    const before = recordOf((await graphql(host, threadQuery, { thread }))['node']);
    if (isThere(before['comments'])) return;
    await graphql(host, replyMutation, { thread, body: withMarker(answer, '') });
    return;
  }
  const data = await graphql(host, requestQuery, variables);
  const request = recordOf(recordOf(data['repository'])['pullRequest']);
  if (isThere(request['comments'])) return;
  await graphql(host, commentMutation, { subject: stringOf(request['id']), body: withMarker(answer, `@${author} `) });
}

function placeOf(url: string): {
  readonly host: string;
  readonly owner: string;
  readonly name: string;
  readonly number: number;
} {
  const [, host, owner, name, number] = /^https?:\/\/([^/]+)\/([^/]+)\/([^/]+)\/pull\/(\d+)/.exec(url) ?? [];
  if (host === undefined || owner === undefined || name === undefined) {
    throw new ForgeError('refused', `This is no address of a pull request of GitHub: ${url}`);
  }
  return { host, owner, name, number: Number(number) };
}

function nodesOf(connection: unknown): readonly UnknownRecord[] {
  const { nodes } = recordOf(connection);
  return Array.isArray(nodes) ? nodes.filter(isRecord) : [];
}

function threadOf(node: UnknownRecord): ReviewComment | undefined {
  const beginning = nodesOf(node['first']).map((each) => entryOf(each));
  const newest = nodesOf(node['newest']).map((each) => entryOf(each));
  const [first] = beginning;
  if (first === undefined) return undefined;
  const rest = newest.filter(({ id }) => id !== first.id);
  const total = numberOf(recordOf(node['first'])['totalCount']) ?? 0;
  const path = stringOf(node['path']);
  const line = numberOf(node['line']);
  return {
    thread: stringOf(node['id']),
    kind: 'thread',
    ...(path === '' ? {} : { file: path }),
    ...(line === undefined ? {} : { line }),
    ...conversation([first, ...rest], total - 1 - rest.length),
  };
}

function reviewOf(node: UnknownRecord): ReviewComment | undefined {
  if (stringOf(node['state']) !== 'CHANGES_REQUESTED') return undefined;
  const review = entryOf(node);
  // Without words of its own, its comments on lines are all that it says.
  if (review.text.trim() === '' && (numberOf(recordOf(node['comments'])['totalCount']) ?? 0) > 0) return undefined;
  return { thread: review.id, kind: 'review', ...conversation([review], 0) };
}

function entryOf(node: UnknownRecord): Entry {
  const association = stringOf(node['authorAssociation']);
  const url = stringOf(node['url']);
  return {
    id: stringOf(node['id']),
    // A deleted account has none.
    author: stringOf(recordOf(node['author'])['login']) || 'ghost',
    text: stringOf(node['body']),
    own: node['viewerDidAuthor'] === true,
    ...(association === '' ? {} : { association }),
    ...(url === '' ? {} : { url }),
  };
}
