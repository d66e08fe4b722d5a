import {
  exportAuditLogs,
  getAuditLog,
  listAuditLogs,
  whoSawPatient,
} from "#contract/audit-logs.ts";
import { Reply, route, type Route } from "#server/kernel/route.ts";
import type { AuditExportService } from "./audit-export.service.ts";
import type { AuditLogService } from "./audit-log.service.ts";

export interface AuditServices {
  readonly logs: AuditLogService;
  readonly exports: AuditExportService;
}

export function auditLogRoutes({ logs, exports }: AuditServices): Route[] {
  return [
    route(listAuditLogs, (call, { query }) => logs.list(call, query)),
    route(getAuditLog, (call, { params }) => logs.get(call, params.event_id)),
    route(whoSawPatient, (call, { params, query }) =>
      logs.whoSaw(call, params.id, query),
    ),
    route(exportAuditLogs, async (call, { body }) => {
      const { file, ...extras } = await exports.export(call, body);
      return new Reply(file, extras);
    }),
  ];
}
