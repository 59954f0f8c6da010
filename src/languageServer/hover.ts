import type { Hover } from 'vscode-languageserver';
import { MarkupKind } from 'vscode-languageserver';
import type { Position, TextDocument } from 'vscode-languageserver-textdocument';
import { schemaAt } from '../core/plan/jsonSchema.ts';
import { readYaml } from '../core/plan/readYaml.ts';
import { placeAt } from '../core/plan/placeAt.ts';
import { namesFor } from './planNames.ts';
import { keyDocumentation, planFormat } from './schemaText.ts';

/** What a key means, or what a name refers to. Nothing where the format has nothing to say. */
export function hover(document: TextDocument, position: Position): Hover | undefined {
  const yaml = readYaml(document.getText());
  const place = placeAt(yaml, document.offsetAt(position));
  if (place === undefined) return undefined;
  const named =
    place.role === 'value' ? namesFor(yaml.value, place.path)?.find(({ name }) => name === place.text) : undefined;
  const schema = schemaAt(planFormat, place.path);
  const key = place.path.findLast((element) => typeof element === 'string') ?? '';
  const markdown =
    named === undefined
      ? schema && keyDocumentation(key, schema)
      : `**${named.name}**\n\n${escapeMarkdown(named.detail)}`;
  if (markdown === undefined) return undefined;
  return {
    contents: { kind: MarkupKind.Markdown, value: markdown },
    range: { start: document.positionAt(place.start), end: document.positionAt(place.end) },
  };
}

/** Titles are the plan's words, not Markdown. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()<>#+!|~-]/g, '\\$&');
}
