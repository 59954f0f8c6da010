/** Branches and requests of a forge of a test: a branch is the list of the commits it holds, oldest first. */
export interface ServedRequest {
  readonly number: number;
  readonly branch: string;
  base: string;
  title: string;
  body: string;
  state: 'open' | 'closed' | 'merged';
  head: string;
  mergeCommit?: string;
}

/** One repository with its requests, behind a server that speaks the API of some forge. */
export class ServedRequests {
  readonly requests: ServedRequest[] = [];
  /** Whatever was asked for: method and path without its beginning. */
  readonly asked: string[] = [];
  /** How often a merge is refused yet, because the forge still computes what the merge before has changed. */
  hiccups = 0;
  readonly #branches = new Map<string, readonly string[]>();

  setBranch(name: string, commits: readonly string[]): void {
    this.#branches.set(name, commits);
    for (const each of this.requests) if (each.branch === name && each.state === 'open') each.head = this.tip(name);
  }

  commitsOf(branch: string): readonly string[] {
    return this.#branches.get(branch) ?? [];
  }

  tip(branch: string): string {
    return this.commitsOf(branch).at(-1) ?? '';
  }

  /** @param newer a branch, or the tip of one */
  holds(newer: string, commit: string): boolean {
    const found = this.#branches.get(newer) ?? [...this.#branches.values()].find((each) => each.includes(newer)) ?? [];
    const upTo = found.includes(newer) ? found.slice(0, found.indexOf(newer) + 1) : found;
    return upTo.includes(commit);
  }

  open(branch: string, base: string, title: string, body: string): ServedRequest {
    const number = this.requests.length + 1;
    const made = { number, branch, base, title, body, state: 'open' as const, head: this.tip(branch) };
    this.requests.push(made);
    return made;
  }

  find(number: number): ServedRequest | undefined {
    return this.requests.find((each) => each.number === number);
  }

  /** @returns why it is refused */
  merge(request: ServedRequest, commit: string): 'moved' | 'not now' | undefined {
    if (commit !== request.head) return 'moved';
    if (this.hiccups > 0) {
      this.hiccups -= 1;
      return 'not now';
    }
    const mergeCommit = `merge-of-${request.head}`;
    const onto = this.commitsOf(request.base);
    const news = this.commitsOf(request.branch).filter((each) => !onto.includes(each));
    this.#branches.set(request.base, [...onto, ...news, mergeCommit]);
    Object.assign(request, { state: 'merged', mergeCommit });
    return undefined;
  }
}
