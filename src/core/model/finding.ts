import type { Severity, Triage } from '../plan/schema/plan.ts';
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
  /** fixed: the cited code has changed, and who found it agrees. disputed: a person has to say. Default: open. */
  readonly status?: 'open' | 'fixed' | 'disputed';
  /** What became of it in each round of validation, oldest first. */
  readonly history?: readonly { readonly attempt: number; readonly what: string }[];
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
  /** What it does, in this order. */
  readonly steps: readonly string[];
  /** Variables, accounts, services or decisions that have to be there first. */
  readonly needs: readonly string[];
  /** Where the repository contradicts the task. */
  readonly contradictions: readonly string[];
  /** What could break, and how it would be noticed. */
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
