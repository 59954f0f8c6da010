import type { HostOffer } from '../core/model/hostOffer.ts';
import { connectDatabase } from './connect.ts';
import type { DatabaseAddress } from './databaseUrl.ts';
import { asDatabaseError } from './errors.ts';
import { createJobStore } from './jobs.ts';

/** Hosts of a database that are there now. @throws JournalError */
export async function listHosts(address: DatabaseAddress): Promise<readonly HostOffer[]> {
  const database = connectDatabase(address);
  try {
    return await createJobStore(database, () => undefined).hosts();
  } catch (error) {
    throw asDatabaseError(error, address.shown);
  } finally {
    await database.close();
  }
}
