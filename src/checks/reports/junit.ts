import sax from 'sax';
import type { FailedTest } from '../../core/model/checkRun.ts';
import type { TestReport } from '../output/testReport.ts';
import { doubtIf, failedTest } from '../output/testReport.ts';

interface OpenCase {
  readonly name: string;
  readonly group: string;
  readonly title: string;
  readonly path: string;
  readonly file: string | undefined;
  /** Only some write it, such as CTest and GoogleTest. */
  readonly status: string | undefined;
  outcome: 'passed' | 'failed' | 'skipped';
  readonly lines: string[];
}

interface Suite {
  readonly name: string;
  readonly tests: number;
  readonly failures: number;
  readonly outermost: boolean;
}

/** JUnit's XML, which most test runners can write: a `testcase` for each test, with `failure`, `error` or `skipped` in it. */
export function readJunit(xml: string): TestReport | undefined {
  const failed: FailedTest[] = [];
  const paths: string[] = [];
  const unloaded: string[] = [];
  const unstarted: string[] = [];
  const passed: string[] = [];
  const skipped: string[] = [];
  const flaky: string[] = [];
  let [failures, tests] = [0, 0];
  let isJunit = false;
  let begunAt: number | undefined;
  const suites: Suite[] = [];
  let open: OpenCase | undefined;
  let broken: string | undefined;
  const parser = sax.parser(true);
  parser.onerror = (error) => {
    broken ??= error.message.split('\n')[0] ?? '';
    parser.error = null;
  };
  parser.onopentag = ({ name, attributes }) => {
    if (name === 'testsuites') isJunit = true;
    if (name === 'testsuite') {
      isJunit = true;
      const of = (word: string) => Number(attributes[word] ?? 0) || 0;
      const outermost = suites.length === 0;
      const suite = {
        name: attributes['name'] ?? '',
        tests: of('tests'),
        failures: of('failures') + of('errors'),
        outermost,
      };
      suites.push(suite);
      if (outermost) {
        failures += suite.failures;
        tests += suite.tests;
      }
      begunAt = latest(begunAt, timeOf(attributes['timestamp']));
    }
    if (name === 'testcase') {
      const { classname: group = '', name: title = '', status } = attributes;
      const file = attributes['file'] ?? (group === '' ? fileOf(suites.at(-1)?.name) : undefined);
      const parts = [group, title].filter((part) => part !== '');
      const path = [...suites.map((suite) => suite.name), ...parts].join(' ');
      // GoogleTest and CTest say so of tests that are switched off.
      const outcome = status === 'notrun' || status === 'disabled' ? 'skipped' : 'passed';
      open = { name: nameOf(group, title), group, title, path, file, status, outcome, lines: [] };
    } else if (open !== undefined && (name === 'failure' || name === 'error')) {
      open.outcome = 'failed';
      if (attributes['message'] !== undefined) open.lines.push(attributes['message']);
    } else if (open !== undefined && (name === 'flakyFailure' || name === 'flakyError')) {
      if (flaky.at(-1) !== open.name) flaky.push(open.name);
    } else if (open !== undefined && name === 'skipped' && open.outcome !== 'failed') {
      open.outcome = 'skipped';
      const why = attributes['message'] ?? '';
      if (notStarted.test(why)) unstarted.push(`${open.title} never ran (${why}).`);
    }
  };
  const addText = (text: string) => {
    if (open?.outcome === 'failed') open.lines.push(...text.split('\n'));
  };
  parser.ontext = addText;
  parser.oncdata = addText;
  parser.onclosetag = (name) => {
    if (name === 'testsuite') suites.pop();
    if (name !== 'testcase' || open === undefined) return;
    if (open.outcome === 'passed') passed.push(open.name);
    else if (open.outcome === 'skipped') skipped.push(open.name);
    else {
      failed.push(problemAt(open) ?? failedTest(open.name, open.file, open.lines));
      paths.push(open.path);
      if (isWhole(open)) unloaded.push(open.title === '' ? open.name : open.title);
    }
    open = undefined;
  };
  parser.write(xml).close();
  if (!isJunit) return undefined;
  const listed = passed.length + skipped.length + failed.length;
  return {
    runner: 'JUnit XML',
    passed: passed.length,
    skipped: skipped.length,
    failed,
    tests: { passed, skipped },
    paths,
    ...(flaky.length > 0 && { flaky }),
    failures,
    ...(begunAt !== undefined && { begunAt }),
    doubts: [
      ...unloaded.map((name) => `${name} failed as a whole, so nobody knows how its tests came out.`),
      ...unstarted,
      ...doubtIf(broken !== undefined, `It is not complete XML (${broken}).`),
      ...doubtIf(broken === undefined && listed < tests, `It counts ${tests} tests and lists ${listed}.`),
    ],
  };
}

/** Biome names the file of a problem by the suite alone. */
function fileOf(suite = ''): string | undefined {
  return /^\S+\.(?:[cm]?[jt]sx?|jsonc?|css|graphql|gql|html|vue|svelte|astro)$/.test(suite) ? suite : undefined;
}

/** A problem that PHPStan names by its place alone: its message is the name, for lines move with every edit above them. */
function problemAt({ group, title, lines }: OpenCase): FailedTest | undefined {
  const place = group === '' ? /^(\S.*\.\w+):\d+(?::\d+)?$/.exec(title) : null;
  const [message = ''] = lines;
  return place === null || message === '' ? undefined : failedTest(message, place[1], lines);
}

/**
 * Whether a failed "test" is a file, class or package that could not be loaded or ended by itself. Runners write it in a
 * test's place: with the name of the file or class, or a name of their own for it.
 */
function isWhole({ title, group, file, status, lines }: OpenCase): boolean {
  // Jest's reporter gives a test and its group the same words; CTest gives them the same name, and a status.
  const isClass = title === group && !/\s/.test(title) && status === undefined;
  const named = title === '' || isClass || title === file || /^\S*[\w-]\.(?:[cm]?[jt]sx?|py|rb|php|go)$/.test(title);
  return named || wholeNames.test(title) || /^collection failure$/.test(lines[0] ?? '');
}

/** How CTest words that a test could not be started, in a place where others give the reason of a skip. */
const notStarted = /^(?:Unable to find executable|Fixture dependency failed|Required Files Missing|Failed to start)/;

const nameOf = (group: string, title: string) => (group === title || group === '' ? title : `${group}.${title}`);

const wholeNames =
  /^(?:initializationError|executionError|classMethod|Test suite failed to run|TestMain|\[build failed\]|.*"(?:before|after) (?:all|each)" hook\b.*|(?:set|tear)UpClass \(.*|(?:set|tear)DownClass \(.*)$/;

/** Most runners write no time zone: some mean UTC, some the local time, so the later one of the two. */
function timeOf(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/.test(text);
  const readings = (zoned ? [text] : [text, `${text}Z`])
    .map((form) => Date.parse(form))
    .filter((at) => !Number.isNaN(at));
  return readings.length === 0 ? undefined : Math.max(...readings);
}

function latest(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || (other !== undefined && other > one) ? other : one;
}
