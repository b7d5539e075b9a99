-- Personal answers, for those alone who may read this schema.
CREATE SCHEMA IF NOT EXISTS doorstep_personal;
REVOKE ALL ON SCHEMA doorstep_personal FROM PUBLIC;
CREATE TABLE IF NOT EXISTS doorstep_personal.answer (
	revision uuid NOT NULL,
	question text NOT NULL,
	place text NOT NULL,
	state text NOT NULL,
	value text,
	PRIMARY KEY (revision, question, place)
);
