import type { Sql } from "./database.ts";

export type InstallationState = "empty" | "demo" | "demo_unfinished" | "in_use";

/** Settings of the whole installation, and what kind of clinic the database holds. */
export function installation(db: Sql) {
  const get = async (name: string): Promise<string | undefined> => {
    const row = await db
      .selectFrom("installation")
      .select("value")
      .where("name", "=", name)
      .executeTakeFirst();
    return row?.value ?? undefined;
  };

  return {
    get,

    async set(name: string, value: string): Promise<void> {
      await db
        .insertInto("installation")
        .values({ name, value })
        .onDuplicateKeyUpdate({ value })
        .execute();
    },

    /** `demo_unfinished`: filling it was interrupted and has to begin again. */
    async state(): Promise<InstallationState> {
      if ((await get("demo_seed")) === "running") return "demo_unfinished";
      if ((await get("demo")) === "true") return "demo";
      for (const table of ["accounts", "patients", "doctors"] as const) {
        const row = await db
          .selectFrom(table)
          .select("id")
          .limit(1)
          .executeTakeFirst();
        if (row) return "in_use";
      }
      return "empty";
    },
  };
}
