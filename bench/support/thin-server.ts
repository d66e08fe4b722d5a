import Fastify from "fastify";
import mysql from "mysql2/promise";
import * as statements from "./thin-statements.ts";

// What an API over the same tables costs at least: a bare handler, a prepared statement, JSON. No session, no
// permission, no audit, no schema. MYSQL_URL and PORT come by the environment.
const pool = mysql.createPool({
  uri: process.env["MYSQL_URL"] ?? "",
  connectionLimit: 16,
  dateStrings: true,
  timezone: "Z",
});
const rowsOf = async (
  statement: string,
  values: (string | number)[],
): Promise<mysql.RowDataPacket[]> =>
  (await pool.execute<mysql.RowDataPacket[]>(statement, values))[0];

const app = Fastify();
app.get<{ Params: { id: number } }>("/patients/:id", async (request) => {
  const rows = await rowsOf(statements.patientById, [request.params.id]);
  return rows[0];
});
app.post<{ Body: { q: string } }>("/patients/search", async (request) => ({
  items: await rowsOf(statements.namesFrom, [`${request.body.q}%`]),
}));
app.get<{ Params: { id: number }; Querystring: { date: string } }>(
  "/doctors/:id/day",
  async ({ params, query }) => ({
    items: await rowsOf(statements.doctorDay, [params.id, query.date]),
  }),
);
app.get<{ Params: { id: number }; Querystring: { date: string } }>(
  "/locations/:id/day",
  async ({ params, query }) => ({
    items: await rowsOf(statements.locationDay, [params.id, query.date]),
  }),
);
app.get<{ Params: { id: number }; Querystring: { from: string; to: string } }>(
  "/doctors/:id/busy",
  async ({ params, query }) => ({
    items: await rowsOf(statements.busyTimes, [
      params.id,
      query.from,
      query.to,
    ]),
  }),
);
app.post<{ Body: { slot: number; patient_id: number } }>(
  "/claims",
  async ({ body }, reply) => {
    try {
      await rowsOf(statements.claimSlot, [body.slot, body.patient_id]);
      return await reply.status(201).send(body);
    } catch {
      return reply.status(409).send({ code: "taken" });
    }
  },
);
await app.listen({ port: Number(process.env["PORT"]), host: "127.0.0.1" });
process.once("SIGTERM", () => process.exit(0));
