import { mkdir, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { writeWhole } from '../../files/writeWhole.ts';
import type { PlanReview, PlanReviewSummary } from '../../core/model/planReview.ts';
import { summaryOf } from '../../core/planReview/summary.ts';
import { errorCode } from '../../util/errors.ts';
import { isRecord, parseJson } from '../../util/records.ts';

/**
 * Reads what reviewers have said of a plan.
 * @param file absolute; it need not be there
 * @returns undefined where there is no review, or none that can be read
 * @throws errors of the file system other than that there is no such file
 */
export async function readPlanReview(file: string): Promise<PlanReview | undefined> {
  try {
    const value = parseJson(await readFile(file, 'utf8'));
    return isPlanReview(value) ? value : undefined;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** The part that a run keeps. A review that cannot be read counts as none: it is advice. */
export async function readReviewSummary(file: string): Promise<PlanReviewSummary | undefined> {
  const review = await readPlanReview(file).catch(() => undefined);
  return review && summaryOf(review);
}

/** Writes a review whole, so that nobody reads half of one. @throws errors of the file system */
export async function writePlanReview(file: string, review: PlanReview): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await writeWhole(file, `${JSON.stringify(review, null, 2)}\n`);
}

/** Puts a review aside, under a name of its own, before another begins. */
export async function keepPlanReview(file: string, name: string): Promise<void> {
  await rename(file, file.replace(/\.json$/, `.${name}.json`)).catch((error: unknown) => {
    if (errorCode(error) !== 'ENOENT') throw error;
  });
}

function isPlanReview(value: unknown): value is PlanReview {
  return (
    isRecord(value) &&
    value['version'] === 1 &&
    typeof value['run'] === 'string' &&
    ['reviewers', 'passes', 'gaps'].every((key) => Array.isArray(value[key]))
  );
}
