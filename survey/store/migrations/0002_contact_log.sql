-- The contact log. A place with a time can tell who somebody is, so what a
-- worker writes of a try is sealed; outcomes, times and workers are in clear,
-- as responses' are.

-- Tries to reach somebody, each a set of immutable revisions: the one of the
-- highest generation stands for it. Nothing here is ever updated but the sealed
-- columns, which may be erased, instance_id, which a withdrawal takes away, and
-- current.
CREATE TABLE attempt (
	n           INTEGER PRIMARY KEY, -- the order of arrival here
	id          BLOB NOT NULL UNIQUE,
	attempt     BLOB NOT NULL,    -- the try it is a revision of
	replaces    BLOB,             -- the revision it came from; NULL for the first
	generation  INTEGER NOT NULL, -- 1, or one more than its parent's
	current     INTEGER NOT NULL,
	made        INTEGER NOT NULL,
	made_zone   INTEGER NOT NULL,
	at          INTEGER NOT NULL, -- when somebody was tried
	zone        INTEGER NOT NULL,
	mode        TEXT NOT NULL,
	outcome     TEXT NOT NULL,    -- empty while the interview is under way
	training    INTEGER NOT NULL,
	device      TEXT NOT NULL,
	worker      TEXT NOT NULL,
	instance_id TEXT NOT NULL,    -- the interview that began; empty for none
	follows     BLOB,             -- the try whose come-back this is
	due         INTEGER,          -- when to come back
	due_zone    INTEGER,
	settled     INTEGER NOT NULL, -- nobody needs to come back any more
	place       BLOB, -- sealed
	present     BLOB, -- sealed
	note        BLOB, -- sealed
	reminder    BLOB  -- sealed
);
CREATE INDEX attempt_try ON attempt (attempt);
CREATE INDEX attempt_instance ON attempt (instance_id) WHERE instance_id <> '';
CREATE INDEX attempt_follows ON attempt (follows) WHERE follows IS NOT NULL;
CREATE INDEX attempt_time ON attempt (at) WHERE current;

-- Tries of which no word may be kept, here and in every later merge: taken out
-- by the team, or their response withdrawn. Without a time, so that the
-- withdrawn response cannot be told by it.
CREATE TABLE attempt_end (
	attempt BLOB NOT NULL,
	kind    TEXT NOT NULL CHECK (kind IN ('deleted', 'withdrawn')),
	PRIMARY KEY (attempt, kind)
) WITHOUT ROWID;
