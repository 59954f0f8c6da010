import type { Assumed } from '../plan/assumed.ts';

/**
 * Facts about the workspace for the rules, as plain data; the core never looks itself. A fact that is left out is
 * unknown, and rules that need it report nothing.
 */
export interface WorkspaceFacts {
  /** The commit-msg hook of the repository, as git finds it. */
  readonly commitHook?: string;
  /** Files of the repository, as git lists them: relative to its root, with forward slashes. */
  readonly files?: readonly string[];
  /** Those of them that are submodules. */
  readonly submodules?: readonly string[];
  /** The plan's own file, as it would be among the files. */
  readonly planFile?: string;
  /** Identity of the repository: addresses of its remotes, and its first commits. */
  readonly addresses?: readonly string[];
  /** Of the paths the plan asks about, those that are on the disk, at the root or below the plan's folder; from the root. */
  readonly present?: readonly string[];
  /** Scripts of package.json at the root of the repository and in the plan's folder; undefined where there is none. */
  readonly scripts?: { readonly root?: readonly string[]; readonly plan?: readonly string[] };
  /** Programs named by verification commands that were looked for and are not on PATH. */
  readonly missingPrograms?: readonly string[];
  /** Folders to link into worktrees that hold ways back into the checkout: folder → examples of what leads back. */
  readonly leadsBack?: Readonly<Record<string, readonly string[]>>;
  /** Names that `.wavegate/approvers` binds to keys. */
  readonly approvers?: readonly string[];
  /** Values for what the plan leaves open, where they were looked for. */
  readonly assumed?: Assumed;
  /** Drivers whose agent is installed. */
  readonly agents?: readonly string[];
  /** Occurrences of the names that tasks are about: name → file → occurrences. */
  readonly occurrences?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Which of the paths tasks own git ignores, and the rule for each: `.gitignore:1: build/`. */
  readonly ignored?: Readonly<Record<string, string>>;
  /** Which of the paths tasks own, and of the folders they lie in, are symbolic links, and where each leads, as the link says. */
  readonly symlinks?: Readonly<Record<string, string>>;
  /** Texts of the specifications that tasks cite, by file; those that are not there are left out. */
  readonly specs?: Readonly<Record<string, string>>;
  /** Most call sites one agent should have to change. Default: 25. */
  readonly mostCallSites?: number;
}
