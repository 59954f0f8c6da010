import { lintSource } from '@secretlint/core';
import { creator } from '@secretlint/secretlint-rule-preset-recommend';

/** A secret in a text: from which character, up to and without which, and its kind. */
export interface FoundSecret {
  readonly from: number;
  readonly to: number;
  /** Short name of its kind, such as `github-token`. */
  readonly kind: string;
}

/** Rules of Secretlint, which knows the tokens of some forty services by their form. */
const config = {
  rules: [
    {
      id: '@secretlint/secretlint-rule-preset-recommend',
      rule: creator,
      rules: [{ id: '@secretlint/secretlint-rule-aws', options: { enableIDScanRule: true } }],
    },
  ],
};

/**
 * Forms that have no service of their own: a value that is assigned to a name that says what it is, a header with a login, a
 * signed token, a private key of any kind.
 */
const forms: readonly (readonly [string, RegExp])[] = [
  [
    'private-key',
    /-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----(?:(?:\s|\\[nr])*(?:[A-Za-z-]+: [^\n\\]*|[A-Za-z0-9+/=]{16,76}))+(?:(?:(?:\s|\\[nr])*[A-Za-z0-9+/=]{1,75})?(?:\s|\\[nr])*-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----)?/g,
  ],
  ['jwt', /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/g],
  ['authorization', /\b(?:Bearer|Basic)[ \t]+(?<value>[A-Za-z0-9._~+/=-]{16,})/g],
  [
    'assigned',
    /(?<name>passw(?:or)?d|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential)s?["']?[ \t]*(?:=|:|=>|:=)[ \t]*["']?(?<value>[^\s"',;]{6,})/gi,
  ],
];

/**
 * Finds secrets in a text.
 * @param known values that are secret here, such as those of the person's environment
 * @returns where they are, in order, none within another
 */
export async function findSecrets(text: string, known: readonly string[]): Promise<readonly FoundSecret[]> {
  const { messages } = await lintSource({
    source: { filePath: '/record.txt', content: text, contentType: 'text', ext: '.txt' },
    options: { config, noPhysicFilePath: true },
  });
  const found: FoundSecret[] = messages.map(({ range: [from, to], ruleId }) => ({
    from,
    to,
    kind: ruleId.replace(/^.*secretlint-rule-/, ''),
  }));
  for (const [kind, form] of forms) {
    for (const match of text.matchAll(form)) {
      const value = match.groups?.['value'] ?? match[0];
      const from = match.index + match[0].lastIndexOf(value);
      if (kind === 'assigned' && isHarmless(match.groups?.['name'] ?? '', value)) continue;
      found.push({ from, to: from + value.length, kind });
    }
  }
  for (const value of known) {
    for (let from = text.indexOf(value); from >= 0; from = text.indexOf(value, from + value.length)) {
      found.push({ from, to: from + value.length, kind: 'environment' });
    }
  }
  return joined(found);
}

/** Code names a secret as often as it holds one: `token: process.env.TOKEN`, `password = ask()`, `secret: string`; and counts tokens. */
function isHarmless(name: string, value: string): boolean {
  if (/^[$<{[]|\(/.test(value)) return true;
  if (/^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$/.test(value)) return true;
  if (/^(?:string|boolean|number|undefined|unknown|required|optional|readonly|function)\b/i.test(value)) return true;
  return /^token/i.test(name) && /^[\d._]+\)?$/.test(value);
}

function joined(found: readonly FoundSecret[]): readonly FoundSecret[] {
  const sorted = [...found].sort((one, other) => one.from - other.from || other.to - one.to);
  const result: FoundSecret[] = [];
  for (const secret of sorted) {
    const last = result.at(-1);
    if (last === undefined || secret.from >= last.to) result.push(secret);
    else if (secret.to > last.to) result[result.length - 1] = { ...last, to: secret.to };
  }
  return result;
}
