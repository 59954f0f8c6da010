import { parseGlob } from './globSyntax.ts';
import type { CharacterSet, Element, Token } from './globSyntax.ts';

/**
 * Whether every path that matches `inner` surely matches `outer`. Sound, not complete: it compares the two as written, so
 * it may answer no where a cleverer proof exists (several globs that only together cover one), and never yes wrongly.
 */
export function coversGlob(outer: string, inner: string): boolean {
  const outerPatterns = parseGlob(outer);
  return parseGlob(inner).every((pattern) =>
    outerPatterns.some((candidate) => coversSequence<Element>(candidate, pattern, 'any-depth', coversSegment)),
  );
}

function coversSegment(outer: Element, inner: Element): boolean {
  if (outer === 'any-depth' || inner === 'any-depth') return false;
  return coversSequence<Token>(outer, inner, 'star', coversToken);
}

function coversToken(outer: Token, inner: Token): boolean {
  if (outer === 'star' || inner === 'star') return false;
  if (outer.negated) return inner.negated ? within(outer, inner) : disjoint(outer, inner);
  return !inner.negated && within(inner, outer);
}

/** Every range of `inner` lies inside one range of `outer`. */
function within(inner: CharacterSet, outer: CharacterSet): boolean {
  return inner.ranges.every(([from, to]) => outer.ranges.some(([low, high]) => low <= from && to <= high));
}

function disjoint(a: CharacterSet, b: CharacterSet): boolean {
  return a.ranges.every(([from, to]) => b.ranges.every(([low, high]) => to < low || high < from));
}

/** Matches the inner pattern as if it were text, in which a wildcard of the outer one takes any parts, wildcards too. */
function coversSequence<Part>(
  outer: readonly Part[],
  inner: readonly Part[],
  wildcard: Part,
  covers: (outer: Part, inner: Part) => boolean,
): boolean {
  // reachable[i]: the first i parts of outer can cover what has been read of inner.
  let reachable = skipWildcards(outer, [true], wildcard);
  for (const part of inner) {
    const next = outer.map((own, index) => (own === wildcard ? reachable[index] === true : false));
    const advanced: boolean[] = [...next, false];
    outer.forEach((own, index) => {
      if (own !== wildcard && reachable[index] === true && covers(own, part)) advanced[index + 1] = true;
    });
    reachable = skipWildcards(outer, advanced, wildcard);
  }
  return reachable[outer.length] === true;
}

function skipWildcards<Part>(outer: readonly Part[], positions: readonly boolean[], wildcard: Part): boolean[] {
  const reached = [...positions];
  outer.forEach((part, index) => {
    if (part === wildcard && reached[index] === true) reached[index + 1] = true;
  });
  return reached;
}
