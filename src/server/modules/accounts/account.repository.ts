import { sql, type Expression, type SqlBool } from "kysely";
import type { Account } from "#contract/accounts.ts";
import type { Role } from "#contract/permissions.ts";
import type { Page } from "#contract/types.ts";
import type { Sql } from "#server/storage/database.ts";
import { decodeCursor, toPage, wireInstant } from "#server/storage/rows.ts";
import { isStorageError } from "#server/storage/storage-error.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import { secondFactorRequired } from "./second-factor.rules.ts";

/** An account with what proves its owner; never leaves the module. */
export interface Credentials extends Account {
  readonly password_hash: string | null;
}

/** What may leave the module: everything but the hash. */
export function withoutSecrets(account: Credentials): Account {
  const { password_hash: _, ...rest } = account;
  return rest;
}

export interface AccountFields {
  email: string;
  display_name: string;
  roles: readonly Role[];
  doctor_id: number | null;
  patient_id: number | null;
  password_hash: string | null;
}

export type AccountChanges = Partial<
  Pick<AccountFields, "display_name" | "roles" | "doctor_id"> & {
    is_active: boolean;
  }
>;

/** A unique key names what the account shares with another. */
function translate(error: unknown): never {
  if (!isStorageError(error, "duplicate")) throw error;
  if (error.constraint === "uq_accounts_email")
    throw new ClinicError("email_taken");
  throw new ClinicError(
    "conflict",
    error.constraint === "uq_accounts_doctor"
      ? "That doctor has an account."
      : "That patient has an account.",
  );
}

const now = sql<string>`utc_timestamp(6)`;

/** `accounts`. find* may be undefined, list* pages. */
export function accountRepository(db: Sql) {
  const select = () =>
    db.selectFrom("accounts as a").select([
      "a.id",
      "a.email",
      "a.display_name",
      "a.password_hash",
      "a.roles",
      "a.doctor_id",
      "a.patient_id",
      "a.is_active",
      "a.second_factor_required",
      "a.created_at",
      "a.row_version",
      sql<number>`exists (select 1 from second_factors f
          where f.account_id = a.id and f.confirmed_at is not null)`.as(
        "second_factor",
      ),
      sql<number>`exists (select 1 from installation i
          where i.name = 'demo' and i.value = 'true')`.as("demo"),
    ]);
  type Row = Awaited<
    ReturnType<ReturnType<typeof select>["executeTakeFirstOrThrow"]>
  >;

  const present = ({ demo, ...row }: Row): Credentials => {
    const roles = row.roles.split(",") as Role[];
    return {
      ...row,
      roles,
      is_active: row.is_active === 1,
      has_password: row.password_hash !== null,
      second_factor: Number(row.second_factor) === 1,
      second_factor_required: secondFactorRequired({
        roles,
        demo: Number(demo) === 1,
        asked: row.second_factor_required === 1,
      }),
      created_at: wireInstant(row.created_at),
    };
  };

  const one = async (
    where: Expression<SqlBool>,
  ): Promise<Credentials | undefined> => {
    const row = await select().where(where).executeTakeFirst();
    return row && present(row);
  };

  return {
    find: (id: number) => one(sql<SqlBool>`a.id = ${id}`),
    findByEmail: (email: string) => one(sql<SqlBool>`a.email = ${email}`),
    findByPatient: (patient_id: number) =>
      one(sql<SqlBool>`a.patient_id = ${patient_id}`),

    async list(page: {
      cursor?: string | undefined;
      limit: number;
      role?: Role | undefined;
      include_inactive: boolean;
    }): Promise<Page<Account>> {
      const after = Number(decodeCursor(page.cursor)?.["id"] ?? 0);
      const rows = await select()
        .where("a.id", ">", after)
        .$if(!page.include_inactive, (query) =>
          query.where("a.is_active", "=", 1),
        )
        .$if(page.role !== undefined, (query) =>
          query.where(sql<SqlBool>`find_in_set(${page.role}, a.roles) > 0`),
        )
        .orderBy("a.id")
        .limit(page.limit + 1)
        .execute();
      return toPage(
        rows.map(present).map(withoutSecrets),
        page.limit,
        ({ id }) => ({ id }),
      );
    },

    /** @throws ClinicError `email_taken`; `conflict` when the doctor or patient has an account */
    async insert({ roles, ...fields }: AccountFields): Promise<number> {
      const inserted = await db
        .insertInto("accounts")
        .values({
          ...fields,
          roles: roles.join(","),
          password_changed_at: fields.password_hash === null ? null : now,
        })
        .executeTakeFirstOrThrow()
        .catch(translate);
      return Number(inserted.insertId);
    },

    /** Changes the row if it still has the version seen. @returns whether it had */
    async update(
      id: number,
      seen: number,
      { roles, ...changes }: AccountChanges,
    ): Promise<boolean> {
      const result = await db
        .updateTable("accounts")
        .set({
          ...changes,
          ...(roles ? { roles: roles.join(",") } : {}),
          row_version: seen + 1,
        })
        .where("id", "=", id)
        .where("row_version", "=", seen)
        .executeTakeFirst()
        .catch(translate);
      return result.numUpdatedRows === 1n;
    },

    async setPassword(
      id: number,
      password_hash: string,
      display_name?: string,
    ): Promise<void> {
      await db
        .updateTable("accounts")
        .set({
          password_hash,
          ...(display_name === undefined ? {} : { display_name }),
          password_changed_at: now,
          row_version: sql<number>`row_version + 1`,
        })
        .where("id", "=", id)
        .execute();
    },

    /** Queues changes of what proves the owner, one after the other, on a cluster too. */
    async queueOn(id: number): Promise<void> {
      await db
        .updateTable("accounts")
        .set({ row_version: sql<number>`row_version + 1` })
        .where("id", "=", id)
        .execute();
    },

    /** Queues changes of who administers: two at once must not leave nobody. */
    async queueOnAdministrators(): Promise<void> {
      await sql`insert into installation (name, value) values ('administrators', '1')
        on duplicate key update value = value + 1`.execute(db);
    },

    /** Active administrators who can sign in. */
    async countAdministrators(): Promise<number> {
      const row = await db
        .selectFrom("accounts")
        .select((of) => of.fn.countAll<number>().as("count"))
        .where(sql<SqlBool>`find_in_set('admin', roles) > 0`)
        .where("is_active", "=", 1)
        .where("password_hash", "is not", null)
        .executeTakeFirstOrThrow();
      return Number(row.count);
    },

    async doctorExists(id: number): Promise<boolean> {
      const row = await db
        .selectFrom("doctors")
        .select("id")
        .where("id", "=", id)
        .executeTakeFirst();
      return row !== undefined;
    },

    async patient(
      id: number,
    ): Promise<{ name: string; is_active: boolean } | undefined> {
      const row = await db
        .selectFrom("patients")
        .select(["first_name", "last_name", "is_active"])
        .where("id", "=", id)
        .executeTakeFirst();
      return (
        row && {
          name: `${row.first_name} ${row.last_name}`,
          is_active: row.is_active === 1,
        }
      );
    },
  };
}

export type AccountRepository = ReturnType<typeof accountRepository>;
