import { homedir } from 'node:os';
import type { DatabaseAddress } from '../../database/databaseUrl.ts';
import { namedDatabase } from '../../database/namedDatabase.ts';
import { digest } from '../../decisions/digest.ts';
import type { TeamService } from '../../ports/teamService.ts';
import { createPrograms } from '../../processes/programs.ts';

/** A text that is kept where nothing on this machine can read it. */
export interface SecretText {
  get(): PromiseLike<string | undefined>;
  store(text: string): PromiseLike<void>;
  forget(): PromiseLike<void>;
}

/** The database of a team for an editor: its address, or the file that holds it, is a secret, and read again each time it is needed. */
export class EditorTeam implements TeamService {
  readonly #secret: SecretText | undefined;

  /** @param secret without one, runs are in files */
  constructor(secret: SecretText | undefined) {
    this.#secret = secret;
  }

  /** @throws Error, for people, when what is kept is no address */
  async address(): Promise<DatabaseAddress | undefined> {
    const named = await this.#secret?.get();
    return named === undefined || named === '' ? undefined : addressOf(named);
  }

  async shown(): Promise<string | undefined> {
    return (await this.address())?.shown;
  }

  async connect(named: string): Promise<string> {
    const address = addressOf(named);
    const { openTeamDatabase } = await import('../../database/teamDatabase.ts');
    const programs = createPrograms();
    const { database, journals } = openTeamDatabase(address, { digest, identify: (pid) => programs.identify(pid) });
    try {
      await journals.list();
    } finally {
      await database.close();
    }
    await this.#secret?.store(address.file ?? address.url);
    return address.shown;
  }

  async disconnect(): Promise<void> {
    await this.#secret?.forget();
  }
}

function addressOf(named: string): DatabaseAddress {
  const address = namedDatabase(named.trim(), homedir());
  if ('problem' in address) throw new Error(address.problem);
  return address;
}
