/** The database that the runs of this window are in, where a team shares one. */
export interface TeamService {
  /** Name of the database without its password, for people; undefined where runs are in files. */
  shown(): Promise<string | undefined>;
  /**
   * Keeps the address, or the absolute path of the file that holds it, as a secret, once the database has answered and its tables are right. New runs are in it from then on,
   * and its runs are listed beside those in files.
   * @returns the database without its password
   * @throws Error, for people, with what is wrong and what to do; nothing is kept then
   */
  connect(named: string): Promise<string>;
  /** Forgets the address: new runs are in files again. Runs in the database stay there. */
  disconnect(): Promise<void>;
}
