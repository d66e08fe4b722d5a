import type { Logger } from "pino";

/** Work that keeps tables small or states true; each may run in any number of processes at once. */
export interface Chore {
  readonly name: string;
  readonly everySeconds: number;
  run(): Promise<unknown>;
}

/** Runs each chore now and then, one at a time; a failure is told and tried again at its next turn. */
export function startHousekeeping(
  chores: readonly Chore[],
  logger: Logger,
): { stop(): void } {
  const timers = chores.map((chore) => {
    let busy = false;
    const turn = async (): Promise<void> => {
      if (busy) return;
      busy = true;
      try {
        await chore.run();
      } catch (error) {
        logger.warn(
          { chore: chore.name, fault: (error as Error).name },
          "chore failed",
        );
      } finally {
        busy = false;
      }
    };
    return setInterval(() => void turn(), chore.everySeconds * 1000).unref();
  });
  return { stop: () => timers.forEach((timer) => clearInterval(timer)) };
}
