import { createServer } from 'node:net';

/** Distance to the next ports to try, in sessions: those between may be given to others of the run. */
const away = 64;
const lowest = 1_024;
const ports = 65_536;
const tries = 40;

/**
 * Ports that nothing listens at, one after the other.
 *
 * @param first the first of them, if all are free
 * @param size how many
 * @returns the first of those that are free; `first` where none are found, so that whoever uses it says what is wrong
 */
export async function freePort(first: number, size: number): Promise<number> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const from = lowest + ((first - lowest + attempt * away * size) % (ports - lowest - size));
    if (await allFree(from, size)) return from;
  }
  return first;
}

async function allFree(from: number, size: number): Promise<boolean> {
  for (let port = from; port < from + size; port += 1) if (!(await isFree(port))) return false;
  return true;
}

/** A server may listen at one of the two addresses only. Where a machine lacks one, nothing listens there. */
async function isFree(port: number): Promise<boolean> {
  for (const host of ['127.0.0.1', '0.0.0.0', '::']) if (!(await canListen(port, host))) return false;
  return true;
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code !== 'EADDRINUSE' && error.code !== 'EACCES'),
    );
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
