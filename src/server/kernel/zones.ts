import { ClinicError } from "./clinic-error.ts";

declare const kind: unique symbol;

/** A canonical IANA time zone, such as "Europe/London" or "UTC". */
export type ZoneId = string & { readonly [kind]: "ZoneId" };

/** A stretch of time with one UTC offset: epoch seconds, half-open; offset in seconds east of UTC. */
export interface OffsetSpan {
  readonly from: number;
  readonly until: number;
  readonly offset: number;
}

/** Epoch seconds, half-open. */
export interface Interval {
  readonly from: number;
  readonly until: number;
}

// Intl of Node 20 still lists these zones by the names they had long ago; the zone database renamed them.
const RENAMED: Readonly<Record<string, string>> = {
  "Africa/Asmera": "Africa/Asmara",
  "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
  "America/Catamarca": "America/Argentina/Catamarca",
  "America/Coral_Harbour": "America/Atikokan",
  "America/Cordoba": "America/Argentina/Cordoba",
  "America/Godthab": "America/Nuuk",
  "America/Indianapolis": "America/Indiana/Indianapolis",
  "America/Jujuy": "America/Argentina/Jujuy",
  "America/Louisville": "America/Kentucky/Louisville",
  "America/Mendoza": "America/Argentina/Mendoza",
  "Asia/Calcutta": "Asia/Kolkata",
  "Asia/Katmandu": "Asia/Kathmandu",
  "Asia/Rangoon": "Asia/Yangon",
  "Asia/Saigon": "Asia/Ho_Chi_Minh",
  "Atlantic/Faeroe": "Atlantic/Faroe",
  "Europe/Kiev": "Europe/Kyiv",
  "Pacific/Enderbury": "Pacific/Kanton",
  "Pacific/Ponape": "Pacific/Pohnpei",
  "Pacific/Truk": "Pacific/Chuuk",
};

let canonical: ReadonlySet<string> | undefined;

/** Every zone a location may be in, by its canonical name. */
export function zoneIds(): ReadonlySet<string> {
  canonical ??= new Set([
    "UTC",
    ...Intl.supportedValuesOf("timeZone")
      .map((id) => RENAMED[id] ?? id)
      .filter((id) => /^[A-Z]\w+\//.test(id) && !id.startsWith("Etc/")),
  ]);
  return canonical;
}

/** True for a canonical IANA id, in its own spelling; links, offsets and abbreviations are refused. */
export function isZone(id: string): id is ZoneId {
  return zoneIds().has(id);
}

/** @throws ClinicError `invalid_request` when the id is not a canonical IANA zone. */
export function zoneId(id: string, pointer = "/time_zone"): ZoneId {
  if (isZone(id)) return id;
  throw new ClinicError("invalid_request", undefined, {
    errors: [{ pointer, detail: "Not an IANA time zone." }],
  });
}

// Chunks of about a year are filled when first asked for: a fraction of a millisecond each, where reading
// a zone's changes from 1970 to 2100 at once takes a tenth of a second.
const CHUNK = 2 ** 25;
// Three days: the shortest stretch between two changes that any zone had since 1970 is just under seven.
const STEP = 2 ** 18;
/** More than the clocks of any place were ever away from UTC. */
const FARTHEST = 16 * 3600;

interface Zone {
  readonly offsetAt: (epochSeconds: number) => number;
  readonly chunks: Map<number, readonly OffsetSpan[]>;
}

const zones = new Map<ZoneId, Zone>();

function openZone(id: ZoneId): Zone {
  const known = zones.get(id);
  if (known) return known;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: id,
    timeZoneName: "longOffset",
  });
  const offsetAt = (epochSeconds: number): number => {
    const found = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?/.exec(
      format.format(epochSeconds * 1000),
    );
    const [, sign, hours = "0", minutes = "0", seconds = "0"] = found ?? [];
    const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
    return sign === "-" ? -size : size;
  };
  const zone = { offsetAt, chunks: new Map() };
  zones.set(id, zone);
  return zone;
}

function fillChunk(zone: Zone, index: number): readonly OffsetSpan[] {
  const start = index * CHUNK;
  const spans: OffsetSpan[] = [];
  let from = start;
  let offset = zone.offsetAt(start);
  for (let t = start + STEP; t <= start + CHUNK; t += STEP) {
    const next = zone.offsetAt(t);
    if (next === offset) continue;
    let before = t - STEP;
    let after = t;
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (zone.offsetAt(middle) === offset) before = middle;
      else after = middle;
    }
    // A change exactly at the end belongs to the next chunk.
    if (after < start + CHUNK) {
      spans.push({ from, until: after, offset });
      from = after;
      offset = next;
    }
  }
  spans.push({ from, until: start + CHUNK, offset });
  zone.chunks.set(index, spans);
  return spans;
}

function spansOfChunk(id: ZoneId, index: number): readonly OffsetSpan[] {
  const zone = openZone(id);
  return zone.chunks.get(index) ?? fillChunk(zone, index);
}

/** Seconds east of UTC at an instant (epoch seconds). */
export function offsetAt(zone: ZoneId, epochSeconds: number): number {
  for (const span of spansOfChunk(zone, Math.floor(epochSeconds / CHUNK)))
    if (epochSeconds < span.until) return span.offset;
  return 0;
}

/** The spans that touch [from, until), in order; neighbours may have the same offset. */
export function offsetSpans(
  zone: ZoneId,
  from: number,
  until: number,
): OffsetSpan[] {
  const found: OffsetSpan[] = [];
  for (let i = Math.floor(from / CHUNK); i * CHUNK < until; i++)
    for (const span of spansOfChunk(zone, i))
      if (span.until > from && span.from < until) found.push(span);
  return found;
}

/**
 * The stretches during which the wall clock of the zone reads at least `localFrom` and less than `localUntil`
 * (seconds since 1970-01-01 00:00 on the wall). None when the clocks jump over it all, two when the
 * clocks go back within it and a piece between does not belong.
 */
export function clockIntervals(
  zone: ZoneId,
  localFrom: number,
  localUntil: number,
): Interval[] {
  const found: Interval[] = [];
  for (const span of offsetSpans(
    zone,
    localFrom - FARTHEST,
    localUntil + FARTHEST,
  )) {
    const from = Math.max(span.from, localFrom - span.offset);
    const until = Math.min(span.until, localUntil - span.offset);
    if (from >= until) continue;
    const last = found.at(-1);
    if (last?.until === from) found[found.length - 1] = { ...last, until };
    else found.push({ from, until });
  }
  return found;
}

/** The instants (epoch seconds, ascending) at which the wall clock reads `local`: none, one or two. */
export function instantsOfClock(zone: ZoneId, local: number): number[] {
  return clockIntervals(zone, local, local + 1).map(({ from }) => from);
}
