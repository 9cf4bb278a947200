/* SPDX-License-Identifier: MIT */
/*
 * vhr (../README.md), breadth first, packed by hand: what a patient expert
 * would write in C for this one workload. A state is one integer; whole
 * states are keys of one hash table, doubled at 60 %; the successors of many
 * states are inserted together, their buckets prefetched; parents are kept.
 *
 *   gcc -O3 -march=native -DV=3 -DH=1 -DS=2 -DP=2 -DC=2 -DR=2 -DOPT=1 \
 *     -o vhr peers/c/vhr.c && ./vhr
 *
 * Prints one line of JSON.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>

/* Bits that hold the numbers 0 to n. */
#define WIDTH(n) ((n) < 1 ? 0 : (n) < 2 ? 1 : (n) < 4 ? 2 : (n) < 8 ? 3 : (n) < 16 ? 4 : 5)

#define LOCKED  (OPT == 1)
#define READING (OPT == 2)
#define KEEP    (OPT == 3)
#define APART   (OPT == 4)
#define GUARDED (LOCKED || READING)

/* What all threads see comes first. A page is 1 to P, 0 is none. */
#define PAGE    WIDTH(P)
#define PMD(s)  ((s) * PAGE)
#define USED(p) (S * PAGE + (p) - 1)
#define CELL(p, c) (S * PAGE + P + ((p) - 1) * C + (c))
#define PLOCK   (S * PAGE + P + P * C)
#define WRITER  (PLOCK + 1)
#define READERS (WRITER + 1)
#define SHARED  (READERS + (READING ? WIDTH(V) : 0))
/* Then each thread's own: program counter, rounds left, slot, cell, page. */
#define OWN       (WIDTH(R) + WIDTH(S - 1) + WIDTH(C - 1) + PAGE)
#define V_PC      5
#define H_PC      4
#define V_BITS    (V_PC + OWN)
#define H_BITS    (H_PC + OWN)
#define V_AT(t)   (SHARED + (t) * V_BITS)
#define H_AT(t)   (SHARED + V * V_BITS + (t) * H_BITS)
#define BITS      (SHARED + V * V_BITS + H * H_BITS)
#if BITS <= 64
typedef uint64_t state;
#elif BITS <= 128
typedef unsigned __int128 state;
#else
#error "vhr.c: the state does not fit 128 bits"
#endif

/* Program counters start at 1: no state is 0, which marks an empty bucket. */
enum { IDLE = 1, RLOCK, RD, LOCK, REREAD, ALLOC, INSTALL, UNLOCK, LOCK2, WALK, RETRY, WRITE,
       WUNLOCK, ULOCK, UWALK, UWRITE, UUNLOCK, V_DONE };
enum { ACQ = 1, HWALK, HLOCK, CHECK, CLEAR, UNLOCKC, FLUSH, FREE, UNLOCKN, REL, H_DONE };

#define BATCH  256
#define WIDEST 64 /* successors of one state, at most */
#define INLINE static inline __attribute__((always_inline))

static state next[BATCH + WIDEST];
static uint32_t from[BATCH + WIDEST], bucket[BATCH + WIDEST];
static unsigned made;
static bool error;

INLINE state mask(int width) { return ((state)1 << width) - 1; }
INLINE unsigned get(state x, int at, int width) { return (unsigned)(x >> at) & (unsigned)mask(width); }
INLINE state put(state x, int at, int width, unsigned value) {
  return (x & ~(mask(width) << at)) | (state)value << at;
}
INLINE bool bit(state x, int at) { return x >> at & 1; }
INLINE state on(state x, int at) { return x | (state)1 << at; }
INLINE state off(state x, int at) { return x & ~((state)1 << at); }
INLINE void emit(state x) { next[made++] = x; }

/* Where a thread's fields lie, given the first bit after its counter. */
#define R_AT(own) (own)
#define S_AT(own) ((own) + WIDTH(R))
#define C_AT(own) (S_AT(own) + WIDTH(S - 1))
#define P_AT(own) (C_AT(own) + WIDTH(C - 1))

INLINE state take(state x) { return LOCKED ? on(x, PLOCK) : x + ((state)1 << READERS); }
INLINE state drop(state x) { return LOCKED ? off(x, PLOCK) : x - ((state)1 << READERS); }
INLINE bool available(state x) { return LOCKED ? !bit(x, PLOCK) : !bit(x, WRITER); }

