// ../../work/main/src/server/storage/database.ts
import { Kysely, MysqlDialect, sql } from "kysely";

// ../../work/main/src/server/storage/node-pool.ts
import mysql from "mysql2";

// ../../work/main/src/server/storage/storage-error.ts
var StorageError = class extends Error {
  kind;
  errno;
  /** Name of the unique key, when `kind` is duplicate. */
  constraint;
  /** First word of the refused key: tells doctor from patient in calendar_cells. Never more. */
  keyHead;
  constructor(kind, errno, constraint, keyHead) {
    super(`storage ${kind} ${errno}${constraint ? ` on ${constraint}` : ""}`);
    this.name = "StorageError";
    this.kind = kind;
    this.errno = errno;
    this.constraint = constraint;
    this.keyHead = keyHead;
  }
};
var retryErrnos = /* @__PURE__ */ new Set([1213, 1205, 3101, 1180]);
var lostErrnos = /* @__PURE__ */ new Set([1047, 1053, 1927, 1152, 1158, 1159, 1160, 1161]);
var lostCodes = /* @__PURE__ */ new Set([
  "PROTOCOL_CONNECTION_LOST",
  "PROTOCOL_SEQUENCE_TIMEOUT",
  "ECONNRESET",
  "ECONNREFUSED",
  "EPIPE",
  "ETIMEDOUT",
  "ENOENT",
  "EHOSTUNREACH"
]);
function toStorageError(error) {
  if (error instanceof StorageError) return error;
  const e = error;
  const errno = typeof e.errno === "number" ? e.errno : 0;
  if (retryErrnos.has(errno)) return new StorageError("retry", errno);
  if (errno === 1062) {
    const message = e.sqlMessage ?? "";
    const key = /for key '(?:[^'.]+\.)?([^']+)'$/.exec(message)?.[1];
    const head = /entry '(doctor|patient)-/.exec(message)?.[1];
    return new StorageError("duplicate", errno, key, head);
  }
  if (lostErrnos.has(errno) || lostCodes.has(e.code ?? "") || e.fatal === true || /closed state|Pool is closed/.test(String(error?.message)))
    return new StorageError("lost", errno);
  return new StorageError("fault", errno);
}

// ../../work/main/src/server/storage/node-pool.ts
var preparedParameterLimit = 40;
function prepareSession(connection) {
  connection.query("SET NAMES utf8mb4 COLLATE utf8mb4_unicode_520_ci");
  connection.query(
    "SET SESSION time_zone = '+00:00', innodb_lock_wait_timeout = 3, sql_mode = 'STRICT_ALL_TABLES,ONLY_FULL_GROUP_BY,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'"
  );
  connection.query("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
  connection.query("SET SESSION wsrep_sync_wait = 1", () => void 0);
}
function wrap(raw, timeout) {
  const run = (sql2, parameters, callback) => {
    const values = parameters;
    if (!callback) return raw.query(sql2, values);
    const done = (error, result) => {
      if (!error) return callback(null, result);
      if (error.code === "PROTOCOL_SEQUENCE_TIMEOUT")
        raw.destroy();
      callback(toStorageError(error));
    };
    const options = { sql: sql2, values, timeout };
    return values.length > 0 && values.length <= preparedParameterLimit ? raw.execute(options, done) : raw.query(options, done);
  };
  return {
    query: run,
    release: () => raw.release(),
    destroy: () => raw.destroy(),
    get threadId() {
      return raw.threadId;
    }
  };
}
var NodePool = class {
  #pools;
  #wrapped = /* @__PURE__ */ new WeakMap();
  #current = 0;
  #statementTimeoutMs;
  constructor(nodes, statementTimeoutMs) {
    this.#statementTimeoutMs = statementTimeoutMs;
    this.#pools = nodes.map((node) => {
      const pool = mysql.createPool({
        ...node,
        dateStrings: true,
        timezone: "Z",
        jsonStrings: true,
        supportBigNumbers: true,
        decimalNumbers: false,
        connectTimeout: 3e3,
        maxPreparedStatements: 300
      });
      pool.on(
        "connection",
        (connection) => prepareSession(connection)
      );
      return pool;
    });
  }
  getConnection(callback) {
    this.#acquire(callback, this.#pools.length);
  }
  #acquire(callback, left) {
    const index = this.#current;
    this.#pools[index].getConnection((error, raw) => {
      if (error) {
        this.moveOn(index);
        if (left > 1) return this.#acquire(callback, left - 1);
        return callback(toStorageError(error), void 0);
      }
      let connection = this.#wrapped.get(raw);
      if (!connection) {
        connection = wrap(raw, this.#statementTimeoutMs);
        this.#wrapped.set(raw, connection);
      }
      callback(null, connection);
    });
  }
  /** Leaves the current address for the next one, unless somebody already did. */
  moveOn(from = this.#current) {
    if (from === this.#current)
      this.#current = (this.#current + 1) % this.#pools.length;
  }
  end(callback) {
    Promise.allSettled(this.#pools.map((pool) => pool.promise().end())).then(
      () => callback(null),
      callback
    );
  }
};

// ../../work/main/src/server/storage/database.ts
function openDatabase(nodes, statementTimeoutMs = 3e4) {
  const pool = new NodePool(nodes, statementTimeoutMs);
  const db2 = new Kysely({
    dialect: new MysqlDialect({ pool })
  });
  return {
    sql: db2,
    moveOn: () => pool.moveOn(),
    close: () => db2.destroy()
  };
}

// ../../work/main/src/server/modules/patients/search/one-edit.rules.ts
function withinOneEdit(a, b) {
  let start = 0;
  const shorter = Math.min(a.length, b.length);
  while (start < shorter && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end])
    end += 1;
  const leftOfA = a.length - start - end;
  const leftOfB = b.length - start - end;
  if (leftOfA <= 1 && leftOfB <= 1) return true;
  return leftOfA === 2 && leftOfB === 2 && a[start] === b[start + 1] && a[start + 1] === b[start];
}
function editDistance(a, b) {
  const from = Array.from(a);
  const to = Array.from(b);
  let before = [];
  let above = to.map((_, column) => column);
  above.push(to.length);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1] ? 0 : 1;
      let best = Math.min(
        current[column - 1] + 1,
        above[column] + 1,
        above[column - 1] + same
      );
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) best = Math.min(best, before[column - 2] + 1);
      current.push(best);
    }
    before = above;
    above = current;
  }
  return above[to.length];
}

