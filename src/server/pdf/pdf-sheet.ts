import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import PDFDocument from "pdfkit";
import type { Temporal } from "temporal-polyfill";

/** One titled block of a sheet: label and words, a line each. */
export interface SheetSection {
  readonly heading?: string;
  readonly lines: readonly (readonly [label: string, words: string])[];
}

export interface Sheet {
  readonly title: string;
  /** Name, address and telephone of the location, on top. */
  readonly letterhead: readonly string[];
  readonly sections: readonly SheetSection[];
  /** Small print at the end. */
  readonly footnotes: readonly string[];
  /** Written into the file, so that the same sheet is always the same bytes. */
  readonly printed_at: Temporal.Instant;
}

const require = createRequire(import.meta.url);
const files = {
  plain: () => require.resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf"),
  bold: () => require.resolve("dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf"),
};
const fonts = new Map<string, Buffer>();

/** An embedded font: the paper looks the same on every printer, in Latin, Greek, Cyrillic and more. */
function font(weight: keyof typeof files): Buffer {
  let bytes = fonts.get(weight);
  if (!bytes) {
    bytes = readFileSync(files[weight]());
    fonts.set(weight, bytes);
  }
  return bytes;
}

const margin = 56;
const labelWidth = 140;

/** Lays a sheet out on A4, on as many pages as it takes. @returns the file; equal sheets give equal bytes */
export function pdfSheet(sheet: Sheet): Promise<Uint8Array> {
  const pdf = new PDFDocument({
    size: "A4",
    margin,
    // Naming no font here would load one that is not embedded.
    font: font("plain") as unknown as string,
    info: {
      Title: sheet.title,
      Producer: "Chartroom",
      Creator: "Chartroom",
      CreationDate: new Date(sheet.printed_at.epochMilliseconds),
    },
  });
  pdf.registerFont("plain", font("plain"));
  pdf.registerFont("bold", font("bold"));
  const done = new Promise<Uint8Array>((resolve, reject) => {
    const chunks: Buffer[] = [];
    pdf.on("data", (chunk: Buffer) => chunks.push(chunk));
    pdf.on("end", () => resolve(Buffer.concat(chunks)));
    pdf.on("error", reject);
  });

  const [name = "", ...rest] = sheet.letterhead;
  pdf.font("bold").fontSize(12).text(name);
  pdf.font("plain").fontSize(9);
  for (const line of rest) pdf.text(line);
  pdf.moveDown(1.5).font("bold").fontSize(18).text(sheet.title);
  for (const section of sheet.sections) drawSection(pdf, section);
  pdf.moveDown(2).font("plain").fontSize(8);
  for (const note of sheet.footnotes) pdf.text(note, margin);
  pdf.end();
  return done;
}

function drawSection(pdf: PDFKit.PDFDocument, section: SheetSection): void {
  pdf.moveDown(1);
  if (section.heading)
    pdf.font("bold").fontSize(11).text(section.heading, margin).moveDown(0.3);
  pdf.fontSize(10);
  const wordsWidth = pdf.page.width - 2 * margin - labelWidth;
  for (const [label, words] of section.lines) {
    pdf.font("plain");
    const height = pdf.heightOfString(words, { width: wordsWidth });
    // A label must not stay alone at the foot of a page.
    if (pdf.y + Math.min(height, 40) > pdf.page.height - margin) pdf.addPage();
    const top = pdf.y;
    pdf.font("bold").text(label, margin, top, { width: labelWidth });
    const below = pdf.y;
    const page = pdf.page;
    pdf.font("plain").text(words, margin + labelWidth, top, {
      width: wordsWidth,
    });
    pdf.y = (pdf.page === page ? Math.max(pdf.y, below) : pdf.y) + 3;
    pdf.x = margin;
  }
}
