/* Goes between a program and its C library, and has one call to the disk fail:
   the FAULTY_AT-th write, sync or truncation of a file below FAULTY_IN. It
   leaves the file FAULTY_MARK when it did. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_int calls;

/* failing counts a call and says whether it is the one. */
static int failing(int fd)
{
	const char *in = getenv("FAULTY_IN"), *at = getenv("FAULTY_AT"), *mark = getenv("FAULTY_MARK");
	char link[64], path[4096];
	ssize_t n;
	if (!in || !at || !mark)
		return 0;
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof path - 1);
	if (n < 0)
		return 0;
	path[n] = 0;
	if (strncmp(path, in, strlen(in)) != 0)
		return 0;
	if (atomic_fetch_add(&calls, 1) + 1 != atoi(at))
		return 0;
	close(open(mark, O_CREAT | O_WRONLY, 0600));
	return 1;
}

static int is(const char *kind)
{
	const char *k = getenv("FAULTY_KIND");
	return k && strcmp(k, kind) == 0;
}

static int fault(void)
{
	errno = is("EIO") ? EIO : ENOSPC;
	return -1;
}

#define NEXT(name) __typeof__(name) *next = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

ssize_t write(int fd, const void *b, size_t n)
{
	NEXT(write);
	if (!failing(fd))
		return next(fd, b, n);
	return is("SHORT") && n > 1 ? next(fd, b, n / 2) : fault();
}

ssize_t pwrite(int fd, const void *b, size_t n, off_t at)
{
	NEXT(pwrite);
	if (!failing(fd))
		return next(fd, b, n, at);
	return is("SHORT") && n > 1 ? next(fd, b, n / 2, at) : fault();
}

ssize_t pwrite64(int fd, const void *b, size_t n, off64_t at)
{
	NEXT(pwrite64);
	if (!failing(fd))
		return next(fd, b, n, at);
	return is("SHORT") && n > 1 ? next(fd, b, n / 2, at) : fault();
}

int fsync(int fd)
{
	NEXT(fsync);
	return failing(fd) ? fault() : next(fd);
}

int fdatasync(int fd)
{
	NEXT(fdatasync);
	return failing(fd) ? fault() : next(fd);
}

int ftruncate(int fd, off_t n)
{
	NEXT(ftruncate);
	return failing(fd) ? fault() : next(fd, n);
}

int ftruncate64(int fd, off64_t n)
{
	NEXT(ftruncate64);
	return failing(fd) ? fault() : next(fd, n);
}
