import type { Command } from '../core/model/commands.ts';

/** A command without its time, which the engine adds when it submits it. */
export type CommandInput = Command extends infer C ? (C extends Command ? Omit<C, 'at'> : never) : never;
