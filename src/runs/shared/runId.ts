import { randomBytes } from 'node:crypto';

/**
 * A new run's id: when it began (UTC) and a few random characters, so that ids sort by time and do not collide between
 * machines that push to the same remote. Fit for folders and branch names: `20250131-0915-3fa2`.
 * @param now epoch milliseconds
 */
export function newRunId(now: number): string {
  const [date = '', time = ''] = new Date(now).toISOString().split('T');
  return `${date.replaceAll('-', '')}-${time.slice(0, 5).replace(':', '')}-${randomBytes(2).toString('hex')}`;
}
