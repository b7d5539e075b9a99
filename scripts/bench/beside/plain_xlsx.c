/* plain_xlsx reads the plain rows of a table in SQLite and writes them as a
 * workbook with libxlsxwriter in its constant_memory mode: what the analyst
 * workbook's speed is measured against. It is built by the benchmark when
 * libxlsxwriter and SQLite are there to build with:
 *
 *	cc -O2 plain_xlsx.c -lxlsxwriter -lsqlite3
 *	a.out load rows.db <rows.tsv
 *	a.out write rows.db out.xlsx
 *
 * The first line to load names the columns, with their types ("age NUMERIC");
 * fields are parted by tabs. The table is called cells. A whole number or a real is written as a number,
 * one in a column whose declared type is DATE or DATETIME with that format, a
 * text as a text, each with a style as the analyst workbook's cells have. The
 * first row has the columns' names. */
#define _GNU_SOURCE
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

static void fail(const char *what, const char *why)
{
	fprintf(stderr, "plain_xlsx: %s: %s\n", what, why);
	exit(1);
}

static void check(sqlite3 *db, int state, const char *what)
{
	if (state != SQLITE_OK && state != SQLITE_DONE && state != SQLITE_ROW)
		fail(what, sqlite3_errmsg(db));
}

/* load makes the table of what comes on standard input. */
static void load(sqlite3 *db)
{
	char *line = NULL, *sql = NULL;
	size_t room = 0;
	if (getline(&line, &room, stdin) < 0)
		fail("load", "no first line");
	line[strcspn(line, "\n")] = 0;
	int columns = 1;
	for (char *c = line; *c; c++)
		if (*c == '\t') {
			*c = ',';
			columns++;
		}
	sql = sqlite3_mprintf("BEGIN; CREATE TABLE cells (%s)", line);
	check(db, sqlite3_exec(db, sql, NULL, NULL, NULL), "create");
	sqlite3_free(sql);

	sqlite3_str *insert = sqlite3_str_new(db);
	sqlite3_str_appendall(insert, "INSERT INTO cells VALUES (?");
	for (int c = 1; c < columns; c++)
		sqlite3_str_appendall(insert, ",?");
	sqlite3_str_appendall(insert, ")");
	sql = sqlite3_str_finish(insert);
	sqlite3_stmt *row;
	check(db, sqlite3_prepare_v2(db, sql, -1, &row, NULL), "insert");
	while (getline(&line, &room, stdin) > 0) {
		line[strcspn(line, "\n")] = 0;
		char *rest = line;
		for (int c = 1; c <= columns; c++) {
			char *field = strsep(&rest, "\t");
			if (field && *field)
				sqlite3_bind_text(row, c, field, -1, SQLITE_TRANSIENT);
			else
				sqlite3_bind_null(row, c);
		}
		check(db, sqlite3_step(row), "insert");
		sqlite3_reset(row);
	}
	sqlite3_finalize(row);
	check(db, sqlite3_exec(db, "COMMIT", NULL, NULL, NULL), "commit");
}

static void write_book(sqlite3 *db, const char *path)
{
	sqlite3_stmt *rows;
	check(db, sqlite3_prepare_v2(db, "SELECT * FROM cells ORDER BY rowid", -1, &rows, NULL), "select");

	lxw_workbook_options options = {.constant_memory = LXW_TRUE};
	lxw_workbook *book = workbook_new_opt(path, &options);
	lxw_worksheet *sheet = workbook_add_worksheet(book, "Responses");
	lxw_format *text = workbook_add_format(book);
	lxw_format *number = workbook_add_format(book);
	lxw_format *date = workbook_add_format(book);
	lxw_format *instant = workbook_add_format(book);
	format_set_align(text, LXW_ALIGN_LEFT);
	format_set_align(number, LXW_ALIGN_RIGHT);
	format_set_num_format(date, "yyyy-mm-dd");
	format_set_num_format(instant, "yyyy-mm-dd hh:mm");
	worksheet_freeze_panes(sheet, 1, 1);

	int columns = sqlite3_column_count(rows);
	lxw_format **formats = calloc(columns, sizeof *formats);
	for (int c = 0; c < columns; c++) {
		const char *type = sqlite3_column_decltype(rows, c);
		formats[c] = number;
		if (type && strcmp(type, "DATE") == 0)
			formats[c] = date;
		if (type && strcmp(type, "DATETIME") == 0)
			formats[c] = instant;
		worksheet_set_column(sheet, c, c, 18, NULL);
		worksheet_write_string(sheet, 0, c, sqlite3_column_name(rows, c), text);
	}
	int state;
	for (lxw_row_t r = 1; (state = sqlite3_step(rows)) == SQLITE_ROW; r++)
		for (int c = 0; c < columns; c++)
			switch (sqlite3_column_type(rows, c)) {
			case SQLITE_INTEGER:
			case SQLITE_FLOAT:
				worksheet_write_number(sheet, r, c, sqlite3_column_double(rows, c), formats[c]);
				break;
			case SQLITE_TEXT:
				worksheet_write_string(sheet, r, c, (const char *)sqlite3_column_text(rows, c), text);
				break;
			default: /* an empty cell, which has its border all the same */
				worksheet_write_blank(sheet, r, c, text);
			}
	check(db, state, "read");
	lxw_error written = workbook_close(book);
	if (written != LXW_NO_ERROR)
		fail("write", lxw_strerror(written));
	free(formats);
	sqlite3_finalize(rows);
}

int main(int argc, char **argv)
{
	sqlite3 *db;
	if (argc < 3)
		fail("usage", "plain_xlsx load rows.db <rows.tsv, or plain_xlsx write rows.db out.xlsx");
	check(db, sqlite3_open(argv[2], &db), "open");
	if (strcmp(argv[1], "load") == 0)
		load(db);
	else if (argc == 4)
		write_book(db, argv[3]);
	sqlite3_close(db);
	return 0;
}
