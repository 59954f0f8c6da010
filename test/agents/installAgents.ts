import { installAgent } from '../../scripts/agents/installAgent.ts';
import { driverOf } from '../../src/drivers/drivers.ts';
import type { TestedDriver } from './clis.ts';

/** CLIs that the agents of a test need. */
export interface AgentClis {
  /** Folders that hold them, in the order they were asked for. */
  readonly bins: readonly string[];
  /** Why some are not to be had, which leaves the test out; false where all are. */
  readonly skip: string | false;
}

/** Installs the CLIs of drivers, each once per machine. */
export async function installAgents(...drivers: readonly TestedDriver[]): Promise<AgentClis> {
  const installed = await Promise.all(
    drivers.map(async (driver) => {
      const { cli } = driverOf(driver);
      return cli === undefined ? { problem: `${driver} has no CLI.` } : await installAgent(cli);
    }),
  );
  const problems = installed.flatMap((each) => ('problem' in each ? [each.problem] : []));
  return {
    bins: installed.flatMap((each) => ('bin' in each ? [each.bin] : [])),
    skip: problems.length === 0 ? false : problems.join(' '),
  };
}
