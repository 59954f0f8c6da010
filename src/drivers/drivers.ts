import type { DriverId } from '../core/plan/schema/plan.ts';
import type { AgentDriver } from '../sessionPorts/agentDriver.ts';
import { claudeDriver } from './claude/claudeDriver.ts';
import { codexDriver } from './codex/codexDriver.ts';
import { commandDriver } from './command/commandDriver.ts';
import { copilotDriver } from './copilot/copilotDriver.ts';
import { geminiDriver } from './gemini/geminiDriver.ts';
import { opencodeDriver } from './opencode/opencodeDriver.ts';
import { qwenDriver } from './qwen/qwenDriver.ts';

/** Every driver by the name plans use. */
export const drivers: Readonly<Record<DriverId, AgentDriver>> = {
  command: commandDriver,
  claude: claudeDriver,
  codex: codexDriver,
  gemini: geminiDriver,
  qwen: qwenDriver,
  copilot: copilotDriver,
  opencode: opencodeDriver,
};

/** The driver a profile names. */
export function driverOf(id: DriverId): AgentDriver {
  return drivers[id];
}
