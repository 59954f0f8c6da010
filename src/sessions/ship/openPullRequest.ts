import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ShipWork } from '../../core/model/shipWork.ts';
import type { ForgeOf } from '../../sessionPorts/forge.ts';
import { ForgeError } from '../../sessionPorts/forge.ts';
import type { SessionContext } from '../../sessionPorts/sessionHandler.ts';
import { forgePlace } from './forgePlace.ts';
import { mergedAs } from './mergedAs.ts';
import { otherHost } from './otherHosts.ts';

export type Request = NonNullable<ShipWork['pullRequest']>;

export type Opened =
  | { readonly url: string }
  /** `isOver`: there is nobody to ask, so that the run ends with the push. */
  | { readonly reason: string; readonly isOver: boolean };

interface Services {
  readonly forgeOf: ForgeOf;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Looks whether the pull request of an earlier attempt has brought a commit into its base branch since.
 *
 * @returns its address if so; what the forge does not tell is no
 */
export async function mergedSince(
  services: Services,
  { forge: ref, earlier, base }: Request,
  commit: string,
  context: SessionContext,
): Promise<string | undefined> {
  if (ref === undefined || earlier === undefined) return undefined;
  const forge = services.forgeOf(ref, forgePlace(services, context));
  try {
    const look = await forge.look(earlier);
    const expected = { url: earlier, commit, ...(base === undefined ? {} : { base }) };
    const isIn = look.state === 'merged' && (await mergedAs(forge, expected, look)).isIn;
    return isIn ? earlier : undefined;
  } catch (error) {
    if (error instanceof ForgeError) return undefined;
    throw error;
  }
}

/**
 * Opens the pull request, or finds the one that is open for the branch already. The pushed branch stays pushed either way.
 *
 * @returns its address, or why there is none and what to do
 */
export async function openPullRequest(
  services: Services,
  branch: string,
  request: Request,
  context: SessionContext,
): Promise<Opened> {
  const { forge: ref, settings, title, base } = request;
  if (ref === undefined) return { reason: 'Open the pull request by hand.', isOver: true };
  const other = ref.guessed === true ? otherHost(ref) : undefined;
  const forge = services.forgeOf(ref, forgePlace(services, context));
  const template = request.template === true ? await templateOf(context.place.repository) : '';
  const body = withTemplate(template, request.body);
  if (other !== undefined) {
    const file = path.join(context.folder, textFile(branch));
    await writeFile(file, `# ${title}\n\n${body}\n`);
    const reason = `Pull requests at ${other.name} are opened by hand: ${other.form(branch, base)}\nTitle and text: ${file}`;
    return { reason, isOver: true };
  }
  try {
    const url = await forge.open({ branch, title, body, ...(base === undefined ? {} : { base }), ...settings });
    // What people have written at the forge since stays, unless somebody has written another text here.
    if (request.edited === true && url === request.earlier) {
      await forge.edit(url, { title, body, isDraft: settings?.draft === true });
    }
    return { url };
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error;
    const command = error.byHand === undefined ? '' : `\nOpen it by hand: ${error.byHand}`;
    const isOver = ref.guessed === true || error.reason === 'missing';
    const on = isOver ? '' : '\nThen approve the ship gate again: an open pull request of the branch is found.';
    return { reason: `The pull request could not be opened. ${error.message}${command}${on}`, isOver };
  }
}

/** One for each branch, since the waves of a stack have one each. */
function textFile(branch: string): string {
  return `pull request of ${branch.replaceAll(/[^\w.-]+/g, '-')}.md`;
}

/** Characters of a text that forges take: GitHub 65,536. */
const longestBody = 65_536;

/** The template first, as far as there is room: the record is what a reviewer needs. A template without room is named in its place. */
function withTemplate(template: string, body: string): string {
  if (template === '') return body;
  const first = template.length + body.length + 2 > longestBody ? templateLeftOut : template;
  return first.length + body.length + 2 > longestBody ? body : `${first}\n\n${body}`;
}

const templateLeftOut = '_The template of this repository is left out: it does not fit beside the record._';

/** The pull request template of a checkout, where it has one in a usual place. */
async function templateOf(checkout: string): Promise<string> {
  for (const folder of ['.github', '.gitlab/merge_request_templates', '.gitea', '.forgejo', '', 'docs']) {
    const names = await readdir(path.join(checkout, folder)).catch((): string[] => []);
    const name = names.find((each) => /^pull_request_template\.(?:md|txt)$|^default\.md$/i.test(each));
    if (name === undefined || (folder === '' && /^default/i.test(name))) continue;
    const text = await readFile(path.join(checkout, folder, name), 'utf8').catch(() => '');
    // Written on Windows, or with a mark at its beginning: hosts show a text with one kind of line ending.
    const plain = text
      .replace(/^\uFEFF/, '')
      .replaceAll(/\r\n?/g, '\n')
      .trim();
    if (plain !== '') return plain;
  }
  return '';
}
