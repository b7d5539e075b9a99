/* plain_xlsx reads the plain rows of a table in SQLite and writes them as a
 * workbook with libxlsxwriter in its constant_memory mode: what the analyst
 * workbook's speed is measured against. It is built by the benchmark when
 * libxlsxwriter and SQLite are there to build with:
 *
 *	cc -O2 plain_xlsx.c -lxlsxwriter -lsqlite3
 *	a.out load rows.db <rows.tsv
 *	a.out write rows.db out.xlsx
 *	a.out encode rows.db out.xlsx
 *
 * encode has all rows in memory before it begins, and prints how many seconds
 * the writing alone took.
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
#include <time.h>
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

/* cell is a value that is held in memory. */
struct cell {
	int type;
	double number;
	char *text;
};

/* hold reads all rows; it returns their number. */
static lxw_row_t hold(sqlite3 *db, sqlite3_stmt *rows, int columns, struct cell **cells)
{
	lxw_row_t n = 0, room = 0;
	int state;
	*cells = NULL;
	while ((state = sqlite3_step(rows)) == SQLITE_ROW) {
		if (n == room) {
			room = room ? 2 * room : 1024;
			*cells = realloc(*cells, (size_t)room * columns * sizeof **cells);
			if (!*cells)
				fail("hold", "no memory");
		}
		for (int c = 0; c < columns; c++) {
			struct cell *to = *cells + (size_t)n * columns + c;
			to->type = sqlite3_column_type(rows, c);
			to->number = to->type == SQLITE_TEXT ? 0 : sqlite3_column_double(rows, c);
			to->text = to->type == SQLITE_TEXT ? strdup((const char *)sqlite3_column_text(rows, c)) : NULL;
		}
		n++;
	}
	check(db, state, "read");
	return n;
}

/* put writes one cell. */
static void put(lxw_worksheet *sheet, lxw_row_t r, int c, const struct cell *v, lxw_format *number, lxw_format *text)
{
	switch (v->type) {
	case SQLITE_INTEGER:
	case SQLITE_FLOAT:
		worksheet_write_number(sheet, r, c, v->number, number);
		break;
	case SQLITE_TEXT:
		worksheet_write_string(sheet, r, c, v->text, text);
		break;
	default: /* an empty cell, which has its border all the same */
		worksheet_write_blank(sheet, r, c, text);
	}
}

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static void write_book(sqlite3 *db, const char *path, int held)
{
	sqlite3_stmt *rows;
	check(db, sqlite3_prepare_v2(db, "SELECT * FROM cells ORDER BY rowid", -1, &rows, NULL), "select");

	int columns = sqlite3_column_count(rows);
	struct cell *cells = NULL;
	lxw_row_t n = held ? hold(db, rows, columns, &cells) : 0;
	double start = now();
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
	for (lxw_row_t r = 0; r < n; r++)
		for (int c = 0; c < columns; c++)
			put(sheet, r + 1, c, cells + (size_t)r * columns + c, formats[c], text);
	int state = SQLITE_DONE;
	for (lxw_row_t r = 1; !held && (state = sqlite3_step(rows)) == SQLITE_ROW; r++)
		for (int c = 0; c < columns; c++) {
			struct cell v = {.type = sqlite3_column_type(rows, c)};
			if (v.type == SQLITE_TEXT)
				v.text = (char *)sqlite3_column_text(rows, c);
			else
				v.number = sqlite3_column_double(rows, c);
			put(sheet, r, c, &v, formats[c], text);
		}
	check(db, state, "read");
	lxw_error written = workbook_close(book);
	if (written != LXW_NO_ERROR)
		fail("write", lxw_strerror(written));
	if (held)
		printf("%.6f\n", now() - start);
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
		write_book(db, argv[3], strcmp(argv[1], "encode") == 0);
	sqlite3_close(db);
	return 0;
}
