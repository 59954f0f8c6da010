/** Scripts as npm, pnpm ("> …") and yarn ("$ …") echo them. */
export function scriptLines(text: string): readonly string[] {
  return [...text.matchAll(/^(?:(?:> |\$ )|\S+ [\w:.-]+\$ )(.+)$/gm)].flatMap(([, script = '']) =>
    /^\S+@\S+ [\w:.-]+(?: |$)/.test(script) ? [] : [script],
  );
}

/** Ends of a script that make its exit code 0, whatever came before: `|| true`, `; exit 0`, `| tee log`, `&`. */
const endings: readonly RegExp[] = [
  /(?:\|\||;|&(?<!&&)) *(?:true|:|exit 0|(?:echo|printf)\b[^&|;<>]*)$/,
  /[^|]\| *(?:tee|cat|sed|tail|head|sort|tr|cut|awk|column|uniq|ts)\b[^&|;]*$/,
  /[^&]&$/,
];

/** Script, of those that the output echoes, whose exit code says nothing; undefined where there is none. */
export function scriptThatHidesItsExit(text: string): string | undefined {
  return scriptLines(text).find((script) => {
    const bare = withoutQuoted(script).trim();
    return !/\bpipefail\b/.test(bare) && endings.some((ending) => ending.test(bare));
  });
}

/** Whether every script that the output echoes does nothing, as `exit 0` and `echo ok` do. */
export function runsNothing(text: string): boolean {
  const scripts = scriptLines(text).map((script) => withoutQuoted(script).trim());
  return scripts.length > 0 && scripts.every((script) => /^(?:true|:|exit 0|(?:echo|printf)\b[^&|;<>]*)$/.test(script));
}

const withoutQuoted = (script: string) => script.replace(/'[^']*'|"(?:\\.|[^"\\])*"/g, 'x');

/** Whether a tool was asked to run a script where there is one, and there was none: it ends well and prints nothing of it. */
export function isIdleCall(command: string, text: string): boolean {
  // Its summary of tests is not there.
  if (/^dotnet test\b/.test(command) && / -> \S+\.dll$|^Build succeeded\b/m.test(text)) return true;
  const rest = text.replace(/^(?:➤ YN0000: )?Done in .*$/gm, '').trim();
  if (rest !== '') return false;
  return /(?:^| )--if-present(?= |$)/.test(command) || /^yarn workspaces foreach\b.* run /.test(command);
}
