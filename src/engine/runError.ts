/** Why a run cannot be started or opened: for people, with what to do next. */
export class RunError extends Error {
  readonly reason: 'plan' | 'environment';
  constructor(reason: RunError['reason'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RunError';
    this.reason = reason;
  }
}
