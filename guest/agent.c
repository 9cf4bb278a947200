// SPDX-License-Identifier: MIT
/*
 * The first process of the guest. Reads a line at a time from the second
 * serial port and answers with a line:
 *
 *   read ID PATH [PLACE]    ok ID 0 TEXT      | err ID ERRNO
 *   write ID PATH TEXT      ok ID 0           | err ID ERRNO
 *   add ID PATH TEXT        as write, behind what is there
 *   list ID DIRECTORY       ok ID 0 NAMES
 *   start ID COMM read|write PATH [TEXT]      a process named COMM does it;
 *                                             its answer comes when it ends
 *   together ID COMM ...    as start, but waits for `release`, and gets a
 *                           signal each second
 *   release ID
 *   look ID PATH...         ok ID 0 TEXT of all, a line each; of one that
 *                           can't be read -ERRNO
 *   count ID START N        ok ID 0 NAME=PAGES ... of MemTotal, the zones
 *                           and, of N page frames, those that hold memmap
 *   hog ID MIB pinned|held  a process with as much memory, for two seconds
 *   insmod ID PATH
 *   off
 *
 * In answers a backslash is \\ and a newline is \n. PATH may be a pattern:
 * all that fit are read or written, in order; the last error counts.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static int port;
static int results[2];
static volatile int *released;

static void put(int fd, const char *text)
{
	size_t n = strlen(text);

	while (n > 0) {
		ssize_t k = write(fd, text, n);

		if (k <= 0)
			return;
		text += k;
		n -= k;
	}
}

static void answer(int fd, const char *id, int err, const char *text)
{
	static char line[1 << 16];
	size_t n = snprintf(line, sizeof(line), err ? "err %s %d" : "ok %s %d", id, err);

	if (!err && *text) {
		line[n++] = ' ';
		for (; *text && n < sizeof(line) - 4; text++) {
			if (*text == '\n' || *text == '\\')
				line[n++] = '\\';
			line[n++] = *text == '\n' ? 'n' : *text;
		}
	}
	line[n++] = '\n';
	line[n] = 0;
	put(fd, line);
}

static char text[1 << 15];

/* With a place only the eight bytes there: an entry of /proc/kpagecount. */
static int read_one(const char *path, const char *place, size_t *at)
{
	int fd = open(path, O_RDONLY), err = 0;
	ssize_t k = 0;

	if (fd < 0)
		return errno;
	if (*place) {
		unsigned long long entry = 0;

		k = pread(fd, &entry, sizeof(entry), strtoull(place, NULL, 0));
		*at += snprintf(text + *at, 32, "%llu", entry);
	} else
		while (*at < sizeof(text) - 1 &&
		       (k = read(fd, text + *at, sizeof(text) - 1 - *at)) > 0)
			*at += k;
	if (k < 0)
		err = errno;
	close(fd);
	return err;
}

static int write_one(const char *path, const char *value, int how)
{
	int fd = open(path, O_WRONLY | how), err = 0;

	if (fd < 0)
		return errno;
	if (write(fd, value, strlen(value)) < 0)
		err = errno;
	close(fd);
	return err;
}

/* The answer is in `text`. */
static int perform(const char *verb, const char *path, const char *value)
{
	glob_t found;
	size_t at = 0;
	int err = 0;

	if (glob(path, GLOB_NOCHECK, NULL, &found))
		return ENOENT;
	for (size_t i = 0; i < found.gl_pathc; i++) {
		int how = strcmp(verb, "add") ? O_TRUNC : O_APPEND;
		int e = strcmp(verb, "read") ? write_one(found.gl_pathv[i], value, how) :
					       read_one(found.gl_pathv[i], value, &at);
		if (e)
			err = e;
	}
	globfree(&found);
	text[at] = 0;
	return err;
}

static int list(const char *path)
{
	DIR *dir = opendir(path);
	size_t at = 0;

	if (!dir)
		return errno;
	for (struct dirent *e; (e = readdir(dir));)
		if (e->d_name[0] != '.')
			at += snprintf(text + at, sizeof(text) - at, "%s ", e->d_name);
	text[at] = 0;
	closedir(dir);
	return 0;
}

