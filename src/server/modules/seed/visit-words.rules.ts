const purposes: Readonly<Record<string, readonly string[]>> = {
  "Family Medicine": [
    "Annual physical",
    "Cough and fever",
    "Back pain",
    "Blood pressure check",
    "Vaccination",
    "Results of blood test",
  ],
  "Internal Medicine": [
    "Fatigue",
    "Diabetes review",
    "Abdominal pain",
    "Medication review",
    "Blood pressure check",
  ],
  Cardiology: [
    "Palpitations",
    "Chest pain on exertion",
    "Echocardiogram review",
    "Follow-up after stent",
  ],
  Pediatrics: [
    "Well-child visit",
    "Ear infection",
    "Vaccination",
    "Rash",
    "Asthma review",
  ],
  Dermatology: [
    "Mole check",
    "Eczema",
    "Acne follow-up",
    "Rash that will not go",
  ],
  Orthopedics: [
    "Knee pain",
    "Shoulder injury",
    "Cast removal",
    "Follow-up after surgery",
  ],
  Gynecology: [
    "Annual exam",
    "Contraception advice",
    "Pregnancy check",
    "Pelvic pain",
  ],
  Endocrinology: ["Thyroid review", "Diabetes review", "Hormone results"],
  Psychiatry: [
    "First consultation",
    "Therapy follow-up",
    "Medication review",
    "Sleep problems",
  ],
  Ophthalmology: ["Eye exam", "Blurred vision", "Glaucoma check"],
  Urology: ["Kidney stones", "Prostate check", "Recurrent infection"],
  Neurology: [
    "Headaches",
    "Migraine follow-up",
    "Numbness in the hand",
    "Dizziness",
    "Tremor",
  ],
  Pulmonology: [
    "Asthma review",
    "Shortness of breath",
    "Spirometry",
    "Persistent cough",
  ],
};

/** Why a patient comes, by the doctor's field. */
export const purposesOf = (specialization: string): readonly string[] =>
  purposes[specialization] ?? ["Consultation"];

export const deskNotes = [
  "Needs an interpreter.",
  "Uses a wheelchair; room on the ground floor.",
  "Asked for a call if anything earlier comes free.",
  "Brings results from another clinic.",
  "Prefers the phone in the evening.",
];

export const cancellationReasons = {
  Patient: [
    "Feeling better",
    "Work came up",
    "No way to get here",
    "Chose another date",
    "Child is ill",
  ],
  Doctor: [
    "Doctor called to an emergency",
    "Doctor ill",
    "Needs test results first",
  ],
  Admin: [
    "Booked twice by mistake",
    "Insurance not confirmed",
    "Room not available",
  ],
} as const;