// ../../work/main/src/server/modules/patients/search/fold-letters.rules.ts
var plainLetter = {
  \u00DF: "ss",
  \u00F8: "o",
  \u00E6: "ae",
  \u0153: "oe",
  \u0142: "l",
  \u0111: "d",
  \u00F0: "d",
  \u00FE: "th",
  \u0127: "h",
  \u0167: "t",
  \u0131: "i",
  \u014B: "n",
  \u03C2: "\u03C3",
  \u0649: "\u064A",
  \u0629: "\u0647",
  \u0640: ""
};
var twoLetters = {
  \u00E4: "ae",
  \u00F6: "oe",
  \u00FC: "ue",
  \u00E5: "aa",
  \u00F8: "oe"
};
var apostrophes = /['’‘ʼʹʻ`´＇]/g;
var plainAscii = /^[a-z0-9 ]*$/;
var markedLetter = /[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{sc=Arabic}\p{sc=Hebrew}]\p{M}*/gu;
var mark = /\p{M}/gu;
function lowerText(text) {
  return text.normalize("NFKC").toLowerCase().replace(apostrophes, "");
}
function foldMarks(lower) {
  if (plainAscii.test(lower)) return lower;
  return lower.replace(
    markedLetter,
    (letter) => letter.normalize("NFD").replace(mark, "")
  ).replace(/[ßøæœłđðþħŧıŋςىةـ]/g, (letter) => plainLetter[letter] ?? letter).normalize("NFC");
}
function foldTwoLetters(lower) {
  if (!/[äöüåø]/.test(lower)) return void 0;
  return foldMarks(
    lower.replace(/[äöüåø]/g, (letter) => twoLetters[letter] ?? letter)
  );
}

// ../../work/main/src/server/modules/patients/search/name-words.rules.ts
var maxWordLength = 40;
var notOfAWord = /[^\p{L}\p{M}\p{N}]+/u;
var unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u;
function isUnspaced(word) {
  return unspaced.test(word);
}
function nameWord(lower) {
  const cut = (word) => Array.from(word).slice(0, maxWordLength).join("");
  const plain = cut(foldMarks(lower));
  const two = foldTwoLetters(lower);
  return two === void 0 ? [plain] : [plain, cut(two)];
}
function nameWords(text) {
  return lowerText(text).split(notOfAWord).filter((piece) => piece !== "").map(nameWord);
}
function joinedWord(name) {
  const lower = lowerText(name);
  const pieces = lower.split(notOfAWord).filter((piece) => piece !== "");
  const first = pieces[0];
  if (first === void 0 || pieces.length < 2 || pieces.length > 3)
    return void 0;
  const joins = first.length <= 3 || /\p{L}\p{Pd}\p{L}/u.test(lower);
  return joins && !isUnspaced(lower) ? nameWord(pieces.join("")) : void 0;
}

// ../../work/main/src/server/modules/patients/search/phone-digits.rules.ts
var fewestPhoneDigits = 4;
var comparedPhoneDigits = 7;
var zeros = [1632, 1776, 2406, 2534, 3664];
function digitsOf(text) {
  return asciiDigits(text).replace(/\D+/g, "");
}
function asciiDigits(text) {
  return text.normalize("NFKC").replace(/(?![0-9])\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    const zero = zeros.find((start) => code >= start && code < start + 10);
    return zero === void 0 ? digit : String(code - zero);
  });
}
function phoneKey(text) {
  return [...digitsOf(text)].reverse().join("").slice(0, 20);
}
function phoneKeyPrefix(typed) {
  const key = phoneKey(typed);
  const sure = Math.min(Math.max(key.length - 3, comparedPhoneDigits), 9);
  return key.slice(0, sure);
}
function matchPhone(typed, stored) {
  const a = phoneKey(typed);
  const b = phoneKey(stored);
  const common = Math.min(a.length, b.length);
  let same = 0;
  while (same < common && a[same] === b[same]) same += 1;
  const trunkZero = same === common - 1 && (a[same] === "0" || b[same] === "0");
  if (same < common && !trunkZero) return void 0;
  if (same < comparedPhoneDigits) {
    return same === a.length && same >= fewestPhoneDigits ? "prefix" : void 0;
  }
  return "exact";
}

// ../../work/main/src/server/modules/patients/search/sound-key.rules.ts
var sounds = [
  [/^[kgp]n/, "n"],
  [/^wr/, "r"],
  [/^(?:ps|x)/, "s"],
  [/^mac(?=[^aeiouyk])/, "mk"],
  [/^mc/, "mk"],
  [/tsch|tch|ch(?![rl])/g, "x"],
  [/ch/g, "k"],
  [/sch|sh|sz/g, "s"],
  [/ph/g, "f"],
  [/gh(?![aeiouy])/g, ""],
  [/dg(?=[eiy])|g(?=[eiy])/g, "j"],
  [/c(?=[eiy])/g, "s"],
  [/ck|qu|c|q/g, "k"],
  [/[vw]/g, "f"],
  [/[zß]/g, "s"],
  [/dt|th|d/g, "t"],
  [/mb$/g, "m"]
];
var onlyLatin = /^[a-z]+$/;
function soundKey(word) {
  const plain = foldMarks(lowerText(word));
  if (!onlyLatin.test(plain)) return plain;
  let sound = plain;
  for (const [spelling, letter] of sounds)
    sound = sound.replace(spelling, letter);
  const first = sound.charAt(0).replace(/[aeiouy]/, "a");
  const rest = sound.slice(1).replace(/[aeiouyh]+/g, " ");
  return (first + rest).replace(/(.)\1+/g, "$1").replaceAll(" ", "");
}

