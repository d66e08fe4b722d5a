import Type, { type Static } from "typebox";
import {
  BigId,
  Fields,
  Id,
  Instant,
  Money,
  Nullable,
  OneOf,
  SignedMoney,
  Version,
  WallDate,
} from "./types.ts";

export const PaymentMethod = OneOf([
  "Cash",
  "Credit Card",
  "Debit Card",
  "Insurance",
  "Online",
]);
export type PaymentMethod = Static<typeof PaymentMethod>;
export const PaymentStatus = OneOf([
  "Pending",
  "Completed",
  "Partially Paid",
  "Insurance Pending",
]);
export type PaymentStatus = Static<typeof PaymentStatus>;

const forPatient = {
  id: Id,
  appointment_id: Id,
  patient_id: Id,
  amount: Money,
  payment_method: PaymentMethod,
  payment_status: PaymentStatus,
  insurance_provider: Nullable(Type.String()),
  policy_number: Nullable(Type.String()),
  payment_date: Nullable(Instant),
  created_at: Instant,
  voided_at: Nullable(Instant),
  row_version: Version,
  patient_name: Type.String(),
  appointment_date: WallDate,
  paid: SignedMoney,
  still_due: SignedMoney,
};
const forStaff = { ...forPatient, void_reason: Nullable(Type.String()) };

const receipt = {
  id: BigId,
  payment_id: Id,
  amount: SignedMoney,
  payment_method: PaymentMethod,
  received_at: Instant,
  reverses_receipt_id: Nullable(BigId),
};

/** Money received, or given back when the amount is negative. Never changed once written. */
export const Receipt = Fields({
  ...receipt,
  received_by_account_id: Nullable(Id),
  received_by_name: Nullable(Type.String()),
  reason: Nullable(Type.String()),
});
export type Receipt = Static<typeof Receipt>;

/** An amount due for a visit, and how much of it has been paid. */
export const Payment = Fields(forStaff);
export type Payment = Static<typeof Payment>;
export const PaymentForPatient = Fields(forPatient);
export const PaymentWithReceipts = Fields({
  ...forStaff,
  receipts: Type.Array(Receipt),
});
export type PaymentWithReceipts = Static<typeof PaymentWithReceipts>;
export const PaymentWithReceiptsForPatient = Fields({
  ...forPatient,
  receipts: Type.Array(Fields(receipt)),
});
/** The line after money moved, and the receipt that tells of it. */
export const PaymentAfterReceipt = Fields({ ...forStaff, receipt: Receipt });
export type PaymentAfterReceipt = Static<typeof PaymentAfterReceipt>;

const VisitBalance = Fields({
  appointment_id: Id,
  appointment_date: WallDate,
  due: SignedMoney,
  paid: SignedMoney,
  balance: SignedMoney,
});
export const Balance = Fields({
  patient_id: Id,
  currency: Type.String(),
  due: SignedMoney,
  paid: SignedMoney,
  balance: SignedMoney,
  by_visit: Type.Array(VisitBalance),
});
export type Balance = Static<typeof Balance>;

const sums = { received: SignedMoney, refunded: SignedMoney, net: SignedMoney };
const LocationTakings = Fields({
  location_id: Id,
  name: Type.String(),
  date: WallDate,
  ...sums,
  lines: Type.Array(
    Fields({
      payment_method: PaymentMethod,
      received_by_account_id: Nullable(Id),
      received_by_name: Nullable(Type.String()),
      count: Type.Integer(),
      ...sums,
    }),
  ),
});
export const Takings = Fields({
  currency: Type.String(),
  locations: Type.Array(LocationTakings),
});
export type Takings = Static<typeof Takings>;
