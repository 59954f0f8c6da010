/** Script for the shell that changes a file and hands it off, as `handOff` of scriptedAgent.mjs does. Names mean nothing to a shell. */
const changing = (file: string, change: string): string => `set -eu
file="${file}"
${change}
[ -d "\${WAVEGATE_HANDOFF%/*}" ] || mkdir -p "\${WAVEGATE_HANDOFF%/*}"
printf '{"session":"%s","task":"%s","status":"done","summary":"Finished %s.","filesChanged":["%s"],"verification":[]}' \
  "$WAVEGATE_SESSION" "$WAVEGATE_TASK" "$WAVEGATE_TASK" "$file" > "$WAVEGATE_HANDOFF"
`;

const working = changing('src/$WAVEGATE_TASK.js', `printf "export const done = '%s';\\n" "$WAVEGATE_TASK" >> "$file"`);

/** The folder of everything the test has made is above the repository whose objects the agent's git borrows. */
const entering = `IFS= read -r objects < .git/objects/info/alternates
printf '%s %s\\n' "$WAVEGATE_TASK" $$ >> "\${objects%/*/*/*}/ledger"
`;

/** A program that writes a line to a file in a folder that is there. */
const oneLine = /^write\('(src\/\w+\.js)', '([^'\\]*)\\n'\);\s*handOff\(\['\1'\]\);$/;

/** Script for the shell that does the same as an agent's program; undefined for programs that do more than most. */
function scriptFor(program: string): string | undefined {
  if (program === 'work();') return working;
  if (program === 'enterLedger(); work();') return `${entering}${working}`;
  const [, file, line] = oneLine.exec(program) ?? [];
  return file === undefined ? undefined : changing(file, `printf '%s\\n' '${line}' > "$file"`);
}

interface PlanData {
  readonly agents?: Readonly<Record<string, { readonly argv?: readonly string[] }>>;
}

/**
 * Gives agents that only change a file a script for the shell, where there is one: it starts in a twentieth of the time that
 * Node takes. All others stay programs for Node.
 *
 * @param plan as data @param agents programs by name
 * @returns the plan, and the scripts by path
 */
export function withQuickAgents(
  plan: object,
  agents: Readonly<Record<string, string>>,
): { readonly plan: object; readonly files: Readonly<Record<string, string>> } {
  const { agents: profiles } = plan as PlanData;
  if (process.platform === 'win32' || profiles === undefined) return { plan, files: {} };
  const files: Record<string, string> = {};
  const changed = Object.entries(profiles).map(([name, profile]) => {
    const script = scriptFor(agents[name] ?? '');
    if (script === undefined || profile.argv?.join(' ') !== `node agents/${name}.mjs`) return [name, profile] as const;
    files[`agents/${name}.sh`] = script;
    return [name, { ...profile, argv: ['sh', `agents/${name}.sh`] }] as const;
  });
  return { plan: { ...plan, agents: Object.fromEntries(changed) }, files };
}
