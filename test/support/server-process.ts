import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { holdAnswers } from "./hold-answers.ts";
import { endOnUncaught } from "#cli/last-words.ts";
import { compose } from "#server/compose.ts";
import { createServer } from "#server/http/server.ts";
import { openDatabase } from "#server/storage/database.ts";
import { parseMysqlUrl } from "#server/storage/mysql-url.ts";

// A server in a process of its own, for tests of two at once: MYSQL_URL and CHARTROOM_KEYS come by the environment.
// It says its port on one line of JSON and leaves in order at the end of its input. With CHARTROOM_TEST_SEQUENCER it
// seals the audit too. It dies with the answers to `x-test-hold: n` unsent, once n of them are ready.
endOnUncaught();
const logger = pino(
  { level: process.env["CHARTROOM_LOG_LEVEL"] ?? "error" },
  pino.destination(2),
);
const database = openDatabase(parseMysqlUrl(process.env["MYSQL_URL"] ?? ""));
const composed = compose({
  database,
  keys: process.env["CHARTROOM_KEYS"] ?? "",
  logger,
});
const app = await createServer({
  routes: composed.routes,
  endpointTools: {
    authenticate: composed.authenticate,
    recordRefusal: composed.record,
    secureCookies: false,
  },
  health: composed.health,
  metrics: composed.metrics,
  logger,
  version: "test",
  trustedProxies: [],
  operationsToken: undefined,
});
holdAnswers(app.server);
await app.listen({ port: 0, host: "127.0.0.1" });
if (process.env["CHARTROOM_TEST_SEQUENCER"]) composed.sequencer.start();
const { port } = app.server.address() as AddressInfo;
console.log(JSON.stringify({ port }));

async function leave(): Promise<void> {
  await app.close();
  await composed.close();
  await database.close();
  process.exit(0);
}
process.stdin.resume();
process.stdin.once("end", () => void leave());
