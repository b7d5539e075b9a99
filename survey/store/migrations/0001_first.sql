-- The first schema. Instants are nanoseconds since 1970 in UTC, each with the
-- zone's offset in seconds beside it. A column marked "sealed" starts with a
-- byte that names how it is sealed (seal.go).

PRAGMA application_id = 1148153714; -- "Door"

CREATE TABLE project (
	one       INTEGER PRIMARY KEY CHECK (one = 1),
	id        TEXT NOT NULL,
	name      TEXT NOT NULL,
	recipient TEXT NOT NULL, -- the recovery key's public half: packs are sealed to it
	device    TEXT NOT NULL, -- this copy's own device code
	created   INTEGER NOT NULL,
	zone      INTEGER NOT NULL,
	packed    INTEGER NOT NULL DEFAULT 0, -- the revision.n up to which a pack was last made
	joined    INTEGER NOT NULL DEFAULT 0, -- the recovery key is another laptop's to give out
	scheme    INTEGER NOT NULL DEFAULT 0, -- how answers are sealed: the first byte of sealed columns
	key_check BLOB,                       -- a known text sealed under the data key: shows that a slot's key is this project's
	to_clean  INTEGER NOT NULL DEFAULT 0  -- plain text from before it was sealed may still be in the file
);

-- Ways to the data key, each an age file. None while the project is unsealed.
CREATE TABLE key_slot (
	n       INTEGER PRIMARY KEY,
	kind    TEXT NOT NULL CHECK (kind IN ('passphrase', 'recovery')),
	label   TEXT NOT NULL,
	wrapped BLOB NOT NULL,
	sum     BLOB NOT NULL, -- SHA-256 of wrapped: tells damage from a wrong passphrase
	created INTEGER NOT NULL,
	zone    INTEGER NOT NULL
);

-- Every device heard of. Each numbers the revisions it makes from 1, so that
-- a merge sees gaps.
CREATE TABLE device (
	code        TEXT PRIMARY KEY,
	last_number INTEGER NOT NULL DEFAULT 0, -- the highest number it is known to have given
	heard       INTEGER,                    -- when its last pack was written
	zone        INTEGER
) WITHOUT ROWID;

CREATE TABLE form (
	n       INTEGER PRIMARY KEY,
	id      TEXT NOT NULL,
	version TEXT NOT NULL,
	title   TEXT NOT NULL,
	file    TEXT NOT NULL, -- the workbook's name
	source  BLOB NOT NULL,
	digest  BLOB NOT NULL, -- SHA-256 over the workbook and the files beside it
	added   INTEGER NOT NULL,
	zone    INTEGER NOT NULL,
	retired INTEGER NOT NULL DEFAULT 0,
	UNIQUE (id, version)
);

CREATE TABLE form_file (
	form INTEGER NOT NULL REFERENCES form (n) ON DELETE CASCADE,
	name TEXT NOT NULL,
	data BLOB NOT NULL,
	PRIMARY KEY (form, name)
);

CREATE TABLE draft (
	n           INTEGER PRIMARY KEY,
	instance_id TEXT NOT NULL UNIQUE,
	form        INTEGER NOT NULL REFERENCES form (n),
	device      TEXT NOT NULL,
	worker      TEXT NOT NULL,
	language    TEXT NOT NULL,
	training    INTEGER NOT NULL,
	started     INTEGER NOT NULL,
	zone        INTEGER NOT NULL,
	base        BLOB -- the revision it edits; NULL for an interview
);

-- A draft's journal: one row an answer, in order.
CREATE TABLE change (
	draft INTEGER NOT NULL REFERENCES draft (n) ON DELETE CASCADE,
	seq   INTEGER NOT NULL,
	at    INTEGER NOT NULL,
	zone  INTEGER NOT NULL,
	body  BLOB NOT NULL, -- sealed
	PRIMARY KEY (draft, seq)
) WITHOUT ROWID;

