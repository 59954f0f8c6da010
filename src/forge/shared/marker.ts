import type { CommentAnswer } from '../../core/model/forge.ts';

/** The marker of an answer as it is hidden in what is posted. */
export function markerOf({ marker }: Pick<CommentAnswer, 'marker'>): string {
  return `<!-- ${marker} -->`;
}

/** Text of an answer as it is posted. @param address in front of it */
export function withMarker(answer: Pick<CommentAnswer, 'marker' | 'text'>, address: string): string {
  return `${address}${answer.text}\n\n${markerOf(answer)}`;
}
