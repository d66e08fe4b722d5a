import type { Call } from "#server/kernel/call.ts";
import type { Transact } from "#server/kernel/transact.ts";
import { fileMemory } from "./file-memory.rules.ts";
import {
  importChunk,
  type ChunkTransaction,
  type ChunkWork,
} from "./import-chunk.ts";
import type { ImportRunRepository } from "./import-run.repository.ts";

export interface ImportRunnerNeeds {
  readonly runs: ImportRunRepository;
  readonly transact: Transact<Omit<ChunkTransaction, "audit">>;
  readonly onFault: (error: unknown) => void;
}

// Short enough that a booking waiting behind the chunk's locks is not refused.
const rowsInChunk = 100;

/** Runs imports in this process, one transaction a chunk. */
export function importRunner({ runs, transact, onFault }: ImportRunnerNeeds) {
  let stopping = false;
  const running = new Set<Promise<void>>();

  const runAll = async (
    { actor, action, role }: Call,
    file: Omit<ChunkWork, "memory">,
  ): Promise<void> => {
    // Without the key of the request: each chunk is an effect of its own.
    const call: Call = { actor, action, role };
    const memory = fileMemory();
    try {
      for (let at = 0; at < file.rows.length; at += rowsInChunk) {
        if (stopping) return await runs.finish(file.import_id, "failed");
        const rows = file.rows.slice(at, at + rowsInChunk);
        const taken = await transact(call, (tx) =>
          importChunk(tx, { ...file, rows, memory }),
        );
        for (const { file_row, patient } of taken)
          memory.remember(file_row, patient);
      }
      await runs.finish(file.import_id, "finished");
    } catch (error) {
      onFault(error);
      // If the database is gone the run ages into `failed` by itself.
      await runs.finish(file.import_id, "failed").catch(() => undefined);
    }
  };

  return {
    run(call: Call, file: Omit<ChunkWork, "memory">): void {
      const work = runAll(call, file).catch(onFault);
      running.add(work);
      void work.finally(() => running.delete(work));
    },

    async stop(): Promise<void> {
      stopping = true;
      await Promise.all(running);
    },
  };
}
