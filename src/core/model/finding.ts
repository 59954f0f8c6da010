import type { Severity, Triage } from '../plan/schema/plan.ts';
import type { ReviewComment } from './forge.ts';
import type { validatorSeverities } from '../plan/schema/vocabulary.ts';

export interface Finding {
  readonly id: string;
  readonly lens: string;
  readonly severity: Severity;
  readonly file: string;
  readonly line: number;
  readonly title: string;
  readonly detail: string;
  readonly remediation: string;
  /** Whether file and line exist at the audited commit. */
  readonly citation: 'verified' | 'unverified';
  readonly triage?: Triage;
}

export type ValidatorSeverity = (typeof validatorSeverities)[number];

/** Finding of one or more validators, after the findings of all of them were merged. */
export interface ValidatorFinding extends Omit<Finding, 'severity' | 'lens'> {
  readonly severity: ValidatorSeverity;
  /** Subjects of the validators that found it, in the order of the plan. */
  readonly validators: readonly string[];
  /** Ids of the acceptance criteria that it says are not met. */
  readonly criteria?: readonly string[];
  /** fixed: the cited code has changed, and who found it agrees. disputed: a person has to say. Default: open. */
  readonly status?: 'open' | 'fixed' | 'disputed';
  /** Person who noted it at a gate; it is of no validator then. */
  readonly notedBy?: string;
  /** A person says that the specification or the plan is wrong here, and what is true: `open` until that was revised. */
  readonly wrongSpec?: { readonly status: 'open' | 'revised'; readonly says: string };
  /** Reviewer at the forge who wrote it as a comment; it is of no validator then, and its words are untrusted. */
  readonly comment?: FindingComment;
  /** Its fate in each round of validation, oldest first. */
  readonly history?: readonly { readonly attempt: number; readonly what: string }[];
}

/** The part of a finding that only a comment at the forge has. */
export interface FindingComment extends Pick<
  ReviewComment,
  'thread' | 'kind' | 'author' | 'association' | 'url' | 'request' | 'last'
> {
  /** Text that answers it, once a person or a wave has. */
  readonly answer?: string;
  /** Whether the answer is at the forge; else why not, as a sentence. Absent while it is still to be posted. */
  readonly posted?: true | { readonly why: string };
}

/** Place that a verdict rests on. */
export interface Citation {
  /** Forward slashes, relative to the repository root. */
  readonly file: string;
  /** Counts from 1. */
  readonly line: number;
  /** Whether file and line exist at the commit that was read. */
  readonly citation: Finding['citation'];
}

/** How an agent is going to carry out its task, as it laid that out before it changed anything. */
export interface ImplementationPlan {
  /** Files it will create, change or delete, with what happens in each. */
  readonly touches: readonly string[];
  /** Its steps, in this order. */
  readonly steps: readonly string[];
  /** Variables, accounts, services or decisions that have to be there first. */
  readonly needs: readonly string[];
  /** Contradictions between the repository and the task. */
  readonly contradictions: readonly string[];
  /** Things that could break, and how that would be noticed. */
  readonly risks: readonly string[];
}

/** Review of the whole change, or of the tasks of a wave ahead of its launch, by one validator. */
export interface Review {
  readonly verdict: 'approve' | 'changes';
  readonly findings: readonly Omit<ValidatorFinding, 'validators' | 'triage'>[];
  /** validate: what became of findings of the rounds before, by their ids. */
  readonly earlier?: readonly { readonly id: string; readonly status: 'fixed' | 'open' }[];
  /** validate: ids of those whose cited code has changed since, as the host has seen. */
  readonly touched?: readonly string[];
  /** validate-task: what it rests on besides the findings. */
  readonly cites?: readonly Citation[];
}

/** Verdict of a verifier on one acceptance criterion, and what is known of it. */
export interface CriterionReport {
  readonly id: string;
  readonly verdict: 'pass' | 'fail' | 'not-covered';
  /** Command and name of the test that show it. */
  readonly command?: string;
  readonly test?: string;
  readonly note?: string;
  /** confirmed: the host has seen the same. contradicted: it has seen otherwise. unproven: nothing shows it. */
  readonly confirmation: 'confirmed' | 'contradicted' | 'unproven';
  /** Why it is not confirmed, as a sentence. */
  readonly why?: string;
}
