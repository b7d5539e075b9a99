/* plain_xlsx reads the plain rows of a table in SQLite and writes them as a
 * workbook with libxlsxwriter in its constant_memory mode: what the analyst
 * workbook's speed is measured against. It is built by the benchmark when
 * libxlsxwriter and SQLite are there to build with:
 *
 *	cc -O2 plain_xlsx.c -lxlsxwriter -lsqlite3
 *	a.out rows.db out.xlsx
 *
 * The table is called cells. A whole number or a real is written as a number,
 * one in a column whose declared type is DATE or DATETIME with that format, a
 * text as a text. The first row has the columns' names. */
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

int main(int argc, char **argv)
{
	sqlite3 *db;
	sqlite3_stmt *rows;
	if (argc != 3)
		fail("usage", "plain_xlsx rows.db out.xlsx");
	if (sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
		fail("open", sqlite3_errmsg(db));
	if (sqlite3_prepare_v2(db, "SELECT * FROM cells ORDER BY rowid", -1, &rows, NULL) != SQLITE_OK)
		fail("select", sqlite3_errmsg(db));

	lxw_workbook_options options = {.constant_memory = LXW_TRUE};
	lxw_workbook *book = workbook_new_opt(argv[2], &options);
	lxw_worksheet *sheet = workbook_add_worksheet(book, "Responses");
	lxw_format *text = workbook_add_format(book);
	lxw_format *date = workbook_add_format(book);
	lxw_format *instant = workbook_add_format(book);
	format_set_align(text, LXW_ALIGN_LEFT);
	format_set_num_format(date, "yyyy-mm-dd");
	format_set_num_format(instant, "yyyy-mm-dd hh:mm");
	worksheet_freeze_panes(sheet, 1, 1);

	int columns = sqlite3_column_count(rows);
	lxw_format **formats = calloc(columns, sizeof *formats);
	for (int c = 0; c < columns; c++) {
		const char *type = sqlite3_column_decltype(rows, c);
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
			}
	if (state != SQLITE_DONE)
		fail("read", sqlite3_errmsg(db));
	lxw_error written = workbook_close(book);
	if (written != LXW_NO_ERROR)
		fail("write", lxw_strerror(written));
	sqlite3_finalize(rows);
	sqlite3_close(db);
	return 0;
}