/* Each file's text, or its error, on a line of its own. */
static void look(char *paths)
{
	static char one[1 << 12];
	size_t at = 0;

	for (char *path; (path = strsep(&paths, " ")) && at < sizeof(text) - sizeof(one);) {
		int fd = open(path, O_RDONLY);
		ssize_t k = fd < 0 ? -1 : read(fd, one, sizeof(one) - 1);

		if (k < 0)
			k = snprintf(one, sizeof(one), "-%d", errno);
		one[k] = 0;
		at += snprintf(text + at, sizeof(text) - at, "%.*s\n", (int)strcspn(one, "\n"), one);
		if (fd >= 0)
			close(fd);
	}
}

/* Of page frames, those that hold memmap: KPF_RESERVED; since v6.11 KPF_OWNER_PRIVATE alone, PageVmemmapSelfHosted. */
#define MEMMAP (1ull << 32 | 1ull << 37)
static long memmap(unsigned long start, unsigned long n)
{
	static unsigned long long flags[4096];
	int fd = open("/proc/kpageflags", O_RDONLY);
	long sum = 0;

	for (unsigned long i = 0; i < n; i += 4096) {
		ssize_t k = pread(fd, flags, sizeof(flags), (start + i) * 8);

		if (k < 0)
			return -1;
		for (ssize_t j = 0; j < k / 8; j++)
			sum += (flags[j] & MEMMAP) != 0;
	}
	close(fd);
	return sum;
}

static void count(unsigned long start, unsigned long n)
{
	static const char *names[] = { "spanned", "present", "managed", "start_pfn" };
	char line[256], zone[32] = "", word[32];
	size_t at = 0;
	unsigned long value;
	FILE *f = fopen("/proc/meminfo", "r");

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "MemTotal: %lu", &value) == 1)
			at += snprintf(text + at, 64, "MemTotal=%lu", value / 4);
	if (f)
		fclose(f);
	f = fopen("/proc/zoneinfo", "r");
	while (f && fgets(line, sizeof(line), f)) {
		sscanf(line, "Node %*d, zone %31s", zone);
		if (strcmp(zone, "Normal") && strcmp(zone, "Movable"))
			continue;
		if (sscanf(line, " %31[a-z_]%*[: ]%lu", word, &value) != 2)
			continue;
		for (int i = 0; i < 4; i++)
			if (!strcmp(word, names[i]))
				at += snprintf(text + at, 64, " %s.%s=%lu", zone, word, value);
	}
	if (f)
		fclose(f);
	long holding = n ? memmap(start, n) : 0;

	/* What can't be read is not counted. */
	if (holding >= 0)
		snprintf(text + at, 64, " memmap=%ld", holding);
}

static void hog(const char *id, unsigned long mib, int pinned)
{
	pid_t pid = fork();

	if (pid != 0) {
		if (pid < 0)
			answer(port, id, errno, "");
		return;
	}
	char *p = mmap(0, mib << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct rlimit many = { 1 << 14, 1 << 14 };
	int err = p == MAP_FAILED ? errno : 0, ends[2];

	setrlimit(RLIMIT_NOFILE, &many);
	if (!err)
		memset(p, 1, mib << 20);
	/* Pages in a pipe are held by it: they can't be migrated. */
	for (unsigned long i = 0; !err && pinned && i < mib << 20; i += 1 << 16) {
		struct iovec v = { p + i, 1 << 16 };

		if (pipe(ends) || vmsplice(ends[1], &v, 1, SPLICE_F_NONBLOCK) < 0)
			err = errno;
	}
	answer(results[1], id, err, "");
	sleep(2);
	_exit(0);
}

static void on_alarm(int signal)
{
	(void)signal;
}

/* A signal each second: what waits in the kernel gets EINTR. */
static void impatient(void)
{
	struct itimerval each = { { 1, 0 }, { 1, 0 } };
	struct sigaction act = { .sa_handler = on_alarm };

	sigaction(SIGALRM, &act, NULL);
	setitimer(ITIMER_REAL, &each, NULL);
}

static long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000L + t.tv_nsec / 1000;
}

