import { isIP } from "node:net";
import { resolve } from "node:path";

export interface Config {
  readonly port: number;
  readonly host: string;
  /** Undefined: the private engine in `dataFolder`. */
  readonly mysqlUrl: string | undefined;
  readonly mongodbUrl: string | undefined;
  readonly dataFolder: string;
  readonly demoPassword: string | undefined;
  /** Keys as text, from CHARTROOM_KEYS or the file CHARTROOM_KEYS_FILE names. */
  readonly keys: string | undefined;
  readonly keysFile: string | undefined;
  readonly trustedProxies: readonly string[];
  readonly operationsToken: string | undefined;
  readonly backupPassphrase: string | undefined;
  readonly publicUrl: string | undefined;
  readonly currency: string;
  readonly logLevel: LogLevel;
  readonly poolSize: number;
}

const logLevels = [
  "fatal",
  "error",
  "warn",
  "info",
  "debug",
  "silent",
] as const;
type LogLevel = (typeof logLevels)[number];

/** All faults of a configuration at once. */
export class ConfigError extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(`The configuration has faults:\n- ${faults.join("\n- ")}`);
    this.name = "ConfigError";
    this.faults = faults;
  }
}

interface Variable {
  readonly name: string;
  readonly meaning: string;
  readonly example: string;
}

/** Every variable that Chartroom reads; .env.example and `chartroom config` are made from it. */
export const variables: readonly Variable[] = [
  { name: "PORT", meaning: "port to serve on", example: "3000" },
  { name: "HOST", meaning: "address to listen on", example: "127.0.0.1" },
  {
    name: "MYSQL_URL",
    meaning:
      "database; several addresses of a cluster separated by commas; unset: a private engine",
    example: "mysql://user:password@127.0.0.1:3306/chartroom",
  },
  {
    name: "MONGODB_URL",
    meaning: "document database (used by later versions)",
    example: "mongodb://127.0.0.1:27017/chartroom",
  },
  {
    name: "CHARTROOM_DATA",
    meaning: "folder of the private engine and of the keys",
    example: ".chartroom",
  },
  {
    name: "CHARTROOM_DEMO_PASSWORD",
    meaning: "password of the demo accounts; unset: one is made and printed",
    example: "",
  },
  {
    name: "CHARTROOM_KEYS",
    meaning:
      "encryption keys as id:base64 of 32 bytes, comma separated, the active one first",
    example: "",
  },
  {
    name: "CHARTROOM_KEYS_FILE",
    meaning: "file that holds the keys instead",
    example: "",
  },
  {
    name: "CHARTROOM_TRUSTED_PROXIES",
    meaning: "addresses of proxies whose forwarded headers are believed",
    example: "",
  },
  {
    name: "CHARTROOM_OPERATIONS_TOKEN",
    meaning: "token that opens /metrics and /docs from other machines",
    example: "",
  },
  {
    name: "CHARTROOM_BACKUP_PASSPHRASE",
    meaning: "passphrase of backup and restore; else --passphrase-file",
    example: "",
  },
  {
    name: "CHARTROOM_PUBLIC_URL",
    meaning: "address that people use, for links in invitations",
    example: "",
  },
  {
    name: "CHARTROOM_CURRENCY",
    meaning: "ISO 4217 code of the one currency",
    example: "USD",
  },
  {
    name: "CHARTROOM_LOG_LEVEL",
    meaning: logLevels.join(", "),
    example: "info",
  },
  {
    name: "CHARTROOM_POOL_SIZE",
    meaning: "database connections per process and address",
    example: "16",
  },
];

type Environment = Readonly<Record<string, string | undefined>>;

function isDatabaseUrl(text: string, protocol: RegExp): boolean {
  const first = text.split(",")[0] ?? "";
  return protocol.test(first) && URL.canParse(first);
}

/**
 * Reads the configuration from the environment.
 * @throws ConfigError that lists every fault, without the values of secrets
 */
