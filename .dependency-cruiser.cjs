/** The walls of the house: every one is an error, none has an exception. */
const wall = (name, comment, from, to) => ({
  name,
  comment,
  severity: "error",
  from,
  to,
});
module.exports = {
  forbidden: [
    wall("no-cycle", "One direction of flow.", {}, { circular: true }),
    wall(
      "contract-stands-alone",
      "The contract imports nothing of ours.",
      { path: "^src/contract/" },
      { path: "^src/(?!contract/)" },
    ),
    wall(
      "modules-are-neighbours-not-friends",
      "A need from a neighbour is a function given by compose.ts.",
      { path: "^src/server/modules/([^/]+)/" },
      {
        path: "^src/server/modules/([^/]+)/",
        pathNot: "^src/server/modules/$1/",
      },
    ),
    wall(
      "only-http-knows-fastify",
      "Fastify stays in its room.",
      { path: "^src/", pathNot: "^src/server/http/" },
      { path: "node_modules/(@fastify/|fastify/)" },
    ),
    wall(
      "only-storage-knows-the-drivers",
      "SQL and drivers stay in storage and repositories.",
      {
        path: "^src/",
        pathNot:
          "^src/server/storage/|\\.(repository|mongo|mysql)(\\.test)?\\.ts$",
      },
      { path: "node_modules/(kysely|mysql2|mongodb)/" },
    ),
    wall(
      "decisions-never-see-http",
      "Services, rules and policies know no transport.",
      { path: "\\.(service|rules|policy)\\.ts$" },
      { path: "^src/server/http/" },
    ),
    wall(
      "kernel-is-pure",
      "The kernel imports only the contract and itself.",
      { path: "^src/server/kernel/", pathNot: "\\.test\\.ts$" },
      { path: "^src/", pathNot: "^src/(contract|server/kernel)/" },
    ),
    wall(
      "web-never-sees-server",
      "The web talks to the API only.",
      { path: "^src/web/" },
      { path: "^src/(server|cli)/" },
    ),
    wall(
      "source-never-imports-tests",
      "Tests look at the source, never the other way.",
      { path: "^src/", pathNot: "\\.test\\.ts$" },
      { path: "^test/|\\.test\\.ts$" },
    ),
    wall(
      "storage-knows-no-module",
      "Data flows http -> module -> storage; nothing points back.",
      { path: "^src/server/storage/", pathNot: "\\.test\\.ts$" },
      { path: "^src/server/(modules|http)/" },
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "types", "node"],
      extensions: [".ts", ".mjs", ".js"],
    },
  },
};
