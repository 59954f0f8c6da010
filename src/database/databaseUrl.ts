/** Address of a database, and how it is shown to people: without a password. */
export interface DatabaseAddress {
  readonly url: string;
  readonly shown: string;
  /** Whether the address itself contains the password. */
  readonly password: boolean;
  /** File that the address was read from. */
  readonly file?: string;
}

/**
 * Reads the address of a PostgreSQL database.
 *
 * @returns what is wrong with it, for people and without the text itself, which may be a password in the wrong place
 */
export function readDatabaseUrl(text: string): DatabaseAddress | { readonly problem: string } {
  const form = 'Write it as postgresql://USER@HOST:PORT/DATABASE, the password in a password file (~/.pgpass).';
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    return { problem: `The address of the database cannot be read. ${form}` };
  }
  if (!['postgres:', 'postgresql:'].includes(url.protocol)) {
    return { problem: `The address of the database begins with ${url.protocol}//, which is not PostgreSQL. ${form}` };
  }
  const name = decoded(url.pathname.slice(1));
  const person = decoded(url.username);
  if (name === undefined || person === undefined) {
    return { problem: `The address of the database has a % that is no escaped character; write it as %25. ${form}` };
  }
  if (name === '') return { problem: `The address of the database names no database. ${form}` };
  const host = url.searchParams.get('host') ?? (url.hostname === '' ? 'localhost' : url.host);
  const user = person === '' ? '' : `${person}@`;
  return {
    url: url.href,
    shown: `${user}${host}/${name}`,
    password: url.password !== '' || url.searchParams.has('password'),
  };
}

/** Undefined where it is not escaped as in an address. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