INLINE void vmalloc(state x, const int t) {
  const int at = V_AT(t), own = at + V_PC;
  const unsigned r = get(x, R_AT(own), WIDTH(R)), s = get(x, S_AT(own), WIDTH(S - 1)),
                 c = get(x, C_AT(own), WIDTH(C - 1)), p = get(x, P_AT(own), PAGE);
  const unsigned here = get(x, PMD(s), PAGE);
#define TO(pc, y) emit(put(y, at, V_PC, pc))
#define WITH(y, page) put(y, P_AT(own), PAGE, page)
  /* The end of a round: its slot, cell and page are dead. */
#define FINISH(y) TO(r == 1 ? V_DONE : IDLE, put(y, own, OWN, r - 1))
  switch (get(x, at, V_PC)) {
  case IDLE:
    for (unsigned i = t; i < (APART ? S - 1 : S) * C; i += V)
      TO(READING ? RLOCK : RD, put(put(x, S_AT(own), WIDTH(S - 1), i / C), C_AT(own), WIDTH(C - 1), i % C));
    break;
  case RLOCK: if (available(x)) TO(RD, take(x)); break;
  case RD: TO(!here ? LOCK : LOCKED ? LOCK2 : WALK, x); break;
  case LOCK: if (!bit(x, PLOCK)) TO(REREAD, on(x, PLOCK)); break;
  case REREAD: TO(here ? UNLOCK : ALLOC, x); break;
  case ALLOC:
    for (unsigned q = 1; q <= P; q++)
      if (!bit(x, USED(q))) TO(INSTALL, WITH(on(x, USED(q)), q));
    break;
  case INSTALL: TO(UNLOCK, WITH(put(x, PMD(s), PAGE, p), 0)); break;
  case UNLOCK: TO(LOCKED ? LOCK2 : WALK, off(x, PLOCK)); break;
  case LOCK2: if (available(x)) TO(WALK, take(x)); break;
  case WALK: TO(here ? WRITE : LOCKED ? RETRY : RD, WITH(x, here)); break;
  case RETRY: TO(RD, drop(x)); break;
  case WRITE:
    if (!bit(x, USED(p)) || here != p) error = true;
    TO(GUARDED ? WUNLOCK : UWALK, WITH(on(x, CELL(p, c)), 0));
    break;
  case WUNLOCK: TO(ULOCK, drop(x)); break;
  case ULOCK: if (available(x)) TO(UWALK, take(x)); break;
  case UWALK:
    if (here) TO(UWRITE, WITH(x, here));
    else if (GUARDED) TO(UUNLOCK, x);
    else FINISH(x);
    break;
  case UWRITE:
    if (!bit(x, USED(p)) || here != p) error = true;
    if (GUARDED) TO(UUNLOCK, WITH(off(x, CELL(p, c)), 0));
    else FINISH(off(x, CELL(p, c)));
    break;
  case UUNLOCK: FINISH(drop(x)); break;
  }
#undef TO
#undef WITH
#undef FINISH
}

INLINE void hot_remove(state x, const int t) {
  const int at = H_AT(t), own = at + H_PC;
  const unsigned r = get(x, R_AT(own), WIDTH(R)), s = get(x, S_AT(own), WIDTH(S - 1)),
                 c = get(x, C_AT(own), WIDTH(C - 1)), p = get(x, P_AT(own), PAGE);
  const unsigned here = get(x, PMD(s), PAGE);
#define TO(pc, y) emit(put(y, at, H_PC, pc))
#define WITH(y, cell, page) put(put(y, C_AT(own), WIDTH(C - 1), cell), P_AT(own), PAGE, page)
#define NEXT(y) TO(s == S - 1 ? REL : HWALK, \
                   put(WITH(y, 0, 0), S_AT(own), WIDTH(S - 1), s == S - 1 ? 0 : s + 1))
  switch (get(x, at, H_PC)) {
  case ACQ:
    if (!bit(x, WRITER) && (!READING || get(x, READERS, WIDTH(V)) == 0))
      TO(HWALK, put(on(x, WRITER), S_AT(own), WIDTH(S - 1), APART ? S - 1 : 0));
    break;
  case HWALK:
    if (here) TO(LOCKED ? HLOCK : CHECK, WITH(x, c, here));
    else NEXT(x);
    break;
  case HLOCK: if (!bit(x, PLOCK)) TO(CHECK, on(x, PLOCK)); break;
  case CHECK:
    if (bit(x, CELL(p, c))) {
      if (LOCKED) TO(UNLOCKN, WITH(x, 0, 0));
      else NEXT(x);
    } else if (c != C - 1) TO(CHECK, WITH(x, c + 1, p));
    else TO(KEEP ? FLUSH : CLEAR, WITH(x, 0, KEEP ? 0 : p));
    break;
  case CLEAR: TO(LOCKED ? UNLOCKC : FLUSH, put(x, PMD(s), PAGE, 0)); break;
  case UNLOCKC: TO(FLUSH, off(x, PLOCK)); break;
  case FLUSH:
    if (KEEP) NEXT(x);
    else TO(FREE, x);
    break;
  case FREE: NEXT(put(off(x, USED(p)), CELL(p, 0), C, 0)); break;
  case UNLOCKN: NEXT(off(x, PLOCK)); break;
  case REL: TO(r == 1 ? H_DONE : ACQ, put(off(x, WRITER), R_AT(own), WIDTH(R), r - 1)); break;
  }
}

