/** One call of git. */
export interface GitCall {
  /** Folder git works in. It need not be trusted: programs are never looked up in it. */
  readonly folder: string;
  /** Further settings for this call, as `name=value`. */
  readonly config?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Written to git's standard input, which is empty otherwise. */
  readonly input?: string | Uint8Array;
  /** Lets the repository's hooks run. Default: they do not. */
  readonly hooks?: boolean;
  /** Exit codes that are answers and not failures. Default: only 0. */
  readonly accept?: readonly number[];
  /** Milliseconds after which git is ended. Default: ten minutes. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
  /** Called with what git prints on its error stream, progress included, as it arrives. */
  readonly heard?: (chunk: Uint8Array) => void;
  /**
   * Called with what git waits for (ssh, a hook, a filter, a credential helper) when that has not changed for some seconds.
   * A git that is ended says it in its error, too.
   */
  readonly waiting?: (what: string) => void;
}