static void start(const char *id, const char *comm, const char *verb, const char *path,
		  const char *value, int waits)
{
	pid_t pid = fork();

	if (pid < 0)
		answer(port, id, errno, "");
	if (pid != 0)
		return;
	prctl(PR_SET_NAME, comm);
	while (waits && !*released)
		;
	if (waits)
		impatient();
	long from = now();
	int err = perform(verb, path, value ? value : "");
	long to = now();
	static char with[1 << 15];

	/* Before what was read: when it began and ended, in microseconds. */
	snprintf(with, sizeof(with), "@%ld-%ld %.30000s", from, to, err ? "" : text);
	if (err)
		snprintf(with, sizeof(with), "errno %d @%ld-%ld", err, from, to);
	answer(results[1], id, 0, with);
	_exit(0);
}

static void obey(char *line)
{
	char *rest = line;
	char *verb = strsep(&rest, " "), *id = rest ? strsep(&rest, " ") : "";

	if (!strcmp(verb, "off"))
		reboot(RB_POWER_OFF);
	if (!strcmp(verb, "release")) {
		*released = 1;
		answer(port, id, 0, "");
		return;
	}
	if (!strcmp(verb, "start") || !strcmp(verb, "together")) {
		char *comm = strsep(&rest, " "), *what = strsep(&rest, " ");
		char *path = strsep(&rest, " ");

		if (*verb == 't')
			*released = 0;
		start(id, comm, what, path, rest, *verb == 't');
		return;
	}
	if (!strcmp(verb, "look")) {
		look(rest);
		answer(port, id, 0, text);
		return;
	}
	char *path = rest ? strsep(&rest, " ") : "";
	int err = EINVAL;

	if (!strcmp(verb, "hog")) {
		hog(id, strtoul(path, NULL, 0), rest && !strcmp(rest, "pinned"));
		return;
	}

	*text = 0;
	if (!strcmp(verb, "read") || !strcmp(verb, "write") || !strcmp(verb, "add"))
		err = perform(verb, path, rest ? rest : "");
	else if (!strcmp(verb, "list"))
		err = list(path);
	else if (!strcmp(verb, "count")) {
		count(strtoul(path, NULL, 0), rest ? strtoul(rest, NULL, 0) : 0);
		err = 0;
	}
	else if (!strcmp(verb, "insmod")) {
		int fd = open(path, O_RDONLY);

		err = fd < 0 || syscall(SYS_finit_module, fd, "", 0) ? errno : 0;
	}
	answer(port, id, err, text);
}

int main(void)
{
	static char line[1 << 14];
	struct termios raw;
	size_t have = 0;

	mkdir("/dev", 0755);
	mkdir("/proc", 0755);
	mkdir("/sys", 0755);
	mount("dev", "/dev", "devtmpfs", 0, 0);
	mount("proc", "/proc", "proc", 0, 0);
	mount("sys", "/sys", "sysfs", 0, 0);
	mount("trace", "/sys/kernel/tracing", "tracefs", 0, 0);
	mount("debug", "/sys/kernel/debug", "debugfs", 0, 0);
	signal(SIGCHLD, SIG_IGN);
	/* Where the console is no 8250, the port is the first of these. */
	port = open("/dev/ttyS1", O_RDWR | O_NOCTTY);
	if (port < 0 || tcgetattr(port, &raw)) {
		close(port);
		port = open("/dev/ttyS0", O_RDWR | O_NOCTTY);
	}
	tcgetattr(port, &raw);
	cfmakeraw(&raw);
	tcsetattr(port, TCSANOW, &raw);
	if (pipe(results))
		return 1;
	released = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	put(port, "ready\n");
	for (;;) {
		struct pollfd on[] = { { port, POLLIN, 0 }, { results[0], POLLIN, 0 } };

		poll(on, 2, -1);
		if (on[1].revents & POLLIN) {
			static char part[1 << 16];
			ssize_t n = read(results[0], part, sizeof(part) - 1);

			part[n > 0 ? n : 0] = 0;
			put(port, part);
		}
		if (!(on[0].revents & POLLIN))
			continue;
		ssize_t n = read(port, line + have, sizeof(line) - 1 - have);

		if (n <= 0)
			continue;
		have += n;
		line[have] = 0;
		for (char *end; (end = strchr(line, '\n'));) {
			*end = 0;
			obey(line);
			have -= end + 1 - line;
			memmove(line, end + 1, have + 1);
		}
	}
}
