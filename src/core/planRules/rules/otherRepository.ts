import { sameRepository } from '../../plan/repositoryAddress.ts';
import { inPlan } from '../remark.ts';
import type { PlanRule } from '../rule.ts';

/** A plan that names its repository runs in no other: the paths in it would mean other files. */
export const otherRepository: PlanRule = {
  reads: [],
  readsOfPlan: ['repository'],
  check({ plan: { repository: named }, unsure, repository: { facts } }) {
    const { addresses } = facts;
    if (named === undefined || unsure.has('repository') || addresses === undefined) return [];
    if (addresses.some((address) => sameRepository(address, named))) return [];
    const known = addresses.length === 0 ? 'it has no remote' : `it is known as ${addresses.join(', ')}`;
    return [
      {
        code: 'other-repository',
        at: inPlan('repository'),
        message: `The plan is for ${named}, but lies in another repository: ${known}. Run it there, add that address as a remote here, or correct "repository".`,
      },
    ];
  },
};
