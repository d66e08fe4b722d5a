import { sql } from "kysely";
import type { Sql } from "#server/storage/database.ts";
import { isStorageError } from "#server/storage/storage-error.ts";

/** How many failures a bucket forgives, and how it blocks after them: seconds, doubling up to a ceiling. */
export interface ThrottlePolicy {
  readonly free: number;
  readonly first_block: number;
  readonly longest_block: number;
}

const now = sql`utc_timestamp(6)`;
const attempts = 5;

/** Runs one statement again when the nodes of a cluster collided on a busy bucket. */
async function patiently<T>(statement: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await statement();
    } catch (error) {
      if (!isStorageError(error, "retry") || attempt === attempts) throw error;
    }
  }
}

/** `throttles`: failures per bucket, forgotten a day after the first. */
export function throttleRepository(db: Sql) {
  /** One try to count: 0 when counted, seconds while blocked, undefined when the row went away in between. */
  const tryToTake = async (
    bucket: Buffer,
    policy: ThrottlePolicy,
  ): Promise<number | undefined> => {
    await patiently(() =>
      sql`insert into throttles (bucket, failures, window_started_at) values (${bucket}, 0, ${now})
        on duplicate key update bucket = values(bucket)`.execute(db),
    );
    // Each expression reads only columns that are assigned after it: engines differ on which value they see.
    const failures = sql`if(window_started_at < ${now} - interval 1 day, 0, failures)`;
    const taken = await patiently(() =>
      sql`update throttles set
          blocked_until = if(${failures} + 1 >= ${policy.free},
            ${now} + interval cast(least(${policy.longest_block},
              ${policy.first_block} * pow(2, least(${failures} + 1 - ${policy.free}, 20))) as signed) second, null),
          failures = ${failures} + 1,
          window_started_at = if(window_started_at < ${now} - interval 1 day, ${now}, window_started_at)
        where bucket = ${bucket} and (blocked_until is null or blocked_until <= ${now})`.execute(
        db,
      ),
    );
    if (taken.numAffectedRows === 1n) return 0;
    const { rows } = await sql<{ seconds: number }>`
      select timestampdiff(second, ${now}, blocked_until) + 1 as seconds
      from throttles where bucket = ${bucket} and blocked_until > ${now}`.execute(
      db,
    );
    return rows[0] && Math.max(1, Number(rows[0].seconds));
  };

  return {
    /**
     * Counts an attempt before it is judged, so that a hundred at once are a hundred.
     * @returns 0 when it may go on, else the seconds to wait (then it was not counted)
     */
    async take(bucket: Buffer, policy: ThrottlePolicy): Promise<number> {
      for (let attempt = 1; attempt <= attempts; attempt += 1) {
        const seconds = await tryToTake(bucket, policy);
        if (seconds !== undefined) return seconds;
      }
      return 1;
    },

    /** The attempt was good after all: it does not count. */
    async giveBack(bucket: Buffer, policy: ThrottlePolicy): Promise<void> {
      await patiently(() =>
        sql`update throttles set
            blocked_until = if(failures - 1 < ${policy.free}, null, blocked_until),
            failures = greatest(failures - 1, 0)
          where bucket = ${bucket}`.execute(db),
      );
    },

    async forget(bucket: Buffer): Promise<void> {
      await patiently(() =>
        sql`delete from throttles where bucket = ${bucket}`.execute(db),
      );
    },

    /** Drops buckets whose day is over. @returns how many */
    async dropOld(): Promise<number> {
      const { numAffectedRows } =
        await sql`delete from throttles where window_started_at < ${now} - interval 2 day
        order by window_started_at limit 1000`.execute(db);
      return Number(numAffectedRows ?? 0n);
    },
  };
}

export type ThrottleRepository = ReturnType<typeof throttleRepository>;