INLINE bool all_done(state x) {
  for (int t = 0; t < V; t++)
    if (get(x, V_AT(t), V_PC) != V_DONE) return false;
  for (int t = 0; t < H; t++)
    if (get(x, H_AT(t), H_PC) != H_DONE) return false;
  return true;
}

static state initial(void) {
  state x = on(put(0, PMD(S - 1), PAGE, 1), USED(1));
  for (int t = 0; t < V; t++) x = put(put(x, V_AT(t), V_PC, IDLE), R_AT(V_AT(t) + V_PC), WIDTH(R), R);
  for (int t = 0; t < H; t++) x = put(put(x, H_AT(t), H_PC, ACQ), R_AT(H_AT(t) + H_PC), WIDTH(R), R);
  return x;
}

static state *table, *queue;
static uint32_t *parent;
static uint64_t capacity = 1 << 16, room = 1 << 16, count;

INLINE uint32_t hash(state x) {
  uint64_t h = (uint64_t)x * 0x9e3779b97f4a7c15u;
#if BITS > 64
  h = (h ^ h >> 32 ^ (uint64_t)(x >> 64)) * 0xc2b2ae3d27d4eb4fu;
#endif
  h = (h ^ h >> 29) * 0xbf58476d1ce4e5b9u;
  return (uint32_t)(h >> 32);
}

/* Untouched pages cost nothing. */
static void *zeroed(uint64_t bytes) {
  void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (p == MAP_FAILED) {
    perror("vhr");
    exit(2);
  }
  return p;
}

static void double_table(void) {
  state *old = table;
  const uint64_t length = capacity;
  capacity *= 2;
  table = zeroed(capacity * sizeof *table);
  for (uint64_t i = 0; i < length; i++) {
    if (!old[i]) continue;
    uint64_t j = hash(old[i]) & (capacity - 1);
    while (table[j]) j = (j + 1) & (capacity - 1);
    table[j] = old[i];
  }
  munmap(old, length * sizeof *old);
}

static void insert(void) {
  if ((count + made) * 10 > capacity * 6) double_table();
  if (count + made > room) {
    room *= 2;
    queue = realloc(queue, room * sizeof *queue);
    parent = realloc(parent, room * sizeof *parent);
  }
  for (unsigned k = 0; k < made; k++) {
    bucket[k] = hash(next[k]);
    __builtin_prefetch(&table[bucket[k] & (capacity - 1)]);
  }
  for (unsigned k = 0; k < made; k++) {
    uint64_t j = bucket[k] & (capacity - 1);
    while (table[j] && table[j] != next[k]) j = (j + 1) & (capacity - 1);
    if (table[j]) continue;
    table[j] = queue[count] = next[k];
    parent[count++] = from[k];
  }
}

int main(void) {
  struct timespec start, end;
  clock_gettime(CLOCK_MONOTONIC, &start);
  table = zeroed(capacity * sizeof *table);
  queue = malloc(room * sizeof *queue);
  parent = malloc(room * sizeof *parent);
  uint64_t head = 0, level = 1, depth = 0, transitions = 0;
  bool stuck = false;
  next[made++] = initial();
  insert();
  while (head < count && !error && !stuck) {
    if (head == level) {
      depth++;
      level = count;
    }
    made = 0;
    while (made < BATCH && head < level && !error && !stuck) {
      const state x = queue[head];
      const unsigned first = made;
#pragma GCC unroll 8
      for (int t = 0; t < V; t++) vmalloc(x, t);
#pragma GCC unroll 8
      for (int t = 0; t < H; t++) hot_remove(x, t);
      if (made == first) stuck = !all_done(x);
      for (unsigned k = first; k < made; k++) from[k] = head;
      head++;
    }
    transitions += made;
    insert();
  }
  clock_gettime(CLOCK_MONOTONIC, &end);
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  printf("{\"states\":%lu,\"transitions\":%lu,\"depth\":%lu,\"verdict\":\"%s\",\"seconds\":%.4f,\"rssMB\":%ld}\n",
         (unsigned long)count, (unsigned long)transitions, (unsigned long)depth,
         error ? "violated" : stuck ? "deadlock" : "holds",
         (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9,
         usage.ru_maxrss / 1024);
}
