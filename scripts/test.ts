import { installDebianPackage } from './debianPackage.ts';
import { findProgram } from './programs.ts';
import { failureList, runStage } from './testing/runStage.ts';
import type { StageResult } from './testing/runStage.ts';
import { processesOf, stages } from './testing/stages.ts';
import type { Stage } from './testing/stages.ts';

// Everything there is to check: `npm test`, or `npm test -- NAME…` for the stages whose names contain one of the words.

/** How many processes of stages run side by side: one more than the machines they run on have cores, as some of them wait. */
const mostProcesses = 3;

/** On the machines of a CI, as they say themselves, files that fail are run again. Where one develops, red is red. */
const isCi = (process.env['CI'] ?? '') !== '';

const words = process.argv.slice(2);
const chosen = words.length === 0 ? stages : stages.filter(({ name }) => words.some((word) => name.includes(word)));
if (chosen.length === 0) {
  console.error(`No stage is called ${words.join(' or ')}. There are: ${stages.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}

// Tests that need one of these say so where it is not to be had.
const wanted = { bwrap: 'bubblewrap', gh: 'gh' };
for (const [program, name] of Object.entries(wanted)) {
  if (process.platform !== 'linux' || (await findProgram([program])) !== undefined) continue;
  const problem = await installDebianPackage(name, console.log);
  if (problem !== undefined && problem !== '') console.log(`${name} could not be installed: ${problem}`);
}

const results: StageResult[] = [];
const running = new Map<Stage, Promise<void>>();
const waiting = [...chosen];
while (waiting.length > 0 || running.size > 0) {
  const next = waiting.find(isReady);
  // None overtakes another for want of room: one that takes more of it would wait to the end.
  if (next === undefined || !hasRoom(next)) {
    await Promise.race(running.values());
    continue;
  }
  waiting.splice(waiting.indexOf(next), 1);
  running.set(
    next,
    runStage(next, isCi).then((result) => {
      running.delete(next);
      if (result !== undefined) report(result);
    }),
  );
}

const passed = results.reduce((sum, result) => sum + result.passed, 0);
const failed = results.reduce((sum, result) => sum + result.failed, 0);
const flaky = results.flatMap((result) => result.flaky);
if (flaky.length > 0) console.log(`FLAKY, and to be mended: ${flaky.join(', ')}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

/** Whether all that a stage uses has ended. */
function isReady(stage: Stage): boolean {
  const unfinished = [...running.keys(), ...waiting];
  return !(stage.after ?? []).some((name) => unfinished.some((other) => other.name === name));
}

function hasRoom(stage: Stage): boolean {
  const processes = [...running.keys(), stage].reduce((sum, each) => sum + processesOf(each), 0);
  return running.size === 0 || processes <= mostProcesses;
}

function report(result: StageResult): void {
  results.push(result);
  const counts = result.failed === 0 ? `${result.passed} passed` : `${result.passed} passed, ${result.failed} failed`;
  const line = `${result.failed === 0 ? 'ok  ' : 'FAIL'}  ${result.name.padEnd(20)} ${result.seconds.toFixed(1).padStart(6)} s  ${counts}`;
  console.log(result.failed === 0 ? line : `${line}\n${failuresIn(result.output)}\n`);
  if (result.flaky.length > 0) {
    console.log(`FLAKY ${result.flaky.join(', ')}: failed, run again, passed.\n${failuresIn(result.output)}\n`);
  }
  for (const reason of skippedIn(result.output)) console.log(`      not run: ${reason}`);
}

/** Tests that a run left out and why, a line for each; one without a reason is not for this machine. */
function skippedIn(output: string): readonly string[] {
  return [...output.matchAll(/^\s*﹣ (.+) \([\d.]+ms\) # (?!SKIP$)(.+)$/gmu)].map(([, name, why]) => `${name}: ${why}`);
}

/** The part of a test run's output that lists what failed; all of it when there is no such part. */
function failuresIn(output: string): string {
  const start = output.indexOf(failureList);
  return output.slice(Math.max(0, start)).trimEnd();
}
