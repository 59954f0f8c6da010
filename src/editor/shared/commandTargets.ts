import type { Uri } from 'vscode';
import { isRecord } from '../../util/records.ts';
import { commands } from './contributions.ts';
import type { CommandId } from './contributions.ts';
import type { Subject } from './subject.ts';
import type { VSCode } from './vscodeTypes.ts';

/** Kinds of subjects that commands act on. A command that is not named here takes none. */
const kindsByCommand = {
  [commands.launchWave]: ['gate'],
  [commands.approveGate]: ['gate'],
  [commands.rejectGate]: ['gate'],
  [commands.holdGate]: ['gate'],
  [commands.approveLaunches]: ['gate'],
  [commands.keepConstraint]: ['gate'],
  [commands.reopenGate]: ['gate'],
  [commands.openGate]: ['gate'],
  [commands.openFailingTest]: ['test'],
  [commands.openSpotCheck]: ['gate'],
  [commands.tryResult]: ['gate'],
  [commands.openSpotCheckFile]: ['file'],
  [commands.acceptFile]: ['file'],
  [commands.rejectFile]: ['file'],
  [commands.triageIn]: ['finding', 'findings'],
  [commands.triageOut]: ['finding', 'findings'],
  [commands.triageDeferred]: ['finding', 'findings'],
  [commands.specIsWrong]: ['finding'],
  [commands.openFinding]: ['finding'],
  [commands.coverFinding]: ['finding'],
  [commands.draftForFindings]: ['finding', 'findings'],
  [commands.openTerminal]: ['session'],
  [commands.showDirective]: ['session'],
  [commands.showSessionDiff]: ['session'],
  [commands.openWorktree]: ['session'],
  [commands.stopSession]: ['session'],
  [commands.allowDenied]: ['session'],
  [commands.takeOver]: ['session'],
  [commands.handBack]: ['session'],
  [commands.takeBackAnswer]: ['answer'],
  [commands.openRun]: ['run'],
  [commands.exportRun]: ['run'],
} as const satisfies Partial<Record<CommandId, readonly Subject['kind'][]>>;

type KindsByCommand = typeof kindsByCommand;

/** Kinds of subjects that a command acts on; `never` for one that takes none. */
export type KindFor<Id extends CommandId> = Id extends keyof KindsByCommand ? KindsByCommand[Id][number] : never;

/** Subject of one of some kinds. */
export type SubjectOf<Kind extends Subject['kind']> = Extract<Subject, { readonly kind: Kind }>;

/** Argument that VS Code, a row, a lens, the board or another extension gave to a command. */
export interface CommandTarget<Kind extends Subject['kind'] = never> {
  /** Undefined when the command was called without one, or with one that it does not act on. */
  readonly subject: SubjectOf<Kind> | undefined;
  /** Subjects of all rows that are selected where the one that was meant is among them; else of that one. */
  readonly selected: readonly SubjectOf<Kind>[];
  /** File of the editor or of the explorer in whose menu the command was chosen. */
  readonly uri: Uri | undefined;
  /** Whether a row of the sidebar was meant. */
  readonly isRow: boolean;
}

/**
 * Reads the arguments of a command, which may be anything.
 * @param selected rows that are selected in the view of the row that was meant
 */
export function readTarget<Id extends CommandId>(
  vscode: VSCode,
  id: Id,
  given: unknown,
  selected: readonly unknown[] = [],
): CommandTarget<KindFor<Id>> {
  const subject = isRecord(given) && takes(id, given['subject']) ? given['subject'] : undefined;
  const all = selected.flatMap((row) => (isRecord(row) && takes(id, row['subject']) ? [row['subject']] : []));
  return {
    subject,
    selected: all.length > 1 ? all : subject === undefined ? [] : [subject],
    uri: given instanceof vscode.Uri ? given : undefined,
    isRow: isRecord(given) && (given['id'] !== undefined || given['node'] !== undefined),
  };
}

/** Whether a command acts on a subject. */
export function takes<Id extends CommandId>(id: Id, subject: unknown): subject is SubjectOf<KindFor<Id>> {
  const kinds = new Map<CommandId, readonly string[]>(kindsOf).get(id);
  return isRecord(subject) && typeof subject['kind'] === 'string' && kinds?.includes(subject['kind']) === true;
}

const kindsOf = Object.entries(kindsByCommand) as readonly (readonly [CommandId, readonly string[]])[];

/** Runs a command of ours as a row of the sidebar would, with or without a subject. */
export async function runCommand<Id extends CommandId>(
  vscode: VSCode,
  command: Id,
  subject?: SubjectOf<KindFor<Id>>,
): Promise<void> {
  await vscode.commands.executeCommand(command, subject === undefined ? undefined : { subject });
}
