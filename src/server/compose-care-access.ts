import type { RecordRead, Transact } from "./kernel/transact.ts";
import { breakGlassRepository } from "./modules/care-access/break-glass.repository.ts";
import { breakGlassRoutes } from "./modules/care-access/break-glass.routes.ts";
import { breakGlassService } from "./modules/care-access/break-glass.service.ts";
import { careRelation } from "./modules/care-access/care-relation.policy.ts";
import { careRelationRepository } from "./modules/care-access/care-relation.repository.ts";
import type { Sql } from "./storage/database.ts";

/** What an actor is to a patient, and the emergency grants, wired. */
export function composeCareAccess(tools: {
  readonly db: Sql;
  readonly record: RecordRead;
  readonly bind: <R>(repositories: (db: Sql) => R) => Transact<R>;
}) {
  const { db, record, bind } = tools;
  const breakGlass = breakGlassService({
    grants: breakGlassRepository(db),
    record,
    transact: bind((tx) => ({ grants: breakGlassRepository(tx) })),
  });
  return {
    relationTo: careRelation(careRelationRepository(db)),
    breakGlass,
    routes: breakGlassRoutes(breakGlass),
  };
}
