// Each engine words the same schema in its own way; these give one wording.

/** `int(11)` and `int` are one type; `tinyint(1)` stays, for it means BOOLEAN. */
export function normalType(type: string): string {
  if (type.startsWith("tinyint(1)")) return type;
  return type.replace(/^(tinyint|smallint|mediumint|int|bigint)\(\d+\)/, "$1");
}

/** The DEFAULT clause, or nothing. MariaDB quotes its literals and says NULL, MySQL does neither. */
export function normalDefault(value: string | null, type: string): string {
  if (value === null || value === "NULL") return "";
  if (/^current_timestamp/i.test(value))
    return `DEFAULT ${currentTimestamp(value)}`;
  const literal = value.replace(/^'(.*)'$/s, "$1");
  const isNumber = /^(tinyint|smallint|mediumint|int|bigint|decimal)/.test(
    type,
  );
  return `DEFAULT ${isNumber ? literal : `'${literal}'`}`;
}

/** AUTO_INCREMENT and ON UPDATE; what MySQL adds about generated defaults and columns is left out. */
export function normalExtra(extra: string): string {
  const update = /on update (current_timestamp(\(\d*\))?)/i.exec(extra);
  if (update?.[1]) return `ON UPDATE ${currentTimestamp(update[1])}`;
  return /auto_increment/i.test(extra) ? "AUTO_INCREMENT" : "";
}

/**
 * An expression of a CHECK or a generated column in lower case, without quotes of
 * names, character set introducers and grouping parentheses; a call keeps its own.
 */
export function normalExpression(expression: string): string {
  return withoutGrouping(expression.replaceAll("\\'", "'"))
    .split(/('[^']*')/)
    .map((part, index) => (index % 2 === 1 ? part : lowered(part)))
    .join("")
    .trim();
}

function lowered(text: string): string {
  return text
    .toLowerCase()
    .replaceAll("`", "")
    .replace(/_(utf8mb4|utf8mb3|latin1|ascii)$/, "")
    .replace(/\s+/g, " ")
    .replace(/\s*,\s*/g, ", ");
}

function withoutGrouping(text: string): string {
  const calls: boolean[] = [];
  let result = "";
  for (const letter of text) {
    if (letter === "(") calls.push(/\w$/.test(result));
    const kept =
      letter === "(" ? calls.at(-1) : letter === ")" ? calls.pop() : true;
    if (kept) result += letter;
  }
  return result;
}

function currentTimestamp(text: string): string {
  return text.toUpperCase().replace("()", "");
}
