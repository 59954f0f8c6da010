import { readFile, writeFile } from 'node:fs/promises';
import { HistoryReader } from '../core/history/history.ts';
import type { Recorded } from '../core/model/events.ts';
import type { Tools } from '../core/model/tools.ts';
import { metricsOf } from '../core/telemetry/metrics.ts';
import { metricsRequest, traceRequest } from '../core/telemetry/otlp.ts';
import type { Sender } from '../core/telemetry/otlp.ts';
import type { Endpoint, TelemetrySettings } from '../core/telemetry/settings.ts';
import { spansOf } from '../core/telemetry/spans.ts';
import { post } from './post.ts';

export interface TelemetryMeans {
  readonly settings: TelemetrySettings;
  readonly sender: Sender;
  readonly tools: Tools;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Tells the person why nothing arrives. */
  readonly note: (message: string) => void;
}

/** Longest wait for a collector once the run is no longer driven here, and between two tries. Milliseconds. */
const lastWait = 2_000;
const longestPause = 300_000;

/** Sends spans and metrics of one run. What could not be sent is sent later, if need be by the next process that opens it. */
export class RunTelemetry {
  readonly #run: string;
  readonly #means: TelemetryMeans;
  readonly #markFile: string;
  readonly #history = new HistoryReader();
  readonly #sent = new Set<string>();
  readonly #abort = new AbortController();
  /** Events whose spans were sent, where the file tells: read before anything is sent. */
  readonly #ready: Promise<void>;
  #events = 0;
  #timer: NodeJS.Timeout | undefined;
  #metricsTimer: NodeJS.Timeout | undefined;
  #sending: Promise<void> = Promise.resolve();
  #tries = 0;
  #closed = false;

  /** @param markFile file of the run that keeps how much was sent */
  constructor(run: string, means: TelemetryMeans, markFile: string, earlier: readonly Recorded[]) {
    this.#run = run;
    this.#means = means;
    this.#markFile = markFile;
    const waiting: Recorded[] = [...earlier];
    this.#early = waiting;
    this.#ready = this.#begin(waiting);
    if (earlier.length > 0) this.#later(means.settings.delay);
    if (means.settings.metrics !== undefined) {
      this.#metricsTimer = setInterval(() => this.#send(), means.settings.interval).unref();
    }
  }

  #early: Recorded[] | undefined;

  add(events: readonly Recorded[]): void {
    if (this.#early === undefined) this.#take(events);
    else this.#early.push(...events);
    this.#later(this.#means.settings.delay);
  }

  /** Sends what is left, within a short time. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    clearInterval(this.#metricsTimer);
    const limit = setTimeout(() => this.#abort.abort(), lastWait);
    this.#send();
    void this.#sending.finally(() => clearTimeout(limit));
  }

  async #begin(waiting: Recorded[]): Promise<void> {
    const upTo = await readMark(this.#markFile);
    this.#take(waiting.slice(0, upTo));
    for (const { key } of this.#spans()) this.#sent.add(key);
    this.#take(waiting.slice(upTo));
    this.#early = undefined;
  }

  #take(events: readonly Recorded[]): void {
    for (const event of events) this.#history.add(event);
    this.#events += events.length;
  }

  #spans(): ReturnType<typeof spansOf> {
    const history = this.#history.result();
    return history === undefined ? [] : spansOf(history, this.#means.settings);
  }

  #later(delay: number): void {
    if (this.#closed || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#send();
    }, delay).unref();
  }

  /** One request at a time; never rejects. */
  #send(): void {
    this.#sending = this.#sending.then(async () => {
      await this.#ready;
      if (this.#abort.signal.aborted) return;
      const { settings } = this.#means;
      if (settings.traces !== undefined) await this.#sendSpans(settings.traces, settings.batch);
      if (settings.metrics !== undefined) await this.#sendMetrics(settings.metrics);
    });
  }

  async #sendSpans(endpoint: Endpoint, batch: number): Promise<void> {
    const { sender, tools } = this.#means;
    const upTo = this.#events;
    const unsent = this.#spans().filter(({ key }) => !this.#sent.has(key));
    for (let first = 0; first < unsent.length; first += batch) {
      const some = unsent.slice(first, first + batch);
      if (!(await this.#deliver(endpoint, traceRequest(this.#run, some, sender, tools), 'spans'))) return;
      for (const { key } of some) this.#sent.add(key);
    }
    if (unsent.length > 0)
      await writeFile(this.#markFile, `${JSON.stringify({ events: upTo })}\n`).catch(() => undefined);
  }

  async #sendMetrics(endpoint: Endpoint): Promise<void> {
    const history = this.#history.result();
    if (history === undefined) return;
    const { sender, now } = this.#means;
    await this.#deliver(endpoint, metricsRequest(metricsOf(history), history.startedAt, now(), sender), 'metrics');
  }

  /** @returns whether it is done with: taken, or refused for good */
  async #deliver(endpoint: Endpoint, value: unknown, what: string): Promise<boolean> {
    const answer = await post(endpoint, value, this.#abort.signal);
    const to = `${what} of this run to ${new URL(endpoint.url).origin}`;
    if (answer.kind === 'later') {
      this.#means.note(
        `Cannot send ${to}: ${answer.why}. The run goes on without; they are sent once the collector takes them.`,
      );
      this.#tries += 1;
      this.#later(answer.after ?? Math.min(longestPause, this.#means.settings.delay * 2 ** Math.min(this.#tries, 16)));
      return false;
    }
    this.#tries = 0;
    if (answer.kind === 'refused') {
      this.#means.note(
        `The collector does not take ${to}: ${answer.why}. Look at OTEL_EXPORTER_OTLP_ENDPOINT and OTEL_EXPORTER_OTLP_HEADERS.`,
      );
    } else if (answer.rejected !== undefined) this.#means.note(`The collector took ${to}, but ${answer.rejected}.`);
    return true;
  }
}

/** Number of events of a run that were dealt with by processes before this one. */
async function readMark(file: string): Promise<number> {
  try {
    const mark: unknown = JSON.parse(await readFile(file, 'utf8'));
    const events = typeof mark === 'object' && mark !== null && 'events' in mark ? mark.events : 0;
    return typeof events === 'number' && events > 0 ? events : 0;
  } catch {
    return 0;
  }
}
