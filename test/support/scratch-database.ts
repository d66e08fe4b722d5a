import { randomBytes } from "node:crypto";
import mysql, { type Connection } from "mysql2/promise";
import { openDatabase, type OpenDatabase } from "#server/storage/database.ts";
import { parseMysqlUrl } from "#server/storage/mysql-url.ts";

/** A database of its own on the server under test. */
export interface ScratchDatabase {
  readonly name: string;
  /** As the product opens it, at every address. */
  readonly database: OpenDatabase;
  /** A plain connection to the first address. */
  readonly connection: Connection;
  drop(): Promise<void>;
}

/** Creates an empty database on the server that CHARTROOM_TEST_MYSQL_URL names. */
export async function scratchDatabase(label: string): Promise<ScratchDatabase> {
  const url = process.env["CHARTROOM_TEST_MYSQL_URL"];
  if (!url) throw new Error("CHARTROOM_TEST_MYSQL_URL is not set");
  const nodes = parseMysqlUrl(url);
  const name = `test_${label}_${randomBytes(4).toString("hex")}`;
  const connection = await mysql.createConnection({
    ...nodes[0],
    dateStrings: true,
    timezone: "Z",
  });
  await connection.query(
    `CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
  );
  await connection.query(`USE ${name}`);
  const database = openDatabase(
    nodes.map((node) => ({ ...node, database: name })),
  );
  return {
    name,
    database,
    connection,
    drop: async () => {
      await database.close();
      await connection.query(`DROP DATABASE ${name}`);
      await connection.end();
    },
  };
}
