import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { say } from './terminal.mjs';

/**
 * Runs the verification commands of a directive. They come from the plan and need no shell.
 * @param {string[]} commands
 * @returns {Promise<{command: string, exitCode: number}[]>}
 */
export async function verify(commands) {
  const results = [];
  for (const command of commands) {
    await say('run', command);
    const exitCode = await run(command);
    console.log(`         ${exitCode === 0 ? 'passed' : `failed with exit code ${exitCode}`}`);
    results.push({ command, exitCode });
  }
  return results;
}

async function run(command) {
  const [program, ...args] = command.split(/\s+/);
  const child = spawn(program === 'node' ? process.execPath : program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) console.log(output);
  return code ?? 1;
}
