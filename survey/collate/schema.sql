-- What a city-wide programme collates. Every statement may run again.
CREATE SCHEMA IF NOT EXISTS doorstep;

-- How far each project file has been read; a run that was stopped goes on there.
CREATE TABLE IF NOT EXISTS doorstep.source (
	project uuid NOT NULL,
	device text NOT NULL,
	name text NOT NULL,
	place bigint NOT NULL DEFAULT 0,
	personal boolean NOT NULL DEFAULT false,
	PRIMARY KEY (project, device)
);
-- The revision at that place: another one there means the file was put back
-- from a backup and went on otherwise, so it is read from its beginning.
ALTER TABLE doorstep.source ADD COLUMN IF NOT EXISTS last uuid;

CREATE TABLE IF NOT EXISTS doorstep.form (
	id text NOT NULL,
	version text NOT NULL,
	title text NOT NULL,
	file text NOT NULL,
	workbook bytea NOT NULL,
	added timestamptz NOT NULL,
	PRIMARY KEY (id, version)
);

CREATE TABLE IF NOT EXISTS doorstep.form_file (
	id text NOT NULL,
	version text NOT NULL,
	name text NOT NULL,
	data bytea NOT NULL,
	PRIMARY KEY (id, version, name)
);

-- Questions that any version of a form marks as personal: their answers stand
-- in doorstep_personal alone, whichever version they answer.
CREATE TABLE IF NOT EXISTS doorstep.personal_question (
	form_id text NOT NULL,
	name text NOT NULL,
	PRIMARY KEY (form_id, name)
);

-- One row a revision; an edit adds one. Rows stay when the answers go.
CREATE TABLE IF NOT EXISTS doorstep.submission (
	revision uuid PRIMARY KEY,
	instance_id text NOT NULL,
	generation integer NOT NULL,
	form_id text NOT NULL,
	form_version text NOT NULL,
	outcome text NOT NULL,
	training boolean NOT NULL,
	device text NOT NULL,
	worker text NOT NULL,
	language text NOT NULL,
	started timestamptz,
	finished timestamptz,
	active_seconds double precision NOT NULL,
	number integer NOT NULL
);
CREATE INDEX IF NOT EXISTS submission_instance ON doorstep.submission (instance_id);

-- place says which row of which repeat: 2, or 2.1 for a repeat in a repeat.
CREATE TABLE IF NOT EXISTS doorstep.answer (
	revision uuid NOT NULL,
	question text NOT NULL,
	place text NOT NULL,
	state text NOT NULL,
	value text,
	PRIMARY KEY (revision, question, place)
);

-- Revisions whose answers were erased in any project: none of them comes back
-- from a copy that does not know it yet.
CREATE TABLE IF NOT EXISTS doorstep.erased (revision uuid PRIMARY KEY);

CREATE TABLE IF NOT EXISTS doorstep.tombstone (
	instance_id text NOT NULL,
	kind text NOT NULL,
	at timestamptz NOT NULL,
	PRIMARY KEY (instance_id, kind)
);

-- The newest revision of each response that was not taken out.
CREATE OR REPLACE VIEW doorstep.response AS
	SELECT DISTINCT ON (s.instance_id) s.*
	FROM doorstep.submission s
	WHERE NOT EXISTS (SELECT 1 FROM doorstep.tombstone t WHERE t.instance_id = s.instance_id)
	ORDER BY s.instance_id, s.generation DESC, s.finished DESC NULLS LAST, s.revision;
