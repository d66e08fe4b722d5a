import { createServer } from "node:net";

function claim(port) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

const release = (server) =>
  new Promise((resolve) => server.close(() => resolve()));

/** A loopback port nobody listens on at this moment. */
export async function freePort() {
  const server = await claim(0);
  const { port } = server.address();
  await release(server);
  return port;
}

/**
 * A base below the ephemeral range such that base + each offset is free: outgoing connections
 * cannot take these between the look and the use.
 */
export async function freePortRange(offsets) {
  for (let attempt = 0; attempt < 50; attempt++) {
    const base = 10_000 + 50 * Math.floor(Math.random() * 400);
    const claimed = [];
    try {
      for (const offset of offsets) claimed.push(await claim(base + offset));
      return base;
    } catch {
      // Somebody has one of them: draw another base.
    } finally {
      await Promise.all(claimed.map(release));
    }
  }
  throw new Error("no free range of loopback ports found");
}
