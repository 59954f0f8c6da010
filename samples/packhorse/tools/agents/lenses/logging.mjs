import { linesMatching } from '../lib/source.mjs';
import { say } from '../lib/terminal.mjs';

/** Finds output that does not go through one place, and commands that have nothing to say when asked for details. */
export async function logging(sources) {
  const findings = [];
  const add = (finding) => findings.push({ id: `LOG-${findings.length + 1}`, ...finding });
  for (const { file, lines } of sources) {
    const calls = linesMatching(lines, /\bconsole\.\w+\(/);
    if (calls.length === 0) continue;
    const count = `${calls.length} ${calls.length === 1 ? 'call' : 'calls'}`;
    await say('found', `${file}: ${count} of console`, 0.5);
    add({
      severity: 'moderate',
      file,
      line: calls[0],
      title: `${file} prints through console (${count})`,
      detail: `In line ${calls.join(', ')}. Neither the level nor the stream can be chosen in one place.`,
      remediation: 'Print through a CommandLogger that the command is given.',
    });
  }
  for (const { file, lines, text } of sources) {
    const [line] = linesMatching(lines, /[✓✗→]/u);
    if (line === undefined || file === 'src/symbols.js') continue;
    const count = [...text.matchAll(/[✓✗→]/gu)].length;
    add({
      severity: 'low',
      file,
      line,
      title: `${file} writes status symbols itself (${count})`,
      detail: 'Terminals without UTF-8 show them as question marks.',
      remediation: 'Let one module choose symbols by what the terminal can show.',
    });
  }
  for (const { file, lines, text } of sources.filter(({ file }) => file.startsWith('src/commands/'))) {
    if (/verbose|logger/.test(text)) continue;
    add({
      severity: 'info',
      file,
      line: linesMatching(lines, /^export async function/)[0] ?? 1,
      title: `${file} has nothing to add with --verbose`,
      detail: 'The option is accepted for every command, but this one never looks at it.',
      remediation: 'Give it the logger, so that what it calls can speak.',
    });
  }
  return findings;
}
