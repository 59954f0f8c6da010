import { readdir, readFile } from 'node:fs/promises';
import { linesMatching, topLevelFunctions } from '../lib/source.mjs';
import { say } from '../lib/terminal.mjs';

/** Finds ways a token gets to where it does not belong: another host, the terminal, the memory of the process. */
export async function security(sources) {
  const findings = [...(await strayTokens(sources)), ...(await printedHeaders(sources)), ...(await oldNotes())];
  return findings.map((finding, index) => ({ id: `SEC-${index + 1}`, ...finding }));
}

async function strayTokens(sources) {
  const found = [];
  for (const { file, text } of sources) {
    for (const { name, line, body } of topLevelFunctions(text)) {
      if (!/env\.PACKHORSE_TOKEN\b/.test(body) || body.includes('defaultHost')) continue;
      await say('found', `${file}:${line} ${name}() gives the general token to any host`, 0.5);
      found.push({
        severity: 'critical',
        file,
        line,
        title: `${name}() sends the token of the default host to any host`,
        detail:
          'Nothing compares the host with the default one, so PACKHORSE_TOKEN travels to whichever host is asked.',
        remediation:
          'Use the general variable for the default host only; add a test that another host does not see it.',
      });
    }
  }
  return found;
}

async function printedHeaders(sources) {
  const found = [];
  for (const { file, lines } of sources) {
    for (const line of linesMatching(lines, /console\.\w+\(.*\$\{(value|token|headers)\b/)) {
      await say('found', `${file}:${line} prints request headers`, 0.5);
      found.push({
        severity: 'high',
        file,
        line,
        title: 'A trace prints the authorization header',
        detail: 'Only mask() stands between the token and the terminal, and it knows only secrets somebody remembered.',
        remediation:
          'Let the logger hide secrets, so that no call can forget to; keep the test that looks for the token.',
      });
    }
    for (const line of linesMatching(lines, /^(const|let) secrets\b/)) {
      found.push({
        severity: 'low',
        file,
        line,
        title: 'Secrets are kept in a variable of the module',
        detail: 'They outlive the command and are shared by everything in the process.',
        remediation: 'Keep them in the logger of one command.',
      });
    }
  }
  return found;
}

/** Takes over what earlier review notes cite. They are repeated as they stand, and said to be so. */
async function oldNotes() {
  const found = [];
  for (const name of (await readdir('docs')).filter((each) => each.startsWith('review-'))) {
    const notes = await readFile(`docs/${name}`, 'utf8');
    for (const [, file, line, title] of notes.matchAll(/^- `([^`:]+):(\d+)` (.+)$/gm)) {
      await say('found', `docs/${name} mentions ${file}:${line}`, 0.5);
      found.push({
        severity: 'moderate',
        file,
        line: Number(line),
        title: title.replace(/\.$/, ''),
        detail: `Taken over from docs/${name}; this line was not looked at again.`,
        remediation: 'Check whether it is still so.',
      });
    }
  }
  return found;
}
