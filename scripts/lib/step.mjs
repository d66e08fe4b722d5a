const seconds = (since) => `${Math.round((Date.now() - since) / 1000)} s`;

/**
 * Runs `work` under a title. Work of more than a second shows how long it has taken: one line that counts on a
 * terminal, a plain line now and then elsewhere. Progress goes to stderr: stdout belongs to the command's answer.
 */
export async function step(title, work) {
  const began = Date.now();
  const live = process.stderr.isTTY && !process.env.CI;
  let nextLine = 1000;
  const timer = setInterval(() => {
    const elapsed = Date.now() - began;
    if (elapsed < nextLine) return;
    if (live) process.stderr.write(`\r\x1b[K${title} ... ${seconds(began)}`);
    else process.stderr.write(`${title} ... ${seconds(began)}\n`);
    nextLine = elapsed + (live ? 500 : 15_000);
  }, 100);
  let outcome = "failed";
  try {
    const result = await work();
    outcome = "done";
    return result;
  } finally {
    clearInterval(timer);
    if (Date.now() - began >= 1000) {
      if (live) process.stderr.write("\r\x1b[K");
      process.stderr.write(`${title}: ${outcome} (${seconds(began)})\n`);
    }
  }
}
