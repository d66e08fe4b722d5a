import type { Call } from "./kernel/call.ts";
import type { Route } from "./kernel/route.ts";
import type { RecordRead } from "./kernel/transact.ts";
import { auditExportService } from "./modules/audit-logs/audit-export.service.ts";
import { auditLogRepository } from "./modules/audit-logs/audit-log.repository.ts";
import { auditLogRoutes } from "./modules/audit-logs/audit-log.routes.ts";
import { auditLogService } from "./modules/audit-logs/audit-log.service.ts";
import type { Sql } from "./storage/database.ts";

export interface AuditTools {
  readonly db: Sql;
  readonly record: RecordRead;
  readonly requireFreshPassword: (call: Call) => Promise<void>;
}

/** The audit as compliance and patients read it, wired. */
export function composeAudit(tools: AuditTools): { routes: Route[] } {
  const logs = auditLogRepository(tools.db);
  return {
    routes: auditLogRoutes({
      logs: auditLogService({ ...tools, logs }),
      exports: auditExportService({ ...tools, logs }),
    }),
  };
}
