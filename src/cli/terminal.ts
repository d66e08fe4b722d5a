/** What a person at the terminal sees; the one place of the program that prints. */
export interface Terminal {
  readonly interactive: boolean;
  say(text: string): void;
  warn(text: string): void;
  /** One JSON document, the only output of a command with --json. */
  json(value: unknown): void;
  /** Shows a step with its elapsed time once it takes over a second. */
  step<T>(title: string, work: (progress: Progress) => Promise<T>): Promise<T>;
}

/** @param done share of the whole, 0 to 1, when it is known */
export type Progress = (text: string, done?: number) => void;

const barWidth = 24;

function bar(done: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, done)) * barWidth);
  return `[${"#".repeat(filled)}${".".repeat(barWidth - filled)}] ${Math.floor(done * 100)}%`;
}

/** @param quiet with --json: progress and remarks go to standard error only */
export function createTerminal(quiet = false): Terminal {
  const interactive = process.stdout.isTTY === true && !quiet;
  const remarks = quiet ? process.stderr : process.stdout;

  return {
    interactive,
    say: (text) => void remarks.write(`${text}\n`),
    warn: (text) => void process.stderr.write(`${text}\n`),
    json: (value) => void process.stdout.write(`${JSON.stringify(value)}\n`),
    async step(title, work) {
      const start = performance.now();
      let now = title;
      let shown = false;
      const line = (): string =>
        `${now} (${((performance.now() - start) / 1000).toFixed(0)} s)`;
      const timer = setInterval(
        () => {
          shown = true;
          if (interactive) process.stdout.write(`\r\u001b[K${line()}`);
          else remarks.write(`${line()}\n`);
        },
        interactive ? 250 : 5_000,
      );
      const first = setTimeout(() => {
        if (!interactive) remarks.write(`${title} ...\n`);
      }, 1_000);
      try {
        return await work((text, done) => {
          now = `${title}: ${text}${done === undefined ? "" : ` ${bar(done)}`}`;
        });
      } finally {
        clearInterval(timer);
        clearTimeout(first);
        if (interactive && shown) process.stdout.write("\r\u001b[K");
      }
    },
  };
}
