import { JournalError } from '../ports/journal.ts';
import { errorCode, errorMessage } from '../util/errors.ts';

/** Codes with which a connection ends while the database itself may be well again in a moment. */
const lostConnections = /^(?:08|57P0[1-5]|ECONN|EPIPE|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENETDOWN|EAI_AGAIN|ENOENT$)/;

/** Whether the same may succeed soon: the connection broke, or the database is starting. */
export function isLostConnection(error: unknown): boolean {
  const code = errorCode(error);
  if (code !== undefined) return lostConnections.test(code);
  return /connection (?:terminated|error|is closed)|timeout (?:exceeded|expired)|query read timeout|not queryable/i.test(
    errorMessage(error),
  );
}

/**
 * Turns what the database said into an error that tells people what to do. Ours pass unchanged.
 *
 * @param shown the database without its password
 */
export function asDatabaseError(error: unknown, shown: string): JournalError {
  if (error instanceof JournalError) return error;
  const code = errorCode(error) ?? '';
  const said = errorMessage(error);
  const failed = (reason: JournalError['reason'], text: string): JournalError =>
    new JournalError(reason, text, { cause: error });
  switch (code) {
    case '28P01':
    case '28000':
      return failed(
        'io',
        `The database ${shown} refuses the login (${said}). Check the user, and its password in ~/.pgpass.`,
      );
    case '3D000':
      return failed(
        'io',
        `There is no such database: ${shown}. Make it (createdb), then: wavegate database setup --database URL`,
      );
    case '3F000':
    case '42P01':
      return failed('io', noTables(shown));
    case '42501':
      return failed(
        'read-only',
        `The user of ${shown} may not do this (${said}). Ask who administers the database for the role it takes: ` +
          'wavegate_driver to drive runs, wavegate_viewer to look at them and decide.',
      );
    case '25006':
      return failed(
        'read-only',
        `The database ${shown} takes no changes now (${said}). Nothing more was recorded; name the one that does, or wait, ` +
          'then resume the run.',
      );
    case '53100':
      return failed(
        'disk-full',
        `The disk of the database ${shown} is full, so nothing more was recorded. Free some space there, then resume the run.`,
      );
    case '53300':
      return failed(
        'io',
        `The database ${shown} has no connection left (${said}). Raise max_connections, or close what is not needed.`,
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return failed('io', `The host of the database ${shown} is not known (${said}). Check the address.`);
    default:
      return isLostConnection(error)
        ? failed(
            'io',
            `The database ${shown} does not answer: ${said}. Nothing recorded before is lost; try again once it is there.`,
          )
        : failed('io', `The database ${shown} refused what it was asked: ${said}`);
  }
}

export function noTables(shown: string): string {
  return `The database ${shown} has no tables of Wavegate yet. Its owner makes them with: wavegate database setup --database URL`;
}
