// Words of column definitions that every migration spells the same way.

/** Compared byte by byte: identifiers, e-mail addresses, stored documents. */
export const bin = "CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";

/** Fixed codes and hexadecimal hashes, one byte a letter. */
export const ascii = "CHARACTER SET ascii COLLATE ascii_bin";

/** Foreign keys refuse both ways: nothing clinical is deleted, no id changes. */
export const restrict = "ON DELETE RESTRICT ON UPDATE RESTRICT";

/** The design's TIMESTAMPs, nullable as it leaves them. */
export const seedCreatedAt =
  "created_at TIMESTAMP NULL DEFAULT CURRENT_TIMESTAMP";
export const seedUpdatedAt =
  "updated_at TIMESTAMP NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP";

/** Our own instants: UTC, to the microsecond, past 2038. */
export const createdAt =
  "created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6)";
export const updatedAt =
  "updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6)";

export const rowVersion = "row_version INT NOT NULL DEFAULT 1";
