/** Subject that a command acts on. Tree items, CodeLenses, notifications and the board all name it the same way. */
export type Subject =
  | { readonly kind: 'gate'; readonly gate: string }
  | { readonly kind: 'session'; readonly session: string }
  | { readonly kind: 'finding'; readonly finding: string }
  | { readonly kind: 'findings'; readonly findings: readonly string[] }
  | { readonly kind: 'file'; readonly gate: string; readonly file: string }
  /** A failing test, by its place among those of the failure. */
  | { readonly kind: 'test'; readonly test: number }
  /** An answer that a supervisor gave the agent of a task. */
  | { readonly kind: 'answer'; readonly task: string }
  | { readonly kind: 'run'; readonly run: string };
