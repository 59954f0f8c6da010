/** Attributes of a span or a measurement; names as in the semantic conventions of OpenTelemetry, else below `wavegate.`. */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** A stretch of a run that is over, as tracing knows it. */
export interface TelemetrySpan {
  /** Names it within its run, always the same. */
  readonly key: string;
  /** Key of the span it is part of; absent for the run itself. */
  readonly parent?: string;
  readonly name: string;
  /** Epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  readonly attributes: Attributes;
  /** Whether it failed; with the words on it where content is asked for. */
  readonly failed?: { readonly message?: string };
}

/** One number of a metric, or how many were how large. */
export interface MetricPoint {
  readonly attributes: Attributes;
  readonly value?: number;
  /** Everything that was measured: one number each. */
  readonly measured?: readonly number[];
}

/** A metric of a run from its start to now. */
export interface Metric {
  readonly name: string;
  readonly description: string;
  /** As the UCUM writes it. */
  readonly unit: string;
  /** sum: only grows. gauge: as it is now. histogram: by the bounds. */
  readonly kind: 'sum' | 'gauge' | 'histogram';
  /** Upper bounds of the buckets of a histogram. */
  readonly bounds?: readonly number[];
  readonly points: readonly MetricPoint[];
}
