import type { Attributes } from './model.ts';

/** Destination of one kind of signal. */
export interface Endpoint {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeout: number;
  readonly gzip: boolean;
  /** Files with certificates, where the system's are not enough or the collector asks for one. */
  readonly certificate?: string;
  readonly clientCertificate?: string;
  readonly clientKey?: string;
}

/** Telemetry as the standard variables of OpenTelemetry ask for it. */
export interface TelemetrySettings {
  readonly traces?: Endpoint;
  readonly metrics?: Endpoint;
  readonly resource: Attributes;
  /** Whether titles, messages and notes are sent, too. */
  readonly content: boolean;
  /** Milliseconds from an event to its export, and between exports of metrics. */
  readonly delay: number;
  readonly interval: number;
  /** Spans in one request. */
  readonly batch: number;
  /** Wishes that cannot be met, as sentences. */
  readonly problems: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;
type Signal = 'TRACES' | 'METRICS';

/** Telemetry that an environment asks for. @returns undefined where it asks for none: it is off by default */
export function telemetrySettings(env: Environment): TelemetrySettings | undefined {
  if (isTrue(env['OTEL_SDK_DISABLED'])) return undefined;
  const problems: string[] = [];
  const traces = endpointOf('TRACES', env, problems);
  const metrics = endpointOf('METRICS', env, problems);
  if (traces === undefined && metrics === undefined && problems.length === 0) return undefined;
  const { 'service.name': named, ...resource } = pairs(env, 'OTEL_RESOURCE_ATTRIBUTES', problems);
  const name = set(env, 'OTEL_SERVICE_NAME') ?? named ?? 'wavegate';
  return {
    ...(traces === undefined ? {} : { traces }),
    ...(metrics === undefined ? {} : { metrics }),
    resource: { 'service.name': name, ...resource },
    content: isTrue(env['OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT']),
    delay: milliseconds(env, 'OTEL_BSP_SCHEDULE_DELAY', 5_000, problems),
    interval: milliseconds(env, 'OTEL_METRIC_EXPORT_INTERVAL', 60_000, problems),
    batch: Math.max(1, milliseconds(env, 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE', 512, problems)),
    problems,
  };
}

function endpointOf(signal: Signal, env: Environment, problems: string[]): Endpoint | undefined {
  const exporter = set(env, `OTEL_${signal}_EXPORTER`) ?? 'otlp';
  if (exporter === 'none') return undefined;
  const own = set(env, `OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`);
  const base = set(env, 'OTEL_EXPORTER_OTLP_ENDPOINT');
  const given = own ?? base;
  if (given === undefined) return undefined;
  const what = signal.toLowerCase();
  if (exporter !== 'otlp') {
    problems.push(`No ${what} are sent: OTEL_${signal}_EXPORTER is "${exporter}"; Wavegate knows otlp and none.`);
    return undefined;
  }
  const of = (name: string): string | undefined =>
    set(env, `OTEL_EXPORTER_OTLP_${signal}_${name}`) ?? set(env, `OTEL_EXPORTER_OTLP_${name}`);
  const protocol = of('PROTOCOL') ?? 'http/json';
  if (!protocol.startsWith('http/')) {
    problems.push(
      `No ${what} are sent: Wavegate speaks OTLP over HTTP, not "${protocol}". Set OTEL_EXPORTER_OTLP_PROTOCOL to http/json and the endpoint to the collector's port for HTTP, usually 4318.`,
    );
    return undefined;
  }
  const variable = own === undefined ? 'OTEL_EXPORTER_OTLP_ENDPOINT' : `OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`;
  if (!/^https?:\/\/[^/\s]+(?:\/\S*)?$/i.test(given)) {
    problems.push(`No ${what} are sent: ${variable} is not an address. Write it as http://HOST:4318 or https://HOST.`);
    return undefined;
  }
  const compression = of('COMPRESSION') ?? 'none';
  if (compression !== 'gzip' && compression !== 'none') {
    problems.push(
      `OTEL_EXPORTER_OTLP_COMPRESSION is "${compression}"; known are gzip and none. Nothing is compressed.`,
    );
  }
  const variableOf = (name: string): string =>
    set(env, `OTEL_EXPORTER_OTLP_${signal}_${name}`) === undefined
      ? `OTEL_EXPORTER_OTLP_${name}`
      : `OTEL_EXPORTER_OTLP_${signal}_${name}`;
  const [certificate, clientCertificate, clientKey] = [of('CERTIFICATE'), of('CLIENT_CERTIFICATE'), of('CLIENT_KEY')];
  return {
    url: own ?? `${given.replace(/\/+$/, '')}/v1/${what}`,
    headers: pairs(env, variableOf('HEADERS'), problems),
    timeout: Math.max(1, milliseconds(env, variableOf('TIMEOUT'), 10_000, problems)),
    gzip: compression === 'gzip',
    ...(certificate === undefined ? {} : { certificate }),
    ...(clientCertificate === undefined ? {} : { clientCertificate }),
    ...(clientKey === undefined ? {} : { clientKey }),
  };
}

/** An empty variable counts as absent. */
function set(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}

function isTrue(value: string | undefined): boolean {
  return value?.trim().toLowerCase() === 'true';
}

function milliseconds(env: Environment, name: string, usual: number, problems: string[]): number {
  const value = set(env, name);
  if (value === undefined) return usual;
  if (/^\d{1,9}$/.test(value)) return Number(value);
  problems.push(`${name} is no whole number; ${usual} is used.`);
  return usual;
}

/** Pairs as W3C Baggage writes them: `name=value,name=value`, percent-encoded. Values are never repeated in a problem. */
function pairs(env: Environment, name: string, problems: string[]): Readonly<Record<string, string>> {
  const entries = (set(env, name) ?? '').split(',').flatMap((pair): [string, string][] => {
    if (pair.trim() === '') return [];
    const at = pair.indexOf('=');
    const key = decoded(pair.slice(0, Math.max(0, at)));
    const value = decoded(pair.slice(at + 1));
    if (at > 0 && key !== undefined && key !== '' && value !== undefined) return [[key, value]];
    problems.push(`${name} has a part that is not name=value, which is left out.`);
    return [];
  });
  return Object.fromEntries(entries);
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.trim());
  } catch {
    return undefined;
  }
}
