import type { RowDataPacket } from "mysql2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  designTables,
  type DesignColumn,
} from "#test/support/design-tables.ts";
import {
  scratchDatabase,
  type ScratchDatabase,
} from "#test/support/scratch-database.ts";
import {
  normalDefault,
  normalExtra,
  normalType,
} from "../../../scripts/normal-schema-text.ts";
import { migrateToLatest } from "./migrate.ts";

let scratch: ScratchDatabase;

beforeAll(async () => {
  scratch = await scratchDatabase("schema");
  await migrateToLatest(scratch.database.sql);
});

afterAll(() => scratch.drop());

async function rows(
  { connection }: ScratchDatabase,
  sql: string,
  ...values: string[]
): Promise<RowDataPacket[]> {
  return (await connection.query<RowDataPacket[]>(sql, values))[0];
}

interface LiveColumn extends DesignColumn {
  readonly generated: boolean;
}

async function liveColumns(
  from: ScratchDatabase,
  table: string,
): Promise<LiveColumn[]> {
  const columns = await rows(
    from,
    `SELECT column_name AS name, column_type AS type, is_nullable AS nullable, column_default AS value,
      extra AS extra, generation_expression AS expression
    FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ? ORDER BY ordinal_position`,
    table,
  );
  const keys = await singleColumnKeys(from, table);
  const references = await singleColumnReferences(from, table);
  return columns.map((row) => {
    const type = normalType(String(row["type"]));
    const name = String(row["name"]);
    return {
      table,
      name,
      type,
      nullable: row["nullable"] === "YES",
      defaultClause: normalDefault(row["value"] as string | null, type),
      extra: normalExtra(String(row["extra"])),
      key: keys.get(name) ?? "none",
      references: references.get(name) ?? null,
      generated: Boolean(row["expression"]),
    };
  });
}

async function singleColumnKeys(
  from: ScratchDatabase,
  table: string,
): Promise<Map<string, "primary" | "unique">> {
  const keys = await rows(
    from,
    `SELECT index_name AS name, MAX(column_name) AS column_of FROM information_schema.statistics
    WHERE table_schema = DATABASE() AND table_name = ? AND non_unique = 0 GROUP BY index_name HAVING COUNT(*) = 1`,
    table,
  );
  return new Map(
    keys.map((row) => [
      String(row["column_of"]),
      row["name"] === "PRIMARY" ? "primary" : "unique",
    ]),
  );
}

async function singleColumnReferences(
  from: ScratchDatabase,
  table: string,
): Promise<Map<string, string>> {
  const keys = await rows(
    from,
    `SELECT MAX(column_name) AS column_of, MAX(referenced_table_name) AS target, MAX(referenced_column_name) AS target_column
    FROM information_schema.key_column_usage
    WHERE table_schema = DATABASE() AND table_name = ? AND referenced_table_name IS NOT NULL
    GROUP BY constraint_name HAVING COUNT(*) = 1`,
    table,
  );
  return new Map(
    keys.map((row) => [
      String(row["column_of"]),
      `${row["target"]}(${row["target_column"]})`,
    ]),
  );
}

/** What the live tables have otherwise than the design says, in words. */
async function differences(from: ScratchDatabase): Promise<string[]> {
  const found: string[] = [];
  for (const [table, design] of designTables()) {
    const live = await liveColumns(from, table);
    design.forEach((column, index) => {
      const { generated: _, ...actual } = live[index] ?? { generated: false };
      if (JSON.stringify(actual) !== JSON.stringify(column))
        found.push(
          `${table} column ${index + 1}: ${JSON.stringify(actual)} instead of ${JSON.stringify(column)}`,
        );
    });
    for (const extra of live.slice(design.length))
      if (!extra.nullable && !extra.defaultClause && !extra.generated)
        found.push(`${table}.${extra.name} refuses a row of the design`);
  }
  return found;
}

describe("the live schema against the data design", () => {
  it("reads all six tables and every column of the design", () => {
    const sizes = [...designTables()].map(([table, { length }]) => [
      table,
      length,
    ]);
    expect(Object.fromEntries(sizes)).toEqual({
      patients: 14,
      doctors: 12,
      clinic_locations: 7,
      appointments: 14,
      prescriptions: 13,
      payments: 10,
    });
  });

  it("has the design's columns first, in its order and exactly as it says", async () => {
    expect(await differences(scratch)).toEqual([]);
  });

  it("would notice any change of them", async () => {
    const changes = [
      ["payments", "MODIFY amount DECIMAL(9, 2) NOT NULL"],
      ["payments", "DROP FOREIGN KEY fk_payments_appointment"],
      ["doctors", "MODIFY office_room VARCHAR(10) NOT NULL"],
      ["doctors", "DROP KEY uq_doctors_license_number"],
      ["appointments", "MODIFY cancelled_by ENUM('Patient', 'Doctor') NULL"],
      ["prescriptions", "MODIFY refills_remaining INT NULL DEFAULT 1"],
      ["patients", "MODIFY updated_at TIMESTAMP NULL DEFAULT NULL"],
      ["patients", "MODIFY phone VARCHAR(20) NOT NULL AFTER email"],
      ["clinic_locations", "ADD COLUMN region INT NOT NULL"],
    ];
    const other = await scratchDatabase("changed");
    try {
      await migrateToLatest(other.database.sql);
      for (const [table, change] of changes) {
        const before = await differences(other);
        await other.connection.query(`ALTER TABLE ${table} ${change}`);
        expect((await differences(other)).length, change).toBeGreaterThan(
          before.length,
        );
      }
    } finally {
      await other.drop();
    }
  });
});

describe("every table", () => {
  it("is InnoDB and names a character set that both engines have", async () => {
    const strangers = await rows(
      scratch,
      `SELECT table_name AS name, engine AS engine, table_collation AS collation FROM information_schema.tables
      WHERE table_schema = DATABASE() AND NOT (engine = 'InnoDB' AND table_collation IN ('utf8mb4_unicode_520_ci', 'utf8mb4_bin'))`,
    );
    expect(strangers).toEqual([]);
  });

  it("keeps e-mail, identifiers and hashes byte for byte", async () => {
    const loose = await rows(
      scratch,
      `SELECT CONCAT(table_name, '.', column_name) AS name FROM information_schema.columns
      WHERE table_schema = DATABASE() AND collation_name NOT LIKE '%\\_bin' AND data_type NOT IN ('enum', 'set')
      AND (column_name REGEXP 'email|hash|token|key_id|event_id|license_number|policy_number|time_zone|entry|document')`,
    );
    expect(loose).toEqual([]);
  });

  it("refuses to lose what is referenced", async () => {
    const rules = await rows(
      scratch,
      `SELECT DISTINCT delete_rule AS on_delete, update_rule AS on_update
      FROM information_schema.referential_constraints WHERE constraint_schema = DATABASE()`,
    );
    expect(rules).toEqual([{ on_delete: "RESTRICT", on_update: "RESTRICT" }]);
  });
});
