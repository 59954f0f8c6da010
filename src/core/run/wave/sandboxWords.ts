/** Message for a plan that requires a sandbox on a machine without one. */
export function requiredSandbox(detail: string): string {
  return `The plan requires a sandbox (worktree.sandbox: required). ${detail} Then start the run again, or choose auto or off in the plan.`;
}