export function readConfig(env: Environment): Config {
  const faults: string[] = [];
  const text = (name: string): string | undefined =>
    env[name]?.trim() || undefined;
  const number = (name: string, fallback: number, min: number, max: number) => {
    const value = text(name);
    if (value === undefined) return fallback;
    const parsed = Number(value);
    if (Number.isInteger(parsed) && parsed >= min && parsed <= max)
      return parsed;
    faults.push(`${name} must be a whole number from ${min} to ${max}`);
    return fallback;
  };
  const check = (
    name: string,
    good: (value: string) => boolean,
    say: string,
  ) => {
    const value = text(name);
    if (value !== undefined && !good(value)) faults.push(`${name} ${say}`);
    return value;
  };
  const known = new Set(variables.map((variable) => variable.name));
  for (const name of Object.keys(env))
    if (
      name.startsWith("CHARTROOM_") &&
      !known.has(name) &&
      !/_TEST_|_TORTURE|_ENGINE|_BENCH/.test(name)
    )
      faults.push(`${name} is not a variable of Chartroom`);
  const proxies = (text("CHARTROOM_TRUSTED_PROXIES") ?? "")
    .split(/[\s,]+/)
    .filter(Boolean);
  for (const proxy of proxies)
    if (isIP(proxy.split("/")[0] ?? "") === 0)
      faults.push("CHARTROOM_TRUSTED_PROXIES must list IP addresses or ranges");
  if (text("CHARTROOM_KEYS") && text("CHARTROOM_KEYS_FILE"))
    faults.push("give CHARTROOM_KEYS or CHARTROOM_KEYS_FILE, not both");
  const config: Config = {
    port: number("PORT", 3000, 0, 65_535),
    host: text("HOST") ?? "127.0.0.1",
    mysqlUrl: check(
      "MYSQL_URL",
      (value) => isDatabaseUrl(value, /^(mysql|mariadb):\/\//),
      "must look like mysql://user:password@host:3306/database",
    ),
    mongodbUrl: check(
      "MONGODB_URL",
      (value) => /^mongodb(\+srv)?:\/\//.test(value),
      "must begin with mongodb://",
    ),
    dataFolder: resolve(text("CHARTROOM_DATA") ?? ".chartroom"),
    demoPassword: check(
      "CHARTROOM_DEMO_PASSWORD",
      (value) => value.length >= 8,
      "must have at least 8 characters",
    ),
    keys: text("CHARTROOM_KEYS"),
    keysFile: text("CHARTROOM_KEYS_FILE"),
    trustedProxies: proxies,
    operationsToken: check(
      "CHARTROOM_OPERATIONS_TOKEN",
      (value) => value.length >= 16,
      "must have at least 16 characters",
    ),
    backupPassphrase: check(
      "CHARTROOM_BACKUP_PASSPHRASE",
      (value) => value.length >= 12,
      "must have at least 12 characters",
    ),
    publicUrl: check(
      "CHARTROOM_PUBLIC_URL",
      (value) => URL.canParse(value) && /^https?:/.test(value),
      "must be an http or https address",
    ),
    currency:
      check(
        "CHARTROOM_CURRENCY",
        (value) => /^[A-Z]{3}$/.test(value),
        "must be a three-letter code such as USD",
      ) ?? "USD",
    logLevel: (check(
      "CHARTROOM_LOG_LEVEL",
      (value) => (logLevels as readonly string[]).includes(value),
      `must be one of ${logLevels.join(", ")}`,
    ) ?? "info") as LogLevel,
    poolSize: number("CHARTROOM_POOL_SIZE", 16, 2, 500),
  };
  if (!isLoopback(config.host) && proxies.length === 0)
    faults.push(
      "HOST is open to other machines: name the proxy that speaks TLS in CHARTROOM_TRUSTED_PROXIES",
    );
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}

/** Whether the address can be reached from this machine only. */
export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || host.startsWith("127.");
