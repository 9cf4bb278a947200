/* SPDX-License-Identifier: GPL-2.0 */
/* What the commands of /proc/mhpcheck come to; 0, or an error. */

int add_hold(char *id, char *kind, char *symbol, char *comm, char *nth);
int let_go(char *id);
int notifiers(char *comm);
int failing(char *symbol, char *result, char *comm, char *nth);
int freed(char *from, char *n, char *comm);
int churning(char *count, char *where);
