/** Ways in which build tools say that they did not run something but remember how it came out. */
const replays: readonly { readonly tool: string; readonly line: RegExp; readonly force: string }[] = [
  {
    tool: 'nx',
    line: /^.*\[(?:local cache|remote cache|existing outputs match the cache, left as is)\]|^Nx read the output from the cache .*$/gm,
    force: '--skip-nx-cache',
  },
  {
    tool: 'turbo',
    line: /^.*\bcache hit, (?:replaying|suppressing) logs.*$|^ *Cached: +[1-9]\d* cached/gm,
    force: '--force',
  },
  { tool: 'gradle', line: /^> Task \S*(?:[tT]est|[cC]heck)\S* (?:UP-TO-DATE|FROM-CACHE)$/gm, force: '--rerun-tasks' },
  { tool: 'bazel', line: /^\/\/\S+ +\(cached\) (?:PASSED|FAILED)/gm, force: '--nocache_test_results' },
  { tool: 'go', line: /^ok {2}\t\S+\t\(cached\)/gm, force: '-count=1' },
  { tool: 'pants', line: /^✓ \S+ succeeded .*\((?:cached|memoized).*\)/gm, force: '--no-local-cache' },
  {
    tool: 'rush',
    line: /was restored from the build cache|^These operations were already up to date/gm,
    force: 'rush rebuild',
  },
  { tool: 'wireit', line: /^(?:✅ )?\[\S+\] (?:Restored from cache|Already fresh)/gm, force: 'WIREIT_CACHE=none' },
  { tool: 'moon', line: /^▮+ \S+ \(cached/gm, force: '--force' },
  { tool: 'gradle', line: /^\d+ actionable tasks?: \d+ (?:up-to-date|from cache)$/gm, force: '--rerun-tasks' },
  { tool: 'task', line: /^task: Task "\S+" is up to date$/gm, force: '--force' },
  { tool: 'ninja', line: /^ninja: no work to do\.$/gm, force: 'ninja -t clean' },
  { tool: 'buck2', line: /^Cache hits: (?:[1-9]\d*)%/gm, force: '--no-remote-cache' },
];

/** Which results came out of a build cache, as a sentence; undefined when nothing says so. */
export function replayedIn(text: string): string | undefined {
  const found = replays.flatMap(({ tool, line, force }) => {
    const lines = text.match(line)?.length ?? 0;
    return lines === 0
      ? []
      : [`${tool} replayed results from its cache instead of running (${force} forces a real run)`];
  });
  return found.length === 0 ? undefined : `${found.join('; ')}.`;
}
