import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import { planProblems } from '../../../../src/core/planText/codes.ts';
import {
  chatParticipant,
  commands,
  commandsOfVsCode,
  contextKeys,
  modelTools,
  planLanguage,
  restrictedSettings,
  settingDefaults,
  views,
} from '../../../../src/editor/shared/contributions.ts';
import { itemContexts } from '../../../../src/editor/tree/itemContexts.ts';

interface MenuItem {
  readonly command: string;
  readonly when?: string;
}

interface Setting {
  readonly default: unknown;
  readonly propertyNames?: { readonly enum: readonly string[] };
}

interface Manifest {
  readonly icon: string;
  readonly activationEvents: readonly string[];
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly enablement: string }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string; readonly initialSize?: number }[]>>;
    readonly viewsWelcome: readonly { readonly view: string; readonly when?: string; readonly contents: string }[];
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly keybindings: readonly (MenuItem & { readonly key: string })[];
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
    readonly languages: readonly { readonly id: string }[];
    readonly languageModelTools: readonly { readonly name: string }[];
    readonly chatParticipants: readonly { readonly id: string }[];
    readonly walkthroughs: readonly {
      readonly steps: readonly {
        readonly description: string;
        readonly media: { readonly image: Readonly<Record<string, string>> };
      }[];
    }[];
  };
}

const root = path.join(import.meta.dirname, '..', '..', '..', '..');
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Manifest;
const { contributes } = manifest;
const sorted = (values: Iterable<string>): readonly string[] => [...values].sort();
const declared = sorted(Object.values(commands).filter((id) => !commandsOfVsCode.includes(id)));

describe('package.json and the code name the same', () => {
  it('commands', () => {
    assert.deepEqual(sorted(contributes.commands.map(({ command }) => command)), declared);
  });

  it('commands in every menu', () => {
    const used = new Set(Object.values(contributes.menus).flatMap((items) => items.map(({ command }) => command)));
    assert.deepEqual(
      sorted(used).filter((command) => !declared.includes(command)),
      [],
    );
  });

  it('commands in links of welcome texts and of the walkthrough', () => {
    const texts = [
      ...contributes.viewsWelcome.map(({ contents }) => contents),
      ...contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ description }) => description)),
    ];
    const linked = texts.flatMap((text) => [...text.matchAll(/\(command:([\w.]+)/g)].map(([, id]) => id ?? ''));
    const ours = linked.filter((id) => id.startsWith('wavegate.'));
    const known: readonly string[] = Object.values(commands);
    assert.deepEqual(
      ours.filter((id) => !known.includes(id)),
      [],
    );
    assert.ok(ours.length > 0);
  });

  it('views', () => {
    const listed = Object.values(contributes.views).flat();
    assert.deepEqual(sorted(listed.map(({ id }) => id)), sorted(Object.values(views)));
  });

  it('views with the share of the sidebar that each begins with, most for what is decided and found', () => {
    const sizes = (contributes.views['wavegate'] ?? []).map(({ id, initialSize }) => [id, initialSize] as const);
    const of = (id: string): number => sizes.find(([view]) => view === id)?.[1] ?? 0;
    assert.ok(sizes.every(([, size]) => (size ?? 0) > 0));
    assert.ok(of(views.gates) > of(views.sessions));
    assert.ok(of(views.findings) > of(views.history));
  });

  it('settings and their defaults', () => {
    const { properties } = contributes.configuration;
    const defaults = Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, value.default]));
    assert.deepEqual(defaults, settingDefaults);
  });

  it('settings that an untrusted workspace may not set', () => {
    assert.deepEqual(
      sorted(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations),
      sorted(restrictedSettings),
    );
  });

  it('context keys in conditions', () => {
    const conditions = [
      ...Object.values(contributes.menus).flat(),
      ...contributes.viewsWelcome,
      ...contributes.keybindings,
      ...contributes.commands.map(({ enablement }) => ({ when: enablement })),
    ].flatMap(({ when }) => when ?? []);
    const ours = conditions.flatMap((when) => when.match(/(?<!== )\bwavegate\.\w+/g) ?? []);
    const known: readonly string[] = Object.values(contextKeys);
    assert.deepEqual(sorted(new Set(ours)), sorted(known));
  });

  it('kinds of rows that menus have buttons for', () => {
    const conditions = [
      ...new Set(Object.values(contributes.menus).flatMap((items) => items.flatMap(({ when }) => when ?? []))),
    ];
    const patterns = conditions.flatMap((when) => {
      const exact = /viewItem == ([\w.-]+)/.exec(when)?.[1];
      const pattern = /viewItem =~ \/(.+)\//.exec(when)?.[1];
      return exact === undefined ? (pattern ?? []) : `^${exact}$`;
    });
    assert.ok(patterns.length > 10);
    const meaningless = patterns.filter(
      (pattern) => !itemContexts.some((context) => new RegExp(pattern).test(context)),
    );
    assert.deepEqual(meaningless, [], 'a button for rows that do not exist');
    const withButtons = (context: string) => patterns.some((pattern) => new RegExp(pattern).test(context));
    const bare = ['file.closed', 'session.work.planned', 'session.work.ready'];
    assert.deepEqual(
      itemContexts.filter((context) => !withButtons(context)),
      bare,
      'rows without any button',
    );
  });

  it('commands with keys that no other command of Wavegate has in the same place', () => {
    const { keybindings } = contributes;
    assert.deepEqual(
      keybindings.map(({ command }) => command).filter((command) => !declared.includes(command)),
      [],
    );
    const places = keybindings.map(({ key, when }) => `${key} ${when ?? ''}`);
    assert.equal(new Set(places).size, places.length);
  });

  it('codes of plan rules whose severity a person may set', () => {
    const { propertyNames } = contributes.configuration.properties['wavegate.rules'] ?? {};
    assert.deepEqual(propertyNames?.enum, Object.keys(planProblems));
  });

  it('what language models may use', () => {
    const tools = contributes.languageModelTools.map(({ name }) => name);
    assert.deepEqual(sorted(tools), sorted(Object.values(modelTools)));
    assert.deepEqual(
      contributes.chatParticipants.map(({ id }) => id),
      [chatParticipant],
    );
  });

  it('the language of plans', () => {
    assert.ok(contributes.languages.some(({ id }) => id === planLanguage));
    assert.ok(manifest.activationEvents.includes(`onLanguage:${planLanguage}`));
  });

  it('pictures that exist', async () => {
    const images = contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.image));
    for (const image of images) assert.deepEqual(sorted(Object.keys(image)), ['dark', 'hc', 'hcLight', 'light']);
    const pictures = images.flatMap((image) => Object.values(image));
    for (const picture of [manifest.icon, ...pictures]) await access(path.join(root, picture));
    const icon = await readFile(path.join(root, manifest.icon));
    assert.equal(icon.readUInt32BE(16), icon.readUInt32BE(20), 'the icon is square');
  });
});

describe('without trust', () => {
  it('nothing can be started: every command that could is greyed out', () => {
    const open = contributes.commands.filter(({ enablement }) => !enablement.includes('isWorkspaceTrusted'));
    assert.deepEqual(
      open.map(({ command }) => command),
      [commands.newPlan],
    );
  });
});
