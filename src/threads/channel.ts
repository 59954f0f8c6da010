/** One place that takes a run's thread over HTTP. The requests are described in docs/formats/thread.md. */
export interface Channel {
  readonly url: string;
  readonly timeoutMs: number;
}

/**
 * Asks a channel for a thread.
 * @returns its id, or undefined when the channel does not answer in time or not as agreed
 */
export async function openThread(channel: Channel, run: string, title: string): Promise<string | undefined> {
  try {
    const response = await post(channel.url, { run, title }, channel.timeoutMs);
    if (!response.ok) return undefined;
    return idOf(await response.json());
  } catch {
    return undefined;
  }
}

/**
 * Delivers one line. Its number lets the other side drop one that it has got already.
 * @returns whether the channel has taken it
 */
export async function deliverLine(
  channel: Channel,
  thread: string,
  line: { readonly run: string; readonly number: number; readonly text: string },
): Promise<boolean> {
  try {
    const response = await post(
      `${channel.url.replace(/[/]$/, '')}/${encodeURIComponent(thread)}`,
      line,
      channel.timeoutMs,
    );
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

function post(url: string, body: object, timeoutMs: number): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(timeoutMs),
  });
}

function idOf(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null || !('id' in answer)) return undefined;
  const { id } = answer;
  return (typeof id === 'string' && id !== '') || typeof id === 'number' ? String(id) : undefined;
}