// ../../work/main/src/server/modules/patients/search/duplicates.rules.ts
var LIKELY_DUPLICATE = 60;
var points = {
  same_name: 40,
  similar_name: 28,
  same_dob: 35,
  swapped_dob: 32,
  same_phone: 25,
  same_email: 60
};
function soundsLike(a, b) {
  if (a === b || soundKey(a) === soundKey(b)) return true;
  const longer = Math.max(a.length, b.length);
  return longer > 3 && editDistance(a, b) <= (longer > 7 ? 2 : 1);
}
var wordsOf = (patient) => nameWords(`${patient.first_name} ${patient.last_name}`).map(
  ([plain]) => plain
);
function compareNames(a, b) {
  const [shorter = [], longer = []] = [wordsOf(a), wordsOf(b)].sort(
    (x, y) => x.length - y.length
  );
  if (shorter.join("") === "") return void 0;
  if ([...shorter].sort().join(" ") === [...longer].sort().join(" "))
    return "same_name";
  if (wordsOf(a).join("") === wordsOf(b).join("")) return "same_name";
  const free = [...longer];
  for (const word of shorter) {
    const at = free.findIndex((other) => soundsLike(word, other));
    if (at < 0) return void 0;
    free.splice(at, 1);
  }
  return shorter.length > 1 || longer.length === 1 ? "similar_name" : void 0;
}
function swappedDayAndMonth(date) {
  const [year2 = "", month2 = "", day2 = ""] = date.split("-");
  return month2 === day2 || Number(day2) > 12 ? void 0 : `${year2}-${day2}-${month2}`;
}
function compareBirths(a, b) {
  if (a.date_of_birth === b.date_of_birth) return "same_dob";
  return swappedDayAndMonth(a.date_of_birth) === b.date_of_birth ? "swapped_dob" : void 0;
}
var samePhone = (a, b) => matchPhone(a.phone, b.phone) === "exact";
var sameEmail = (a, b) => a.email !== null && a.email.toLowerCase() === b.email?.toLowerCase();
function scoreDuplicate(a, b) {
  const name = compareNames(a, b);
  const reasons = [
    name,
    compareBirths(a, b),
    samePhone(a, b) ? "same_phone" : void 0,
    sameEmail(a, b) ? "same_email" : void 0
  ].filter((reason) => reason !== void 0);
  const sum = reasons.reduce((total, reason) => total + points[reason], 0);
  return { score: Math.min(name ? sum : Math.floor(sum / 2), 100), reasons };
}

// ../../work/main/src/server/modules/patients/search/run-sql.repository.ts
import { CompiledQuery } from "kysely";
var lastLetter = "\u{10FFFF}";
async function runSql(db2, sql2, parameters) {
  const query = CompiledQuery.raw(sql2, [...parameters]);
  return (await db2.executeQuery(query)).rows;
}
var sizes = [1, 2, 4, 8, 12, 20, 40, 100, 200];
function padded(values) {
  const last = values[values.length - 1];
  if (last === void 0) return [];
  const size = sizes.find((length) => length >= values.length) ?? values.length;
  return [...values, ...Array(size - values.length).fill(last)];
}
function marks(values) {
  return Array(values.length).fill("?").join(",");
}
var rowsAtOnce = 1e3;
async function insertRows(db2, head, rows, tail) {
  for (let at = 0; at < rows.length; at += rowsAtOnce) {
    const some = rows.slice(at, at + rowsAtOnce);
    const values = some.map((row) => `(${marks(row)})`).join(",");
    await runSql(db2, `${head} VALUES ${values} ${tail}`, some.flat());
  }
}

// ../../work/main/src/server/modules/patients/search/fact-lookup.repository.ts
var mostByFact = 400;
var telling = ["email", "id", "phone", "born"];
async function patientsById(db2, ids2) {
  if (ids2.length === 0) return [];
  const list = padded(ids2);
  return runSql(
    db2,
    `SELECT * FROM patients WHERE id IN (${marks(list)})`,
    list
  );
}
async function byPhone(db2, digits) {
  const start = phoneKeyPrefix(digits);
  const local = phoneKey(digits).slice(0, comparedPhoneDigits);
  return runSql(
    db2,
    `SELECT p.* FROM (SELECT patient_id FROM patient_search_phones
      WHERE phone_key BETWEEN ? AND ? OR phone_key = ? LIMIT ${mostByFact}) s
      JOIN patients p ON p.id = s.patient_id`,
    [start, `${start}~`, local]
  );
}
async function byFact(db2, fact) {
  switch (fact.kind) {
    case "id":
      return patientsById(db2, [fact.id]);
    case "phone":
      return byPhone(db2, fact.digits);
    case "email":
      return runSql(
        db2,
        `SELECT * FROM patients WHERE email BETWEEN ? AND ? LIMIT ${mostByFact}`,
        [fact.start, fact.start + lastLetter]
      );
    case "born": {
      const dates = padded(fact.dates);
      return runSql(
        db2,
        `SELECT * FROM patients WHERE date_of_birth IN (${marks(dates)}) LIMIT ${mostByFact}`,
        dates
      );
    }
  }
}
async function lookUpFacts(db2, facts) {
  const rank = (readings) => Math.max(...readings.map(({ kind }) => telling.indexOf(kind)));
  const [best = []] = [...facts].sort((a, b) => rank(a) - rank(b));
  const found = /* @__PURE__ */ new Map();
  for (const fact of best)
    for (const row of await byFact(db2, fact)) found.set(row.id, row);
  return [...found.values()];
}

// ../../work/main/src/server/modules/patients/search/deletion-keys.rules.ts
var shortestCorrected = 3;
var longestCorrected = 24;
function wordHash(word) {
  let hash = 2166136261;
  for (let index = 0; index < word.length; index += 1) {
    hash = Math.imul(hash ^ word.charCodeAt(index), 16777619);
  }
  return hash >>> 0;
}
function deletionKeys(word) {
  const keys = /* @__PURE__ */ new Set([wordHash(word)]);
  if (word.length >= shortestCorrected && word.length <= longestCorrected) {
    for (let index = 0; index < word.length; index += 1) {
      keys.add(wordHash(word.slice(0, index) + word.slice(index + 1)));
    }
  }
  return [...keys].sort((a, b) => a - b);
}

// ../../work/main/src/server/modules/patients/search/match-name.rules.ts
var order = ["exact", "prefix", "close"];
var lost = { exact: 0, prefix: 10, close: 30, missing: 35, extraWord: 1 };
function worse(a, b) {
  return order.indexOf(a) > order.indexOf(b) ? a : b;
}
function fits(typed, stored, match) {
  if (match === "exact") return typed === stored;
  if (match === "prefix") return stored.startsWith(typed);
  return typed.length >= shortestCorrected && stored.length >= shortestCorrected - 1 && !isUnspaced(typed) && withinOneEdit(typed, stored);
}
function matchWord(typed, stored) {
  return order.find(
    (match) => typed.some((a) => stored.some((b) => fits(a, b, match)))
  );
}
function matchName(typed, stored, mayMiss = 0) {
  const free = new Set(stored);
  const open = new Set(typed);
  let match = "exact";
  let score = 100;
  for (const wanted of order) {
    for (const word of [...open]) {
      const found = [...free].find((s) => matchWord(word, s) === wanted);
      if (!found) continue;
      free.delete(found);
      open.delete(word);
      match = worse(match, wanted);
      score -= lost[wanted];
      if (wanted === "close" && word[0][0] !== found[0]?.[0]) score -= 5;
    }
  }
  if (open.size > mayMiss || open.size === typed.length) return void 0;
  if (open.size > 0) match = "close";
  score -= open.size * lost.missing;
  score -= Math.min(free.size * lost.extraWord, 5);
  return { match, score: Math.max(score, 1) };
}

