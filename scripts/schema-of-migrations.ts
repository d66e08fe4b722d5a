import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mysql from "mysql2/promise";
import { openDatabase } from "#server/storage/database.ts";
import { migrateToLatest } from "#server/storage/migrate.ts";
import { parseMysqlUrl } from "#server/storage/mysql-url.ts";
import { dumpSchema } from "./dump-schema.ts";
import { start } from "./test-engines/mariadb.mjs";

/** The schema as the migrations leave it on a MariaDB that lives as long as this call. Throws when there is none. */
export async function schemaOfMigrations(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "chartroom-schema-"));
  const engine = await start({ folder });
  if (engine.notRun !== undefined) throw new Error(engine.notRun);
  const [address] = parseMysqlUrl(`${engine.urls[0]}/described`);
  const { database: name, ...server } = address ?? {};
  const connection = await mysql.createConnection(server);
  try {
    await connection.query(`CREATE DATABASE ${name}`);
    await connection.query(`USE ${name}`);
    const database = openDatabase([{ ...server, database: name ?? "" }]);
    await migrateToLatest(database.sql);
    await database.close();
    return await dumpSchema(connection);
  } finally {
    await connection.end();
    await engine.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
