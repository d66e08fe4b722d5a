import { Ajv, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import type { FastifySchemaCompiler } from "fastify";

const common = {
  removeAdditional: false,
  useDefaults: true,
  allErrors: false,
  strict: false,
} as const;

/** Bodies are taken as they are; paths and queries arrive as text and are converted. */
const strict = new Ajv({ ...common, coerceTypes: false });
const coercing = new Ajv({ ...common, coerceTypes: "array" });
for (const ajv of [strict, coercing])
  (addFormats as unknown as (ajv: Ajv) => void)(ajv);

export const compileValidator: FastifySchemaCompiler<object> = ({
  schema,
  httpPart,
}) =>
  (httpPart === "body" ? strict : coercing).compile(schema) as ValidateFunction;
