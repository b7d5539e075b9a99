-- Many laptops, one report.

-- Packs that were merged, the last one last. What came in with one stands in
-- its tables after the places "before" and up to the places "upto", so that the
-- last merge can be taken back.
CREATE TABLE merge_log (
	n               INTEGER PRIMARY KEY,
	digest          BLOB NOT NULL, -- SHA-256 of the pack's file: one that comes again is known
	file            TEXT NOT NULL, -- its name
	device          TEXT NOT NULL, -- that wrote it
	written         INTEGER,
	written_zone    INTEGER,
	at              INTEGER NOT NULL,
	zone            INTEGER NOT NULL,
	revision_before INTEGER NOT NULL,
	revision_upto   INTEGER NOT NULL,
	attempt_before  INTEGER NOT NULL,
	attempt_upto    INTEGER NOT NULL,
	form_before     INTEGER NOT NULL,
	form_upto       INTEGER NOT NULL,
	counts          TEXT NOT NULL, -- what it did, as JSON
	undone          INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX merge_digest ON merge_log (digest);

-- The questionnaires that each device had when its last pack was written.
CREATE TABLE device_form (
	device  TEXT NOT NULL,
	form    TEXT NOT NULL,
	version TEXT NOT NULL,
	PRIMARY KEY (device, form, version)
) WITHOUT ROWID;

-- What a person decided of two responses that may be one person's. a < b.
CREATE TABLE same_person (
	a       TEXT NOT NULL,
	b       TEXT NOT NULL,
	verdict TEXT NOT NULL CHECK (verdict IN ('same', 'different')),
	worker  TEXT NOT NULL,
	at      INTEGER NOT NULL,
	zone    INTEGER NOT NULL,
	PRIMARY KEY (a, b)
) WITHOUT ROWID;
CREATE INDEX same_person_b ON same_person (b);

-- Texts of the program's own, such as export settings kept by name: a filter may
-- quote an answer.
CREATE TABLE remembered (
	name TEXT PRIMARY KEY,
	text BLOB NOT NULL -- sealed
);

-- The recovery key, where the coordinator keeps it with the project. Never in a
-- project without a passphrase.
CREATE TABLE kept_key (
	one      INTEGER PRIMARY KEY CHECK (one = 1),
	identity BLOB NOT NULL -- sealed
);

-- What the lists and counts of every day read, so that they need not go through
-- the documents: nothing that is not in clear in the rows themselves.
CREATE INDEX revision_listed ON revision (current, n);
CREATE INDEX revision_counted ON revision (current, form, training, outcome, finished);
CREATE INDEX revision_made ON revision (device, n, training, instance_id);
