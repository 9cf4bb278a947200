// SPDX-License-Identifier: MIT
/** What a model of your own is written with, and what a test asks of it. */
export { check } from './api/check.ts';
export type { CheckOptions } from './api/check.ts';
export type { Answer, CheckResult, Counterexample, Format, ReportOptions, Verdict } from './api/result.ts';
export { toHold } from './api/matcher.ts';
export { racePlugin, raceReporter } from './api/races.ts';
export type { Choice } from './model/choose.ts';
export { AuthorError } from './model/mistake.ts';
export * from './model/space.ts';
export * from './model/types.ts';
export { cpus } from './model/cpu.ts';
export type { Context } from './model/cpu.ts';
export { system } from './model/thread.ts';
export type { Candidate, StepInfo, ThreadOf, ThreadOptions } from './model/thread.ts';
export * from './vocabulary/index.ts';
export { Walker } from './interleave/walk.ts';
export type { Broken } from './interleave/walk.ts';
export { Schedule, schedules } from './interleave/schedules.ts';
export type { ScheduleOptions } from './interleave/schedules.ts';
export { choices } from './interleave/choices.ts';
export { asyncStepCommands, stepCommands } from './interleave/commands.ts';
export type { Adapter } from './interleave/commands.ts';
export { Execution, Violation } from './interleave/execution.ts';
export { instances, limits } from './interleave/instances.ts';
export type { Chosen, InstanceOptions } from './interleave/instances.ts';
export { SpaceSearch } from './space/space-search.ts';
export { parseStrategy } from './interleave/strategy.ts';
export type { Strategy } from './interleave/strategy.ts';
