const SQL_ENGINES = ["mariadb", "mysql9", "galera"];

/**
 * The proofs by name: what each shows at its full size, its test files, and the engines that have something to say
 * about it. `none`: it needs no database.
 */
export const tortureRows = {
  "booking-race": {
    shows:
      "32 bookers, 2 processes, half of the patients busy: 1,000 trials of one slot and of overlapping offsets",
    files: ["test/torture/booking-race.test.ts"],
    engines: SQL_ENGINES,
  },
  "closing-race": {
    shows:
      "booking against time off, closing and deactivation at the same moment: 500 trials",
    files: ["test/torture/closing-race.test.ts"],
    engines: SQL_ENGINES,
  },
  "booking-model": {
    shows:
      "random bookings, moves, swaps and cancels beside a model: 2,000 runs of 40 commands",
    files: ["test/torture/booking-model.test.ts"],
    engines: SQL_ENGINES,
  },
  "etag-race": {
    shows: "16 writers with one ETag: 500 trials on each of 4 nouns",
    files: ["test/torture/etag-race.test.ts"],
    engines: SQL_ENGINES,
  },
  idempotency: {
    shows:
      "one key at once, after a restart, after a crash before the answer: 1,000 keys",
    files: ["test/torture/idempotency.test.ts"],
    engines: SQL_ENGINES,
  },
  "crash-server": {
    shows: "kill -9 of the server during writes: 200 cycles",
    files: ["test/torture/crash-server.test.ts"],
    engines: SQL_ENGINES,
  },
  "crash-database": {
    shows: "kill -9 of the database during writes: 200 cycles",
    files: ["test/torture/crash-database.test.ts"],
    engines: ["mariadb"],
  },
  permissions: {
    shows:
      "role x route x {own, assigned, cover, break-glass, other}: all cells",
    files: [
      "test/permissions/permission-matrix.test.ts",
      "test/permissions/never.test.ts",
    ],
    engines: SQL_ENGINES,
  },
  "hostile-input": {
    shows: "hostile input: 1,000 requests an operation",
    files: ["test/torture/hostile-input.test.ts"],
    engines: SQL_ENGINES,
  },
  markers: {
    shows:
      "marker strings in every field, with duplicates, deadlocks, timeouts, kills and cut wires",
    files: [
      "test/torture/markers.test.ts",
      "test/torture/markers-under-faults.test.ts",
      "src/cli/last-words.test.ts",
    ],
    engines: SQL_ENGINES,
  },
  zones: {
    shows:
      "free slots and wall times across every zone change of 20 zones, 2020-2035",
    files: [
      "src/server/kernel/zones.test.ts",
      "src/server/kernel/instants.test.ts",
      "src/server/kernel/visit-instants.test.ts",
      "src/server/modules/appointments/free-slots.rules.test.ts",
    ],
    engines: ["none"],
  },
  "search-recall": {
    shows: "2,000 edited names among 1,000,000 patients: recall in 20 >= 95 %",
    files: ["test/torture/search-recall.test.ts"],
    engines: ["mariadb", "mysql9"],
  },
  "galera-failover": {
    shows: "kill -9 of a node during bookings: 20 cycles",
    files: ["test/torture/galera-failover.test.ts"],
    engines: ["galera"],
  },
  backup: {
    shows: "backup while writing, restore elsewhere: 20 rounds",
    files: ["test/torture/backup.test.ts"],
    engines: SQL_ENGINES,
  },
  migrations: {
    shows:
      "a crash before every statement of the migrations, alone and one after the other",
    files: ["src/server/storage/migrate.test.ts"],
    engines: SQL_ENGINES,
  },
};