// ../../work/main/src/server/modules/patients/search/match-patient.rules.ts
var lostByUnfinishedFact = 10;
function matchFact(fact, patient) {
  switch (fact.kind) {
    case "id":
      return fact.id === patient.id ? "exact" : void 0;
    case "phone":
      return matchPhone(fact.digits, patient.phone);
    case "born":
      return fact.dates.includes(patient.date_of_birth) ? "exact" : void 0;
    case "email":
      if (!patient.email?.startsWith(fact.start)) return void 0;
      return patient.email === fact.start ? "exact" : "prefix";
  }
}
function matchFacts(facts, patient) {
  let match = "exact";
  let score = 100;
  for (const readings of facts) {
    const fitting = readings.map((fact) => matchFact(fact, patient));
    if (!fitting.includes("exact")) {
      if (!fitting.includes("prefix")) return void 0;
      match = "prefix";
      score -= lostByUnfinishedFact;
    }
  }
  return { match, score: Math.max(score, 1) };
}
function storedNames(patient) {
  const first = nameWords(patient.first_name);
  const last = nameWords(patient.last_name);
  const joinedFirst = joinedWord(patient.first_name);
  const joinedLast = joinedWord(patient.last_name);
  const ways = [[...first, ...last]];
  if (joinedFirst) ways.push([joinedFirst, ...last]);
  if (joinedLast) ways.push([...first, joinedLast]);
  return ways;
}
function matchPatient(query, patient) {
  const facts = matchFacts(query.facts, patient);
  if (!facts || query.names.length === 0) return facts;
  let best;
  for (const words of storedNames(patient)) {
    const name = matchName(query.names, words);
    if (name && (!best || name.score > best.score)) best = name;
  }
  return best && {
    match: worse(best.match, facts.match),
    score: Math.max(best.score + facts.score - 100, 1)
  };
}

// ../../work/main/src/server/modules/patients/search/judge-hits.rules.ts
function judgeHits(typed, hits, mayMiss = 0) {
  return hits.flatMap((hit) => {
    const words = [hit.word, hit.other_word, ...hit.more_words.split(" ")];
    const stored = words.filter((word) => word !== "").map((word) => [word]);
    const found = matchName(typed, stored, mayMiss);
    if (!found) return [];
    const candidate = {
      ...found,
      patient_id: hit.patient_id,
      is_active: hit.is_active === 1,
      name: typed.length === 1 ? hit.word : `${hit.word} ${hit.other_word}`,
      weight: 0
    };
    return [candidate];
  });
}
function judgeWords(typed, words) {
  return words.flatMap(({ word, weight, bearer: bearer2 }) => {
    const found = matchName([typed], [[word], [""]]);
    if (!found || bearer2 === null) return [];
    const candidate = {
      ...found,
      patient_id: Math.floor(bearer2 / 2),
      is_active: bearer2 % 2 === 1,
      name: word,
      weight
    };
    return [candidate];
  });
}

// ../../work/main/src/server/modules/patients/search/name-index.repository.ts
var columns = "word, other_word, more_words, patient_id, is_active";
var beginning = (start) => [
  start,
  start + lastLetter
];
function wordsFrom(start) {
  return { where: "word BETWEEN ? AND ?", parameters: beginning(start) };
}
function wordsAmong(words) {
  const list = padded(words);
  if (list.length === 0) return [];
  return [{ where: `word IN (${marks(list)})`, parameters: list }];
}
function pairsFrom(words, start) {
  return wordsAmong(words).map(({ where, parameters }) => ({
    where: `${where} AND other_word BETWEEN ? AND ?`,
    parameters: [...parameters, ...beginning(start)]
  }));
}
function pairsAmong(words, others) {
  const list = padded(others);
  if (list.length === 0) return [];
  return wordsAmong(words).map(({ where, parameters }) => ({
    where: `${where} AND other_word IN (${marks(list)})`,
    parameters: [...parameters, ...list]
  }));
}
async function readNames(db2, ranges, mostRows) {
  if (ranges.length === 0) return [];
  const selects = ranges.map(
    ({ where }) => `(SELECT ${columns} FROM patient_search_names WHERE ${where} LIMIT ${mostRows})`
  );
  return runSql(
    db2,
    selects.join(" UNION ALL "),
    ranges.flatMap(({ parameters }) => parameters)
  );
}
async function readNamesWith(db2, { where, parameters }, more, { mostScanned: mostScanned2, mostRows }) {
  return runSql(
    db2,
    `SELECT ${columns} FROM (SELECT ${columns} FROM patient_search_names WHERE ${where} LIMIT ${mostScanned2}) n
      WHERE CONCAT(' ', more_words) LIKE ? LIMIT ${mostRows}`,
    [...parameters, `% ${more}%`]
  );
}

// ../../work/main/src/server/modules/patients/search/word-lookup.repository.ts
var mostSpellings = 300;
var mostCompletions = 20;
var bearer = `(SELECT n.patient_id * 2 + n.is_active FROM patient_search_names n
  WHERE n.word = w.word LIMIT 1) AS bearer`;
function isInDictionary(word) {
  return Array.from(word).length >= shortestCorrected && !isUnspaced(word);
}
async function completions(db2, typed) {
  const letters = Array.from(typed);
  const [where, parameters] = letters.length === 3 ? ["word_start = ?", [typed]] : ["word BETWEEN ? AND ?", [typed, typed + lastLetter]];
  return runSql(
    db2,
    `SELECT w.word, w.weight, ${bearer} FROM (SELECT word, weight FROM patient_search_words
      WHERE ${where} ORDER BY weight DESC LIMIT ${mostCompletions}) w`,
    parameters
  );
}
var isOneSlipFrom = (typed, word) => !typed.includes(word) && typed.some((spelling) => withinOneEdit(spelling, word));
function byLikelihood(typed, words) {
  const likely = ({ word, weight }) => weight - (word[0] === typed[0][0] ? 0 : 1);
  return words.sort((a, b) => likely(b) - likely(a));
}
async function corrections(db2, typed, withBearer = false) {
  const keys = typed.flatMap(
    (word) => word.filter(isInDictionary).flatMap(deletionKeys)
  );
  if (keys.length === 0) return typed.map(() => []);
  const list = padded([...new Set(keys)]);
  const rows = await runSql(
    db2,
    `SELECT w.word, w.weight, ${withBearer ? bearer : "NULL AS bearer"}
      FROM patient_search_spellings w WHERE w.deletion_key IN (${marks(list)}) LIMIT ${mostSpellings}`,
    list
  );
  const known = new Map(rows.map((row) => [row.word, row]));
  return typed.map(
    (word) => byLikelihood(
      word,
      [...known.values()].filter((row) => isOneSlipFrom(word, row.word))
    )
  );
}