-- Finished responses. Nothing here is ever updated but document, which a
-- tombstone erases, and current, which says which head stands for the response.
CREATE TABLE revision (
	n           INTEGER PRIMARY KEY, -- the order of arrival here
	id          BLOB NOT NULL UNIQUE,
	instance_id TEXT NOT NULL,
	generation  INTEGER NOT NULL, -- 1, or one more than its highest parent's: order without clocks
	current     INTEGER NOT NULL,
	form        INTEGER NOT NULL REFERENCES form (n),
	training    INTEGER NOT NULL,
	outcome     TEXT NOT NULL,
	device      TEXT NOT NULL,
	number      INTEGER NOT NULL, -- 0 when imported from elsewhere
	worker      TEXT NOT NULL,
	language    TEXT NOT NULL,
	started     INTEGER,
	start_zone  INTEGER,
	finished    INTEGER,
	finish_zone INTEGER,
	active      INTEGER NOT NULL, -- nanoseconds of interview
	document    BLOB              -- sealed; NULL once erased
);
CREATE INDEX revision_instance ON revision (instance_id);

-- Files given as answers, and their bytes in pieces. One stays as long as an
-- answer names it.
CREATE TABLE attachment (
	id          BLOB PRIMARY KEY,
	instance_id TEXT NOT NULL,
	pieces      INTEGER NOT NULL,
	name        BLOB NOT NULL -- sealed
) WITHOUT ROWID;
CREATE INDEX attachment_instance ON attachment (instance_id);

CREATE TABLE attachment_piece (
	attachment BLOB NOT NULL REFERENCES attachment (id) ON DELETE CASCADE,
	n          INTEGER NOT NULL,
	data       BLOB NOT NULL, -- sealed
	PRIMARY KEY (attachment, n)
);

-- What a revision came from. First revisions have no row; a settled conflict
-- has two.
CREATE TABLE parent (
	revision BLOB NOT NULL,
	parent   BLOB NOT NULL,
	PRIMARY KEY (revision, parent)
) WITHOUT ROWID;
CREATE INDEX parent_of ON parent (parent);

-- Who made a revision that came after another, when and why. On which device
-- is in its revision.
CREATE TABLE edit (
	revision    BLOB PRIMARY KEY,
	instance_id TEXT NOT NULL,
	cause       TEXT NOT NULL CHECK (cause IN ('edited', 'restored', 'consent', 'expired')),
	worker      TEXT NOT NULL,
	at          INTEGER NOT NULL,
	zone        INTEGER NOT NULL,
	reason      BLOB -- sealed
) WITHOUT ROWID;
CREATE INDEX edit_instance ON edit (instance_id);

-- The code on the card that the resident keeps, by the revision it was given
-- with.
CREATE TABLE reference (
	revision    BLOB PRIMARY KEY,
	instance_id TEXT NOT NULL,
	code        BLOB NOT NULL -- sealed
) WITHOUT ROWID;
CREATE INDEX reference_instance ON reference (instance_id);

-- Responses taken out. A tombstone erases every document of its response,
-- here and in every later merge.
CREATE TABLE tombstone (
	id          BLOB PRIMARY KEY,
	instance_id TEXT NOT NULL,
	kind        TEXT NOT NULL CHECK (kind IN ('void', 'withdrawn')),
	reason      BLOB, -- sealed
	device      TEXT NOT NULL,
	at          INTEGER NOT NULL,
	zone        INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX tombstone_instance ON tombstone (instance_id);

-- What was erased and when, without a word of it. A backup that lacks a row
-- has yet to follow it.
CREATE TABLE erasure (
	id          BLOB PRIMARY KEY,
	instance_id TEXT NOT NULL,
	kind        TEXT NOT NULL CHECK (kind IN ('void', 'withdrawn', 'expired', 'consent', 'draft', 'elsewhere')),
	answers     INTEGER NOT NULL, -- how many contact details; 0 for the rest
	at          INTEGER NOT NULL,
	zone        INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX erasure_time ON erasure (at);

-- Where copies of this project went, so that what is erased goes there too.
CREATE TABLE place (
	path TEXT NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('backup', 'backups', 'copies')), -- one file, rotated ones in a folder, one file a response
	PRIMARY KEY (path, kind)
) WITHOUT ROWID;

-- Second copies to be written or taken away once their folder is there.
CREATE TABLE owed (
	path        TEXT NOT NULL, -- the folder
	instance_id TEXT NOT NULL,
	PRIMARY KEY (path, instance_id)
) WITHOUT ROWID;

-- This laptop's own settings for the project.
CREATE TABLE setting (
	name  TEXT PRIMARY KEY,
	value TEXT NOT NULL
) WITHOUT ROWID;
