const STARTERS = {
  mariadb: () => import("./mariadb.mjs"),
  mysql9: () => import("./mysql9.mjs"),
  galera: () => import("./galera.mjs"),
};

/** Starts one of the engines by name; see each one's `start`. */
export async function startEngine(name, options) {
  const load = STARTERS[name];
  if (!load) throw new Error(`there is no engine ${name}`);
  const { start } = await load();
  return start(options);
}