// ../../work/main/src/server/modules/patients/search/name-lookup.repository.ts
var mostLikely = 12;
var mostScanned = 3e3;
var alwaysCorrected = 4;
var likeliest = (words) => words.slice(0, mostLikely).map(({ word }) => word);
async function lookUpOne(db2, typed, { enough, mostRows }) {
  const direct = typed.flatMap(
    (word) => isInDictionary(word) ? wordsAmong([word]) : [wordsFrom(word)]
  );
  const found = judgeHits([typed], await readNames(db2, direct, mostRows));
  const likely = [];
  for (const word of typed.filter(isInDictionary))
    likely.push(...await completions(db2, word));
  if (found.length + likely.length < enough || typed[0].length >= alwaysCorrected)
    likely.push(...(await corrections(db2, [typed], true)).flat());
  found.push(...judgeWords(typed, likely));
  if (found.length >= enough) return found;
  const bearers = wordsAmong(likeliest(likely));
  return [
    ...found,
    ...judgeHits([typed], await readNames(db2, bearers, mostRows))
  ];
}
async function lookUpPair(db2, typed, { enough, mostRows }) {
  const [left, right] = typed;
  const read = async (ranges) => judgeHits(typed, await readNames(db2, ranges, mostRows));
  const found = await read(right.flatMap((start) => pairsFrom(left, start)));
  if (found.length >= enough) return found;
  const [forLeft = [], forRight = []] = await corrections(db2, typed);
  found.push(
    ...await read([
      ...pairsAmong(left, likeliest(forRight)),
      ...pairsFrom(likeliest(forLeft), right[0])
    ])
  );
  if (found.length > 0) return found;
  const longer = isInDictionary(left[0]) ? await completions(db2, left[0]) : [];
  return read([
    ...pairsAmong(likeliest(forLeft), likeliest(forRight)),
    ...pairsFrom(likeliest(longer), right[0])
  ]);
}
async function lookUpMany(db2, typed, { mostRows }) {
  const words = typed.map(([plain]) => plain);
  const last = words[words.length - 1];
  const [straight] = pairsFrom([words[0]], last);
  const found = judgeHits(
    typed,
    await readNamesWith(db2, straight, words[1], { mostScanned, mostRows })
  );
  if (found.length > 0) return found;
  const pairs = words.slice(0, -1).flatMap((word) => pairsFrom([word], last)).concat(pairsFrom([words[0]], words[1]));
  return judgeHits(typed, await readNames(db2, pairs, mostRows), 1);
}
function joinedNeighbours(typed) {
  return typed.slice(1).map((word, index) => {
    const joined = [typed[index][0] + word[0]];
    return [...typed.slice(0, index), joined, ...typed.slice(index + 2)];
  });
}
async function lookUpAsTyped(db2, typed, reach) {
  const [first, second] = typed;
  if (!first) return [];
  if (!second) return lookUpOne(db2, first, reach);
  if (typed.length === 2) return lookUpPair(db2, [first, second], reach);
  return lookUpMany(db2, typed, reach);
}
async function lookUpNames(db2, typed, reach) {
  const found = await lookUpAsTyped(db2, typed, reach);
  if (found.length > 0 || typed.length < 2) return found;
  for (const joined of joinedNeighbours(typed).slice(0, 3)) {
    const candidates = await lookUpAsTyped(db2, joined, reach);
    if (candidates.length > 0) return candidates;
  }
  return [];
}

// ../../work/main/src/server/modules/patients/search/ranking.rules.ts
var page = 20;
var share = {
  exact: 8,
  prefix: 6,
  close: 6
};
var kinds = ["exact", "prefix", "close"];
function bestOfEach(candidates) {
  const best = /* @__PURE__ */ new Map();
  for (const candidate of candidates) {
    const known = best.get(candidate.patient_id);
    if (!known || candidate.score > known.score)
      best.set(candidate.patient_id, candidate);
  }
  return [...best.values()];
}
function takeTurns(candidates) {
  const turnOf = /* @__PURE__ */ new Map();
  return [...candidates].sort(
    (a, b) => b.score - a.score || b.weight - a.weight || a.patient_id - b.patient_id
  ).map((candidate) => {
    const turn = turnOf.get(candidate.name) ?? 0;
    turnOf.set(candidate.name, turn + 1);
    return { candidate, turn };
  }).sort((a, b) => a.turn - b.turn).map(({ candidate }) => candidate);
}
function dealPages(candidates) {
  const queues = new Map(
    kinds.map((kind) => [
      kind,
      takeTurns(candidates.filter(({ match }) => match === kind))
    ])
  );
  const answer = [];
  while (answer.length < candidates.length) {
    const dealt = kinds.flatMap(
      (kind) => queues.get(kind).splice(0, share[kind])
    );
    for (const kind of kinds)
      dealt.push(...queues.get(kind).splice(0, page - dealt.length));
    const place = ({ match }) => kinds.indexOf(match);
    answer.push(...dealt.sort((a, b) => place(a) - place(b)));
  }
  return answer;
}
function rankCandidates(candidates) {
  const patients = bestOfEach(candidates);
  return [
    ...dealPages(patients.filter(({ is_active }) => is_active)),
    ...dealPages(patients.filter(({ is_active }) => !is_active))
  ];
}

// ../../work/main/src/server/modules/patients/search/word-weight.rules.ts
var heaviest = 100;
function grownWeight(weight, more, random) {
  const bearers = weight === void 0 ? 1 : 2 ** weight;
  const exact = Math.log2(bearers + more);
  const whole = Math.floor(exact);
  return Math.min(whole + (random() < exact - whole ? 1 : 0), heaviest);
}

