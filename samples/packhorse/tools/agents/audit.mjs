import process from 'node:process';
import { readDirective } from './lib/directive.mjs';
import { writeHandoff } from './lib/handoff.mjs';
import { readSources } from './lib/source.mjs';
import { say } from './lib/terminal.mjs';
import { architecture } from './lenses/architecture.mjs';
import { logging } from './lenses/logging.mjs';
import { security } from './lenses/security.mjs';

/**
 * Stands in for an auditing agent: reads the program through one lens, changes nothing, leaves findings in its handoff.
 * Usage: node tools/agents/audit.mjs LENS DIRECTIVE HANDOFF
 */
const lenses = { architecture, logging, security };
const [, , lens, directiveFile, handoffFile] = process.argv;
if (!Object.hasOwn(lenses, lens)) {
  console.error(`There is no lens "${lens}". Known: ${Object.keys(lenses).join(', ')}.`);
  process.exit(2);
}
const directive = await readDirective(directiveFile);
await say('audit', `${lens}: ${directive.focus}`);
const sources = await readSources();
for (const { file, lines } of sources) await say('read', `${file} (${lines.length - 1} lines)`, 0.25);
const findings = await lenses[lens](sources);
for (const { id, severity, file, line, title } of findings)
  console.log(`${id.padEnd(8)} ${severity}: ${title} (${file}:${line})`);
const summary = `${sources.length} files read, ${findings.length} findings.`;
await writeHandoff(process.env.WAVEGATE_HANDOFF ?? handoffFile, {
  session: process.env.WAVEGATE_SESSION ?? directive.session,
  task: process.env.WAVEGATE_TASK ?? directive.task,
  status: 'done',
  summary,
  filesChanged: [],
  verification: [],
  findings,
});
await say('done', summary);
