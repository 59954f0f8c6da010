import type { ForgeReason } from '../../sessionPorts/forge.ts';

/** Whether words about a failed call mean that the forge cannot answer now, or that it has answered: see ForgeReason. */
export function answerReason(said: string): ForgeReason {
  if (
    /\bHTTP (5\d\d|429)\b|\b5\d\d\b.*(error|gateway|unavailable)|secondary rate limit|rate limit (?:already )?exceeded/i.test(
      said,
    )
  )
    return 'silent';
  return /could not resolve|no such host|connection (refused|reset)|timed? ?out|timeout|EOF|network is unreachable|no route to host|\bdial (tcp|udp|unix)\b|server misbehaving|error connecting|TLS handshake/i.test(
    said,
  )
    ? 'silent'
    : 'refused';
}
