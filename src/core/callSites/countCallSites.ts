import { pathMatcher } from '../glob/globs.ts';
import type { CallSiteCount, CallSitesAsked, SitesByFile } from '../model/callSites.ts';

/** Places that are remembered by file and line; the numbers count all of them. */
const mostPlaces = 50;

/** Places of a name and of what takes its place, on one commit. */
export interface Counted {
  readonly sites: SitesByFile;
  readonly replacements: SitesByFile;
}

/** Compares the places of a name on two commits, by what was asked of them. */
export function countCallSites(asked: CallSitesAsked, before: Counted, after: Counted): CallSiteCount {
  const { name, to, owns, keep, except } = asked;
  const isOwned = pathMatcher(owns);
  const mayStay = pathMatcher(keep);
  const hasToGo = (file: string) => isOwned(file) && !mayStay(file);
  const [then, now] = [without(before.sites, except), without(after.sites, except)];
  const left = placesOf(now, hasToGo);
  const elsewhere = placesOf(now, (file) => !hasToGo(file));
  const replaced =
    to === undefined
      ? {}
      : {
          to: {
            name: to,
            before: sum(without(before.replacements, except)),
            after: sum(without(after.replacements, except)),
          },
        };
  return {
    name,
    before: sum(then),
    after: sum(now),
    ...replaced,
    left: left.slice(0, mostPlaces),
    leftCount: left.length,
    elsewhere: elsewhere.slice(0, mostPlaces),
    elsewhereCount: elsewhere.length,
    more: Object.keys(now).flatMap((file) => {
      const [was, is] = [(then[file] ?? []).length, (now[file] ?? []).length];
      return is > was ? [`${file} (${was} → ${is})`] : [];
    }),
  };
}

/** Places that have to go, as `file:line`, in the order of files and lines. */
export function placesToReplace({ owns, keep, except }: CallSitesAsked, sites: SitesByFile): readonly string[] {
  const [isOwned, mayStay] = [pathMatcher(owns), pathMatcher(keep)];
  return placesOf(without(sites, except), (file) => isOwned(file) && !mayStay(file));
}

function placesOf(sites: SitesByFile, matches: (file: string) => boolean): readonly string[] {
  return Object.entries(sites).flatMap(([file, lines]) =>
    matches(file) ? lines.map((line) => `${file}:${line}`) : [],
  );
}

function without(sites: SitesByFile, except: string): SitesByFile {
  return Object.fromEntries(Object.entries(sites).filter(([file]) => file !== except));
}

function sum(sites: SitesByFile): number {
  return Object.values(sites).reduce((total, lines) => total + lines.length, 0);
}
