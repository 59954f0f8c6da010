import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { ShipWork } from '../../core/model/shipWork.ts';
import type { ForgeOf } from '../../sessionPorts/forge.ts';
import { ForgeError } from '../../sessionPorts/forge.ts';
import type { SessionContext } from '../../sessionPorts/sessionHandler.ts';
import { forgePlace } from './forgePlace.ts';

export type Request = NonNullable<ShipWork['pullRequest']>;

export type Opened =
  | { readonly url: string }
  /** `isOver`: there is nobody to ask, so that the run ends with the push. */
  | { readonly reason: string; readonly isOver: boolean };

/**
 * Opens the pull request, or finds the one that is open for the branch already. The pushed branch stays pushed either way.
 *
 * @returns its address, or why there is none and what to do
 */
export async function openPullRequest(
  services: { readonly forgeOf: ForgeOf; readonly environment: Readonly<Record<string, string>> },
  branch: string,
  request: Request,
  context: SessionContext,
): Promise<Opened> {
  const { forge: ref, settings, title, base } = request;
  if (ref === undefined) return { reason: 'Open the pull request by hand.', isOver: true };
  const forge = services.forgeOf(ref, forgePlace(services, context));
  const template = request.template === true ? await templateOf(context.place.repository) : '';
  const body = withTemplate(template.trim(), request.body);
  try {
    const url = await forge.open({ branch, title, body, ...(base === undefined ? {} : { base }), ...settings });
    return { url };
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error;
    const command = error.byHand === undefined ? '' : `\nOpen it by hand: ${error.byHand}`;
    const isOver = ref.guessed === true || error.reason === 'missing';
    const on = isOver ? '' : '\nThen approve the ship gate again: an open pull request of the branch is found.';
    return { reason: `The pull request could not be opened. ${error.message}${command}${on}`, isOver };
  }
}

/** Characters of a text that forges take: GitHub 65,536. */
const longestBody = 65_536;

/** The template first, as far as there is room: the record is what a reviewer needs. */
function withTemplate(template: string, body: string): string {
  const room = longestBody - body.length - 2;
  return template === '' || room < template.length ? body : `${template}\n\n${body}`;
}

/** The pull request template of a checkout, where it has one in a usual place. */
async function templateOf(checkout: string): Promise<string> {
  for (const folder of ['.github', '.gitlab/merge_request_templates', '.gitea', '.forgejo', '', 'docs']) {
    const names = await readdir(path.join(checkout, folder)).catch((): string[] => []);
    const name = names.find((each) => /^pull_request_template\.(?:md|txt)$|^default\.md$/i.test(each));
    if (name === undefined || (folder === '' && /^default/i.test(name))) continue;
    const text = await readFile(path.join(checkout, folder, name), 'utf8').catch(() => '');
    if (text.trim() !== '') return text;
  }
  return '';
}
