import {
  normalDefault,
  normalExpression,
  normalExtra,
  normalType,
} from "./normal-schema-text.ts";

type Row = Record<string, string | number | null>;

/** What is needed of a connection: mysql2's promise connections and pools fit. */
interface SchemaConnection {
  query(sql: string): Promise<[unknown, ...unknown[]]>;
}

const HEAD =
  "-- The schema as the migrations leave it, written alike for every engine. Generated: do not edit.\n" +
  "-- CHECKs are shown without the parentheses that engines add; none needs them.\n" +
  "SET FOREIGN_KEY_CHECKS = 0;\n";

/**
 * Describes every table of the connection's database as CREATE TABLE statements.
 *
 * From information_schema, because SHOW CREATE TABLE differs between MariaDB and MySQL;
 * the same migrations give the same text on both. Tables are sorted by name.
 */
export async function dumpSchema(
  connection: SchemaConnection,
): Promise<string> {
  const read = async (sql: string): Promise<Row[]> =>
    (await connection.query(sql))[0] as Row[];
  const tables = await read(TABLES);
  const parts = {
    columns: byTable(await read(COLUMNS)),
    keys: byTable(await read(KEYS)),
    foreignKeys: byTable(await read(FOREIGN_KEYS)),
    checks: byTable(await read(CHECKS)),
  };
  const texts = tables
    .sort((a, b) => compare(String(a["name"]), String(b["name"])))
    .map((table) => describeTable(table, parts));
  return [HEAD, ...texts].join("\n");
}

type Parts = Record<
  "columns" | "keys" | "foreignKeys" | "checks",
  Map<string, Row[]>
>;

function describeTable(table: Row, parts: Parts): string {
  const name = String(table["name"]);
  const of = (part: keyof Parts): Row[] => parts[part].get(name) ?? [];
  const lines = [
    ...of("columns").map((row) => describeColumn(row, table["collation"])),
    ...of("keys").map(describeKey).sort(compare),
    ...of("foreignKeys").map(describeForeignKey).sort(compare),
    ...of("checks").map(describeCheck).sort(compare),
  ];
  const body = lines.map((line) => `  ${line}`).join(",\n");
  const charset = String(table["collation"]).split("_")[0];
  return `CREATE TABLE ${name} (\n${body}\n) ENGINE = ${table["engine"]} DEFAULT CHARACTER SET = ${charset} COLLATE = ${table["collation"]};\n`;
}

function describeColumn(row: Row, tableCollation: unknown): string {
  const type = normalType(String(row["type"]));
  const collation = row["collation"];
  const expression = String(row["expression"] ?? "");
  return [
    quoted(String(row["name"])),
    type,
    collation === null || collation === tableCollation
      ? ""
      : `CHARACTER SET ${row["charset"]} COLLATE ${collation}`,
    expression === ""
      ? row["nullable"] === "YES"
        ? "NULL"
        : "NOT NULL"
      : `GENERATED ALWAYS AS (${normalExpression(expression)}) STORED`,
    normalDefault(row["default"] as string | null, type),
    normalExtra(String(row["extra"])),
  ]
    .filter((part) => part !== "")
    .join(" ");
}

function describeKey(row: Row): string {
  const columns = `(${row["columns"]})`;
  if (row["name"] === "PRIMARY") return `PRIMARY KEY ${columns}`;
  return `${row["non_unique"] ? "KEY" : "UNIQUE KEY"} ${row["name"]} ${columns}`;
}

function describeForeignKey(row: Row): string {
  return `CONSTRAINT ${row["name"]} FOREIGN KEY (${row["columns"]}) REFERENCES ${row["target"]} (${row["target_columns"]}) ON DELETE ${row["on_delete"]} ON UPDATE ${row["on_update"]}`;
}

function describeCheck(row: Row): string {
  return `CONSTRAINT ${row["name"]} CHECK (${normalExpression(String(row["clause"]))})`;
}

// By code unit, because the engines' own collations order names differently.
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function quoted(column: string): string {
  return column === "timestamp" ? "`timestamp`" : column;
}

function byTable(rows: Row[]): Map<string, Row[]> {
  const map = new Map<string, Row[]>();
  for (const row of rows) {
    const table = String(row["table_of"]);
    map.set(table, [...(map.get(table) ?? []), row]);
  }
  return map;
}

const TABLES = `SELECT table_name AS name, engine AS engine, table_collation AS collation
  FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'`;

const COLUMNS = `SELECT table_name AS table_of, column_name AS name, column_type AS type, is_nullable AS nullable,
    column_default AS \`default\`, extra AS extra, character_set_name AS charset, collation_name AS collation,
    generation_expression AS expression
  FROM information_schema.columns WHERE table_schema = DATABASE() ORDER BY table_name, ordinal_position`;

const KEYS = `SELECT table_name AS table_of, index_name AS name, MAX(non_unique) AS non_unique,
    GROUP_CONCAT(column_name ORDER BY seq_in_index SEPARATOR ', ') AS \`columns\`
  FROM information_schema.statistics WHERE table_schema = DATABASE() GROUP BY table_name, index_name`;

const FOREIGN_KEYS = `SELECT k.table_name AS table_of, k.constraint_name AS name,
    GROUP_CONCAT(k.column_name ORDER BY k.ordinal_position SEPARATOR ', ') AS \`columns\`,
    MAX(k.referenced_table_name) AS target,
    GROUP_CONCAT(k.referenced_column_name ORDER BY k.ordinal_position SEPARATOR ', ') AS target_columns,
    MAX(r.delete_rule) AS on_delete, MAX(r.update_rule) AS on_update
  FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r
    ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name AND r.table_name = k.table_name
  WHERE k.constraint_schema = DATABASE() AND k.referenced_table_name IS NOT NULL
  GROUP BY k.table_name, k.constraint_name`;

// MariaDB's check names are unique in their table, MySQL's in the schema: ours are both.
const CHECKS = `SELECT t.table_name AS table_of, c.constraint_name AS name, c.check_clause AS clause
  FROM information_schema.check_constraints c JOIN information_schema.table_constraints t
    ON t.constraint_schema = c.constraint_schema AND t.constraint_name = c.constraint_name
  WHERE c.constraint_schema = DATABASE() AND t.constraint_type = 'CHECK'`;
