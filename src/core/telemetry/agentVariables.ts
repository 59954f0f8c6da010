import type { Job } from '../model/effects.ts';
import type { Tools } from '../model/tools.ts';
import { traceparentOf } from './ids.ts';
import { telemetrySettings } from './settings.ts';

/**
 * Variables with which an agent that sends telemetry itself does so as part of its session. Where that goes, and with which
 * credentials, is passed only by the plan (`agents.NAME.env`).
 *
 * @param environment everything the host of the session sees
 * @returns nothing where telemetry is off
 */
export function telemetryVariables(
  { run, session, epoch, subject, scope }: Pick<Job, 'run' | 'session' | 'epoch' | 'subject' | 'scope'>,
  environment: Readonly<Record<string, string | undefined>>,
  tools: Tools,
): Readonly<Record<string, string>> {
  if (telemetrySettings(environment)?.traces === undefined) return {};
  const own = {
    'wavegate.run.id': run,
    'wavegate.session.id': session,
    ...(scope.kind === 'supervise' ? { 'wavegate.supervisor.team': scope.team } : { 'wavegate.task.id': subject }),
    ...(scope.kind === 'wave' ? { 'wavegate.wave.id': scope.wave } : {}),
  };
  const given = environment['OTEL_RESOURCE_ATTRIBUTES']?.trim() ?? '';
  return {
    TRACEPARENT: traceparentOf(run, session, epoch, tools),
    OTEL_RESOURCE_ATTRIBUTES: [
      ...(given === '' ? [] : [given]),
      ...Object.entries(own).map(([name, value]) => `${name}=${encodeURIComponent(value)}`),
    ].join(','),
  };
}
