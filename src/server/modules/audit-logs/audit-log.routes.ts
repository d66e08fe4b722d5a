import {
  exportAuditCsv,
  exportAuditNdjson,
  getAuditLog,
  listAuditLogs,
  whoSaw,
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
    route(whoSaw, (call, { params, query }) =>
      logs.whoSaw(call, params.id, query),
    ),
    route(exportAuditCsv, async (call, { body }) => {
      const { file, file_name } = await exports.export(call, "csv", body);
      return new Reply(file, { file_name });
    }),
    route(exportAuditNdjson, async (call, { body }) => {
      const { file, file_name } = await exports.export(call, "ndjson", body);
      return new Reply(file, { file_name });
    }),
  ];
}
