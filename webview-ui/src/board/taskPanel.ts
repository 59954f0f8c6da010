import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { BoardTask, BoardWave } from '../../../src/core/model/boardModel.ts';
import { count } from '../../../src/core/words/labels.ts';
import type { TaskView } from '../../../src/protocol/board.ts';
import type { Ask } from './hostLink.ts';
import { progressIcon } from './progressIcon.ts';

/** Panel of the selected task: its status, and links to its terminal, changes and directive. */
export function taskPanel(wave: BoardWave, task: BoardTask, ask: Ask): TemplateResult {
  const started = task.session !== undefined && task.startedAt !== undefined;
  const open = (view: TaskView) => () => ask({ type: 'open-task', wave: wave.id, task: task.id, view });
  return html`<section class="panel task-panel" aria-labelledby="task-title" data-task=${task.id}>
    <div class="panel-head">
      <span class=${progressIcon(task.progress)} aria-hidden="true"></span>
      <h2 id="task-title">${task.title}</h2>
      ${
        task.startedAt === undefined
          ? nothing
          : html`<wavegate-elapsed
              class="muted"
              since=${task.startedAt}
              until=${task.endedAt ?? nothing}
            ></wavegate-elapsed>`
      }
    </div>
    ${task.message === undefined ? nothing : html`<p>${task.message}</p>`}
    ${
      task.notes.length === 0
        ? nothing
        : html`<ul class="task-notes">
            ${task.notes.map((note) => html`<li>${note}</li>`)}
          </ul>`
    }
    ${linesOf('Proofs of the stages', task.proofs)} ${checklistOf(task)}
    <dl class="task-facts">
      <div>
        <dt>Status</dt>
        <dd>${task.status}${task.suspect ? ', likely cause of the failure' : ''}</dd>
      </div>
      <div>
        <dt>Agent</dt>
        <dd>${task.agent}</dd>
      </div>
      <div>
        <dt>Files</dt>
        <dd>${filesText(task)}</dd>
      </div>
      ${
        task.dependsOn.length === 0
          ? nothing
          : html`<div>
              <dt>Needs</dt>
              <dd>${task.dependsOn.join(', ')}</dd>
            </div>`
      }
      <div>
        <dt>Task</dt>
        <dd class="mono">${task.id}</dd>
      </div>
    </dl>
    <div class="buttons">
      <button type="button" ?disabled=${!started} @click=${open('terminal')}>
        <span class="codicon codicon-terminal" aria-hidden="true"></span>Terminal
      </button>
      <button type="button" ?disabled=${!task.files.changed} @click=${open('diff')}>
        <span class="codicon codicon-diff-multiple" aria-hidden="true"></span>Changes
      </button>
      <button type="button" ?disabled=${task.session === undefined} @click=${open('directive')}>
        <span class="codicon codicon-note" aria-hidden="true"></span>Directive
      </button>
    </div>
  </section>`;
}

/** Nobody ticks it by hand, so it is a list and not a form. */
function checklistOf({ checklist = [] }: BoardTask): TemplateResult | typeof nothing {
  if (checklist.length === 0) return nothing;
  const done = checklist.filter((item) => item.done).length;
  return html`<h3>Checklist, ${done} of ${checklist.length}</h3>
    <ul class="task-notes">
      ${checklist.map(
        (item) =>
          html`<li>
            <span
              class=${`codicon codicon-${item.done ? 'pass' : 'circle-large'}`}
              role="img"
              aria-label=${item.done ? 'done' : 'open'}
            ></span>
            ${item.text}
          </li>`,
      )}
    </ul>`;
}

function linesOf(title: string, lines: readonly string[] = []): TemplateResult | typeof nothing {
  if (lines.length === 0) return nothing;
  return html`<h3>${title}</h3>
    <ul class="task-notes">
      ${lines.map((line) => html`<li>${line}</li>`)}
    </ul>`;
}

function filesText({ files }: BoardTask): string {
  return files.changed ? `${count(files.count, 'file')} changed` : `may change ${count(files.count, 'path')}`;
}
