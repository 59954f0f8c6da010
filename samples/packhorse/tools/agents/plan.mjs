import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { readDirective } from './lib/directive.mjs';
import { writeHandoff } from './lib/handoff.mjs';
import { readSources } from './lib/source.mjs';
import { say } from './lib/terminal.mjs';
import { architecture } from './lenses/architecture.mjs';
import { logging } from './lenses/logging.mjs';
import { security } from './lenses/security.mjs';

/**
 * Stands in for a planning agent: reads the program as the auditors do, changes nothing, and leaves the plan of this
 * repository in its handoff, with what it has found. It knows this one plan, whatever the goal.
 * Usage: node tools/agents/plan.mjs DIRECTIVE HANDOFF
 */
const lenses = { architecture, logging, security };
const [, , directiveFile, handoffFile] = process.argv;
const directive = await readDirective(directiveFile);
const handoff = {
  session: process.env.WAVEGATE_SESSION ?? directive.session,
  task: process.env.WAVEGATE_TASK ?? directive.task,
  filesChanged: [],
  verification: [],
};
const isDrafted = /^waves:/m.test(directive.plan);
if (isDrafted) {
  await leave({
    status: 'blocked',
    summary: 'The plan has its waves already.',
    question: 'This planner is a script that drafts one plan, from its goal. Which agent should draft this part?',
  });
} else {
  await say('plan', directive.objective);
  const sources = await readSources();
  for (const { file, lines } of sources) await say('read', `${file} (${lines.length - 1} lines)`, 0.25);
  const material = new URL('material/plan.yaml.txt', import.meta.url);
  const plan = withFindings((await readFile(material, 'utf8')).replaceAll('\r\n', '\n'), await findingsIn(sources));
  const waves = plan.match(/^ {2}- id: .+\n {4}title: .+\n {4}tasks:$/gm).length;
  const order = 'what the others use comes first, then everything that prints, then what is left over';
  await leave({
    status: 'done',
    summary: `${sources.length} files read, ${waves} waves: ${order}. A script wrote this, which knows one plan only.`,
    plan,
  });
}

async function leave(result) {
  await writeHandoff(process.env.WAVEGATE_HANDOFF ?? handoffFile, { ...handoff, ...result });
  await say('done', result.summary);
}

/** What each lens finds, named as the audit of a run names it. */
async function findingsIn(sources) {
  const found = [];
  for (const [lens, read] of Object.entries(lenses)) {
    found.push(...(await read(sources)).map((finding, index) => ({ ...finding, id: `${lens}-${index + 1}` })));
  }
  return found;
}

/** The plan with the findings that it does not name yet. */
function withFindings(plan, findings) {
  const known = new Set([...plan.matchAll(/^ {2}- id: (\w+-\d+)$/gm)].map(([, id]) => id));
  const more = findings
    .filter(({ id }) => !known.has(id))
    .map(({ id, severity, file, line, title, remediation }) =>
      [
        `  - id: ${id}`,
        `    severity: ${severity}`,
        `    file: ${file}`,
        `    line: ${line}`,
        `    title: ${JSON.stringify(title)}`,
        `    remediation: ${JSON.stringify(remediation)}`,
        '    triage: in',
        '',
      ].join('\n'),
    );
  return plan.replace(/^waves:$/m, () => `${more.join('')}\nwaves:`).replace(/\n\n( {2}- id: \w+-\d+\n)/, '\n$1');
}
