import { describe, expect, test } from "vitest";
import { parseMysqlUrl } from "./mysql-url.ts";

const verified = { rejectUnauthorized: true, verifyIdentity: true };

describe("MYSQL_URL", () => {
  test("one server with everything named", () => {
    expect(
      parseMysqlUrl("mysql://clinic:p%40ss%2Cw%3Ard@10.0.0.5:3307/chart"),
    ).toEqual([
      {
        host: "10.0.0.5",
        port: 3307,
        user: "clinic",
        password: "p@ss,w:rd",
        database: "chart",
        ssl: verified,
      },
    ]);
  });

  test("a socket, as the private engine gives it", () => {
    expect(
      parseMysqlUrl(
        "mysql://root@localhost/chartroom?socketPath=%2Ft%2Fs.sock",
      ),
    ).toEqual([
      {
        socketPath: "/t/s.sock",
        user: "root",
        password: "",
        database: "chartroom",
      },
    ]);
  });

  test("later servers take what they leave out from the first", () => {
    const [first, second, third] = parseMysqlUrl(
      "mysql://u:p@a.example:3306/chart,b.example:3307,mysql://v:q@c.example/other",
    );
    expect(first).toMatchObject({
      host: "a.example",
      user: "u",
      password: "p",
    });
    expect(second).toMatchObject({
      host: "b.example",
      port: 3307,
      user: "u",
      password: "p",
      database: "chart",
    });
    expect(third).toMatchObject({
      host: "c.example",
      port: 3306,
      user: "v",
      password: "q",
      database: "other",
    });
  });

  test("database and parameters may stand at the end of the list", () => {
    for (const address of parseMysqlUrl("mysql://u:p@a,b:3307/chart?ssl=off"))
      expect(address).toMatchObject({ user: "u", database: "chart" });
    expect(
      parseMysqlUrl("mysql://u:p@a,b/chart?ssl=off").map((a) => a.ssl),
    ).toEqual([undefined, undefined]);
  });

  test.each(["localhost", "127.0.0.1", "127.8.0.1", "[::1]"])(
    "%s is this machine: no TLS",
    (host) => {
      expect(
        parseMysqlUrl(`mysql://root@${host}:3306`)[0]?.ssl,
      ).toBeUndefined();
    },
  );

  test.each([
    "db",
    "localhost.example.org",
    "10.0.0.1",
    "127.0.0.1.example.org",
  ])("%s is another machine: TLS verified unless said otherwise", (host) => {
    const ssl = (query: string) =>
      parseMysqlUrl(`mysql://root@${host}/x${query}`)[0]?.ssl;
    expect(ssl("")).toEqual(verified);
    expect(ssl("?ssl=unverified")).toEqual({
      rejectUnauthorized: false,
      verifyIdentity: false,
    });
    expect(ssl("?ssl=off")).toBeUndefined();
  });

  test.each([
    "",
    "postgres://u:hush@h/x",
    "mysql://u:hush@h:port/x",
    "u:hush@h",
    "mysql://u:hush@h/x?ssl=maybe",
  ])("refuses %j without repeating the password", (text) => {
    expect(() => parseMysqlUrl(text)).toThrow(/MYSQL_URL/);
    expect(() => parseMysqlUrl(text)).not.toThrow(/hush/);
  });
});
