import { fileURLToPath } from "node:url";

/** The folder of the clone, wherever the command was started. */
export const repositoryRoot = fileURLToPath(new URL("../../", import.meta.url));
