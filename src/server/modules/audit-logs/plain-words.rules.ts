import type { AuditLog } from "#contract/audit-logs.ts";

/** Words for the events whose name, read aloud, would not say it well. */
const sentences: Record<string, string> = {
  patient_viewed: "looked at the record",
  patients_searched: "saw the record among search results",
  patient_registered: "registered the record",
  patient_registration_held: "saw the record as a possible duplicate",
  patient_imported: "brought the record in from a file",
  patient_modified: "changed personal details",
  patient_deactivated: "took the record out of use",
  patient_activated: "put the record back to use",
  patient_contacts_viewed: "looked at the contacts",
  patient_consents_viewed: "looked at the consents",
  patient_consent_given: "recorded a consent",
  patient_consent_withdrawn: "recorded that a consent was withdrawn",
  appointments_listed: "saw visits in a list",
  day_viewed: "saw a visit on the day's board",
  worklist_viewed: "saw a visit in the worklist",
  prescriptions_viewed: "looked at the prescriptions",
  payments_viewed: "looked at the payments",
  balance_viewed: "looked at what is still due",
  break_glass_opened: "opened the record in an emergency",
  break_glass_ended: "closed the emergency access",
  break_glass_list_viewed: "reviewed emergency accesses",
  audit_viewed: "looked at who saw the record",
  audit_exported: "exported who saw the record",
  access_refused: "asked for something that the role does not allow",
  signed_in: "signed in",
  signed_out: "signed out",
};

/** The last word of an event's name as a verb with its object to follow. */
const verbs: Record<string, string> = {
  viewed: "looked at",
  modified: "changed",
  created: "added",
  received: "took in",
  resolved: "settled",
  listed: "saw in a list",
};

const wholeWords = (name: string): string => name.replaceAll("_", " ");

function sentenceOf(event_type: string): string {
  const known = sentences[event_type];
  if (known) return known;
  const cut = event_type.lastIndexOf("_");
  if (cut < 0) return wholeWords(event_type);
  const verb = event_type.slice(cut + 1);
  return `${verbs[verb] ?? verb}: ${wholeWords(event_type.slice(0, cut))}`;
}

/**
 * What an entry tells, in words for the person whose record it is. Made of the kind of event
 * only: nothing of the changes, the reason or other people gets in.
 */
export function plainWords(
  entry: Pick<AuditLog, "event_type" | "context">,
): string {
  const { outcome, relation } = entry.context as {
    outcome?: string;
    relation?: string;
  };
  const how = [
    ...(relation === "break_glass" ? ["under emergency access"] : []),
    ...(relation === "cover" ? ["standing in for a colleague"] : []),
    ...(outcome === "refused" ? ["which was refused"] : []),
    ...(outcome === "failed" ? ["which failed"] : []),
  ];
  return [sentenceOf(entry.event_type), ...how].join(", ");
}
