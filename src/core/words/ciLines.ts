import type { CiReport } from '../model/forge.ts';

/** Checks named one by one; more of the same state are counted. */
const most = 20;

/** Checks of a pull request, red ones first, a line each. */
export function ciLines(ci: CiReport | undefined): readonly string[] {
  if (ci === undefined) return [];
  if (ci.checks.length === 0) return ['none reported'];
  const order = ['failed', 'pending', 'passed', 'skipped'] as const;
  return order.flatMap((state) => {
    const checks = ci.checks.filter((check) => check.state === state);
    const lines = checks.slice(0, most).map(({ name, because }) => {
      const again = ci.flaky?.includes(name) === true ? ', after a first run that failed' : '';
      return `${because ?? state}: ${name}${again}`;
    });
    return checks.length > most ? [...lines, `${state}: ${checks.length - most} more`] : lines;
  });
}