// ../../work/main/src/server/modules/patients/search/dictionary.repository.ts
var lookedUpAtOnce = 1e3;
async function knownWeights(db2, words) {
  const known = /* @__PURE__ */ new Map();
  for (let at = 0; at < words.length; at += lookedUpAtOnce) {
    const keys = padded(words.slice(at, at + lookedUpAtOnce).map(wordHash));
    const rows = await runSql(
      db2,
      `SELECT word, weight FROM patient_search_spellings WHERE deletion_key IN (${marks(keys)})`,
      keys
    );
    for (const { word, weight } of rows) known.set(word, weight);
  }
  return known;
}
function dictionaryRows(words) {
  const sorted = [...words].sort((a, b) => a.word < b.word ? -1 : 1);
  return {
    words: sorted.map(({ word, weight }) => [
      word,
      Array.from(word).slice(0, 3).join(""),
      weight
    ]),
    spellings: sorted.flatMap(
      ({ word, weight }) => deletionKeys(word).map((key) => [
        key,
        word,
        weight
      ])
    ).sort((a, b) => a[0] - b[0])
  };
}
async function learnWords(db2, counts, random) {
  const known = await knownWeights(db2, [...counts.keys()]);
  const changed = [];
  for (const [word, count] of counts) {
    const before = known.get(word);
    const weight = grownWeight(before, count, random);
    if (weight !== before) changed.push({ word, weight });
  }
  const rows = dictionaryRows(changed);
  const heavier = "ON DUPLICATE KEY UPDATE weight = VALUES(weight)";
  await insertRows(
    db2,
    "INSERT INTO patient_search_words (word, word_start, weight)",
    rows.words,
    heavier
  );
  await insertRows(
    db2,
    "INSERT INTO patient_search_spellings (deletion_key, word, weight)",
    rows.spellings,
    heavier
  );
}

// ../../work/main/src/server/modules/patients/search/index-rows.rules.ts
var maxWords = 6;
var maxMore = 120;
function pairsOf(words) {
  if (words.length === 1) return words[0].map((word) => [word, "", ""]);
  return words.flatMap(
    (left, i2) => words.flatMap((right, j) => {
      if (i2 === j) return [];
      const more = words.filter((_, k) => k !== i2 && k !== j).map(([plain]) => plain).join(" ").slice(0, maxMore);
      return left.flatMap((a) => right.map((b) => [a, b, more]));
    })
  );
}
function unspacedPairs(first, last) {
  const whole = Array.from(last + first).slice(0, 12);
  const ends2 = whole.map((_, start) => whole.slice(start).join(""));
  const turned = Array.from(first + last).slice(0, 12).join("");
  return [...ends2, turned].map((word) => [word, "", ""]);
}
function indexRows(patient) {
  const first = nameWords(patient.first_name);
  const last = nameWords(patient.last_name);
  const words = [...first, ...last].slice(0, maxWords);
  const pairs = pairsOf(words);
  const joinedFirst = joinedWord(patient.first_name);
  const joinedLast = joinedWord(patient.last_name);
  if (joinedFirst) pairs.push(...pairsOf([joinedFirst, ...last].slice(0, 3)));
  if (joinedLast) pairs.push(...pairsOf([...first.slice(0, 2), joinedLast]));
  const plain = (part) => part.map(([word]) => word).join("");
  if (words.some(([word]) => isUnspaced(word)))
    pairs.push(...unspacedPairs(plain(first), plain(last)));
  const names = /* @__PURE__ */ new Map();
  for (const [word, other, more] of pairs) {
    const key = `${word} ${other}`;
    if (names.has(key)) continue;
    names.set(key, {
      word,
      other_word: other,
      patient_id: patient.id,
      more_words: more,
      is_active: patient.is_active ? 1 : 0
    });
  }
  const phone = phoneKey(patient.phone);
  const corrected = /* @__PURE__ */ new Set();
  for (const { word } of names.values())
    if (!isUnspaced(word)) corrected.add(word);
  return {
    names: [...names.values()],
    phones: phone.length >= fewestPhoneDigits ? [{ phone_key: phone, patient_id: patient.id }] : [],
    words: [...corrected]
  };
}

