import { JournalError } from '../ports/journal.ts';
import { errorCode, errorMessage } from '../util/errors.ts';

/** Turns what the file system said about `place` into an error that tells people what to do. Ours pass unchanged. */
export function asJournalError(error: unknown, place: string): JournalError {
  if (error instanceof JournalError) return error;
  const code = errorCode(error);
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new JournalError(
        'disk-full',
        `There is no space left for ${place}, so nothing more was recorded. Free some space, then resume the run.`,
        { cause: error },
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new JournalError(
        'read-only',
        `Wavegate may not write to ${place} (${code}). Make it writable, or name another state folder in WAVEGATE_STATE.`,
        { cause: error },
      );
    default:
      return new JournalError(
        'io',
        `Reading or writing ${place} failed: ${errorMessage(error).replace(/\.$/, '')}. ` +
          'Nothing recorded before is lost; resume the run once the cause is gone.',
        { cause: error },
      );
  }
}
