import Type, { type Static, type TObject, type TSchema } from "typebox";

/** JSON with null allowed, as one type list: the serialiser stays on its fast path. */
export function Nullable<T extends TSchema>(schema: T) {
  const { type, enum: values, ...rest } = schema as Record<string, unknown>;
  return Type.Unsafe<Static<T> | null>({
    ...rest,
    type: [type, "null"],
    ...(Array.isArray(values) ? { enum: [...values, null] } : {}),
  });
}

/** A closed list of words. */
export function OneOf<const T extends readonly string[]>(
  values: T,
  description?: string,
) {
  return Type.Unsafe<T[number]>({
    type: "string",
    enum: [...values],
    ...(description ? { description } : {}),
  });
}

/** An object that refuses fields it does not name: the only kind a request may use. */
export function Fields<T extends Record<string, TSchema>>(properties: T) {
  return Type.Object(properties, { additionalProperties: false });
}

// The character that makes it more than blanks must not be a control character either.
const someText =
  "^[^\\u0000-\\u001f\\u007f]*[^\\s\\u0000-\\u001f\\u007f][^\\u0000-\\u001f\\u007f]*$";

/** One line with something in it; length in characters. */
export const Line = (maxLength: number, description?: string) =>
  Type.String({
    examples: ["Some words"],
    minLength: 1,
    maxLength,
    pattern: someText,
    ...(description ? { description } : {}),
  });
/** Several lines; tab and line feed are welcome, other control characters are not. */
export const Prose = (maxLength = 10_000, description?: string) =>
  Type.String({
    examples: ["Some words"],
    minLength: 1,
    maxLength,
    pattern: "^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f]*$",
    ...(description ? { description } : {}),
  });

/** Row number of the MySQL tables. */
export const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 });
export const BigId = Type.Integer({
  minimum: 1,
  maximum: Number.MAX_SAFE_INTEGER,
});
export const Version = Type.Integer({ minimum: 1 });
/** Calendar date, `YYYY-MM-DD`. */
export const WallDate = Type.String({
  examples: ["2026-12-01"],
  format: "date",
  description: "YYYY-MM-DD",
});
/** Local time at the location, `HH:MM` or `HH:MM:SS`; answers say `HH:MM:SS`. */
export const WallTime = Type.String({
  examples: ["09:30"],
  pattern: "^([01]\\d|2[0-3]):[0-5]\\d(:00)?$",
  description: "HH:MM or HH:MM:SS",
});
/** Offset that tells the two occurrences of a repeated local time apart. */
export const UtcOffset = Type.String({
  examples: ["-05:00"],
  pattern: "^[+-](0\\d|1[0-4]):[0-5]\\d$",
  description: "+HH:MM",
});
/** A moment, RFC 3339 in UTC. */
export const Instant = Type.String({
  examples: ["2026-12-01T14:30:00Z"],
  format: "date-time",
  description: "RFC 3339, UTC",
});
/** Money: a decimal string with two places in the installation's one currency. */
export const Money = Type.String({
  examples: ["80.00"],
  pattern: "^\\d{1,8}\\.\\d{2}$",
  description: "decimal string, two places",
});
export const SignedMoney = Type.String({
  examples: ["80.00"],
  pattern: "^-?\\d{1,10}\\.\\d{2}$",
  description: "decimal string, two places",
});
/** E-mail as people type it: blanks around it go, letters are lowered, blank means none. */
export const Email = Type.String({
  examples: ["maria@example.org"],
  maxLength: 255,
  pattern: "^\\s*([^\\s@]+@[^\\s@]+\\.[^\\s@.]+)?\\s*$",
  description: "stored lower-cased; blank is null",
});
/** E-mail that must be there. */
export const RequiredEmail = Type.String({
  examples: ["maria@example.org"],
  maxLength: 255,
  pattern: "^\\s*[^\\s@]+@[^\\s@]+\\.[^\\s@.]+\\s*$",
  description: "stored lower-cased",
});
export const Phone = Type.String({
  examples: ["555-0134"],
  minLength: 3,
  maxLength: 20,
  pattern: "^[0-9+()./ x#*-]*[0-9][0-9+()./ x#*-]*$",
});
export const Reason = Type.String({
  examples: ["asked for by phone"],
  minLength: 3,
  maxLength: 2_000,
  pattern:
    "^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f]*[^\\s\\u0000-\\u001f\\u007f][^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f]*$",
  description: "why, in words",
});
/** IANA name, e.g. `Europe/London`. */
export const ZoneName = Type.String({
  examples: ["Europe/London"],
  minLength: 1,
  maxLength: 64,
  pattern: "^[A-Za-z0-9_+\\-/]+$",
});

export const IdPath = Fields({ id: Id });

/** Query part of every list: an opaque cursor and a page size. */
export const pageQuery = {
  cursor: Type.Optional(Type.String({ maxLength: 500 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
};

/** A page of a list; `next_cursor` is null on the last one. */
export const PageOf = <T extends TSchema>(item: T) =>
  Fields({
    items: Type.Array(item),
    next_cursor: Nullable(Type.String()),
  });

export type PageQuery = Static<TObject<typeof pageQuery>>;
export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}
