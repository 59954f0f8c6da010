import { standsAt } from '../../core/queries/citations.ts';
import type { Supervision, SupervisorAnswer, SupervisorCite } from '../../core/model/supervision.ts';
import type { Redactor } from '../../sessionPorts/redactor.ts';
import type { SessionGit, SessionPlace } from '../../sessionPorts/sessionGit.ts';

/** Means to look up what a supervisor has said. */
export interface LookUpMeans {
  readonly git: Pick<SessionGit, 'fileText'>;
  readonly redactor: Pick<Redactor, 'text'>;
}

interface Said extends Omit<Supervision, 'answers' | 'asks'> {
  readonly answers: readonly Omit<SupervisorAnswer, 'secrets'>[];
  readonly asks?: string | undefined;
}

/**
 * Words of a supervisor with the citations of files looked up and secrets taken out. What is cited is compared before
 * anything is taken out, so that nothing counts that was not there.
 *
 * @param commit at which files are looked up
 */
export async function lookUpSupervision(
  said: Said,
  { git, redactor }: LookUpMeans,
  place: SessionPlace,
  commit: string,
): Promise<Supervision> {
  const texts = new Map<string, Promise<string | undefined>>();
  const textOf = (file: string): Promise<string | undefined> => {
    const known = texts.get(file) ?? git.fileText(place, commit, file);
    texts.set(file, known);
    return known;
  };
  const clean = async (text: string): Promise<string> => (await redactor.text(text)).text;
  const lookUp = async (cite: SupervisorCite): Promise<SupervisorCite> => {
    const where = cite.where.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '');
    const quote = await clean(cite.quote);
    if (cite.source !== 'file') return { ...cite, where, quote };
    const text = await textOf(where);
    return { ...cite, where, quote, found: text !== undefined && standsAt(text, cite.line, cite.quote) };
  };
  const answers: SupervisorAnswer[] = [];
  for (const answer of said.answers) {
    const { text, secrets } = await redactor.text(answer.text);
    const cites: SupervisorCite[] = [];
    for (const cite of answer.cites) cites.push(await lookUp(cite));
    answers.push({ ...answer, text, cites, ...(secrets === 0 ? {} : { secrets }) });
  }
  const proposals: Supervision['proposals'][number][] = [];
  for (const each of said.proposals) proposals.push({ ...each, reason: await clean(each.reason) });
  const ranks: Supervision['ranks'][number][] = [];
  for (const each of said.ranks) ranks.push({ ...each, reason: await clean(each.reason) });
  const asks = said.asks === undefined || said.asks === '' ? undefined : await clean(said.asks);
  return { answers, proposals, ranks, ...(asks === undefined ? {} : { asks }) };
}