// ../../work/main/src/server/modules/patients/search/search-index.repository.ts
var nameKey = (row) => `${row.word} ${row.other_word}`;
var phoneKeyOf = (row) => row.phone_key;
var noRows = { names: [], phones: [], words: [] };
var without = (rows, others, key) => {
  const taken = new Set(others.map(key));
  return rows.filter((row) => !taken.has(key(row)));
};
async function removeRows(db2, names, phones) {
  for (const row of names)
    await runSql(
      db2,
      "DELETE FROM patient_search_names WHERE word = ? AND other_word = ? AND patient_id = ?",
      [row.word, row.other_word, row.patient_id]
    );
  for (const row of phones)
    await runSql(
      db2,
      "DELETE FROM patient_search_phones WHERE phone_key = ? AND patient_id = ?",
      [row.phone_key, row.patient_id]
    );
}
async function writeRows(db2, names, phones) {
  await insertRows(
    db2,
    "INSERT INTO patient_search_names (word, other_word, patient_id, more_words, is_active)",
    names.map((row) => [
      row.word,
      row.other_word,
      row.patient_id,
      row.more_words,
      row.is_active
    ]),
    "ON DUPLICATE KEY UPDATE more_words = VALUES(more_words), is_active = VALUES(is_active)"
  );
  await insertRows(
    db2,
    "INSERT INTO patient_search_phones (phone_key, patient_id)",
    phones.map((row) => [row.phone_key, row.patient_id]),
    "ON DUPLICATE KEY UPDATE patient_id = VALUES(patient_id)"
  );
}
async function indexPatient(db2, patient, before, random) {
  const rows = indexRows(patient);
  const old = before ? indexRows(before) : noRows;
  const whole = (row) => `${nameKey(row)} ${row.is_active} ${row.more_words}`;
  await removeRows(
    db2,
    without(old.names, rows.names, nameKey),
    without(old.phones, rows.phones, phoneKeyOf)
  );
  await writeRows(
    db2,
    without(rows.names, old.names, whole),
    without(rows.phones, old.phones, phoneKeyOf)
  );
  const fresh = without(rows.words, old.words, (word) => word);
  if (fresh.length > 0)
    await learnWords(db2, new Map(fresh.map((word) => [word, 1])), random);
}
async function indexPatients(db2, patients, random) {
  const names = [];
  const phones = [];
  const counts = /* @__PURE__ */ new Map();
  for (const patient of patients) {
    const rows = indexRows(patient);
    names.push(...rows.names);
    phones.push(...rows.phones);
    for (const word of rows.words)
      counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  names.sort((a, b) => nameKey(a) < nameKey(b) ? -1 : 1);
  phones.sort((a, b) => a.phone_key < b.phone_key ? -1 : 1);
  await writeRows(db2, names, phones);
  await learnWords(db2, counts, random);
}

// ../../work/main/src/server/modules/patients/search/birth-dates.rules.ts
import { Temporal } from "temporal-polyfill";
var months = {
  jan: 1,
  feb: 2,
  mar: 3,
  apr: 4,
  may: 5,
  jun: 6,
  jul: 7,
  aug: 8,
  sep: 9,
  oct: 10,
  nov: 11,
  dec: 12
};
var month = "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
var day = "(\\d{1,2})(?:st|nd|rd|th)?";
var year = "(\\d{4}|\\d{2})";
var alone = (pattern) => new RegExp(`(?<![\\d\\p{L}]|\\d[-/.])${pattern}(?![-/.]?\\d|\\p{L})`, "iu");
var yearFirst = alone("(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})");
var yearLast = alone(`(\\d{1,2})([-/.])(\\d{1,2})\\2${year}`);
var dayMonthYear = alone(`${day}[\\s.-]*${month}[\\s.,-]*${year}`);
var monthDayYear = alone(`${month}[\\s.-]*${day}[\\s.,-]+${year}`);
var yearMonthDay = alone(`(\\d{4})[\\s.-]+${month}[\\s.-]+${day}`);
var eightDigits = alone("(\\d{4})(\\d{2})(\\d{2})");
function dateOf(y, m, d) {
  if (m < 1 || m > 12 || d < 1 || d > 31) return [];
  const date = Temporal.PlainDate.from({ year: y, month: m, day: d });
  return date.day === d && y >= 1850 ? [date.toString()] : [];
}
function years(text) {
  const value = Number(text);
  return text.length === 4 ? [value] : [1900 + value, 2e3 + value];
}
var monthNumber = (name) => months[name.slice(0, 3).toLowerCase()] ?? 0;
var readers = [
  [yearFirst, ([, y, m, d]) => dateOf(Number(y), Number(m), Number(d))],
  [
    yearLast,
    ([, a, , b, y]) => years(y).flatMap((full) => [
      ...dateOf(full, Number(a), Number(b)),
      ...dateOf(full, Number(b), Number(a))
    ])
  ],
  [
    dayMonthYear,
    ([, d, m, y]) => years(y).flatMap((full) => dateOf(full, monthNumber(m), Number(d)))
  ],
  [
    monthDayYear,
    ([, m, d, y]) => years(y).flatMap((full) => dateOf(full, monthNumber(m), Number(d)))
  ],
  [
    yearMonthDay,
    ([, y, m, d]) => dateOf(Number(y), monthNumber(m), Number(d))
  ],
  [eightDigits, ([, y, m, d]) => dateOf(Number(y), Number(m), Number(d))]
];
function findBirthDate(text) {
  for (const [pattern, read] of readers) {
    const found = pattern.exec(text);
    if (!found) continue;
    const dates = [...new Set(read(found))];
    if (dates.length === 0) continue;
    const rest = `${text.slice(0, found.index)} ${text.slice(found.index + found[0].length)}`;
    return { dates, typed: found[0], rest };
  }
  return void 0;
}

// ../../work/main/src/server/modules/patients/search/search-query.rules.ts
var maxQueryLength = 200;
var maxNames = 6;
var maxFacts = 3;
var largestId = 2147483647;
var numberRun = /(?<![\p{L}\d])[+#(]*\d[\d\s().\-/]*(?![\p{L}])/gu;
function readNumber(typed) {
  const digits = digitsOf(typed);
  const facts = [];
  const id = Number(digits);
  if (/^\s*#?\d+\s*$/.test(typed) && id > 0 && id <= largestId)
    facts.push({ kind: "id", id });
  if (digits.length >= fewestPhoneDigits && !typed.trimStart().startsWith("#"))
    facts.push({ kind: "phone", digits });
  return facts;
}
function parseSearchQuery(q2) {
  let text = asciiDigits(q2.slice(0, maxQueryLength));
  const facts = [];
  const take = (pattern, read) => {
    text = text.replace(pattern, (typed) => {
      const found = read(typed);
      if (found.length > 0) facts.push(found);
      return " ";
    });
  };
  take(/[^\s,;<>]+@[^\s,;<>]*/g, (typed) => [
    { kind: "email", start: typed.toLowerCase() }
  ]);
  const born = findBirthDate(text);
  if (born) {
    const fact = [{ kind: "born", dates: born.dates }];
    if (/^\d+$/.test(born.typed)) fact.push(...readNumber(born.typed));
    facts.push(fact);
    text = born.rest;
  }
  take(numberRun, readNumber);
  take(/[^\s,;]*(?:\p{L}[._-]*\d|\d[._-]*\p{L})[^\s,;]*/gu, (typed) => [
    { kind: "email", start: typed.toLowerCase() }
  ]);
  return {
    names: nameWords(text).slice(0, maxNames),
    facts: facts.slice(0, maxFacts)
  };
}

// ../../work/main/src/server/modules/patients/patient-search.repository.ts
var firstPage = 20;
var mostDuplicates = 10;
function asCandidates(query, rows) {
  return rows.flatMap((row) => {
    const found = matchPatient(query, row);
    if (!found) return [];
    const name = `${row.last_name} ${row.first_name}`;
    const is_active = row.is_active === 1;
    return [{ ...found, patient_id: row.id, is_active, name, weight: 0 }];
  });
}
function patientSearchRepository(db2, random = Math.random) {
  async function byNames(query, wanted) {
    const reach = wanted > firstPage ? { enough: wanted, mostRows: 220 } : { enough: firstPage, mostRows: 60 };
    return lookUpNames(db2, query.names, reach);
  }
  async function byFacts(query) {
    const rows = await lookUpFacts(db2, query.facts);
    const found = asCandidates(query, rows);
    if (rows.length < mostByFact || query.names.length === 0) return found;
    const named = await byNames(query, 200);
    const ids2 = named.slice(0, 200).map(({ patient_id }) => patient_id);
    return [...found, ...asCandidates(query, await patientsById(db2, ids2))];
  }
  return {
    /**
     * Brings the index up to date; call it in the transaction that writes the patient.
     * @param before the row as it was indexed; undefined for a new patient
     */
    index: (patient, before) => indexPatient(db2, patient, before, random),
    /** The same for many new patients; some thousands a call are quickest. */
    indexMany: (patients) => indexPatients(db2, patients, random),
    /**
     * Ranked answers to the one search box; empty for what means nothing. Bounded work:
     * of a very common name the first few hundred are reached, then a second word is needed.
     * @param q never logged, never in an error; only its first 200 characters count
     */
    async search(q2, { limit, offset }) {
      const query = parseSearchQuery(q2);
      const candidates = query.facts.length > 0 ? await byFacts(query) : await byNames(query, offset + limit);
      const page2 = rankCandidates(candidates).slice(offset, offset + limit);
      const ids2 = page2.map(({ patient_id }) => patient_id);
      const rows = new Map(
        (await patientsById(db2, ids2)).map((row) => [row.id, row])
      );
      return page2.flatMap(({ patient_id, score, match }) => {
        const patient = rows.get(patient_id);
        return patient ? [{ id: patient_id, score, match, patient }] : [];
      });
    },
    /** Who may be the same person, the likeliest first, at most 10; never the patient itself. */
    async duplicateCandidates(patient) {
      const swapped = swappedDayAndMonth(patient.date_of_birth);
      const dates = [patient.date_of_birth, ...swapped ? [swapped] : []];
      const facts = [
        { kind: "born", dates },
        { kind: "phone", digits: patient.phone }
      ];
      if (patient.email) facts.push({ kind: "email", start: patient.email });
      const rows = await lookUpFacts(db2, [facts]);
      const names = nameWords(`${patient.first_name} ${patient.last_name}`);
      const named = await lookUpNames(db2, names, {
        enough: firstPage,
        mostRows: 60
      });
      const known = new Set(rows.map(({ id }) => id));
      const ids2 = rankCandidates(named).map(({ patient_id }) => patient_id).filter((id) => !known.has(id)).slice(0, 40);
      rows.push(...await patientsById(db2, ids2));
      return rows.filter(({ id }) => id !== patient.id).map((row) => ({ ...scoreDuplicate(patient, row), patient: row })).filter(({ score }) => score >= LIKELY_DUPLICATE).sort((a, b) => b.score - a.score).slice(0, mostDuplicates);
    }
  };
}

// ../../work/main/bench/support/search-data.ts
var firstNames = `Mary James Maria John Robert Patricia Michael Jennifer Linda David Elizabeth William Richard Susan Jessica
Joseph Thomas Sarah Karen Charles Lisa Nancy Daniel Matthew Betty Anthony Sandra Mark Margaret Donald Ashley Steven
Paul Kimberly Andrew Emily Donna Joshua Michelle Kenneth Carol Kevin Amanda Brian Dorothy George Melissa Timothy
Deborah Ronald Stephanie Edward Rebecca Jason Sharon Jeffrey Laura Ryan Cynthia Jacob Kathleen Gary Amy Nicholas
Angela Eric Shirley Jonathan Anna Stephen Brenda Larry Pamela Justin Emma Scott Nicole Brandon Helen Benjamin
Samantha Samuel Katherine Gregory Christine Alexander Debra Frank Rachel Patrick Carolyn Raymond Janet Jack
Catherine Dennis Jerry Jane Jos\xE9 Ana Luis Carmen J\xFCrgen Bj\xF6rn S\xF8ren \u0141ukasz Zo\xEB Ren\xE9e Fran\xE7ois Ana\xEFs Mateusz Ma\u0142gorzata
Ahmed Fatima Mohammed Aisha Omar Layla Priya Rahul Ananya Wei Li Yan Jun Min Hana Yuki Kenji Olga Ivan Natasha
Anne-Marie Jean-Luc Mary-Kate Jo Al Ian Joan Jean Jan Dan Ann Sean Shaun Erin Aaron Liam Noah Mia Zara Nia`.split(
  /\s+/
);
var lastNames = `Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson
Anderson Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson
Walker Young Allen King Wright Scott Torres Nguyen Hill Flores Green Adams Nelson Baker Hall Rivera Campbell
Mitchell Carter Roberts Gomez Phillips Evans Turner Diaz Parker Cruz Edwards Collins Reyes Stewart Morris Morales
Murphy Cook Rogers Gutierrez Ortiz Morgan Cooper Peterson Bailey Reed Kelly Howard Ramos Kim Cox Ward Richardson
Watson Brooks Chavez Wood Bennett Gray Mendoza Ruiz Hughes Price Alvarez Castillo Sanders Patel Myers Long Ross
O'Brien O'Connor D'Angelo M\xFCller Schr\xF6der J\xE4ger Wei\xDF \xD8rsted \xC5ngstr\xF6m Nu\xF1ez Mu\xF1oz \u0141ukasik W\xF3jcik Dvo\u0159\xE1k \xC7elik
Smyth Schmidt Schmitt Meyer Meier Maier MacDonald McDonald VanDyke Johansson Jensen Hansen Nielsen Petrov Ivanova
Fern\xE1ndez-L\xF3pez Smith-Jones Wang Zhang Chen Liu Singh Kaur Khan Ali Hussain Begum Tanaka Suzuki Sato Kowalski`.split(/\s+/).concat([
  "De la Cruz",
  "Van der Berg",
  "Mac Donald",
  "Da Silva",
  "St. John"
]);
var starts = "b br c ch cl d dr f fl g gr h j k kr l m n p pr r s sh st t tr v w z".split(
  " "
);
var vowels = "a a a e e e i i o o u ai ee ia ou".split(" ");
var ends = "- - - n r l s t m nd rt ck ll ns th".split(" ");
function seededRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = state + 1831565813 >>> 0;
    let t = Math.imul(state ^ state >>> 15, state | 1);
    t ^= t + Math.imul(t ^ t >>> 7, t | 61);
    return ((t ^ t >>> 14) >>> 0) / 4294967296;
  };
}

// prof.mts
var db = openDatabase([{ uri: `mysql://root@127.0.0.1:33306/dev_search_1m`, connectionLimit: 16 }]);
var r = patientSearchRepository(db.sql);
var rnd = seededRandom(9);
var ids = [...Array(1500)].map(() => 1 + Math.floor(rnd() * 1e6));
var people = (await db.sql.selectFrom("patients").select(["first_name", "last_name"]).where("id", "in", ids).execute()).filter((p) => /^[A-Za-z]{4,}$/.test(p.first_name) && /^[A-Za-z]{4,}$/.test(p.last_name));
var i = 0;
var mode = process.argv[2];
var q = (p) => mode === "full" ? p.first_name + " " + p.last_name : mode === "one" ? p.last_name.slice(0, 4) : p.first_name + " " + p.last_name.slice(0, 3);
await Promise.all(Array.from({ length: 16 }, async () => {
  while (i < 6e3) {
    i++;
    await r.search(q(people[i % people.length]), { limit: 20, offset: 0 });
  }
}));
await db.close();
