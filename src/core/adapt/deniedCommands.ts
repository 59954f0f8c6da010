/** Shell commands among the requests that an agent was denied, as its program reports them: `Bash npm install`. */
export function deniedShellCommands(denied: readonly string[]): readonly string[] {
  return denied.flatMap((what) => /^(?:Bash|Shell|run_shell_command) (.+)$/s.exec(what)?.[1]?.trim() ?? []);
}
