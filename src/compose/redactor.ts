import type { Redactor } from '../sessionPorts/redactor.ts';

/** Takes secrets out of what is shown or written. @param env of the person */
export async function redactorFor(env: NodeJS.ProcessEnv): Promise<Redactor> {
  const { createRedactor } = await import('../secrets/redactor.ts');
  return createRedactor(
    Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
  );
}
