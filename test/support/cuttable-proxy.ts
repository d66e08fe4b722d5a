import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A wire between a server and its database that can be cut. */
export interface CuttableProxy {
  /** The database's address by way of the wire. */
  readonly url: string;
  /** Ends every connection there is, as a restarted switch does; new ones come through. */
  cut(): void;
  /** While down, every new connection is refused; those there are end. */
  setDown(isDown: boolean): void;
  close(): Promise<void>;
}

/** @param url a mysql:// address with host and port */
export async function cuttableProxy(url: string): Promise<CuttableProxy> {
  const target = new URL(url);
  const ends = new Set<Socket>();
  let down = false;
  const keep = (socket: Socket): void => {
    ends.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => ends.delete(socket));
  };
  const server = createServer((near) => {
    keep(near);
    if (down) return void near.resetAndDestroy();
    const far = connect(Number(target.port || 3306), target.hostname);
    keep(far);
    near.pipe(far).pipe(near);
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
  });
  await new Promise<void>((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve()),
  );
  const here = new URL(url);
  here.hostname = "127.0.0.1";
  here.port = String((server.address() as AddressInfo).port);
  const cut = (): void => {
    for (const end of ends) end.resetAndDestroy();
  };
  return {
    url: here.href,
    cut,
    setDown(isDown) {
      down = isDown;
      if (isDown) cut();
    },
    async close() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
