import { isGenerated } from '../../core/gates/changeParts.ts';
import { markOf } from '../../core/gates/fileMarks.ts';
import { gateSpecs } from '../../core/gates/specs/gateSpecs.ts';
import type { Gate } from '../../core/model/gate.ts';
import type { BoardAdaptation, BoardFile, BoardGate, BoardSnapshot } from '../../core/model/boardModel.ts';
import { count } from '../../core/words/labels.ts';
import { commands } from '../shared/contributions.ts';
import { endedWords } from '../shared/endedWords.ts';
import { needsWaves } from '../shared/needsWaves.ts';
import { plain } from '../tree/markdown.ts';
import { nameAmong } from '../tree/shortTitle.ts';
import type { ItemContext } from '../tree/itemContexts.ts';
import type { TreeNode } from '../tree/treeNode.ts';

export interface GatesTreeInput {
  readonly snapshot: BoardSnapshot;
  /** Gates that were approved and still count. */
  readonly approved: readonly Pick<Gate, 'id' | 'decision'>[];
  readonly titleOf: (gate: string) => string;
  /** Words of files by which other tools ask for a decision. */
  readonly askedFor: (gate: string) => readonly string[];
}

/** Tree of gates: the draft that a plan without waves waits for, those pending, then those that ended without approval, then those approved. */
export function gatesTree({ snapshot, approved, titleOf, askedFor }: GatesTreeInput): readonly TreeNode[] {
  const nodes = snapshot.gates.map((gate) => gateNode(gate, askedFor(gate.id)));
  const { adaptation } = snapshot;
  if (adaptation && adaptation.proposal === undefined) nodes.unshift(failureNode(adaptation));
  if (needsWaves(snapshot)) nodes.unshift(draftNode);
  if (approved.length > 0) nodes.push(approvedNode(approved, titleOf));
  return nodes;
}

/** The welcome text of the view says the same where there is nothing else to show. */
const draftNode: TreeNode = {
  id: 'draft',
  label: 'Draft Plan from Findings',
  description: 'the plan has no waves yet',
  tooltip:
    'Has the waves of the plan drafted from its goal and the findings that are in scope. You see the draft as a difference, and nothing is approved by it.',
  icon: 'sparkle',
  color: 'charts.yellow',
  click: commands.draftFromFindings,
};

/** With some approvals, more are needed: of others than those who gave them. */
function pendingText({ approved, approvers, forOthers }: BoardGate): string {
  const given = forOthers === 'approved' ? `${approved}, yours among them` : approved;
  return given ?? `awaiting ${forOthers === 'named' ? approvers.join(' or ') : 'your decision'}`;
}

function gateNode(gate: BoardGate, asked: readonly string[]): TreeNode {
  const pending = gate.status === 'pending';
  return {
    id: `gate:${gate.id}`,
    label: gate.title,
    description: gate.status === 'pending' ? pendingText(gate) : endedWords[gate.status],
    tooltip: [
      `**${plain(gate.title)}**`,
      plain(gate.about),
      ...(gate.ended === undefined ? [] : [plain(gate.ended)]),
    ].join('\n\n'),
    icon: pending ? gateSpecs[gate.kind].icon : 'debug-pause',
    color: pending ? 'charts.yellow' : 'disabledForeground',
    context: pending ? `gate.pending.${gate.kind}` : 'gate.ended',
    subject: { kind: 'gate', gate: gate.id },
    click: commands.openGate,
    expanded: pending,
    children: [
      ...(gate.ended === undefined ? [] : [leaf(`${gate.id}:ended`, gate.ended, 'comment')]),
      leaf(`${gate.id}:about`, gate.about, 'info'),
      ...asked.map((words, index) => leaf(`${gate.id}:asked:${index}`, sentence(words), 'mail')),
      ...filesNodes(gate),
      ...notedNodes(gate),
      // What an agent asks, and what a supervisor makes of it, is all that there is to read.
      ...gate.sections.map((section) => ({
        ...sectionNode(gate.id, section),
        ...(gateSpecs[gate.kind].asksForAgents === true && { expanded: true }),
      })),
      ...approversNodes(gate),
      evidenceNode(gate),
    ],
  };
}

