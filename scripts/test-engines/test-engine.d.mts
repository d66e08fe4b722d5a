/** One server process of an engine under test. */
export interface EngineNode {
  readonly pid: number;
  readonly url: string;
  /** Ends the process as a power cut would; resolves when it is gone. */
  kill9(): Promise<void>;
  /** Starts it again on the same data; resolves when it answers. */
  restart(): Promise<void>;
}

export interface TestEngine {
  name: "mariadb" | "mysql9" | "galera";
  /** mysql:// addresses without a database name, user root without password, one a node. */
  urls: string[];
  version: string;
  nodes: EngineNode[];
  stop(): Promise<void>;
  notRun?: undefined;
}

export interface EngineNotRun {
  /** Why this machine cannot run it. */
  notRun: string;
}

export interface EngineOptions {
  folder: string;
  /** Flush every commit to disk, as production does; needed where a test kills the server. */
  durable?: boolean;
}

export type StartEngine = (
  options: EngineOptions,
) => Promise<TestEngine | EngineNotRun>;
