import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import { wallDate } from "#server/kernel/wall-time.ts";
import { zoneId } from "#server/kernel/zones.ts";
import {
  allowedCommands,
  holdsCells,
  nextStatus,
} from "./appointment-state.rules.ts";
import type {
  AppointmentCommand,
  AppointmentStatus,
  VisitState,
} from "./appointment-state.rules.ts";

// 10:00 in New York; the day there runs from 04:00Z to 04:00Z.
const visit = (more: Partial<VisitState> = {}): VisitState => ({
  status: "Scheduled",
  appointment_date: wallDate("2026-07-01"),
  starts_at: Temporal.Instant.from("2026-07-01T14:00:00Z"),
  zone: zoneId("America/New_York"),
  arrived_at: null,
  ...more,
});

const at = (text: string): Temporal.Instant =>
  Temporal.Instant.from(`${text}:00Z`);
const dayBefore = at("2026-07-01T03:59");
const earlyThatDay = at("2026-07-01T04:00");
const afterStart = at("2026-07-01T14:00");
const lateThatDay = at("2026-07-02T03:59");
const dayAfter = at("2026-07-02T04:00");

describe("what a visit allows", () => {
  const everything: [
    AppointmentStatus,
    string,
    Temporal.Instant,
    AppointmentCommand[],
  ][] = [
    ["Scheduled", "before its day", dayBefore, ["cancel", "reschedule"]],
    [
      "Scheduled",
      "from midnight there",
      earlyThatDay,
      ["arrive", "complete", "cancel", "reschedule"],
    ],
    [
      "Scheduled",
      "once started",
      afterStart,
      ["arrive", "complete", "no_show", "cancel", "reschedule"],
    ],
    [
      "Scheduled",
      "days later",
      dayAfter,
      ["arrive", "complete", "no_show", "cancel", "reschedule"],
    ],
    ["Completed", "before its day", dayBefore, []],
    ["Completed", "on its day", lateThatDay, ["reopen"]],
    ["Completed", "days later", dayAfter, []],
    ["Cancelled", "before its day", dayBefore, []],
    ["Cancelled", "on its day", earlyThatDay, ["reopen"]],
    ["Cancelled", "days later", dayAfter, []],
    ["No-show", "on its day", afterStart, ["reopen"]],
    ["No-show", "days later", dayAfter, []],
  ];

  it.each(everything)("%s, %s", (status, _when, now, expected) => {
    expect(allowedCommands(visit({ status }), now)).toEqual(expected);
    for (const command of [
      "arrive",
      "complete",
      "no_show",
      "cancel",
      "reschedule",
      "reopen",
    ] as const) {
      const run = (): AppointmentStatus =>
        nextStatus(command, visit({ status }), { now, reason: "slip" });
      if (expected.includes(command)) expect(run).not.toThrow();
      else expect(run).toThrow("transition_refused");
    }
  });

  it("leads to these statuses", () => {
    const facts = { now: afterStart, reason: "wrong patient marked" };
    const from = (
      status: AppointmentStatus,
      command: AppointmentCommand,
    ): string => nextStatus(command, visit({ status }), facts);
    expect(from("Scheduled", "arrive")).toBe("Scheduled");
    expect(from("Scheduled", "complete")).toBe("Completed");
    expect(from("Scheduled", "no_show")).toBe("No-show");
    expect(from("Scheduled", "cancel")).toBe("Cancelled");
    expect(from("Scheduled", "reschedule")).toBe("Scheduled");
    expect(from("Completed", "reopen")).toBe("Scheduled");
    expect(from("No-show", "reopen")).toBe("Scheduled");
    expect(from("Cancelled", "reopen")).toBe("Scheduled");
  });

  it("names state, command and what would be allowed", () => {
    try {
      nextStatus("complete", visit({ status: "Cancelled" }), {
        now: afterStart,
      });
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(ClinicError);
      expect(error).toMatchObject({
        code: "transition_refused",
        detail:
          "complete refused: the visit is Cancelled. Allowed now: reopen.",
        extras: { from: "Cancelled", command: "complete", allowed: ["reopen"] },
      });
    }
  });

  it("lets a patient arrive once", () => {
    const arrived = visit({ arrived_at: afterStart });
    expect(() => nextStatus("arrive", arrived, { now: afterStart })).toThrow(
      "transition_refused",
    );
    expect(nextStatus("complete", arrived, { now: afterStart })).toBe(
      "Completed",
    );
  });

  it.each([undefined, null, "", "  \n"])(
    "reopens only with a reason, not %j",
    (reason) => {
      expect(() =>
        nextStatus("reopen", visit({ status: "Completed" }), {
          now: afterStart,
          reason,
        }),
      ).toThrow("reason_required");
    },
  );

  it("holds the calendar while Scheduled or Completed", () => {
    expect(
      (["Scheduled", "Completed", "Cancelled", "No-show"] as const).map(
        holdsCells,
      ),
    ).toEqual([true, true, false, false]);
  });
});
