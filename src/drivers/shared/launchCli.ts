import type { AgentContext, AgentLaunch } from '../../sessionPorts/agentDriver.ts';
import type { AgentProfile } from '../../core/plan/schema/plan.ts';
import { allowedEnvironment } from './environment.ts';

/** Variables that programs written in Node need to trust a company's certificates. No secrets. */
const certificates = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR'];

/** How a CLI is started: as its profile says, or by its name on the PATH. */
export function programOf(profile: AgentProfile, name: string): readonly [string, ...string[]] {
  const [program = name, ...leading] = profile.argv ?? [];
  return [program, ...leading];
}

/** The parts of a launch in which CLIs differ. */
export interface CliLaunch {
  readonly program: string;
  /** Whether the program takes our name for a new conversation, or finds its own. */
  readonly names: 'chosen' | 'found';
  readonly args: readonly string[];
  /** Names of variables of the person that this CLI may see, beside what every program needs; never of keys. */
  readonly sees?: readonly string[];
  /** Variables it always gets. */
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
}

/** The complete launch of a CLI: the prompt goes in by standard input, which has no limit of length and no quoting. */
export function launchCli(context: AgentContext, cli: CliLaunch): AgentLaunch {
  const { program, args, names, sees = [], env, files } = cli;
  const conversation = context.resume ?? (names === 'chosen' ? context.conversation : undefined);
  const allowed = [...certificates, ...sees, ...context.profile.env];
  return {
    argv: [...programOf(context.profile, program), ...args],
    env: { ...allowedEnvironment(context.environment, allowed, context.platform), ...env, ...context.session },
    input: context.prompt,
    ...(files === undefined ? {} : { files }),
    ...(conversation === undefined ? {} : { conversation }),
  };
}

/** A flag with its value, when there is one. */
export function option(flag: string, value: string | number | undefined): readonly string[] {
  return value === undefined ? [] : [flag, String(value)];
}
