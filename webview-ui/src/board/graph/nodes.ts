import type { BoardTask, BoardWave } from '../../../../src/core/model/boardModel.ts';
import { count } from '../../../../src/core/words/labels.ts';
import { progressIcon } from '../progressIcon.ts';

/**
 * The nodes of the graph, built by hand instead of by templates: cloning is what lets thousands be painted at once, and
 * setting only what differs is what keeps a change of one task to one node.
 */

const taskTemplate = document.createElement('template');
taskTemplate.innerHTML =
  '<div role="gridcell" tabindex="-1"><span aria-hidden="true"></span><span class="node-title"></span><span class="node-meta"></span></div>';

const headTemplate = document.createElement('template');
headTemplate.innerHTML =
  '<div role="rowheader" tabindex="-1"><span aria-hidden="true"></span><span class="node-title"></span><span class="node-meta"></span></div>';

export function createTask(task: BoardTask): HTMLElement {
  const node = clone(taskTemplate);
  node.dataset['task'] = task.id;
  writeTask(node, task);
  return node;
}

export function createHead(wave: BoardWave): HTMLElement {
  const node = clone(headTemplate);
  writeHead(node, wave);
  return node;
}

/** Brings a node up to date; touches nothing that is as it should be. */
export function writeTask(node: HTMLElement, task: BoardTask): void {
  const selected = node.classList.contains('selected') ? ' selected' : '';
  setClass(node, `node task node-${task.progress}${task.suspect ? ' suspect' : ''}${selected}`);
  const icon = task.suspect ? 'icon progress-failed codicon codicon-warning' : progressIcon(task.progress);
  const files = task.files.changed && task.files.count > 0 ? count(task.files.count, 'file') : '';
  const status = task.suspect ? `${task.status}, possible cause` : task.status;
  write(node, icon, task.title, [status, task.agent, files].filter((part) => part !== '').join(' · '));
  const needs = task.dependsOn.length === 0 ? '' : `Needs ${task.dependsOn.join(', ')}`;
  if (node.ariaDescription !== needs && needs !== '') node.ariaDescription = needs;
}

/** The same for the head of a wave's column. */
export function writeHead(node: HTMLElement, wave: BoardWave): void {
  const selected = node.classList.contains('selected') ? ' selected' : '';
  setClass(node, `node head node-${wave.progress}${selected}`);
  write(node, progressIcon(wave.progress), `${wave.number} · ${wave.title}`, wave.status);
  if (node.title !== wave.status) node.title = wave.status;
}

function clone(template: HTMLTemplateElement): HTMLElement {
  return template.content.firstElementChild?.cloneNode(true) as HTMLElement;
}

function write(node: HTMLElement, icon: string, title: string, meta: string): void {
  const [iconPart, titlePart, metaPart] = node.children;
  if (iconPart !== undefined) setClass(iconPart, icon);
  if (titlePart !== undefined) setText(titlePart, title);
  if (metaPart !== undefined) setText(metaPart, meta);
}

function setClass(node: Element, value: string): void {
  if (node.className !== value) node.className = value;
}

function setText(node: Element, value: string): void {
  if (node.textContent !== value) node.textContent = value;
}
