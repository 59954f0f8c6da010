import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Assumed } from '../../core/plan/assumed.ts';
import { checkPlan, repositoryOf } from '../../core/planRules/check/checkPlan.ts';
import { openPlan } from '../../core/planText/document/planDocument.ts';
import { askedFacts } from '../../core/planRules/check/askedFacts.ts';
import type { ParsedPlan } from '../../core/planText/problem.ts';
import { RunError } from '../../engine/runError.ts';
import type { RepositoryAt } from '../../git/place/repositoryAt.ts';
import { samePlace } from '../../git/place/samePlace.ts';
import type { WorkerServices } from '../shared/workerServices.ts';

type Services = Pick<WorkerServices, 'repositoryAt' | 'placeFacts'>;

/** A plan that is to be run, and the checkout it runs in. */
export interface LaunchPlan extends ParsedPlan {
  readonly source: string;
  /** Top folder of the checkout. */
  readonly checkout: string;
  /** Values for what the plan leaves open. */
  readonly assumed?: Assumed;
}

/** Folder in which a person wants a plan to run: a folder they named, or the one they happen to be in. */
export interface WantedPlace {
  readonly folder: string;
  readonly named: boolean;
  /** Driver that the person has set for plans without agents. */
  readonly agent?: string | undefined;
}

/**
 * Reads a plan and finds the checkout it runs in, which is the one it lies in: its paths mean the files there. A plan that lies
 * in no repository runs where a person says, if it says the same.
 *
 * @param planPath absolute
 * @throws RunError `plan` when it is to run in another repository than its own; WorkspaceError when there is none
 */
export async function launchPlan(services: Services, planPath: string, wanted: WantedPlace): Promise<LaunchPlan> {
  const source = await readFile(planPath, 'utf8');
  const folder = await realpath(path.dirname(planPath));
  const own = await services.repositoryAt(folder).catch(() => undefined);
  const checkout =
    own?.checkout === undefined
      ? await outside(services, planPath, wanted)
      : await inside(services, planPath, own, wanted);
  const document = openPlan(source);
  const facts = await services.placeFacts(planPath, checkout, {
    ...askedFacts(document),
    ...(wanted.agent === undefined ? {} : { agent: wanted.agent }),
  });
  const checked = checkPlan(document, repositoryOf(facts));
  const isOutside = own?.checkout === undefined;
  if (isOutside && checked.plan !== undefined && checked.plan.repository === undefined) {
    throw new RunError(
      'plan',
      `${planPath} lies in no git repository, so nothing says that it is for ${checkout}. Move it there, or let it name the repository with "repository".`,
    );
  }
  const { assumed } = facts;
  return { ...checked, source, checkout, ...(assumed === undefined ? {} : { assumed }) };
}

/** The plan's own checkout; asking for another is reported as an error instead of being ignored. */
async function inside(services: Services, planPath: string, own: RepositoryAt, wanted: WantedPlace): Promise<string> {
  const { common, checkout = common } = own;
  const asked = wanted.named
    ? await services.repositoryAt(wanted.folder)
    : await services.repositoryAt(wanted.folder).catch(() => undefined);
  if (asked === undefined) return checkout;
  const place = asked.checkout ?? asked.common;
  if (!(await samePlace(asked.common, common))) {
    throw new RunError(
      'plan',
      `${planPath} belongs to the repository ${checkout}, and ${wanted.named ? '--repo names' : 'you are in'} another one, ${place}. ` +
        `A plan runs in the repository it lies in: go there, or say --repo ${checkout}.`,
    );
  }
  if (wanted.named && asked.checkout !== undefined && !(await samePlace(asked.checkout, checkout))) {
    throw new RunError(
      'plan',
      `${planPath} lies in the checkout ${checkout}, and --repo names another one of the same repository, ${place}. ` +
        'Leave --repo out, or run the copy of the plan that lies there.',
    );
  }
  return checkout;
}

async function outside(services: Services, planPath: string, wanted: WantedPlace): Promise<string> {
  const { checkout } = await services.repositoryAt(wanted.folder);
  if (checkout !== undefined) return checkout;
  throw new RunError('plan', `${planPath} lies in no checkout, and nor do you. Say with --repo where it is to run.`);
}
