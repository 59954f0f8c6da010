import type { CheckRun } from '../model/checkRun.ts';
import type { ValidatorFinding } from '../model/finding.ts';
import { commentPlace, isComment } from '../model/reviewComment.ts';
import { globDefect } from '../glob/globSyntax.ts';

const mostNamed = 5;
const longestName = 120;

/** Names of the failures, in one line for a plan: `"publishes a pack" (test/publish.test.js), and 3 more`. */
export function namesOfFailures(failing: readonly CheckRun[]): string {
  const names = failing.flatMap(({ failed, command }) =>
    failed.length === 0
      ? [`the command ${oneLine(command)}`]
      : failed.map(
          ({ name, file }) =>
            `"${oneLine(name).replaceAll('"', "'")}"${file === undefined ? '' : ` (${oneLine(file)})`}`,
        ),
  );
  const more = names.length - mostNamed;
  return names.slice(0, mostNamed).join(', ') + (more > 0 ? `, and ${more} more` : '');
}

/** Findings, in one line for a plan. Words of people at the forge are left out: a plan is what agents go by. */
export function namesOfFindings(findings: readonly ValidatorFinding[]): string {
  const names = findings.map((finding) => {
    const { severity, title, file, line } = finding;
    return isComment(finding)
      ? `${finding.id} of ${oneLine(commentPlace(finding))}`
      : `${severity} "${oneLine(title).replaceAll('"', "'")}" (${oneLine(file)}:${line})`;
  });
  const more = names.length - mostNamed;
  return names.slice(0, mostNamed).join(', ') + (more > 0 ? `, and ${more} more` : '');
}

/** Files of the repository that contain failing tests, each once, in order. Runners also name files of their own. */
export function filesOfFailures(failing: readonly CheckRun[]): readonly string[] {
  const files = failing.flatMap(({ failed }) => failed.flatMap(({ file }) => (file === undefined ? [] : [file])));
  return [...new Set(files)].filter((file) => !/\p{C}/u.test(file) && globDefect(file) === undefined);
}

function oneLine(text: string): string {
  const line = text.replace(/[\s\p{C}]+/gu, ' ').trim();
  return line.length > longestName ? `${line.slice(0, longestName)}…` : line;
}
