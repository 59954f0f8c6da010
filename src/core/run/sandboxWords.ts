/** What is told where a plan requires a sandbox and there is none. */
export function requiredSandbox(detail: string): string {
  return `The plan requires a sandbox (worktree.sandbox: required). ${detail} Then start the run again, or choose auto or off in the plan.`;
}