function filesNodes(gate: BoardGate): readonly TreeNode[] {
  if (gate.files.length === 0) return [];
  const reviewed = gate.files.filter(({ path }) => verdictOn(gate, path) !== undefined).length;
  const generated = gate.files.filter(({ reasons }) => isGenerated(reasons));
  return [
    {
      id: `${gate.id}:files`,
      // The number first: a narrow sidebar cuts off what comes later.
      label: `${reviewed} of ${gate.files.length} reviewed`,
      description: 'riskiest first',
      icon: 'files',
      expanded: true,
      children: [
        ...gate.files.filter(({ reasons }) => !isGenerated(reasons)).map((file) => fileNode(gate, file)),
        ...(generated.length === 0 ? [] : [generatedNode(gate, generated)]),
      ],
    },
  ];
}

/** Findings noted about files that the gate does not list. */
function notedNodes({ id, files, draft }: BoardGate): readonly TreeNode[] {
  const noted = draft.comments.filter(({ file }) => !files.some(({ path }) => path === file));
  if (noted.length === 0) return [];
  return [
    {
      id: `${id}:noted`,
      label: 'Findings noted',
      description: `${noted.length}`,
      icon: 'comment',
      expanded: true,
      children: noted.map(({ file, line, text }, index) => leaf(`${id}:noted:${index}`, `${file}:${line}: ${text}`)),
    },
  ];
}

/** Folded, because tools wrote them. */
function generatedNode(gate: BoardGate, files: readonly BoardFile[]): TreeNode {
  return {
    id: `${gate.id}:generated`,
    label: 'Generated and lock files',
    description: `${files.length}`,
    icon: 'file-binary',
    children: files.map((file) => fileNode(gate, file)),
  };
}

/** Verdict of a person on a file, before the gate as a whole is decided. */
function verdictOn({ draft }: BoardGate, path: string): 'ok' | 'not-ok' | undefined {
  const verdict = markOf(draft.answers, path);
  return verdict === 'unseen' ? undefined : verdict;
}

function fileNode(gate: BoardGate, file: BoardFile): TreeNode {
  const name = nameAmong(
    file.path,
    gate.files.map(({ path }) => path),
  );
  const verdict = verdictOn(gate, file.path);
  const comments = gate.draft.comments.filter((comment) => comment.file === file.path);
  const looks = {
    ok: { icon: 'pass-filled', color: 'testing.iconPassed' },
    'not-ok': { icon: 'error', color: 'testing.iconFailed' },
    none: { icon: 'circle-large', color: 'disabledForeground' },
  };
  return {
    id: `${gate.id}:file:${file.path}`,
    label: name,
    description: [
      `+${file.additions} −${file.deletions}`,
      ...(comments.length === 0 ? [] : [count(comments.length, 'comment')]),
      ...file.reasons,
      ...(name === file.path ? [] : [file.path.slice(0, -name.length - 1)]),
    ].join(' · '),
    tooltip: plain([`${file.path}: ${file.kind}`, ...file.reasons].join('\n')),
    ...looks[verdict ?? 'none'],
    ...(gate.status === 'pending' && { checked: verdict !== undefined }),
    context: gate.status === 'pending' ? `file.${verdict ?? 'none'}` : 'file.closed',
    subject: { kind: 'file', gate: gate.id, file: file.path },
    click: commands.openSpotCheckFile,
    ...(comments.length > 0 && {
      expanded: true,
      children: comments.map(({ line, text }, index) =>
        leaf(`${gate.id}:file:${file.path}:comment:${index}`, `Line ${line}: ${text}`, 'comment'),
      ),
    }),
  };
}

function sectionNode(gate: string, section: BoardGate['sections'][number]): TreeNode {
  return {
    id: `${gate}:section:${section.title}`,
    label: section.title,
    description: `${section.total ?? section.lines.length}`,
    icon: 'list-unordered',
    children: section.lines.map((line, index) => leaf(`${gate}:section:${section.title}:${index}`, line)),
  };
}

