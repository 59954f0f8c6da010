import { scriptLines } from './output/scripts.ts';

/** Options with which a runner stops at its first failure, by the program they belong to. */
const stopping: readonly { readonly program: RegExp; readonly option: RegExp }[] = [
  { program: /\b(?:jest|vitest|bun)\b/, option: /(?:^| )--bail(?:[= ]|$)(?!0)/ },
  { program: /\bjest\b/, option: /(?:^| )-b(?: |$)/ },
  { program: /\b_?mocha\b/, option: /(?:^| )(?:-b|--bail)(?: |$)/ },
  {
    program: /\b(?:pytest|py\.test)\b/,
    option: /(?:^| )(?:-[a-z]*x[a-z]*|--exitfirst|--maxfail\S*|--stepwise|--sw)(?: |=|$)/,
  },
  { program: /\bgo test\b/, option: /(?:^| )--?failfast(?: |=true|$)/ },
  {
    program: /\b(?:rspec|ava|python3?|unittest|minitest|rails|deno)\b/,
    option: /(?:^| )(?:--fail-?fast(?!=0)|-f|--failfast)(?: |=|$)/,
  },
  { program: /\b(?:phpunit|pest|paratest|artisan)\b/, option: /(?:^| )(?:--stop-on-(?:failure|error|defect)|--bail)/ },
  { program: /\bjasmine\b/, option: /(?:^| )--(?:fail-fast|stop-on-failure=true)/ },
  { program: /\b(?:uvu|karma)\b/, option: /(?:^| )(?:-b|--bail|--fail-fast)(?: |$)/ },
  { program: /\bgotestsum\b/, option: /(?:^| )(?:--max-fails|-failfast)/ },
  { program: /\bdotnet\b/, option: /(?:^| )--maximum-failed-tests/ },
  // C++ test programs have names of their own.
  { program: /^\S+/, option: /(?:^| )(?:--abort|--abort-after=\d+|-aa=\d+|--abortx)(?: |=|$)/ },
  { program: /\bmix\b|\bplaywright\b/, option: /(?:^| )(?:--max-failures|-x)/ },
  { program: /\bctest\b/, option: /(?:^| )--stop-on-failure/ },
  { program: /\bnox\b/, option: /(?:^| )(?:-x|--stop-on-first-error)(?: |$)/ },
  { program: /\bpnpm\b/, option: /(?:^| )--bail(?: |$)/ },
  { program: /\bnx\b/, option: /(?:^| )--nx-?[bB]ail(?:=true| |$)/ },
];

/** Program names of a report's runner in command lines. */
const programs: Readonly<Record<string, RegExp>> = {
  'node --test': /\bnode\b.*--test|\btsx\b.*--test|\bc8\b/,
  TAP: /\btap|node\b/,
  jest: /\bjest\b|react-scripts|\bcraco\b|\blib test\b/,
  'cargo test': /\bcargo\b/,
  'cargo nextest': /\bcargo\b/,
  gradle: /\bgradlew?\b/,
  maven: /\bmvnw?\b/,
  'dotnet test': /\bdotnet\b/,
  'swift test': /\bswift\b/,
  ExUnit: /\bmix\b/,
  minitest: /\b(?:rake|rails|ruby)\b/,
  unittest: /\bpython|manage\.py\b/,
};

/** Command lines that run a report's runner. */
export const commandsOfRunner = (runner: string): RegExp => programs[runner] ?? new RegExp(`\\b${runner}\\b`);

/**
 * Sentences about commands after which more would have run, had nothing been red.
 *
 * @param command as the plan has it
 * @param text what it printed; tools echo the scripts they run
 * @param runners whose failures were read
 */
export function earlyStops(command: string, text: string, runners: readonly string[]): readonly string[] {
  const scripts = [command, ...scriptLines(text)];
  const stops = scripts.flatMap((script) =>
    stopping.flatMap(({ program, option }) => {
      const found = program.test(script) ? option.exec(script)?.[0].trim() : undefined;
      return found === undefined ? [] : [`"${found}" stops at the first failure, so the rest never ran. Take it out.`];
    }),
  );
  const chains = scriptLines(text).flatMap((script) => {
    const last = script.split(/&&/).at(-1)?.trim() ?? '';
    if (!script.includes('&&') || runners.some((runner) => commandsOfRunner(runner).test(last))) return [];
    const nested = /^(?:npm run|npm|yarn|pnpm|pnpm run|yarn run) ([\w:.-]+)/.exec(last)?.[1];
    if (nested !== undefined && new RegExp(`^> \\S+@\\S+ ${nested.replace(/[.]/g, '\\.')}(?: |$)`, 'm').test(text))
      return [];
    return [`"${last}" comes after && in its script, so it never ran. Make it a check of its own.`];
  });
  return [...new Set([...stops, ...chains, ...make(command, text)])];
}

function make(command: string, text: string): readonly string[] {
  if (!/^g?make(?:\[\d+\])?: \*\*\* .*Error \d+/m.test(text)) return [];
  if (/\bmake\b.* (?:-[a-z]*k[a-z]*|--keep-going)(?: |$)/.test(` ${command} `)) return [];
  return ['Make stops at the first recipe that is red. Add -k to the command, so that the rest runs too.'];
}
