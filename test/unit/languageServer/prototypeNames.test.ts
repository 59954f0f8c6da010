import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { repositoryOf } from '../../../src/core/planRules/check/checkPlan.ts';
import { completion } from '../../../src/languageServer/completion.ts';
import { definition } from '../../../src/languageServer/definition.ts';
import { hover } from '../../../src/languageServer/hover.ts';
import { planFile } from '../../../src/languageServer/planFile.ts';
import { prepareRename, rename } from '../../../src/languageServer/rename.ts';
import { symbols } from '../../../src/languageServer/symbols.ts';

/** Names that every object of the language answers to, wherever a person may write one. */
for (const name of ['constructor', '__proto__', 'toString'])
  suite(`a plan that is full of the word ${name}`, () => {
    const text = `waveplan: 1
title: ${name}
spec: ${name}
agents: {${name}: {driver: claude}, mine: {driver: command, argv: [${name}]}}
teams: {${name}: {lead: L}}
recipes: {${name}: [{id: ${name}}]}
checkpoint: {test: ${name}, checks: {${name}: ${name}}}
worktree: {link: [${name}], setup: [${name}]}
gates: {${name}: {required: 1}}
waves:
  - id: ${name}
    title: ${name}
    tasks:
      - {id: ${name}, title: ${name}, agent: ${name}, team: ${name}, recipe: ${name}, owns: [${name}], reads: [${name}/x], dependsOn: [${name}], spec: ["#${name}", ${name}], acceptance: [{id: ${name}, tests: [${name}]}], interfaces: {consumes: [${name}]}, ${name}: ${name}}
`;
    const document = TextDocument.create('file:///plan.waveplan.yaml', 'waveplan', 1, text);
    const facts = {
      files: [],
      specs: {},
      occurrences: {},
      ignored: {},
      leadsBack: {},
      symlinks: {},
      planFile: 'plan.waveplan.yaml',
    };
    const file = planFile(document, repositoryOf(facts));

    test('has an answer to each question at each of its words', () => {
      const answers: unknown[] = [symbols(file)];
      for (const { index } of text.matchAll(/[\w#]+/g)) {
        const position = document.positionAt(index + 1);
        answers.push(completion(file, position), hover(file, position), definition(file, position));
        if (prepareRename(file, position) !== undefined) answers.push(rename(file, position, 'other'));
      }
      assert.doesNotMatch(JSON.stringify(answers), /native code|\[object /);
    });

    test('explains nothing that the format does not know', () => {
      const at = (mark: string): unknown => hover(file, document.positionAt(text.indexOf(mark) + 1));
      assert.equal(at(`${name}: {required`), undefined);
    });
  });