function approversNodes(gate: BoardGate): readonly TreeNode[] {
  if (gate.approvers.length === 0) return [];
  return [leaf(`${gate.id}:approvers`, `May decide: ${gate.approvers.join(', ')}`, 'person')];
}

function evidenceNode(gate: BoardGate): TreeNode {
  return {
    id: `${gate.id}:evidence`,
    label: 'Fingerprints',
    description: 'an approval is void if these change',
    icon: 'key',
    children: gate.evidence.map(({ label, value }) => ({
      id: `${gate.id}:evidence:${label}`,
      label,
      description: value.slice(0, 12),
      tooltip: plain(value),
    })),
  };
}

function failureNode(adaptation: BoardAdaptation): TreeNode {
  return {
    id: 'adaptation',
    // The title of the wave would push what failed out of a narrow sidebar.
    label: adaptation.brief,
    description: adaptation.asks === true ? 'or change the plan' : 'choose how to continue',
    tooltip: [`**${plain(adaptation.title)}**`, plain(adaptation.message)].join('\n\n'),
    ...(adaptation.asks === true ? { icon: 'question' } : { icon: 'error', color: 'testing.iconFailed' }),
    context: adaptationContext(adaptation),
    expanded: true,
    children: [
      // One row each says it better than one text about all of them.
      ...(adaptation.ended.length > 1 ? [] : [leaf('adaptation:message', adaptation.message, 'info')]),
      ...adaptation.ended.map(({ session, title, text }) => ({
        ...leaf(`adaptation:session:${session}`, title, adaptation.asks === true ? 'question' : 'error'),
        description: text,
        tooltip: plain(`${title}: ${text}`),
        subject: { kind: 'session', session } as const,
        click: commands.openTerminal,
      })),
      ...(adaptation.supervisors ?? []).map((line, index) => leaf(`adaptation:supervisor:${index}`, line, 'eye')),
      ...adaptation.failing.map((test, index) => ({
        ...leaf(`adaptation:test:${index}`, test.name, 'beaker'),
        subject: { kind: 'test', test: index } as const,
        click: commands.openFailingTest,
        ...(test.file === undefined ? {} : { description: test.file }),
        tooltip: `\`\`\`\`text\n${test.excerpt.replaceAll('````', '')}\n\`\`\`\``,
      })),
      ...adaptation.tasks
        .filter((task) => task.suspect && adaptation.asks !== true)
        // A task that failed by itself has its own row above.
        .filter(({ session }) => !adaptation.ended.some((ended) => ended.session === session))
        .map(({ id, title, why, session }) => ({
          ...leaf(`adaptation:task:${id}`, `Likely cause: ${title}`, 'person'),
          ...(why !== undefined && { description: why, tooltip: plain(`${title}: ${why}`) }),
          ...(session !== undefined && {
            subject: { kind: 'session', session } as const,
            click: commands.showSessionDiff,
          }),
        })),
    ],
  };
}

/** By which the row offers what there is to do again: nothing, sessions, or checks alone. */
function adaptationContext({ acceptable, retry, retryTitle }: BoardAdaptation): ItemContext {
  if (acceptable.length > 0) return 'adaptation.acceptable';
  if (!retry) return 'adaptation';
  return retryTitle === 'Run the checks again' ? 'adaptation.checks' : 'adaptation.again';
}

function approvedNode(approved: GatesTreeInput['approved'], titleOf: (gate: string) => string): TreeNode {
  return {
    id: 'approved',
    label: 'Approved',
    description: `${approved.length}`,
    icon: 'pass',
    color: 'testing.iconPassed',
    children: [...approved].reverse().map(({ id, decision }) => ({
      id: `gate:${id}`,
      label: titleOf(id),
      ...(decision === undefined ? {} : { description: `by ${decision.who}, ${decision.channel}` }),
      tooltip: plain(decision?.note ?? ''),
      icon: 'pass',
    })),
  };
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

function leaf(id: string, label: string, icon?: string): TreeNode {
  return { id, label, tooltip: plain(label), ...(icon === undefined ? {} : { icon }) };
}
