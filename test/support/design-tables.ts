import { readFileSync } from "node:fs";

/** One column as the data design words it; texts in the words of `normal-schema-text`. */
export interface DesignColumn {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly defaultClause: string;
  readonly extra: string;
  readonly key: "primary" | "unique" | "none";
  readonly references: string | null;
}

const TYPES: Record<string, string> = { BOOLEAN: "tinyint(1)" };

/** Reads the six tables from the text of the data design. Columns are in its order. */
export function designTables(): Map<string, DesignColumn[]> {
  const file = new URL("../fixtures/clinic-data-design.txt", import.meta.url);
  const relational = readFileSync(file, "utf8").split("###MongoDB")[0] ?? "";
  const tables = new Map<string, DesignColumn[]>();
  let table = "";
  for (const line of relational.split("\n").map((text) => text.trim())) {
    const heading = /^Table: (\w+)$/.exec(line);
    if (heading?.[1]) {
      table = heading[1];
      tables.set(table, []);
      continue;
    }
    const column = /^(\w+): (\w+(?:\([^)]*\))?)(.*)$/.exec(line);
    if (table && column) tables.get(table)?.push(parse(table, column));
  }
  return tables;
}

function parse(table: string, match: RegExpExecArray): DesignColumn {
  const [, name = "", type = "", rest = ""] = match;
  const primary = rest.includes("Primary Key");
  const target = /Foreign Key → (\w+)\((\w+)\)/.exec(rest);
  return {
    table,
    name,
    type: typeText(type),
    nullable: !primary && !rest.includes("Not Null"),
    defaultClause: defaultText(rest),
    extra: rest.includes("Auto Increment")
      ? "AUTO_INCREMENT"
      : rest.includes("ON UPDATE CURRENT_TIMESTAMP")
        ? "ON UPDATE CURRENT_TIMESTAMP"
        : "",
    key: primary ? "primary" : rest.includes("Unique") ? "unique" : "none",
    references: target ? `${target[1]}(${target[2]})` : null,
  };
}

function typeText(type: string): string {
  const word = /^\w+/.exec(type)?.[0] ?? "";
  return (TYPES[word] ?? word.toLowerCase() + type.slice(word.length)).replace(
    /,\s+/g,
    ",",
  );
}

function defaultText(rest: string): string {
  const word = /Default ('[^']*'|\w+)/.exec(rest)?.[1];
  if (word === undefined) return "";
  return `DEFAULT ${word === "True" ? "1" : word}`;
}
