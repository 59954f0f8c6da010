/**
 * Why nobody takes over a session that is on a host of a team, and what to do instead.
 * @param session as people know it, at the beginning of a sentence
 * @param host its name; empty or absent while none has the session
 */
export function onHost(session: string, host = ''): string {
  const where = host === '' ? 'a host of the team' : `host ${host}`;
  return (
    `${session} is for ${where}, and sessions of hosts cannot be taken over: the interface of the agent would be on that ` +
    'machine. Answer it, or stop it.'
  );
}
