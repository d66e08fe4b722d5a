import { createConnection } from "mysql2/promise";

/** First row of one query as root over loopback; throws while the server does not answer. */
export async function askDatabase(port, sql = "SELECT VERSION() AS version") {
  const connection = await createConnection({
    host: "127.0.0.1",
    port,
    user: "root",
    connectTimeout: 2000,
  });
  try {
    const [rows] = await connection.query(sql);
    return rows[0];
  } finally {
    connection.destroy();
  }
}
