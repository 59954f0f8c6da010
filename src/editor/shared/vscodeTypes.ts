import type * as vscode from 'vscode';

/** The editor's API as a value: handed in once by extension.ts, so that everything here runs without VS Code too. */
export type VSCode = typeof vscode;
