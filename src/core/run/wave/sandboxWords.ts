/** Message for a plan that requires a sandbox on a machine without one. */
export function requiredSandbox(detail: string): string {
  return `The plan requires a sandbox (worktree.sandbox: required). ${detail} Start the run again where there is one, or choose auto or off in the plan.`;
}
