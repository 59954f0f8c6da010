import type { ShipWork } from '../../core/model/shipWork.ts';
import type { Redactor } from '../../sessionPorts/redactor.ts';

/**
 * Takes secrets out of the texts that leave this machine with the result: an agent's handoff, the log of a job or a note may have
 * brought one into the record.
 *
 * @returns the work with these texts, and how many secrets there were
 */
export async function withoutSecrets(
  redactor: Pick<Redactor, 'text'>,
  work: ShipWork,
): Promise<{ readonly work: ShipWork; readonly secrets: number }> {
  let secrets = 0;
  const plain = async (text: string): Promise<string> => {
    const redacted = await redactor.text(text);
    secrets += redacted.secrets;
    return redacted.text;
  };
  const texts = async <T extends { readonly title: string; readonly body: string }>(request: T): Promise<T> => ({
    ...request,
    title: await plain(request.title),
    body: await plain(request.body),
  });
  const { changelog, pullRequest, stack } = work;
  const below = [];
  for (const request of stack?.below ?? []) below.push(await texts(request));
  return {
    work: {
      ...work,
      ...(changelog && { changelog: { ...changelog, entry: await plain(changelog.entry) } }),
      ...(pullRequest && { pullRequest: await texts(pullRequest) }),
      ...(stack && { stack: { ...stack, below } }),
    },
    secrets,
  };
}
