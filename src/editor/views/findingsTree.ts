import type { BoardFinding } from '../../core/model/boardModel.ts';
import { findingPlace } from '../../core/words/linePlace.ts';
import { triageWords } from '../../core/words/labels.ts';
import { commands } from '../shared/contributions.ts';
import { code, plain } from '../tree/markdown.ts';
import { findingContext } from '../tree/itemContexts.ts';
import type { TreeNode } from '../tree/treeNode.ts';

/** Worst first. */
const looks: readonly {
  readonly severity: BoardFinding['severity'];
  readonly title: string;
  readonly icon: string;
  readonly color: string;
}[] = [
  { severity: 'blocker', title: 'Blockers of the validators', icon: 'circle-slash', color: 'charts.red' },
  { severity: 'issue', title: 'Issues of the validators', icon: 'warning', color: 'charts.yellow' },
  { severity: 'nit', title: 'Nits of the validators', icon: 'info', color: 'disabledForeground' },
  { severity: 'critical', title: 'Critical', icon: 'flame', color: 'charts.red' },
  { severity: 'high', title: 'High', icon: 'error', color: 'charts.red' },
  { severity: 'moderate', title: 'Moderate', icon: 'warning', color: 'charts.yellow' },
  { severity: 'low', title: 'Low', icon: 'info', color: 'charts.blue' },
  { severity: 'info', title: 'Information', icon: 'info', color: 'disabledForeground' },
];

/** Comments of reviewers come first: somebody waits for an answer. */
const groups = [
  {
    id: 'forge',
    title: 'Comments of reviewers',
    icon: 'comment-discussion',
    color: 'charts.yellow',
    holds: ({ source }: BoardFinding) => source === 'forge',
  },
  ...looks.map(({ severity, ...look }) => ({
    id: severity,
    ...look,
    holds: (finding: BoardFinding) => finding.source !== 'forge' && finding.severity === severity,
  })),
] as const;

/** The findings in the order of their rows. */
export function worstFirst(findings: readonly BoardFinding[]): readonly BoardFinding[] {
  return groups.flatMap(({ holds }) => findings.filter((finding) => holds(finding)));
}

/**
 * The findings of validators and audit by severity, worst first; a severity without findings has no group.
 * @param unmarked leaves out what waits for no mark, because it has one, is fixed, or cannot be marked now
 */
export function findingsTree(all: readonly BoardFinding[], unmarked = false): readonly TreeNode[] {
  const findings = unmarked ? all.filter(({ open, triage }) => open && triage === undefined) : all;
  if (findings.length === 0 && all.length > 0) return [noneToMark];
  return groups.flatMap(({ id, title, icon, color, holds }) => {
    const group = findings.filter((finding) => holds(finding));
    if (group.length === 0) return [];
    const open = group.filter((finding) => finding.open && finding.triage === undefined);
    return [
      {
        id: `severity:${id}`,
        label: title,
        description: open.length === 0 ? `${group.length}` : `${group.length}, ${open.length} to triage`,
        icon,
        color,
        ...(open.length > 0 && { context: 'findings.open' }),
        subject: { kind: 'findings', findings: open.map(({ id }) => id) },
        expanded: true,
        children: group.map((finding) => findingNode(finding)),
      },
    ];
  });
}

/** Instead of a view that looks as if there were no findings. */
const noneToMark: TreeNode = {
  id: 'all-marked',
  label: 'No finding waits for a mark',
  description: 'click to show all',
  icon: 'pass',
  click: commands.showAllFindings,
};

/** Rows by their findings, which do not change: thousands are filtered at once, and a tooltip takes time. */
const rows = new WeakMap<BoardFinding, TreeNode>();

function findingNode(finding: BoardFinding): TreeNode {
  const known = rows.get(finding) ?? newNode(finding);
  rows.set(finding, known);
  return known;
}

function newNode(finding: BoardFinding): TreeNode {
  const place = findingPlace(finding);
  return {
    id: `finding:${finding.id}`,
    label: finding.title,
    // The state comes first, because a narrow sidebar cuts the end off.
    description: [
      ...(finding.triage === undefined || finding.wrongSpec !== undefined ? [] : [triageWords[finding.triage]]),
      ...(finding.verified ? [] : ['unverified']),
      place.slice(place.lastIndexOf('/') + 1),
    ].join(' · '),
    tooltip: tooltip(finding, place),
    ...lookOf(finding),
    context: findingContext(finding),
    subject: { kind: 'finding', finding: finding.id },
    click: commands.openFinding,
    children: [
      reason(finding, 'detail', finding.detail, 'comment'),
      reason(finding, 'remediation', finding.remediation, 'lightbulb'),
    ].flat(),
  };
}

/** The reason as a row, so that it can be read without a mouse. */
function reason({ id }: BoardFinding, part: string, text: string, icon: string): readonly TreeNode[] {
  return text === '' ? [] : [{ id: `finding:${id}:${part}`, label: text, tooltip: plain(text), icon }];
}

/** A tick would read as mended. */
const triageLooks = {
  in: { icon: 'target', color: 'charts.blue' },
  out: { icon: 'circle-slash', color: 'disabledForeground' },
  deferred: { icon: 'watch', color: 'disabledForeground' },
  none: { icon: 'circle-large', color: 'charts.foreground' },
} as const;

function lookOf(finding: BoardFinding): Required<Pick<TreeNode, 'icon' | 'color'>> {
  if (!finding.verified && finding.triage === undefined) return { icon: 'unverified', color: 'charts.orange' };
  if (finding.wrongSpec === 'open') return { icon: 'book', color: 'charts.orange' };
  return triageLooks[finding.triage ?? 'none'];
}

const finders = { audit: 'lens', validators: 'found by', forge: 'written as' } as const;

function tooltip(finding: BoardFinding, place: string): string {
  const doubt = finding.verified ? '' : ' (unverified: the file or line does not exist in the reviewed commit)';
  const remedy = finding.remediation === '' ? [] : [`**Remediation:** ${plain(finding.remediation)}`];
  return [
    `**${plain(finding.title)}**`,
    `${code(place)}${doubt}, ${finders[finding.source]} ${code(finding.lens)}`,
    plain(finding.detail),
    ...remedy,
  ].join('\n\n');
}
